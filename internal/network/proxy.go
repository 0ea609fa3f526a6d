package network

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// proxy is where connections go through.
type proxy struct {
	scheme             string
	host               string
	port               uint16
	username, password string
	authenticates      bool
	roots              *x509.CertPool
	// shown is the URL without credentials.
	shown string
}

// ProxyError says what went wrong between us, the proxy and the target. It
// never holds credentials.
type ProxyError struct {
	// Proxy is the proxy's URL without credentials.
	Proxy string
	// Message is a clause for a person: "the proxy cannot be reached".
	Message string
	Err     error
}

func (e *ProxyError) Error() string { return e.Message + " (" + e.Proxy + ")" }
func (e *ProxyError) Unwrap() error { return e.Err }

func (p *proxy) failed(message string, err error) *ProxyError {
	return &ProxyError{Proxy: p.shown, Message: message, Err: err}
}

var proxyPorts = map[string]uint16{"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}

func parseProxy(text string, roots *x509.CertPool) (*proxy, error) {
	// The parser's own error quotes the URL with its password.
	parsed, err := url.Parse(text)
	if err != nil || parsed.Host == "" || parsed.Hostname() == "" {
		return nil, notProxy("The proxy's URL cannot be read.", "")
	}
	p := &proxy{scheme: strings.ToLower(parsed.Scheme), host: parsed.Hostname(), roots: roots}
	port, known := proxyPorts[p.scheme]
	if !known {
		return nil, notProxy("The proxy's URL has an unknown scheme.", "Scheme: "+strconv.Quote(parsed.Scheme))
	}
	p.port = port
	if digits := parsed.Port(); digits != "" {
		number, err := strconv.ParseUint(digits, 10, 16)
		if err != nil || number == 0 {
			return nil, notProxy("The proxy's port is not a number from 1 to 65535.", "Port: "+strconv.Quote(digits))
		}
		p.port = uint16(number)
	}
	if parsed.User != nil {
		p.authenticates = true
		p.username = parsed.User.Username()
		p.password, _ = parsed.User.Password()
		if strings.HasPrefix(p.scheme, "socks5") && (p.username == "" || len(p.username) > 255 || len(p.password) > 255) {
			return nil, notProxy("SOCKS5 takes a user name of 1 to 255 bytes and a password of at most 255 (RFC 1929).", "")
		}
	}
	p.shown = p.scheme + "://" + net.JoinHostPort(p.host, strconv.Itoa(int(p.port)))
	return p, nil
}

func notProxy(what, fact string) *ConfigError {
	detail := what + " Write for example \"http://proxy.example.test:3128\" or \"socks5://user:password@proxy.example.test:1080\"."
	if fact != "" {
		detail += "\n\n" + fact
	}
	return &ConfigError{Setting: "proxy_url", Summary: "Unusable proxy URL", Detail: detail}
}

// connect asks the proxy, on conn, for a connection to host and port, and
// returns the connection on which the target speaks.
func (p *proxy) connect(ctx context.Context, conn net.Conn, host string, port uint16) (net.Conn, error) {
	// A deadline in the past makes whatever read or write is under way return.
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	var through net.Conn
	var err error
	if strings.HasPrefix(p.scheme, "socks5") {
		through, err = conn, p.socks5(conn, host, port)
	} else {
		through, err = p.httpConnect(ctx, conn, net.JoinHostPort(host, strconv.Itoa(int(port))))
	}
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, p.explain(ctx, err)
	}
	return through, conn.SetDeadline(time.Time{})
}

func (p *proxy) explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return p.failed("the proxy did not open the connection in time", ctx.Err())
	}
	if known, ok := errors.AsType[*ProxyError](err); ok {
		return known
	}
	return p.failed("the proxy did not open the connection: "+plain(err), err)
}

// plain says in a few words what ended a connection, without addresses that a
// reader could take for the target's.
func plain(err error) string {
	switch cause := CauseOf(err); cause {
	case Other:
		return "unexpected failure"
	default:
		return strings.ReplaceAll(string(cause), "_", " ")
	}
}
