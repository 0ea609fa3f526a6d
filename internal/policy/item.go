package policy

import (
	"fmt"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Item is one deadline as somebody handed it in: its facts, what was said of it
// by whoever read it, and how it hangs together with others. Where others are
// named, by id or by a pattern (see Match), they are looked for among the items
// of the same judgement. Everything but the id is optional.
type Item struct {
	deadline.Thing
	// Status, Passes and Reason are as given, "" and nil where nothing was.
	Status deadline.Status
	Passes *bool
	Reason string

	// Software is what the item is a version of, or what it runs, as it says.
	Software []Software

	// Unsettled are the attributes that are known only after apply, by the names
	// they have in a face: "expires_at", "owner". What needs them is put off.
	Unsettled []string
	// Moves are the instants at which whoever made the item would give it
	// otherwise, as a contract that renews by itself, and Again gives it as of one
	// of them. Without, the item is the same on every day. See Policy.Until.
	Moves []time.Time
	Again func(time.Time) Item

	unsaid unsaid
}

// Software is a version of a product, "" where nobody tells it; Unsettled says that
// it is known only after apply.
type Software struct {
	Product, Version string
	Unsettled        bool
}

// clean takes what is blank for absent, and a status in any case for what it says.
func (i *Item) clean() {
	for _, fact := range []struct {
		said, word *string
		read       func(string) (value, word string)
	}{
		{&i.Owner, &i.unsaid.owner, deadline.Claimed},
		{&i.Maintainer, &i.unsaid.maintainer, deadline.Claimed},
		{&i.Criticality, &i.unsaid.criticality, deadline.Said},
		{&i.ChangeReviewedBy, &i.unsaid.reviewer, deadline.Claimed},
	} {
		said, word := fact.read(*fact.said)
		if *fact.said = said; word != "" {
			*fact.word = word
		}
	}
	for _, text := range []*string{&i.System, &i.Environment, &i.Note} {
		if deadline.Blank(*text) {
			*text = ""
		}
	}
	if deadline.Blank(i.Upstream) && !deadline.Unsettled(i.Upstream) {
		i.Upstream = "" // "none"; one that is to be decided is looked for, and not found
	}
	if status := deadline.Status(strings.ToLower(strings.TrimSpace(string(i.Status)))); isStatus(status) {
		i.Status = status
	}
}

func isStatus(status deadline.Status) bool {
	return status == deadline.StatusUnknown || status.Rank() != deadline.StatusUnknown.Rank()
}

// byDates is the status that the dates alone tell. A day to act by that is past
// counts though nobody says when it ends.
func (i Item) byDates(now time.Time) deadline.Status {
	status := i.Timeline.Status(now)
	if status == deadline.StatusUnknown && !i.ActBy.IsZero() && !now.Before(i.ActBy) {
		return deadline.StatusOverdue
	}
	return status
}

// judge recomputes the status from the dates. A given one that is worse counts,
// a better one does not. Where there is no date, what was given counts; where
// nothing was, it is unknown.
func (i Item) judge(now time.Time, loc *time.Location) deadline.Judgement {
	written := i.Deadline
	written.ID, written.Owner = named(i.ID), named(i.Owner)
	judgement := written.Judge(now, loc)
	judgement.ID, judgement.Owner = i.ID, i.Owner
	dated, asGiven := i.byDates(now), i.Status
	if !isStatus(asGiven) {
		asGiven = deadline.StatusUnknown
	}
	told := i.Reason != "" && len(i.Reason) <= maxMessage
	switch {
	case i.Status != "" && dated == deadline.StatusUnknown && i.End.State == deadline.EndUnknown:
		judgement.Status = asGiven
		judgement.Reason = fmt.Sprintf("%s is %s, without a date.", named(i.ID), asGiven)
	case isStatus(i.Status) && i.Status.Rank() > dated.Rank():
		judgement.Status, told = i.Status, false
		judgement.Reason = fmt.Sprintf("%s is given as %s, though its dates say %s.", named(i.ID), i.Status, dated)
	case dated != judgement.Status:
		judgement.Status = dated
		judgement.Reason = fmt.Sprintf("%s was to be renewed by %s, and when it ends is not known.", named(i.ID), deadline.FormatInstant(i.ActBy))
	}
	if told && i.Status == judgement.Status {
		judgement.Reason = deadline.Printable(i.Reason)
	}
	judgement.Passes = judgement.Status.Passes() && !i.refuses()
	return judgement
}

// JudgeGiven judges the item by itself, as a verdict does before it looks at others:
// a given status that is worse than the dates counts, and so does what is refused.
func (i Item) JudgeGiven(now time.Time, loc *time.Location) deadline.Judgement {
	i.clean()
	return i.judge(now, loc)
}

// refuses says that whoever read the thing said that it does not pass, and gave no
// status that explains it: the unknown end of something that tracks another is
// told by that one.
func (i Item) refuses() bool {
	explained := isStatus(i.Status) && !i.Status.Passes()
	return i.Blocked || i.Passes != nil && !*i.Passes && !explained
}

// statusCounts says that the item is what it was given as, whatever else may
// become known of it.
func (e *entry) statusCounts() bool { return e.Status != "" && e.Status == e.judgement.Status }

// saysWhen says that the item itself tells how it stands, by a date or a status.
func (e *entry) saysWhen() bool {
	return e.End.State != deadline.EndUnknown || e.judgement.Status != deadline.StatusUnknown
}

// fill takes over what somebody else says of the same thing, where the item says
// nothing.
func (i *Item) fill(other Item) {
	i.FillFrom(other.Identity)
	if len(i.CoveredBy) == 0 {
		i.CoveredBy = other.CoveredBy
	}
	if i.Fate == (deadline.Fate{}) {
		i.Fate = other.Fate
	}
}
