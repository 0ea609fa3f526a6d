package judge

import (
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Distrust is one day on which one root program stops to trust one root.
type Distrust struct {
	// Program is "Chrome" or "Mozilla".
	Program string
	// After (UTC) is the instant after which what the root issues is not accepted;
	// what was issued before lives on. Zero where there is none.
	After time.Time
	// Removal (UTC) is when the root is no longer trusted for websites at all. Zero
	// where there is none.
	Removal time.Time
	// Source is where the program says so.
	Source string
	// Approximate says that the day follows from the start of the root's validity,
	// in place of the day on which its key was made.
	Approximate bool
}

// Programs tell what root programs have announced of a root. The fingerprint is the
// SHA-256 of the whole certificate. Absence proves nothing: every company's root is
// absent.
type Programs func(fingerprint [32]byte) []Distrust

// maxDistrusted bounds how many roots of one certificate are gone around.
const maxDistrusted = 8

// judgePrograms looks for a path whose root no program turns away from: a
// cross-sign can save a certificate. Private roots are never touched.
func (c *judgement) judgePrograms(programs Programs) {
	if programs == nil || len(c.path) == 0 {
		return
	}
	avoided := map[fingerprint]bool{}
	var worst []concern
	p := c.path
	for range maxDistrusted {
		anchor := p[len(p)-1]
		if known := c.anchors.byID[anchor.id]; known != nil {
			anchor = known // a root that was given as the leaf
		}
		if !anchor.public {
			return
		}
		concerns := c.concernsOf(anchor, programs)
		if len(concerns) == 0 {
			return
		}
		// Of several roots the one counts that is trusted for longest.
		if worst == nil || until(concerns).After(until(worst)) {
			worst = concerns
		}
		avoided[anchor.id] = true
		next := c.best(mode{validAt: c.question.Now, avoid: func(n *node) bool { return avoided[n.id] }})
		if next == nil {
			break
		}
		if p = next.path(); avoided[p[len(p)-1].id] {
			break // a root that was given as the leaf has no other
		}
	}
	for _, found := range worst {
		c.verdict.Findings = append(c.verdict.Findings, deadline.NewFinding(found.rule, found.message))
		if !found.until.IsZero() && (c.verdict.TrustedUntil.IsZero() || found.until.Before(c.verdict.TrustedUntil)) {
			c.verdict.TrustedUntil = found.until
		}
		if found.rule == deadline.RuleDistrusted && found.program == c.question.Program {
			c.object(TrustDistrusted, "%s", found.message)
		}
	}
}

// concern is what one program's announcement means for this certificate.
type concern struct {
	rule    deadline.Rule
	program string
	message string
	// until is when trust ends; zero where the certificate lives on to its end.
	until time.Time
}

// until is when the first program stops to trust; far away where none does before
// the end.
func until(concerns []concern) time.Time {
	first := time.Date(9999, time.January, 1, 0, 0, 0, 0, time.UTC)
	for _, found := range concerns {
		if !found.until.IsZero() && found.until.Before(first) {
			first = found.until
		}
	}
	return first
}

func (c *judgement) concernsOf(anchor *node, programs Programs) []concern {
	root, leaf := certificate.NameOf(anchor.cert), certificate.NameOf(c.leaf.cert)
	var concerns []concern
	for _, fact := range programs(anchor.id) {
		note := "; " + fact.Source
		if fact.Approximate {
			note += "; the day follows from the start of the root's validity, since the day on which its key was made does not stand in it"
		}
		issued, exact := issuedAt(c.leaf.cert)
		if !exact {
			note += "; its start is taken for the day of issue"
		}
		switch {
		case !fact.After.IsZero() && issued.After(fact.After):
			concerns = append(concerns, concern{deadline.RuleDistrusted, fact.Program, fmt.Sprintf("%s does not accept what was issued below %s after %s, and %s was issued at %s: get one from another authority%s",
				fact.Program, root, certificate.Instant(fact.After), leaf, certificate.Instant(issued), note), fact.After})
		case !fact.After.IsZero() && !c.question.Now.After(c.leaf.end()):
			concerns = append(concerns, concern{deadline.RuleDistrustAnnounced, fact.Program, fmt.Sprintf("%s accepts %s until it ends, but not what is issued below %s after %s: its renewal there will not work, so change the authority%s",
				fact.Program, leaf, root, certificate.Instant(fact.After), note), time.Time{}})
		}
		if fact.Removal.IsZero() {
			continue
		}
		switch {
		case !c.question.Now.Before(fact.Removal):
			concerns = append(concerns, concern{deadline.RuleDistrusted, fact.Program, fmt.Sprintf("%s no longer trusts %s for websites since %s: get a certificate from another authority%s",
				fact.Program, root, fact.Removal.Format(time.DateOnly), note), fact.Removal})
		case fact.Removal.Before(c.leaf.end()):
			concerns = append(concerns, concern{deadline.RuleDistrustAnnounced, fact.Program, fmt.Sprintf("%s stops to trust %s for websites on %s, before %s ends: get a certificate from another authority by then%s",
				fact.Program, root, fact.Removal.Format(time.DateOnly), leaf, note), fact.Removal})
		}
	}
	return concerns
}

// issuedAt is when a certificate was issued: the first timestamp of a public log
// (RFC 6962 3.3), which is what Chrome goes by, else the start of its validity.
func issuedAt(leaf *x509.Certificate) (at time.Time, exact bool) {
	for _, extension := range leaf.Extensions {
		if !extension.Id.Equal(oidTimestamps) {
			continue
		}
		if times := timestamps(extension.Value); len(times) > 0 {
			return slices.MinFunc(times, time.Time.Compare), true
		}
	}
	return leaf.NotBefore.UTC(), false
}
