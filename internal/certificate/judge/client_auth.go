package judge

import (
	"crypto/x509"
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// clientAuthEnds is from when authorities give no certificate with clientAuth any
// more, by the organisation of whoever issues. Brands of one authority issue in its
// name: GeoTrust, Thawte and RapidSSL are DigiCert's.
var clientAuthEnds = []struct {
	organisation string
	from         time.Time
	note         string
}{
	// Let's Encrypt, 14 May 2025, "Ending TLS Client Authentication Certificate Support in 2026".
	{"Let's Encrypt", time.Date(2026, time.February, 11, 0, 0, 0, 0, time.UTC), " (by its profile tlsclient from 2026-05-13 on)"},
	// DigiCert knowledge base, ALERT53 as of 3 March 2026.
	{"DigiCert", time.Date(2027, time.March, 1, 0, 0, 0, 0, time.UTC), ""},
}

// clientAuthEndsForAll is the day of Chrome Root Program Policy 1.8 (5 February
// 2026), from which no authority in Chrome's store may give it.
var clientAuthEndsForAll = time.Date(2027, time.March, 15, 0, 0, 0, 0, time.UTC)

// findClientAuthEnding tells of a certificate of a public authority by which clients
// prove who they are: what replaces it will not do.
func (c *judgement) findClientAuthEnding() {
	leaf := c.leaf.cert
	if !c.question.ClientAuth && !slices.Contains(leaf.ExtKeyUsage, x509.ExtKeyUsageClientAuth) {
		return
	}
	use := "it has the extended key usage clientAuth"
	if c.question.ClientAuth {
		use = "it is presented by a client"
	}
	for _, known := range clientAuthEnds {
		for _, organisation := range leaf.Issuer.Organization {
			if strings.Contains(strings.ToLower(organisation), strings.ToLower(known.organisation)) {
				c.find(deadline.RuleClientAuthEnding, "%s: %s, and %s gives no certificate with clientAuth from %s on%s, so what replaces it will not work for clients",
					certificate.NameOf(leaf), use, known.organisation, known.from.Format(time.DateOnly), known.note)
				return
			}
		}
	}
	c.find(deadline.RuleClientAuthEnding, "%s: %s, and no public authority may give a certificate with clientAuth from %s on (Chrome Root Program Policy 1.8), many give none earlier, so what replaces it will not work for clients",
		certificate.NameOf(leaf), use, clientAuthEndsForAll.Format(time.DateOnly))
}

// judgeClientUsage says what of the leaf and of its path is not for clients, where
// it is said to be presented by one.
func (c *judgement) judgeClientUsage() {
	if !c.question.ClientAuth {
		return
	}
	if !c.leaf.isFor(x509.ExtKeyUsageClientAuth) {
		c.object(TrustWrongUsage, "%s is not for clients: its extended key usages lack clientAuth", certificate.NameOf(c.leaf.cert))
		return
	}
	for _, n := range c.path {
		if !n.isFor(x509.ExtKeyUsageClientAuth) {
			c.object(TrustWrongUsage, "%s may not issue certificates for clients", certificate.NameOf(n.cert))
			return
		}
	}
}
