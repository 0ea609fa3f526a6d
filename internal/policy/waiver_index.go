package policy

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// waiverIndex finds the waivers of a rule, those for one id without a search.
type waiverIndex struct {
	byRule map[deadline.Rule]*ruleWaivers
	used   map[*Waiver]bool // something breaks its rule
	now    time.Time
	loc    *time.Location
}

type ruleWaivers struct {
	byID map[string][]*Waiver
	rest []*Waiver
}

// indexWaivers sorts those that last longest to the front: in whatever order
// they are given, the same one is named.
func indexWaivers(waivers []Waiver, now time.Time, loc *time.Location) *waiverIndex {
	x := &waiverIndex{map[deadline.Rule]*ruleWaivers{}, map[*Waiver]bool{}, now, loc}
	for i := range waivers {
		w := &waivers[i]
		of := x.byRule[w.Rule]
		if of == nil {
			of = &ruleWaivers{byID: map[string][]*Waiver{}}
			x.byRule[w.Rule] = of
		}
		if w.Asset == "" || isPattern(w.Asset) {
			of.rest = append(of.rest, w)
		} else {
			of.byID[w.Asset] = append(of.byID[w.Asset], w)
		}
	}
	longest := func(a, b *Waiver) int {
		return cmp.Or(b.EndsOn.Compare(a.EndsOn), a.GrantedOn.Compare(b.GrantedOn), cmp.Compare(a.ID(), b.ID()), cmp.Compare(a.Approver, b.Approver), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Ticket, b.Ticket))
	}
	for _, of := range x.byRule {
		slices.SortFunc(of.rest, longest)
		for _, list := range of.byID {
			slices.SortFunc(list, longest)
		}
	}
	return x
}

// excuse is what waivers say of a breach.
type excuse struct {
	holds   *Waiver // one is in force
	perhaps *Waiver // one is in force, and whether it is for the thing is known only after apply
	later   *Waiver // the first that begins only later
}

// find gives the waivers of a rule for a subject. Those that it finds are used.
func (x *waiverIndex) find(rule deadline.Rule, of subject) (e excuse) {
	waivers := x.byRule[rule]
	if waivers == nil {
		return e
	}
	for _, list := range [][]*Waiver{waivers.byID[of.id], waivers.rest} {
		for _, w := range list {
			isFor := w.isFor(of)
			if isFor == no || w.Expired(x.now, x.loc) {
				continue
			}
			x.used[w] = true
			switch {
			case !w.Holds(x.now, x.loc):
				if isFor == yes && (e.later == nil || w.GrantedOn.Before(e.later.GrantedOn)) {
					e.later = w
				}
			case isFor == yes && e.holds == nil:
				e.holds = w
			case isFor == perhaps && e.perhaps == nil:
				e.perhaps = w
			}
		}
	}
	return e
}

// unused are the waivers in force that excuse nothing: nothing that they are for
// breaks their rule, nor will before they end.
func (x *waiverIndex) unused(j *judging) []Violation {
	var found []Violation
	for i := range j.policy.Waivers {
		w := &j.policy.Waivers[i]
		if x.used[w] || !w.Holds(x.now, x.loc) {
			continue
		}
		matches, waits := 0, false
		for at := range j.entries {
			if w.isFor(subjectOf(&j.entries[at])) != no {
				matches++
				waits = waits || j.entries[at].breaksBy(w.Rule, w.EndsOn.End(x.loc))
			}
		}
		if waits {
			continue
		}
		why := "nothing that it is for breaks that rule, or will while it holds; remove it"
		if matches == 0 && w.Rule != RuleAssertion {
			why = "none of what is judged here is what it is for; mend that, or remove it"
		}
		found = append(found, j.policy.aboutWaiver(w, deadline.RuleWaiverUnused, fmt.Sprintf("the waiver of %s for %s by %s excuses nothing: %s.", w.Rule, named(w.target()), named(w.Approver), why)))
	}
	return found
}

// breaksBy says that the thing is to break a rule about time before an instant.
func (e *entry) breaksBy(rule deadline.Rule, end time.Time) bool {
	line := e.judgement.Timeline
	at := map[deadline.Rule]time.Time{deadline.RuleDue: line.RemindAt, deadline.RuleOverdue: line.ActBy, deadline.RuleExpired: line.End.At}[rule]
	return !at.IsZero() && at.Before(end) && e.judgement.Status.Rank() < ruleRank(rule)
}

// ruleRank is the rank of the status that breaks a rule.
func ruleRank(rule deadline.Rule) int {
	for _, status := range deadline.Statuses {
		if status.Rule() == rule {
			return status.Rank()
		}
	}
	return 0
}
