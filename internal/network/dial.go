package network

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// stagger is how long one address may take to connect before the next is tried
// beside it (RFC 8305, "Connection Attempt Delay").
const stagger = 250 * time.Millisecond

// DialContext connects to address ("host:port") over network ("tcp", "tcp4",
// "tcp6", "udp"): through the proxy if there is one, else to the first of the
// host's addresses that answers. No connection is ever reused.
//
// Denied networks are checked on the address really dialled. A proxy itself is
// never denied, and behind it only a host that is written as an address can be
// checked, since the proxy finds the addresses of names.
func (d *Dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := splitAddress(address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, d.timeout)
	defer cancel()
	if d.proxy != nil {
		return d.dialProxied(ctx, network, host, port)
	}
	addresses, err := d.Lookup(ctx, host)
	if err != nil {
		return nil, err
	}
	return d.DialFirst(ctx, network, WithPort(addresses, port))
}

// DialFirst connects, without a proxy, to the first of the targets that
// answers, a moment apart and families in turn (RFC 8305). If none does, the
// error is that of the first target.
func (d *Dialer) DialFirst(ctx context.Context, network string, targets []netip.AddrPort) (net.Conn, error) {
	return dialFirst(ctx, &d.guarded, network, targets)
}

func (d *Dialer) dialProxied(ctx context.Context, network, host string, port uint16) (net.Conn, error) {
	if !strings.HasPrefix(network, "tcp") {
		return nil, &ProxyError{Proxy: d.proxy.shown, Message: "the proxy cannot carry " + network}
	}
	name, err := ASCIIHost(host)
	if err != nil {
		return nil, &net.DNSError{Err: "not a host name", Name: host, IsNotFound: true}
	}
	if literal, err := netip.ParseAddr(name); err == nil {
		if err := d.allowed(ctx, literal); err != nil {
			return nil, err
		}
	} else if err := d.allowedName(ctx, name); err != nil {
		return nil, err
	}
	addresses, err := d.Lookup(ctx, d.proxy.host)
	if err != nil {
		return nil, d.proxy.failed("the proxy's name cannot be resolved", err)
	}
	conn, err := dialFirst(ctx, &d.direct, "tcp", WithPort(addresses, d.proxy.port))
	if err != nil {
		return nil, d.proxy.failed("the proxy cannot be reached: "+plain(err), err)
	}
	through, err := d.proxy.connect(ctx, conn, name, port)
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return through, nil
}

func dialFirst(ctx context.Context, dialer *net.Dialer, network string, targets []netip.AddrPort) (net.Conn, error) {
	tries := make([]func(context.Context) (net.Conn, error), 0, len(targets))
	for _, target := range inTurn(ofFamily(network, targets)) {
		tries = append(tries, func(ctx context.Context) (net.Conn, error) {
			return dialer.DialContext(ctx, network, target.String())
		})
	}
	if len(tries) == 0 {
		return nil, &net.AddrError{Err: "no address of the asked family", Addr: network}
	}
	return firstOf(ctx, stagger, tries, func(conn net.Conn) { _ = conn.Close() })
}

// WithPort gives each address the port.
func WithPort(addresses []netip.Addr, port uint16) []netip.AddrPort {
	targets := make([]netip.AddrPort, len(addresses))
	for i, address := range addresses {
		targets[i] = netip.AddrPortFrom(address, port)
	}
	return targets
}

// ofFamily keeps the targets that "tcp4" or "tcp6" can mean.
func ofFamily(network string, targets []netip.AddrPort) []netip.AddrPort {
	if !strings.HasSuffix(network, "4") && !strings.HasSuffix(network, "6") {
		return targets
	}
	var kept []netip.AddrPort
	for _, target := range targets {
		if target.Addr().Unmap().Is4() == strings.HasSuffix(network, "4") {
			kept = append(kept, target)
		}
	}
	return kept
}

// inTurn alternates the families, the first target's family first (RFC 8305
// section 4), so that a dead IPv6 costs one stagger and not one per address.
func inTurn(targets []netip.AddrPort) []netip.AddrPort {
	if len(targets) < 3 {
		return targets
	}
	var first, second, turns []netip.AddrPort
	for _, target := range targets {
		if target.Addr().Is4() == targets[0].Addr().Is4() {
			first = append(first, target)
		} else {
			second = append(second, target)
		}
	}
	for i := range max(len(first), len(second)) {
		if i < len(first) {
			turns = append(turns, first[i])
		}
		if i < len(second) {
			turns = append(turns, second[i])
		}
	}
	return turns
}

func splitAddress(address string) (host string, port uint16, err error) {
	host, digits, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, err
	}
	number, err := strconv.ParseUint(digits, 10, 16)
	if err != nil || number == 0 {
		return "", 0, &net.AddrError{Err: fmt.Sprintf("port %q is not a number from 1 to 65535", digits), Addr: address}
	}
	return host, uint16(number), nil
}
