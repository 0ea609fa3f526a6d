package credential_test

import (
	"bytes"
	"crypto"
	stdlib "crypto/ed25519"
	"crypto/rand"
	"encoding/binary"
	"hash"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/ed25519"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// pgpMaker writes OpenPGP keys packet by packet, with signatures as they are wished.
type pgpMaker struct {
	t       testing.TB
	primary *packet.PrivateKey
	bytes.Buffer
}

// said is what a signature says.
type said struct {
	kind    packet.SignatureType
	created time.Time
	lives   time.Duration // from the key's creation
	holds   time.Duration // the signature itself
	flags   byte
	primary bool
	reason  packet.ReasonForRevocation
	by      *packet.PrivateKey // in place of the primary key
}

// born is when all keys of these tests were made.
var born = time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)

const (
	day  = 24 * time.Hour
	year = 365 * day
)

func newPGP(t testing.TB) *pgpMaker {
	t.Helper()
	m := &pgpMaker{t: t, primary: newPGPKey(t)}
	m.must(m.primary.PublicKey.Serialize(m))
	return m
}

func newPGPKey(t testing.TB) *packet.PrivateKey {
	t.Helper()
	private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return packet.NewSignerPrivateKey(born, private)
}

func (m *pgpMaker) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

func (m *pgpMaker) signature(s said) (*packet.Signature, *packet.PrivateKey) {
	by := m.primary
	if s.by != nil {
		by = s.by
	}
	seconds := func(d time.Duration) *uint32 {
		if d == 0 {
			return nil
		}
		n := uint32(d / time.Second)
		return &n
	}
	signature := &packet.Signature{
		Version: 4, SigType: s.kind, PubKeyAlgo: by.PubKeyAlgo, Hash: crypto.SHA256, CreationTime: s.created,
		KeyLifetimeSecs: seconds(s.lives), SigLifetimeSecs: seconds(s.holds), IssuerKeyId: &by.KeyId, IssuerFingerprint: by.Fingerprint,
		FlagsValid: s.flags != 0, FlagCertify: s.flags&1 != 0, FlagSign: s.flags&2 != 0, FlagEncryptCommunications: s.flags&4 != 0, FlagEncryptStorage: s.flags&8 != 0,
	}
	if s.primary {
		signature.IsPrimaryId = &s.primary
	}
	if s.kind == packet.SigTypeKeyRevocation || s.kind == packet.SigTypeSubkeyRevocation || s.kind == packet.SigTypeCertificationRevocation {
		signature.RevocationReason = &s.reason
	}
	return signature, by
}

func (m *pgpMaker) key(s said) *pgpMaker {
	signature, by := m.signature(s)
	if s.kind == packet.SigTypeKeyRevocation {
		m.must(signature.RevokeKey(&m.primary.PublicKey, by, nil))
	} else {
		m.must(signature.SignDirectKeyBinding(&m.primary.PublicKey, by, nil))
	}
	m.must(signature.Serialize(m))
	return m
}

// uid writes a user id and its signatures in this order.
func (m *pgpMaker) uid(name string, all ...said) *pgpMaker {
	m.must(packet.NewUserId(name, "", name+"@example.net").Serialize(m))
	for _, s := range all {
		if s.kind == 0 {
			s.kind = packet.SigTypePositiveCert
		}
		signature, by := m.signature(s)
		m.must(signature.SignUserId(name+" <"+name+"@example.net>", &m.primary.PublicKey, by, nil))
		m.must(signature.Serialize(m))
	}
	return m
}

// subkey writes a subkey and its signatures; answers says that it signs back.
func (m *pgpMaker) subkey(answers bool, all ...said) *pgpMaker {
	sub := newPGPKey(m.t)
	sub.IsSubkey = true
	m.must(sub.PublicKey.Serialize(m))
	for _, s := range all {
		if s.kind == 0 {
			s.kind = packet.SigTypeSubkeyBinding
		}
		signature, by := m.signature(s)
		if s.kind == packet.SigTypeSubkeyBinding && answers {
			back, _ := m.signature(said{kind: packet.SigTypePrimaryKeyBinding, created: s.created, by: sub})
			m.must(back.CrossSignKey(&sub.PublicKey, &m.primary.PublicKey, sub, nil))
			signature.EmbeddedSignature = back
		}
		if s.kind == packet.SigTypeSubkeyRevocation {
			m.must(signature.RevokeSubkey(&sub.PublicKey, by, nil))
		} else {
			m.must(signature.SignKey(&sub.PublicKey, by, nil))
		}
		m.must(signature.Serialize(m))
	}
	return m
}

func (m *pgpMaker) binary() string { return m.String() }

func armoured(t testing.TB, kind, data string) string {
	t.Helper()
	var out bytes.Buffer
	writer, err := armor.Encode(&out, kind, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := writer.Write([]byte(data)); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// plain signs the user id "a" by a digest that the library refuses to sign with.
func (m *pgpMaker) plain(number byte, digest hash.Hash, lives time.Duration) *pgpMaker {
	area := binary.BigEndian.AppendUint32([]byte{5, 2}, uint32(born.Unix()))
	area = binary.BigEndian.AppendUint32(append(area, 5, 9), uint32(lives/time.Second))
	area = append(area, 2, 27, 3)
	head := binary.BigEndian.AppendUint16([]byte{4, 0x13, byte(m.primary.PubKeyAlgo), number}, uint16(len(area)))
	head = append(head, area...)
	uid := "a <a@example.net>"
	m.must(m.primary.PublicKey.SerializeForHash(digest))
	digest.Write(append(binary.BigEndian.AppendUint32([]byte{0xb4}, uint32(len(uid))), uid...))
	digest.Write(head)
	digest.Write(binary.BigEndian.AppendUint32([]byte{4, 0xff}, uint32(len(head))))
	sum := digest.Sum(nil)
	key := m.primary.PrivateKey.(*ed25519.PrivateKey)
	signature := stdlib.Sign(stdlib.NewKeyFromSeed(key.Key[:stdlib.SeedSize]), sum)
	body := append(append(head, 0, 0), sum[:2]...)
	body = append(body, signature...)
	m.Write([]byte{0xc2, byte(len(body))})
	m.Write(body)
	return m
}
