package judge

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func (c *judgement) find(rule deadline.Rule, format string, a ...any) {
	c.verdict.Findings = append(c.verdict.Findings, deadline.NewFinding(rule, fmt.Sprintf(format, a...)))
}

// findFacts adds what a person should know of a certificate, trusted or not.
func (c *judgement) findFacts() {
	considered := []*node(c.path)
	if considered == nil {
		considered = c.chain
	}
	c.findWeakness(considered)
	if c.path != nil && c.path[len(c.path)-1].public && issuedToPublicRules(c.leaf.cert) {
		c.findLongValidity()
		c.findShorterRenewal()
		c.findClientAuthEnding()
	}
	c.findMissedRenewal()
}

// minRSABits is the least of CA/Browser Forum BR 6.1.5 and NIST SP 800-131A. They
// ask 224 bits of elliptic curves, and crypto/x509 parses none below that.
const minRSABits = 2048

func (c *judgement) findWeakness(certs []*node) {
	for _, n := range certs {
		algorithm, bits := certificate.KeyOf(n.cert)
		switch {
		case (algorithm == "RSA" || algorithm == "RSA-PSS") && bits > 0 && bits < minRSABits, algorithm == "DSA":
			c.find(deadline.RuleWeakKey, "%s has a weak key (%s, %d bits)", certificate.NameOf(n.cert), algorithm, bits)
		}
		// Nobody relies on the signature of an anchor.
		if c.anchors.byID[n.id] == nil && weakSignature(n.cert.SignatureAlgorithm) {
			c.find(deadline.RuleWeakKey, "%s has a weak signature (%s)", certificate.NameOf(n.cert), certificate.SignatureName(n.cert))
		}
	}
}

const day = 24 * time.Hour

// validityLimits are the longest validities that public authorities may give to
// server certificates, by day of issue, newest first: CA/Browser Forum Baseline
// Requirements 6.3.2 with ballots SC-031 (398 days) and SC-081v3.
var validityLimits = []struct {
	since time.Time
	days  int
}{
	{time.Date(2029, time.March, 15, 0, 0, 0, 0, time.UTC), 47},
	{time.Date(2027, time.March, 15, 0, 0, 0, 0, time.UTC), 100},
	{time.Date(2026, time.March, 15, 0, 0, 0, 0, time.UTC), 200},
	{time.Date(2020, time.September, 1, 0, 0, 0, 0, time.UTC), 398},
}

// issuedToPublicRules tells a certificate of a public authority from that of a
// company whose root was put into the system's store: it names a policy of the
// CA/Browser Forum (BR 7.1.6.1), or holds timestamps of public logs (RFC 6962 3.3).
func issuedToPublicRules(leaf *x509.Certificate) bool {
	for _, policy := range leaf.PolicyIdentifiers {
		if strings.HasPrefix(policy.String(), "2.23.140.1.") {
			return true
		}
	}
	return slices.ContainsFunc(leaf.Extensions, func(extension pkix.Extension) bool { return extension.Id.Equal(oidTimestamps) })
}

var oidTimestamps = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}

// findShorterRenewal tells of the limit that will hold on the day on which the
// certificate ends, where its own validity is above that.
func (c *judgement) findShorterRenewal() {
	validity := c.leaf.end().Sub(c.leaf.cert.NotBefore)
	for _, limit := range validityLimits {
		if c.leaf.end().Before(limit.since) {
			continue
		}
		if next := time.Duration(limit.days) * day; validity > next && c.leaf.cert.NotBefore.Before(limit.since) {
			c.verdict.NextValidity = next
			c.find(deadline.RuleRenewalShorter, "%s is valid for %d days; from %s on a public authority gives %d days at most, so what replaces it has to be renewed sooner",
				certificate.NameOf(c.leaf.cert), validity/day, limit.since.Format(time.DateOnly), limit.days)
		}
		return
	}
}

func (c *judgement) findLongValidity() {
	leaf := c.leaf.cert
	validity := c.leaf.end().Sub(leaf.NotBefore)
	for _, limit := range validityLimits {
		if leaf.NotBefore.Before(limit.since) {
			continue
		}
		if longest := time.Duration(limit.days) * day; validity > longest {
			// Part of a day counts as a day (BR 6.3.2).
			c.find(deadline.RuleValidityTooLong, "%s is valid for %d days; a public authority may give %d days to a certificate issued from %s",
				certificate.NameOf(leaf), (validity+day-1)/day, limit.days, limit.since.Format(time.DateOnly))
		}
		return
	}
}

// A certificate of at most 100 days is renewed by a machine, which does it when
// a third of the life is left (half, for lives below 10 days). With a sixth left
// half of that time has passed in vain.
const (
	shortLife          = 100 * day
	renewalMissedShare = 6
)

func (c *judgement) findMissedRenewal() {
	now, end := c.question.Now, c.leaf.end()
	life := end.Sub(c.leaf.cert.NotBefore)
	if life <= 0 || life > shortLife || !now.Before(end) {
		return
	}
	if left := end.Sub(now); left <= life/renewalMissedShare {
		c.find(deadline.RuleRenewalMissed, "%s should have been replaced by now: less than a sixth of its life of %s is left",
			certificate.NameOf(c.leaf.cert), lifeOf(life))
	}
}

func count(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

func lifeOf(life time.Duration) string {
	if life < 2*day {
		return count(int(life/time.Hour), "hour")
	}
	return count(int(life/day), "day")
}
