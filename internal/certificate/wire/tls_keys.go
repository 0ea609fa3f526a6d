package wire

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/sha512"
	"hash"

	"golang.org/x/crypto/chacha20poly1305"
	"golang.org/x/crypto/cryptobyte"
)

// Cipher suites of TLS 1.3 that our own hello can decrypt. Every server must
// have the first (RFC 8446 section 9.1); some are set up with the second alone.
const (
	suiteAES128   = 0x1301
	suiteAES256   = 0x1302
	suiteChaCha20 = 0x1303
)

// opener gives what decrypts the server's handshake records, from the secret
// that both sides share and the messages so far (RFC 8446 section 7.1).
func opener(suite uint16, shared []byte, messages ...[]byte) (func(header, sealed []byte) ([]byte, error), error) {
	newHash, keyLength, err := hashOf(suite)
	if err != nil {
		return nil, err
	}
	zeros := make([]byte, newHash().Size())
	early, err := hkdf.Extract(newHash, zeros, nil)
	if err != nil {
		return nil, err
	}
	derived, err := expandLabel(newHash, early, "derived", newHash().Sum(nil), len(zeros))
	if err != nil {
		return nil, err
	}
	handshake, err := hkdf.Extract(newHash, shared, derived)
	if err != nil {
		return nil, err
	}
	transcript := newHash()
	for _, message := range messages {
		_, _ = transcript.Write(message)
	}
	traffic, err := expandLabel(newHash, handshake, "s hs traffic", transcript.Sum(nil), len(zeros))
	if err != nil {
		return nil, err
	}
	key, err := expandLabel(newHash, traffic, "key", nil, keyLength)
	if err != nil {
		return nil, err
	}
	iv, err := expandLabel(newHash, traffic, "iv", nil, 12)
	if err != nil {
		return nil, err
	}
	if suite == suiteChaCha20 {
		aead, err := chacha20poly1305.New(key)
		if err != nil {
			return nil, err
		}
		return decrypter(aead, iv), nil
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return decrypter(aead, iv), nil
}

// hashOf gives the hash function and the length of keys of a cipher suite.
func hashOf(suite uint16) (newHash func() hash.Hash, keyLength int, err error) {
	switch suite {
	case suiteAES128:
		return sha256.New, 16, nil
	case suiteAES256:
		return sha512.New384, 32, nil
	case suiteChaCha20:
		return sha256.New, 32, nil
	}
	return nil, 0, malformedError("a cipher suite that was not offered")
}

func transcriptHash(suite uint16, message []byte) ([]byte, error) {
	newHash, _, err := hashOf(suite)
	if err != nil {
		return nil, err
	}
	h := newHash()
	_, _ = h.Write(message)
	return h.Sum(nil), nil
}

// decrypter opens one record after the other (RFC 8446 section 5.3).
func decrypter(aead cipher.AEAD, iv []byte) func(header, sealed []byte) ([]byte, error) {
	sequence := uint64(0)
	return func(header, sealed []byte) ([]byte, error) {
		nonce := bytes.Clone(iv)
		for i := range 8 {
			nonce[len(nonce)-1-i] ^= byte(sequence >> (8 * i))
		}
		sequence++
		return aead.Open(sealed[:0], nonce, sealed, header)
	}
}

func expandLabel(newHash func() hash.Hash, secret []byte, label string, content []byte, length int) ([]byte, error) {
	b := cryptobyte.NewBuilder(nil)
	b.AddUint16(uint16(length))
	b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes([]byte("tls13 " + label)) })
	b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(content) })
	return hkdf.Expand(newHash, secret, string(b.BytesOrPanic()), length)
}
