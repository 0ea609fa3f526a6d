package certtest

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"io"
	"math/big"
)

// MaxPath lets an authority have at most n authorities below it.
func MaxPath(n int) Option {
	return func(c *x509.Certificate) { c.MaxPathLen, c.MaxPathLenZero = n, n == 0 }
}

// Usages replaces the extended key usages.
func Usages(usages ...x509.ExtKeyUsage) Option {
	return func(c *x509.Certificate) { c.ExtKeyUsage = usages }
}

// Permit lets an authority issue for the domain and those below it only.
func Permit(domains ...string) Option {
	return func(c *x509.Certificate) { c.PermittedDNSDomains, c.PermittedDNSDomainsCritical = domains, true }
}

// Signed sets the signature algorithm, which must fit the issuer's key.
func Signed(algorithm x509.SignatureAlgorithm) Option {
	return func(c *x509.Certificate) { c.SignatureAlgorithm = algorithm }
}

// Public names the policy of domain-validated certificates (CA/Browser Forum BR
// 7.1.6.1), as public authorities do.
func Public(c *x509.Certificate) {
	policy, err := x509.OIDFromInts([]uint64{2, 23, 140, 1, 2, 1})
	must(err)
	c.Policies = append(c.Policies, policy)
}

// MustStaple asks for a stapled OCSP response (RFC 7633).
func MustStaple(c *x509.Certificate) {
	c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{
		Id: asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 24}, Value: []byte{0x30, 3, 2, 1, 5},
	})
}

// Critical adds a critical extension that nobody knows.
func Critical(c *x509.Certificate) {
	c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{
		Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 99999, 1}, Critical: true, Value: []byte{0x05, 0x00},
	})
}

// NoAuthority takes away the right to issue.
func NoAuthority(c *x509.Certificate) { c.IsCA, c.MaxPathLen, c.MaxPathLenZero = false, 0, false }

// WithMD5 gives a certificate signed by RSA with SHA-256 the algorithm
// identifier of MD5 (Go makes no MD5 signatures): its signature does not verify.
func (p Pair) WithMD5() Pair {
	sha256WithRSA := []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b}
	md5WithRSA := []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x04}
	return p.rewritten(sha256WithRSA, md5WithRSA)
}

// WithUnknownSignature gives a certificate signed by ECDSA with SHA-256 the
// identifier of an algorithm that does not exist.
func (p Pair) WithUnknownSignature() Pair {
	ecdsaWithSHA256 := []byte{0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02}
	unknown := []byte{0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x7f}
	return p.rewritten(ecdsaWithSHA256, unknown)
}

// FakeRSAKey is a key of any size that costs nothing to make and signs nothing
// that verifies.
type FakeRSAKey struct{ Bits int }

// Public is the public key, its modulus just an odd number.
func (k FakeRSAKey) Public() crypto.PublicKey {
	modulus := new(big.Int).Lsh(big.NewInt(1), uint(k.Bits-1))
	return &rsa.PublicKey{N: modulus.Add(modulus, big.NewInt(1)), E: 65537}
}

// Sign fails: nothing can be issued with this key.
func (FakeRSAKey) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	return nil, errors.New("a fake key signs nothing")
}

// Tampered turns the signature's last bit.
func (p Pair) Tampered() Pair {
	der := bytes.Clone(p.Certificate.Raw)
	der[len(der)-1] ^= 1
	return p.reparsed(der)
}

func (p Pair) rewritten(from, to []byte) Pair {
	return p.reparsed(bytes.ReplaceAll(p.Certificate.Raw, from, to))
}

func (p Pair) reparsed(der []byte) Pair {
	parsed, err := x509.ParseCertificate(der)
	must(err)
	return Pair{Certificate: parsed, Key: p.Key}
}
