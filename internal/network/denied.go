package network

import (
	"context"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
)

// DeniedError says that the configuration forbids an address.
type DeniedError struct {
	Address netip.Addr
	Network netip.Prefix
}

func (e *DeniedError) Error() string {
	return fmt.Sprintf("%s is in the denied network %s", e.Address, e.Network)
}

// ParseNetworks reads the networks ("169.254.0.0/16", "fd00::/8") and single
// addresses ("10.0.0.1") of a setting. Its error is a *ConfigError.
func ParseNetworks(setting string, texts []string) ([]netip.Prefix, error) {
	networks := make([]netip.Prefix, 0, len(texts))
	for _, text := range texts {
		network, err := parseNetwork(text)
		if err != nil {
			return nil, &ConfigError{
				Setting: setting,
				Summary: "Not a network",
				Detail: "A network is an address with the length of its prefix, or a single address: " +
					"\"169.254.0.0/16\", \"fd00::/8\", \"10.0.0.1\".\n\nFound: " + strconv.Quote(text),
			}
		}
		networks = append(networks, network)
	}
	return networks, nil
}

func parseNetwork(text string) (netip.Prefix, error) {
	if strings.Contains(text, "/") {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return netip.Prefix{}, err
		}
		return plainPrefix(prefix), nil
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, err
	}
	address = address.Unmap().WithZone("")
	return netip.PrefixFrom(address, address.BitLen()), nil
}

// plainPrefix turns ::ffff:10.0.0.0/104 into 10.0.0.0/8 and clears host bits.
func plainPrefix(prefix netip.Prefix) netip.Prefix {
	if address := prefix.Addr(); address.Is4In6() && prefix.Bits() >= 96 {
		prefix = netip.PrefixFrom(address.Unmap(), prefix.Bits()-96)
	}
	return prefix.Masked()
}

// Denied gives a *DeniedError for an address that must not be connected to. An
// address is denied by what it reaches, not by how it is written: ::ffff:a.b.c.d
// and 64:ff9b::a.b.c.d (RFC 6052) reach a.b.c.d, 0.0.0.0 and :: reach the
// machine itself.
func (d *Dialer) Denied(address netip.Addr) error {
	if len(d.denied) == 0 {
		return nil
	}
	for _, reached := range reaches(address) {
		for _, network := range d.denied {
			if network.Contains(reached) {
				return &DeniedError{Address: address, Network: network}
			}
		}
	}
	return nil
}

var nat64 = netip.MustParsePrefix("64:ff9b::/96")

func reaches(address netip.Addr) []netip.Addr {
	address = address.Unmap().WithZone("")
	switch {
	case address.IsUnspecified():
		return []netip.Addr{address, netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}
	case nat64.Contains(address):
		all := address.As16()
		return []netip.Addr{address, netip.AddrFrom4([4]byte(all[12:]))}
	default:
		return []netip.Addr{address}
	}
}

// refuseDenied runs between the choice of an address and the connection to it,
// so that a name that changes its address in between gains nothing.
func (d *Dialer) refuseDenied(ctx context.Context, _, address string, _ syscall.RawConn) error {
	target, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("the address to dial, %q, cannot be checked against the denied networks: %w", address, err)
	}
	return d.allowed(ctx, target.Addr())
}
