package deadline

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Deadline is anything with an end date in the one shape that gates, policies
// and calendars understand. It holds facts; Judge adds what depends on the time.
type Deadline struct {
	ID   string // kind/name: "certificate/www.example.test:443"
	Kind string
	Identity
	Tracked bool // declared by a person (an asset, a contract), not read from the thing itself
	Timeline

	// Task is what is due before the end, "" where that is its renewal: "a decision
	// on its renewal".
	Task string
	// Cause says in a clause why the end is what it is or why it is unknown:
	// `its intermediate "R3" ends first`, "connection refused by 127.0.0.1:443".
	Cause    string
	Findings []Finding
	// Blocked makes the deadline fail whatever its status, for instance where a
	// trusted certificate was demanded.
	Blocked bool
}

// CloseOn is the deadline of what is over since a day, for a reason: it is kept and
// shown, and is never renewed.
func (d Deadline) CloseOn(day Date, because string) Deadline {
	d.Timeline, d.Task, d.Cause = Timeline{End: OpenEnded}, "", fmt.Sprintf("since %s: %s", day, because)
	d.Findings = []Finding{NewFinding(RuleClosed, fmt.Sprintf("It was closed on %s: %s.", day, because))}
	return d
}

// Closed says that it is over, as somebody recorded.
func (d Deadline) Closed() bool {
	return slices.ContainsFunc(d.Findings, func(f Finding) bool { return f.Rule == RuleClosed })
}

// Judgement is a deadline as of one instant.
type Judgement struct {
	Deadline
	Now      time.Time
	Status   Status
	Passes   bool
	DaysLeft *int64 // whole days to the end, rounded down; nil where there is none
	Reason   string // one sentence for a person
}

// Judge says how the deadline stands at now. Dates in the reason are those of loc.
func (d Deadline) Judge(now time.Time, loc *time.Location) Judgement {
	judgement := Judgement{Deadline: d, Now: now, Status: d.Timeline.Status(now)}
	judgement.Passes = judgement.Status.Passes() && !d.Blocked
	if d.End.State == EndKnown {
		days := DaysBetween(now, d.End.At)
		judgement.DaysLeft = &days
	}
	judgement.Reason = judgement.reason(loc)
	return judgement
}

// Worse orders judgements: worst status first, then by when to act, then id.
func Worse(a, b Judgement) int {
	if a.Status != b.Status {
		return b.Status.Rank() - a.Status.Rank()
	}
	return Sooner(a.Deadline, b.Deadline)
}

// Sooner orders deadlines by when to act, those without such an instant last,
// then by id.
func Sooner(a, b Deadline) int {
	switch {
	case a.ActBy.Equal(b.ActBy):
		return strings.Compare(a.ID, b.ID)
	case a.ActBy.IsZero():
		return 1
	case b.ActBy.IsZero():
		return -1
	}
	return a.ActBy.Compare(b.ActBy)
}
