package judge

import (
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// judgeWithoutPath finds the end and the reason where no path leads to an
// anchor.
func (c *judgement) judgeWithoutPath() {
	var reason *flaw
	if !c.exhausted {
		if flawed := c.best(mode{flawed: true}); flawed != nil {
			reason = flawed.flaw
		}
	}
	c.chain = c.linked()
	first := c.chain[0]
	for _, n := range c.chain[1:] {
		if n.end().Before(first.end()) {
			first = n
		}
	}
	c.expires(first)
	switch {
	case reason != nil:
		c.problems = append(c.problems, *reason)
	case c.exhausted:
		c.objectToSize()
	default:
		c.objectToAuthority()
	}
}

// objectToAuthority tells apart why no anchor is reached at all.
func (c *judgement) objectToAuthority() {
	if self := newIssuer(c.leaf.cert, c.leaf.id); self.selfIssued() && c.links(self, self) {
		c.object(TrustSelfSigned, "%s is signed by itself and is not in the trust store", certificate.NameOf(c.leaf.cert))
		return
	}
	if c.anchors.empty() {
		c.object(TrustUnknownAuthority, "the trust store is empty: no authority is known")
		return
	}
	top := c.deadEnd()
	if top == nil {
		c.object(TrustUnknownAuthority, "the authorities that came with %s sign one another, and none is in the trust store", certificate.NameOf(c.leaf.cert))
		return
	}
	if issuer := c.forger(top); issuer != nil {
		c.object(TrustBadSignature, "%s names %s as its issuer, but the key of that certificate did not sign it",
			certificate.NameOf(top.cert), certificate.NameOf(issuer.cert))
		return
	}
	if !top.selfIssued() {
		c.broken = "when the issuer " + certificate.IssuerOf(top.cert) + " ends cannot be seen, as its certificate is missing"
	}
	switch {
	case top == c.leaf:
		c.object(TrustUnknownAuthority, "no certificate of the issuer %s came with %s (incomplete chain: clients that do not already know it fail)",
			certificate.IssuerOf(top.cert), certificate.NameOf(top.cert))
	case top.selfIssued():
		c.object(TrustUnknownAuthority, "the root %s is not in the trust store", certificate.NameOf(top.cert))
	default:
		c.object(TrustUnknownAuthority, "the issuer %s of %s is neither in the trust store nor among the certificates that came with it",
			certificate.IssuerOf(top.cert), certificate.NameOf(top.cert))
	}
}

// deadEnd is the linked certificate furthest from the leaf above which nothing
// was served; nil when they go round in a circle.
func (c *judgement) deadEnd() *node {
	for _, n := range slices.Backward(c.chain) {
		if !slices.ContainsFunc(c.served, func(issuer *node) bool { return issuer != n && n.named(issuer) && c.links(n, issuer) }) {
			return n
		}
	}
	return nil
}

// forger is a known certificate with the name and key identifier of n's issuer
// whose key did not sign n.
func (c *judgement) forger(n *node) *node {
	for _, known := range [][]*node{c.anchors.bySubject[string(n.cert.RawIssuer)], c.served} {
		for _, issuer := range known {
			if n.named(issuer) && n.keyMatches(issuer) && issuer != n && !c.links(n, issuer) {
				return issuer
			}
		}
	}
	return nil
}
