// Package report turns one judgement of many deadlines into pages that people
// read (Markdown, HTML, a picture) and into documents that machines read (JSON,
// SARIF, JUnit). It is plain Go and knows nothing of Terraform.
//
// Every text in a report may come from elsewhere and be hostile. Each format
// escapes it in its own way, after clean has made it printable.
package report

import (
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Report is one judgement of many deadlines: that of a gate, a policy or a data
// source. The caller sorts every list, worst first, and gives Passed: no format
// says that something passes where Passed is false, or where something is
// unsettled (see Outcome).
type Report struct {
	Title     string         // "gate/release", from which file names are made
	Passed    bool           // nothing fails
	Now       time.Time      // as of when it was judged
	Location  *time.Location // the zone of dates on pages; nil is UTC
	Lines     []Line         // every deadline, one each
	Breaches  []Breach       // the rules that are broken; those with a Waiver are excused
	Unsettled []string       // ids that are known only at apply
	// Source is the file that SARIF points at, relative to the repository's
	// root and with slashes; "" is main.tf.
	Source string
	// Until is until when it passes, nil where nobody worked that out.
	Until *Until
	// BreakGlass is the reason for which errors were let through as warnings, ""
	// where they were not. It changes no outcome.
	BreakGlass string
	// Language is that of pages for people; "" is English. Messages, remedies and
	// lessons stand in the language in which they are given, save those of the
	// provider's own rules.
	Language text.Language
	// Moved says that Now is not the day on which the report is written, so that no
	// page speaks of yesterday or tomorrow.
	Moved bool
	// Origin says where it was judged.
	Origin Place
	// MarkdownLimit is how long the Markdown of a Directory may get; 0 is
	// DefaultMarkdownLimit.
	MarkdownLimit int

	// namesakes are the judgements that Merge put together, worst first.
	namesakes []Report
}

// Line is one deadline of a report.
type Line struct {
	ID   string
	Kind string
	deadline.Identity
	Status deadline.Status
	deadline.Timeline
	Reason string // one sentence; it may count days
	// of is what the line was made from, nil where that is not known.
	of *deadline.Judgement
}

// Breach is one rule that a deadline breaks, or that an assertion or a waiver
// does, whose id then stands in no line.
type Breach struct {
	Rule     deadline.Rule
	Severity deadline.Severity
	ID       string
	Owner    string
	Note     string // what whoever acts should know besides, "" for nothing
	Message  string // one sentence for a person; it may count days
	// Fact is the message without anything that changes from day to day, for
	// JSON; "" where there is none. The rules on time need none: their fact is
	// made from the dates.
	Fact       string
	Remedy     string // what to do about it
	Lesson     string // identifier of the lesson behind the rule: "G21"
	LessonText string // that lesson in one line
	deadline.Timeline
	Waiver *Waiver // nil where nothing excuses the breach
}

// Waiver is what excuses a breach for a while.
type Waiver struct {
	Approver string
	Reason   string
	Ticket   string
	EndsOn   deadline.Date // the last day on which it holds
}

// LineOf is the line of a judgement.
func LineOf(j deadline.Judgement) Line {
	return Line{
		ID: j.ID, Kind: j.Kind, Identity: j.Identity,

		Status: j.Status, Timeline: j.Timeline, Reason: j.Reason,
		of: &j,
	}
}

// Counts counts the lines by status; every status has an entry.
func (r Report) Counts() map[deadline.Status]int {
	counts := make(map[deadline.Status]int, len(deadline.Statuses))
	for _, status := range deadline.Statuses {
		counts[status] = 0
	}
	for _, line := range r.Lines {
		counts[known(line.Status)]++
	}
	return counts
}

// known is the status, unknown for a text that is none.
func known(status deadline.Status) deadline.Status {
	switch status {
	case deadline.StatusOK, deadline.StatusDue, deadline.StatusOverdue, deadline.StatusExpired:
		return status
	}
	return deadline.StatusUnknown
}

// split is the breaches in force and those that are waived.
func (r Report) split() (open, waived []Breach) {
	for _, breach := range r.Breaches {
		if breach.Waiver == nil {
			open = append(open, breach)
		} else {
			waived = append(waived, breach)
		}
	}
	return open, waived
}

// location is the zone of dates on pages.
func (r Report) location() *time.Location {
	if r.Location == nil {
		return time.UTC
	}
	return r.Location
}
