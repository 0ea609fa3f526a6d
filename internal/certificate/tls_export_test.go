package certificate

import "io"

// ReadClearAnswer is readClearAnswer for tests.
func ReadClearAnswer(in io.Reader, keep func(der []byte)) (uint16, []byte, error) {
	return readClearAnswer(in, keep)
}

// TalkEncrypted is talkEncrypted for tests, with any kind of leaf.
func TalkEncrypted(conn io.ReadWriter, keep func(der []byte)) ([]byte, error) {
	return talkEncrypted(conn, "www.example.test", anyKey, keep)
}

// MaxHandshakeBytes is the bound of a handshake.
const MaxHandshakeBytes = maxHandshakeBytes

// CertCache is a cache of certificates with a look at its size.
type CertCache struct{ *certCache }

// NewCertCache makes an empty one.
func NewCertCache() CertCache { return CertCache{newCertCache()} }

// Parse is parse.
func (c CertCache) Parse(der []byte) error {
	_, err := c.parse(der)
	return err
}

// Len is how many certificates are known.
func (c CertCache) Len() int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return len(c.byHash)
}
