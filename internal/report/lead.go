package report

import (
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// lead is the one sentence of facts on top of a page: what stops by when, who
// must act, and on what first; where nothing is to be done, what ends next.
func (r Report) lead() string {
	if len(r.Lines) == 0 && len(r.Breaches) == 0 {
		return ""
	}
	w, s, tasks := r.words(), r.schedule(), r.tasks()
	var parts []string
	if len(r.Lines) > 0 {
		parts = append(parts, r.leadStops(w, s))
	}
	if n := r.Counts()[deadline.StatusUnknown]; n > 0 {
		parts = append(parts, w.say("lead-unknown", "n", n))
	}
	if act := leadAct(w, tasks); act != "" {
		parts = append(parts, act)
	}
	switch {
	case len(tasks) > 0:
		parts = append(parts, leadFirst(w, tasks[0]))
	case len(s.Ahead) > 0:
		next := s.Ahead[0]
		parts = append(parts, w.say("lead-next", "id", shortName(next.ID), "when", w.when(next.End.At)))
	}
	if len(tasks) == 0 && s.Open > 0 {
		parts = append(parts, w.say("lead-open", "n", s.Open))
	}
	text := capital(w.say("lead-end", "text", w.joined("lead-joiner", parts)))
	if r.Moved {
		return w.say("lead-moved", "date", w.longDate(deadline.DateOf(r.Now, r.location())), "text", text)
	}
	return text
}

// leadStops says what has ended and what ends within the first stretch of the
// strip.
func (r Report) leadStops(w words, s schedule) string {
	date := deadline.DateOf(r.Now, r.location()).AddDays(nearDays[0])
	near, shown := s.before(date.End(r.location())), w.date(date)
	switch ended := s.gone(); {
	case ended > 0 && near > 0:
		return w.say("lead-ended-and-ends", "ended", ended, "n", near, "date", shown)
	case ended > 0:
		return w.say("lead-ended", "ended", ended, "date", shown)
	case near > 0:
		return w.say("lead-ends", "n", near, "date", shown)
	}
	return w.say("lead-none", "date", shown)
}

// leadAct counts those who have something to do, "" where nobody has. What is only
// untidy makes nobody hurry.
func leadAct(w words, tasks []task) string {
	owners := map[string]bool{}
	unowned := 0
	for _, t := range tasks {
		switch {
		case !t.Fails && !slices.ContainsFunc(t.Breaches, func(b Breach) bool { return !b.Rule.Tidiness() }):
		case shortName(t.Owner) == "":
			unowned++
		default:
			owners[t.Owner] = true
		}
	}
	switch n := len(owners); {
	case n > 0 && unowned > 0:
		return w.say("lead-act-unowned", "n", n, "m", unowned)
	case n > 0:
		return w.say("lead-act", "n", n)
	case unowned > 0:
		return w.say("lead-unowned", "m", unowned)
	}
	return ""
}

// leadFirst names what to begin with.
func leadFirst(w words, t task) string {
	id := shortName(t.ID)
	switch {
	case t.Status == deadline.StatusExpired && t.End.State == deadline.EndKnown:
		return w.say("lead-first-expired", "id", id, "ago", w.ago(t.End.At))
	case t.Status == deadline.StatusOverdue && !t.ActBy.IsZero():
		return w.say("lead-first-overdue", "id", id, "date", w.date(deadline.DateOf(t.ActBy, w.loc)))
	case t.Status == deadline.StatusDue && !t.ActBy.IsZero():
		return w.say("lead-first-due", "id", id, "date", w.date(shownDay(t.ActBy, w.loc)))
	}
	return w.say("lead-first", "id", id)
}
