package wire

import (
	"context"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// preferred reads the leaf that the server prefers.
//
// Some servers answer only if they are not told a name. Those that refuse one
// are asked again without; for those that stay silent a second connection is
// made at half time, but what it brings counts only if the first never answers:
// a slow server gives its right certificate on the first.
func (s *session) preferred(ctx context.Context) (certificate.Served, error) {
	if s.plan.sni == "" {
		return s.withName(ctx, "")
	}
	type result struct {
		served certificate.Served
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
		return certificate.Served{}, err
	}
	if saysNo(err) {
		if second, err := s.withName(ctx, ""); err == nil {
			return second, nil
		}
	}
	return certificate.Served{}, err
}

// withName reads with one name, by the handshake that was asked for, else by the
// other kind.
func (s *session) withName(ctx context.Context, sni string) (certificate.Served, error) {
	if s.plan.CertificateOnly {
		served, err := s.clear(ctx, sni, anyKey)
		if err == nil || !anotherHello(err) {
			return served, err
		}
		whole, wholeErr := s.full(ctx, sni, anyKey)
		if wholeErr == nil {
			return whole, nil
		}
		if refusesAll(wholeErr) && hasAlert(err, alertProtocolVersion) {
			if part, partErr := s.encrypted(ctx, sni, anyKey); partErr == nil {
				return part, nil
			}
		}
		return certificate.Served{}, tellingError(err, wholeErr)
	}
	served, err := s.full(ctx, sni, anyKey)
	if err == nil || !anotherHello(err) {
		return served, err
	}
	part, partErr := s.readPart(ctx, sni, anyKey)
	if partErr != nil {
		return certificate.Served{}, tellingError(err, partErr)
	}
	if s.wantsHybrid() {
		if whole, wholeErr := s.fullWith(ctx, sni, anyKey, hybridGroups); wholeErr == nil {
			return whole, nil
		}
	}
	part.Incomplete = "only the certificate can be read: " + readErrorOf(err).Message
	return part, nil
}

func (s *session) wantsHybrid() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.hybrid
}

// readPart reads no more than the certificate with hellos of our own: in the
// clear, or of TLS 1.3 where the server has nothing older.
func (s *session) readPart(ctx context.Context, sni string, keys keyFamily) (certificate.Served, error) {
	part, err := s.clear(ctx, sni, keys)
	if err == nil || !hasAlert(err, alertProtocolVersion) && (keys != anyKey || !refusesAll(err)) {
		return part, err
	}
	return s.encrypted(ctx, sni, keys)
}

// tellingError is the first error, unless that was a mere no and the second says
// what is wrong.
func tellingError(first, second error) error {
	if saysNo(first) {
		switch readErrorOf(second).Reason {
		case certificate.ReasonBadHandshake, certificate.ReasonNoCertificate, certificate.ReasonTooLarge, certificate.ReasonNotTLS:
			return second
		}
	}
	return first
}

// anotherHello says that a server may answer to another kind of hello.
func anotherHello(err error) bool {
	found := readErrorOf(err)
	return !refusesName(err) && (saysNo(found) || found.Reason == certificate.ReasonBadHandshake || found.Reason == certificate.ReasonNoCertificate)
}

// refusesName says that a server does not know the name that it was asked for.
func refusesName(err error) bool {
	return hasAlert(err, alertUnrecognizedName)
}

func hasAlert(err error, want alertError) bool {
	alert, ok := alertOf(err)
	return ok && alert == want
}

// saysNo says that a server refused a hello, in one of the ways in which servers
// do that.
func saysNo(err error) bool {
	switch readErrorOf(err).Reason {
	case certificate.ReasonAlert, certificate.ReasonClosed, certificate.ReasonReset:
		return true
	default:
		return false
	}
}
