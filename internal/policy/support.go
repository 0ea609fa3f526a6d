package policy

import (
	"fmt"
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// kindsWithSupport are the kinds of tracked things that by default must be under
// a support contract. Software that was merely recognised is not tracked.
var kindsWithSupport = []string{"appliance", "hardware", "package", "software"}

// checkSupport reports things that no living contract covers until their end.
func (j *judging) checkSupport() {
	best, unsettled := make(map[*group]cover, len(j.covers.groups)), map[*group][]*entry{}
	for _, g := range j.covers.groups {
		var c cover
		for _, at := range g.targets {
			c.take(&j.entries[at])
			if len(j.entries[at].Unsettled) > 0 {
				unsettled[g] = append(unsettled[g], &j.entries[at])
			}
		}
		best[g] = c
	}
	for i := range j.entries {
		e := &j.entries[i]
		groups := j.covers.bySource[i]
		asked := j.policy.asksFor(deadline.RuleSupportContractMissing, e, needsSupport(e, len(groups) > 0))
		if asked == no {
			continue
		}
		var all cover
		var missing []string
		var contracts []*entry
		for _, g := range groups {
			if len(g.targets) == 0 {
				missing = append(missing, named(g.name))
			}
			all.take(best[g].living)
			all.take(best[g].dead)
			contracts = append(contracts, unsettled[g]...)
		}
		lacking := e.lacks("covered_by")
		if asked == perhaps {
			lacking = append(lacking, e.lacks("kind", "tracked", "system", "environment", "owner")...)
		}
		message, compared := j.uncovered(e, all, missing)
		if compared {
			lacking = append(lacking, e.lacks(timing...)...)
		}
		j.reportAbsence(e, deadline.RuleSupportContractMissing, message, append(lacking, lacksOf(contracts, timing...)...)...)
	}
}

// needsSupport is the rule's own choice: tracked things of some kinds, and what
// names a contract.
func needsSupport(e *entry, covered bool) answer {
	tracked, kind := len(e.lacks("tracked")) > 0, len(e.lacks("kind")) > 0
	supported := slices.Contains(kindsWithSupport, e.Kind)
	switch {
	case e.Closed():
		return no
	case covered || e.Tracked && supported && !tracked && !kind:
		return yes
	case len(e.lacks("covered_by")) > 0, (tracked || e.Tracked) && (kind || supported) && (tracked || kind):
		return perhaps
	}
	return no
}

// cover is the contract that covers something for longest, and one that no
// longer does or cannot be told to.
type cover struct{ living, dead *entry }

func (c *cover) take(contract *entry) {
	if contract == nil {
		return
	}
	dead := contract.judgement.Status == deadline.StatusExpired || contract.judgement.Status == deadline.StatusUnknown
	switch {
	case dead || !contract.inForce():
		if c.dead == nil {
			c.dead = contract
		}
	default:
		if c.living == nil || endsBefore(c.living, contract) {
			c.living = contract
		}
	}
}

// uncovered says in what the cover falls short, "" where it does not; compared,
// that this is by the thing's own end.
func (j *judging) uncovered(e *entry, c cover, missing []string) (message string, compared bool) {
	id := named(e.ID)
	switch {
	case c.living != nil:
		if endsBefore(c.living, e) && e.End.State == deadline.EndKnown && e.judgement.Status != deadline.StatusExpired {
			first, second := twoEnds(c.living.End, e.End, j.loc)
			message = fmt.Sprintf("the contract that covers %s, %s, ends on %s, before %s, when the thing itself does.", id, named(c.living.ID), first, second)
		}
		return message, true
	case len(missing) > 0:
		message = fmt.Sprintf("whether %s is under support cannot be told: %s, which is to cover it, is not among these deadlines; hand it over too.", id, listed(missing))
	case c.dead != nil && !c.dead.inForce():
		message = fmt.Sprintf("the contract that covers %s, %s, %s.", id, named(c.dead.ID), c.dead.notInForce())
	case c.dead != nil && c.dead.judgement.Status == deadline.StatusExpired:
		message = fmt.Sprintf("the contract that covers %s, %s, has expired.", id, named(c.dead.ID))
	case c.dead != nil:
		message = fmt.Sprintf("whether %s is under support cannot be told: when %s ends is unknown.", id, named(c.dead.ID))
	default:
		message = id + " is under no support contract: covered_by names none."
	}
	return message, false
}

// endsBefore says that one thing is known to end before another, which lasts
// longer or has no end. What will renew by itself does not end yet.
func endsBefore(a, b *entry) bool {
	renews := func(f deadline.Finding) bool { return f.Rule == deadline.RuleRenewsTacitly }
	if a.End.State != deadline.EndKnown || slices.ContainsFunc(a.Findings, renews) {
		return false
	}
	return b.End.State == deadline.EndOpen || b.End.State == deadline.EndKnown && a.End.At.Before(b.End.At)
}
