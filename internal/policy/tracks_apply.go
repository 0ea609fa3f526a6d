package policy

import (
	"fmt"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// apply judges an entry by what the things that it tracks say, or by its own
// dates where these are worse.
func (t *tracking) apply(e *entry, said account) {
	joined := t.joined(e, said)
	if e.NewestAt.IsZero() {
		e.NewestAt = said.newest
	}
	if !e.saysWhen() {
		e.Timeline, e.judgement, e.told = joined.Timeline, joined, true
		return
	}
	if own := e.End; said.line.End.State != deadline.EndUnknown && own.State != deadline.EndUnknown && own != said.line.End {
		first, second := twoEnds(own, said.line.End, t.loc)
		t.report(e, deadline.RuleDuplicate, fmt.Sprintf("%s is declared to end on %s, but %s, which it tracks, ends on %s; declare no end where something is tracked.",
			named(e.ID), first, named(said.source), second))
	}
	e.told = joined.Status.Rank() >= e.judgement.Status.Rank()
	if deadline.Worse(joined, e.judgement) < 0 {
		e.Timeline, e.Task, e.judgement = joined.Timeline, joined.Task, joined
	}
}

// joined is the entry as the things that it tracks have it.
func (t *tracking) joined(e *entry, said account) deadline.Judgement {
	item := e.Item
	item.Timeline, item.Task, item.Status, item.Reason = said.line, "", "", "" // what it tracks is to be renewed, whatever itself is
	item.Cause = "as told by " + named(said.source)
	if said.status == deadline.StatusUnknown {
		item.Timeline = deadline.Timeline{}
		item.Cause = "it tracks " + named(said.worst) + ", whose end is unknown"
	}
	judgement := item.judge(t.now, t.loc)
	if said.status.Rank() > judgement.Status.Rank() || judgement.End.State == deadline.EndUnknown && said.status != deadline.StatusUnknown {
		judgement.Status = said.status
		judgement.Reason = fmt.Sprintf("%s is %s, as told by %s.", named(e.ID), said.status, named(said.worst))
	}
	judgement.Passes = judgement.Status.Passes() && !said.fails && !e.refuses()
	return judgement
}

// doubt makes the entry unknown, unless its own dates say worse. It is the
// entry's own fault, so it is reported there.
func (e *entry) doubt(reason string) {
	if e.judgement.Status.Rank() >= deadline.StatusUnknown.Rank() && e.judgement.Status != deadline.StatusUnknown {
		e.untold = false
		e.judgement.Reason += " " + reason
		return
	}
	e.judgement.Status, e.judgement.Passes = deadline.StatusUnknown, false
	e.judgement.Reason = reason
}
