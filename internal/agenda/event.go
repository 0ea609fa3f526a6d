package agenda

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Kind says what happens at an event.
type Kind string

// The kinds of events.
const (
	KindOverdue Kind = "overdue" // the renewal should have been done before the range
	KindWindow  Kind = "window"  // a maintenance window
	KindStep    Kind = "step"    // work around a window or a day by which to act
	KindRemind  Kind = "remind"  // start the renewal
	KindActBy   Kind = "act_by"  // the renewal must be done
	KindEnd     Kind = "end"     // it no longer works
)

// Kinds lists the kinds in the order in which they are shown.
var Kinds = []Kind{KindOverdue, KindWindow, KindStep, KindRemind, KindActBy, KindEnd}

// Event is one entry of a calendar. Start and End are in UTC; one moment has
// both the same. An event that is AllDay lasts from the first instant of a day
// in the agenda's zone to that of the next. Work that was to be begun or done
// before the range, and is not known to be, stands on its first day.
type Event struct {
	UID         string // the same as long as id and kind are, whatever becomes of the date
	ID          string // of the deadline or the window
	Kind        Kind
	Start, End  time.Time
	AllDay      bool
	Title       string // one line
	Description string // lines
	Owner       string
	// Alarm is when a calendar should ring, zero for never.
	Alarm time.Time

	due     time.Time // when it was to be begun or done, where that is before the range
	dueText string

	deed   Deed
	what   string    // the deadline or window as a title names it
	step   string    // the title of a step
	around time.Time // the moment that a step is around
}

// datesOf are up to three events: when to start, by when to act, and the end. To
// start is no longer of interest where to act is overdue.
func (a Agenda) datesOf(d deadline.Deadline, deed Deed) []Event {
	if d.End.State == deadline.EndedUnknownDay {
		return nil
	}
	var events []Event
	overdue := false
	for _, date := range []struct {
		kind Kind
		at   time.Time
	}{{KindActBy, d.ActBy}, {KindRemind, d.RemindAt}, {KindEnd, d.End.At}} {
		if date.at.IsZero() || date.kind == KindRemind && overdue {
			continue
		}
		event := Event{ID: d.ID, Kind: date.kind, Owner: d.Owner, Start: date.at.UTC(), End: date.at.UTC(), deed: deed, what: deed.Name}
		if day := deadline.DateOf(date.at, a.Location); day.Start(a.Location).Equal(date.at) {
			// Up to a midnight means on the day before it: that is the last day on which
			// the thing works or somebody can act. From a midnight on means that day.
			if event.AllDay = true; date.kind != KindRemind {
				day = deadline.DateOf(date.at.Add(-1), a.Location)
			}
			event.Start, event.End = day.Start(a.Location), day.End(a.Location)
		}
		if event.Start.Before(a.start()) && date.kind != KindEnd {
			event.due, event.dueText = event.Start, a.day(date.at, date.kind == KindActBy)
			event.Start, event.End, event.AllDay = a.start(), a.From.End(a.Location), true
			if date.kind == KindActBy {
				overdue, event.Kind = true, KindOverdue
			}
		}
		if event.Start.Before(a.start()) || !event.Start.Before(a.end()) {
			continue
		}
		// One alarm for each deadline, when its work is to begin.
		if event.Kind == KindRemind || event.Kind == KindOverdue {
			event.Alarm = event.Start
		}
		events = append(events, event)
	}
	if len(events) == 0 {
		return nil
	}
	description := a.describe(d, deed)
	for i, event := range events {
		events[i].Title, events[i].Description = event.sentence(a, event.what, event.step), description
	}
	return events
}

// occurrencesOf are all windows that share a moment with the range.
func (a Agenda) occurrencesOf(w Window) []Event {
	var events []Event
	description := line(w.String())
	for _, occurrence := range w.Within(a.start(), a.end(), 0) {
		event := Event{ID: w.ID, Kind: KindWindow, Owner: w.Owner, Start: occurrence.Start, End: occurrence.End, Description: description, what: line(w.ID)}
		event.Title = event.sentence(a, event.what, event.step)
		events = append(events, event)
	}
	return events
}

// sentence says in one line what is to be done or happens, and to what; step is the
// title of a step as it may stand there.
func (e Event) sentence(a Agenda, what, step string) string {
	deed := string(e.deed.Kind)
	clock := e.Start.In(a.Location).Format("15:04")
	switch {
	case e.Kind == KindOverdue:
		return a.say(deed+"-overdue", "what", what, "date", e.dueText)
	case e.Kind == KindRemind && !e.due.IsZero():
		return a.say(deed+"-late", "what", what, "date", e.dueText)
	case e.Kind == KindWindow:
		return a.say("window", "what", what)
	case e.Kind == KindStep:
		return a.say("step", "what", what, "title", step)
	case e.Kind == KindRemind:
		return a.say(deed+"-start", "what", what)
	case e.Kind == KindActBy && e.AllDay:
		return a.say(deed+"-by-day", "what", what)
	case e.Kind == KindActBy:
		return a.say(deed+"-by-time", "what", what, "clock", clock)
	case e.AllDay:
		return a.say("end-day", "what", what)
	}
	return a.say("end-time", "what", what, "clock", clock)
}

// describe tells what to do, then the whole deadline, the same in each of its
// events.
func (a Agenda) describe(d deadline.Deadline, deed Deed) string {
	lines := []string{a.toDo(deed)}
	facts := [][2]string{
		{"fact-what", d.ID},
		{"fact-start", a.moment(d.RemindAt, false)},
		{"fact-act", a.moment(d.ActBy, true)},
		{"fact-ends", a.ends(d.End)},
	}
	for _, name := range deadline.AnsweringFields() {
		facts = append(facts, [2]string{"fact-" + name, *d.Part(name)})
	}
	for _, fact := range append(facts, [2]string{"fact-why", d.Cause}, [2]string{"fact-report", a.Link}) {
		if fact[1] != "" {
			lines = append(lines, a.say(fact[0], "value", line(fact[1])))
		}
	}
	return strings.Join(lines, "\n")
}

func (a Agenda) ends(end deadline.End) string {
	if end.State == deadline.EndOpen {
		return a.say("no-end")
	}
	return a.moment(end.At, true)
}

// moment shows an instant; a midnight up to which there is time is the end of
// the day before it.
func (a Agenda) moment(t time.Time, upTo bool) string {
	if t.IsZero() {
		return a.say("not-known")
	}
	day := deadline.DateOf(t, a.Location)
	switch midnight := day.Start(a.Location).Equal(t); {
	case midnight && upTo:
		return a.say("end-of", "date", deadline.DateOf(t.Add(-1), a.Location).String())
	case midnight:
		return day.String()
	}
	return t.In(a.Location).Format("2006-01-02 15:04 MST")
}

// day is the day of an instant in a title; a midnight up to which there is time is
// of the day before it.
func (a Agenda) day(t time.Time, upTo bool) string {
	if date := deadline.DateOf(t, a.Location); !upTo || !date.Start(a.Location).Equal(t) {
		return date.String()
	}
	return deadline.DateOf(t.Add(-1), a.Location).String()
}

// earlier orders events by time, what is overdue and then those of a whole day
// first, and otherwise so that the order of the input does not matter.
func earlier(x, y Event) int {
	rank := func(e Event) int {
		if e.Kind == KindOverdue {
			return 0
		}
		return 1
	}
	return cmp.Or(
		rank(x)-rank(y),
		x.due.Compare(y.due)*(1-rank(x)),
		x.Start.Compare(y.Start),
		y.End.Compare(x.End),
		cmp.Compare(slices.Index(Kinds, x.Kind), slices.Index(Kinds, y.Kind)),
		strings.Compare(x.ID, y.ID),
		strings.Compare(x.step, y.step),
		strings.Compare(x.Owner, y.Owner),
		strings.Compare(x.Description, y.Description),
		x.due.Compare(y.due),
	)
}

// tidy sorts events, makes one of those that tell the same date of the same
// thing, and gives each its own UID.
func tidy(events []Event) []Event {
	slices.SortFunc(events, earlier)
	events = slices.CompactFunc(events, func(x, y Event) bool {
		return x.ID == y.ID && x.Kind == y.Kind && x.step == y.step && x.Start.Equal(y.Start) && x.End.Equal(y.End) && x.due.Equal(y.due)
	})
	seen := make(map[string]int, len(events))
	for i, event := range events {
		kind := event.Kind
		if kind == KindOverdue { // the entry moves, as it does when a date moves
			kind = KindActBy
		}
		name := event.ID + "\x00" + string(kind)
		if kind == KindWindow { // of which there are many
			name += "\x00" + event.Start.Format(time.RFC3339)
		}
		if kind == KindStep { // one for each title and occurrence
			name += "\x00" + event.step + "\x00" + event.around.UTC().Format(time.RFC3339)
		}
		// Two that claim one id but differ would overwrite each other.
		if seen[name]++; seen[name] > 1 {
			name += "\x00" + strconv.Itoa(seen[name])
		}
		sum := sha256.Sum256([]byte(name))
		events[i].UID = hex.EncodeToString(sum[:16]) + "@terraform-provider-expiry"
	}
	return events
}

// line makes text fit for one line and shortens what nobody would read.
func line(said string) string { return deadline.Printable(text.Shorten(said, 300)) }
