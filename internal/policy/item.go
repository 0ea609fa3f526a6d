package policy

import (
	"fmt"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Item is one deadline as somebody handed it in: its facts, what was said of it
// by whoever read it, and how it hangs together with others. Where others are
// named, by id or by a pattern (see Match), they are looked for among the items
// of the same judgement. Everything but the id is optional.
type Item struct {
	deadline.Deadline
	// Status, Passes and Reason are as given, "" and nil where nothing was.
	Status deadline.Status
	Passes *bool
	Reason string

	// Tracks are things that know better than the item when it ends.
	Tracks []string
	// CoveredBy are the contracts that support it.
	CoveredBy []string
	// Upstream is the contract that it rests on: an id, or the name of a contract.
	Upstream string
	// BacksUp are the things of which the item is a backup.
	BacksUp []string
	Fate    Fate
	// DeletesData says that its end deletes the data that it holds.
	DeletesData bool
	// NewestAt is when the newest copy of a backup was made, zero where unknown.
	NewestAt time.Time
	// ChangedAt is when the thing last changed, zero where nobody says.
	ChangedAt        time.Time
	ChangeReviewedBy string

	// Unsettled are the attributes, by their names on the common face, that are
	// known only after apply.
	Unsettled []string
}

// judge recomputes the status from the dates. Where there is no date, what was
// given counts; where nothing was, it is unknown.
func (i Item) judge(now time.Time, loc *time.Location) deadline.Judgement {
	written := i.Deadline
	written.ID, written.Owner = named(i.ID), named(i.Owner)
	judgement := written.Judge(now, loc)
	judgement.ID, judgement.Owner = i.ID, i.Owner
	if i.End.State == deadline.EndUnknown && i.Status != "" {
		judgement.Status = i.Status
		if i.Status.Rank() == deadline.StatusUnknown.Rank() {
			judgement.Status = deadline.StatusUnknown
		}
		judgement.Passes = judgement.Status.Passes()
		judgement.Reason = fmt.Sprintf("%s is %s, without a date.", named(i.ID), judgement.Status)
	}
	if i.Reason != "" && i.Status == judgement.Status && len(i.Reason) <= maxMessage {
		judgement.Reason = deadline.Printable(i.Reason)
	}
	if i.Passes != nil && !*i.Passes && i.Status.Passes() {
		judgement.Passes = false
	}
	return judgement
}

// saysWhen says that the item itself tells how it stands, by a date or a status.
func (i Item) saysWhen() bool {
	return i.End.State != deadline.EndUnknown || i.Status.Rank() != deadline.StatusUnknown.Rank()
}

// fill takes over what somebody else says of the same thing, where the item says
// nothing.
func (i *Item) fill(other Item) {
	for _, fact := range []struct{ mine, theirs *string }{
		{&i.Owner, &other.Owner},
		{&i.Maintainer, &other.Maintainer},
		{&i.System, &other.System},
		{&i.Environment, &other.Environment},
		{&i.Criticality, &other.Criticality},
	} {
		if *fact.mine == "" {
			*fact.mine = *fact.theirs
		}
	}
	if len(i.CoveredBy) == 0 {
		i.CoveredBy = other.CoveredBy
	}
	if i.Fate == (Fate{}) {
		i.Fate = other.Fate
	}
}
