package agenda

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Markdown is the agenda as a page (CommonMark): what is overdue, then a heading
// for every month, and under it a list of the days on which there is something to
// do.
func (a Agenda) Markdown() string {
	var page strings.Builder
	fmt.Fprintf(&page, "# %s\n\n%s\n", a.heading(), a.say("zone", "zone", code(a.Location.String())))
	for _, note := range a.notes(code) {
		fmt.Fprintf(&page, "\n%s\n", note)
	}
	events := a.Events
	if len(events) > 0 && events[0].Kind == KindOverdue {
		fmt.Fprintf(&page, "\n## %s\n\n", a.say("overdue-on", "date", a.From.String()))
	}
	for len(events) > 0 && events[0].Kind == KindOverdue {
		page.WriteString("- " + a.item(events[0]) + "\n")
		events = events[1:]
	}
	for month := (deadline.Date{Year: a.From.Year, Month: a.From.Month, Day: 1}); !month.After(a.To); month = month.AddMonths(1) {
		fmt.Fprintf(&page, "\n## %s\n\n", a.month(month))
		var day deadline.Date
		for len(events) > 0 && a.dayOf(events[0]).Before(month.AddMonths(1)) {
			if next := a.dayOf(events[0]); next != day {
				day = next
				fmt.Fprintf(&page, "- **%s**\n", a.say("weekday-day", "weekday", a.weekday(int(day.Weekday())), "day", strconv.Itoa(day.Day)))
			}
			page.WriteString("  - " + a.item(events[0]) + "\n")
			events = events[1:]
		}
		if day.IsZero() {
			page.WriteString(a.say("nothing") + "\n")
		}
	}
	return page.String()
}

// heading names the range.
func (a Agenda) heading() string {
	return a.say("calendar", "from", a.From.String(), "to", a.To.String())
}

// dayOf is the day under which an event stands: a window that lasts since before
// the range stands on its first day.
func (a Agenda) dayOf(event Event) deadline.Date {
	if day := deadline.DateOf(event.Start, a.Location); day.After(a.From) {
		return day
	}
	return a.From
}

func (a Agenda) item(event Event) string {
	text := event.sentence(a, code(event.ID), code(event.step))
	if when := a.hours(event); when != "" {
		text = when + " " + text
	}
	if event.Owner != "" {
		text += " (" + code(event.Owner) + ")"
	}
	return text
}

// hours are an event's times of day, with a date where it is another day's.
func (a Agenda) hours(event Event) string {
	// What is to be done or ends at a moment says so itself.
	if event.AllDay || event.Kind == KindActBy || event.Kind == KindEnd {
		return ""
	}
	day := a.dayOf(event)
	text := a.clock(event.Start, day)
	switch {
	case !event.End.After(event.Start):
		return text
	case event.End.Equal(day.End(a.Location)):
		return text + "–24:00"
	}
	return text + "–" + a.clock(event.End, day)
}

func (a Agenda) clock(t time.Time, day deadline.Date) string {
	if deadline.DateOf(t, a.Location) != day {
		return t.In(a.Location).Format("2006-01-02 15:04")
	}
	return t.In(a.Location).Format("15:04")
}

// code is text as it is, within one more backtick than there are in it in a row
// (CommonMark 6.1): nothing in it can become markup, nor a link.
func code(text string) string {
	if text = line(text); text == "" {
		return "–"
	}
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if fence == "`" && strings.Trim(text, " ") == text {
		return fence + text + fence
	}
	return fence + " " + text + " " + fence
}
