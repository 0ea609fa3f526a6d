package certtest

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
)

// NegativeSerial makes a server certificate whose serial number is negative, as
// no authority may (RFC 5280 section 4.1.2.2) and some do.
func (p Pair) NegativeSerial(names []string, options ...Option) (der []byte, key crypto.Signer) {
	leaf := p.Leaf(names, append(options, func(c *x509.Certificate) { c.SerialNumber = big.NewInt(0x7a7b7c) })...)
	// The serial number is the first INTEGER of three bytes with this content.
	return p.Rewrite(leaf, []byte{2, 3, 0x7a, 0x7b}, []byte{2, 3, 0xfa, 0x7b}), leaf.Key
}

// Rewrite puts other bytes, as many, in the first place where some stand in what
// is signed of a certificate of p, and signs it again: what crypto/x509 neither
// makes nor reads.
func (p Pair) Rewrite(leaf Pair, from, to []byte) (der []byte) {
	var outer struct {
		TBS       asn1.RawValue
		Algorithm asn1.RawValue
		Signature asn1.BitString
	}
	_, err := asn1.Unmarshal(leaf.Certificate.Raw, &outer)
	must(err)
	if len(from) != len(to) || !bytes.Contains(outer.TBS.FullBytes, from) {
		panic("certtest: nothing to rewrite")
	}
	tbs := bytes.Replace(outer.TBS.FullBytes, from, to, 1)
	hash := sha256.Sum256(tbs)
	signature, err := p.Key.Sign(rand.Reader, hash[:], crypto.SHA256)
	must(err)
	outer.TBS = asn1.RawValue{FullBytes: tbs}
	outer.Signature = asn1.BitString{Bytes: signature, BitLength: 8 * len(signature)}
	der, err = asn1.Marshal(outer)
	must(err)
	return der
}

// The object identifiers of the curves P-256 and SM2, which are of one length.
var (
	oidP256 = []byte{0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07}
	oidSM2  = []byte{0x06, 0x08, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d}
)

// SM2 makes a server certificate whose key is said to be on the curve of GB/T
// 32918, which crypto/x509 does not know.
func (p Pair) SM2(names []string, options ...Option) []byte {
	return p.Rewrite(p.Leaf(names, options...), oidP256, oidSM2)
}

// Twice makes a server certificate with one extension twice, which RFC 5280 4.2
// forbids.
func (p Pair) Twice(names []string, options ...Option) []byte {
	extension := func(last int) pkix.Extension {
		return pkix.Extension{Id: asn1.ObjectIdentifier{1, 2, 3, last}, Value: []byte{5, 0}}
	}
	leaf := p.Leaf(names, append(options, func(c *x509.Certificate) {
		c.ExtraExtensions = append(c.ExtraExtensions, extension(4), extension(5))
	})...)
	return p.Rewrite(leaf, []byte{0x06, 0x03, 0x2a, 0x03, 0x05}, []byte{0x06, 0x03, 0x2a, 0x03, 0x04})
}

// HugeRSA makes a server certificate with an RSA key of so many bits. It has no
// private key: one of this size would take minutes to make.
func (p Pair) HugeRSA(bits int, names []string, options ...Option) []byte {
	modulus, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), uint(bits-1)))
	must(err)
	modulus.SetBit(modulus, bits-1, 1).SetBit(modulus, 0, 1)
	c := template(names[0], append([]Option{server(names), Valid(-30, 60)}, options...))
	der, err := x509.CreateCertificate(rand.Reader, c, p.Certificate, &rsa.PublicKey{N: modulus, E: 65537}, p.Key)
	must(err)
	return der
}
