// Package policy judges many deadlines together: which rules they break, which
// of these breaches are waived for now, and whether the whole passes. It is
// plain Go and knows nothing of Terraform.
package policy

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Item is one deadline as somebody handed it in: its facts, and what was said
// of it by whoever read it.
type Item struct {
	deadline.Deadline
	// Status, Passes and Reason are as given, "" and nil where nothing was.
	Status deadline.Status
	Passes *bool
	Reason string
}

// Policy says how severe each rule is and what is waived.
type Policy struct {
	// Severities overrides the rules' own.
	Severities map[deadline.Rule]deadline.Severity
	Waivers    []Waiver
}

// Violation is one rule that one deadline breaks.
type Violation struct {
	Rule     deadline.Rule
	Severity deadline.Severity
	ID       string
	Message  string
	Lesson   string
	Owner    string
	Timeline deadline.Timeline
	Status   deadline.Status
	// Waiver is what excuses it; nil in Verdict.Violations.
	Waiver *Waiver
}

// Verdict is a policy's answer. Violations and Waived are sorted: errors first,
// then worst status, then by when to act, then by id and rule.
type Verdict struct {
	// Passed is true where no violation of severity error is left unwaived.
	Passed     bool
	Violations []Violation
	Waived     []Violation
	Counts     map[deadline.Status]int
	Judgements []deadline.Judgement
}

// Judge applies the policy to items at now. Dates in messages are those of loc.
func (p Policy) Judge(items []Item, now time.Time, loc *time.Location) Verdict {
	verdict := Verdict{Passed: true, Counts: map[deadline.Status]int{}}
	var found []Violation
	for _, item := range merge(items, &found) {
		judgement := item.judge(now, loc)
		verdict.Judgements = append(verdict.Judgements, judgement)
		verdict.Counts[judgement.Status]++
		found = append(found, breaches(item, judgement)...)
	}
	for _, violation := range found {
		violation.Severity = p.severity(violation)
		if violation.Severity == deadline.SeverityOff {
			continue
		}
		if waiver := p.waiverFor(violation, now, loc); waiver != nil {
			violation.Waiver = waiver
			verdict.Waived = append(verdict.Waived, violation)
			continue
		}
		verdict.add(violation)
	}
	for _, violation := range p.expiredWaivers(now, loc) {
		if violation.Severity != deadline.SeverityOff {
			verdict.add(violation)
		}
	}
	slices.SortStableFunc(verdict.Judgements, deadline.Worse)
	slices.SortStableFunc(verdict.Violations, worse)
	slices.SortStableFunc(verdict.Waived, worse)
	return verdict
}

func (v *Verdict) add(violation Violation) {
	v.Violations = append(v.Violations, violation)
	if violation.Severity == deadline.SeverityError {
		v.Passed = false
	}
}

// severity is the policy's own for the rule, else the one that the finding
// carries.
func (p Policy) severity(v Violation) deadline.Severity {
	if severity, ok := p.Severities[v.Rule]; ok {
		return severity
	}
	return v.Severity
}

// judge recomputes the status from the dates. Where there is no date, what was
// given counts; where nothing was, it is unknown.
func (i Item) judge(now time.Time, loc *time.Location) deadline.Judgement {
	judgement := i.Deadline.Judge(now, loc)
	if i.End.State == deadline.EndUnknown && i.Status != "" {
		judgement.Status = i.Status
		if i.Status.Rank() == deadline.StatusUnknown.Rank() {
			judgement.Status = deadline.StatusUnknown
		}
		judgement.Passes = judgement.Status.Passes()
		judgement.Reason = fmt.Sprintf("%s is %s, without a date.", i.ID, judgement.Status)
	}
	if i.Reason != "" && i.Status == judgement.Status {
		judgement.Reason = deadline.Printable(i.Reason)
	}
	if i.Passes != nil && !*i.Passes && i.Status.Passes() {
		judgement.Passes = false
	}
	return judgement
}

// breaches lists the rules that one deadline breaks by itself.
func breaches(item Item, judgement deadline.Judgement) []Violation {
	var found []Violation
	report := func(rule deadline.Rule, severity deadline.Severity, message string) {
		found = append(found, Violation{
			Rule: rule, Severity: severity, ID: item.ID, Message: message, Lesson: rule.Lesson(),
			Owner: item.Owner, Timeline: item.Timeline, Status: judgement.Status,
		})
	}
	if rule := judgement.Status.Rule(); rule != "" {
		report(rule, rule.Severity(), deadline.ReasonWithout(judgement.Reason, item.Findings))
	}
	failing := false
	for _, finding := range item.Findings {
		report(finding.Rule, finding.Severity, item.ID+": "+deadline.Printable(finding.Message))
		failing = failing || finding.Severity == deadline.SeverityError
	}
	if judgement.Status.Passes() && !judgement.Passes && !failing {
		report(deadline.RuleUnknown, deadline.SeverityError, item.ID+" is said not to pass, and no finding says why.")
	}
	if item.Owner == "" {
		report(deadline.RuleOwnerMissing, deadline.RuleOwnerMissing.Severity(), item.ID+" names no owner, so nobody is asked to renew it.")
	}
	if item.Tracked && item.Maintainer == "" {
		report(deadline.RuleMaintainerMissing, deadline.RuleMaintainerMissing.Severity(), item.ID+" names no maintainer, so nobody is known to do the work.")
	}
	if item.Tracked && item.Criticality == "" {
		report(deadline.RuleCriticalityMissing, deadline.RuleCriticalityMissing.Severity(), item.ID+" does not say how critical it is.")
	}
	return found
}

// merge makes one of items that share an id and the dates, with all that was said
// against either, and reports those that share an id but not the dates.
func merge(items []Item, found *[]Violation) []Item {
	first := make(map[string]int, len(items))
	kept := make([]Item, 0, len(items))
	for _, item := range items {
		at, seen := first[item.ID]
		if !seen {
			first[item.ID] = len(kept)
			kept = append(kept, item)
			continue
		}
		if twin := &kept[at]; twin.Timeline == item.Timeline && twin.Status == item.Status {
			twin.join(item)
			continue
		}
		kept = append(kept, item)
		*found = append(*found, Violation{
			Rule: deadline.RuleDuplicate, Severity: deadline.RuleDuplicate.Severity(), Lesson: deadline.RuleDuplicate.Lesson(),
			ID: item.ID, Owner: item.Owner, Timeline: item.Timeline,
			Message: item.ID + " is given twice with different dates; give each thing a name of its own.",
		})
	}
	return kept
}

// join takes over what is said against the same thing given once more.
func (i *Item) join(other Item) {
	if other.Passes != nil && !*other.Passes {
		i.Passes = other.Passes
	}
	for _, finding := range other.Findings {
		if !slices.Contains(i.Findings, finding) {
			i.Findings = append(slices.Clip(i.Findings), finding)
		}
	}
}

func worse(a, b Violation) int {
	severity := func(v Violation) int {
		if v.Severity == deadline.SeverityError {
			return 0
		}
		return 1
	}
	return cmp.Or(
		severity(a)-severity(b),
		b.Status.Rank()-a.Status.Rank(),
		deadline.Sooner(deadline.Deadline{ID: a.ID, Timeline: a.Timeline}, deadline.Deadline{ID: b.ID, Timeline: b.Timeline}),
		cmp.Compare(a.Rule, b.Rule),
	)
}
