package agenda_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/terraform-expiry/terraform-provider-expiry/internal/agenda"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func on(t testing.TB, text string) deadline.Date {
	t.Helper()
	date, err := deadline.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return date
}

func at(t testing.TB, text string) time.Time {
	t.Helper()
	instant, err := deadline.ParseInstant(text, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return instant
}

// item is a deadline with its three instants, "" for one that is not known.
func item(t testing.TB, id, remindAt, actBy, end string) deadline.Deadline {
	t.Helper()
	d := deadline.Deadline{ID: id, Identity: deadline.Identity{Owner: "team"}}
	if end != "" {
		d.End = deadline.EndsAt(at(t, end))
	}
	if actBy != "" {
		d.ActBy = at(t, actBy)
	}
	if remindAt != "" {
		d.RemindAt = at(t, remindAt)
	}
	return d
}

func window(t testing.TB, id, rule, start, duration string, loc *time.Location) agenda.Window {
	t.Helper()
	w, err := deadline.ParseWindow(deadline.WindowInput{Rule: rule, Start: start, Duration: duration}, loc)
	if err != nil {
		t.Fatal(err)
	}
	return agenda.Window{ID: id, Owner: "ops", Window: w}
}

// made is the agenda of a range of days.
func made(t testing.TB, from, to string, loc *time.Location, windows []agenda.Window, deadlines ...deadline.Deadline) agenda.Agenda {
	t.Helper()
	a, err := agenda.New(agenda.Input{Deadlines: deadlines, Windows: windows, From: on(t, from), To: on(t, to), Location: loc})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	day := func(text string) deadline.Date { return on(t, text) }
	for name, test := range map[string]struct {
		in          agenda.Input
		part, parts string
	}{
		"no first day":         {agenda.Input{To: day("2027-01-01")}, "from", "first day|2027-01-01"},
		"no last day":          {agenda.Input{From: day("2027-01-01")}, "to", "last day|2027-12-31"},
		"backwards":            {agenda.Input{From: day("2027-01-02"), To: day("2027-01-01")}, "to", "2027-01-01|2027-01-02|before"},
		"ten years and a day":  {agenda.Input{From: day("2027-01-01"), To: day("2037-01-01")}, "to", "10 years|2036-12-31"},
		"too many windows":     {agenda.Input{From: day("2027-01-01"), To: day("2027-01-01"), Windows: make([]agenda.Window, 101)}, "windows", "101|at most 100"},
		"a range of all years": {agenda.Input{From: day("0001-01-01"), To: day("9999-12-31")}, "to", "10 years"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := agenda.New(test.in)
			var fault *agenda.InputError
			if !errors.As(err, &fault) || fault.Part != test.part {
				t.Fatalf("error %v is not about %s", err, test.part)
			}
			for part := range strings.SplitSeq(test.parts, "|") {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("error %q does not name %q", err, part)
				}
			}
		})
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	tokyo := zone(t, "Asia/Tokyo")
	for name, test := range map[string]struct {
		deadlines []deadline.Deadline
		windows   []agenda.Window
		loc       *time.Location
		want      []string
	}{
		"nothing":           {want: nil},
		"no known end":      {deadlines: []deadline.Deadline{item(t, "a", "", "", "")}},
		"no announced end":  {deadlines: []deadline.Deadline{{ID: "a", Timeline: deadline.Timeline{End: deadline.OpenEnded}}}},
		"before the range":  {deadlines: []deadline.Deadline{item(t, "a", "2026-01-01", "2026-02-01", "2027-01-01")}},
		"after the range":   {deadlines: []deadline.Deadline{item(t, "a", "2028-01-01", "2028-02-01", "2028-03-01")}},
		"end alone":         {deadlines: []deadline.Deadline{item(t, "a", "", "", "2027-03-31T12:00:00Z")}, want: []string{"2027-03-31T12:00Z end Ends at 12:00: a"}},
		"midnight to start": {deadlines: []deadline.Deadline{item(t, "a", "2027-01-01", "2028-01-01T00:00:01Z", "2029-01-01")}, want: []string{"2027-01-01 remind Start to renew: a, rings 2027-01-01T00:00Z"}},
		"last midnight":     {deadlines: []deadline.Deadline{item(t, "a", "", "", "2028-01-01")}, want: []string{"2027-12-31 end Ends today: a"}},
		"just after it":     {deadlines: []deadline.Deadline{item(t, "a", "", "", "2028-01-01T00:00:01Z")}},
		"all three of a day": {
			deadlines: []deadline.Deadline{item(t, "a", "2027-02-01", "2027-03-01", "2027-04-01")},
			want: []string{
				"2027-02-01 remind Start to renew: a, rings 2027-02-01T00:00Z",
				"2027-02-28 act_by Renew by today: a",
				"2027-03-31 end Ends today: a",
			},
		},
		"all three of a moment": {
			deadlines: []deadline.Deadline{item(t, "a", "2027-02-01T10:00:00Z", "2027-03-01T10:00:00Z", "2027-04-01T10:00:00Z")},
			want: []string{
				"2027-02-01T10:00Z remind Start to renew: a, rings 2027-02-01T10:00Z",
				"2027-03-01T10:00Z act_by Renew by 10:00: a",
				"2027-04-01T10:00Z end Ends at 10:00: a",
			},
		},
		"the reminder was earlier": {
			deadlines: []deadline.Deadline{item(t, "a", "2026-12-01", "2027-01-02", "2027-02-01")},
			want: []string{
				"2027-01-01 remind Start to renew, due since 2026-12-01: a, rings 2027-01-01T00:00Z",
				"2027-01-01 act_by Renew by today: a",
				"2027-01-31 end Ends today: a",
			},
		},
		"newcomer.md 2: the time to act was earlier": {
			deadlines: []deadline.Deadline{item(t, "b", "2027-01-01", "2027-01-02", "2028-02-01"), item(t, "a", "2026-10-01", "2026-12-02", "2027-02-01")},
			windows:   []agenda.Window{window(t, "w", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31", "22:00", "4h", time.UTC)},
			want: []string{
				"2027-01-01 overdue Overdue: renew a, was due by 2026-12-01, rings 2027-01-01T00:00Z",
				"2026-12-31T22:00Z window Maintenance: w",
				"2027-01-01 remind Start to renew: b, rings 2027-01-01T00:00Z",
				"2027-01-01 act_by Renew by today: b",
				"2027-01-31 end Ends today: a",
				"2027-12-31T22:00Z window Maintenance: w",
			},
		},
		"overdue to the last instant before the range": {
			deadlines: []deadline.Deadline{item(t, "a", "", "2026-12-31T23:59:59Z", "2030-01-01"), item(t, "b", "", "2027-01-01", "2030-01-01"), item(t, "c", "", "2027-01-01T00:00:01Z", "2030-01-01")},
			want: []string{
				"2027-01-01 overdue Overdue: renew b, was due by 2026-12-31, rings 2027-01-01T00:00Z",
				"2027-01-01 overdue Overdue: renew a, was due by 2026-12-31, rings 2027-01-01T00:00Z",
				"2027-01-01T00:00Z act_by Renew by 00:00: c",
			},
		},
		"the longest overdue comes first, and of one id with two dates both stay": {
			deadlines: []deadline.Deadline{item(t, "a", "", "2026-12-02", "2030-01-01"), item(t, "a", "", "2026-11-02", "2030-01-01"), item(t, "0", "", "2026-12-12", "2030-01-01")},
			want: []string{
				"2027-01-01 overdue Overdue: renew a, was due by 2026-11-01, rings 2027-01-01T00:00Z",
				"2027-01-01 overdue Overdue: renew a, was due by 2026-12-01, rings 2027-01-01T00:00Z",
				"2027-01-01 overdue Overdue: renew 0, was due by 2026-12-11, rings 2027-01-01T00:00Z",
			},
		},
		"a time to act without a known end, and without any": {
			deadlines: []deadline.Deadline{
				{ID: "open", Timeline: deadline.Timeline{End: deadline.OpenEnded, ActBy: at(t, "2026-12-02")}},
				{ID: "handover/shop", Timeline: deadline.Timeline{ActBy: at(t, "2027-03-02")}},
			},
			want: []string{
				"2027-01-01 overdue Overdue: renew open, was due by 2026-12-01, rings 2027-01-01T00:00Z",
				"2027-03-01 act_by Renew by today: handover/shop",
			},
		},
		"what has ended is not overdue": {
			deadlines: []deadline.Deadline{
				item(t, "a", "2026-10-01", "2026-11-01", "2027-01-01"),
				{ID: "gone", Timeline: deadline.Timeline{End: deadline.End{State: deadline.EndedUnknownDay}, ActBy: at(t, "2026-12-02")}},
			},
		},
		"midnight in Tokyo": {
			deadlines: []deadline.Deadline{item(t, "a", "", "", "2027-03-31T15:00:00Z"), item(t, "b", "", "", "2027-03-31T00:00:00Z")},
			loc:       tokyo,
			want:      []string{"2027-03-31 end Ends today: a", "2027-03-31T00:00Z end Ends at 09:00: b"},
		},
		"windows": {
			windows: []agenda.Window{window(t, "web", "FREQ=YEARLY;BYMONTH=6;BYDAY=1WE", "20:00", "4h", tokyo)},
			loc:     tokyo,
			want:    []string{"2027-06-02T11:00Z window Maintenance: web"},
		},
		"twice the same": {
			deadlines: []deadline.Deadline{item(t, "a", "", "", "2027-04-01"), item(t, "a", "", "", "2027-04-01")},
			want:      []string{"2027-03-31 end Ends today: a"},
		},
		"twice and different": {
			deadlines: []deadline.Deadline{item(t, "a", "", "", "2027-04-01"), item(t, "a", "", "", "2027-04-02")},
			want:      []string{"2027-03-31 end Ends today: a", "2027-04-01 end Ends today: a"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := made(t, "2027-01-01", "2027-12-31", test.loc, test.windows, test.deadlines...)
			var got []string
			uids := map[string]bool{}
			for _, event := range a.Events {
				got = append(got, shown(event, a.Location))
				if uids[event.UID] || event.UID == "" {
					t.Errorf("the UID %q of %s is not its own", event.UID, event.Title)
				}
				uids[event.UID] = true
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func shown(event agenda.Event, loc *time.Location) string {
	when := event.Start.Format("2006-01-02T15:04Z")
	if event.AllDay {
		when = event.Start.In(loc).Format(time.DateOnly)
	}
	text := fmt.Sprintf("%s %s %s", when, event.Kind, event.Title)
	if !event.Alarm.IsZero() {
		text += ", rings " + event.Alarm.Format("2006-01-02T15:04Z")
	}
	return text
}

// What nobody would find in a calendar is said.
func TestNotes(t *testing.T) {
	t.Parallel()
	a := made(t, "2027-01-01", "2027-12-31", nil, nil,
		item(t, "b", "", "", ""), item(t, "a\nb", "", "", ""), item(t, "b", "", "", ""),
		deadline.Deadline{ID: "gone", Timeline: deadline.Timeline{End: deadline.End{State: deadline.EndedUnknownDay}}},
		item(t, "old", "", "", "2027-01-01"), item(t, "new", "", "", "2027-01-02"),
		deadline.Deadline{ID: "open", Timeline: deadline.Timeline{End: deadline.OpenEnded}})
	want := []string{"Not shown, because their end is not known: a�b, b.", "No announced end: open.", "Ended before 2027-01-01: old.", "Ended on a day that is not known: gone."}
	if got := a.Notes(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	var many []deadline.Deadline
	for i := range 30 {
		many = append(many, item(t, fmt.Sprintf("asset/%02d", i), "", "", ""))
	}
	if got := made(t, "2027-01-01", "2027-12-31", nil, nil, many...).Notes(); len(got) != 1 || !strings.HasSuffix(got[0], "asset/19 and 10 more.") {
		t.Errorf("many are told as %q", got)
	}
	for form, text := range map[string]string{"ICS": a.ICS(), "Markdown": a.Markdown(), "SVG": a.SVG()} {
		if text = strings.ReplaceAll(text, "\r\n ", ""); !strings.Contains(text, "gone") || !strings.Contains(text, "old") || !strings.Contains(text, "open") {
			t.Errorf("%s does not tell what is missing:\n%s", form, text)
		}
	}
}

// Deadlines stay when there are too many events.
func TestLeftOut(t *testing.T) {
	t.Parallel()
	var windows []agenda.Window
	for i := range 14 {
		windows = append(windows, window(t, fmt.Sprintf("site-%02d", i), "FREQ=DAILY", "20:00", "1h", time.UTC))
	}
	a := made(t, "2027-01-01", "2036-12-31", nil, windows, item(t, "a", "2036-10-01", "2036-11-01", "2036-12-31T12:00:00Z"))
	// 3,653 days.
	if want := 14*3653 + 3 - agenda.MaxEvents; len(a.Events) != agenda.MaxEvents || a.LeftOut != want {
		t.Fatalf("%d events, %d left out, want %d", len(a.Events), a.LeftOut, want)
	}
	if last := a.Events[agenda.MaxEvents-1]; last.Kind != agenda.KindEnd {
		t.Errorf("the last is %+v", last)
	}
	if notes := a.Notes(); len(notes) != 1 || !strings.HasPrefix(notes[0], "1,145 events are left out") {
		t.Errorf("notes %q", notes)
	}
}

// A calendar must not lose an entry when a date moves, nor change when only the
// order of its input does.
func TestStable(t *testing.T) {
	t.Parallel()
	uids := func(a agenda.Agenda) (uids []string) {
		for _, event := range a.Events {
			uids = append(uids, event.UID)
		}
		return uids
	}
	before := made(t, "2027-01-01", "2027-12-31", nil, nil, item(t, "a", "2027-02-01", "2027-03-01", "2027-04-01"))
	after := made(t, "2027-01-02", "2028-12-31", nil, nil, item(t, "a", "2028-02-01", "2028-03-01T10:00:00Z", "2028-04-01"))
	if got, want := uids(after), uids(before); !slices.Equal(got, want) || len(got) != 3 {
		t.Errorf("got %q, want %q", got, want)
	}
	if moved := made(t, "2027-03-05", "2027-12-31", nil, nil, item(t, "a", "2027-02-01", "2027-03-01", "2027-04-01")); moved.Events[0].Kind != agenda.KindOverdue || moved.Events[0].UID != before.Events[1].UID {
		t.Errorf("the entry to act by does not become the one that is overdue: %+v", moved.Events)
	}
	deadlines := []deadline.Deadline{
		item(t, "a", "", "2026-11-01", "2027-06-01"), item(t, "a", "", "2026-10-01", "2027-06-01"), item(t, "a", "2027-02-01", "2027-03-01", "2027-04-01"), item(t, "a", "", "", "2027-05-01"), item(t, "b", "2027-02-01", "2027-03-01", "2027-04-01"),
		item(t, "c", "", "", ""), item(t, "b", "", "", ""),
	}
	windows := []agenda.Window{window(t, "x", "FREQ=WEEKLY;BYDAY=SU", "20:00", "1h", time.UTC), window(t, "x", "FREQ=WEEKLY;BYDAY=SU", "20:00", "2h", time.UTC)}
	one := made(t, "2027-01-01", "2027-12-31", nil, windows, deadlines...)
	slices.Reverse(deadlines)
	slices.Reverse(windows)
	if two := made(t, "2027-01-01", "2027-12-31", nil, windows, deadlines...); !reflect.DeepEqual(one, two) {
		t.Errorf("the order of the input matters:\n%+v\n%+v", one, two)
	}
}

func TestDescription(t *testing.T) {
	t.Parallel()
	d := item(t, "contract/lease", "2027-01-31T15:00:00Z", "2027-02-28T15:00:00Z", "2027-03-31T11:00:00Z")
	d.Maintainer, d.System, d.Environment, d.Criticality, d.Cause = "builder", "erp", "production", "high", "the lease ends\nfirst"
	a := made(t, "2027-01-01", "2027-12-31", zone(t, "Asia/Tokyo"), nil, d)
	const want = `Renew 'contract/lease'.
What: contract/lease
Start: 2027-02-01
Act by: the end of 2027-02-28
Ends: 2027-03-31 20:00 JST
Owner: team
Maintainer: builder
System: erp
Environment: production
Criticality: high
Why: the lease ends�first`
	for _, event := range a.Events {
		if event.Description != want || event.Owner != "team" {
			t.Errorf("%s is described as\n%s", event.Title, event.Description)
		}
	}
	open := deadline.Deadline{ID: "a", Timeline: deadline.Timeline{End: deadline.OpenEnded, ActBy: at(t, "2027-04-01")}}
	if d := made(t, "2027-01-01", "2027-12-31", nil, nil, open).Events[0].Description; !strings.Contains(d, "Ends: no announced end") {
		t.Errorf("an open end is described as\n%s", d)
	}
	if d := made(t, "2027-01-01", "2027-12-31", nil, nil, item(t, "a", "", "", "2027-04-01")).Events[0].Description; !strings.Contains(d, "Act by: not known") {
		t.Errorf("nobody says that it is not known by when to act:\n%s", d)
	}
}
