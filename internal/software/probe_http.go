package software

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
)

// userAgent says who asks: an operator who finds it in a log can tell.
const userAgent = "terraform-provider-expiry"

// askHTTP asks for a page over HTTP/1.1, or HTTP/2 where TLS settles on it, and
// reads the first answer's headers. The body is never read and a redirection
// never followed: the answer of the host that was asked counts.
func askHTTP(ctx context.Context, p *probe) (Answer, error) {
	conn, err := p.connect(ctx, "tcp", "h2", "http/1.1")
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = conn.Close() }()
	p.wire.hold()
	once := make(chan net.Conn, 1)
	once <- conn
	connected := func(context.Context, string, string) (net.Conn, error) {
		select {
		case conn := <-once:
			return conn, nil
		default:
			return nil, io.ErrUnexpectedEOF
		}
	}
	transport := &http.Transport{
		DialContext:            connected,
		DialTLSContext:         connected,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true,
		DisableKeepAlives:      true,
		MaxResponseHeaderBytes: maxHead,
	}
	defer transport.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url(), nil)
	if err != nil {
		return Answer{}, err
	}
	request.Header.Set("User-Agent", userAgent)
	request.Header.Set("Accept", "*/*")
	response, err := transport.RoundTrip(request)
	if err != nil {
		return Answer{}, err
	}
	_ = response.Body.Close()
	return Answer{Headers: response.Header, Status: response.StatusCode}, nil
}

// url is what the request is for: the server's name with the address' port.
func (p *probe) url() string {
	u := url.URL{Scheme: "http", Host: p.target.Address, Path: "/"}
	if p.target.TLS {
		u.Scheme = "https"
	}
	if p.target.ServerName != "" {
		u.Host = p.target.ServerName
		if _, port, err := net.SplitHostPort(p.target.Address); err == nil && port != defaultPort(u.Scheme) {
			u.Host = net.JoinHostPort(p.target.ServerName, port)
		}
	}
	if page, err := url.ParseRequestURI(p.target.Path); err == nil {
		u.Path, u.RawPath, u.RawQuery = page.Path, page.RawPath, page.RawQuery
	}
	return u.String()
}
