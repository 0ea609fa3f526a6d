package keyfile_test

import (
	"crypto/x509"
	"encoding/asn1"
	"strings"
	"testing"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
)

func TestPKCS12Password(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	encode := func(encoder *pkcs12.Encoder, password string) []byte {
		data, err := encoder.Encode(w.leaf.Key, w.leaf.Certificate, []*x509.Certificate{w.intermediate.Certificate}, password)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	const secret = "pässword-of-the-file"
	for _, c := range []struct {
		name     string
		data     []byte
		password string
		summary  string
		words    string
	}{
		{"none given", encode(pkcs12.Modern2023, secret), "", "Password needed", "none was given"},
		{"wrong", encode(pkcs12.Modern2023, secret), "guess-7f3a", "Wrong password", "does not open this PKCS#12 file"},
		{"wrong, PBMAC1", encode(pkcs12.Modern2026, secret), "guess-7f3a", "Wrong password", ""},
		{"wrong, RC2", encode(pkcs12.LegacyRC2, secret), "guess-7f3a", "Wrong password", ""},
		{"given, but the file's is empty", encode(pkcs12.LegacyDES, ""), "guess-7f3a", "Wrong password", ""},
		{"cut short", encode(pkcs12.Modern2023, secret)[:500], secret, "Damaged certificate file", "cut short"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := keyfile.Parse(c.data, keyfile.Options{Password: c.password})
			wantInput(t, err, c.summary, c.words)
			if strings.Contains(err.Error(), "guess-7f3a") || strings.Contains(err.Error(), secret) {
				t.Errorf("the password stands in the error %q", err)
			}
		})
	}
	for _, c := range []struct {
		name     string
		encoder  *pkcs12.Encoder
		password string
	}{
		{"RC2-40 and 3DES", pkcs12.LegacyRC2, secret},
		{"3DES", pkcs12.LegacyDES, secret},
		{"PBES2", pkcs12.Modern2023, secret},
		{"PBES2 and PBMAC1", pkcs12.Modern2026, secret},
		{"empty password, 3DES", pkcs12.LegacyDES, ""},
		{"empty password, PBES2", pkcs12.Modern2023, ""},
		{"in clear", pkcs12.Passwordless, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			bundle := mustParse(t, encode(c.encoder, c.password), c.password)
			if bundle.Format != "pkcs12" || entrySubjects(bundle.Entries) != "www.example.test, File Intermediate" || len(bundle.Problems) != 0 {
				t.Errorf("%s %s %v", bundle.Format, entrySubjects(bundle.Entries), bundle.Problems)
			}
		})
	}
	t.Run("in clear, password not needed", func(t *testing.T) {
		t.Parallel()
		mustParse(t, encode(pkcs12.Passwordless, ""), "not needed")
	})
}

func TestPKCS12TrustStore(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	for _, encoder := range []*pkcs12.Encoder{pkcs12.Modern2023, pkcs12.Passwordless} {
		password := "changeit"
		if encoder == pkcs12.Passwordless {
			password = ""
		}
		data, err := encoder.EncodeTrustStoreEntries([]pkcs12.TrustStoreEntry{
			{Cert: w.root.Certificate, FriendlyName: "our root"},
			{Cert: w.intermediate.Certificate, FriendlyName: "中間"},
		}, password)
		if err != nil {
			t.Fatal(err)
		}
		bundle := mustParse(t, data, password)
		if len(bundle.Entries) != 2 || bundle.Entries[0].Name != "our root" || bundle.Entries[1].Name != "中間" || bundle.Entries[1].Index != 2 {
			t.Errorf("entries %+v", bundle.Entries)
		}
	}
}

// certificates.md S3: "holds a PKCS#12 file and no certificate".
func TestPKCS12WithoutCertificates(t *testing.T) {
	t.Parallel()
	data, err := pkcs12.Passwordless.EncodeTrustStore(nil, "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = keyfile.Parse(data, keyfile.Options{})
	wantInput(t, err, "No certificate found")
}

// Iterations are the file's to choose: a billion of them would take minutes.
func TestPKCS12IterationsAreBounded(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	data, err := pkcs12.LegacyDES.EncodeTrustStore([]*x509.Certificate{w.root.Certificate}, "x")
	if err != nil {
		t.Fatal(err)
	}
	var pfx struct {
		Version  int
		AuthSafe asn1.RawValue
		Mac      struct {
			Digest     asn1.RawValue
			Salt       []byte
			Iterations int `asn1:"optional,default:1"`
		}
	}
	if _, err := asn1.Unmarshal(data, &pfx); err != nil {
		t.Fatal(err)
	}
	pfx.Mac.Iterations = 1 << 30
	if data, err = asn1.Marshal(pfx); err != nil {
		t.Fatal(err)
	}
	_, err = keyfile.Parse(data, keyfile.Options{Password: "x"})
	wantInput(t, err, "Unsupported certificate file", "iterations")
}
