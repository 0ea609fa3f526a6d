package network_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

func newDialer(t *testing.T, config network.Config) *network.Dialer {
	t.Helper()
	if config.Timeout == 0 {
		config.Timeout = 5 * time.Second
	}
	dialer, err := network.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return dialer
}

// resolver knows one name.
func resolver(host string, addresses ...string) func(context.Context, string) ([]netip.Addr, error) {
	return func(_ context.Context, asked string) ([]netip.Addr, error) {
		if asked != host {
			return nil, &net.DNSError{Err: "no such host", Name: asked, IsNotFound: true}
		}
		var found []netip.Addr
		for _, address := range addresses {
			found = append(found, netip.MustParseAddr(address))
		}
		return found, nil
	}
}

// greeter says "hello" to everyone.
func greeter(t *testing.T) *certtest.Server {
	t.Helper()
	return certtest.Serve(t, certtest.ServerOptions{Handle: certtest.Greet("hello")})
}

func checkGreeting(t *testing.T, conn net.Conn) {
	t.Helper()
	defer conn.Close()
	got := make([]byte, 5)
	if err := conn.SetReadDeadline(deadline(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(conn, got); err != nil || string(got) != "hello" {
		t.Errorf("heard %q, %v", got, err)
	}
}

// deadline is some seconds away.
func deadline(t *testing.T) time.Time {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	at, _ := ctx.Deadline()
	return at
}

func portOf(address string) string { return address[strings.LastIndexByte(address, ':'):] }

// closedAddress is one on which nothing listens.
func closedAddress(t *testing.T) string {
	t.Helper()
	server, err := certtest.Start(certtest.ServerOptions{Handle: certtest.Silent})
	if err != nil {
		t.Fatal(err)
	}
	server.Close()
	return server.Addr
}

func checkConfigError(t *testing.T, err error, setting string, parts ...string) {
	t.Helper()
	var found *network.ConfigError
	if !errors.As(err, &found) {
		t.Fatalf("error %v, want a *ConfigError", err)
	}
	if found.Setting != setting {
		t.Errorf("setting %q, want %q", found.Setting, setting)
	}
	for _, part := range parts {
		if !strings.Contains(found.Error(), part) {
			t.Errorf("error %q, want it to hold %q", found, part)
		}
	}
	for _, secret := range []string{"hunter2", "alice"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("error %q shows a secret", err)
		}
	}
}
