package certificate

import (
	"crypto/x509"
	encoding_asn1 "encoding/asn1"
	"strconv"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// keyAlgorithms are kinds of keys that crypto/x509 does not know, with their size
// where the kind decides it: Edwards curves (RFC 8410), X25519 and X448.
var keyAlgorithms = map[string]struct {
	name string
	bits int
}{
	"1.3.101.110":           {"X25519", 255},
	"1.3.101.111":           {"X448", 448},
	"1.3.101.113":           {"Ed448", 456},
	"1.2.840.113549.1.1.10": {"RSA-PSS", 0},
	"1.2.840.113549.1.1.7":  {"RSA-OAEP", 0},
	"1.2.840.10040.4.1":     {"DSA", 0},
	"1.2.840.113549.1.1.1":  {"RSA", 0},
	"1.2.643.7.1.1.1.1":     {"GOST R 34.10-2012", 256}, // RFC 9215
	"1.2.643.7.1.1.1.2":     {"GOST R 34.10-2012", 512},
}

// curves are named curves that crypto/x509 does not know (RFC 5639, GB/T 32918,
// SEC 2).
var curves = map[string]struct {
	name string
	bits int
}{
	"1.2.156.10197.1.301":   {"SM2", 256},
	"1.3.132.0.10":          {"secp256k1", 256},
	"1.2.840.10045.3.1.1":   {"P-192", 192},
	"1.3.36.3.3.2.8.1.1.1":  {"brainpoolP160r1", 160},
	"1.3.36.3.3.2.8.1.1.3":  {"brainpoolP192r1", 192},
	"1.3.36.3.3.2.8.1.1.5":  {"brainpoolP224r1", 224},
	"1.3.36.3.3.2.8.1.1.7":  {"brainpoolP256r1", 256},
	"1.3.36.3.3.2.8.1.1.8":  {"brainpoolP256t1", 256},
	"1.3.36.3.3.2.8.1.1.9":  {"brainpoolP320r1", 320},
	"1.3.36.3.3.2.8.1.1.11": {"brainpoolP384r1", 384},
	"1.3.36.3.3.2.8.1.1.12": {"brainpoolP384t1", 384},
	"1.3.36.3.3.2.8.1.1.13": {"brainpoolP512r1", 512},
	"1.3.36.3.3.2.8.1.1.14": {"brainpoolP512t1", 512},
	"1.2.840.10045.3.1.7":   {"ECDSA", 256},
	"1.3.132.0.33":          {"ECDSA", 224},
	"1.3.132.0.34":          {"ECDSA", 384},
	"1.3.132.0.35":          {"ECDSA", 521},
}

// postQuantum are the signature algorithms of FIPS 204 and 205 by the last number
// of their identifiers below 2.16.840.1.101.3.4.3 (RFC 9881, RFC 9909); those with
// a hash in front have the same names.
var postQuantum = map[int]string{
	17: "ML-DSA-44", 18: "ML-DSA-65", 19: "ML-DSA-87",
	20: "SLH-DSA-SHA2-128s", 21: "SLH-DSA-SHA2-128f", 22: "SLH-DSA-SHA2-192s", 23: "SLH-DSA-SHA2-192f",
	24: "SLH-DSA-SHA2-256s", 25: "SLH-DSA-SHA2-256f", 26: "SLH-DSA-SHAKE-128s", 27: "SLH-DSA-SHAKE-128f",
	28: "SLH-DSA-SHAKE-192s", 29: "SLH-DSA-SHAKE-192f", 30: "SLH-DSA-SHAKE-256s", 31: "SLH-DSA-SHAKE-256f",
	32: "HashML-DSA-44", 33: "HashML-DSA-65", 34: "HashML-DSA-87",
}

func postQuantumName(id encoding_asn1.ObjectIdentifier) string {
	const nist = "2.16.840.1.101.3.4.3."
	last, found := strings.CutPrefix(id.String(), nist)
	if !found {
		return ""
	}
	number, err := strconv.Atoi(last)
	if err != nil {
		return ""
	}
	return postQuantum[number]
}

// keyFromInfo names a key that crypto/x509 does not know, from its
// SubjectPublicKeyInfo. The size of a post-quantum key is that of the key itself.
func keyFromInfo(info []byte) (algorithm string, bits int) {
	input := cryptobyte.String(info)
	var outer, identifier, key cryptobyte.String
	var id, curve encoding_asn1.ObjectIdentifier
	if !input.ReadASN1(&outer, asn1.SEQUENCE) || !outer.ReadASN1(&identifier, asn1.SEQUENCE) || !identifier.ReadASN1ObjectIdentifier(&id) {
		return "unknown", 0
	}
	var octets encoding_asn1.BitString
	if outer.ReadASN1BitString(&octets) {
		key = octets.Bytes
	}
	if name := postQuantumName(id); name != "" {
		return name, 8 * len(key)
	}
	if id.String() == "1.2.840.10045.2.1" {
		if !identifier.ReadASN1ObjectIdentifier(&curve) {
			return "ECDSA", 0 // the curve is spelt out, which RFC 5480 forbids
		}
		if known, ok := curves[curve.String()]; ok {
			return known.name, known.bits
		}
		return "ECDSA", 0
	}
	known, ok := keyAlgorithms[id.String()]
	if !ok {
		return "unknown", 0
	}
	if strings.HasPrefix(known.name, "RSA") {
		known.bits = modulusBits(key)
	}
	return known.name, known.bits
}

// modulusBits reads an RSAPublicKey (RFC 8017 A.1.1).
func modulusBits(key cryptobyte.String) int {
	var outer, modulus cryptobyte.String
	if !key.ReadASN1(&outer, asn1.SEQUENCE) || !outer.ReadASN1(&modulus, asn1.INTEGER) {
		return 0
	}
	return signedInteger(modulus).BitLen()
}

// signatureNames are signature algorithms without a name in crypto/x509.
var signatureNames = map[string]string{
	"1.3.101.113":             "Ed448",
	"1.2.156.10197.1.501":     "SM2-SM3",
	"1.2.840.113549.1.1.10":   "RSA-PSS",
	"1.2.643.7.1.1.3.2":       "GOST R 34.10-2012-256",
	"1.2.643.7.1.1.3.3":       "GOST R 34.10-2012-512",
	"2.16.840.1.101.3.4.3.9":  "ECDSA-SHA3-224",
	"2.16.840.1.101.3.4.3.10": "ECDSA-SHA3-256",
	"2.16.840.1.101.3.4.3.11": "ECDSA-SHA3-384",
	"2.16.840.1.101.3.4.3.12": "ECDSA-SHA3-512",
}

// signatureNameOf names a signature that crypto/x509 does not know, "" if nobody
// does.
func signatureNameOf(cert *x509.Certificate) string {
	input := cryptobyte.String(cert.Raw)
	var outer, identifier cryptobyte.String
	var id encoding_asn1.ObjectIdentifier
	if !input.ReadASN1(&outer, asn1.SEQUENCE) || !outer.SkipASN1(asn1.SEQUENCE) || !outer.ReadASN1(&identifier, asn1.SEQUENCE) ||
		!identifier.ReadASN1ObjectIdentifier(&id) {
		return ""
	}
	if name := postQuantumName(id); name != "" {
		return name
	}
	return signatureNames[id.String()]
}

// signatureAlgorithm reads an AlgorithmIdentifier of a signature that can be
// checked whatever key was signed.
func signatureAlgorithm(identifier cryptobyte.String) x509.SignatureAlgorithm {
	var id encoding_asn1.ObjectIdentifier
	if !identifier.ReadASN1ObjectIdentifier(&id) {
		return x509.UnknownSignatureAlgorithm
	}
	switch id.String() {
	case "1.2.840.113549.1.1.5":
		return x509.SHA1WithRSA
	case "1.2.840.113549.1.1.11":
		return x509.SHA256WithRSA
	case "1.2.840.113549.1.1.12":
		return x509.SHA384WithRSA
	case "1.2.840.113549.1.1.13":
		return x509.SHA512WithRSA
	case "1.2.840.10045.4.1":
		return x509.ECDSAWithSHA1
	case "1.2.840.10045.4.3.2":
		return x509.ECDSAWithSHA256
	case "1.2.840.10045.4.3.3":
		return x509.ECDSAWithSHA384
	case "1.2.840.10045.4.3.4":
		return x509.ECDSAWithSHA512
	case "1.3.101.112":
		return x509.PureEd25519
	}
	return x509.UnknownSignatureAlgorithm
}
