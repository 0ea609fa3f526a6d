package intake

import (
	"fmt"
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// What is not to be renewed: what has been closed, and what is meant to end.

// readClosing reads since when something is over, and why. A contract has read it
// already, with its terms.
func (w *worker) readClosing() {
	if w.d.Closed() || w.in.Unknown("closed_on") || w.in.Unknown("closed_because") {
		return
	}
	because, word := deadline.Said(w.in.ClosedBecause)
	switch {
	case w.in.ClosedOn == "" && because != "":
		w.fault("closed_because", "it says why the thing was closed, and closed_on does not say since when")
		return
	case w.in.ClosedOn == "":
		return
	case word != "":
		w.fault("closed_because", "%s says nothing; write why it was closed, like \"replaced by erp-2\"", deadline.Quote(word))
		return
	case because == "":
		w.fault("closed_because", "it is said to be closed on %s, but not why; write a reason, like \"replaced by erp-2\"", deadline.Quote(w.in.ClosedOn))
		return
	}
	day, err := deadline.ParseDate(w.in.ClosedOn)
	switch {
	case err != nil:
		w.fault("closed_on", "%s", err)
	case !day.After(deadline.DateOf(w.Now, w.Location)):
		w.closed = day
	}
}

// close makes what is over pass: it is kept only to be seen.
func (w *worker) close() {
	if w.closed.IsZero() || len(w.faults) > 0 {
		return
	}
	because, _ := deadline.Said(w.in.ClosedBecause)
	w.d = w.d.CloseOn(w.closed, because)
}

// Closes is the day since which something counts as over, zero where nobody says
// so.
func (in Input) Closes() deadline.Date {
	day, err := deadline.ParseDate(in.ClosedOn)
	if err != nil {
		return deadline.Date{}
	}
	return day
}

// takeService ends a thing with its service, where that ends first: nobody needs
// it any longer.
func (w *worker) takeService() {
	if w.in.ServiceEndsOn == "" || w.in.Unknown("expires_at") {
		return
	}
	day, err := deadline.ParseDate(w.in.ServiceEndsOn)
	if err != nil {
		w.fault("service_ends_on", "%s", err)
		return
	}
	ends := deadline.EndsAt(day.End(w.Location))
	if ends.State != deadline.EndKnown || w.d.End.State == deadline.EndedUnknownDay {
		return
	}
	if w.d.End.State != deadline.EndKnown || ends.At.Before(w.d.End.At) {
		w.d.Timeline = deadline.Timeline{End: ends} // by when to act is worked out from it
	}
	if w.d.End == ends {
		w.d.Task, w.d.Cause = deadline.TaskRetire, fmt.Sprintf("the service that it is for ends on %s, so it is to be taken out of use, not renewed", day)
	}
}

// settleTask says of what is meant to end that it is not to be renewed, where its
// terms have not said so.
func (w *worker) settleTask() {
	if w.d.Task != "" || w.in.Intent != "end" {
		return
	}
	if w.d.Task = deadline.TaskRetire; w.in.Renewal == "tacit" {
		w.d.Task = deadline.TaskNotice
	}
	if w.d.Cause == "" && w.in.Reason == "" {
		w.d.Cause = "it is meant to end: where it has, write closed_on and closed_because"
	}
}

// tellBegin tells of what is not valid yet, where nobody who read it has: a for
// expression that picks a few attributes leaves its findings out.
func (w *worker) tellBegin() {
	begins := w.in.Begins(w.Location)
	told := func(finding deadline.Finding) bool { return finding.Rule == deadline.RuleNotYetValid }
	if !begins.After(w.Now) || slices.ContainsFunc(w.d.Findings, told) {
		return
	}
	w.d.Findings = append(slices.Clip(w.d.Findings), deadline.NewFinding(deadline.RuleNotYetValid, fmt.Sprintf("It is valid only from %s.", deadline.FormatInstant(begins))))
}

// Begins is the first instant at which something is valid, zero where nobody says
// so.
func (in Input) Begins(loc *time.Location) time.Time {
	begins, err := deadline.ParseInstant(in.NotBefore, loc)
	if err != nil {
		return time.Time{}
	}
	return begins
}
