package certtest

import (
	"bytes"
	"io"
	"net"
	"time"

	"golang.org/x/crypto/cryptobyte"
)

// Say gives a server that says text to whoever has said something, and waits for
// the client to go.
func Say(text string) func(net.Conn) {
	return func(conn net.Conn) {
		_, _ = conn.Read(make([]byte, 1024))
		_, _ = io.WriteString(conn, text)
		Silent(conn)
	}
}

// Greet gives a server that says text before anything was asked.
func Greet(text string) func(net.Conn) {
	return func(conn net.Conn) {
		_, _ = io.WriteString(conn, text)
		Silent(conn)
	}
}

// Silent is a server that takes the connection and never says anything.
func Silent(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }

// CloseAtOnce is a server that closes every connection.
func CloseAtOnce(net.Conn) {}

// CloseAfterHello is a server that reads a hello and closes the connection.
func CloseAfterHello(conn net.Conn) { _, _ = ReadHello(conn) }

// ResetAfterHello is a server that reads a hello and resets the connection.
func ResetAfterHello(conn net.Conn) {
	_, _ = ReadHello(conn)
	Reset(conn)
}

// Reset is a server that resets the connection.
func Reset(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
}

// Drip gives a server that says what it has to say a byte at a time.
func Drip(text []byte, every time.Duration) func(net.Conn) {
	return func(conn net.Conn) {
		for _, b := range text {
			if _, err := conn.Write([]byte{b}); err != nil {
				return
			}
			time.Sleep(every)
		}
		Silent(conn)
	}
}

// Repeat gives a server that says one thing over and over, until no one takes it
// any more.
func Repeat(text []byte) func(net.Conn) {
	return func(conn net.Conn) {
		text := bytes.Repeat(text, 1+8192/len(text))
		for {
			if _, err := conn.Write(text); err != nil {
				return
			}
		}
	}
}

// HugeCertificate gives a server whose Certificate message has so many bytes.
func HugeCertificate(size int) func(net.Conn) {
	return func(conn net.Conn) {
		if _, err := ReadHello(conn); err != nil {
			return
		}
		hello := Clear{}.serverHello(0x0303, 0xc02f)
		if _, err := conn.Write(Record(0x0303, hello)); err != nil {
			return
		}
		message := Message(11, func(b *cryptobyte.Builder) { b.AddBytes(make([]byte, size)) })
		for len(message) > 0 {
			n := min(len(message), 1<<14)
			if _, err := conn.Write(Record(0x0303, message[:n])); err != nil {
				return
			}
			message = message[n:]
		}
		Silent(conn)
	}
}
