package certificate_test

import (
	"crypto/dsa" //nolint:staticcheck // old keys are still met
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

const describedHost = "www.example.test"

func TestDescribe(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root")
	leaf := root.LeafWithKey(certtest.Key("rsa"), []string{describedHost, "192.0.2.1", "2001:db8::1"}, func(c *x509.Certificate) {
		c.SerialNumber = big.NewInt(0x0A0B0C)
	})
	sum := sha256.Sum256(leaf.Certificate.Raw)
	want := certificate.LeafData{
		Subject: "CN=" + describedHost + ",O=Example", Issuer: "CN=Root,O=Example", SerialNumber: "a0b0c",
		NotBefore: certtest.Today.AddDate(0, 0, -30), NotAfter: certtest.Today.AddDate(0, 0, 60).Add(-time.Second),
		DNSNames: []string{describedHost}, IPAddresses: []string{"192.0.2.1", "2001:db8::1"},
		SHA256Fingerprint: hex.EncodeToString(sum[:]),
		KeyAlgorithm:      "RSA", KeyBits: 2048, SignatureAlgorithm: "ECDSA-SHA256",
	}
	if got := certificate.Describe(leaf.Certificate); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got := certificate.Describe(root.Certificate); !got.IsCA || got.KeyAlgorithm != "ECDSA" || got.KeyBits != 256 {
		t.Errorf("%+v", got)
	}
}

func TestDescribeKeys(t *testing.T) {
	t.Parallel()
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		key       any
		algorithm string
		bits      int
	}{
		"Ed25519": {public, "Ed25519", 256},
		"DSA":     {&dsa.PublicKey{Parameters: dsa.Parameters{P: new(big.Int).Lsh(big.NewInt(1), 1023)}}, "DSA", 1024},
		"none":    {nil, "unknown", 0},
	} {
		got := certificate.Describe(&x509.Certificate{PublicKey: c.key})
		if got.KeyAlgorithm != c.algorithm || got.KeyBits != c.bits || got.SerialNumber != "" || got.SignatureAlgorithm != "unknown algorithm" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestDistinguishedName(t *testing.T) {
	t.Parallel()
	oid := func(parts ...int) asn1.ObjectIdentifier { return parts }
	set := func(attributes ...pkix.AttributeTypeAndValue) pkix.RelativeDistinguishedNameSET { return attributes }
	name := func(sets ...pkix.RelativeDistinguishedNameSET) []byte {
		der, err := asn1.Marshal(pkix.RDNSequence(sets))
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	cn, o, ou, dc := oid(2, 5, 4, 3), oid(2, 5, 4, 10), oid(2, 5, 4, 11), oid(0, 9, 2342, 19200300, 100, 1, 25)
	one := func(id asn1.ObjectIdentifier, value any) pkix.RelativeDistinguishedNameSET {
		return set(pkix.AttributeTypeAndValue{Type: id, Value: value})
	}
	for _, c := range []struct {
		der  []byte
		want string
	}{
		{nil, "#"},
		{[]byte{0x30, 0x05}, "#3005"},
		{name(), ""},
		{name(one(o, "Example"), one(cn, "www")), "CN=www,O=Example"},
		{name(one(dc, "net"), one(dc, "example"), one(ou, "Web")), "OU=Web,DC=example,DC=net"},
		{name(set(pkix.AttributeTypeAndValue{Type: ou, Value: "Sales"}, pkix.AttributeTypeAndValue{Type: cn, Value: "J.  Smith"})), "OU=Sales+CN=J.  Smith"}, // DER sorts a set
		{name(one(cn, `James "Jim" Smith, III`)), `CN=James \"Jim\" Smith\, III`},
		{name(one(cn, "#1; a+b <c>\\")), `CN=\#1\; a\+b \<c\>\\`},
		{name(one(cn, " x ")), `CN=\ x\ `},
		{name(one(cn, "Before\rAfter\x00")), `CN=Before\0DAfter\00`},
		{name(one(cn, "a\u202eb")), `CN=a\E2\80\AEb`},
		{name(one(cn, "日本語")), "CN=日本語"},
		{name(one(oid(1, 2, 3), "x")), "1.2.3=#130178"},
		{name(one(cn, 5)), "CN=#020105"},
	} {
		if got := certificate.DistinguishedName(c.der); got != c.want {
			t.Errorf("%x: %q, want %q", c.der, got, c.want)
		}
	}
}

func FuzzDistinguishedName(f *testing.F) {
	f.Add(certtest.Root("Root").Certificate.RawSubject)
	f.Add([]byte{0x30, 0x0b, 0x31, 0x09, 0x30, 0x07, 0x06, 0x03, 0x55, 0x04, 0x03, 0x14, 0x00})
	f.Fuzz(func(t *testing.T, der []byte) {
		text := certificate.DistinguishedName(der)
		if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsGraphic(r) }) {
			t.Errorf("%x: %q", der, text)
		}
	})
}
