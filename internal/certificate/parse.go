package certificate

import (
	"bytes"
	"crypto/x509"
	"strings"
)

// Parse reads a certificate. Where crypto/x509 refuses one for a part of it (a
// curve, a name, an extension, a time), what stands plain is read all the same:
// a date must not be hidden by another field. Flaw tells such a certificate from
// others. The error is that of crypto/x509, where not even the validity can be
// read. The bytes are copied.
func Parse(der []byte) (*x509.Certificate, error) {
	der = bytes.Clone(der)
	cert, err := x509.ParseCertificate(der)
	if err == nil {
		return cert, nil
	}
	if plain, ok := parsePlain(der); ok {
		return plain, nil
	}
	return nil, err
}

// FlawKind says why a certificate could not be read as a whole.
type FlawKind int

// The kinds of flaw.
const (
	FlawNone FlawKind = iota
	// FlawAlgorithm: its key is of a kind that is not implemented here.
	FlawAlgorithm
	// FlawMalformed: some part of it is not as the standard wants it.
	FlawMalformed
)

// Flaw says what of a certificate that Parse gave could not be read, and why, in
// a clause for a person.
func Flaw(cert *x509.Certificate) (FlawKind, string) {
	// A certificate that crypto/x509 has parsed has its version; one that it has
	// not is asked for again, which is rare enough.
	if cert.PublicKey != nil || cert.PublicKeyAlgorithm != x509.UnknownPublicKeyAlgorithm || len(cert.Raw) == 0 {
		return FlawNone, ""
	}
	_, err := x509.ParseCertificate(cert.Raw)
	switch {
	case err == nil:
		return FlawNone, ""
	case strings.Contains(err.Error(), "unsupported elliptic curve"):
		algorithm, _ := KeyOf(cert)
		return FlawAlgorithm, "its key is of a kind that cannot be used here (" + algorithm + ")"
	}
	return FlawMalformed, "it is malformed: " + malformedPart(err.Error())
}

// malformedPart says in our words what crypto/x509 objects to.
func malformedPart(text string) string {
	for _, known := range []struct{ word, part string }{
		{"duplicate extension", "one extension stands in it twice"},
		{"UTCTime", "a time in it is not written as RFC 5280 4.1.2.5 wants it"},
		{"GeneralizedTime", "a time in it is not written as RFC 5280 4.1.2.5 wants it"},
		{"validity", "a time in it is not written as RFC 5280 4.1.2.5 wants it"},
		{"inner and outer signature", "it names two algorithms of signature that differ"},
		{"serial", "its serial number is none"},
		{"public key", "its key is damaged"},
		{"modulus", "its key is damaged"},
		{"exponent", "its key is damaged"},
		{"elliptic curve point", "its key is damaged"},
		{"version", "its version is none that exists"},
		{"issuer", "its issuer's name is damaged"},
		{"subject", "its subject's name is damaged"},
		{"dNSName", "one of its names is none"},
		{"IA5String", "one of its names is none"},
		{"RDNSequence", "one of its names is damaged"},
		{"constraint", "its constraints are damaged"},
		{"extension", "an extension in it is damaged"},
	} {
		if strings.Contains(text, known.word) {
			return known.part
		}
	}
	return "a part of it is not as RFC 5280 wants it"
}
