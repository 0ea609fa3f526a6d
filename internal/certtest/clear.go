package certtest

import (
	"io"
	"net"
	"slices"

	"golang.org/x/crypto/cryptobyte"
)

// Clear is a server of TLS up to 1.2 that speaks as far as ServerHelloDone and
// then only listens: what it takes to serve cipher suites, versions and
// certificates that crypto/tls does not.
type Clear struct {
	// Version is answered; 0 is TLS 1.2 (0x0303).
	Version uint16
	// Suites are what the server can; the first that the client offers too is
	// taken, else the alert is handshake_failure. None takes anything.
	Suites []uint16
	// Chain is DER, leaf first.
	Chain [][]byte
	// OCSP is stapled.
	OCSP []byte
	// Fragment is how many bytes of the handshake a record holds; 0 is one
	// message a record.
	Fragment int
	// Before is sent in front of the server hello.
	Before []byte
	// Refuse decides by the hello; an alert's number, or 0 to go on.
	Refuse func(Hello) byte
}

// Handle serves one connection.
func (c Clear) Handle(conn net.Conn) {
	hello, err := ReadHello(conn)
	if err != nil {
		return
	}
	if c.Refuse != nil {
		if description := c.Refuse(hello); description != 0 {
			_, _ = conn.Write(Alert(2, description))
			return
		}
	}
	suite := uint16(0x009c)
	if len(c.Suites) > 0 {
		i := slices.IndexFunc(c.Suites, func(own uint16) bool { return slices.Contains(hello.Suites, own) })
		if i < 0 {
			_, _ = conn.Write(Alert(2, 40))
			return
		}
		suite = c.Suites[i]
	}
	if _, err := conn.Write(append(c.Before, c.Flight(suite)...)); err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, conn)
}

// Flight is all that the server says, in records.
func (c Clear) Flight(suite uint16) []byte {
	version := c.Version
	if version == 0 {
		version = 0x0303
	}
	messages := [][]byte{c.serverHello(version, suite), c.certificate()}
	if c.OCSP != nil {
		messages = append(messages, Message(22, func(b *cryptobyte.Builder) {
			b.AddUint8(1)
			b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(c.OCSP) })
		}))
	}
	messages = append(messages, Message(14, func(*cryptobyte.Builder) {}))
	if c.Fragment > 0 {
		messages = slices.Collect(slices.Chunk(slices.Concat(messages...), c.Fragment))
	}
	var flight []byte
	for _, message := range messages {
		for part := range slices.Chunk(message, 1<<14) {
			flight = append(flight, Record(version, part)...)
		}
	}
	return flight
}

func (c Clear) serverHello(version, suite uint16) []byte {
	return Message(2, func(b *cryptobyte.Builder) {
		b.AddUint16(version)
		b.AddBytes(make([]byte, 32))
		b.AddUint8(0)
		b.AddUint16(suite)
		b.AddUint8(0)
		if c.OCSP != nil {
			b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
				b.AddUint16(5)
				b.AddUint16(0)
			})
		}
	})
}

func (c Clear) certificate() []byte {
	return Message(11, func(b *cryptobyte.Builder) {
		b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) {
			for _, der := range c.Chain {
				b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(der) })
			}
		})
	})
}

// Message is a handshake message with its header.
func Message(kind uint8, content cryptobyte.BuilderContinuation) []byte {
	b := cryptobyte.NewBuilder(nil)
	b.AddUint8(kind)
	b.AddUint24LengthPrefixed(content)
	return b.BytesOrPanic()
}

// Record is a handshake record.
func Record(version uint16, content []byte) []byte {
	return append([]byte{22, byte(version >> 8), byte(version), byte(len(content) >> 8), byte(len(content))}, content...)
}
