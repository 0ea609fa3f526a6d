package wire

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
