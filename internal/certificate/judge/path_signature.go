package judge

import (
	"crypto/rsa"
	"crypto/x509"
	"sync"
)

// signature is what is known of one certificate's signature under one key.
type signature uint8

const (
	signatureBad         signature = iota // does not verify
	signatureGood                         // verifies
	signatureWeak                         // MD5, SHA-1 or a key below 1,024 bits: nobody accepts it any more
	signatureUnsupported                  // an algorithm that cannot be checked here
)

// Go's crypto/rsa verifies nothing below 1,024 bits; OpenSSL nothing above
// 16,384 (OPENSSL_RSA_MAX_MODULUS_BITS), which also bounds what a hostile key
// costs.
const (
	minRSAVerifyBits = 1024
	maxRSAVerifyBits = 16384
)

// edge is a child certificate and the public key that may have signed it.
// Cross-signed authorities share their key, hence one check serves them all.
type edge struct{ child, key fingerprint }

// signatureCache remembers verdicts across judgements: a shared intermediate is
// proved once. Bounded, because endpoints are not in our hand.
type signatureCache struct {
	mu       sync.RWMutex
	verdicts map[edge]signature
}

const signatureCacheSize = 1 << 15

func (c *signatureCache) check(child, issuer *node) signature {
	e := edge{child.id, issuer.key}
	c.mu.RLock()
	verdict, known := c.verdicts[e]
	c.mu.RUnlock()
	if known {
		return verdict
	}
	verdict = checkSignature(child.cert, issuer.cert)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.verdicts == nil || len(c.verdicts) >= signatureCacheSize {
		c.verdicts = make(map[edge]signature)
	}
	c.verdicts[e] = verdict
	return verdict
}

func checkSignature(child, issuer *x509.Certificate) signature {
	if key, ok := issuer.PublicKey.(*rsa.PublicKey); ok {
		switch bits := key.N.BitLen(); {
		case bits < minRSAVerifyBits:
			return signatureWeak
		case bits > maxRSAVerifyBits:
			return signatureUnsupported
		}
	}
	switch issuer.PublicKeyAlgorithm {
	case x509.RSA, x509.ECDSA, x509.Ed25519:
	default:
		return signatureUnsupported
	}
	switch child.SignatureAlgorithm {
	case x509.MD2WithRSA, x509.MD5WithRSA:
		return signatureWeak
	case x509.UnknownSignatureAlgorithm, x509.DSAWithSHA1, x509.DSAWithSHA256:
		return signatureUnsupported
	}
	// Unlike CheckSignatureFrom this also verifies SHA-1, so that a link made
	// with it is known to be real.
	if err := issuer.CheckSignature(child.SignatureAlgorithm, child.RawTBSCertificate, child.Signature); err != nil {
		return signatureBad
	}
	if weakSignature(child.SignatureAlgorithm) {
		return signatureWeak
	}
	return signatureGood
}

func weakSignature(algorithm x509.SignatureAlgorithm) bool {
	switch algorithm {
	case x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1:
		return true
	}
	return false
}
