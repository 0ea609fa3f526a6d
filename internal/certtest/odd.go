package certtest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"math/big"
)

// NegativeSerial makes a server certificate whose serial number is negative, as
// no authority may (RFC 5280 section 4.1.2.2) and some do.
func (p Pair) NegativeSerial(names []string, options ...Option) (der []byte, key crypto.Signer) {
	leaf := p.Leaf(names, append(options, func(c *x509.Certificate) { c.SerialNumber = big.NewInt(0x7a7b7c) })...)
	var outer struct {
		TBS       asn1.RawValue
		Algorithm asn1.RawValue
		Signature asn1.BitString
	}
	_, err := asn1.Unmarshal(leaf.Certificate.Raw, &outer)
	must(err)
	// The serial number is the first INTEGER of three bytes with this content.
	tbs := outer.TBS.FullBytes
	for i := range tbs {
		if tbs[i] == 2 && tbs[i+1] == 3 && tbs[i+2] == 0x7a && tbs[i+3] == 0x7b {
			tbs[i+2] = 0xfa
			break
		}
	}
	hash := sha256.Sum256(tbs)
	signature, err := p.Key.Sign(rand.Reader, hash[:], crypto.SHA256)
	must(err)
	outer.TBS = asn1.RawValue{FullBytes: tbs}
	outer.Signature = asn1.BitString{Bytes: signature, BitLength: 8 * len(signature)}
	der, err = asn1.Marshal(outer)
	must(err)
	return der, leaf.Key
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
