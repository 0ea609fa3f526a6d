package wire_test

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// Servers on which other readers fail, each with what is to be known of it.
func TestReadServers(t *testing.T) {
	t.Parallel()
	s := testSite()
	only := func(leaf certtest.Pair, suite uint16, version uint16) *tls.Config {
		config := serverConfig(s.chain(leaf))
		config.MaxVersion = version
		if suite != 0 {
			config.CipherSuites = []uint16{suite}
		}
		return config
	}
	negative, negativeKey := s.authority.NegativeSerial([]string{"www.example.test"})
	huge := s.authority.HugeRSA(16384, []string{"www.example.test"})
	tls13 := serverConfig(s.chain(s.ecdsa))
	tls13.MinVersion = tls.VersionTLS13
	clear := func(c certtest.Clear) certtest.ServerOptions {
		if c.Chain == nil {
			c.Chain = s.der(s.rsa)
		}
		return certtest.ServerOptions{Handle: c.Handle}
	}
	served := func(config *tls.Config) certtest.ServerOptions { return certtest.ServerOptions{Config: config} }

	x25519 := serverConfig(s.chain(s.ecdsa))
	x25519.CurvePreferences = []tls.CurveID{tls.X25519}
	x25519Old := x25519.Clone()
	x25519Old.MaxVersion = tls.VersionTLS12

	for name, test := range map[string]struct {
		server    certtest.ServerOptions
		leaf      []byte
		completed bool
		protocol  string
		length    int // of the chain, 2 unless said
	}{
		"TLS 1.3, ECDSA":           {server: served(serverConfig(s.chain(s.ecdsa))), leaf: s.ecdsa.Certificate.Raw, completed: true, protocol: "TLS 1.3"},
		"TLS 1.3 only":             {server: served(tls13), leaf: s.ecdsa.Certificate.Raw, completed: true, protocol: "TLS 1.3"},
		"X25519 only":              {server: served(x25519), leaf: s.ecdsa.Certificate.Raw, completed: true, protocol: "TLS 1.3"},
		"X25519 only, TLS 1.2":     {server: served(x25519Old), leaf: s.ecdsa.Certificate.Raw, completed: true, protocol: "TLS 1.2"},
		"TLS 1.2, RSA":             {server: served(only(s.rsa, 0, tls.VersionTLS12)), leaf: s.rsa.Certificate.Raw, completed: true, protocol: "TLS 1.2"},
		"TLS 1.1 only":             {server: served(only(s.rsa, 0, tls.VersionTLS11)), leaf: s.rsa.Certificate.Raw, completed: true, protocol: "TLS 1.1"},
		"TLS 1.0 only":             {server: served(only(s.rsa, 0, tls.VersionTLS10)), leaf: s.rsa.Certificate.Raw, completed: true, protocol: "TLS 1.0"},
		"static RSA key exchange":  {server: served(only(s.rsa, tls.TLS_RSA_WITH_AES_128_CBC_SHA, tls.VersionTLS12)), leaf: s.rsa.Certificate.Raw, completed: true, protocol: "TLS 1.2"},
		"3DES only":                {server: served(only(s.rsa, tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA, tls.VersionTLS12)), leaf: s.rsa.Certificate.Raw, completed: true, protocol: "TLS 1.2"},
		"3DES only, TLS 1.0":       {server: served(only(s.rsa, tls.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA, tls.VersionTLS10)), leaf: s.rsa.Certificate.Raw, completed: true, protocol: "TLS 1.0"},
		"RC4 only":                 {server: served(only(s.rsa, tls.TLS_RSA_WITH_RC4_128_SHA, tls.VersionTLS12)), leaf: s.rsa.Certificate.Raw, completed: true, protocol: "TLS 1.2"},
		"finite-field DHE only":    {server: clear(certtest.Clear{Suites: []uint16{0x0033}}), leaf: s.rsa.Certificate.Raw, protocol: "TLS 1.2"},
		"single DES only, SSL 3.0": {server: clear(certtest.Clear{Suites: []uint16{0x0009}, Version: 0x0300}), leaf: s.rsa.Certificate.Raw, protocol: "SSL 3.0"},
		"negative serial number": {
			server: served(serverConfig(tls.Certificate{Certificate: [][]byte{negative, s.authority.Certificate.Raw}, PrivateKey: negativeKey})),
			leaf:   negative, completed: true, protocol: "TLS 1.3",
		},
		"RSA key of 16,384 bits": {
			server: clear(certtest.Clear{Chain: [][]byte{huge, s.authority.Certificate.Raw}}),
			leaf:   huge, protocol: "TLS 1.2",
		},
		"60 certificates": {server: served(serverConfig(s.longChain(60))), leaf: s.ecdsa.Certificate.Raw, completed: true, protocol: "TLS 1.3", length: 60},
		"60 certificates in the clear, 100 bytes a record": {
			server: clear(certtest.Clear{Suites: []uint16{0x0033}, Fragment: 100, Chain: s.longChain(60).Certificate}),
			leaf:   s.ecdsa.Certificate.Raw, protocol: "TLS 1.2", length: 60,
		},
		"one byte a record":       {server: clear(certtest.Clear{Suites: []uint16{0x0033}, Fragment: 1}), leaf: s.rsa.Certificate.Raw, protocol: "TLS 1.2"},
		"all messages in one":     {server: clear(certtest.Clear{Suites: []uint16{0x0033}, Fragment: 1 << 14}), leaf: s.rsa.Certificate.Raw, protocol: "TLS 1.2"},
		"a warning first":         {server: clear(certtest.Clear{Suites: []uint16{0x0033}, Before: certtest.Alert(1, 112)}), leaf: s.rsa.Certificate.Raw, protocol: "TLS 1.2"},
		"requests to start again": {server: clear(certtest.Clear{Suites: []uint16{0x0033}, Before: []byte{22, 3, 3, 0, 4, 0, 0, 0, 0}}), leaf: s.rsa.Certificate.Raw, protocol: "TLS 1.2"},
		"drops hellos above 1,300 B": {
			server: certtest.ServerOptions{Handle: dropsLargeHellos(serverConfig(s.chain(s.ecdsa)))},
			leaf:   s.ecdsa.Certificate.Raw, completed: true, protocol: "TLS 1.3",
		},
		"no answer to TLS 1.3 hellos": {
			server: clear(certtest.Clear{Refuse: refuseTLS13}),
			leaf:   s.rsa.Certificate.Raw, protocol: "TLS 1.2",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := certtest.Serve(t, test.server)
			got := readOne(t, newReader(t), wire.Target{Endpoint: server.Addr, ServerName: "www.example.test"})
			if string(got.Chain[0].Raw) != string(test.leaf) {
				t.Errorf("leaf %v, want another", got.Chain[0].Subject)
			}
			if want := max(test.length, 2); len(got.Chain) != want {
				t.Errorf("chain of %d, want %d", len(got.Chain), want)
			}
			if got.HandshakeCompleted != test.completed || (got.Incomplete == "") != test.completed {
				t.Errorf("completed %t (%q), want %t", got.HandshakeCompleted, got.Incomplete, test.completed)
			}
			if got.Protocol != test.protocol {
				t.Errorf("protocol %q, want %q", got.Protocol, test.protocol)
			}
			if got.Address.String() != server.Addr {
				t.Errorf("address %s, want %s", got.Address, server.Addr)
			}
			if got.WithoutSNI {
				t.Error("said to have been read without SNI")
			}
		})
	}
}

// longChain is the ECDSA leaf with enough other certificates behind it.
func (s site) longChain(length int) tls.Certificate {
	chain := s.chain(s.ecdsa)
	for len(chain.Certificate) < length {
		chain.Certificate = append(chain.Certificate, s.root.Certificate.Raw)
	}
	return chain
}

func dropsLargeHellos(config *tls.Config) func(net.Conn) {
	return func(conn net.Conn) {
		hello, err := certtest.ReadHello(conn)
		if err != nil || hello.Size > 1300 {
			certtest.Silent(conn)
			return
		}
		_ = tls.Server(certtest.Again(conn, hello.Raw), config).Handshake() //nolint:noctx // ends with the connection
		certtest.Silent(conn)
	}
}

func TestReadMutualTLS(t *testing.T) {
	t.Parallel()
	s := testSite()
	pool := x509.NewCertPool()
	pool.AddCert(s.root.Certificate)
	client := s.authority.Leaf([]string{"client.example.test"}).TLS(s.authority)
	for name, test := range map[string]struct {
		version   uint16
		client    []tls.Certificate
		completed bool
	}{
		"TLS 1.2 without a certificate": {version: tls.VersionTLS12},
		// The client's side is complete before the server looks for a certificate.
		"TLS 1.3 without a certificate": {version: tls.VersionTLS13, completed: true},
		"TLS 1.2 with a certificate":    {version: tls.VersionTLS12, client: []tls.Certificate{client}, completed: true},
		"TLS 1.3 with a certificate":    {version: tls.VersionTLS13, client: []tls.Certificate{client}, completed: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := serverConfig(s.chain(s.ecdsa))
			config.MaxVersion = test.version
			config.ClientAuth, config.ClientCAs = tls.RequireAndVerifyClientCert, pool
			config.Time = func() time.Time { return certtest.Today }
			got := readOne(t, newReader(t), wire.Target{Endpoint: certtest.ServeTLS(t, config), ClientCertificates: test.client})
			checkLeaf(t, got, s.ecdsa)
			if got.HandshakeCompleted != test.completed {
				t.Errorf("completed %t (%s), want %t", got.HandshakeCompleted, got.Incomplete, test.completed)
			}
			if !test.completed && got.Incomplete != "the server demands a client certificate" {
				t.Errorf("incomplete: %q", got.Incomplete)
			}
		})
	}
}

func TestReadStapledOCSP(t *testing.T) {
	t.Parallel()
	s := testSite()
	chain := s.chain(s.ecdsa)
	chain.OCSPStaple = []byte("a response")
	for _, only := range []bool{false, true} {
		got := readOne(t, newReader(t), wire.Target{Endpoint: certtest.ServeTLS(t, serverConfig(chain)), CertificateOnly: only})
		if string(got.StapledOCSP) != "a response" {
			t.Errorf("certificate only %t: stapled %q", only, got.StapledOCSP)
		}
	}
}

func TestReadCertificateOnly(t *testing.T) {
	t.Parallel()
	s := testSite()
	tls13 := serverConfig(s.chain(s.ecdsa))
	tls13.MinVersion = tls.VersionTLS13
	for name, test := range map[string]struct {
		config    *tls.Config
		completed bool
	}{
		"TLS 1.2 and 1.3":                    {config: serverConfig(s.chain(s.ecdsa))},
		"TLS 1.3 only gets a full handshake": {config: tls13, completed: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readOne(t, newReader(t), wire.Target{Endpoint: certtest.ServeTLS(t, test.config), CertificateOnly: true})
			checkLeaf(t, got, s.ecdsa)
			if got.HandshakeCompleted != test.completed {
				t.Errorf("completed %t, want %t", got.HandshakeCompleted, test.completed)
			}
		})
	}
}
