// Package policy judges many deadlines together: which rules they break alone
// and between them, which of these breaches are waived for now, and whether the
// whole passes. It is plain Go and knows nothing of Terraform.
package policy

import (
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
	// Unjudged counts what else is not known yet, such as assertions.
	Unjudged int
}

// incomplete says that something is judged only later.
func (p Policy) incomplete() bool { return p.Partial || p.Unjudged > 0 }

// Verdict is a policy's answer. Violations, Waived and Deferred are sorted:
// errors first, then what is about time and trust before what is about tidiness,
// then worst status, then by when to act, then by id and rule.
type Verdict struct {
	// Outcome fails where a violation of severity error is left unwaived. Where
	// none is, it is not judged yet while anything is deferred.
	Outcome deadline.Outcome
	// Passed is true where the outcome is that it passes.
	Passed     bool
	Violations []Violation
	Waived     []Violation
	// Deferred cannot be told yet, each by one rule: what rests on a thing not
	// being among the items while the policy is Partial, and what needs an
	// attribute that is known only after apply. Each names a thing and a rule once.
	Deferred   []Violation
	Counts     map[deadline.Status]int
	Judgements []deadline.Judgement // worst first
	// ByOwner counts by owner; the key "" stands for those that name none.
	ByOwner map[string]OwnerCount
	// Unowned are the ids that name no owner, sorted.
	Unowned []string
	// Idle are settings whose scope names what is not there: mistakes, most likely.
	Idle []*SettingError
	// Until is for how long it passes, nil where nobody asked; see Policy.Until.
	Until *Until

	postponed map[[2]string]bool // what is in Deferred, by id and rule
}

// OwnerCount is what one owner answers for.
type OwnerCount struct {
	Deadlines int
	Errors    int // violations of severity error, not waived
	Warnings  int // violations of severity warn, not waived
	Waived    int
}

// Judge applies the policy to items at now, in whatever order they come. Dates in
// messages are those of loc.
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
	j.checkVersions()

	verdict := Verdict{
		Counts: map[deadline.Status]int{}, ByOwner: map[string]OwnerCount{},
		Judgements: make([]deadline.Judgement, 0, len(j.entries)), Violations: make([]Violation, 0, len(j.found)),
	}
	waivers := indexWaivers(p.Waivers, now, loc)
	for _, violation := range append(j.found, p.brokenAssertions()...) {
		verdict.decide(violation, p, waivers)
	}
	j.settleLater(&verdict)
	broken := p.brokenWaivers(now, loc)
	if !p.incomplete() && len(verdict.Deferred) == 0 {
		broken = append(broken, waivers.unused(j)...)
	}
	for _, violation := range broken {
		verdict.add(violation)
	}
	for i := range j.entries {
		verdict.count(&j.entries[i])
	}
	verdict.Idle = j.idle()
	verdict.Outcome = verdict.outcome(p)
	verdict.Passed = verdict.Outcome == deadline.OutcomePasses
	verdict.sort()
	return verdict
}

// outcome is fails before not judged yet before passes.
func (v *Verdict) outcome(p Policy) deadline.Outcome {
	isError := func(v Violation) bool { return v.Severity == deadline.SeverityError }
	switch {
	case slices.ContainsFunc(v.Violations, isError):
		return deadline.OutcomeFails
	case p.incomplete() || len(v.Deferred) > 0:
		return deadline.OutcomeNotJudgedYet
	}
	return deadline.OutcomePasses
}

// decide puts a violation where it belongs: it counts, is waived, or waits.
func (v *Verdict) decide(violation Violation, p Policy, waivers *waiverIndex) {
	of := violation.subject()
	excuse := waivers.find(violation.Rule, of)
	if violation.Severity == deadline.SeverityOff {
		return
	}
	if violation.unsure || excuse.perhaps != nil {
		violation.lacking = append(violation.lacking, of.missing(violation.unsure, excuse.perhaps)...)
	}
	switch {
	case excuse.holds != nil:
		if len(violation.lacking) > 0 {
			return // whatever becomes known, it is excused
		}
		violation.Waiver = excuse.holds
		v.Waived = append(v.Waived, violation)
		v.countOwner(violation.Owner, OwnerCount{Waived: 1})
		return
	case len(violation.lacking) > 0:
		violation.Message = postponed(violation.ID, violation.Rule, violation.lacking)
		v.postpone(violation)
		return
	case p.Partial && violation.byAbsence:
		v.postpone(violation)
		return
	case excuse.later != nil:
		violation.Message = fit(violation.Message + " A waiver by " + named(excuse.later.Approver) + " covers it only from " + excuse.later.GrantedOn.String() + ".")
	}
	v.add(violation)
}

// missing are the attributes by which a scope or a waiver is for a subject, or
// is not.
func (s subject) missing(scope bool, waiver *Waiver) []string {
	var names []string
	for _, name := range []string{"kind", "system", "environment", "owner"} {
		if slices.Contains(s.unsettled, name) && (scope || waiver != nil && (name == "system" && waiver.System != "" || name == "owner" && waiver.Owner != "")) {
			names = append(names, name)
		}
	}
	return names
}

// postpone names a thing and a rule once. The list grows with what is unknown,
// so it is looked through by name alone.
func (v *Verdict) postpone(violation Violation) {
	key := [2]string{violation.ID, string(violation.Rule)}
	if v.postponed == nil {
		v.postponed = map[[2]string]bool{}
	}
	if !v.postponed[key] {
		v.postponed[key] = true
		v.Deferred = append(v.Deferred, violation)
	}
}

func (v *Verdict) add(violation Violation) {
	switch violation.Severity {
	case deadline.SeverityOff:
		return
	case deadline.SeverityWarn:
		v.countOwner(violation.Owner, OwnerCount{Warnings: 1})
	default:
		violation.Severity = deadline.SeverityError // what nobody knows is no mild word
		v.countOwner(violation.Owner, OwnerCount{Errors: 1})
	}
	v.Violations = append(v.Violations, violation)
}

func (v *Verdict) count(e *entry) {
	v.Judgements = append(v.Judgements, e.judgement)
	v.Counts[e.judgement.Status]++
	v.countOwner(e.Owner, OwnerCount{Deadlines: 1})
	if e.Owner == "" && len(e.lacks("owner")) == 0 {
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
