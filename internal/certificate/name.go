package certificate

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// maxShown bounds every name that a server chose and a message quotes.
const maxShown = 200

// Plain makes a text from a certificate fit for a message: no control, bidi or
// other invisible characters, at most 200 characters.
func Plain(s string) string { return text.Shorten(text.Plain(s), maxShown) }

// NameOf is what messages call a certificate: its subject in quotation marks,
// else the names or the number that it has.
func NameOf(cert *x509.Certificate) string {
	if name := DistinguishedName(cert.RawSubject); name != "" {
		return `"` + Plain(name) + `"`
	}
	if len(cert.DNSNames)+len(cert.IPAddresses) > 0 {
		return "the certificate for " + NamesOf(cert)
	}
	return "the certificate with serial number " + Plain(serialNumber(cert))
}

// IssuerOf is the issuer's name in quotation marks.
func IssuerOf(cert *x509.Certificate) string {
	return `"` + Plain(DistinguishedName(cert.RawIssuer)) + `"`
}

// Instant writes an instant for a message: RFC 3339, UTC.
func Instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// SignatureName is the algorithm with which a certificate was signed.
func SignatureName(cert *x509.Certificate) string {
	if cert.SignatureAlgorithm == x509.UnknownSignatureAlgorithm {
		if name := signatureNameOf(cert); name != "" {
			return name
		}
		return "unknown algorithm"
	}
	return cert.SignatureAlgorithm.String()
}

// attributeNames are the short names of RFC 4514 section 3, with the two that
// are common in certificates and have none there.
var attributeNames = map[string]string{
	"2.5.4.3":                    "CN",
	"2.5.4.5":                    "serialNumber",
	"2.5.4.6":                    "C",
	"2.5.4.7":                    "L",
	"2.5.4.8":                    "ST",
	"2.5.4.9":                    "STREET",
	"2.5.4.10":                   "O",
	"2.5.4.11":                   "OU",
	"0.9.2342.19200300.100.1.1":  "UID",
	"0.9.2342.19200300.100.1.25": "DC",
	"1.2.840.113549.1.9.1":       "emailAddress",
}

type attribute struct {
	Type  asn1.ObjectIdentifier
	Value asn1.RawValue
}

type relativeNameSET []attribute

// DistinguishedName gives a DER name as a string by RFC 4514: last part first,
// invisible characters as \XX of their UTF-8 octets.
func DistinguishedName(der []byte) string {
	var parts []relativeNameSET
	if rest, err := asn1.Unmarshal(der, &parts); err != nil || len(rest) > 0 {
		return "#" + hex.EncodeToString(der)
	}
	var b strings.Builder
	for _, part := range slices.Backward(parts) {
		for k, a := range part {
			switch {
			case k > 0:
				b.WriteByte('+')
			case b.Len() > 0:
				b.WriteByte(',')
			}
			writeAttribute(&b, a)
		}
	}
	return b.String()
}

func writeAttribute(b *strings.Builder, a attribute) {
	oid := a.Type.String()
	var text string
	_, err := asn1.Unmarshal(a.Value.FullBytes, &text)
	name, known := attributeNames[oid]
	if !known || err != nil {
		// RFC 4514 2.4: a type without a short name shows its value as hex of the BER.
		if !known {
			name = oid
		}
		b.WriteString(name + "=#" + hex.EncodeToString(a.Value.FullBytes))
		return
	}
	b.WriteString(name + "=")
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		first, last := i == 0, i+size == len(text)
		switch {
		case r == utf8.RuneError && size == 1, !unicode.IsGraphic(r):
			for _, octet := range []byte(text[i : i+size]) {
				fmt.Fprintf(b, "\\%02X", octet)
			}
		case strings.ContainsRune(`,+"\<>;`, r), r == '#' && first, r == ' ' && (first || last):
			b.WriteString(`\` + string(r))
		default:
			b.WriteRune(r)
		}
		i += size
	}
}

// serialNumber is lower-case hex without separators, as few digits as needed,
// with a sign if negative (which RFC 5280 forbids but old authorities made).
func serialNumber(cert *x509.Certificate) string {
	if cert.SerialNumber == nil {
		return ""
	}
	return cert.SerialNumber.Text(16)
}

// NamesOf lists the first few names of a certificate.
func NamesOf(cert *x509.Certificate) string {
	const shown = 5
	names := make([]string, 0, len(cert.DNSNames)+len(cert.IPAddresses))
	for _, name := range cert.DNSNames {
		names = append(names, fmt.Sprintf("%q", Plain(name)))
	}
	for _, ip := range cert.IPAddresses {
		names = append(names, ip.String())
	}
	return text.Some(names, shown)
}

// Quote quotes the beginning of what somebody said, everything unprintable escaped.
func Quote(said string) string { return strconv.Quote(text.Shorten(said, 120)) }
