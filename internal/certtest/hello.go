package certtest

import (
	"errors"
	"io"
	"net"

	"golang.org/x/crypto/cryptobyte"
)

// Hello is what a client's first record tells.
type Hello struct {
	// Size is the record's length with its header, in bytes.
	Size int
	// Name is the server name asked for; "" if none is.
	Name string
	// Suites are the cipher suites offered, Groups the key exchange groups.
	Suites, Groups []uint16
	// TLS13 says that TLS 1.3 is offered.
	TLS13 bool
	// Raw is the whole record.
	Raw []byte
}

var errHello = errors.New("not a client hello")

// ReadHello reads a client hello and nothing behind it.
func ReadHello(conn net.Conn) (Hello, error) {
	header := make([]byte, 5)
	if _, err := io.ReadFull(conn, header); err != nil {
		return Hello{}, err
	}
	record := make([]byte, 5+int(header[3])<<8+int(header[4]))
	copy(record, header)
	if _, err := io.ReadFull(conn, record[5:]); err != nil {
		return Hello{}, err
	}
	return parseHello(record)
}

func parseHello(record []byte) (Hello, error) {
	hello := Hello{Size: len(record), Raw: record}
	input := cryptobyte.String(record[5:])
	var kind uint8
	var message, session, suites, compressions, extensions cryptobyte.String
	if record[0] != 22 || !input.ReadUint8(&kind) || kind != 1 || !input.ReadUint24LengthPrefixed(&message) ||
		!message.Skip(2+32) || !message.ReadUint8LengthPrefixed(&session) ||
		!message.ReadUint16LengthPrefixed(&suites) || !message.ReadUint8LengthPrefixed(&compressions) {
		return Hello{}, errHello
	}
	hello.Suites = numbers(suites)
	if message.Empty() {
		return hello, nil
	}
	if !message.ReadUint16LengthPrefixed(&extensions) {
		return Hello{}, errHello
	}
	for !extensions.Empty() {
		var number uint16
		var content, list cryptobyte.String
		if !extensions.ReadUint16(&number) || !extensions.ReadUint16LengthPrefixed(&content) {
			return Hello{}, errHello
		}
		switch number {
		case 0:
			var name cryptobyte.String
			if !content.ReadUint16LengthPrefixed(&list) || !list.Skip(1) || !list.ReadUint16LengthPrefixed(&name) {
				return Hello{}, errHello
			}
			hello.Name = string(name)
		case 10:
			if !content.ReadUint16LengthPrefixed(&list) {
				return Hello{}, errHello
			}
			hello.Groups = numbers(list)
		case 43:
			hello.TLS13 = true
		}
	}
	return hello, nil
}

func numbers(list cryptobyte.String) []uint16 {
	var all []uint16
	for number := uint16(0); list.ReadUint16(&number); {
		all = append(all, number)
	}
	return all
}

// Alert is a record with an alert: level 1 is a warning, 2 is fatal.
func Alert(level, description byte) []byte { return []byte{21, 3, 3, 0, 2, level, description} }

// Again is conn with bytes that were read from it in front.
func Again(conn net.Conn, read []byte) net.Conn { return &again{conn, read} }

type again struct {
	net.Conn
	read []byte
}

func (a *again) Read(p []byte) (int, error) {
	if len(a.read) == 0 {
		return a.Conn.Read(p)
	}
	n := copy(p, a.read)
	a.read = a.read[n:]
	return n, nil
}
