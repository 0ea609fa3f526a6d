package wire_test

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

func TestReadThroughProxy(t *testing.T) {
	t.Parallel()
	s := testSite()
	target := certtest.ServeTLS(t, serverConfig(s.chain(s.ecdsa)))
	for name, test := range map[string]struct {
		scheme string
		handle func(*certtest.Proxy) func(net.Conn)
	}{
		"CONNECT": {"http", func(p *certtest.Proxy) func(net.Conn) { return p.HTTP }},
		"SOCKS5":  {"socks5", func(p *certtest.Proxy) func(net.Conn) { return p.SOCKS5 }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			proxy := &certtest.Proxy{
				Username: "alice", Password: "hunter2",
				Hosts: map[string]string{"www.example.test:443": target, "192.0.2.1:443": target},
			}
			url := test.scheme + "://alice:hunter2@" + certtest.Raw(t, test.handle(proxy))
			reader := newReader(t, func(config *network.Config) { config.ProxyURL = url }, resolving("www.example.test", "192.0.2.1", "192.0.2.2"))
			got := readOne(t, reader, wire.Target{Endpoint: "www.example.test:443"})
			checkLeaf(t, got, s.ecdsa)
			if got.Address.IsValid() {
				t.Errorf("address %s, want none: only the proxy knows", got.Address)
			}
			answer, err := reader.Read(t.Context(), wire.Target{Endpoint: "www.example.test:443", AllAddresses: true})
			if err != nil {
				t.Fatal(err)
			}
			served, failed := addressesOf(answer)
			if len(served) != 1 || served[0] != "192.0.2.1:443" || len(failed) != 1 || failed[0] != "192.0.2.2:443" {
				t.Errorf("served %v, failed %v", served, failed)
			}
			_, err = reader.Read(t.Context(), wire.Target{Endpoint: "other.example.test:443"})
			checkReadError(t, err, certificate.ReasonProxy, "proxy", test.scheme+"://127.0.0.1:")
			if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "alice") {
				t.Errorf("%q shows a secret", err)
			}
		})
	}
}

// Every connection that a read makes goes through STARTTLS.
func TestReadStartTLS(t *testing.T) {
	t.Parallel()
	s := testSite()
	server := certtest.Serve(t, certtest.ServerOptions{Handle: func(conn net.Conn) {
		in := bufio.NewReader(conn)
		for _, say := range []string{"220 mx.example.test ESMTP\r\n", "250-mx.example.test\r\n250 STARTTLS\r\n", "220 go on\r\n"} {
			if _, err := conn.Write([]byte(say)); err != nil {
				return
			}
			if !strings.HasPrefix(say, "220 go") {
				_, _ = in.ReadString('\n')
			}
		}
		_ = serveOnce(conn, serverConfig(s.chain(s.ecdsa), s.chain(s.rsa)))
	}})
	answer, err := newReader(t).Read(t.Context(), wire.Target{Endpoint: server.Addr, StartTLS: "smtp", KeyTypes: []string{"rsa", "ecdsa"}})
	if err != nil || len(answer.Served) != 2 || len(answer.Failures) != 0 {
		t.Fatalf("%+v, %v", answer, err)
	}
	checkLeaf(t, answer.Served[0], s.ecdsa)
	checkLeaf(t, answer.Served[1], s.rsa)

	_, err = newReader(t).Read(t.Context(), wire.Target{Endpoint: server.Addr, StartTLS: "imap"})
	checkReadError(t, err, certificate.ReasonWrongProtocol)
	_, err = newReader(t).Read(t.Context(), wire.Target{Endpoint: server.Addr})
	checkReadError(t, err, certificate.ReasonNotTLS, `starttls = "smtp"`)
}

// Servers of these protocols hold one certificate, and are not asked for more.
func TestReadStartTLSOneLeaf(t *testing.T) {
	t.Parallel()
	s := testSite()
	server := certtest.Serve(t, certtest.ServerOptions{Handle: func(conn net.Conn) {
		_, _ = io.ReadFull(conn, make([]byte, 8))
		_, _ = conn.Write([]byte("S"))
		_ = serveOnce(conn, serverConfig(s.chain(s.ecdsa), s.chain(s.rsa)))
	}})
	target := wire.Target{Endpoint: server.Addr, StartTLS: "postgres", KeyTypes: []string{"rsa", "ecdsa"}}
	checkLeaf(t, readOne(t, newReader(t), target), s.ecdsa)
	if server.Connections() != 1 {
		t.Errorf("%d connections, want 1", server.Connections())
	}
}

// What was read before a handshake failed is not lost.
func TestReadStalledHandshake(t *testing.T) {
	t.Parallel()
	s := testSite()
	address := certtest.Raw(t, certtest.Clear{Chain: s.der(s.rsa)}.Handle)
	got := readOne(t, newReader(t), wire.Target{Endpoint: address, Timeout: time.Second})
	checkLeaf(t, got, s.rsa)
	if got.HandshakeCompleted || !strings.Contains(got.Incomplete, "within 1s") {
		t.Errorf("completed %t: %q", got.HandshakeCompleted, got.Incomplete)
	}
}

// A leaf is read although something behind it is no certificate.
func TestReadUndecodedIntermediate(t *testing.T) {
	t.Parallel()
	s := testSite()
	broken := s.authority.Certificate.Raw[:len(s.authority.Certificate.Raw)-9]
	chain := s.chain(s.ecdsa)
	chain.Certificate = [][]byte{s.ecdsa.Certificate.Raw, broken, s.authority.Certificate.Raw}
	for protocol, config := range map[string]*tls.Config{"TLS 1.2": serverConfig(chain), "TLS 1.3": only13(serverConfig(chain))} {
		got := readOne(t, newReader(t), wire.Target{Endpoint: certtest.ServeTLS(t, config)})
		checkLeaf(t, got, s.ecdsa)
		if len(got.Chain) != 2 || got.Undecoded != 1 || got.HandshakeCompleted || got.Protocol != protocol {
			t.Errorf("%s: %s, chain of %d, %d undecoded, completed %t", protocol, got.Protocol, len(got.Chain), got.Undecoded, got.HandshakeCompleted)
		}
	}
}

// A server that cannot prove that it holds the key is read, and said not to have
// proved it.
func TestReadWrongKey(t *testing.T) {
	t.Parallel()
	s := testSite()
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		chain := s.chain(s.ecdsa)
		chain.PrivateKey = certtest.Key("ecdsa")
		config := serverConfig(chain)
		config.MaxVersion = version
		got := readOne(t, newReader(t), wire.Target{Endpoint: certtest.ServeTLS(t, config)})
		checkLeaf(t, got, s.ecdsa)
		if got.HandshakeCompleted || !strings.Contains(got.Incomplete, "invalid signature") {
			t.Errorf("completed %t: %q", got.HandshakeCompleted, got.Incomplete)
		}
	}
}

// Fleets share their intermediates, whichever way they are read.
func TestReadSharesCertificates(t *testing.T) {
	t.Parallel()
	s := testSite()
	for _, only := range []bool{false, true} {
		reader := newReader(t)
		one := readOne(t, reader, wire.Target{Endpoint: certtest.ServeTLS(t, serverConfig(s.chain(s.ecdsa))), CertificateOnly: only})
		two := readOne(t, reader, wire.Target{Endpoint: certtest.ServeTLS(t, serverConfig(s.chain(s.rsa))), CertificateOnly: only})
		if one.Chain[1] != two.Chain[1] {
			t.Errorf("certificate only %t: two copies of the same certificate", only)
		}
	}
}
