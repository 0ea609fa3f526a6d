package certificate_test

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

var oddEnd = time.Date(2027, time.January, 19, 23, 59, 59, 0, time.UTC)

// certificates.md S2 1: dates are plain though another field is not.
func TestParseWhatIsPlain(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root")
	www := []string{"www.example.test", "192.0.2.1"}
	leaf := root.Leaf(www)
	utc := func(text string) []byte { return append([]byte{0x17, 13}, text...) }
	for name, c := range map[string]struct {
		der       []byte
		end       time.Time
		kind      certificate.FlawKind
		algorithm string
		bits      int
	}{
		"whole":                                  {leaf.Certificate.Raw, oddEnd, certificate.FlawNone, "ECDSA", 256},
		"unknown curve":                          {root.SM2(www), oddEnd, certificate.FlawAlgorithm, "SM2", 256},
		"one extension twice":                    {root.Twice(www), oddEnd, certificate.FlawMalformed, "ECDSA", 256},
		"leap second":                            {root.Rewrite(leaf, utc("270119235959Z"), utc("270119235960Z")), oddEnd.Add(time.Second), certificate.FlawMalformed, "ECDSA", 256},
		"no month":                               {root.Rewrite(leaf, utc("270119235959Z"), utc("270019235959Z")), time.Time{}, 0, "", 0},
		"the thirtieth of a month that has none": {root.Rewrite(leaf, utc("270119235959Z"), utc("270230235959Z")), time.Time{}, 0, "", 0},
		"cut short":                              {leaf.Certificate.Raw[:200], time.Time{}, 0, "", 0},
		"empty":                                  {nil, time.Time{}, 0, "", 0},
		"a sequence of something":                {[]byte{0x30, 3, 2, 1, 1}, time.Time{}, 0, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cert, err := certificate.Parse(c.der)
			if c.end.IsZero() {
				if err == nil {
					t.Fatalf("read, until %s", cert.NotAfter)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			kind, message := certificate.Flaw(cert)
			data := certificate.Describe(cert)
			if !cert.NotAfter.Equal(c.end) || kind != c.kind || (message == "") != (kind == certificate.FlawNone) {
				t.Errorf("until %s, flaw %v %q", cert.NotAfter, kind, message)
			}
			if data.KeyAlgorithm != c.algorithm || data.KeyBits != c.bits || data.Subject != "CN=www.example.test,O=Example" || data.Issuer != "CN=Root,O=Example" {
				t.Errorf("%+v", data)
			}
			if len(data.DNSNames) != 1 || len(data.IPAddresses) != 1 || data.IsCA || cert.VerifyHostname("www.example.test") != nil {
				t.Errorf("names %v %v, authority %t", data.DNSNames, data.IPAddresses, data.IsCA)
			}
			if !bytes.Equal(cert.AuthorityKeyId, root.Certificate.SubjectKeyId) || len(cert.ExtKeyUsage) != 2 || cert.KeyUsage != leaf.Certificate.KeyUsage {
				t.Errorf("authority key %x, usages %v %v", cert.AuthorityKeyId, cert.ExtKeyUsage, cert.KeyUsage)
			}
			if err := root.Certificate.CheckSignature(cert.SignatureAlgorithm, cert.RawTBSCertificate, cert.Signature); err != nil {
				t.Errorf("the signature: %v", err)
			}
		})
	}
}

// Keys that crypto/x509 does not know, each by its SubjectPublicKeyInfo.
// certificates.md S3: keys that had no name and 0 bits.
func TestDescribeRareKeys(t *testing.T) {
	t.Parallel()
	rsa, err := asn1.Marshal(struct{ N, E *big.Int }{new(big.Int).Lsh(big.NewInt(1), 3071), big.NewInt(65537)})
	if err != nil {
		t.Fatal(err)
	}
	curve := func(parts ...int) asn1.RawValue {
		der, err := asn1.Marshal(asn1.ObjectIdentifier(parts))
		if err != nil {
			t.Fatal(err)
		}
		return asn1.RawValue{FullBytes: der}
	}
	ec := asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}
	for _, c := range []struct {
		id         asn1.ObjectIdentifier
		parameters asn1.RawValue
		key        []byte
		algorithm  string
		bits       int
	}{
		{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 10}, asn1.RawValue{}, rsa, "RSA-PSS", 3072},
		{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 10}, asn1.RawValue{}, []byte{1}, "RSA-PSS", 0},
		{asn1.ObjectIdentifier{1, 3, 101, 113}, asn1.RawValue{}, make([]byte, 57), "Ed448", 456},
		{asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 3, 18}, asn1.RawValue{}, make([]byte, 1952), "ML-DSA-65", 15616},
		{asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 3, 24}, asn1.RawValue{}, make([]byte, 64), "SLH-DSA-SHA2-256s", 512},
		{ec, curve(1, 2, 156, 10197, 1, 301), make([]byte, 65), "SM2", 256},
		{ec, curve(1, 3, 36, 3, 3, 2, 8, 1, 1, 11), make([]byte, 97), "brainpoolP384r1", 384},
		{ec, curve(1, 2, 3), make([]byte, 97), "ECDSA", 0},
		{ec, asn1.RawValue{}, make([]byte, 97), "ECDSA", 0},
		{asn1.ObjectIdentifier{1, 2, 3}, asn1.RawValue{}, nil, "unknown", 0},
	} {
		info, err := asn1.Marshal(struct {
			Algorithm pkix.AlgorithmIdentifier
			Key       asn1.BitString
		}{pkix.AlgorithmIdentifier{Algorithm: c.id, Parameters: c.parameters}, asn1.BitString{Bytes: c.key, BitLength: 8 * len(c.key)}})
		if err != nil {
			t.Fatal(err)
		}
		if algorithm, bits := certificate.KeyOf(&x509.Certificate{RawSubjectPublicKeyInfo: info}); algorithm != c.algorithm || bits != c.bits {
			t.Errorf("%v: %s, %d bits; want %s, %d", c.id, algorithm, bits, c.algorithm, c.bits)
		}
	}
}

func FuzzParse(f *testing.F) {
	root := certtest.Root("Root")
	f.Add(root.Leaf([]string{"www.example.test"}).Certificate.Raw)
	f.Add(root.SM2([]string{"www.example.test"}))
	f.Add(root.Twice([]string{"www.example.test"}))
	f.Fuzz(func(t *testing.T, der []byte) {
		cert, err := certificate.Parse(der)
		if err != nil {
			return
		}
		kind, message := certificate.Flaw(cert)
		if (kind == certificate.FlawNone) != (message == "") {
			t.Errorf("flaw %v %q", kind, message)
		}
		if data := certificate.Describe(cert); data.NotAfter.IsZero() && !cert.NotAfter.IsZero() {
			t.Errorf("%+v", data)
		}
	})
}
