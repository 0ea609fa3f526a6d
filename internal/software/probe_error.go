package software

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/dialogue"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

// ProbeReason is a typed cause for a server that did not tell what it runs. It
// is a network.Cause or one of the reasons here.
type ProbeReason string

// The reasons beside those of the network.
const (
	// ProbeWrongProtocol: the server speaks another protocol.
	ProbeWrongProtocol ProbeReason = "wrong_protocol"
	// ProbeNotTLS: the server does not speak TLS, or refused the handshake.
	ProbeNotTLS ProbeReason = "not_tls"
	// ProbeTooLarge: more than any honest greeting has.
	ProbeTooLarge ProbeReason = "too_large"
)

// ProbeError says why a server did not tell what it runs. It is data, not a
// mistake of the user: the software is unknown then.
type ProbeError struct {
	Reason ProbeReason
	// Message is one sentence for a person, without secrets.
	Message string
	// InClear says that the server answered without encryption, though TLS was
	// begun with.
	InClear bool
	Err     error
}

func (e *ProbeError) Error() string { return e.Message }

// Unwrap gives the cause, for network.CauseOf.
func (e *ProbeError) Unwrap() error { return e.Err }

// tlsError marks a failed handshake.
type tlsError struct{ error }

func (e *tlsError) Unwrap() error { return e.error }

// strangeError is an answer that is not of the protocol.
type strangeError struct{ said string }

func (e *strangeError) Error() string { return "not of the protocol" }

// failure says in a sentence what went wrong.
func (p *probe) failure(ctx context.Context, err error) *ProbeError {
	found := &ProbeError{Err: err, InClear: p.heardInClear()}
	cause := network.CauseOf(err)
	if errors.Is(ctx.Err(), context.Canceled) {
		cause = network.Cancelled
	} else if ctx.Err() != nil {
		cause = network.Timeout
	}
	began := p.began()
	var strange *strangeError
	var handshake *tlsError
	switch {
	case errors.Is(err, dialogue.ErrTooLong), isTooLong(err), cause == network.Other && p.wire.received() > maxHead/2:
		found.Reason = ProbeTooLarge
		found.Message = p.subject() + " said more than any honest " + p.target.Protocol + " server does before it came to an end"
	case errors.As(err, &strange):
		found.Reason = ProbeWrongProtocol
		found.Message = p.speaksOther(cmp.Or(strange.said, began))
	case errors.As(err, &handshake) && (cause == network.Other || cause == network.Closed || cause == network.Reset):
		found.Reason = ProbeNotTLS
		found.Message = p.subject() + " did not complete a TLS handshake" + p.instead(began)
	case cause == network.Other && p.wire.received() > 0:
		found.Reason = ProbeWrongProtocol
		found.Message = p.speaksOther(began)
	default:
		found.Reason = ProbeReason(cause)
		found.Message = p.unreachable(cause, err)
	}
	return found
}

// heardInClear says that the first bytes to a beginning of TLS are no record of it
// (RFC 8446, section 5.1).
func (p *probe) heardInClear() bool {
	heard := p.wire.beginning()
	if !p.target.TLS || p.secure || heard == "" {
		return false
	}
	isRecord := heard[0] >= 0x14 && heard[0] <= 0x17 && (len(heard) == 1 || heard[1] == 3)
	return !isRecord
}

// isTooLong knows net/http's errors for a head above its bound, which have no
// type of their own. HTTP/2 has others, told by how much was received.
func isTooLong(err error) bool {
	text := err.Error()
	return strings.Contains(text, "headers exceeded") || strings.Contains(text, "header list larger")
}

func (p *probe) subject() string { return "the server at " + printable(p.target.Address) }

// speaksOther says which protocol the server speaks, as far as its words tell.
func (p *probe) speaksOther(said string) string {
	return p.subject() + " does not speak " + p.target.Protocol + p.instead(said)
}

func (p *probe) instead(said string) string {
	if said == "" {
		return ""
	}
	text := ""
	if other := protocolOf(said); other != "" && other != p.target.Protocol {
		text = " but " + other
	}
	return text + `: it said "` + printable(firstLine(said)) + `"`
}

// unreachable explains the network's causes.
func (p *probe) unreachable(cause network.Cause, err error) string {
	subject := p.subject()
	switch cause {
	case network.NameNotFound:
		return "there is no host of the name in " + printable(p.target.Address)
	case network.NameFailed:
		return "the name in " + printable(p.target.Address) + " could not be looked up"
	case network.Refused:
		return subject + " refused the connection"
	case network.Unreachable:
		return "there is no route to " + printable(p.target.Address)
	case network.Reset:
		return subject + " reset the connection"
	case network.Closed:
		return subject + " closed the connection before it told what it runs"
	case network.Cancelled:
		return "asking " + subject + " was cancelled"
	case network.Timeout:
		if p.wire != nil && p.wire.received() == 0 {
			return subject + " took the connection and said nothing in time"
		}
		return subject + " did not answer in time"
	case network.Denied, network.Proxy:
		return strings.TrimSuffix(printable(err.Error()), ".")
	}
	return subject + " could not be asked"
}
