// Package policy judges many deadlines together: which rules they break alone
// and between them, which of these breaches are waived for now, and whether the
// whole passes. It is plain Go and knows nothing of Terraform.
package policy

import (
	"cmp"
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Policy says how severe each rule is and what it asks for, what is waived, and
// what must hold besides.
type Policy struct {
	// Severities overrides the rules' own severities.
	Severities map[deadline.Rule]deadline.Severity
	// Settings are the rules' severities and parameters; they win over Severities.
	Settings   map[deadline.Rule]Setting
	Waivers    []Waiver
	Assertions []Assertion
	// Partial says that some deadlines are not known yet. What rests on a thing
	// not being among the items is then deferred instead of decided.
	Partial bool
}

// Verdict is a policy's answer. Violations, Waived and Deferred are sorted:
// errors first, then worst status, then by when to act, then by id and rule.
type Verdict struct {
	// Passed is true where no violation of severity error is left unwaived.
	Passed     bool
	Violations []Violation
	Waived     []Violation
	// Deferred would be violations, were the items all there are; always empty
	// unless the policy is Partial.
	Deferred   []Violation
	Counts     map[deadline.Status]int
	Judgements []deadline.Judgement // worst first
	// ByOwner counts by owner; the key "" stands for those that name none.
	ByOwner map[string]OwnerCount
	// Unowned are the ids that name no owner, sorted.
	Unowned []string
}

// OwnerCount is what one owner answers for.
type OwnerCount struct {
	Deadlines int
	Errors    int // violations of severity error, not waived
	Warnings  int // violations of severity warn, not waived
	Waived    int
}

// Judge applies the policy to items at now. Dates in messages are those of loc.
func (p Policy) Judge(items []Item, now time.Time, loc *time.Location) Verdict {
	j := &judging{policy: p, now: now, loc: loc}
	j.takeIn(items)
	j.settleTracks()
	j.covers = j.relate(func(e *entry) []string { return e.CoveredBy })
	for i := range j.entries {
		j.checkAlone(&j.entries[i])
	}
	j.checkBackups()
	j.checkSupport()
	j.checkUpstream()

	verdict := Verdict{
		Passed: true, Counts: map[deadline.Status]int{}, ByOwner: map[string]OwnerCount{},
		Judgements: make([]deadline.Judgement, 0, len(j.entries)), Violations: make([]Violation, 0, len(j.found)),
	}
	waivers := indexWaivers(p.Waivers)
	for _, violation := range append(j.found, p.brokenAssertions()...) {
		verdict.decide(violation, p, waivers, now, loc)
	}
	for _, violation := range p.expiredWaivers(now, loc) {
		verdict.add(violation)
	}
	for i := range j.entries {
		verdict.count(&j.entries[i])
	}
	slices.Sort(verdict.Unowned)
	verdict.Unowned = slices.Compact(verdict.Unowned)
	slices.SortFunc(verdict.Judgements, func(a, b deadline.Judgement) int {
		return cmp.Or(deadline.Worse(a, b), cmp.Compare(a.Reason, b.Reason))
	})
	for _, list := range [][]Violation{verdict.Violations, verdict.Waived, verdict.Deferred} {
		slices.SortFunc(list, worse)
	}
	return verdict
}

// decide puts a violation where it belongs: it counts, is waived, or waits.
func (v *Verdict) decide(violation Violation, p Policy, waivers waiverIndex, now time.Time, loc *time.Location) {
	if violation.Severity == deadline.SeverityOff {
		return
	}
	waiver, later := waivers.find(violation, now, loc)
	switch {
	case waiver != nil:
		violation.Waiver = waiver
		v.Waived = append(v.Waived, violation)
		v.countOwner(violation.Owner, OwnerCount{Waived: 1})
		return
	case p.Partial && violation.byAbsence:
		v.Deferred = append(v.Deferred, violation)
		return
	case later != nil:
		violation.Message = fit(violation.Message + " A waiver by " + named(later.Approver) + " covers it only from " + later.GrantedOn.String() + ".")
	}
	v.add(violation)
}

func (v *Verdict) add(violation Violation) {
	switch violation.Severity {
	case deadline.SeverityOff:
		return
	case deadline.SeverityWarn:
		v.countOwner(violation.Owner, OwnerCount{Warnings: 1})
	default:
		v.Passed = false
		v.countOwner(violation.Owner, OwnerCount{Errors: 1})
	}
	v.Violations = append(v.Violations, violation)
}

func (v *Verdict) count(e *entry) {
	v.Judgements = append(v.Judgements, e.judgement)
	v.Counts[e.judgement.Status]++
	v.countOwner(e.Owner, OwnerCount{Deadlines: 1})
	if e.Owner == "" {
		v.Unowned = append(v.Unowned, e.ID)
	}
}

func (v *Verdict) countOwner(owner string, more OwnerCount) {
	sum := v.ByOwner[owner]
	sum.Deadlines += more.Deadlines
	sum.Errors += more.Errors
	sum.Warnings += more.Warnings
	sum.Waived += more.Waived
	v.ByOwner[owner] = sum
}

func worse(a, b Violation) int {
	severity := func(v Violation) int {
		if v.Severity == deadline.SeverityWarn {
			return 1
		}
		return 0
	}
	return cmp.Or(
		severity(a)-severity(b),
		b.Status.Rank()-a.Status.Rank(),
		deadline.Sooner(deadline.Deadline{ID: a.ID, Timeline: a.Timeline}, deadline.Deadline{ID: b.ID, Timeline: b.Timeline}),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Message, b.Message),
	)
}
