package certificate

import (
	"crypto/sha256"
	"crypto/x509"
	"runtime"
	"sync"
	"weak"
)

// Cache parses every certificate once for as long as anyone holds it: a
// fleet shares its intermediates, and often its leaf.
type Cache struct {
	mutex  sync.Mutex
	byHash map[[sha256.Size]byte]weak.Pointer[x509.Certificate]
}

// NewCache makes an empty one.
func NewCache() *Cache {
	return &Cache{byHash: make(map[[sha256.Size]byte]weak.Pointer[x509.Certificate])}
}

// Parse is Parse, once for each certificate. It does not keep der.
func (c *Cache) Parse(der []byte) (*x509.Certificate, error) {
	hash := sha256.Sum256(der)
	if known := c.load(hash); known != nil {
		return known, nil
	}
	cert, err := Parse(der)
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

func (c *Cache) load(hash [sha256.Size]byte) *x509.Certificate {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.byHash[hash].Value()
}

// forget drops the entry unless the certificate has been parsed anew since.
func (c *Cache) forget(hash [sha256.Size]byte) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.byHash[hash].Value() == nil {
		delete(c.byHash, hash)
	}
}
