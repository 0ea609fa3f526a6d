package network

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// ASCIIHost gives the form in which DNS and TLS know a host name: letters
// outside ASCII as Punycode (UTS 46), small letters. Names in ASCII are taken
// as they are, since names with "_" exist too.
func ASCIIHost(host string) (string, error) {
	for i := range len(host) {
		if host[i] >= utf8.RuneSelf {
			return idna.Lookup.ToASCII(host)
		}
	}
	return strings.ToLower(host), nil
}

// Lookup finds the addresses of a host: itself if it is an address, else what
// the resolver says, in its order and each once. An error is a *net.DNSError or
// the resolver's own.
func (d *Dialer) Lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if address, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{address}, nil
	}
	name, err := ASCIIHost(host)
	if err != nil {
		return nil, &net.DNSError{Err: "not a host name", Name: host, IsNotFound: true}
	}
	found, err := d.resolve(ctx, name)
	if err != nil {
		return nil, err
	}
	addresses := make([]netip.Addr, 0, len(found))
	seen := make(map[netip.Addr]bool, len(found))
	for _, address := range found {
		if address = address.Unmap(); !seen[address] {
			seen[address] = true
			addresses = append(addresses, address)
		}
	}
	if len(addresses) == 0 {
		return nil, &net.DNSError{Err: "no addresses", Name: host, IsNotFound: true}
	}
	return addresses, nil
}

func systemResolve(ctx context.Context, host string) ([]netip.Addr, error) {
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}
