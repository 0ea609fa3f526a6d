package judge

import (
	"crypto/x509"
	"net/netip"
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// judgeName compares the name asked for with the leaf's alternative names. The
// common name is not one of them (RFC 9525 2, RFC 6125 6.4.4).
func (c *judgement) judgeName() {
	asked := c.question.ServerName
	if asked == "" {
		return
	}
	c.verdict.HostnameChecked = true
	host, err := hostname(asked)
	if err != nil {
		c.object(TrustWrongName, "%q cannot be a server's name", certificate.Plain(asked))
		return
	}
	leaf := c.leaf.cert
	if leaf.VerifyHostname(host) == nil {
		c.verdict.HostnameMatches = true
		return
	}
	switch {
	case addressAsName(leaf, host):
		c.object(TrustWrongName, "the address %s stands in the certificate as a DNS name, which clients do not compare with addresses: it has to stand there as an IP address", certificate.Plain(asked))
	case len(leaf.DNSNames)+len(leaf.IPAddresses) > 0:
		c.object(TrustWrongName, "the certificate is for %s, not for %q", certificate.NamesOf(leaf), certificate.Plain(asked))
	case commonNameMatches(leaf, host):
		c.object(TrustWrongName, "%q stands only in the subject's common name, which clients no longer look at: the certificate has no subject alternative names",
			certificate.Plain(asked))
	default:
		c.object(TrustWrongName, "the certificate is for no server at all (it has no subject alternative names), not for %q", certificate.Plain(asked))
	}
}

// addressAsName tells whether an address was put among the DNS names, as some
// tools do.
func addressAsName(leaf *x509.Certificate, host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil && slices.Contains(leaf.DNSNames, host)
}

// hostname gives the form in which certificates hold a name: an IP address
// without a zone, or A-labels (RFC 5890) without a trailing dot.
func hostname(name string) (string, error) {
	bare := strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	if address, err := netip.ParseAddr(bare); err == nil {
		return address.WithZone("").String(), nil
	}
	name = strings.TrimSuffix(name, ".")
	for i := 0; i < len(name); i++ {
		if name[i] >= 0x80 {
			return idna.Lookup.ToASCII(name)
		}
	}
	return name, nil
}

func commonNameMatches(leaf *x509.Certificate, host string) bool {
	if leaf.Subject.CommonName == "" {
		return false
	}
	return (&x509.Certificate{DNSNames: []string{leaf.Subject.CommonName}}).VerifyHostname(host) == nil ||
		leaf.Subject.CommonName == host
}
