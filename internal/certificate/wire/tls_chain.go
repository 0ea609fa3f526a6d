package wire

import (
	"crypto/tls"
	"crypto/x509"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// chainReader collects a chain. Without the leaf the rest is of no use, but not
// the other way round.
type chainReader struct {
	certs *certificate.Cache
	chain []*x509.Certificate
	count int
}

func (c *chainReader) add(der []byte) {
	c.count++
	if cert, err := c.certs.Parse(der); err == nil && (c.count == 1 || len(c.chain) > 0) {
		c.chain = append(c.chain, cert)
	}
}

func (c *chainReader) err() error {
	if len(c.chain) == 0 {
		return malformedError("a certificate that cannot be decoded")
	}
	return nil
}

// readOnly is what a handshake gives that stopped after the certificate.
func (s *session) readOnly(w *wire, sni string, version uint16, chain chainReader, status []byte) certificate.Served {
	return certificate.Served{
		Address:     w.at,
		Chain:       chain.chain,
		Undecoded:   chain.count - len(chain.chain),
		Protocol:    protocolName(version),
		StapledOCSP: status,
		WithoutSNI:  sni == "" && s.plan.sni != "",
		Incomplete:  "the handshake was ended after the certificate, as asked",
	}
}

func protocolName(version uint16) string {
	if version == 0x0300 {
		return "SSL 3.0"
	}
	return tls.VersionName(version)
}
