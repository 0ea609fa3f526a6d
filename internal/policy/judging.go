package policy

import (
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// judging is one judgement on its way: the items as entries, and what was found.
type judging struct {
	policy  Policy
	now     time.Time
	loc     *time.Location
	entries []entry
	ids     *index
	covers  relation // by CoveredBy
	found   []Violation
	// products are those of which versions were compared.
	products map[string]bool
}

// entry is an item with its judgement.
type entry struct {
	Item
	judgement deadline.Judgement
	// told says that how it stands is reported of what it tracks, not again of it.
	told bool
	// untold says that its status is unknown because what it tracks is not there.
	untold bool
	// twice is the sentence on others of the same id that differ, "" where none do.
	twice string
}

// Violation is one rule that one deadline, assertion or waiver breaks.
type Violation struct {
	Rule     deadline.Rule
	Severity deadline.Severity
	// ID is the whole id, as long and strange as it was given; never empty.
	ID string
	// Message is one sentence or two in at most 1,000 characters, without control
	// characters; names in it are cut after 200.
	Message string
	Lesson  string
	Remedy  string
	Owner   string
	Kind    string
	System  string
	// Environment is the thing's, "" where nobody says.
	Environment string
	// Note is what whoever acts should know besides, "" for nothing.
	Note     string
	Timeline deadline.Timeline
	Status   deadline.Status // "" where it is not about a deadline
	// Waiver is what excuses it; nil but in Verdict.Waived.
	Waiver *Waiver

	// byAbsence says that it rests on something not being among the items.
	byAbsence bool
	// lacking are the attributes known only after apply without which it cannot
	// be told, unsettled all such of its deadline.
	lacking, unsettled []string
	// unsure says that its severity rests on one of these.
	unsure bool
}

// violationOf is a breach of the severity that the policy gives it, else the given.
func (j *judging) violationOf(e *entry, rule deadline.Rule, given deadline.Severity, message string) Violation {
	severity, unsure := j.policy.severity(rule, given, subjectOf(e))
	return Violation{
		Rule: rule, Severity: severity, unsure: unsure, ID: e.ID, Message: fit(message), Lesson: rule.Lesson(), Remedy: rule.RemedyFor(e.Task),
		Owner: e.Owner, Kind: e.Kind, System: e.System, Environment: e.Environment, Note: named(e.Note),
		Timeline: e.Timeline, Status: e.judgement.Status, unsettled: e.Unsettled,
	}
}

// report adds a breach, unless whoever read the thing has found the same.
func (j *judging) report(e *entry, rule deadline.Rule, message string) {
	j.reportIf(e, rule, message, nil, false)
}

// reportAbsence adds a breach that could come from the items not being all, or
// from what is lacking. Where a message is "", nothing is broken so far; what is
// lacking can still change that.
func (j *judging) reportAbsence(e *entry, rule deadline.Rule, message string, lacking ...string) {
	j.reportIf(e, rule, message, lacking, true)
}

// reportUnless adds a breach that what is lacking could undo, or bring about.
func (j *judging) reportUnless(e *entry, rule deadline.Rule, message string, lacking ...string) {
	j.reportIf(e, rule, message, lacking, false)
}

func (j *judging) reportIf(e *entry, rule deadline.Rule, message string, lacking []string, byAbsence bool) {
	if message == "" && len(lacking) == 0 {
		return
	}
	if slices.ContainsFunc(e.Findings, func(f deadline.Finding) bool { return f.Rule == rule && f.Severity != deadline.SeverityOff }) {
		return
	}
	violation := j.violationOf(e, rule, rule.Severity(), message)
	violation.byAbsence, violation.lacking = byAbsence, lacking
	j.found = append(j.found, violation)
}
