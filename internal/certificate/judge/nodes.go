package judge

import (
	"crypto/x509"
	"net/netip"
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// answers are the leaves of one address by key type. RSA and ECDSA leaves differ
// on purpose, so only leaves of one type are compared.
type answers map[x509.PublicKeyAlgorithm][]Verdict

// compareNodes tells whether the nodes behind one endpoint serve the same.
func (c *Combined) compareNodes() {
	nodes := map[netip.AddrPort]answers{}
	for _, v := range c.All {
		if !v.Address.IsValid() && !v.FromServer {
			continue
		}
		if nodes[v.Address] == nil {
			nodes[v.Address] = answers{}
		}
		keys := v.Leaf.PublicKeyAlgorithm
		nodes[v.Address][keys] = append(nodes[v.Address][keys], v)
	}
	for address, these := range nodes {
		for _, others := range nodes {
			if these.disagree(others) {
				c.Disagree = append(c.Disagree, address)
				break
			}
		}
	}
	if len(c.Disagree) == 0 {
		return
	}
	slices.SortFunc(c.Disagree, netip.AddrPort.Compare)
	what, inTurn := "the addresses serve different certificates: ", len(c.Disagree) == 1
	if inTurn {
		what = nameOf(c.Disagree[0]) + " serves different certificates in turn: "
	}
	var parts []string
	for _, v := range c.All {
		part := nameOf(v.Address) + " " + endOf(v)
		if inTurn {
			part = "serial number " + certificate.Describe(v.Leaf).SerialNumber + " " + endOf(v)
		}
		if slices.Contains(c.Disagree, v.Address) && !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	c.Findings = append(c.Findings, deadline.NewFinding(deadline.RuleNodesDisagree, what+text.Some(parts, 5)))
}

// disagree tells whether two addresses serve different leaves for a key type,
// or have no key type in common. An address that changes its answer disagrees
// with itself.
func (a answers) disagree(b answers) bool {
	common := false
	for keys, these := range a {
		for _, this := range these {
			for _, other := range b[keys] {
				common = true
				if !this.Leaf.Equal(other.Leaf) {
					return true
				}
			}
		}
	}
	return !common
}

// nameOf names an address, which behind a proxy nobody knows.
func nameOf(address netip.AddrPort) string {
	if !address.IsValid() {
		return "the server"
	}
	return address.String()
}

func endOf(v Verdict) string {
	if v.ExpiresAt.IsZero() {
		return "(no end)"
	}
	return "(ends " + certificate.Instant(v.ExpiresAt) + ")"
}
