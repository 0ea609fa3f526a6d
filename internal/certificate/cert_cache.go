package certificate

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"runtime"
	"sync"
	"weak"
)

// certCache parses every certificate once for as long as anyone holds it: a
// fleet shares its intermediates, and often its leaf.
type certCache struct {
	mutex  sync.Mutex
	byHash map[[sha256.Size]byte]weak.Pointer[x509.Certificate]
}

func newCertCache() *certCache {
	return &certCache{byHash: make(map[[sha256.Size]byte]weak.Pointer[x509.Certificate])}
}

// parse does not keep der.
func (c *certCache) parse(der []byte) (*x509.Certificate, error) {
	hash := sha256.Sum256(der)
	if known := c.load(hash); known != nil {
		return known, nil
	}
	cert, err := x509.ParseCertificate(bytes.Clone(der))
	if err != nil {
		return nil, err
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if known := c.byHash[hash].Value(); known != nil {
		return known, nil
	}
	c.byHash[hash] = weak.Make(cert)
	runtime.AddCleanup(cert, c.forget, hash)
	return cert, nil
}

func (c *certCache) load(hash [sha256.Size]byte) *x509.Certificate {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.byHash[hash].Value()
}

// forget drops the entry unless the certificate has been parsed anew since.
func (c *certCache) forget(hash [sha256.Size]byte) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.byHash[hash].Value() == nil {
		delete(c.byHash, hash)
	}
}
