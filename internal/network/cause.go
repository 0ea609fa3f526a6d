package network

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
)

// Cause is why there is no connection, or no longer one.
type Cause string

// The causes.
const (
	NameNotFound Cause = "name_not_found"     // DNS has no such name
	NameFailed   Cause = "name_lookup_failed" // DNS did not answer
	Refused      Cause = "connection_refused"
	Unreachable  Cause = "unreachable" // no route to host or network
	Reset        Cause = "connection_reset"
	Closed       Cause = "connection_closed"
	Timeout      Cause = "timeout"
	Denied       Cause = "denied_network"
	Proxy        Cause = "proxy_failed"
	Cancelled    Cause = "cancelled"
	Other        Cause = "other"
)

// CauseOf tells errors of Lookup, of DialContext and of the connections that it
// gives apart. nil is Other.
func CauseOf(err error) Cause {
	var denied *DeniedError
	var proxied *ProxyError
	var dns *net.DNSError
	switch {
	case errors.Is(err, context.Canceled):
		return Cancelled
	case errors.As(err, &denied):
		return Denied
	case errors.Is(err, context.DeadlineExceeded):
		return Timeout
	case errors.As(err, &proxied):
		return Proxy
	case errors.As(err, &dns):
		if dns.IsNotFound {
			return NameNotFound
		}
		return NameFailed
	case errors.Is(err, os.ErrDeadlineExceeded), is(err, timedOut...):
		return Timeout
	case is(err, refused...):
		return Refused
	case is(err, reset...):
		return Reset
	case is(err, unreachable...):
		return Unreachable
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), errors.Is(err, io.ErrClosedPipe):
		return Closed
	}
	var timed net.Error
	if errors.As(err, &timed) && timed.Timeout() {
		return Timeout
	}
	return Other
}

// Fast says that trying again soon may help: the failure came at once and is of
// the kind that passes. A time-out is not, since it has used up its time.
func (c Cause) Fast() bool {
	switch c {
	case Refused, Reset, Closed, Unreachable, NameFailed:
		return true
	default:
		return false
	}
}

func is(err error, numbers ...syscall.Errno) bool {
	for _, number := range numbers {
		if errors.Is(err, number) {
			return true
		}
	}
	return false
}
