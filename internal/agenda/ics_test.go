package agenda_test

import (
	"maps"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/agenda"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

const hostile = "asset/a;b,c\\n\"d\":e\r\nEND:VEVENT\r\nX-EVIL:1\u202e\u2028\x00\xff 設備😀</title><script>alert(1)</script> `x` ``y`` [l](http://e.test) www.e.test ![i](x) &amp; *b* |"

// wellFormed checks the content lines (RFC 5545, section 3.1).
func wellFormed(t testing.TB, text string) {
	t.Helper()
	if !utf8.ValidString(text) || !strings.HasSuffix(text, "\r\n") {
		t.Fatalf("not UTF-8, or the last line is open: %q", text)
	}
	for content := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(content) > 75 || content == "" || !utf8.ValidString(content) {
			t.Errorf("the line %q is empty, too long or divides a character", content)
		}
		if strings.ContainsFunc(content, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			t.Errorf("the line %q holds a control character", content)
		}
	}
}

// readBack are the entries as another program reads them, a property a key.
func readBack(t testing.TB, text string) []map[string]string {
	t.Helper()
	calendar, err := ics.ParseCalendar(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	var entries []map[string]string
	for _, event := range calendar.Events() {
		entry := map[string]string{}
		properties := event.Properties
		for _, alarm := range event.Alarms() {
			for _, property := range alarm.Properties {
				property.IANAToken = "ALARM " + property.IANAToken
				properties = append(properties, property)
			}
		}
		for _, property := range properties {
			name := property.IANAToken
			if value := property.ICalParameters["VALUE"]; len(value) > 0 {
				name += " " + value[0]
			}
			if _, twice := entry[name]; twice {
				t.Errorf("%s is there twice", name)
			}
			entry[name] = property.Value
		}
		entries = append(entries, entry)
	}
	return entries
}

func TestICS(t *testing.T) {
	t.Parallel()
	tokyo := zone(t, "Asia/Tokyo")
	a := made(t, "2027-01-01", "2027-12-31", tokyo,
		[]agenda.Window{window(t, "web", "FREQ=YEARLY;BYMONTH=6;BYDAY=1WE", "20:00", "4h", tokyo)},
		item(t, "certificate/www", "2027-02-01T10:00:00Z", "2027-03-01T15:00:00Z", "2027-03-31T15:00:00Z"),
		item(t, hostile, "", "", "2027-12-01T01:02:03Z"))
	text := a.ICS()
	wellFormed(t, text)
	const description = "Renew 'certificate/www'.\nWhat: certificate/www\nStart: 2027-02-01 19:00 JST\nAct by: the end of 2027-03-01\nEnds: the end of 2027-03-31\nOwner: team"
	safe := deadline.Printable(hostile)
	want := []map[string]string{
		{
			"DTSTAMP": "20270201T100000Z", "DTSTART": "20270201T100000Z", "SUMMARY": "Start to renew: certificate/www",
			"DESCRIPTION": description, "CATEGORIES": "remind", "CONTACT": "team", "TRANSP": "TRANSPARENT",
			"ALARM ACTION": "DISPLAY", "ALARM DESCRIPTION": "Start to renew: certificate/www", "ALARM TRIGGER DATE-TIME": "20270201T100000Z",
		},
		{
			"DTSTAMP": "20270228T150000Z", "DTSTART DATE": "20270301", "DTEND DATE": "20270302", "SUMMARY": "Renew by today: certificate/www",
			"DESCRIPTION": description, "CATEGORIES": "act_by", "CONTACT": "team", "TRANSP": "TRANSPARENT",
		},
		{
			"DTSTAMP": "20270330T150000Z", "DTSTART DATE": "20270331", "DTEND DATE": "20270401", "SUMMARY": "Ends today: certificate/www",
			"DESCRIPTION": description, "CATEGORIES": "end", "CONTACT": "team", "TRANSP": "TRANSPARENT",
		},
		{
			"DTSTAMP": "20270602T110000Z", "DTSTART": "20270602T110000Z", "DTEND": "20270602T150000Z", "SUMMARY": "Maintenance: web",
			"DESCRIPTION": "FREQ=YEARLY;BYMONTH=6;BYDAY=1WE at 20:00 for 4h", "CATEGORIES": "window", "CONTACT": "ops",
		},
		{
			"DTSTAMP": "20271201T010203Z", "DTSTART": "20271201T010203Z", "SUMMARY": "Ends at 10:02: " + safe,
			"DESCRIPTION": "Renew '" + safe + "'.\nWhat: " + safe + "\nStart: not known\nAct by: not known\nEnds: 2027-12-01 10:02 JST\nOwner: team",
			"CATEGORIES":  "end", "CONTACT": "team", "TRANSP": "TRANSPARENT",
		},
	}
	got := readBack(t, text)
	if len(got) != len(want) {
		t.Fatalf("%d entries, want %d", len(got), len(want))
	}
	for i, entry := range got {
		if entry["UID"] != a.Events[i].UID {
			t.Errorf("entry %d has the UID %q, want %q", i, entry["UID"], a.Events[i].UID)
		}
		delete(entry, "UID")
		if !maps.Equal(entry, want[i]) {
			t.Errorf("entry %d is\n%q, want\n%q", i, entry, want[i])
		}
	}
}

func TestICSOfNothing(t *testing.T) {
	t.Parallel()
	text := made(t, "2027-01-01", "2027-12-31", nil, nil).ICS()
	wellFormed(t, text)
	if entries := readBack(t, text); len(entries) != 0 || !strings.Contains(text, "BEGIN:VTIMEZONE\r\n") {
		t.Errorf("an empty calendar is %q", text)
	}
}

// Every length of line, with characters of every length at the fold.
func TestFolding(t *testing.T) {
	t.Parallel()
	for _, character := range []string{"a", "é", "設", "😀", ",", "\\"} {
		for length := range 76 {
			id := strings.Repeat("x", length) + strings.Repeat(character, 80)
			text := made(t, "2027-01-01", "2027-12-31", nil, nil, item(t, id, "", "", "2027-04-01")).ICS()
			wellFormed(t, text)
			if got := readBack(t, text)[0]["SUMMARY"]; got != "Ends today: "+id {
				t.Fatalf("%q came back as %q", id, got)
			}
		}
	}
}

// Whatever a name holds, the calendar, the page and the picture stay whole.
func FuzzText(f *testing.F) {
	for _, seed := range []string{"", "certificate/www", hostile, strings.Repeat("設", 10_000), "]]>", "`", "\ufffe\ufffd", "\n# h\n- l", "\\,;:\r"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, id, owner string) {
		d := item(t, id, "2027-02-01", "2027-03-01T10:00:00Z", "2027-04-01")
		d.Owner, d.Cause = owner, id
		a := made(t, "2027-01-01", "2027-12-31", nil, nil, d, item(t, owner, "", "", ""))
		calendar := a.ICS()
		wellFormed(t, calendar)
		entries := readBack(t, calendar)
		if len(entries) != 3 {
			t.Fatalf("%d entries of 3:\n%s", len(entries), calendar)
		}
		for i, entry := range entries {
			// The reader trims what stands around a value.
			if got, want := entry["SUMMARY"], a.Events[i].Title; strings.TrimSpace(got) != strings.TrimSpace(want) {
				t.Errorf("%q came back as %q", want, got)
			}
		}
		wholePage(t, a.Markdown(), 3)
		wholePicture(t, a.SVG())

		full, err := agenda.New(agenda.Input{
			Deadlines: []deadline.Deadline{d}, From: on(t, "2027-01-01"), To: on(t, "2027-12-31"), Language: text.Japanese, Name: owner, Link: id,
			Deeds: map[string]agenda.Deed{id: {Kind: agenda.DeedNotice, Name: owner, With: id, Renews: deadline.Days(9)}},
			Steps: []agenda.Step{{Before: deadline.Days(3), Title: "x" + owner}},
		})
		if err != nil {
			t.Fatal(err)
		}
		wellFormed(t, full.ICS())
		if entries := readBack(t, full.ICS()); len(entries) != 4 {
			t.Errorf("%d entries of 4", len(entries))
		}
		wholePage(t, full.Markdown(), 4)
		wholePicture(t, full.SVG())
	})
}

func BenchmarkTenThousand(b *testing.B) {
	start := time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)
	var deadlines []deadline.Deadline
	for i := range 10_000 {
		end := start.AddDate(0, 0, 60+i%300)
		deadlines = append(deadlines, deadline.Deadline{
			ID: "certificate/host-" + string(rune('a'+i%26)) + end.Format(".060102.") + time.Duration(i).String(), Identity: deadline.Identity{Owner: "team"},
			Timeline: deadline.Timeline{End: deadline.EndsAt(end), ActBy: end.AddDate(0, 0, -30), RemindAt: end.AddDate(0, 0, -60)},
		})
	}
	input := agenda.Input{Deadlines: deadlines, From: deadline.DateOf(start, time.UTC), To: deadline.DateOf(start.AddDate(1, 0, -1), time.UTC)}
	for b.Loop() {
		a, err := agenda.New(input)
		if err != nil || len(a.Events) != 30_000 {
			b.Fatal(len(a.Events), err)
		}
		b.ReportMetric(float64(len(a.ICS())), "ics-bytes")
		b.ReportMetric(float64(len(a.Markdown())), "markdown-bytes")
		b.ReportMetric(float64(len(a.SVG())), "svg-bytes")
	}
}
