package network_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

func TestPublicHost(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"":                       false,
		"localhost":              false,
		"registry":               false,
		"db.localhost":           false,
		"metadata.internal":      false,
		"printer.local":          false,
		"1.0.0.127.in-addr.arpa": false,
		"127.0.0.1":              false,
		"127.1":                  false,
		"0x7f.1":                 false,
		"0.0.0.0":                false,
		"10.9.8.7":               false,
		"100.64.0.1":             false,
		"169.254.169.254":        false,
		"172.31.255.255":         false,
		"192.168.0.1":            false,
		"::1":                    false,
		"[::1]":                  false,
		"::ffff:127.0.0.1":       false,
		"::127.0.0.1":            false,
		"64:ff9b::10.0.0.1":      false,
		"2002:7f00:1::":          false,
		"fe80::1%eth0":           false,
		"fd00::1":                false,
		"ff02::1":                false,
		"rdap.example.net":       true,
		"RDAP.Example.NET.":      true,
		"8.8.8.8":                true,
		"2606:4700::1":           true,
	} {
		if got := network.PublicHost(host); got != want {
			t.Errorf("%q: %t, want %t", host, got, want)
		}
	}
}

// Whatever the name is that an answer leads to, its address counts: one that
// resolves to this machine is refused, for one request and not for the next.
func TestPublicOnly(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "inside") }))
	t.Cleanup(server.Close)
	here := netip.MustParseAddrPort(server.Listener.Addr().String())
	d := newDialer(t, network.Config{Resolve: func(context.Context, string) ([]netip.Addr, error) {
		return []netip.Addr{here.Addr()}, nil
	}})
	address := netip.AddrPortFrom(here.Addr(), here.Port()).String()
	for _, target := range []string{address, "registrar.example.net" + address[len(here.Addr().String()):]} {
		_, err := d.DialContext(network.PublicOnly(t.Context()), "tcp", target)
		var denied *network.DeniedError
		if !errors.As(err, &denied) || network.CauseOf(err) != network.Denied {
			t.Errorf("%s under PublicOnly: %v", target, err)
		}
		conn, err := d.DialContext(t.Context(), "tcp", target)
		if err != nil {
			t.Errorf("%s: %v", target, err)
			continue
		}
		_ = conn.Close()
	}
	// The context reaches the dialer through net/http too.
	client := &http.Client{Transport: &http.Transport{DialContext: d.DialContext, DisableKeepAlives: true}}
	request, err := http.NewRequestWithContext(network.PublicOnly(t.Context()), http.MethodGet, server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(request)
	if err == nil {
		_ = response.Body.Close()
		t.Fatal("a client reached this machine under PublicOnly")
	}
	if network.CauseOf(err) != network.Denied {
		t.Errorf("cause %s of %v", network.CauseOf(err), err)
	}
}

// Whoever answers must not choose a host of an inner network, unless it is allowed.
func TestRedirectsToOtherHosts(t *testing.T) {
	t.Parallel()
	inner := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("inner")) }))
	t.Cleanup(inner.Close)
	outer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/here":
			http.Redirect(w, r, "/there", http.StatusFound)
		case "/away":
			http.Redirect(w, r, inner.URL, http.StatusFound)
		default:
			_, _ = w.Write([]byte("outer"))
		}
	}))
	t.Cleanup(outer.Close)
	loopback := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	for name, test := range map[string]struct {
		path    string
		allowed []netip.Prefix
		want    string
	}{
		"the same host":         {"/here", nil, "outer"},
		"another":               {"/away", nil, ""},
		"another, which may be": {"/away", loopback, "inner"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDialer(t, network.Config{AllowedNetworks: test.allowed})
			client := &http.Client{Transport: network.Transport(&http.Transport{DialContext: d.DialContext, DisableKeepAlives: true})}
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, outer.URL+test.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			response, err := client.Do(request)
			if test.want == "" {
				if network.CauseOf(err) != network.Denied {
					t.Errorf("error %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			if body, _ := io.ReadAll(response.Body); string(body) != test.want {
				t.Errorf("got %q", body)
			}
		})
	}
}
