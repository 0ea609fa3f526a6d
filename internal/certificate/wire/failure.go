package wire

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/starttls"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

// Failure says why one address, or one key type of it, gave no certificate.
type Failure struct {
	// Address is invalid where none is known: behind a proxy, or a name that
	// cannot be resolved.
	Address netip.AddrPort
	// KeyType is "rsa" or "ecdsa" where only the certificate with such a key
	// failed.
	KeyType string
	*certificate.ReadError
}

// readErrorOf finds the *ReadError in an error, or says in general what failed.
func readErrorOf(err error) *certificate.ReadError {
	if known, ok := errors.AsType[*certificate.ReadError](err); ok {
		return known
	}
	return &certificate.ReadError{Reason: certificate.ReasonBadHandshake, Message: "the server cannot be read", Err: err}
}

// connectError explains why there is no connection.
func (s *session) connectError(ctx context.Context, err error) error {
	var known *certificate.ReadError
	var input *certificate.InputError
	if errors.As(err, &known) || errors.As(err, &input) {
		return err
	}
	who := s.dialled(err)
	failed := func(reason certificate.Reason, format string, a ...any) error {
		return &certificate.ReadError{Reason: reason, Message: fmt.Sprintf(format, a...), Err: err}
	}
	cause := network.CauseOf(err)
	if ctx.Err() != nil {
		cause = network.CauseOf(ctx.Err())
	}
	switch cause {
	case network.NameNotFound:
		return failed(certificate.ReasonNameNotFound, "DNS knows no address of %q", s.plan.endpoint.Host)
	case network.NameFailed:
		return failed(certificate.ReasonNameFailed, "DNS gave no answer for %q", s.plan.endpoint.Host)
	case network.Refused:
		return failed(certificate.ReasonRefused, "connection refused by %s", who)
	case network.Unreachable:
		return failed(certificate.ReasonUnreachable, "%s cannot be reached from here", who)
	case network.Reset:
		return failed(certificate.ReasonReset, "connection reset by %s", who)
	case network.Closed:
		return failed(certificate.ReasonClosed, "connection closed by %s", who)
	case network.Timeout:
		if proxied, ok := errors.AsType[*network.ProxyError](err); ok {
			return failed(certificate.ReasonTimeout, "no connection to %s through the proxy %s within %s", who, proxied.Proxy, s.plan.timeout)
		}
		return failed(certificate.ReasonTimeout, "no connection to %s within %s", who, s.plan.timeout)
	case network.Denied:
		return failed(certificate.ReasonDenied, "%s", deniedMessage(err))
	case network.Proxy:
		return failed(certificate.ReasonProxy, "%s", proxyMessage(err))
	case network.Cancelled:
		return failed(certificate.ReasonCancelled, "the read was cancelled")
	default:
		return failed(certificate.ReasonUnreachable, "no connection to %s can be made: %s", who, innermost(err))
	}
}

// dialled is the address that a dial error is about.
func (s *session) dialled(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" && op.Addr != nil && !s.reader.dialer.Proxied() {
		return op.Addr.String()
	}
	return s.who()
}

func deniedMessage(err error) string {
	if denied, ok := errors.AsType[*network.DeniedError](err); ok {
		return denied.Error()
	}
	return "the address is in a denied network"
}

func proxyMessage(err error) string {
	if proxied, ok := errors.AsType[*network.ProxyError](err); ok {
		return proxied.Error()
	}
	return "the proxy failed"
}

// innermost is the text of the cause that other errors wrap.
func innermost(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}

// handshakeError explains why a connection gave no certificate.
func (s *session) handshakeError(ctx context.Context, w *wire, err error) *certificate.ReadError {
	who := s.who()
	failed := func(reason certificate.Reason, format string, a ...any) *certificate.ReadError {
		return &certificate.ReadError{Reason: reason, Message: fmt.Sprintf(format, a...), Err: err}
	}
	cause := network.CauseOf(err)
	if ctx.Err() != nil {
		cause = network.CauseOf(ctx.Err())
	}
	alert, alerted := alertOf(err)
	var header tls.RecordHeaderError
	var malformed malformedError
	switch {
	case cause == network.Cancelled:
		return failed(certificate.ReasonCancelled, "the read was cancelled")
	case !w.speaksTLS(), errors.Is(err, errNotTLS):
		found := failed(certificate.ReasonNotTLS, "%s", notTLSMessage(who, w.said(), s.plan.StartTLS))
		found.InClear = true
		return found
	case alerted:
		return failed(certificate.ReasonAlert, "%s refused the handshake with %s", who, alert.Error())
	case errors.Is(err, errTooLarge), strings.Contains(err.Error(), "exceeds maximum of"):
		return failed(certificate.ReasonTooLarge, "%s sent more than a handshake can hold (%d KiB, or %d KiB in one message)",
			who, maxHandshakeBytes>>10, maxMessageBytes>>10)
	case errors.Is(err, errNoCertificate):
		return failed(certificate.ReasonNoCertificate, "%s makes a handshake without a certificate", who)
	case cause == network.Timeout && w.heard == 0:
		return failed(certificate.ReasonTimeout, "%s took the connection and then said nothing within %s", who, s.plan.timeout)
	case cause == network.Timeout:
		return failed(certificate.ReasonTimeout, "%s did not get as far as its certificate within %s", who, s.plan.timeout)
	case cause == network.Reset && w.heard == 0:
		return failed(certificate.ReasonReset, "%s reset the connection instead of answering", who)
	case cause == network.Reset:
		return failed(certificate.ReasonReset, "%s reset the connection in the middle of the handshake", who)
	case cause == network.Closed && w.heard == 0:
		return failed(certificate.ReasonClosed, "%s closed the connection instead of answering", who)
	case cause == network.Closed:
		return failed(certificate.ReasonClosed, "%s closed the connection in the middle of the handshake", who)
	case errors.As(err, &header):
		return failed(certificate.ReasonBadHandshake, "%s sent a malformed handshake: %s", who, header.Msg)
	case errors.As(err, &malformed):
		return failed(certificate.ReasonBadHandshake, "%s sent a malformed handshake: %s", who, malformed.Error())
	default:
		return failed(certificate.ReasonBadHandshake, "no handshake with %s can be completed: %s", who, certificate.Plain(strings.TrimPrefix(err.Error(), "tls: ")))
	}
}

// startTLSHints are the protocols that a plain greeting gives away.
var startTLSHints = map[string]string{
	"FTP": "ftp", "IMAP": "imap", "LMTP": "lmtp", "ManageSieve": "sieve", "MySQL": "mysql", "NNTP": "nntp",
	"POP3": "pop3", "SMTP": "smtp",
}

func notTLSMessage(who, said, startTLS string) string {
	if said == "" {
		return who + " answers, but not with TLS"
	}
	greeting := starttls.GreetingOf(said)
	if greeting == "HTTP" {
		return who + " answers with plain HTTP, not TLS"
	}
	if !strings.ContainsFunc(said[:min(len(said), 4)], func(r rune) bool { return r >= ' ' && r <= '~' }) || hasBinary(said) && greeting == "" {
		return fmt.Sprintf("%s answers with bytes that are not TLS: %x", who, said[:min(len(said), 16)])
	}
	message := fmt.Sprintf("%s answers with plain text, not TLS: %s", who, certificate.Quote(firstLine(said)))
	if hint := startTLSHints[greeting]; hint != "" && startTLS == "" {
		message += fmt.Sprintf("; starttls = %q may be what it needs", hint)
	}
	return message
}

func hasBinary(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' && c != '\r' && c != '\n' && c != '\t' || c == 0x7f {
			return true
		}
	}
	return false
}

func firstLine(text string) string {
	if end := strings.IndexAny(text, "\r\n"); end >= 0 {
		return text[:end]
	}
	return text
}
