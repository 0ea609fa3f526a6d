package network_test

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

// answering is a connection to a proxy that says what it says.
type answering struct {
	net.Conn
	in   io.Reader
	read int
}

func (a *answering) Read(p []byte) (int, error) {
	n, err := a.in.Read(p)
	a.read += n
	return n, err
}
func (*answering) Write(p []byte) (int, error)      { return len(p), nil }
func (*answering) SetDeadline(time.Time) error      { return nil }
func (*answering) SetReadDeadline(time.Time) error  { return nil }
func (*answering) SetWriteDeadline(time.Time) error { return nil }

// Whatever a proxy answers, reading ends within its bound, no byte of what the
// target says is lost, and no error shows the credentials.
func FuzzProxyAnswer(f *testing.F) {
	f.Add(false, []byte("HTTP/1.1 200 OK\r\n\r\n220 mx.example.test"))
	f.Add(false, []byte("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 5\r\n\r\nhello"))
	f.Add(false, []byte("HTTP/1.1 200 alice hunter2\r\n\r\n"))
	f.Add(false, []byte("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nhello"))
	f.Add(true, []byte{5, 2, 1, 0, 5, 0, 0, 1, 127, 0, 0, 1, 0, 80, 'h', 'i'})
	f.Add(true, []byte{5, 0, 5, 0, 0, 3, 2, 'm', 'e', 0, 80})
	f.Add(true, []byte{5, 0, 5, 5, 0, 1})
	f.Fuzz(func(t *testing.T, socks bool, answer []byte) {
		scheme := "http"
		if socks {
			scheme = "socks5"
		}
		conn := &answering{in: bytes.NewReader(answer)}
		through, err := network.AskProxy(t.Context(), scheme+"://alice:hunter2@proxy.example.test:3128", conn)
		if conn.read > 32<<10 {
			t.Errorf("%d bytes read", conn.read)
		}
		if err != nil {
			if text := err.Error(); strings.Contains(text, "hunter2") || strings.Contains(text, "alice") {
				t.Errorf("%q shows a secret", text)
			}
			return
		}
		rest, err := io.ReadAll(through)
		if err != nil || !bytes.HasSuffix(answer, rest) {
			t.Errorf("%q came through of %q, %v", rest, answer, err)
		}
	})
}

func FuzzProxyURL(f *testing.F) {
	f.Add("http://", "proxy.example.test:3128")
	f.Add("socks5://", "[::1]")
	f.Add("", "%zz")
	f.Fuzz(func(t *testing.T, before, after string) {
		const secret = "zq7xk3"
		_, err := network.New(network.Config{ProxyURL: before + "user:" + secret + "@" + after})
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("%q shows the password", err)
		}
	})
}
