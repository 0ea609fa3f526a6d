package credential

import (
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// Single is the one credential that a file stands for: of several that are used
// together the one that ends first. Of several of which one must be chosen it is a
// failure.
func (b Bundle) Single(options Options) (Credential, *source.Failure) {
	chosen := b.Credentials
	switch {
	case b.Format == "kubeconfig":
		context := options.Context
		if context == "" {
			context = b.Current
		}
		if context == "" {
			return Credential{}, source.Fail(source.Ambiguous, "the kubeconfig has no current-context; say which context is meant")
		}
		chosen = nil
		for _, c := range b.Credentials {
			if slices.Contains(c.Contexts, context) {
				chosen = append(chosen, c)
			}
		}
		if len(chosen) == 0 {
			return Credential{}, source.Fail(source.NotFound, "the kubeconfig has no such context, or the context no user")
		}
	case b.Format == "openpgp" && options.Fingerprint != "":
		wanted := strings.ToUpper(strings.Join(strings.Fields(strings.TrimPrefix(strings.ToLower(options.Fingerprint), "0x")), ""))
		if len(wanted) < 16 {
			return Credential{}, source.Fail(source.Unsupported, "a fingerprint is given by its last 16 digits or more")
		}
		chosen = slices.DeleteFunc(slices.Clone(chosen), func(c Credential) bool { return !strings.HasSuffix(c.KeyID, wanted) })
		if len(chosen) == 0 {
			return Credential{}, source.Fail(source.NotFound, "none of the keys has this fingerprint")
		}
	}
	if len(chosen) > 1 && b.Parallel {
		return Credential{}, source.Fail(source.Ambiguous, "it holds "+plural(len(chosen), "credential", "credentials or more")+"; say which is meant, or read them all with the plural form")
	}
	return earliest(chosen, options.Now), nil
}

// earliest is the credential that ends first, with the findings of all. One whose
// end is unknown may end before all others, so that it counts first, unless
// another has ended already.
func earliest(credentials []Credential, now time.Time) Credential {
	first := credentials[0]
	for _, c := range credentials[1:] {
		if sooner(c, first, now) {
			first = c
		}
	}
	findings := slices.Clone(first.Findings)
	for _, c := range credentials {
		if c.Name != first.Name || c.Kind != first.Kind {
			others := c.Findings
			if c.Unread != nil {
				others = append(slices.Clone(others), deadline.NewFinding(deadline.RuleUnreadBeside, "beside it "+c.Unread.Clause))
			}
			for _, finding := range others {
				if !slices.Contains(findings, finding) {
					findings = append(findings, finding)
				}
			}
		}
	}
	first.Findings = findings
	return first
}

func sooner(a, b Credential, now time.Time) bool {
	rank := func(c Credential) int {
		switch {
		case c.End.State == deadline.EndedUnknownDay, c.End.State == deadline.EndKnown && !now.IsZero() && !now.Before(c.End.At):
			return 0
		case c.End.State == deadline.EndUnknown:
			return 1
		case c.End.State == deadline.EndKnown:
			return 2
		}
		return 3
	}
	if rank(a) != rank(b) {
		return rank(a) < rank(b)
	}
	return a.End.State == deadline.EndKnown && b.End.State == deadline.EndKnown && a.End.At.Before(b.End.At)
}
