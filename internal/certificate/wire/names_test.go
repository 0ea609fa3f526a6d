package wire_test

import (
	"crypto/tls"
	"errors"
	"net"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

func TestReadSNIRequired(t *testing.T) {
	t.Parallel()
	s := testSite()
	config := &tls.Config{GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		if hello.ServerName != "www.example.test" {
			return nil, errors.New("who is asked for?")
		}
		chain := s.chain(s.ecdsa)
		return &chain, nil
	}}
	address := certtest.ServeTLS(t, config)
	for _, only := range []bool{false, true} {
		got := readOne(t, newReader(t), wire.Target{Endpoint: address, ServerName: "WWW.example.test.", CertificateOnly: only})
		checkLeaf(t, got, s.ecdsa)
		// An address is never sent as a name.
		_, err := newReader(t).Read(t.Context(), wire.Target{Endpoint: address, CertificateOnly: only})
		checkReadError(t, err, certificate.ReasonAlert, address, "alert 80 (internal_error)")
	}
}

// Servers that answer only to a hello without a name, in the ways in which
// servers refuse one.
func TestReadSNIRefused(t *testing.T) {
	t.Parallel()
	s := testSite()
	config := serverConfig(s.chain(s.ecdsa))
	for name, refuse := range map[string]func(net.Conn){
		"unrecognized_name": func(conn net.Conn) { _, _ = conn.Write(certtest.Alert(2, 112)) },
		"handshake_failure": func(conn net.Conn) { _, _ = conn.Write(certtest.Alert(2, 40)) },
		"closed":            func(net.Conn) {},
		"reset":             certtest.Reset,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := certtest.Raw(t, namelessOnly(config, refuse))
			for _, only := range []bool{false, true} {
				got := readOne(t, newReader(t), wire.Target{Endpoint: address, ServerName: "www.example.test", CertificateOnly: only})
				checkLeaf(t, got, s.ecdsa)
				if !got.WithoutSNI {
					t.Error("not said to have been read without SNI")
				}
				if got.HandshakeCompleted == only {
					t.Errorf("certificate only %t: completed %t", only, got.HandshakeCompleted)
				}
			}
		})
	}
}

func TestReadSNISilent(t *testing.T) {
	t.Parallel()
	s := testSite()
	address := certtest.Raw(t, namelessOnly(serverConfig(s.chain(s.ecdsa)), certtest.Silent))
	got := readOne(t, newReader(t), wire.Target{Endpoint: address, ServerName: "www.example.test", Timeout: 2 * time.Second})
	checkLeaf(t, got, s.ecdsa)
	if !got.WithoutSNI || got.HandshakeCompleted || got.Incomplete == "" {
		t.Errorf("without SNI %t, completed %t (%q)", got.WithoutSNI, got.HandshakeCompleted, got.Incomplete)
	}
}

// A slow server has another certificate for those who do not ask for a name: it
// must not be taken for the right one.
func TestReadSlowServerIsNotMistaken(t *testing.T) {
	t.Parallel()
	s := testSite()
	other := s.chain(s.authority.Leaf([]string{"default.example.test"}))
	nameless := make(chan bool)
	config := &tls.Config{GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		if hello.ServerName == "" {
			close(nameless)
			return &other, nil
		}
		<-nameless
		chain := s.chain(s.ecdsa)
		return &chain, nil
	}}
	got := readOne(t, newReader(t), wire.Target{Endpoint: certtest.ServeTLS(t, config), ServerName: "www.example.test", Timeout: 3 * time.Second})
	checkLeaf(t, got, s.ecdsa)
	if got.WithoutSNI {
		t.Error("said to have been read without SNI")
	}
}

func namelessOnly(config *tls.Config, refuse func(net.Conn)) func(net.Conn) {
	return func(conn net.Conn) {
		hello, err := certtest.ReadHello(conn)
		if err != nil {
			return
		}
		if hello.Name != "" {
			refuse(conn)
			return
		}
		_, _ = tls.Server(certtest.Again(conn, hello.Raw), config).Read(make([]byte, 1))
	}
}

// What is sent must fit one packet: a hybrid key share alone has 1,200 bytes.
func TestReadHellosAreSmall(t *testing.T) {
	t.Parallel()
	name := "a-rather-long-name-for-a-server.in-a-department.of-a-company.example.test"
	sizes := make(chan certtest.Hello, 100)
	address := certtest.Raw(t, func(conn net.Conn) {
		hello, err := certtest.ReadHello(conn)
		if err == nil {
			sizes <- hello
			_, _ = conn.Write(certtest.Alert(2, 40))
		}
	})
	_, err := newReader(t).Read(t.Context(), wire.Target{Endpoint: address, ServerName: name})
	checkReadError(t, err, certificate.ReasonAlert, "alert 40 (handshake_failure)")
	close(sizes)
	seen := 0
	for hello := range sizes {
		seen++
		limit := 500
		if !hello.TLS13 {
			limit = 330
		}
		if hello.Size > limit {
			t.Errorf("hello of %d bytes, want at most %d", hello.Size, limit)
		}
	}
	if seen < 3 {
		t.Errorf("%d hellos, want every kind", seen)
	}
}

func TestReadKeyTypes(t *testing.T) {
	t.Parallel()
	s := testSite()
	near := s.authority.LeafWithKey(s.rsa.Key, []string{"www.example.test"}, certtest.Valid(-80, 3))
	dual := serverConfig(s.chain(s.ecdsa), s.chain(near))
	dhe := certtest.Clear{Suites: []uint16{0xc02b, 0x0033}, Chain: s.der(near)}
	for name, test := range map[string]struct {
		server    certtest.ServerOptions
		keyTypes  []string
		only      bool
		leaves    []certtest.Pair
		completed bool
		most      int // connections
	}{
		"both asked, both there":          {server: certtest.ServerOptions{Config: dual}, keyTypes: []string{"rsa", "ecdsa"}, leaves: []certtest.Pair{s.ecdsa, near}, completed: true, most: 3},
		"both asked, certificate only":    {server: certtest.ServerOptions{Config: dual}, keyTypes: []string{"rsa", "ecdsa"}, only: true, leaves: []certtest.Pair{s.ecdsa, near}, most: 2},
		"both asked, ECDSA, TLS 1.3 only": {server: certtest.ServerOptions{Config: only13(serverConfig(s.chain(s.ecdsa)))}, keyTypes: []string{"rsa", "ecdsa"}, leaves: []certtest.Pair{s.ecdsa}, completed: true, most: 3},
		"none asked":                      {server: certtest.ServerOptions{Config: dual}, leaves: []certtest.Pair{s.ecdsa}, completed: true, most: 1},
		"RSA asked":                       {server: certtest.ServerOptions{Config: dual}, keyTypes: []string{"rsa"}, leaves: []certtest.Pair{near}, completed: true, most: 3},
		"ECDSA asked":                     {server: certtest.ServerOptions{Config: dual}, keyTypes: []string{"ecdsa"}, leaves: []certtest.Pair{s.ecdsa}, completed: true, most: 1},
		"both asked, ECDSA there":         {server: certtest.ServerOptions{Config: serverConfig(s.chain(s.ecdsa))}, keyTypes: []string{"rsa", "ecdsa"}, leaves: []certtest.Pair{s.ecdsa}, completed: true, most: 2},
		"both asked, RSA there":           {server: certtest.ServerOptions{Config: serverConfig(s.chain(s.rsa))}, keyTypes: []string{"rsa", "ecdsa"}, leaves: []certtest.Pair{s.rsa}, completed: true, most: 2},
		"the same leaf whatever is asked": {server: certtest.ServerOptions{Handle: certtest.Clear{Chain: s.der(s.rsa), Refuse: refuseTLS13}.Handle}, keyTypes: []string{"rsa", "ecdsa"}, leaves: []certtest.Pair{s.rsa}},
		"DHE only":                        {server: certtest.ServerOptions{Handle: dhe.Handle}, keyTypes: []string{"rsa", "ecdsa"}, leaves: []certtest.Pair{near}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := certtest.Serve(t, test.server)
			answer, err := newReader(t).Read(t.Context(), wire.Target{Endpoint: server.Addr, KeyTypes: test.keyTypes, CertificateOnly: test.only})
			if err != nil || len(answer.Failures) > 0 {
				t.Fatalf("error %v, failures %v", err, answer.Failures)
			}
			if len(answer.Served) != len(test.leaves) {
				t.Fatalf("%d leaves, want %d", len(answer.Served), len(test.leaves))
			}
			for i, want := range test.leaves {
				checkLeaf(t, answer.Served[i], want)
				if answer.Served[i].HandshakeCompleted != test.completed {
					t.Errorf("leaf %d: completed %t (%s)", i, answer.Served[i].HandshakeCompleted, answer.Served[i].Incomplete)
				}
			}
			if test.most > 0 && server.Connections() > test.most {
				t.Errorf("%d connections, want at most %d", server.Connections(), test.most)
			}
		})
	}
}

func refuseTLS13(hello certtest.Hello) byte {
	if hello.TLS13 {
		return 47
	}
	return 0
}

func only13(config *tls.Config) *tls.Config {
	config.MinVersion = tls.VersionTLS13
	return config
}

// In TLS 1.3 the kind of leaf cannot be asked for with crypto/tls.
func TestReadKeyTypesTLS13Only(t *testing.T) {
	t.Parallel()
	s := testSite()
	for _, only := range []bool{false, true} {
		address := certtest.ServeTLS(t, only13(serverConfig(s.chain(s.ecdsa), s.chain(s.rsa))))
		answer, err := newReader(t).Read(t.Context(), wire.Target{
			Endpoint: address, ServerName: "www.example.test", KeyTypes: []string{"rsa", "ecdsa"}, CertificateOnly: only,
		})
		if err != nil || len(answer.Served) != 2 || len(answer.Failures) != 0 {
			t.Fatalf("%+v, %v", answer, err)
		}
		checkLeaf(t, answer.Served[0], s.ecdsa)
		checkLeaf(t, answer.Served[1], s.rsa)
		if !answer.Served[0].HandshakeCompleted || answer.Served[1].HandshakeCompleted || len(answer.Served[1].Chain) != 2 {
			t.Errorf("completed %t and %t (%s)", answer.Served[0].HandshakeCompleted, answer.Served[1].HandshakeCompleted, answer.Served[1].Incomplete)
		}
	}
}

func TestReadKeyTypeAbsent(t *testing.T) {
	t.Parallel()
	s := testSite()
	address := certtest.ServeTLS(t, serverConfig(s.chain(s.ecdsa)))
	_, err := newReader(t).Read(t.Context(), wire.Target{Endpoint: address, KeyTypes: []string{"rsa"}})
	checkReadError(t, err, certificate.ReasonNoCertificate, address, "rsa")
}

// That a second leaf could not be looked for is not hidden.
func TestReadKeyTypeUnknown(t *testing.T) {
	t.Parallel()
	s := testSite()
	config := serverConfig(s.chain(s.ecdsa))
	address := certtest.Raw(t, func(conn net.Conn) {
		hello, err := certtest.ReadHello(conn)
		if err != nil {
			return
		}
		if !hello.TLS13 {
			certtest.Silent(conn)
			return
		}
		_, _ = tls.Server(certtest.Again(conn, hello.Raw), config).Read(make([]byte, 1))
	})
	answer, err := newReader(t).Read(t.Context(), wire.Target{Endpoint: address, KeyTypes: []string{"rsa", "ecdsa"}, Timeout: 2 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if len(answer.Served) != 1 || len(answer.Failures) != 1 {
		t.Fatalf("%d leaves and %d failures, want one each", len(answer.Served), len(answer.Failures))
	}
	if got := answer.Failures[0]; got.KeyType != "rsa" || got.Reason != certificate.ReasonTimeout || got.Address.String() != address {
		t.Errorf("failure %+v", got)
	}
}
