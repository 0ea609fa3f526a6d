package wire_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

// site is what the test servers serve: made once, as RSA keys take their time.
type site struct {
	root, authority certtest.Pair
	ecdsa, rsa      certtest.Pair
}

var testSite = sync.OnceValue(func() site {
	s := site{root: certtest.Root("Test Root")}
	s.authority = s.root.Issue("Test Authority")
	names := []string{"www.example.test", "127.0.0.1"}
	s.ecdsa = s.authority.Leaf(names)
	s.rsa = s.authority.LeafWithKey(certtest.Key("rsa"), names)
	return s
})

// chain is a leaf as servers hold it.
func (s site) chain(leaf certtest.Pair) tls.Certificate { return leaf.TLS(s.authority) }

// der is a leaf's chain in bytes.
func (s site) der(leaf certtest.Pair) [][]byte {
	return [][]byte{leaf.Certificate.Raw, s.authority.Certificate.Raw}
}

func serverConfig(certificates ...tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: certificates, MinVersion: tls.VersionTLS10}
}

// newReader reads with a dialer that gives up soon, as each failure is local.
func newReader(t testing.TB, change ...func(*network.Config)) *wire.Reader {
	t.Helper()
	config := network.Config{Timeout: 10 * time.Second, Retries: new(0)}
	for _, apply := range change {
		apply(&config)
	}
	dialer, err := network.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return wire.NewReader(dialer)
}

func resolving(host string, addresses ...string) func(*network.Config) {
	return func(config *network.Config) {
		config.Resolve = func(_ context.Context, asked string) ([]netip.Addr, error) {
			if asked != host {
				return nil, errors.New("unexpected name " + asked)
			}
			var found []netip.Addr
			for _, address := range addresses {
				found = append(found, netip.MustParseAddr(address))
			}
			return found, nil
		}
	}
}

// readOne reads a target that has one certificate.
func readOne(t testing.TB, reader *wire.Reader, target wire.Target) certificate.Served {
	t.Helper()
	answer, err := reader.Read(t.Context(), target)
	if err != nil {
		t.Fatalf("not read: %v", err)
	}
	if len(answer.Served) != 1 || len(answer.Failures) != 0 {
		t.Fatalf("%d certificates and %v failures, want 1 and none", len(answer.Served), answer.Failures)
	}
	return answer.Served[0]
}

func checkLeaf(t testing.TB, served certificate.Served, want certtest.Pair) {
	t.Helper()
	if !served.Chain[0].Equal(want.Certificate) {
		t.Errorf("leaf is %v, want %v", served.Chain[0].Subject, want.Certificate.Subject)
	}
}

func checkReadError(t testing.TB, err error, reason certificate.Reason, parts ...string) {
	t.Helper()
	var found *certificate.ReadError
	if !errors.As(err, &found) {
		t.Fatalf("error %v (%T), want a *ReadError", err, err)
	}
	if found.Reason != reason {
		t.Errorf("reason %q (%s), want %q", found.Reason, found.Message, reason)
	}
	for _, part := range parts {
		if !strings.Contains(found.Message, part) {
			t.Errorf("message %q, want it to hold %q", found.Message, part)
		}
	}
	for _, r := range found.Message {
		if r < ' ' || r == 0x7f {
			t.Errorf("message %q holds control characters", found.Message)
		}
	}
}

// onPort is an endpoint with the port of a test server.
func onPort(host, address string) string {
	return host + address[strings.LastIndexByte(address, ':'):]
}

// serveOnce makes a handshake and waits for the client to go.
func serveOnce(conn net.Conn, config *tls.Config) error {
	_, err := tls.Server(conn, config).Read(make([]byte, 1))
	return err
}
