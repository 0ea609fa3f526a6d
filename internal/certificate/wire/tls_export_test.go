package wire

import (
	"io"
	"math/big"
)

// ReadClearAnswer is readClearAnswer for tests.
func ReadClearAnswer(in io.Reader, keep func(der []byte)) (uint16, []byte, error) {
	return readClearAnswer(in, keep)
}

// TalkEncrypted is talkEncrypted for tests, with any kind of leaf.
func TalkEncrypted(conn io.ReadWriter, keep func(der []byte)) ([]byte, error) {
	status, _, err := talkEncrypted(conn, "www.example.test", anyKey, commonGroup, keep)
	return status, err
}

// TalkEncryptedAnyGroup is the same for servers that have not the usual group.
func TalkEncryptedAnyGroup(conn io.ReadWriter, keep func(der []byte)) ([]byte, error) {
	status, _, err := talkEncrypted(conn, "www.example.test", anyKey, everyGroup, keep)
	return status, err
}

// MaxHandshakeBytes is the bound of a handshake.
const MaxHandshakeBytes = maxHandshakeBytes

// X448 is the function of RFC 7748.
func X448(scalar, point []byte) []byte { return x448(scalar, point) }

// FinitePrime is the prime of a group of RFC 7919.
func FinitePrime(bits int) *big.Int { return finitePrime(bits) }
