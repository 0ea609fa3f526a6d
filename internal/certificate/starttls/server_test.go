package starttls_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/starttls"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// step is one thing a scripted server does on its connection.
type step func(conn net.Conn) error

func say(text string) step {
	return func(conn net.Conn) error {
		_, err := io.WriteString(conn, text)
		return err
	}
}

// drip says text byte by byte, each in a packet of its own.
func drip(text string) step {
	return func(conn net.Conn) error {
		for _, b := range []byte(text) {
			if _, err := conn.Write([]byte{b}); err != nil {
				return err
			}
		}
		return nil
	}
}

// hear expects the client to say just this.
func hear(text string) step {
	return func(conn net.Conn) error {
		got := make([]byte, len(text))
		n, err := io.ReadFull(conn, got)
		if err != nil || !bytes.Equal(got, []byte(text)) {
			return &misheard{want: text, got: string(got[:n])}
		}
		return nil
	}
}

type misheard struct{ want, got string }

func (m *misheard) Error() string { return fmt.Sprintf("client said %q, want %q", m.got, m.want) }

// sayEndlessly repeats text until the client hangs up.
func sayEndlessly(text string) step {
	return func(conn net.Conn) error {
		chunk := bytes.Repeat([]byte(text), 100)
		for {
			if _, err := conn.Write(chunk); err != nil {
				return nil
			}
		}
	}
}

// silence holds the connection open until the client hangs up.
func silence(conn net.Conn) error {
	_, _ = io.Copy(io.Discard, conn)
	return nil
}

// pause lets the client get through its connect.
func pause(net.Conn) error {
	time.Sleep(50 * time.Millisecond)
	return nil
}

// reset ends the connection with a RST packet.
func reset(conn net.Conn) error {
	_ = conn.(*net.TCPConn).SetLinger(0)
	_ = conn.Close()
	return net.ErrClosed
}

// handshake is a TLS server's half with the pair.
func handshake(pair certtest.Pair) step {
	return func(conn net.Conn) error {
		return tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{pair.TLS()}, MinVersion: tls.VersionTLS12}).HandshakeContext(context.Background())
	}
}

// scripted starts a server that follows the steps on one connection, and
// connects to it. What the script did not get to do is reported by wait.
func scripted(t *testing.T, steps ...step) (conn net.Conn, wait func() error) {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	result := make(chan error, 1)
	go func() {
		server, err := listener.Accept()
		if err != nil {
			result <- err
			return
		}
		defer server.Close()
		for _, do := range steps {
			if err := do(server); err != nil {
				result <- err
				return
			}
		}
		result <- nil
		// Closing with bytes unread would be a reset.
		_ = server.(*net.TCPConn).CloseWrite()
		_ = silence(server)
	}()
	var dialer net.Dialer
	conn, err = dialer.DialContext(t.Context(), "tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(); listener.Close() })
	return conn, func() error { return <-result }
}

// start runs StartTLS with a bound far above what any script takes.
func start(t *testing.T, conn net.Conn, protocol string) (net.Conn, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	return starttls.Start(ctx, conn, protocol, "chat.example.test")
}
