package starttls_test

import (
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/starttls"
)

// playback is a connection on which the server says a fixed text, in pieces,
// then hangs up.
type playback struct {
	net.Conn
	rest  []byte
	piece int
}

func (p *playback) Read(b []byte) (int, error) {
	if len(p.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(b[:min(len(b), p.piece)], p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

func (p *playback) Write(b []byte) (int, error)   { return len(b), nil }
func (p *playback) SetDeadline(_ time.Time) error { return nil }

// checkPlayback plays data to StartTLS in one piece and byte by byte. Whatever
// the server says, the outcome is TLS or a ReadError fit for people, and TLS
// begins right behind the go-ahead.
func checkPlayback(t *testing.T, protocol string, data []byte) {
	t.Helper()
	play := func(piece int) (rest int, err error) {
		conn := &playback{rest: data, piece: piece}
		begun, err := starttls.Start(t.Context(), conn, protocol, "chat.example.test")
		if (begun == nil) != (err != nil) {
			t.Fatalf("connection %v with error %v", begun, err)
		}
		var read *certificate.ReadError
		if err != nil && (!errors.As(err, &read) || read.Reason == "" || !printable(read.Message) || len(read.Message) > 1000) {
			t.Fatalf("error not fit for people: %#v", err)
		}
		return len(conn.rest), err
	}
	_, whole := play(len(data) + 1)
	rest, bytewise := play(1)
	switch {
	case whole == nil && (bytewise != nil || rest != 0):
		t.Fatalf("whole: TLS; byte by byte: %v, %d bytes left", bytewise, rest)
	case whole != nil && bytewise == nil && rest == 0:
		t.Fatalf("byte by byte: TLS; whole: %v", whole)
	}
}

// The first byte of the input chooses the protocol.
func FuzzStartTLSLines(f *testing.F) {
	protocols := []string{"smtp", "lmtp", "imap", "pop3", "ftp", "nntp", "sieve"}
	f.Add(uint8(0), []byte("220-mail\r\n220 ESMTP\r\n250-mail\r\n250 STARTTLS\r\n220 go\r\n"))
	f.Add(uint8(1), []byte("220 LMTP\r\n250-mail\r\n250 STARTTLS\r\n454 no\r\n"))
	f.Add(uint8(2), []byte("* OK [CAPABILITY STARTTLS] hi\r\na2 OK go\r\n"))
	f.Add(uint8(2), []byte("* OK hi\r\n* CAPABILITY STARTTLS\r\na1 OK\r\na2 OK go\r\n"))
	f.Add(uint8(3), []byte("+OK hi\r\n+OK\r\nSTLS\r\n.\r\n+OK go\r\n"))
	f.Add(uint8(4), []byte("120 wait\r\n220-hi\r\n there\r\n220 hi\r\n234 go\r\n"))
	f.Add(uint8(4), []byte("220 hi\r\n530 log in\r\n211-list\r\n AUTH TLS\r\n211 end\r\n"))
	f.Add(uint8(5), []byte("200 hi\r\n101 list\r\nSTARTTLS\r\n.\r\n382 go\r\n"))
	f.Add(uint8(6), []byte("\"SIEVE\" {3+}\r\nabc\r\n\"STARTTLS\"\r\nOK\r\nOK (TAG {1}\r\nx) \"go\"\r\n"))
	f.Fuzz(func(t *testing.T, protocol uint8, data []byte) {
		checkPlayback(t, protocols[int(protocol)%len(protocols)], data)
	})
}

func FuzzStartTLSLDAP(f *testing.F) {
	f.Add([]byte("\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00"))
	f.Add([]byte("\x30\x84\x00\x00\x00\x28\x02\x01\x01\x78\x84\x00\x00\x00\x1f\x0a\x01\x00\x04\x00\x04\x00\x8a\x161.3.6.1.4.1.1466.20037"))
	f.Add([]byte("\x30\x2b\x02\x01\x01\x78\x26\x0a\x01\x02\x04\x00\x04\x1funsupported extended operation\x00"))
	f.Fuzz(func(t *testing.T, data []byte) { checkPlayback(t, "ldap", data) })
}

func FuzzStartTLSMySQL(f *testing.F) {
	f.Add([]byte(mysqlHello("8.4.0", "\xff\xff")))
	f.Add([]byte(mysqlPacket("\xff\x10\x04#08004Too many connections")))
	f.Fuzz(func(t *testing.T, data []byte) { checkPlayback(t, "mysql", data) })
}

func FuzzStartTLSPostgres(f *testing.F) {
	f.Add([]byte("S"))
	f.Add([]byte("E\x00\x00\x00\x2dSFATAL\x00C53300\x00Mtoo many clients already\x00\x00"))
	f.Add([]byte("EFATAL:  could not fork\n\x00"))
	f.Fuzz(func(t *testing.T, data []byte) { checkPlayback(t, "postgres", data) })
}

func FuzzStartTLSTDS(f *testing.F) {
	f.Add([]byte(tdsAnswer("\x01")))
	f.Add([]byte("\x04\x01\x00\x0c\x00\x00\x00\x00\x01\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) { checkPlayback(t, "tds", data) })
}

func FuzzStartTLSRDP(f *testing.F) {
	f.Add([]byte(rdpConfirm("\x02\x1f\x08\x00\x02\x00\x00\x00")))
	f.Add([]byte(rdpConfirm("\x03\x00\x08\x00\x02\x00\x00\x00")))
	f.Fuzz(func(t *testing.T, data []byte) { checkPlayback(t, "rdp", data) })
}

func FuzzStartTLSXMPP(f *testing.F) {
	f.Add([]byte(xmppOpen("jabber:client", "1.0") + xmppRequired + xmppProceed))
	f.Add([]byte(xmppOpen("jabber:client", "1.0") + "<stream:error><host-unknown/></stream:error></stream:stream>"))
	f.Add([]byte(xmppOpen("jabber:client", "0.9")))
	f.Fuzz(func(t *testing.T, data []byte) { checkPlayback(t, "xmpp-client", data) })
}
