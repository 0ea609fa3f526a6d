package network

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// notPublic are the networks that belong to nobody on the Internet (IANA's
// special-purpose address registries): the machine itself, links, private and
// shared ranges, groups, and forms of IPv6 that carry an address of any of these.
var notPublic = func() []netip.Prefix {
	var prefixes []netip.Prefix
	for text := range strings.FieldsSeq(`0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12
		192.0.0.0/24 192.168.0.0/16 198.18.0.0/15 224.0.0.0/4 240.0.0.0/4
		::/128 ::1/128 ::/96 64:ff9b:1::/48 100::/64 2001::/32 2002::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8`) {
		prefixes = append(prefixes, netip.MustParsePrefix(text))
	}
	return prefixes
}()

type publicOnly struct{}

// PublicOnly is ctx for connections to hosts that somebody else chose: a redirect,
// a link within an answer. Under it a Dialer refuses every address that is not of
// the public Internet, with a *DeniedError. Behind a proxy, which finds the
// addresses of names itself, only a host written as an address can be checked:
// ask PublicHost too.
func PublicOnly(ctx context.Context) context.Context {
	return context.WithValue(ctx, publicOnly{}, true)
}

// PublicHost says that a host as written can be one of the public Internet: not
// an address of another network, nor a name that means something only here.
func PublicHost(host string) bool {
	name, err := ASCIIHost(strings.TrimSuffix(host, "."))
	if err != nil {
		return false
	}
	if address, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil {
		return denyNotPublic(address) == nil
	}
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 {
		return false
	}
	switch last := name[dot+1:]; last {
	case "localhost", "local", "internal", "lan", "arpa":
		return false
	default:
		// 127.1 and 0x7f.1 are addresses to some resolvers, and to no registry names.
		return last != "" && (last[0] < '0' || last[0] > '9')
	}
}

func denyNotPublic(address netip.Addr) error {
	for _, reached := range reaches(address) {
		for _, network := range notPublic {
			if network.Contains(reached) {
				return &DeniedError{Address: address, Network: network}
			}
		}
	}
	return nil
}

// allowed checks an address against the denied networks, and under PublicOnly
// against all that are neither public nor allowed.
func (d *Dialer) allowed(ctx context.Context, address netip.Addr) error {
	if ctx.Value(publicOnly{}) != nil && !within(d.trusted, address) {
		if err := denyNotPublic(address); err != nil {
			return err
		}
	}
	return d.Denied(address)
}

func within(networks []netip.Prefix, address netip.Addr) bool {
	address = address.Unmap().WithZone("")
	return slices.ContainsFunc(networks, func(network netip.Prefix) bool { return network.Contains(address) })
}

// allowedName checks, before a proxy finds them, the addresses of a name. Where
// networks are denied, one whose addresses cannot be found here is refused: it
// could be of any of them.
func (d *Dialer) allowedName(ctx context.Context, name string) error {
	public := ctx.Value(publicOnly{}) != nil
	if len(d.denied) == 0 && !public {
		return nil
	}
	addresses, err := d.Lookup(ctx, name)
	if err != nil {
		if public && len(d.denied) == 0 && PublicHost(name) {
			return nil
		}
		return d.proxy.failed("with denied networks a name must be found here too, and this one cannot be", err)
	}
	for _, address := range addresses {
		if err := d.allowed(ctx, address); err != nil {
			return err
		}
	}
	return nil
}

// Transport sends requests of HTTP, each redirect to another host under
// PublicOnly: whoever answers must not choose a host of an inner network.
func Transport(over http.RoundTripper) http.RoundTripper { return redirects{over} }

type redirects struct{ over http.RoundTripper }

func (r redirects) RoundTrip(request *http.Request) (*http.Response, error) {
	if before := request.Response; before != nil && before.Request != nil && !strings.EqualFold(before.Request.URL.Host, request.URL.Host) {
		request = request.WithContext(PublicOnly(request.Context()))
	}
	return r.over.RoundTrip(request)
}
