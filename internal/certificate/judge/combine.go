package judge

import (
	"net/netip"
	"slices"
)

// Combined is the verdict on everything that one endpoint serves: several key
// types, several addresses.
type Combined struct {
	// Verdict is that of the chain which ends first (the earliest given, of
	// several), except that Trusted and HostnameMatches hold only if they hold
	// for all, TrustError and TrustMessage are those of the first that is not
	// trusted, TrustedUntil is the earliest, NextValidity the shortest, and Findings
	// are those of all, each once.
	Verdict
	// All are the verdicts given, in their order.
	All []Verdict
	// Disagree holds the addresses that do not serve the same certificates as
	// some other one, sorted; empty when all agree.
	Disagree []netip.AddrPort
}

// Combine puts together the verdicts on one endpoint; there must be at least
// one.
func Combine(verdicts ...Verdict) Combined {
	combined := Combined{Verdict: slices.MinFunc(verdicts, compareEnds), All: verdicts}
	combined.Trusted, combined.TrustError, combined.TrustMessage = true, "", ""
	combined.Findings = nil
	for _, v := range verdicts {
		if !v.Trusted && combined.Trusted {
			combined.Trusted, combined.TrustError, combined.TrustMessage = false, v.TrustError, v.TrustMessage
		}
		if !v.TrustedUntil.IsZero() && (combined.TrustedUntil.IsZero() || v.TrustedUntil.Before(combined.TrustedUntil)) {
			combined.TrustedUntil = v.TrustedUntil
		}
		if v.NextValidity > 0 && (combined.NextValidity == 0 || v.NextValidity < combined.NextValidity) {
			combined.NextValidity = v.NextValidity
		}
		combined.HostnameMatches = combined.HostnameMatches && v.HostnameMatches
		for _, finding := range v.Findings {
			if !slices.Contains(combined.Findings, finding) {
				combined.Findings = append(combined.Findings, finding)
			}
		}
	}
	combined.compareNodes()
	return combined
}

// compareEnds puts the earliest end first, and no end last.
func compareEnds(a, b Verdict) int {
	switch aEnds, bEnds := !a.ExpiresAt.IsZero(), !b.ExpiresAt.IsZero(); {
	case aEnds && bEnds:
		return a.ExpiresAt.Compare(b.ExpiresAt)
	case aEnds:
		return -1
	case bEnds:
		return 1
	}
	return 0
}
