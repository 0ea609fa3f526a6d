// Package certtest makes small certificate authorities and certificates for
// tests, benchmarks and the demo. Nothing of the provider imports it.
package certtest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"sync/atomic"
	"time"

	"software.sslmate.com/src/go-pkcs12"
)

// Today is the day on which tests take place: a fixed instant, so that no test
// depends on the clock.
var Today = time.Date(2026, time.November, 21, 0, 0, 0, 0, time.UTC)

// Pair is a certificate with its private key.
type Pair struct {
	Certificate *x509.Certificate
	Key         crypto.Signer
}

// Option changes a certificate before it is signed.
type Option func(*x509.Certificate)

var serial atomic.Int64

// Key makes a private key: "rsa" (2,048 bits) or "ecdsa" (P-256).
func Key(kind string) crypto.Signer {
	if kind == "rsa" {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		must(err)
		return key
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	return key
}

// Root makes a self-signed authority, valid ten years around Today.
func Root(name string, options ...Option) Pair { return RootWithKey(Key("ecdsa"), name, options...) }

// RootWithKey is Root with a given key.
func RootWithKey(key crypto.Signer, name string, options ...Option) Pair {
	return sign(template(name, append([]Option{authority, Valid(-5*365, 5*365)}, options...)), key.Public(), key, nil)
}

// Issue makes an authority below p, valid five years around Today.
func (p Pair) Issue(name string, options ...Option) Pair {
	return p.IssueWithKey(Key("ecdsa"), name, options...)
}

// IssueWithKey is Issue with a given key.
func (p Pair) IssueWithKey(key crypto.Signer, name string, options ...Option) Pair {
	return p.sign(name, key, append([]Option{authority, Valid(-2*365, 3*365)}, options...))
}

// CrossSign signs another's subject and key with p, as authorities do when a
// new root is not yet known everywhere.
func (p Pair) CrossSign(other Pair, options ...Option) Pair {
	cross := p.sign(other.Certificate.Subject.CommonName, other.Key, append([]Option{authority, Valid(-2*365, 3*365)}, options...))
	return cross
}

// Leaf makes a server certificate for the names (DNS names or IP addresses) with
// an ECDSA key, valid from 30 days before Today to 60 days after.
func (p Pair) Leaf(names []string, options ...Option) Pair {
	return p.LeafWithKey(Key("ecdsa"), names, options...)
}

// LeafWithKey is Leaf with a given key.
func (p Pair) LeafWithKey(key crypto.Signer, names []string, options ...Option) Pair {
	return p.sign(names[0], key, append([]Option{server(names), Valid(-30, 60)}, options...))
}

// SelfSigned makes a server certificate that is its own issuer.
func SelfSigned(names []string, options ...Option) Pair {
	key := Key("ecdsa")
	return sign(template(names[0], append([]Option{server(names), Valid(-30, 60)}, options...)), key.Public(), key, nil)
}

// Valid sets the validity in days relative to Today; the certificate's notAfter
// is Today + to days - 1 s, so that it stops working exactly at Today + to days.
func Valid(from, to int) Option {
	return ValidBetween(Today.AddDate(0, 0, from), Today.AddDate(0, 0, to).Add(-time.Second))
}

// ValidBetween sets notBefore and notAfter.
func ValidBetween(notBefore, notAfter time.Time) Option {
	return func(c *x509.Certificate) { c.NotBefore, c.NotAfter = notBefore, notAfter }
}

func authority(c *x509.Certificate) {
	c.IsCA, c.BasicConstraintsValid = true, true
	c.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign | x509.KeyUsageDigitalSignature
}

func server(names []string) Option {
	return func(c *x509.Certificate) {
		c.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment
		c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
		for _, name := range names {
			if ip := net.ParseIP(name); ip != nil {
				c.IPAddresses = append(c.IPAddresses, ip)
			} else {
				c.DNSNames = append(c.DNSNames, name)
			}
		}
	}
}

func template(name string, options []Option) *x509.Certificate {
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1000 + serial.Add(1)),
		Subject:      pkix.Name{CommonName: name, Organization: []string{"Example"}},
	}
	for _, option := range options {
		option(c)
	}
	return c
}

func (p Pair) sign(name string, key crypto.Signer, options []Option) Pair {
	return sign(template(name, options), key.Public(), key, &p)
}

func sign(c *x509.Certificate, public crypto.PublicKey, key crypto.Signer, issuer *Pair) Pair {
	parent, signer := c, key
	if issuer != nil {
		parent, signer = issuer.Certificate, issuer.Key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, public, signer)
	must(err)
	parsed, err := x509.ParseCertificate(der)
	must(err)
	return Pair{Certificate: parsed, Key: key}
}

// TLS gives the pair with the rest of its chain in the form a TLS server takes.
func (p Pair) TLS(rest ...Pair) tls.Certificate {
	chain := tls.Certificate{PrivateKey: p.Key, Certificate: [][]byte{p.Certificate.Raw}}
	for _, pair := range rest {
		chain.Certificate = append(chain.Certificate, pair.Certificate.Raw)
	}
	return chain
}

// PEM gives the certificate as a PEM block.
func (p Pair) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.Certificate.Raw})
}

// KeyPEM gives the private key as a PKCS#8 PEM block.
func (p Pair) KeyPEM() []byte {
	der, err := x509.MarshalPKCS8PrivateKey(p.Key)
	must(err)
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// Chain gives certificates of pairs, in their order, as one PEM text.
func Chain(pairs ...Pair) []byte {
	var text []byte
	for _, pair := range pairs {
		text = append(text, pair.PEM()...)
	}
	return text
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// PKCS12 packs the pair, its key and the rest of its chain with a password.
func PKCS12(p Pair, password string, rest ...Pair) ([]byte, error) {
	var chain []*x509.Certificate
	for _, pair := range rest {
		chain = append(chain, pair.Certificate)
	}
	return pkcs12.Modern.Encode(p.Key, p.Certificate, chain, password)
}
