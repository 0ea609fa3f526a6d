package wire

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/starttls"
)

// session reads one address: with whatever hellos it takes, and both kinds of
// leaf where asked for.
type session struct {
	reader *Reader
	plan   *plan
	// budget is the time that this address may take.
	budget time.Duration

	mutex sync.Mutex
	// candidates are the addresses to choose from, one of them once a
	// connection has been made; none behind a proxy.
	candidates []netip.AddrPort
	connected  bool
	// hybrid says that the server wants a key exchange with a lattice.
	hybrid bool
}

// who is what messages call the server: the address dialled if it is known.
func (s *session) who() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if len(s.candidates) == 1 {
		return s.candidates[0].String()
	}
	return s.plan.endpoint.String()
}

// at is the address of the connections, invalid if none was made or known.
func (s *session) at() netip.AddrPort {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.connected && len(s.candidates) == 1 {
		return s.candidates[0]
	}
	return netip.AddrPort{}
}

// connect makes a connection on which TLS can begin.
func (s *session) connect(ctx context.Context) (*wire, error) {
	s.mutex.Lock()
	candidates := s.candidates
	s.mutex.Unlock()
	dialer := s.reader.dialer
	dial := func() (*wire, error) {
		if dialer.Proxied() {
			address := s.plan.endpoint.String()
			var at netip.AddrPort
			if len(candidates) == 1 {
				address, at = candidates[0].String(), candidates[0]
			}
			conn, err := dialer.DialContext(ctx, "tcp", address)
			if err != nil {
				return nil, err
			}
			return newWire(ctx, conn, at), nil
		}
		conn, err := dialer.DialFirst(ctx, "tcp", candidates)
		if err != nil {
			return nil, err
		}
		return newWire(ctx, conn, remoteAddress(conn, candidates)), nil
	}
	w, err := dial()
	if err != nil {
		return nil, s.connectError(ctx, err)
	}
	s.mutex.Lock()
	s.connected = true
	if w.at.IsValid() {
		s.candidates = []netip.AddrPort{w.at}
	}
	s.mutex.Unlock()
	if s.plan.StartTLS != "" {
		plain, err := starttls.Start(ctx, w.Conn, s.plan.StartTLS, s.plan.name)
		if err != nil {
			_ = w.Close()
			return nil, err
		}
		w.Conn = plain
	}
	return w, nil
}
