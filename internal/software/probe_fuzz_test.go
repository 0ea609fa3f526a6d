package software_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

// recorded is a connection to a server that says what was recorded, whatever it
// is told, and then ends.
type recorded struct{ io.Reader }

func (recorded) Write(b []byte) (int, error)      { return len(b), nil }
func (recorded) Close() error                     { return nil }
func (recorded) LocalAddr() net.Addr              { return &net.TCPAddr{} }
func (recorded) RemoteAddr() net.Addr             { return &net.TCPAddr{} }
func (recorded) SetDeadline(time.Time) error      { return nil }
func (recorded) SetReadDeadline(time.Time) error  { return nil }
func (recorded) SetWriteDeadline(time.Time) error { return nil }

func FuzzProbe(f *testing.F) {
	for protocol, said := range map[string]string{
		"smtp": "220-mail.example.test ESMTP Exim 4.96\r\n220 ready\r\n221 bye\r\n", "ftp": "220-a\r\n b\r\n220 (vsFTPd 3.0.3)\r\n",
		"imap": "* OK [CAPABILITY IMAP4rev1 ID] Dovecot ready.\r\n* ID (\"name\" \"Dovecot\")\r\na OK\r\n",
		"pop3": "+OK Dovecot ready.\r\n+OK\r\nIMPLEMENTATION x\r\n.\r\n", "nntp": "200 news INN 2.7.1 ready\r\n", "lmtp": "220 x Dovecot ready.\r\n",
		"ssh": "hello\r\nSSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", "mysql": mysqlPacket("\x0a8.0.35\x00xxxx"), "postgres": "S",
		"redis": "$21\r\nredis_version:7.0.15\r\n\r\n", "memcached": "VERSION 1.6.18\r\n",
		"http": "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Length: 2\r\n\r\nhi",
		"dns":  "\x00\x01\x84\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07version\x04bind\x00\x00\x10\x00\x03",
	} {
		f.Add(protocol, []byte(said))
	}
	f.Fuzz(func(t *testing.T, protocol string, said []byte) {
		dial := func(context.Context, string, string) (net.Conn, error) { return recorded{bytes.NewReader(said)}, nil }
		answer, err := software.Probe(t.Context(), dial, software.Target{Protocol: protocol, Address: "server.example.test:1"})
		if err == nil {
			found, notices := answer.Recognise()
			checkAnswer(t, found, notices)
			return
		}
		var failure *software.ProbeError
		var unknown *software.UnknownProtocolError
		if !errors.As(err, &failure) && !errors.As(err, &unknown) {
			t.Errorf("got %T %v", err, err)
		}
		if failure != nil && (failure.Reason == "" || failure.Message == "" || strings.ContainsAny(failure.Message, "\x00\x1b\r\n")) {
			t.Errorf("got %+v", failure)
		}
	})
}

func FuzzParseTarget(f *testing.F) {
	for _, text := range []string{"https://www.example.test/a?b", "smtp://[::1]:25", "imaps://x", "http://u:p@x", "x://", "http://[::1%25eth0]:80"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		target, err := software.ParseTarget(text)
		if err != nil {
			var wrong *software.TargetError
			if !errors.As(err, &wrong) || wrong.Summary == "" || wrong.Detail == "" {
				t.Errorf("got %T %v", err, err)
			}
			return
		}
		if _, _, err := net.SplitHostPort(target.Address); err != nil || target.Protocol == "" {
			t.Errorf("%q gave %+v", text, target)
		}
	})
}
