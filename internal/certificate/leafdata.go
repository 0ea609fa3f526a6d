package certificate

import (
	"crypto/dsa" //nolint:staticcheck // only to tell the size of an old key
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"time"
)

// LeafData is what is to be shown of one certificate.
type LeafData struct {
	// Subject and Issuer are RFC 4514 strings: "CN=www.example.com,O=Example".
	Subject, Issuer string
	// SerialNumber is lower-case hex without separators or leading zeros, with
	// a minus sign where an old authority made it negative.
	SerialNumber string
	// NotBefore and NotAfter (UTC) are raw: the certificate is still valid at
	// NotAfter itself.
	NotBefore, NotAfter time.Time
	DNSNames            []string
	IPAddresses         []string
	// SHA256Fingerprint is lower-case hex of the SHA-256 of the whole certificate.
	SHA256Fingerprint string
	// KeyAlgorithm is "RSA", "ECDSA", "Ed25519", "DSA", the name of a rarer kind
	// ("RSA-PSS", "Ed448", "ML-DSA-65", "SM2", "brainpoolP256r1"), or "unknown".
	KeyAlgorithm string
	// KeyBits is the size of the modulus or of the curve's field, of a post-quantum
	// key its own; 0 if unknown.
	KeyBits            int
	SignatureAlgorithm string
	IsCA               bool
}

// Describe tells what a certificate says of itself.
func Describe(cert *x509.Certificate) LeafData {
	sum := sha256.Sum256(cert.Raw)
	algorithm, bits := KeyOf(cert)
	data := LeafData{
		Subject:            DistinguishedName(cert.RawSubject),
		Issuer:             DistinguishedName(cert.RawIssuer),
		SerialNumber:       serialNumber(cert),
		NotBefore:          cert.NotBefore.UTC(),
		NotAfter:           cert.NotAfter.UTC(),
		DNSNames:           cert.DNSNames,
		SHA256Fingerprint:  hex.EncodeToString(sum[:]),
		KeyAlgorithm:       algorithm,
		KeyBits:            bits,
		SignatureAlgorithm: SignatureName(cert),
		IsCA:               cert.BasicConstraintsValid && cert.IsCA,
	}
	for _, ip := range cert.IPAddresses {
		data.IPAddresses = append(data.IPAddresses, ip.String())
	}
	return data
}

// KeyOf is the kind of a certificate's key and its size in bits, 0 if unknown.
func KeyOf(cert *x509.Certificate) (algorithm string, bits int) {
	switch key := cert.PublicKey.(type) {
	case *rsa.PublicKey:
		return "RSA", key.N.BitLen()
	case *ecdsa.PublicKey:
		return "ECDSA", key.Curve.Params().BitSize
	case ed25519.PublicKey:
		return "Ed25519", 256
	case *dsa.PublicKey:
		return "DSA", key.P.BitLen()
	}
	return keyFromInfo(cert.RawSubjectPublicKeyInfo)
}
