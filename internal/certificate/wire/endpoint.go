package wire

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

// Endpoint is where a server listens.
type Endpoint struct {
	// Host is a name as DNS knows it (IDNs as Punycode) or an IP address.
	Host string
	// Port is 1 to 65535.
	Port uint16
}

func (e Endpoint) String() string { return net.JoinHostPort(e.Host, strconv.Itoa(int(e.Port))) }

// ParseEndpoint reads "host:port", with IPv6 addresses in brackets. Its error is
// an *InputError.
func ParseEndpoint(text string) (Endpoint, error) {
	switch {
	case strings.TrimSpace(text) == "":
		return Endpoint{}, badEndpoint("Endpoint empty", "There is no host and no port.", "www.example.test:443", text)
	case strings.ContainsAny(text, "/@?#"):
		return Endpoint{}, urlAsEndpoint(text)
	case strings.ContainsFunc(text, notInEndpoint):
		return Endpoint{}, badEndpoint("Not an endpoint", "There are spaces or control characters in it.", "www.example.test:443", text)
	}
	host, digits, err := net.SplitHostPort(text)
	if err != nil {
		return Endpoint{}, splitEndpoint(text)
	}
	port, err := strconv.ParseUint(digits, 10, 16)
	switch {
	case digits == "":
		return Endpoint{}, badEndpoint("Port missing", "There is nothing behind the colon.", net.JoinHostPort(host, "443"), text)
	case isDecimal(digits) && (err != nil || port == 0):
		return Endpoint{}, badEndpoint("Port out of range", "Ports are 1 to 65535.", net.JoinHostPort(host, "443"), text)
	case err != nil:
		return Endpoint{}, badEndpoint("Not a port", "The port must be a number.", net.JoinHostPort(host, "443"), text)
	}
	name, wrong := hostOf(host)
	if wrong != "" {
		return Endpoint{}, badEndpoint("Not a host", wrong, net.JoinHostPort("www.example.test", digits), text)
	}
	return Endpoint{Host: name, Port: uint16(port)}, nil
}

// hostOf gives a host in the form in which it is looked up, or says what is
// wrong with it.
func hostOf(host string) (name, wrong string) {
	if host == "" {
		return "", "There is no host in front of the port."
	}
	if address, err := netip.ParseAddr(host); err == nil {
		return address.String(), ""
	}
	if strings.Contains(host, ":") {
		return "", "What stands in the brackets is not an IPv6 address."
	}
	name, err := network.ASCIIHost(host)
	if err != nil {
		return "", "The name holds characters, or an order of characters, that no domain name has."
	}
	bare := strings.TrimSuffix(name, ".")
	if len(bare) == 0 || len(bare) > 253 {
		return "", "A host name has 1 to 253 characters."
	}
	for label := range strings.SplitSeq(bare, ".") {
		if len(label) == 0 || len(label) > 63 {
			return "", "Between the dots of a host name there are 1 to 63 characters."
		}
	}
	if digits := bare[strings.LastIndexByte(bare, '.')+1:]; isDecimal(digits) {
		return "", "A host that ends in a number must be an IPv4 address, four numbers from 0 to 255."
	}
	return name, ""
}

// splitEndpoint explains a text that is not host and port.
func splitEndpoint(text string) *certificate.InputError {
	bare := text
	if strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") {
		bare = text[1 : len(text)-1]
	}
	const brackets = "An IPv6 address stands in brackets, with the port behind them."
	switch address, err := netip.ParseAddr(bare); {
	case err == nil && address.Is6():
		return badEndpoint("Port missing", brackets, net.JoinHostPort(address.String(), "443"), text)
	case !strings.ContainsAny(text, ":[]"):
		return badEndpoint("Port missing", "There is a host without a port.", text+":443", text)
	default:
		return badEndpoint("Not an endpoint", "There is more than one colon, or a bracket that is out of place. "+brackets, "[2001:db8::1]:443", text)
	}
}

// urlAsEndpoint says what to write instead of a URL. It shows of one only the
// scheme and the host: user, path and query may be secrets.
func urlAsEndpoint(text string) *certificate.InputError {
	const example = "www.example.test:443"
	shown := "a URL"
	parsed, err := url.Parse(text)
	if err != nil || parsed.Host == "" {
		return badEndpoint("Not an endpoint", "An endpoint is a host and a port, without anything else around them.", example, withoutSecrets(text))
	}
	port := parsed.Port()
	if port == "" {
		port = "443"
	}
	suggestion := net.JoinHostPort(parsed.Hostname(), port)
	if _, err := ParseEndpoint(suggestion); err != nil {
		suggestion = example
	}
	if parsed.Scheme != "" {
		shown = parsed.Scheme + "://" + parsed.Host
	}
	return badEndpoint("URL instead of endpoint", "An endpoint is a host and a port, without scheme and path.", suggestion, shown)
}

// withoutSecrets cuts what may be credentials off a text that is no URL.
func withoutSecrets(text string) string {
	text = text[strings.LastIndexByte(text, '@')+1:]
	if end := strings.IndexAny(text, "/?#"); end >= 0 {
		text = text[:end+1] + "…"
	}
	return text
}

func badEndpoint(summary, what, example, found string) *certificate.InputError {
	return &certificate.InputError{
		Attribute: "endpoint",
		Summary:   summary,
		Detail:    fmt.Sprintf("%s Write host and port, for example %q.\n\nFound: %s", what, example, certificate.Quote(found)),
	}
}

func notInEndpoint(r rune) bool { return r <= ' ' || r == 0x7f }

func isDecimal(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
