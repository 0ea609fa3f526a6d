package document_test

import (
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/document"
)

// crl makes a revocation list of a throw-away authority.
func crl(t testing.TB, this, next time.Time) string {
	t.Helper()
	authority := certtest.Root("list-ca")
	der, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: this, NextUpdate: next}, authority.Certificate, authority.Key)
	if err != nil {
		t.Fatal(err)
	}
	return string(der)
}

// oldCRL makes one of version 1, or without nextUpdate, as openssl does where
// nobody asks for more.
func oldCRL(t testing.TB, this, next time.Time) string {
	t.Helper()
	authority := certtest.Root("old-ca")
	algorithm := func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddBytes([]byte{6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2}) })
	}
	var signed cryptobyte.Builder
	signed.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		algorithm(b)
		b.AddBytes(authority.Certificate.RawSubject)
		b.AddASN1UTCTime(this)
		if !next.IsZero() {
			b.AddASN1UTCTime(next)
		}
	})
	digest := sha256.Sum256(signed.BytesOrPanic())
	signature, err := authority.Key.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	var whole cryptobyte.Builder
	whole.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(signed.BytesOrPanic())
		algorithm(b)
		b.AddASN1BitString(signature)
	})
	return string(whole.BytesOrPanic())
}

func inPEM(kind, der string) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: []byte(der)}))
}

func TestRevocationLists(t *testing.T) {
	t.Parallel()
	week, month := crl(t, today.Add(-time.Hour), today.AddDate(0, 0, 7)), crl(t, today.Add(-time.Hour), today.AddDate(0, 0, 30))
	endless := oldCRL(t, today.Add(-time.Hour), time.Time{})
	certificate := string(certtest.Root("beside").PEM())
	text := inPEM("X509 CRL", week)
	rows{
		"cut short":                    {week[:len(week)-5], "crl malformed"},
		"with something behind":        {week + "x", "crl malformed"},
		"a certificate in DER":         {string(certtest.Root("x").Certificate.Raw), "unsupported"},
		"DER of something else":        {"\x30\x82\x00\x04\x02\x02\x01\x01", "crl malformed"},
		"a block cut short":            {text[:len(text)-40], "crl malformed"},
		"one of two blocks cut short":  {text + text[:len(text)-40], "crl malformed"},
		"one has lost a dash":          {text + inPEM("X509 CRL", month)[1:], "crl malformed"},
		"the first has lost BEGIN":     {inPEM("X509 CRL", month)[30:] + text, "crl malformed"},
		"cut within BEGIN":             {text + "-----BEGIN X509 C", "crl malformed"},
		"DER behind it":                {text + month, "crl malformed"},
		"in small letters beside it":   {text + strings.ReplaceAll(inPEM("X509 CRL", month), "X509 CRL", "x509 crl"), "crl malformed"},
		"another label":                {text + inPEM("CRL", crl(t, today.Add(-time.Hour), today.AddDate(0, 0, 3))), "crl 2026-12-01T12:00:00Z"},
		"another block beside it":      {text + inPEM("OCSP RESPONSE", "0"), "crl 2026-12-05T12:00:00Z unread-beside"},
		"one that is commented":        {text + "#" + strings.ReplaceAll(strings.TrimSpace(inPEM("X509 CRL", month)), "\n", "\n#") + "\n", "crl 2026-12-05T12:00:00Z"},
		"a block that is none":         {inPEM("X509 CRL", "nothing"), "crl malformed"},
		"with a private key":           {text + inPEM("EC PRIVATE KEY", "key"), "unsupported"},
		"no nextUpdate":                {endless, "crl open never-expires"},
		"no nextUpdate beside one":     {inPEM("X509 CRL", endless) + text, "crl 2026-12-05T12:00:00Z never-expires"},
		"dated in the future":          {crl(t, today.Add(time.Hour), today.AddDate(0, 0, 7)), "crl 2026-12-05T12:00:00Z not-yet-valid"},
		"ends before it begins":        {oldCRL(t, today, today.Add(-time.Hour)), "crl malformed"},
		"expired":                      {oldCRL(t, today.AddDate(0, -2, 0), today.AddDate(0, -1, 0)), "crl 2026-10-28T12:00:00Z"},
		"version 1":                    {oldCRL(t, today.Add(-time.Hour), today.AddDate(0, 0, 7)), "crl 2026-12-05T12:00:00Z"},
		"DER":                          {week, "crl 2026-12-05T12:00:00Z"},
		"PEM":                          {text, "crl 2026-12-05T12:00:00Z"},
		"several, the earliest":        {inPEM("X509 CRL", month) + text, "crl 2026-12-05T12:00:00Z"},
		"several in DER":               {month + week, "crl 2026-12-05T12:00:00Z"},
		"behind a certificate":         {certificate + text, "crl 2026-12-05T12:00:00Z"},
		"a text that starts with a 0":  {"0.168.192.in-addr.arpa. 3600 IN SOA a. b. 1 2 3 4 5\n", "dnssec_zone unsupported"},
		"the end of all certificates":  {crl(t, today.Add(-time.Hour), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)), "crl open never-expires"},
		"with spaces before the block": {"\n\n" + text, "crl 2026-12-05T12:00:00Z"},
	}.try(t, asOf)
	read, failure := document.Parse([]byte(certificate+text), asOf)
	if failure != nil || read.Signer != "CN=list-ca,O=Example" || read.Lifetime != 7*24*time.Hour+time.Hour || !strings.Contains(read.Cause, "expiry_certificate") {
		t.Errorf("%+v %v", read, failure)
	}
}
