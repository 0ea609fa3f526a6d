package certificate

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"time"
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
		plain, err := startTLS(ctx, w.Conn, s.plan.StartTLS, s.plan.name)
		if err != nil {
			_ = w.Close()
			return nil, err
		}
		w.Conn = plain
	}
	return w, nil
}

// read reads the leaf that the server prefers, and the leaf of another kind
// where one is asked for.
func (s *session) read(ctx context.Context) ([]Served, []Failure, error) {
	first, err := s.preferred(ctx)
	if err != nil {
		return nil, nil, err
	}
	leaves := []Served{first}
	var failures []Failure
	for _, keyType := range s.plan.KeyTypes {
		if familyOf(first) == keyFamily(keyType) {
			continue
		}
		other, err := s.other(ctx, first, keyFamily(keyType))
		switch {
		case err == nil:
			leaves = append(leaves, other)
		case !errors.Is(err, errAbsent):
			failures = append(failures, Failure{Address: s.at(), KeyType: keyType, ReadError: readErrorOf(err)})
		case len(s.plan.KeyTypes) == 1:
			return nil, nil, &ReadError{Reason: ReasonNoCertificate, Message: fmt.Sprintf("%s has no certificate with a key of the type %s", s.who(), keyType)}
		}
	}
	if len(s.plan.KeyTypes) > 0 {
		leaves = slices.DeleteFunc(leaves, func(served Served) bool {
			family := familyOf(served)
			return len(s.plan.KeyTypes) == 1 && family != keyFamily(s.plan.KeyTypes[0])
		})
	}
	if len(leaves) == 0 {
		return nil, nil, failures[0].ReadError
	}
	return leaves, failures, nil
}

// errAbsent says that a server has no leaf of the kind asked for.
var errAbsent = errors.New("no such leaf")

// other reads the leaf of the other kind. Whether there is one, a hello of our
// own finds out for little; only if there is, a handshake proves it.
func (s *session) other(ctx context.Context, first Served, keys keyFamily) (Served, error) {
	sni := s.plan.sni
	if first.WithoutSNI {
		sni = ""
	}
	found, err := s.clear(ctx, sni, keys)
	switch {
	case err != nil && saysNo(err):
		return Served{}, errAbsent
	case err != nil:
		return Served{}, err
	case found.Chain[0].Equal(first.Chain[0]):
		return Served{}, errAbsent
	case s.plan.CertificateOnly:
		return found, nil
	}
	proved, err := s.full(ctx, sni, keys)
	if err == nil && proved.Chain[0].Equal(found.Chain[0]) {
		return proved, nil
	}
	if err != nil {
		found.Incomplete = "only the certificate can be read: " + readErrorOf(err).Message
	}
	return found, nil
}

// saysNo says that a server refused a hello, in one of the ways in which servers
// do that.
func saysNo(err error) bool {
	switch readErrorOf(err).Reason {
	case ReasonAlert, ReasonClosed, ReasonReset:
		return true
	default:
		return false
	}
}

// preferred reads the leaf that the server prefers.
//
// Some servers answer only if they are not told a name. Those that refuse one
// are asked again without; for those that stay silent a second connection is
// made at half time, but what it brings counts only if the first never answers:
// a slow server gives its right certificate on the first.
func (s *session) preferred(ctx context.Context) (Served, error) {
	if s.plan.sni == "" {
		return s.withName(ctx, "")
	}
	type result struct {
		served Served
		err    error
	}
	nameless := make(chan result, 1)
	timer := time.AfterFunc(s.budget/2, func() {
		if !s.at().IsValid() {
			nameless <- result{err: errAbsent}
			return
		}
		served, err := s.clear(ctx, "", anyKey)
		nameless <- result{served, err}
	})
	served, err := s.withName(ctx, s.plan.sni)
	stopped := timer.Stop()
	if err == nil {
		return served, nil
	}
	if !stopped {
		if second := <-nameless; second.err == nil {
			second.served.Incomplete = "only the certificate was read, since the server answers only to a hello without the name"
			return second.served, nil
		}
		return Served{}, err
	}
	if saysNo(err) {
		if second, err := s.withName(ctx, ""); err == nil {
			return second, nil
		}
	}
	return Served{}, err
}

// withName reads with one name, by the handshake that was asked for, else by the
// other kind.
func (s *session) withName(ctx context.Context, sni string) (Served, error) {
	if s.plan.CertificateOnly {
		served, err := s.clear(ctx, sni, anyKey)
		if err == nil || !anotherHello(err) {
			return served, err
		}
		whole, wholeErr := s.full(ctx, sni, anyKey)
		if wholeErr == nil {
			return whole, nil
		}
		return Served{}, tellingError(err, wholeErr)
	}
	served, err := s.full(ctx, sni, anyKey)
	if err == nil || !anotherHello(err) {
		return served, err
	}
	part, partErr := s.clear(ctx, sni, anyKey)
	if partErr != nil {
		return Served{}, tellingError(err, partErr)
	}
	part.Incomplete = "only the certificate can be read: " + readErrorOf(err).Message
	return part, nil
}

// tellingError is the first error, unless that was a mere no and the second says
// what is wrong.
func tellingError(first, second error) error {
	if saysNo(first) {
		switch readErrorOf(second).Reason {
		case ReasonBadHandshake, ReasonNoCertificate, ReasonTooLarge, ReasonNotTLS:
			return second
		}
	}
	return first
}

// anotherHello says that a server may answer to another kind of hello.
func anotherHello(err error) bool {
	found := readErrorOf(err)
	return !refusesName(err) && (saysNo(found) || found.Reason == ReasonBadHandshake || found.Reason == ReasonNoCertificate)
}

// refusesName says that a server does not know the name that it was asked for.
func refusesName(err error) bool {
	alert, ok := alertOf(err)
	return ok && alert == alertUnrecognizedName
}

// familyOf is the kind of a leaf's key.
func familyOf(served Served) keyFamily {
	switch served.Chain[0].PublicKey.(type) {
	case *rsa.PublicKey:
		return rsaKey
	case *ecdsa.PublicKey, ed25519.PublicKey:
		return ecdsaKey
	default:
		return anyKey
	}
}
