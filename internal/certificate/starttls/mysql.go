package starttls

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// Capability flags of the MySQL client/server protocol.
const (
	mysqlProtocol41       = 0x0200
	mysqlSSL              = 0x0800
	mysqlSecureConnection = 0x8000
)

// mysqlErrorPacket is the first byte of an error; a greeting has the protocol's
// version there, which is 10 since 1998.
const mysqlErrorPacket = 0xff

// talkMySQL reads the handshake packet of MySQL or MariaDB and answers with an
// SSLRequest, to which the server says nothing: the TLS handshake comes next.
func talkMySQL(t *talk) error {
	// Length (3), number (1), kind of packet.
	var head [5]byte
	if err := t.Fill(head[:]); err != nil {
		return err
	}
	length, kind := int(head[0])|int(head[1])<<8|int(head[2])<<16, head[4]
	// A text greeting read as a length is millions; none of ours is over a line.
	if length < 2 || length > maxTalkLine || head[3] != 0 || (kind != 10 && kind != 9 && kind != mysqlErrorPacket) {
		return t.wrongProtocol(string(head[:]) + t.Pending())
	}
	packet := make([]byte, length-1)
	if err := t.Fill(packet); err != nil {
		return err
	}
	switch kind {
	case mysqlErrorPacket:
		return t.refused("turned us away", mysqlError(packet))
	case 9:
		return t.absent("protocol version 9")
	}
	// Version text up to NUL, thread id (4), salt (8), zero, lower half of the
	// capabilities (2).
	version, rest, ok := bytes.Cut(packet, []byte{0})
	if !ok || len(rest) < 15 {
		return t.wrongProtocol(string(head[:]) + string(packet))
	}
	if binary.LittleEndian.Uint16(rest[13:])&mysqlSSL == 0 {
		return t.absent(string(version))
	}
	if err := t.silent(); err != nil {
		return err
	}
	return t.Send(string(mysqlPacket(1, mysqlClient(0))))
}

// mysqlError is the text of an error packet: code (2), from some servers "#" and
// a state (5), text.
func mysqlError(packet []byte) string {
	if len(packet) < 2 {
		return ""
	}
	code, text := binary.LittleEndian.Uint16(packet), packet[2:]
	if len(text) >= 6 && text[0] == '#' {
		text = text[6:]
	}
	return fmt.Sprintf("%d %s", code, text)
}
