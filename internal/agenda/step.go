package agenda

import (
	"fmt"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// MaxSteps is how many steps one calendar takes.
const MaxSteps = 20

// Step is work around a maintenance window or a day by which to act: so long
// before it begins, or after it ends. A rehearsal three weeks before, papers three
// business days after.
type Step struct {
	Before, After deadline.Period // one of them
	Title         string
}

func checkSteps(steps []Step) error {
	if len(steps) > MaxSteps {
		return &InputError{"steps", fmt.Sprintf("%d steps are given; at most %d are accepted", len(steps), MaxSteps)}
	}
	for i, step := range steps {
		number := i + 1
		switch {
		case strings.TrimSpace(step.Title) == "":
			return &InputError{"steps", fmt.Sprintf("step %d has no title; say what is done, like Rehearsal", number)}
		case step.Before.IsZero() == step.After.IsZero():
			return &InputError{"steps", fmt.Sprintf("step %d, %s, needs either before or after, like before = \"3w\"", number, deadline.Quote(step.Title))}
		case step.Before.Percent > 0 || step.After.Percent > 0:
			return &InputError{"steps", fmt.Sprintf("step %d, %s, is a share of a lifetime, which a window has none of; write a period like 3w or 3bd", number, deadline.Quote(step.Title))}
		}
	}
	return nil
}

// stepsBefore are the steps around the day by which to act on a deadline.
func (a Agenda) stepsBefore(in Input, d deadline.Deadline) []Event {
	if d.ActBy.IsZero() || len(in.Steps) == 0 {
		return nil
	}
	return a.steps(in, Event{ID: d.ID, Kind: KindActBy, Owner: d.Owner, Start: d.ActBy, End: d.ActBy}, shortID(d.ID, d.Kind))
}

// stepsAround are the steps around the occurrences of a window, also of those
// outside the range whose steps lie within it.
func (a Agenda) stepsAround(in Input, w Window) []Event {
	if len(in.Steps) == 0 {
		return nil
	}
	back, ahead := 0, 0
	for _, step := range in.Steps {
		back, ahead = max(back, reach(step.After)), max(ahead, reach(step.Before))
	}
	var events []Event
	for _, occurrence := range w.Within(a.From.AddDays(-back).Start(a.Location), a.To.AddDays(ahead).End(a.Location), 0) {
		events = append(events, a.steps(in, Event{ID: w.ID, Kind: KindWindow, Owner: w.Owner, Start: occurrence.Start, End: occurrence.End}, line(w.ID))...)
	}
	return events
}

// reach is how many days a period takes at most: of three business days the
// weekend and some holidays lie between.
func reach(p deadline.Period) int {
	if p.IsZero() {
		return 0
	}
	return min(31*p.Months+p.Days+4*p.BusinessDays+int(p.Time.Hours())/24+15, 366*MaxYears)
}

// steps are the events of one occurrence: days, or moments where the period counts
// hours.
func (a Agenda) steps(in Input, around Event, what string) []Event {
	arithmetic := deadline.Arithmetic{Location: a.Location, Calendar: in.Calendar}
	var events []Event
	for _, step := range in.Steps {
		at, err := arithmetic.Subtract(around.Start, step.Before)
		period := step.Before
		if step.Before.IsZero() {
			at, err = arithmetic.Add(around.End, step.After)
			period = step.After
		}
		if err != nil { // before the year 1 or after 9999
			continue
		}
		event := Event{ID: around.ID, Kind: KindStep, Owner: around.Owner, Start: at.UTC(), End: at.UTC(), step: line(step.Title), around: around.Start, what: what}
		if period.Time == 0 {
			anchor, upTo := around.Start, around.Kind == KindActBy
			if step.Before.IsZero() {
				anchor, upTo = around.End, true
			}
			day := deadline.DateOf(at, a.Location)
			if upTo && deadline.DateOf(anchor, a.Location).Start(a.Location).Equal(anchor) {
				// What is to be done up to a midnight is done on the day before it, and the
				// step counts from that day.
				if moved, err := a.fromDayBefore(arithmetic, anchor, step); err == nil {
					day = moved
				}
			}
			event.AllDay, event.Start, event.End = true, day.Start(a.Location), day.End(a.Location)
		}
		if event.Start.Before(a.start()) || !event.Start.Before(a.end()) {
			continue
		}
		event.Title = event.sentence(a, event.what, event.step)
		event.Description = a.describeStep(event)
		events = append(events, event)
	}
	return events
}

// fromDayBefore is the day of a step that counts from the day before a midnight.
func (a Agenda) fromDayBefore(arithmetic deadline.Arithmetic, midnight time.Time, step Step) (deadline.Date, error) {
	from := deadline.DateOf(midnight, a.Location).AddDays(-1).Start(a.Location)
	at, err := arithmetic.Subtract(from, step.Before)
	if step.Before.IsZero() {
		at, err = arithmetic.Add(from, step.After)
	}
	return deadline.DateOf(at, a.Location), err
}

// describeStep says what a step is around.
func (a Agenda) describeStep(event Event) string {
	facts := []string{a.say("fact-what", "value", line(event.ID)), a.say("fact-around", "value", a.moment(event.around, true))}
	if event.Owner != "" {
		facts = append(facts, a.say("fact-owner", "value", line(event.Owner)))
	}
	return strings.Join(facts, "\n")
}
