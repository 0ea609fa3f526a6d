package keyfile_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"slices"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

func derKey(t *testing.T) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(certtest.Key("ecdsa"))
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestDERWrongInput(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	rsaKey, ok := certtest.Key("rsa").(*rsa.PrivateKey)
	if !ok {
		t.Fatal("no RSA key")
	}
	must := func(der []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	request := must(x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: "www"}}, rsaKey))
	crl := must(x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: certtest.Today, NextUpdate: certtest.Today.AddDate(0, 0, 7)}, w.root.Certificate, w.root.Key))
	encrypted := must(asn1.Marshal(struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}{pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}}, []byte("secret")}))
	leaf := w.leaf.Certificate.Raw
	for _, c := range []struct {
		name    string
		data    []byte
		summary string
		word    string
	}{
		{"PKCS#8 key", derKey(t), "Private key alone", "private key and no certificate"},
		{"PKCS#1 key", x509.MarshalPKCS1PrivateKey(rsaKey), "Private key alone", ""},
		{"encrypted key", encrypted, "Private key alone", ""},
		{"PKCS#1 public key", x509.MarshalPKCS1PublicKey(&rsaKey.PublicKey), "Public key alone", ""},
		{"public key", must(x509.MarshalPKIXPublicKey(rsaKey.Public())), "Public key alone", ""},
		{"request", request, "Request, not a certificate", ""},
		{"revocation list", crl, "Not a certificate", "revocation list"},
		{"truncated", leaf[:len(leaf)-10], "Damaged certificate file", "cut short: it should have"},
		{"two bytes", []byte{0x30, 0x82}, "Damaged certificate file", "DER"},
		{"another structure", []byte{0x30, 0x03, 0x02, 0x01, 0x05}, "Damaged certificate file", "not that of a certificate"},
		{"indefinite length, cut", []byte{0x30, 0x80, 0x06, 0x01}, "Damaged certificate file", "DER"},
		{"digit zero", []byte("0 certificates found"), "Not a certificate", "single line"},
		{"gzip", []byte("\x1f\x8b\x08\x00\x00\x00"), "Not a certificate", "gzip"},
		{"ZIP", []byte("PK\x03\x04\x14\x00"), "Not a certificate", "ZIP"},
		{"binary", []byte{0, 1, 2, 3, 0xff, 0xfe}, "Not a certificate", "binary data"},
		{"Bouncy Castle", append([]byte{0, 0, 0, 2, 0, 0, 0, 20}, make([]byte, 40)...), "Unsupported certificate file", "keytool"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := keyfile.Parse(c.data, keyfile.Options{})
			wantInput(t, err, c.summary, c.word)
		})
	}
}

func TestDER(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	both := append(append([]byte{}, w.leaf.Certificate.Raw...), w.intermediate.Certificate.Raw...)
	for _, data := range [][]byte{both, append(slices.Clip(both), '\r', '\n')} {
		bundle := mustParse(t, data, "")
		if bundle.Format != "der" || entrySubjects(bundle.Entries) != "www.example.test, File Intermediate" || len(bundle.Problems) != 0 {
			t.Errorf("%s %s %v", bundle.Format, entrySubjects(bundle.Entries), bundle.Problems)
		}
	}
	bundle := mustParse(t, append(slices.Clip(both), 0x30, 0x82, 0x01), "")
	if len(bundle.Entries) != 2 || len(bundle.Problems) != 1 || bundle.Problems[0].Index != 3 {
		t.Errorf("rest behind the last certificate: %+v", bundle.Problems)
	}
}

// A certificate that crypto/x509 refuses keeps its place: here one with a
// signature algorithm that differs inside and outside.
func TestRefusedCertificate(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	refused := refusedCertificate(t, w.other.Certificate.Raw)
	_, err := keyfile.Parse(refused, keyfile.Options{})
	wantInput(t, err, "Unsupported certificate file", "in a form that cannot be read")

	bundle := mustParse(t, append(append([]byte{}, w.leaf.Certificate.Raw...), refused...), "")
	if len(bundle.Entries) != 1 || len(bundle.Problems) != 1 || bundle.Problems[0].Reason != keyfile.ReasonUnsupported {
		t.Fatalf("%d entries, problems %v", len(bundle.Entries), bundle.Problems)
	}
	if _, err := bundle.Single(); err == nil || !isRead(err, keyfile.ReasonUnsupported) {
		t.Errorf("Single: %v, want *ReadError: the refused one may be the one asked for", err)
	}
}
