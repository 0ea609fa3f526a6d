package credential_test

import (
	"bytes"
	"crypto"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/packet"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/credential"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

const revocation = packet.SigTypeKeyRevocation

func endOf(d time.Duration) string { return deadline.FormatInstant(born.Add(d)) }

// The newest signature that counts says when the key ends, wherever it stands.
func TestOpenPGPEnds(t *testing.T) {
	t.Parallel()
	old := said{created: born, lives: 2 * year, flags: 3}
	extended := said{created: born.Add(700 * day), lives: 5 * year, flags: 3}
	shortened := said{created: born.Add(800 * day), lives: 3 * year, flags: 3}
	for name, test := range map[string]struct {
		make        func(*pgpMaker)
		want, rules string
	}{
		"no signature":               {func(m *pgpMaker) { m.uid("a") }, "malformed", ""},
		"no user id":                 {func(*pgpMaker) {}, "malformed", ""},
		"signed by another alone":    {func(m *pgpMaker) { m.uid("a", said{created: born, flags: 3, by: newPGPKey(m.t)}) }, "malformed", ""},
		"for ever":                   {func(m *pgpMaker) { m.uid("a", said{created: born, flags: 3}) }, "open", "never-expires"},
		"one signature":              {func(m *pgpMaker) { m.uid("a", extended) }, endOf(5 * year), ""},
		"ended":                      {func(m *pgpMaker) { m.uid("a", old) }, endOf(2 * year), ""},
		"extended, old one first":    {func(m *pgpMaker) { m.uid("a", old, extended) }, endOf(5 * year), ""},
		"extended, new one first":    {func(m *pgpMaker) { m.uid("a", extended, old) }, endOf(5 * year), ""},
		"shortened":                  {func(m *pgpMaker) { m.uid("a", extended, shortened) }, endOf(3 * year), ""},
		"extended in the future":     {func(m *pgpMaker) { m.uid("a", old, said{created: today.Add(day), flags: 3}) }, endOf(2 * year), ""},
		"dated in the future alone":  {func(m *pgpMaker) { m.uid("a", said{created: today.Add(day), flags: 3}) }, "malformed", ""},
		"a signature that has ended": {func(m *pgpMaker) { m.uid("a", said{created: born, holds: year, flags: 3}) }, "malformed", ""},
		"a signature that will end":  {func(m *pgpMaker) { m.uid("a", said{created: born, holds: 4 * year, flags: 3}) }, endOf(4 * year), ""},
		"two user ids, one is primary": {func(m *pgpMaker) {
			m.uid("a", said{created: born, lives: 4 * year, flags: 3, primary: true}).uid("b", said{created: born.Add(day), flags: 3})
		}, endOf(4 * year), ""},
		"two user ids, the newest": {func(m *pgpMaker) {
			m.uid("a", said{created: born, flags: 3}).uid("b", said{created: born.Add(day), lives: 4 * year, flags: 3})
		}, endOf(4 * year), ""},
		"two user ids, one is revoked": {func(m *pgpMaker) {
			m.uid("a", said{created: born, flags: 3, primary: true}, said{kind: packet.SigTypeCertificationRevocation, created: born.Add(day)}).uid("b", said{created: born, lives: 4 * year, flags: 3})
		}, endOf(4 * year), ""},
		"all user ids revoked": {func(m *pgpMaker) {
			m.uid("a", said{created: born, flags: 3}, said{kind: packet.SigTypeCertificationRevocation, created: born.Add(day)})
		}, "malformed", ""},
		"revoked and made anew": {func(m *pgpMaker) {
			m.uid("a", said{created: born, flags: 3}, said{kind: packet.SigTypeCertificationRevocation, created: born.Add(day)}, said{created: born.Add(2 * day), lives: 4 * year, flags: 3})
		}, endOf(4 * year), ""},
		"the key itself says earlier": {func(m *pgpMaker) {
			m.key(said{kind: packet.SigTypeDirectSignature, created: born, lives: 3 * year, flags: 3}).uid("a", extended)
		}, endOf(3 * year), ""},
		"the key itself alone": {func(m *pgpMaker) {
			m.key(said{kind: packet.SigTypeDirectSignature, created: born, lives: 4 * year, flags: 3})
		}, endOf(4 * year), ""},
		"revoked":                     {func(m *pgpMaker) { m.key(said{kind: revocation, created: born.Add(year)}).uid("a", extended) }, endOf(year), ""},
		"revoked with a date to come": {func(m *pgpMaker) { m.key(said{kind: revocation, created: today.Add(year)}).uid("a", extended) }, "ended", ""},
		"revoked by a stranger": {func(m *pgpMaker) {
			m.key(said{kind: revocation, created: born.Add(year), by: newPGPKey(m.t)}).uid("a", extended)
		}, endOf(5 * year), ""},
		"by SHA-1":                      {func(m *pgpMaker) { m.uid("a").plain(2, sha1.New(), 4*year) }, endOf(4 * year), "weak-key"},
		"by SHA-256":                    {func(m *pgpMaker) { m.uid("a").plain(8, sha256.New(), 4*year) }, endOf(4 * year), ""},
		"by MD5":                        {func(m *pgpMaker) { m.uid("a").plain(1, md5.New(), 4*year) }, "unsupported", ""},
		"a subkey to encrypt ends":      {func(m *pgpMaker) { m.uid("a", extended).subkey(false, said{created: born, lives: 3 * year, flags: 12}) }, endOf(3 * year), ""},
		"a subkey to encrypt has ended": {func(m *pgpMaker) { m.uid("a", extended).subkey(false, said{created: born, lives: year, flags: 12}) }, endOf(year), ""},
		"a newer one to encrypt": {func(m *pgpMaker) {
			m.uid("a", extended).subkey(false, said{created: born, lives: year, flags: 12}).subkey(false, said{created: born, lives: 4 * year, flags: 12})
		}, endOf(4 * year), "expired-beside"},
		"a dead one to sign": {func(m *pgpMaker) { m.uid("a", extended).subkey(true, said{created: born, lives: year, flags: 2}) }, endOf(5 * year), "expired-beside"},
		"a dead one to sign alone": {func(m *pgpMaker) {
			m.uid("a", said{created: born, lives: 5 * year, flags: 1}).subkey(true, said{created: born, lives: year, flags: 2})
		}, endOf(year), ""},
		"a revoked one to encrypt": {func(m *pgpMaker) {
			m.uid("a", extended).subkey(false, said{created: born, lives: 4 * year, flags: 12}, said{kind: packet.SigTypeSubkeyRevocation, created: born.Add(year)})
		}, endOf(year), ""},
		"another's subkey": {func(m *pgpMaker) {
			m.uid("a", extended).subkey(false, said{created: born, lives: year, flags: 12, by: newPGPKey(m.t)})
		}, endOf(5 * year), "untrusted"},
		"a subkey lives longer": {func(m *pgpMaker) { m.uid("a", extended).subkey(false, said{created: born, flags: 12}) }, endOf(5 * year), ""},
		"no end, a subkey has": {func(m *pgpMaker) {
			m.uid("a", said{created: born, flags: 3}).subkey(false, said{created: born, lives: 4 * year, flags: 12})
		}, endOf(4 * year), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newPGP(t)
			test.make(m)
			for form, text := range map[string]string{"binary": m.binary(), "armoured": armoured(t, "PGP PUBLIC KEY BLOCK", m.binary())} {
				c := single(t, text, asOf)
				whole(t, c)
				if outcomeOf(c) != test.want || rules(c) != test.rules {
					t.Errorf("%s: %s [%s], want %s [%s] %+v", form, outcomeOf(c), rules(c), test.want, test.rules, c.Unread)
				}
			}
		})
	}
}

// A signature that the key did not make must not extend its life.
func TestOpenPGPForgedExtension(t *testing.T) {
	t.Parallel()
	m := newPGP(t).uid("a", said{created: born, lives: 3 * year, flags: 3})
	lives := binary.BigEndian.AppendUint32([]byte{5, 0x89}, uint32(3*year/time.Second))
	if !strings.Contains(m.binary(), string(lives)) {
		t.Fatal("the lifetime is not where it should be")
	}
	longer := binary.BigEndian.AppendUint32([]byte{5, 0x89}, uint32(9*year/time.Second))
	altered := strings.Replace(m.binary(), string(lives), string(longer), 1)
	if got := outcome(altered, asOf); got != "malformed" {
		t.Errorf("altered: %s", got)
	}
	// The altered one beside the true one is left aside, and told.
	newer := newPGP(t)
	newer.uid("a", said{created: born, lives: 3 * year, flags: 3}, said{created: born.Add(day), lives: 4 * year, flags: 3})
	was := binary.BigEndian.AppendUint32([]byte{5, 0x89}, uint32(4*year/time.Second))
	both := strings.Replace(newer.binary(), string(was), string(longer), 1)
	if c := single(t, both, asOf); outcomeOf(c) != endOf(3*year) || rules(c) != "untrusted" {
		t.Errorf("beside the true one: %s [%s]", outcomeOf(c), rules(c))
	}
	// A revocation that is damaged leaves the matter open.
	gone := newPGP(t)
	start := gone.Len()
	gone.key(said{kind: revocation, created: born.Add(year)})
	end := gone.Len()
	gone.uid("a", said{created: born, flags: 3})
	data := []byte(gone.binary())
	data[start+(end-start)-1] ^= 1
	if got := outcome(string(data), asOf); got != "unsupported" {
		t.Errorf("a damaged revocation: %s", got)
	}
}

func TestOpenPGPPurposeAndParts(t *testing.T) {
	t.Parallel()
	m := newPGP(t).uid("release", said{created: born, lives: 5 * year, flags: 3}).
		subkey(false, said{created: born, lives: 3 * year, flags: 12}).
		subkey(true, said{created: born, lives: year, flags: 2})
	for purpose, want := range map[credential.Purpose]string{
		"": endOf(3 * year), credential.PurposeAny: endOf(3 * year), credential.PurposeSign: endOf(5 * year),
		credential.PurposeEncrypt: endOf(3 * year), credential.PurposeCertify: endOf(5 * year), "dance": "not_found",
	} {
		if got := outcome(m.binary(), credential.Options{Now: today, Purpose: purpose}); got != want {
			t.Errorf("to %q: %s, want %s", purpose, got, want)
		}
	}
	c := single(t, m.binary(), asOf)
	if len(c.Parts) != 3 || !c.Parts[0].Primary || strings.Join(c.Parts[1].Uses, " ") != "encrypt" || strings.Join(c.Parts[2].Uses, " ") != "sign" {
		t.Errorf("%+v", c.Parts)
	}
	if deadline.FormatInstant(c.Parts[2].End.At) != endOf(year) || c.Subject != "release <release@example.net>" || len(c.KeyID) != 40 || c.Cause != "its last key to encrypt to ends first" {
		t.Errorf("%+v", c)
	}
	if signOnly := newPGP(t).uid("a", said{created: born, flags: 3}); outcome(signOnly.binary(), credential.Options{Now: today, Purpose: credential.PurposeEncrypt}) != "not_found" {
		t.Error("a key without one to encrypt to passes for encryption")
	}
}

func TestOpenPGPFiles(t *testing.T) {
	t.Parallel()
	one := newPGP(t).uid("a", said{created: born, lives: 5 * year, flags: 3})
	two := newPGP(t).uid("b", said{created: born, lives: 4 * year, flags: 3})
	both := one.binary() + two.binary()
	text := armoured(t, "PGP PUBLIC KEY BLOCK", one.binary())
	fingerprint := single(t, two.binary(), asOf).KeyID
	var private bytes.Buffer
	if err := one.primary.Serialize(&private); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ text, want string }{
		"two keys":                  {both, "ambiguous"},
		"two blocks":                {text + "\n" + armoured(t, "PGP PUBLIC KEY BLOCK", two.binary()), "ambiguous"},
		"cut short":                 {one.binary()[:one.Len()-3], "malformed"},
		"a block cut short":         {text[:len(text)-40], "malformed"},
		"a letter changed":          {strings.Replace(text, "\n\n", "\n\nA", 1), "malformed"},
		"four dashes at the second": {text + "\n" + strings.ReplaceAll(armoured(t, "PGP PUBLIC KEY BLOCK", two.binary()), "-----", "----"), "malformed"},
		"the second is quoted":      {text + "\n" + "> " + strings.ReplaceAll(armoured(t, "PGP PUBLIC KEY BLOCK", two.binary()), "\n", "\n> "), "malformed"},
		"the second is binary":      {text + "\n" + two.binary(), "malformed"},
		"joined to the first":       {text + two.binary(), "malformed"},
		"the second is commented":   {text + "\n" + "#" + strings.ReplaceAll(armoured(t, "PGP PUBLIC KEY BLOCK", two.binary()), "\n", "\n#"), endOf(5 * year)},
		"a signature":               {armoured(t, "PGP SIGNATURE", one.binary()), "unsupported"},
		"a key and a signature":     {text + armoured(t, "PGP SIGNATURE", one.binary()), "malformed"},
		"a message":                 {armoured(t, "PGP MESSAGE", one.binary()), "unsupported"},
		"a private key":             {armoured(t, "PGP PRIVATE KEY BLOCK", private.String()), "unsupported"},
		"a private key in binary":   {private.String(), "unsupported"},
		"a private key after one":   {one.binary() + private.String(), "unsupported"},
		"binary of something else":  {"\xff\xfe\x00\x01garbage", "malformed"},
		"with a text around":        {"pub ed25519\n\n" + text + "\nthat was it\n", endOf(5 * year)},
		"a key of version 3":        {"\x99\x00\x0a\x03AAAAAAAAA", "unsupported"},
	} {
		if got := outcome(test.text, asOf); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
	for given, want := range map[string]string{
		fingerprint: endOf(4 * year), "0x" + strings.ToLower(fingerprint[24:]): endOf(4 * year), fingerprint[:20] + " " + fingerprint[20:]: endOf(4 * year),
		"1234": "unsupported", strings.Repeat("0", 40): "not_found",
	} {
		if got := outcome(both, credential.Options{Now: today, Fingerprint: given}); got != want {
			t.Errorf("fingerprint %q: %s, want %s", given, got, want)
		}
	}
}

// What another reader makes, in the algorithms that are in use, is read.
func TestOpenPGPAlgorithms(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]packet.Config{
		"RSA":        {Algorithm: packet.PubKeyAlgoRSA, RSABits: 2048},
		"EdDSA":      {Algorithm: packet.PubKeyAlgoEdDSA, Curve: packet.Curve25519},
		"P-256":      {Algorithm: packet.PubKeyAlgoECDSA, Curve: packet.CurveNistP256},
		"P-384":      {Algorithm: packet.PubKeyAlgoECDSA, Curve: packet.CurveNistP384},
		"P-521":      {Algorithm: packet.PubKeyAlgoECDSA, Curve: packet.CurveNistP521},
		"Ed25519":    {Algorithm: packet.PubKeyAlgoEd25519},
		"version 6":  {Algorithm: packet.PubKeyAlgoEd25519, V6Keys: true},
		"SHA-512":    {Algorithm: packet.PubKeyAlgoEdDSA, Curve: packet.Curve25519, DefaultHash: crypto.SHA512},
		"SHA3-256":   {Algorithm: packet.PubKeyAlgoEd25519, DefaultHash: crypto.SHA3_256},
		"Ed448":      {Algorithm: packet.PubKeyAlgoEd448, V6Keys: true},
		"brainpool":  {Algorithm: packet.PubKeyAlgoECDSA, Curve: packet.CurveBrainpoolP256},
		"secp256k1":  {Algorithm: packet.PubKeyAlgoECDSA, Curve: packet.CurveSecP256k1},
		"Curve448v4": {Algorithm: packet.PubKeyAlgoEdDSA, Curve: packet.Curve448},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config.Time = func() time.Time { return born }
			config.KeyLifetimeSecs = uint32(4 * year / time.Second)
			entity, err := openpgp.NewEntity("robot", "", "robot@example.net", &config)
			if err != nil {
				t.Fatal(err)
			}
			if err := entity.AddSigningSubkey(&config); err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := entity.Serialize(&out); err != nil {
				t.Fatal(err)
			}
			want := endOf(4 * year)
			switch name {
			case "Ed448", "brainpool", "secp256k1", "Curve448v4":
				want = "unsupported"
			}
			c := single(t, out.String(), asOf)
			whole(t, c)
			if got := outcomeOf(c); got != want {
				t.Errorf("%s, want %s (%+v)", got, want, c.Unread)
			}
		})
	}
}
