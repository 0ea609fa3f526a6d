// Package agenda turns deadlines and maintenance windows into a calendar of what
// is to be done, for calendar programs (ICS), for people (Markdown) and as a
// picture (SVG).
//
// What it makes depends only on the deadlines, the windows, the range and the
// zone, never on the present: a Terraform output of it changes when a date does.
package agenda

import (
	"fmt"
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Bounds of one agenda.
const (
	MaxYears   = 10
	MaxEvents  = 50_000
	MaxWindows = 100
)

// Input is what an agenda is made of.
type Input struct {
	Deadlines []deadline.Deadline
	Windows   []Window
	From, To  deadline.Date  // first and last day
	Location  *time.Location // whose days count; nil is UTC
	// Steps are what is done around each maintenance window and each day by which to
	// act.
	Steps []Step
	// Calendar says which days are business days of steps; nil knows Saturday and
	// Sunday.
	Calendar *deadline.BusinessCalendar
	// Deeds say what is to be done about a deadline, by its id; what has none is
	// renewed, or what its kind calls for.
	Deeds    map[string]Deed
	Language text.Language // "" is English
	Name     string        // of the calendar; "" is a word for deadlines
	Link     string        // to the report, http or https; "" for none
}

// Window is a maintenance window with what it is for: a site, a system.
type Window struct {
	ID    string
	Owner string
	*deadline.Window
}

// Agenda is the calendar of a range of days.
type Agenda struct {
	From, To deadline.Date
	Location *time.Location
	Language text.Language
	Name     string
	Link     string
	// Events are sorted by time, then kind and id; what is overdue comes first.
	Events []Event
	// Undated are the ids of deadlines of which nothing is shown, since their end is
	// not known.
	Undated []string
	// Open are the ids of those for which no end is announced.
	Open []string
	// Ended are the ids of those that ended before the range, EndedUnknownDay of those
	// that have ended nobody knows when.
	Ended, EndedUnknownDay []string
	// LeftOut counts the events beyond MaxEvents: windows first, then the latest.
	LeftOut int
}

// An InputError says which part of the input is at fault: "from", "to", "windows"
// or "steps".
type InputError struct {
	Part    string
	Message string
}

func (e *InputError) Error() string { return e.Message }

// New makes the agenda. Every error is an *InputError.
func New(in Input) (Agenda, error) {
	if err := in.check(); err != nil {
		return Agenda{}, err
	}
	made := Agenda{From: in.From, To: in.To, Location: in.Location, Language: in.Language.In(), Name: line(in.Name), Link: linkOf(in.Link)}
	if made.Location == nil {
		made.Location = time.UTC
	}
	var dates, steps []Event
	for _, d := range in.Deadlines {
		if d.End.State == deadline.EndKnown && !d.End.At.After(made.start()) {
			made.Ended = append(made.Ended, d.ID)
			continue
		}
		events := made.datesOf(d, in.deedOf(d))
		switch {
		case d.End.State == deadline.EndOpen:
			made.Open = append(made.Open, d.ID)
		case d.End.State == deadline.EndedUnknownDay:
			made.EndedUnknownDay = append(made.EndedUnknownDay, d.ID)
		case d.End.State == deadline.EndUnknown && len(events) == 0:
			made.Undated = append(made.Undated, d.ID)
		}
		dates = append(dates, events...)
		steps = append(steps, made.stepsBefore(in, d)...)
	}
	for _, ids := range []*[]string{&made.Undated, &made.Open, &made.Ended, &made.EndedUnknownDay} {
		slices.Sort(*ids)
		*ids = slices.Compact(*ids)
	}
	var windows []Event
	for _, w := range in.Windows {
		windows = append(windows, made.occurrencesOf(w)...)
		windows = append(windows, made.stepsAround(in, w)...)
	}
	dates, windows = tidy(dates), tidy(append(windows, steps...))
	made.Events = made.cut(dates, MaxEvents)
	made.Events = append(made.Events, made.cut(windows, MaxEvents-len(made.Events))...)
	slices.SortFunc(made.Events, earlier)
	return made, nil
}

func (in Input) check() error {
	switch latest := in.From.AddMonths(12 * MaxYears); {
	case in.From.IsZero():
		return &InputError{"from", "a calendar needs its first day, like 2027-01-01"}
	case in.To.IsZero():
		return &InputError{"to", "a calendar needs its last day, like 2027-12-31"}
	case in.To.Before(in.From):
		return &InputError{"to", fmt.Sprintf("the last day %s lies before the first, %s", in.To, in.From)}
	case !in.To.Before(latest):
		return &InputError{"to", fmt.Sprintf("from %s to %s are more than %d years; end by %s", in.From, in.To, MaxYears, latest.AddDays(-1))}
	case len(in.Windows) > MaxWindows:
		return &InputError{"windows", fmt.Sprintf("%d maintenance windows are given; at most %d are accepted", len(in.Windows), MaxWindows)}
	}
	return checkSteps(in.Steps)
}

func (a Agenda) start() time.Time { return a.From.Start(a.Location) }

func (a Agenda) end() time.Time { return a.To.End(a.Location) }

// cut keeps the first events and counts the others.
func (a *Agenda) cut(events []Event, limit int) []Event {
	if len(events) <= limit {
		return events
	}
	a.LeftOut += len(events) - limit
	return events[:limit]
}

// Notes are sentences on what a reader would look for and not find.
func (a Agenda) Notes() []string { return a.notes(line) }

// notes are the sentences with ids as show writes them.
func (a Agenda) notes(show func(string) string) []string {
	var notes []string
	if a.LeftOut > 0 {
		notes = append(notes, a.say("left-out", "n", a.LeftOut, "most", MaxEvents))
	}
	for _, missing := range []struct {
		key string
		ids []string
	}{{"note-undated", a.Undated}, {"note-open", a.Open}, {"note-ended", a.Ended}, {"note-gone", a.EndedUnknownDay}} {
		if len(missing.ids) > 0 {
			notes = append(notes, a.say(missing.key, "ids", a.list(missing.ids, show), "date", a.From.String()))
		}
	}
	return notes
}

// list names the first of many ids.
func (a Agenda) list(ids []string, show func(string) string) string {
	const most = 20
	names := make([]string, min(len(ids), most))
	for i := range names {
		names[i] = show(ids[i])
	}
	text := a.joined("ids", names)
	if more := len(ids) - len(names); more > 0 {
		return a.say("ids-more", "ids", text, "n", more)
	}
	return text
}
