package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// checkQuantum reports what is still in use after the day that the policy names with
// a key that a quantum computer could break, or of which nobody says what it is. What
// ends until then brings another key with its renewal. Only the policy decides that,
// so no reader finds it: it hands over the kind of key.
func (j *judging) checkQuantum(e *entry) {
	const rule = deadline.RuleQuantumVulnerable
	after := j.policy.Settings[rule].After
	if after.IsZero() || e.judgement.Status == deadline.StatusExpired {
		return
	}
	lacking := e.lacks(needs[rule]...)
	if !e.hasKey() && !slices.Contains(lacking, "kind") && !slices.Contains(lacking, "key_algorithm") {
		return
	}
	message := ""
	if e.hasKey() && !postQuantum(e.KeyAlgorithm) && j.usedAfter(e, after) {
		message = fmt.Sprintf("%s is to be in use after %s, and %s", named(e.ID), after, keyClause(e.KeyAlgorithm))
	}
	if message != "" || len(lacking) > 0 {
		j.reportUnless(e, rule, message, lacking...)
	}
}

// hasKey says that the item is one of those with a key: a certificate, or whatever
// says which it has. What tracks a certificate leaves that to it.
func (e *entry) hasKey() bool {
	if e.KeyAlgorithm != "" {
		return true
	}
	return len(e.Tracks) == 0 && (e.Kind == "certificate" || strings.HasPrefix(e.ID, "certificate/"))
}

// usedAfter says that nothing shows the item to end until the last moment of a day.
func (j *judging) usedAfter(e *entry, day deadline.Date) bool {
	switch e.End.State {
	case deadline.EndKnown:
		return e.End.At.After(day.End(j.loc))
	case deadline.EndedUnknownDay:
		return false
	}
	return true
}

func keyClause(algorithm string) string {
	switch {
	case deadline.Blank(algorithm) || strings.EqualFold(strings.TrimSpace(algorithm), "unknown"):
		return "of what kind its key is is not known; hand key_algorithm over with it."
	case strings.Contains(algorithm, ","):
		return fmt.Sprintf("of its keys (%s) one or more are not post-quantum.", named(algorithm))
	}
	return fmt.Sprintf("its key is %s, which is not post-quantum.", named(algorithm))
}

// postQuantumNames are how the names of signature schemes begin that no quantum
// computer is known to break: FIPS 204 and 205, with a hash in front or composite
// with another scheme, the hash-based ones of NIST SP 800-208, and the FN-DSA to come.
var postQuantumNames = []string{"MLDSA", "HASHMLDSA", "SLHDSA", "HASHSLHDSA", "XMSS", "LMS", "HSS", "FNDSA"}

// postQuantum says that every key of a list separated by commas is of such a kind.
func postQuantum(algorithms string) bool {
	for name := range strings.SplitSeq(algorithms, ",") {
		plain := strings.ToUpper(strings.Map(func(r rune) rune {
			if r == '-' || r == '_' || r == ' ' {
				return -1
			}
			return r
		}, name))
		if !slices.ContainsFunc(postQuantumNames, func(scheme string) bool { return strings.HasPrefix(plain, scheme) }) {
			return false
		}
	}
	return true
}
