// Package certificate holds what those who read X.509 certificates and those who
// judge them have in common: chains as they were served, why a source gave none,
// and how a certificate is named and described.
//
// Reading and judging are apart: an expired, untrusted or misnamed certificate is
// read like any other, and the judgement says what is wrong with it. Files are
// read by keyfile, servers by wire (with starttls), and judge judges.
package certificate

import (
	"crypto/x509"
	"net/netip"
	"time"
)

// Served is one certificate chain as one source gave it: a server's answer on
// one address for one key type, or one chain of a file.
type Served struct {
	// Address is the address really dialled; invalid for a file or inline text.
	Address netip.AddrPort
	// Chain is leaf first, then the rest in the order in which it was given.
	// Never empty.
	Chain []*x509.Certificate
	// Undecoded is how many certificates behind the leaf could not be decoded:
	// they are missing in Chain. Zero for files.
	Undecoded int
	// HandshakeCompleted says that the server proved possession of the leaf's
	// private key. False for files and for handshakes that stopped early.
	HandshakeCompleted bool
	// Incomplete is why the handshake was not completed, a clause for a person;
	// "" if it was, and for files.
	Incomplete string
	// WithoutSNI says that the server answered only once it was not told which
	// name it is asked for.
	WithoutSNI bool
	// Protocol is the protocol version ("TLS 1.3"), "" for files.
	Protocol string
	// StapledOCSP is the OCSP response that came with the handshake, nil if none.
	StapledOCSP []byte
}

// Reason is a typed cause for a source that gave no certificate.
type Reason string

// The reasons.
const (
	ReasonNameNotFound    Reason = "name_not_found"     // DNS has no such name
	ReasonNameFailed      Reason = "name_lookup_failed" // DNS did not answer
	ReasonRefused         Reason = "connection_refused"
	ReasonUnreachable     Reason = "unreachable" // no route to host or network
	ReasonReset           Reason = "connection_reset"
	ReasonClosed          Reason = "connection_closed" // closed before a certificate came
	ReasonTimeout         Reason = "timeout"
	ReasonDenied          Reason = "denied_network" // the configuration forbids this address
	ReasonNotTLS          Reason = "not_tls"        // answered, but not with TLS
	ReasonBadHandshake    Reason = "bad_handshake"  // TLS, but malformed
	ReasonTooLarge        Reason = "too_large"      // more bytes than any certificate needs
	ReasonAlert           Reason = "tls_alert"      // the server refused with an alert
	ReasonNoCertificate   Reason = "no_certificate" // handshake without a certificate
	ReasonStartTLSRefused Reason = "starttls_refused"
	ReasonStartTLSAbsent  Reason = "starttls_not_offered"
	ReasonWrongProtocol   Reason = "wrong_protocol" // greeting of another protocol
	ReasonProxy           Reason = "proxy_failed"
	ReasonUnreadable      Reason = "unreadable" // a file that cannot be opened or decoded
	ReasonCancelled       Reason = "cancelled"
)

// ReadError says why a source gave no certificate. It is data, not a mistake of
// the user: the provider reports it as status "unknown" with Message as reason.
type ReadError struct {
	Reason Reason
	// Message is one sentence for a person, without secrets and without the
	// source's name at its start ("connection refused by 127.0.0.1:443").
	Message string
	// InClear says that the server was heard to speak without encryption.
	InClear bool
	Err     error
}

func (e *ReadError) Error() string { return e.Message }
func (e *ReadError) Unwrap() error { return e.Err }

// InputError is wrong input: the user must change the configuration. The
// provider reports it on the attribute at fault.
type InputError struct {
	// Attribute is the part of the input at fault, by the name that users know
	// ("server_name"); "" where it is the source itself.
	Attribute string
	// Summary is two to five words: "Not a certificate".
	Summary string
	// Detail says in sentences what was tried, what was found and what is
	// accepted, then after a blank line the facts as "Key: value" lines.
	Detail string
}

func (e *InputError) Error() string { return e.Summary + ": " + e.Detail }

// ExpiresAt is the first instant (UTC) at which this one certificate no longer
// works: one second after its notAfter, which is still valid. It is zero in the
// year 9999, which stands for no end (RFC 5280, section 4.1.2.5).
func ExpiresAt(cert *x509.Certificate) time.Time {
	if cert.NotAfter.Year() >= 9999 {
		return time.Time{}
	}
	return cert.NotAfter.Add(time.Second).UTC()
}
