package intake

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Settings are what an end is worked out with, as somebody configured it.
type Settings struct {
	Location *time.Location
	// Terms are the lead time, reminder and window of a kind of thing that lives so
	// long, 0 where that is not known.
	Terms      func(kind string, lifetime time.Duration) deadline.Terms
	Arithmetic func(lifetime time.Duration) deadline.Arithmetic
	// Contract judges the terms of a contract, nil where there are none that count.
	Contract func(Input) (*ContractEnd, []Fault)
	// Now is the instant of judgement, for what is known only for a while.
	Now time.Time
}

// ContractEnd is what the terms of a contract say of its end.
type ContractEnd struct {
	deadline.Timeline
	Task     string // what is due before it, where that is not its renewal
	Cause    string
	Findings []deadline.Finding
}

// Deadline is the input as a deadline. An act_by that is not given is worked out:
// from the object's own lead time, reminder and notice period, else from the
// defaults of its kind. Dates that cannot all hold are faults.
func (in Input) Deadline(s Settings) (deadline.Deadline, []Fault) {
	w := worker{Settings: s, in: in, d: deadline.Deadline{
		ID: in.ID, Kind: in.Kind, Identity: in.Identity,
		Tracked:  in.Tracked,
		Findings: in.Findings,
	}}
	w.readEnd()
	w.d.ActBy, w.d.RemindAt = w.instant("act_by", in.ActBy), w.instant("remind_at", in.RemindAt)
	if s.Contract != nil {
		w.takeContract()
	}
	w.readClosing()
	if len(w.faults) > 0 {
		return w.d, w.faults
	}
	w.settleEnd()
	w.forget()
	w.takeService()
	w.settleTask()
	w.tellBegin()
	w.workOut()
	w.contradictions()
	w.checkOtherEnds()
	w.close()
	return w.d, w.faults
}

type worker struct {
	Settings
	in     Input
	d      deadline.Deadline
	closed deadline.Date // the day since which it is over, zero where it is not
	faults []Fault
}

func (w *worker) fault(attribute, format string, a ...any) {
	w.faults = append(w.faults, Fault{attribute, fmt.Sprintf(format, a...)})
}

func (w *worker) instant(name, written string) time.Time {
	if written == "" {
		return time.Time{}
	}
	t, err := deadline.ParseCanonical(written)
	if err != nil {
		w.fault(name, "%s", err)
	}
	return t
}

// readEnd reads the date and the word for the state of the end, which must agree.
func (w *worker) readEnd() {
	if w.in.ExpiresAt != "" {
		w.d.End = deadline.EndsAt(w.instant("expires_at", w.in.ExpiresAt))
	}
	word := strings.ToLower(strings.TrimSpace(w.in.End))
	state, known := map[string]deadline.EndState{
		"": w.d.End.State, "known": deadline.EndKnown, "open": deadline.EndOpen, "ended": deadline.EndedUnknownDay, "unknown": deadline.EndUnknown,
	}[word]
	switch {
	case !known:
		w.fault("end", "%s is no state of an end; write known, open, ended or unknown, and the day itself as expires_at", deadline.Quote(w.in.End))
	case state == w.d.End.State:
	case w.in.ExpiresAt != "":
		w.fault("end", "it is said to be %s, and expires_at says %s; keep what is true", word, w.in.ExpiresAt)
	case state == deadline.EndKnown && !w.in.Unknown("expires_at"):
		w.fault("end", "it is said to be known, and expires_at is not given")
	case state != deadline.EndKnown:
		w.d.End.State = state
	}
	if w.in.KnownUntil == "" {
		return
	}
	// A day that nobody can read would never come, and no end hold for ever.
	if _, err := deadline.ParseEnd(w.in.KnownUntil, w.Location); err != nil {
		w.fault("known_until", "%s", err)
	}
}

// takeContract lets the terms of a contract say when it ends.
func (w *worker) takeContract() {
	verdict, faults := w.Contract(w.in)
	w.faults = append(w.faults, faults...)
	if verdict == nil {
		return
	}
	// The end that was stored came with a maintenance window of its own.
	if w.d.End != verdict.End || w.d.ActBy.IsZero() {
		w.d.Timeline = verdict.Timeline
	}
	w.d.Task, w.d.Cause, w.d.Findings = verdict.Task, verdict.Cause, append(slices.Clip(w.d.Findings), verdict.Findings...)
}

// settleEnd takes an end from what else is said of it: a reader that found it ok
// and names no date found none, and so does whoever writes the year 9999.
func (w *worker) settleEnd() {
	if w.d.End.State != deadline.EndUnknown || w.in.End != "" || w.in.Unknown("expires_at") {
		return
	}
	switch {
	case w.in.status() == deadline.StatusExpired:
		w.d.End.State = deadline.EndedUnknownDay
	case w.in.status() == deadline.StatusOK && len(w.in.Tracks) == 0, w.saysNoEnd():
		w.d.End = deadline.OpenEnded
	}
}

// forget takes back that there is no end where that was known only until a day that
// is over.
func (w *worker) forget() {
	if over := w.in.Forgotten(w.Location); w.d.End.State == deadline.EndOpen && !over.IsZero() && !w.Now.Before(over) {
		w.d.End.State = deadline.EndUnknown
		w.d.Cause = fmt.Sprintf("that no end is announced was known until %s; renew the facts", w.in.KnownUntil)
	}
}

// Forgotten is the first instant at which it no longer holds that there is no end,
// zero where that holds for ever.
func (in Input) Forgotten(loc *time.Location) time.Time {
	over, err := deadline.ParseEnd(in.KnownUntil, loc)
	if err != nil {
		return time.Time{}
	}
	return over
}

// saysNoEnd says that a key beside the one that counts holds the year 9999.
func (w *worker) saysNoEnd() bool {
	return slices.ContainsFunc(w.in.others, func(other end) bool {
		day, ok := other.day(w.Location)
		return ok && day.Year >= 9999
	})
}

// status is the given one where it is one, in whatever case.
func (in Input) status() deadline.Status {
	status := deadline.Status(strings.ToLower(strings.TrimSpace(in.Status)))
	if slices.Contains(deadline.Statuses, status) {
		return status
	}
	return ""
}

// StatusFor is the status as given. A word that is none of ours says nothing
// beside a date ("ISSUED" of another provider); without one it stands, and is
// unknown.
func (in Input) StatusFor(d deadline.Deadline) deadline.Status {
	status := in.status()
	if status == deadline.StatusOK && in.KnownUntil != "" && d.End.State == deadline.EndUnknown {
		return deadline.StatusUnknown // it was ok until a day that is over
	}
	if status != "" || d.End.State != deadline.EndUnknown {
		return status
	}
	return deadline.Status(in.Status)
}

// kind is the kind, or what the id begins with.
func (in Input) kind() string {
	if in.Kind != "" {
		return in.Kind
	}
	kind, _, _ := strings.Cut(in.ID, "/")
	return kind
}

// workOut gives an end the instants to act that nobody gave it.
func (w *worker) workOut() {
	if w.d.End.State != deadline.EndKnown || w.in.Unknown("expires_at") || w.in.Unknown("act_by") {
		return
	}
	if w.ownLead(); !w.d.ActBy.IsZero() && !w.d.RemindAt.IsZero() {
		return
	}
	lifetime := w.lifetime()
	needed := w.Terms(w.in.kind(), lifetime)
	arithmetic := w.Arithmetic(lifetime)
	own := w.ownTerms(&needed)
	if len(w.faults) > 0 {
		return
	}
	if !w.d.ActBy.IsZero() {
		// Only the reminder is missing: it is counted from what was given.
		if remindAt, err := arithmetic.Subtract(w.d.ActBy, needed.Reminder); err == nil {
			w.d.RemindAt = remindAt
		} else {
			w.fault("reminder", "%s", err)
		}
		return
	}
	line, err := w.timeline(arithmetic, needed)
	if errors.Is(err, deadline.ErrNoWindow) { // what has no window in time must still be acted on
		needed.Window = nil
		line, err = w.timeline(arithmetic, needed)
	}
	if err != nil {
		w.fault("lead_time", "act_by cannot be worked out: %s", err)
		return
	}
	given := w.d.RemindAt
	w.d.Timeline = line
	if !given.IsZero() && given.Before(line.ActBy) {
		w.d.RemindAt = given
	}
	if w.d.Cause == "" && !own && lifetime == 0 {
		w.d.Cause = w.explain(needed)
	}
}

// ownLead lets the lead time that an object names count where the act_by beside it
// leaves less: merge(certificate, { lead_time = "60d" }) is meant. What a data source
// or resource of ours says never leaves less. Those of a contract are counted from
// its notice, and what it rests on.
func (w *worker) ownLead() {
	if w.in.LeadTime == "" || w.d.ActBy.IsZero() || w.in.Contract.Renewal != "" || w.in.kind() == "contract" {
		return
	}
	lead, err := deadline.ParsePeriod(w.in.LeadTime)
	if err != nil {
		w.fault("lead_time", "%s", err)
		return
	}
	at, err := w.Arithmetic(w.lifetime()).Subtract(w.d.End.At, lead)
	if err != nil || !at.Before(w.d.ActBy) { // a share of a life that is not handed over: act_by tells it
		return
	}
	if !w.d.RemindAt.IsZero() {
		w.d.RemindAt = w.d.RemindAt.Add(at.Sub(w.d.ActBy))
	}
	w.d.ActBy = at
	if w.d.Cause == "" {
		w.d.Cause = fmt.Sprintf("its own lead time, %s, asks for more than the act_by that is handed over", lead)
	}
}

// lifetime is how long the thing lives, 0 where not_before does not say.
func (w *worker) lifetime() time.Duration {
	if w.in.NotBefore == "" {
		return 0
	}
	from, err := deadline.ParseInstant(w.in.NotBefore, w.Location)
	switch {
	case err != nil:
		w.fault("not_before", "%s", err)
	case !from.Before(w.d.End.At):
		w.fault("not_before", "it begins at %s, and ends at %s, before that", w.in.NotBefore, deadline.FormatInstant(w.d.End.At))
	default:
		return w.d.End.At.Sub(from)
	}
	return 0
}

// ownTerms puts the object's own terms in place of the defaults, and says whether
// it names a lead time.
func (w *worker) ownTerms(terms *deadline.Terms) (own bool) {
	for _, term := range []struct {
		name, written string
		at            *deadline.Period
	}{{"lead_time", w.in.LeadTime, &terms.LeadTime}, {"reminder", w.in.Reminder, &terms.Reminder}, {"notice_period", w.in.NoticePeriod, &terms.Notice}} {
		if term.written == "" {
			continue
		}
		if term.name == "notice_period" && w.noticeDay() != (deadline.Date{}) {
			continue
		}
		period, err := deadline.ParsePeriod(term.written)
		if err != nil {
			w.fault(term.name, "%s", err)
			continue
		}
		*term.at = period
	}
	if w.in.Window != nil {
		own, err := deadline.ParseWindow(*w.in.Window, w.Location)
		if err != nil {
			w.fault(window, "%s", err)
		}
		terms.Window = own
	}
	return w.in.LeadTime != ""
}

// noticeDay is the last day for notice, where that is given in place of a period.
func (w *worker) noticeDay() deadline.Date {
	day, err := deadline.ParseDate(w.in.NoticePeriod)
	if err != nil {
		return deadline.Date{}
	}
	return day
}

// timeline counts back from the end, or from the last day for notice.
func (w *worker) timeline(arithmetic deadline.Arithmetic, terms deadline.Terms) (deadline.Timeline, error) {
	from := w.d.End
	if day := w.noticeDay(); !day.IsZero() && day.End(w.Location).Before(from.At) {
		from.At = day.End(w.Location)
	}
	line, err := arithmetic.Timeline(from, terms)
	line.End = w.d.End
	return line, err
}

// explain says from what act_by was worked out, so that a healthy thing of which
// half was handed over is no riddle.
func (w *worker) explain(terms deadline.Terms) string {
	if kind := w.in.kind(); kind == "certificate" || kind == "token" {
		return fmt.Sprintf("neither act_by nor not_before is handed over, so %s before the end counts, as for a %s of any life; hand one of them over too", terms.LeadTime, kind)
	}
	return fmt.Sprintf("no act_by is handed over, so the lead time of its kind counts, %s", terms.LeadTime)
}

// contradictions are dates that cannot all hold.
func (w *worker) contradictions() {
	if w.d.End.State == deadline.EndKnown {
		for _, before := range []struct {
			name string
			at   time.Time
		}{{"act_by", w.d.ActBy}, {"remind_at", w.d.RemindAt}} {
			if before.at.After(w.d.End.At) {
				w.fault(before.name, "%s lies after expires_at, %s", deadline.FormatInstant(before.at), deadline.FormatInstant(w.d.End.At))
				return
			}
		}
	}
	if !w.d.ActBy.IsZero() && w.d.RemindAt.After(w.d.ActBy) {
		w.fault("remind_at", "%s lies after act_by, %s", deadline.FormatInstant(w.d.RemindAt), deadline.FormatInstant(w.d.ActBy))
	}
}
