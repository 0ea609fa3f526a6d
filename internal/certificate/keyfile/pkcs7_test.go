package keyfile_test

import (
	"bytes"
	"encoding/asn1"
	"encoding/pem"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
)

// signedData makes a PKCS#7 structure that only carries certificates
// (RFC 5652 §5.2.2); nil for a structure without the field.
func signedData(t *testing.T, certificates []byte) []byte {
	t.Helper()
	type contentInfo struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue `asn1:"optional"`
	}
	type signed struct {
		Version      int
		Digests      []asn1.RawValue `asn1:"set"`
		Content      contentInfo
		Certificates asn1.RawValue   `asn1:"optional"`
		Signers      []asn1.RawValue `asn1:"set"`
	}
	inner := signed{Version: 1, Content: contentInfo{Type: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}}}
	if certificates != nil {
		inner.Certificates = asn1.RawValue{Class: asn1.ClassContextSpecific, IsCompound: true, Bytes: certificates}
	}
	body, err := asn1.Marshal(inner)
	if err != nil {
		t.Fatal(err)
	}
	der, err := asn1.Marshal(contentInfo{
		Type:    asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2},
		Content: asn1.RawValue{Class: asn1.ClassContextSpecific, IsCompound: true, Bytes: body},
	})
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestPKCS7(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	leaf, intermediate := w.leaf.Certificate.Raw, w.intermediate.Certificate.Raw
	der := signedData(t, append(bytes.Clone(leaf), intermediate...))
	block := func(label string, data []byte) []byte {
		return pem.EncodeToMemory(&pem.Block{Type: label, Bytes: data})
	}
	attribute := []byte{0xa1, 0x03, 0x02, 0x01, 0x01} // an attribute certificate
	for _, c := range []struct {
		name, want string
		data       []byte
	}{
		{"DER", "pkcs7: =www.example.test; =File Intermediate", der},
		{"PEM", "pkcs7: =www.example.test; =File Intermediate", block("PKCS7", der)},
		{"PEM of CMS", "pkcs7: =www.example.test; =File Intermediate", block("CMS", der)},
		{"PEM, old label", "pkcs7: =www.example.test; =File Intermediate", block("PKCS #7 SIGNED DATA", der)},
		{"under the label of a certificate", "pem: =www.example.test; =File Intermediate", block("CERTIFICATE", der)},
		{"beside a certificate", "pem: =mail.example.test; =www.example.test; =File Intermediate", append(w.other.PEM(), block("PKCS7", der)...)},
		{"attribute certificates are passed over", "pkcs7: =www.example.test", signedData(t, append(bytes.Clone(attribute), leaf...))},
		{"one refused certificate", "pkcs7: =www.example.test; !certificate 1", signedData(t, append(refusedCertificate(t, intermediate), leaf...))},
		{"damage behind the first", "pkcs7: =www.example.test; !certificate 2", signedData(t, append(bytes.Clone(leaf), intermediate[:4]...))},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			bundle := mustParse(t, c.data, "")
			if got := bundle.Format + ": " + named(bundle); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestPKCS7WrongInput(t *testing.T) {
	t.Parallel()
	enveloped := signedData(t, nil)
	enveloped = bytes.Replace(enveloped, []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}, []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x03}, 1)
	for _, c := range []struct {
		name, summary, word string
		data                []byte
	}{
		{"no certificates", "Not a certificate", "PKCS#7 structure", signedData(t, nil)},
		{"enveloped", "Unsupported certificate file", "no certificates in clear", enveloped},
		{"damaged inside", "Damaged certificate file", "PKCS#7", []byte{0x30, 0x0f, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02, 0xa0, 0x02, 0x05, 0x00}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := keyfile.Parse(c.data, keyfile.Options{})
			wantInput(t, err, c.summary, c.word)
		})
	}
}
