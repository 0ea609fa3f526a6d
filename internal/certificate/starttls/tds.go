package starttls

import (
	"encoding/binary"
	"errors"
	"net"
)

// Packets of TDS (MS-TDS 2.2.3.1).
const (
	tdsPrelogin = 0x12
	tdsResult   = 0x04
	tdsLast     = 0x01
	tdsHeader   = 8
	// tdsPayload keeps packets at the 4,096 bytes that hold before a login.
	tdsPayload = 4096 - tdsHeader
)

// Options of a PRELOGIN message (MS-TDS 2.2.6.5), and its values of ENCRYPTION.
const (
	tdsVersion       = 0
	tdsEncryption    = 1
	tdsEnd           = 0xff
	tdsEncryptOn     = 1
	tdsNotSupported  = 2
	tdsEncryptionMax = 3
)

// talkTDS asks SQL Server for encryption in a PRELOGIN message. The handshake that
// follows travels inside of such messages.
func talkTDS(t *talk) error {
	payload := []byte{
		tdsVersion, 0, 11, 0, 6, tdsEncryption, 0, 17, 0, 1, tdsEnd,
		0, 0, 0, 0, 0, 0, tdsEncryptOn,
	}
	if err := t.Send(string(tdsPacket(tdsPrelogin, tdsLast, payload))); err != nil {
		return err
	}
	if err := t.Wait(); err != nil {
		return err
	}
	if seen := t.Pending(); seen[0] != tdsResult {
		return t.wrongProtocol(seen)
	}
	var head [tdsHeader]byte
	if err := t.Fill(head[:]); err != nil {
		return err
	}
	length := int(binary.BigEndian.Uint16(head[2:]))
	if head[1]&tdsLast == 0 || length <= tdsHeader || length > 4096 {
		return t.wrongProtocol(string(head[:]) + t.Pending())
	}
	answer := make([]byte, length-tdsHeader)
	if err := t.Fill(answer); err != nil {
		return err
	}
	encryption, ok := tdsOption(answer, tdsEncryption)
	switch {
	case !ok || len(encryption) < 1 || encryption[0] > tdsEncryptionMax:
		return t.wrongProtocol(string(head[:]) + string(answer))
	case encryption[0] == tdsNotSupported:
		return t.absent("encryption is not supported")
	}
	t.wrap = func(conn net.Conn) net.Conn { return &tdsConn{Conn: conn} }
	return nil
}

// tdsOption finds the data of an option in a PRELOGIN message.
func tdsOption(message []byte, wanted byte) ([]byte, bool) {
	for at := 0; at < len(message) && message[at] != tdsEnd; at += 5 {
		if at+5 > len(message) {
			return nil, false
		}
		offset, length := int(binary.BigEndian.Uint16(message[at+1:])), int(binary.BigEndian.Uint16(message[at+3:]))
		if message[at] == wanted {
			if offset+length > len(message) {
				return nil, false
			}
			return message[offset : offset+length], true
		}
	}
	return nil, false
}

func tdsPacket(kind, status byte, payload []byte) []byte {
	packet := make([]byte, tdsHeader, tdsHeader+len(payload))
	packet[0], packet[1] = kind, status
	binary.BigEndian.PutUint16(packet[2:], uint16(tdsHeader+len(payload)))
	return append(packet, payload...)
}

// tdsConn carries a handshake in packets of TDS (MS-TDS 2.2.2.1 and 3.2.5.2).
type tdsConn struct {
	net.Conn
	head [tdsHeader]byte
	// got is how much of the head is there, left what is still to come of the
	// packet's payload.
	got, left int
}

var errNotTDS = errors.New("something else than a packet of TDS")

// Read gives what is in the packets.
func (c *tdsConn) Read(p []byte) (int, error) {
	for c.left == 0 {
		n, err := c.Conn.Read(c.head[c.got:])
		c.got += n
		if c.got < tdsHeader {
			if err != nil {
				return 0, err
			}
			continue
		}
		length := int(binary.BigEndian.Uint16(c.head[2:]))
		if c.head[0] != tdsPrelogin && c.head[0] != tdsResult || length < tdsHeader {
			return 0, errNotTDS
		}
		c.got, c.left = 0, length-tdsHeader
	}
	n, err := c.Conn.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}

// Write packs what it is given.
func (c *tdsConn) Write(p []byte) (int, error) {
	written := 0
	for len(p) > 0 {
		n, status := min(len(p), tdsPayload), byte(0)
		if n == len(p) {
			status = tdsLast
		}
		if _, err := c.Conn.Write(tdsPacket(tdsPrelogin, status, p[:n])); err != nil {
			return written, err
		}
		written, p = written+n, p[n:]
	}
	return written, nil
}
