package network_test

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

func proxyURL(scheme, address string, user *url.Userinfo) string {
	return (&url.URL{Scheme: scheme, Host: address, User: user}).String()
}

var login = url.UserPassword("alice", "hunter2 & co")

func TestProxy(t *testing.T) {
	t.Parallel()
	target := greeter(t)
	root := certtest.Root("Proxy Root")
	leaf := root.Leaf([]string{"localhost", "127.0.0.1"}, certtest.ValidBetween(certtest.Today.AddDate(-20, 0, 0), certtest.Today.AddDate(50, 0, 0))).TLS()
	roots := x509.NewCertPool()
	roots.AddCert(root.Certificate)
	for name, test := range map[string]struct {
		scheme string
		handle func(*certtest.Proxy) func(net.Conn)
	}{
		"http":    {"http", func(p *certtest.Proxy) func(net.Conn) { return p.HTTP }},
		"https":   {"https", func(p *certtest.Proxy) func(net.Conn) { return p.HTTPS(leaf) }},
		"socks5":  {"socks5", func(p *certtest.Proxy) func(net.Conn) { return p.SOCKS5 }},
		"socks5h": {"socks5h", func(p *certtest.Proxy) func(net.Conn) { return p.SOCKS5 }},
	} {
		for _, user := range []*url.Userinfo{nil, login} {
			t.Run(name+" "+user.Username(), func(t *testing.T) {
				t.Parallel()
				proxy := &certtest.Proxy{Hosts: map[string]string{
					"inside.example.test:25": target.Addr, "xn--bcher-kva.example.test:443": target.Addr,
					"[2001:db8::1]:443": target.Addr, "192.0.2.1:443": target.Addr,
				}}
				if user != nil {
					proxy.Username = user.Username()
					proxy.Password, _ = user.Password()
				}
				address := certtest.Raw(t, test.handle(proxy))
				d := newDialer(t, network.Config{ProxyURL: proxyURL(test.scheme, address, user), ProxyRoots: roots})
				if !d.Proxied() {
					t.Error("not proxied")
				}
				for _, host := range []string{"inside.example.test:25", "Bücher.example.test:443", "[2001:db8::1]:443", "192.0.2.1:443"} {
					conn, err := d.DialContext(t.Context(), "tcp", host)
					if err != nil {
						t.Fatalf("%s: %v", host, err)
					}
					checkGreeting(t, conn)
				}
				if asked := strings.Join(proxy.Asked(), " "); asked != "inside.example.test:25 xn--bcher-kva.example.test:443 [2001:db8::1]:443 192.0.2.1:443" {
					t.Errorf("the proxy was asked for %s", asked)
				}
			})
		}
	}
}

func TestProxyFailures(t *testing.T) {
	t.Parallel()
	strict := &certtest.Proxy{Username: "bob", Password: "secret"}
	open := &certtest.Proxy{}
	for name, test := range map[string]struct {
		scheme  string
		user    *url.Userinfo
		handle  func(net.Conn)
		message string
		cause   network.Cause
	}{
		"CONNECT: no credentials":    {"http", nil, strict.HTTP, "asks for credentials", network.Proxy},
		"CONNECT: wrong credentials": {"http", login, strict.HTTP, "does not accept the user name and password", network.Proxy},
		"CONNECT: refused":           {"http", login, open.HTTP, "refused to connect to www.example.test:443: 502 Bad Gateway", network.Proxy},
		"CONNECT: not HTTP":          {"http", login, certtest.Greet("SSH-2.0-x\r\n\r\n"), "does not answer with HTTP", network.Proxy},
		"CONNECT: endless header":    {"http", login, certtest.Repeat([]byte("HTTP/1.1 200 OK\r\n")), "16 kB of header", network.Proxy},
		"CONNECT: endless line":      {"http", login, certtest.Repeat([]byte("x")), "16 kB of header", network.Proxy},
		"CONNECT: closed":            {"http", login, certtest.CloseAtOnce, "did not open the connection", network.Proxy},
		"CONNECT: silent":            {"http", login, certtest.Silent, "", network.Timeout},
		"CONNECT: not TLS":           {"https", login, open.HTTP, "no TLS connection to the proxy", network.Proxy},
		"SOCKS5: no credentials":     {"socks5", nil, strict.SOCKS5, "asks for credentials", network.Proxy},
		"SOCKS5: wrong credentials":  {"socks5", login, strict.SOCKS5, "does not accept the user name and password", network.Proxy},
		"SOCKS5: refused":            {"socks5", login, open.SOCKS5, "host unreachable", network.Proxy},
		"SOCKS5: HTTP":               {"socks5", login, certtest.Say("HTTP/1.1 400 Bad Request\r\n\r\n"), "does not speak SOCKS5", network.Proxy},
		"SOCKS5: unknown reply":      {"socks5", nil, socksReply([]byte{5, 99, 0, 1}), "reply 99", network.Proxy},
		"SOCKS5: unknown address":    {"socks5", nil, socksReply([]byte{5, 0, 0, 9}), "malformed", network.Proxy},
		"SOCKS5: cut short":          {"socks5", nil, socksReply([]byte{5, 0, 0}), "did not open the connection", network.Proxy},
		"SOCKS5: silent":             {"socks5h", login, certtest.Silent, "", network.Timeout},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := network.Config{ProxyURL: proxyURL(test.scheme, certtest.Raw(t, test.handle), test.user)}
			if test.cause == network.Timeout {
				config.Timeout = 200 * time.Millisecond
			}
			_, err := newDialer(t, config).DialContext(t.Context(), "tcp", "www.example.test:443")
			var failed *network.ProxyError
			if !errors.As(err, &failed) || !strings.Contains(err.Error(), test.message) || network.CauseOf(err) != test.cause {
				t.Fatalf("error %v (%s), want %q (%s)", err, network.CauseOf(err), test.message, test.cause)
			}
			if text := err.Error(); strings.Contains(text, "hunter2") || strings.Contains(text, "alice") {
				t.Errorf("%q shows a secret", text)
			}
		})
	}
}

// socksReply is a proxy that wants no login and answers so.
func socksReply(reply []byte) func(net.Conn) {
	return func(conn net.Conn) {
		_, _ = io.ReadFull(conn, make([]byte, 3))
		_, _ = conn.Write([]byte{5, 0})
		_, _ = io.ReadFull(conn, make([]byte, 4+1+len("www.example.test")+2))
		_, _ = conn.Write(reply)
	}
}

func TestProxyUnreachable(t *testing.T) {
	t.Parallel()
	d := newDialer(t, network.Config{ProxyURL: proxyURL("http", closedAddress(t), login)})
	_, err := d.DialContext(t.Context(), "tcp", "www.example.test:443")
	if network.CauseOf(err) != network.Proxy || !strings.Contains(err.Error(), "the proxy cannot be reached: connection refused") {
		t.Errorf("error %v", err)
	}
	if _, err := d.DialContext(t.Context(), "udp", "www.example.test:53"); network.CauseOf(err) != network.Proxy {
		t.Errorf("udp: %v", err)
	}
	gone := newDialer(t, network.Config{ProxyURL: "http://gone.example.test:3128", Resolve: resolver("x")})
	if _, err := gone.DialContext(t.Context(), "tcp", "www.example.test:443"); network.CauseOf(err) != network.Proxy {
		t.Errorf("no such proxy: %v", err)
	}
}

// The proxy may stand in a denied network; what is asked of it may not.
func TestProxyDenied(t *testing.T) {
	t.Parallel()
	networks, err := network.ParseNetworks("denied_networks", []string{"127.0.0.0/8"})
	if err != nil {
		t.Fatal(err)
	}
	target := greeter(t)
	proxy := &certtest.Proxy{Hosts: map[string]string{"www.example.test:443": target.Addr}}
	d := newDialer(t, network.Config{
		ProxyURL: proxyURL("http", certtest.Raw(t, proxy.HTTP), nil), DeniedNetworks: networks,
		Resolve: func(_ context.Context, host string) ([]netip.Addr, error) {
			switch host {
			case "www.example.test":
				return []netip.Addr{netip.MustParseAddr("192.0.2.7")}, nil
			case "inner.example.test":
				return []netip.Addr{netip.MustParseAddr("192.0.2.8"), netip.MustParseAddr("127.0.0.1")}, nil
			}
			return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		},
	})
	conn, err := d.DialContext(t.Context(), "tcp", "www.example.test:443")
	if err != nil {
		t.Fatal(err)
	}
	checkGreeting(t, conn)
	for _, address := range []string{target.Addr, "[::ffff:127.0.0.1]:443"} {
		if _, err := d.DialContext(t.Context(), "tcp", address); network.CauseOf(err) != network.Denied {
			t.Errorf("%s: %v", address, err)
		}
	}
	// The proxy would find these names by itself (security.md 6).
	if _, err := d.DialContext(t.Context(), "tcp", "inner.example.test:443"); network.CauseOf(err) != network.Denied {
		t.Errorf("a name of a denied network: %v", err)
	}
	if _, err := d.DialContext(t.Context(), "tcp", "gone.example.test:443"); err == nil || !strings.Contains(err.Error(), "must be found here too") {
		t.Errorf("a name that is not found here: %v", err)
	}
	if asked := proxy.Asked(); len(asked) != 1 {
		t.Errorf("the proxy was asked for %v", asked)
	}
}

func TestProxyCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	d := newDialer(t, network.Config{ProxyURL: proxyURL("socks5", certtest.Raw(t, func(conn net.Conn) {
		cancel()
		certtest.Silent(conn)
	}), nil)})
	if _, err := d.DialContext(ctx, "tcp", "www.example.test:443"); network.CauseOf(err) != network.Cancelled {
		t.Errorf("error %v", err)
	}
}
