package certtest

import (
	"net"
	"testing"
)

// Refusing gives an address on this machine at which connections are refused, and
// nobody can begin to listen while the test runs: it is that of a connection that
// leads elsewhere. The address of a listener that was closed is soon another test's.
func Refusing(t testing.TB) string {
	t.Helper()
	config := net.ListenConfig{}
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}}
	conn, err := dialer.DialContext(t.Context(), "tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = conn.Close()
		_ = listener.Close()
	})
	return conn.LocalAddr().String()
}
