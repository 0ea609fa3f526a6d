package network_test

import (
	"context"
	"errors"
	"net/netip"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

func TestParseNetworksRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "10.0.0.0/33", "10.0.0/8", "localhost", "::/129", "10.0.0.1-10.0.0.9", "10.0.0.0/8/8"} {
		_, err := network.ParseNetworks("denied_networks", []string{"10.0.0.0/8", text})
		checkConfigError(t, err, "denied_networks", "169.254.0.0/16", "Found: ")
	}
}

func TestDenied(t *testing.T) {
	t.Parallel()
	networks, err := network.ParseNetworks("denied_networks", []string{"169.254.0.0/16", "10.1.2.3/8", "127.0.0.0/8", "fd00::/8", "192.0.2.7", "::ffff:198.51.100.0/120"})
	if err != nil {
		t.Fatal(err)
	}
	d := newDialer(t, network.Config{DeniedNetworks: networks})
	for address, want := range map[string]string{
		"169.254.169.254":          "169.254.0.0/16",
		"::ffff:169.254.169.254":   "169.254.0.0/16",
		"64:ff9b::169.254.169.254": "169.254.0.0/16",
		"10.255.0.1":               "10.0.0.0/8",
		"0.0.0.0":                  "127.0.0.0/8",
		"::":                       "127.0.0.0/8",
		"fd12::1":                  "fd00::/8",
		"fd12::1%eth0":             "fd00::/8",
		"192.0.2.7":                "192.0.2.7/32",
		"198.51.100.9":             "198.51.100.0/24",
		"192.0.2.8":                "",
		"169.253.0.1":              "",
		"2001:db8::1":              "",
		"::1":                      "",
	} {
		err := d.Denied(netip.MustParseAddr(address))
		var denied *network.DeniedError
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", address, err)
		case want != "" && (!errors.As(err, &denied) || denied.Network.String() != want):
			t.Errorf("%s: %v, want %s", address, err, want)
		}
	}
}

// What is looked up may be anything: what is dialled counts.
func TestDialDenied(t *testing.T) {
	t.Parallel()
	server := greeter(t)
	networks, err := network.ParseNetworks("denied_networks", []string{"127.0.0.0/8", "::1"})
	if err != nil {
		t.Fatal(err)
	}
	calls := 0
	rebinding := func(context.Context, string) ([]netip.Addr, error) {
		calls++
		return []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("::ffff:127.0.0.1"), netip.MustParseAddr("::1")}, nil
	}
	d := newDialer(t, network.Config{DeniedNetworks: networks, Resolve: rebinding})
	for _, host := range []string{"127.0.0.1", "innocent.example.test", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0", "[::]"} {
		conn, err := d.DialContext(t.Context(), "tcp", host+portOf(server.Addr))
		if err == nil {
			_ = conn.Close()
		}
		if network.CauseOf(err) != network.Denied {
			t.Errorf("%s: %v", host, err)
		}
	}
	if server.Connections() != 0 {
		t.Errorf("%d connections were made", server.Connections())
	}
}
