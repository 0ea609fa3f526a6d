package wire

import (
	"context"
	"net"
	"net/netip"
	"time"
)

// wire is one connection on which TLS is about to be spoken, with what is known
// of it for the message if it fails.
type wire struct {
	net.Conn
	// at is the address dialled; invalid behind a proxy.
	at netip.AddrPort
	// head is the beginning of what the server said.
	head [64]byte
	// heard is how many bytes the server said.
	heard int
	// release stops watching the context.
	release func() bool
}

// newWire makes reads and writes on conn end when ctx does.
func newWire(ctx context.Context, conn net.Conn, at netip.AddrPort) *wire {
	return &wire{
		Conn: conn, at: at,
		release: context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) }),
	}
}

// Read ends with errTooLarge once no handshake can be that long, and with
// errNotTLS instead of waiting for more of something else.
func (w *wire) Read(p []byte) (int, error) {
	switch {
	case w.heard >= maxHandshakeBytes:
		return 0, errTooLarge
	case !w.speaksTLS():
		return 0, errNotTLS
	}
	n, err := w.Conn.Read(p)
	if w.heard < len(w.head) {
		copy(w.head[w.heard:], p[:n])
	}
	w.heard += n
	return n, err
}

// Close ends the connection.
func (w *wire) Close() error {
	w.release()
	return w.Conn.Close()
}

// said is the beginning of what the server said.
func (w *wire) said() string { return string(w.head[:min(w.heard, len(w.head))]) }

// speaksTLS says that the server's first byte is that of a TLS record.
func (w *wire) speaksTLS() bool {
	return w.heard == 0 || w.head[0] >= 20 && w.head[0] <= 23
}

// remoteAddress is the address that a direct connection leads to.
func remoteAddress(conn net.Conn, candidates []netip.AddrPort) netip.AddrPort {
	if len(candidates) == 1 {
		return candidates[0]
	}
	if address, ok := conn.RemoteAddr().(*net.TCPAddr); ok {
		remote := address.AddrPort()
		return netip.AddrPortFrom(remote.Addr().Unmap(), remote.Port())
	}
	return netip.AddrPort{}
}
