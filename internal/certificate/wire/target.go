package wire

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/starttls"
)

// Target is one server to read.
type Target struct {
	// Endpoint is "host:port" as the user wrote it.
	Endpoint string
	// ServerName is what the server is asked for (SNI); "" is the endpoint's
	// host. An IP address is never sent (RFC 6066 section 3).
	ServerName string
	// StartTLS is one of starttls.Protocols; "" is TLS from the first byte.
	StartTLS string
	// ClientCertificates are offered when the server asks for one.
	ClientCertificates []tls.Certificate
	// KeyTypes are the kinds of leaf to read, of "rsa" and "ecdsa"; empty is
	// the one that the server prefers, in a single connection.
	KeyTypes []string
	// AllAddresses reads every address of the host instead of the first that
	// answers.
	AllAddresses bool
	// CertificateOnly stops after the Certificate message where the server can
	// do TLS 1.2. It costs a fraction and proves nothing about the key.
	CertificateOnly bool
	// Samples is how often each address is read, at most MaxSamples, where servers
	// behind it take turns; 0 is once.
	Samples int
	// Timeout covers all connections and retries; 0 is the dialer's.
	Timeout time.Duration
}

// Name is the name that the certificate should be for, in ASCII: ServerName,
// else the endpoint's host. Its error is an *InputError.
func (t Target) Name() (string, error) {
	p, err := t.plan(0)
	return p.name, err
}

// Check finds wrong input without connecting. Its error is an *InputError.
func (t Target) Check() error {
	_, err := t.plan(0)
	return err
}

// plan is a Target that has been checked.
type plan struct {
	Target
	endpoint Endpoint
	// name is what the certificate should be for, sni what is sent.
	name, sni string
	timeout   time.Duration
}

func (t Target) plan(timeout time.Duration) (plan, error) {
	endpoint, err := ParseEndpoint(t.Endpoint)
	if err != nil {
		return plan{}, err
	}
	p := plan{Target: t, endpoint: endpoint, name: endpoint.Host, timeout: timeout}
	if t.ServerName != "" {
		if wrong := serverNameFault(t.ServerName); wrong != nil {
			return plan{}, wrong
		}
		p.name, _ = hostOf(strings.TrimSuffix(strings.TrimPrefix(t.ServerName, "["), "]"))
	}
	p.name = strings.TrimSuffix(p.name, ".")
	if _, err := netip.ParseAddr(p.name); err != nil {
		p.sni = p.name
	}
	if t.Timeout < 0 {
		return plan{}, &certificate.InputError{
			Attribute: "timeout", Summary: "Timeout below zero",
			Detail: fmt.Sprintf("A time-out cannot be negative. Write a duration, for example \"10s\".\n\nFound: %s", t.Timeout),
		}
	}
	if t.Timeout > 0 {
		p.timeout = t.Timeout
	}
	if t.StartTLS != "" && !slices.Contains(starttls.Protocols(), t.StartTLS) {
		return plan{}, starttls.UnknownProtocol(t.StartTLS)
	}
	if t.Samples < 0 || t.Samples > MaxSamples {
		return plan{}, &certificate.InputError{
			Attribute: "samples", Summary: "Samples out of range",
			Detail: fmt.Sprintf("One address can be read 1 to %d times. Write for example 8.\n\nFound: %d", MaxSamples, t.Samples),
		}
	}
	p.KeyTypes = slices.Compact(slices.Sorted(slices.Values(t.KeyTypes)))
	for _, keyType := range p.KeyTypes {
		if keyType != "rsa" && keyType != "ecdsa" {
			return plan{}, &certificate.InputError{
				Attribute: "key_types", Summary: "Unknown key type",
				Detail: fmt.Sprintf("Servers can be asked for a certificate with one of two types of key. "+
					"Write for example [\"rsa\", \"ecdsa\"].\n\nFound: %s\nAccepted: rsa, ecdsa", certificate.Quote(keyType)),
			}
		}
	}
	return p, nil
}

// CheckServerName finds what is wrong with a name to compare a certificate with;
// "" is none. Its error is an *InputError.
func CheckServerName(name string) error {
	if name == "" {
		return nil
	}
	if wrong := serverNameFault(name); wrong != nil {
		return wrong
	}
	return nil
}

// serverNameFault says what stands in place of a name: a URL, or a name with its
// port.
func serverNameFault(name string) *certificate.InputError {
	if strings.ContainsAny(name, "/@?#") {
		return badServerName("It is a URL, or part of one.", withoutSecrets(name))
	}
	if host, port, err := net.SplitHostPort(name); err == nil && isDecimal(port) && !strings.Contains(host, ":") {
		return badServerName("There is a port behind the name.", name)
	}
	if address := strings.Trim(name, "[]"); strings.Contains(address, ":") {
		if _, err := netip.ParseAddr(address); err != nil {
			return badServerName("It has a colon, and is no IPv6 address.", name)
		}
	}
	if _, wrong := hostOf(strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")); wrong != "" {
		return badServerName(wrong, name)
	}
	return nil
}

func badServerName(wrong, found string) *certificate.InputError {
	return &certificate.InputError{
		Attribute: "server_name",
		Summary:   "Not a server name",
		Detail:    fmt.Sprintf("%s Write a name without port, for example \"www.example.test\".\n\nFound: %s", wrong, certificate.Quote(found)),
	}
}
