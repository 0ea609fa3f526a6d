package agenda

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// ICS is the agenda for calendar programs (RFC 5545).
//
// A UID stays the same when a date moves, so that the entry moves too. There is
// no SEQUENCE, which some programs hold against an entry that moved to an earlier
// day. DTSTAMP should be when the entry was written; it is the event's own start,
// since the time of writing would change the text on every run.
func (a Agenda) ICS() string {
	var ics calendarText
	ics.add("BEGIN", "VCALENDAR")
	ics.add("VERSION", "2.0")
	ics.add("PRODID", "-//terraform-expiry//terraform-provider-expiry//"+strings.ToUpper(string(a.Language.In())))
	ics.add("CALSCALE", "GREGORIAN")
	name := a.Name
	if name == "" {
		name = a.say("name")
	}
	ics.addText("NAME", name)         // RFC 7986, section 5.1
	ics.addText("X-WR-CALNAME", name) // what programs read that do not know it
	if a.Link != "" {
		ics.add("URL", a.Link)
	}
	if notes := a.Notes(); len(notes) > 0 {
		ics.addText("DESCRIPTION", strings.Join(notes, "\n")) // RFC 7986, section 5.2
	}
	if len(a.Events) == 0 {
		ics.addZone()
	}
	for _, event := range a.Events {
		a.addEvent(&ics, event)
	}
	ics.add("END", "VCALENDAR")
	return ics.String()
}

func (a Agenda) addEvent(ics *calendarText, event Event) {
	ics.add("BEGIN", "VEVENT")
	ics.add("UID", event.UID)
	ics.add("DTSTAMP", utc(event.Start))
	switch day := deadline.DateOf(event.Start, a.Location); {
	case event.AllDay:
		ics.add("DTSTART;VALUE=DATE", compact(day))
		ics.add("DTEND;VALUE=DATE", compact(day.AddDays(1))) // exclusive
	case event.End.After(event.Start):
		ics.add("DTSTART", utc(event.Start))
		ics.add("DTEND", utc(event.End))
	default: // one moment: DTEND must be later than DTSTART or absent
		ics.add("DTSTART", utc(event.Start))
	}
	ics.addText("SUMMARY", event.Title)
	ics.addText("DESCRIPTION", event.Description)
	ics.addText("CATEGORIES", string(event.Kind))
	if a.Link != "" {
		ics.add("URL", a.Link)
	}
	if event.Owner != "" {
		ics.addText("CONTACT", line(event.Owner))
	}
	if event.Kind != KindWindow {
		ics.add("TRANSP", "TRANSPARENT") // a date does not make its reader busy
	}
	if !event.Alarm.IsZero() {
		ics.add("BEGIN", "VALARM")
		ics.add("ACTION", "DISPLAY")
		ics.addText("DESCRIPTION", event.Title)
		ics.add("TRIGGER;VALUE=DATE-TIME", utc(event.Alarm))
		ics.add("END", "VALARM")
	}
	ics.add("END", "VEVENT")
}

func utc(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

func compact(day deadline.Date) string { return strings.ReplaceAll(day.String(), "-", "") }

// calendarText is made of content lines (RFC 5545, section 3.1).
type calendarText struct{ strings.Builder }

var textEscapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`)

// addText adds a property whose value is TEXT (section 3.3.11).
func (t *calendarText) addText(name, value string) { t.add(name, textEscapes.Replace(value)) }

// add adds a content line, folded to at most 75 octets without dividing a
// character.
func (t *calendarText) add(name, value string) {
	rest := name + ":" + value
	for room := 75; len(rest) > room; room = 74 {
		at := room
		for !utf8.RuneStart(rest[at]) {
			at--
		}
		t.WriteString(rest[:at] + "\r\n ")
		rest = rest[at:]
	}
	t.WriteString(rest + "\r\n")
}

// addZone fills a calendar without events, which must have a component (section
// 3.4).
func (t *calendarText) addZone() {
	for _, property := range [][2]string{
		{"BEGIN", "VTIMEZONE"},
		{"TZID", "UTC"},
		{"BEGIN", "STANDARD"},
		{"DTSTART", "19700101T000000"},
		{"TZOFFSETFROM", "+0000"},
		{"TZOFFSETTO", "+0000"},
		{"END", "STANDARD"},
		{"END", "VTIMEZONE"},
	} {
		t.add(property[0], property[1])
	}
}
