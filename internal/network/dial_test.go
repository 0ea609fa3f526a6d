package network_test

import (
	"context"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

func TestDialRefuses(t *testing.T) {
	t.Parallel()
	d := newDialer(t, network.Config{Resolve: resolver("known.example.test", "127.0.0.1")})
	for address, want := range map[string]network.Cause{
		"":                         network.Other,
		"localhost":                network.Other,
		"localhost:0":              network.Other,
		"localhost:http":           network.Other,
		"localhost:65536":          network.Other,
		"unknown.example.test:443": network.NameNotFound,
		"\u00ad:443":               network.NameNotFound,
		closedAddress(t):           network.Refused,
	} {
		conn, err := d.DialContext(t.Context(), "tcp", address)
		if err == nil {
			_ = conn.Close()
			t.Fatalf("%q: connected", address)
		}
		if got := network.CauseOf(err); got != want {
			t.Errorf("%q: cause %q (%v), want %q", address, got, err, want)
		}
	}
	if _, err := d.DialContext(t.Context(), "tcp6", "known.example.test:443"); err == nil {
		t.Error("an IPv4 address dialled for tcp6")
	}
}

func TestDial(t *testing.T) {
	t.Parallel()
	server := greeter(t)
	d := newDialer(t, network.Config{Resolve: resolver("xn--bcher-kva.example.test", "127.0.0.1")})
	for _, host := range []string{"127.0.0.1", "Bücher.example.test", "XN--BCHER-KVA.example.test", "[::ffff:127.0.0.1]"} {
		conn, err := d.DialContext(t.Context(), "tcp", host+portOf(server.Addr))
		if err != nil {
			t.Fatalf("%s: %v", host, err)
		}
		checkGreeting(t, conn)
	}
	if server.Connections() != 4 {
		t.Errorf("%d connections, want one each", server.Connections())
	}
}

func TestDialCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := newDialer(t, network.Config{}).DialContext(ctx, "tcp", greeter(t).Addr)
	if network.CauseOf(err) != network.Cancelled {
		t.Errorf("error %v", err)
	}
}

// A name whose first addresses do not answer is reached by the next.
func TestDialNextAddress(t *testing.T) {
	t.Parallel()
	server := greeter(t)
	d := newDialer(t, network.Config{Resolve: resolver("www.example.test", "127.0.0.3", "::1", "127.0.0.2", "127.0.0.1")})
	conn, err := d.DialContext(t.Context(), "tcp", "www.example.test"+portOf(server.Addr))
	if err != nil {
		t.Fatal(err)
	}
	checkGreeting(t, conn)
}

// Where none answers, the first counts.
func TestDialNoAddress(t *testing.T) {
	t.Parallel()
	d := newDialer(t, network.Config{Resolve: resolver("www.example.test", "127.0.0.1", "::1")})
	_, err := d.DialContext(t.Context(), "tcp", "www.example.test"+portOf(closedAddress(t)))
	if network.CauseOf(err) != network.Refused {
		t.Errorf("error %v", err)
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	d := newDialer(t, network.Config{Resolve: resolver("www.example.test", "127.0.0.1", "::ffff:127.0.0.1", "::1", "127.0.0.1")})
	got, err := d.Lookup(t.Context(), "WWW.example.test")
	if err != nil || len(got) != 2 || got[0] != netip.MustParseAddr("127.0.0.1") || got[1] != netip.IPv6Loopback() {
		t.Errorf("%v, %v", got, err)
	}
	empty := newDialer(t, network.Config{Resolve: func(context.Context, string) ([]netip.Addr, error) { return nil, nil }})
	if _, err := empty.Lookup(t.Context(), "www.example.test"); network.CauseOf(err) != network.NameNotFound {
		t.Errorf("no addresses: %v", err)
	}
	if got, err := newDialer(t, network.Config{}).Lookup(t.Context(), "localhost"); err != nil || len(got) == 0 {
		t.Errorf("localhost: %v, %v", got, err)
	}
}

func TestCauseOf(t *testing.T) {
	t.Parallel()
	timeout, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	defer cancel()
	<-timeout.Done()
	for want, err := range map[network.Cause]error{
		network.Other:        nil,
		network.Timeout:      timeout.Err(),
		network.NameFailed:   &net.OpError{Op: "dial", Err: &net.DNSError{Err: "server misbehaving"}},
		network.NameNotFound: &net.OpError{Op: "dial", Err: &net.DNSError{IsNotFound: true}},
		network.Closed:       net.ErrClosed,
	} {
		if got := network.CauseOf(err); got != want {
			t.Errorf("%v: %q, want %q", err, got, want)
		}
	}
	if network.Timeout.Fast() || network.Denied.Fast() || network.NameNotFound.Fast() || !network.Refused.Fast() || !network.Reset.Fast() {
		t.Error("what is worth another try is wrong")
	}
}
