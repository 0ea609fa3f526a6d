package software

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/dialogue"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

// Dial makes a connection; network is "tcp" or "udp". A Dialer of package
// network has one.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// Target is a server that is asked what it runs.
type Target struct {
	// Protocol is one of Protocols.
	Protocol string
	// Address is host:port.
	Address string
	// TLS is set where the server speaks TLS from the first byte.
	TLS bool
	// ServerName is what the server is called in TLS and in HTTP; the host of
	// Address where it is empty.
	ServerName string
	// Path is what is asked for over HTTP, "/" where it is empty.
	Path string
}

// Answer is what a server told of itself.
type Answer struct {
	Protocol string
	// Headers and Status are those of the first HTTP answer. A redirection is an
	// answer and is not followed.
	Headers http.Header
	Status  int
	// Banner is what a server of another protocol said, in the form that
	// RecogniseBanner reads.
	Banner string
}

// Recognise reads the answer.
func (a Answer) Recognise() ([]Recognised, []Notice) {
	if a.Protocol == "http" {
		return RecogniseHeaders(a.Headers)
	}
	found, notices, err := RecogniseBanner(a.Protocol, a.Banner)
	if err != nil {
		return nil, []Notice{{Kind: NoticeUnrecognised, Message: err.Error()}}
	}
	return found, notices
}

// Probe asks the server what it runs, as a polite client of its protocol: it
// lets the server greet, asks nothing that needs a login, and says goodbye. The
// context bounds the time and should have a deadline. The error is a
// *ProbeError, or an *UnknownProtocolError.
//
// No certificate is verified: a greeting is read from whoever answers, and
// nothing secret is said.
func Probe(ctx context.Context, dial Dial, target Target) (Answer, error) {
	ask, known := probes()[target.Protocol]
	if !known {
		return Answer{}, &UnknownProtocolError{Protocol: target.Protocol}
	}
	p := &probe{dial: dial, target: target}
	asking, done := context.WithCancel(ctx)
	defer done()
	answer, err := ask(asking, p)
	if err != nil {
		return Answer{}, p.failure(ctx, err)
	}
	answer.Protocol = target.Protocol
	return answer, nil
}

func probes() map[string]func(context.Context, *probe) (Answer, error) {
	return map[string]func(context.Context, *probe) (Answer, error){
		"http": askHTTP, "ssh": askSSH, "smtp": askReply, "lmtp": askReply, "ftp": askReply, "imap": askIMAP, "pop3": askPOP3,
		"nntp": askNNTP, "mysql": askMySQL, "postgres": askPostgres, "redis": askRedis, "memcached": askMemcached, "dns": askDNS,
	}
}

// probe is one asking of one server.
type probe struct {
	dial   Dial
	target Target
	// wire is the connection below TLS; talk is what is said on it, if the
	// protocol is one of talking. Both are for the error that tells which
	// protocol the server speaks instead.
	wire *wire
	talk *dialogue.Talk
	// secure says that a TLS handshake was completed.
	secure bool
}

// began is how the server's words began, "" where they cannot be told.
func (p *probe) began() string {
	if p.talk != nil {
		return p.talk.Began()
	}
	if p.secure {
		return ""
	}
	return p.wire.beginning()
}

func (p *probe) host() string {
	if p.target.ServerName != "" {
		return p.target.ServerName
	}
	host, _, err := net.SplitHostPort(p.target.Address)
	if err != nil {
		return p.target.Address
	}
	return host
}

// connect connects over "tcp" or "udp", with TLS where the target has it. The caller
// closes the connection; the context's end ends it too.
func (p *probe) connect(ctx context.Context, over string, protocols ...string) (net.Conn, error) {
	raw, err := p.dial(ctx, over, p.target.Address)
	if err != nil {
		return nil, err
	}
	obey(ctx, raw)
	p.wire = &wire{Conn: raw}
	if !p.target.TLS {
		return p.wire, nil
	}
	conn := tls.Client(p.wire, p.tlsConfig(protocols))
	if err := conn.HandshakeContext(ctx); err != nil {
		_ = raw.Close()
		return nil, &tlsError{err}
	}
	p.secure = true
	return conn, nil
}

// tlsConfig takes every version from 1.0 and every cipher suite: old servers are
// the ones that one asks for.
func (p *probe) tlsConfig(protocols []string) *tls.Config {
	var suites []uint16
	for _, suite := range slices.Concat(tls.CipherSuites(), tls.InsecureCipherSuites()) {
		suites = append(suites, suite.ID)
	}
	config := &tls.Config{
		InsecureSkipVerify: true, //nolint:gosec // a greeting is read from whoever answers
		MinVersion:         tls.VersionTLS10,
		CipherSuites:       suites,
		CurvePreferences:   []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521},
		NextProtos:         protocols,
	}
	host := strings.Trim(p.host(), "[]")
	if name, err := network.ASCIIHost(host); err == nil && net.ParseIP(host) == nil {
		config.ServerName = strings.TrimSuffix(name, ".")
	}
	return config
}

// obey ends the connection's reads and writes when the context ends.
func obey(ctx context.Context, conn net.Conn) {
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline)
	}
	context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
}

// goodbyeTime bounds what a polite end may cost.
const goodbyeTime = time.Second

// goodbye says the protocol's last word, waits a moment for the answer and
// closes. What goes wrong then no longer matters.
func goodbye(ctx context.Context, conn net.Conn, word string) {
	defer func() { _ = conn.Close() }()
	if word == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, goodbyeTime)
	defer cancel()
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline)
	}
	if _, err := conn.Write([]byte(word)); err != nil {
		return
	}
	var answer [512]byte
	_, _ = conn.Read(answer[:])
}
