package keyfile_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
)

// jks writes Java keystores piece by piece.
type jks struct{ bytes.Buffer }

func newJKS(magic, version, count uint32) *jks {
	k := &jks{}
	return k.u32(magic).u32(version).u32(count)
}

func (k *jks) u32(n uint32) *jks {
	k.Write(binary.BigEndian.AppendUint32(nil, n))
	return k
}

func (k *jks) text(s string) *jks {
	k.Write(binary.BigEndian.AppendUint16(nil, uint16(len(s))))
	k.WriteString(s)
	return k
}

func (k *jks) blob(data []byte) *jks {
	k.u32(uint32(len(data)))
	k.Write(data)
	return k
}

// entry writes the head of an entry: its tag, alias and date.
func (k *jks) entry(tag uint32, alias string) *jks {
	return k.u32(tag).text(alias).u32(0x18b).u32(0xcfe56800)
}

// end writes a digest, of zeros: without the password it cannot be checked.
func (k *jks) end() []byte { return append(k.Bytes(), make([]byte, 20)...) }

const (
	magicJKS   = 0xfeedfeed
	magicJCEKS = 0xcececece
)

func TestKeystoreWrongInput(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	leaf := w.leaf.Certificate.Raw
	whole := newJKS(magicJKS, 2, 1).entry(2, "www").text("X.509").blob(leaf).end()
	for _, c := range []struct {
		name, summary, words string
		data                 []byte
	}{
		{"empty", "No certificate found", "no certificate", newJKS(magicJKS, 2, 0).end()},
		{"key alone", "Private key alone", "", newJKS(magicJKS, 2, 1).entry(1, "www").blob([]byte("encrypted-key")).u32(0).end()},
		{"version 3", "Unsupported certificate file", "version 3", newJKS(magicJKS, 3, 0).end()},
		{"magic number alone", "Damaged certificate file", "cut short", []byte{0xfe, 0xed, 0xfe, 0xed}},
		{"unknown entry", "Damaged certificate file", "entry 1 of 1", newJKS(magicJKS, 2, 1).entry(9, "www").end()},
		{"cut short", "Damaged certificate file", "entry 1 of 1", whole[:100]},
		{"more entries promised", "Damaged certificate file", "", newJKS(magicJKS, 2, 1<<31).end()},
		{"endless chain", "Damaged certificate file", "", newJKS(magicJKS, 2, 1).entry(1, "www").blob(nil).u32(1 << 31).end()},
		{"another kind of certificate", "Unsupported certificate file", `entry "pgp"`, newJKS(magicJKS, 2, 1).entry(2, "pgp").text("OpenPGP").blob(leaf).end()},
		// certificates.md S3: it is told by its shape or its name.
		{"Bouncy Castle FIPS", "Unsupported certificate file", "-srcstoretype BCFKS", []byte{0x30, 0x13, 0x04, 0x0f, 'B', 'C', 'F', 'K', 'S'}},
		{"secret key alone", "Private key alone", "", append(newJKS(magicJCEKS, 2, 1).entry(3, "s").Bytes(), 0xac, 0xed, 0, 5, 1, 2, 3)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := keyfile.Parse(c.data, keyfile.Options{})
			wantInput(t, err, c.summary, c.words)
			if strings.Contains(err.Error(), "encrypted-key") {
				t.Errorf("a key stands in the error %q", err)
			}
		})
	}
}

func TestKeystore(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	leaf, intermediate, root := w.leaf.Certificate.Raw, w.intermediate.Certificate.Raw, w.root.Certificate.Raw
	secret := func(k *jks, alias string) *jks {
		k.entry(3, alias).Write(append([]byte{0xac, 0xed, 0, 5}, "sr\x00\x00\x00\x02\x00\x01 a java object \x00\x00\x00\x01\x00\x03"...))
		return k
	}
	for _, c := range []struct {
		name, want string
		data       []byte
	}{
		{"version 1", "www=www.example.test", newJKS(magicJKS, 1, 1).entry(2, "www").blob(leaf).end()},
		{
			"key with its chain, and a root", "www=www.example.test; www=File Intermediate; 根=File Root",
			newJKS(magicJKS, 2, 2).entry(1, "www").blob([]byte("key")).u32(2).text("X.509").blob(leaf).text("X.509").blob(intermediate).
				entry(2, "根").text("X.509").blob(root).end(),
		},
		{"between secret keys", "ca=File Root", secret(secret(secret(newJKS(magicJCEKS, 2, 4), "a"), "b").entry(2, "ca").text("X.509").blob(root), "c").end()},
		{"bad entry keeps its place", `www=www.example.test; !entry "bad"`, newJKS(magicJKS, 2, 2).entry(2, "bad").text("X.509").blob(leaf[:50]).entry(2, "www").text("X.509").blob(leaf).end()},
		{"cut short behind the first", "www=www.example.test; !entry 2", newJKS(magicJKS, 2, 2).entry(2, "www").text("X.509").blob(leaf).entry(2, "x").Bytes()},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			bundle := mustParse(t, c.data, "")
			if got := named(bundle); got != c.want || bundle.Format != "jks" {
				t.Errorf("%s %q, want %q", bundle.Format, got, c.want)
			}
			for _, entry := range bundle.Entries {
				if cap(entry.Certificate.Raw) >= len(c.data) {
					t.Error("the certificate keeps the bytes of the whole file in memory, keys included")
				}
			}
		})
	}
}

// Files written by other programs; testdata/keystores/README.md says how.
func TestKeystoresOfOtherPrograms(t *testing.T) {
	t.Parallel()
	const (
		openssl  = "pkcs12: www=www.example.test; root=Fixture Root"
		nss      = "pkcs12: root=Fixture Root; www=www.example.test"
		gnutls   = "pkcs12: www=www.example.test; =Fixture Root"
		pkcs7    = "pkcs7: =www.example.test; =Fixture Root"
		root     = "pkcs12: our root=Fixture Root"
		threeJKS = "jks: mail=mail.example.test; www=www.example.test; our root=Fixture Root"
	)
	for name, want := range map[string]string{
		"openssl.p12": openssl, "openssl-legacy.p12": openssl, "openssl-nomac.p12": openssl, "openssl-nomac-encrypted.p12": openssl, "openssl-clear-certificates.p12": openssl,
		"openssl-empty.p12": openssl, "openssl-legacy-empty.p12": openssl, "openssl-aes128-sha512.p12": openssl,
		"openssl-2des.p12": openssl, "openssl-rc2-128.p12": openssl, "openssl-pbes2-3des.p12": openssl,
		"nss.p12": nss, "gnutls-null-empty.p12": gnutls,
		"openssl.p7b": pkcs7, "openssl.p7.pem": pkcs7,
		"keytool.pkcs12":         "pkcs12: www=www.example.test; mail=mail.example.test; our root=Fixture Root",
		"keytool-truststore.p12": root, "keytool-secret.p12": root, "keytool-legacy.p12": root, "keytool-nopassword.p12": root,
		"keytool.jks": threeJKS, "keytool.jceks": threeJKS, "keytool-secret.jceks": "jks: our root=Fixture Root",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(filepath.Join("testdata", "keystores", name))
			if err != nil {
				t.Fatal(err)
			}
			password := "changeit"
			switch {
			case strings.Contains(name, "-empty"), strings.Contains(name, "-clear"), strings.Contains(name, "jks"), strings.Contains(name, "jceks"), strings.Contains(name, "nopassword"):
				password = ""
			}
			bundle := mustParse(t, data, password)
			if got := bundle.Format + ": " + named(bundle); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
	t.Run("wrong password although the certificates are in clear", func(t *testing.T) {
		t.Parallel()
		_, err := keyfile.ReadFile(t.Context(), filepath.Join("testdata", "keystores", "openssl-clear-certificates.p12"), keyfile.Options{Password: "guess"})
		wantInput(t, err, "Wrong password")
	})
	t.Run("wrong password without an integrity code", func(t *testing.T) {
		t.Parallel()
		_, err := keyfile.ReadFile(t.Context(), filepath.Join("testdata", "keystores", "openssl-nomac-encrypted.p12"), keyfile.Options{Password: "guess"})
		wantInput(t, err, "Wrong password")
	})
	t.Run("an algorithm that is not implemented", func(t *testing.T) {
		t.Parallel()
		_, err := keyfile.ReadFile(t.Context(), filepath.Join("testdata", "keystores", "gnutls-arcfour.p12"), keyfile.Options{Password: "changeit"})
		wantInput(t, err, "Unsupported certificate file", "1.2.840.113549.1.12.1.1", "Export it again")
	})
}
