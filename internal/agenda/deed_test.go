package agenda_test

import (
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/agenda"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

func period(t testing.TB, written string) deadline.Period {
	t.Helper()
	p, err := deadline.ParsePeriod(written)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func whole(t testing.TB, in agenda.Input) agenda.Agenda {
	t.Helper()
	in.From, in.To = on(t, "2027-01-01"), on(t, "2027-12-31")
	a, err := agenda.New(in)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// newcomer.md, wanted 6: an entry says what to do, to what, with whom.
func TestDeeds(t *testing.T) {
	t.Parallel()
	of := func(id, kind, task string) deadline.Deadline {
		d := item(t, id, "", "2027-03-01", "2027-04-01")
		d.Kind, d.Task = kind, task
		return d
	}
	for name, test := range map[string]struct {
		deadline           deadline.Deadline
		deed               agenda.Deed
		language           text.Language
		title, description string
	}{
		"a certificate":         {of("certificate/mail.example.test", "certificate", ""), agenda.Deed{}, "", "Renew by today: mail.example.test", "Renew 'mail.example.test'."},
		"software":              {of("software/php@8.1", "software", ""), agenda.Deed{}, "", "Update by today: php@8.1", "Update 'php@8.1' to a release that is supported."},
		"a token":               {of("token/ci", "token", ""), agenda.Deed{}, "", "Replace by today: ci", "Replace 'ci' by a new one."},
		"a notice, by its task": {of("contract/printers", "contract", "the notice"), agenda.Deed{}, "", "Give notice by today: printers", "Give notice for 'printers'."},
		"a decision":            {of("contract/printers", "contract", "a decision"), agenda.Deed{With: "Office Ltd"}, "", "Decide by today: printers", "Decide whether 'printers' goes on, and tell Office Ltd."},
		"a notice, whole": {
			of("contract/printers", "contract", ""),
			agenda.Deed{Kind: agenda.DeedNotice, Name: "Office printers", With: "Office Ltd", Renews: period(t, "12mo")},
			"",
			"Give notice by today: Office printers", "Give notice to Office Ltd for 'Office printers' or it renews for 12 months.",
		},
		"a notice in Japanese": {
			of("contract/printers", "contract", ""),
			agenda.Deed{Kind: agenda.DeedNotice, Name: "複合機", With: "オフィス社", Renews: period(t, "1y")},
			text.Japanese,
			"本日中に対応：複合機の解約を通知", "オフィス社に「複合機」の解約を通知してください。通知しないと12か月更新されます。",
		},
		"a kind nobody knows":              {of("a/b", "a", ""), agenda.Deed{Kind: "dance"}, "", "Renew by today: b", "Renew 'b'."},
		"an id that is its kind":           {of("a/", "a", ""), agenda.Deed{Name: " "}, "", "Renew by today: a/", "Renew 'a/'."},
		"a name that would break a line":   {of("a/b", "a", ""), agenda.Deed{Name: "x\ny", With: "z\r\nBEGIN:VEVENT"}, "", "Renew by today: x\ufffdy", "Renew 'x\ufffdy' with z\ufffd\ufffdBEGIN:VEVENT."},
		"it renews for some odd period":    {of("a/b", "a", ""), agenda.Deed{Kind: agenda.DeedNotice, Renews: period(t, "P1M3D")}, "", "Give notice by today: b", "Give notice for 'b' or it renews for P1M3D."},
		"it renews for a day":              {of("a/b", "a", ""), agenda.Deed{Kind: agenda.DeedNotice, Renews: period(t, "1d")}, "", "Give notice by today: b", "Give notice for 'b' or it renews for 1 day."},
		"of a renewal nobody gives notice": {of("a/b", "a", ""), agenda.Deed{Renews: period(t, "1y")}, "", "Renew by today: b", "Renew 'b'."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := whole(t, agenda.Input{Deadlines: []deadline.Deadline{test.deadline}, Deeds: map[string]agenda.Deed{test.deadline.ID: test.deed}, Language: test.language})
			event := a.Events[0]
			if first, _, _ := strings.Cut(event.Description, "\n"); event.Title != test.title || first != test.description {
				t.Errorf("%q: %q", event.Title, first)
			}
		})
	}
}

// Seed S2: rehearsal three weeks before a window, notice one week before, backup
// the day before, papers within three business days after.
func TestSteps(t *testing.T) {
	t.Parallel()
	tokyo := zone(t, "Asia/Tokyo")
	calendar, err := deadline.NewBusinessCalendar("JP", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	steps := []agenda.Step{
		{Before: period(t, "3w"), Title: "Rehearsal"},
		{Before: period(t, "1d"), Title: "Backup"},
		{After: period(t, "3bd"), Title: "Papers"},
		{Before: period(t, "2h"), Title: "Site off"},
	}
	for name, test := range map[string]struct {
		in   agenda.Input
		want []string
	}{
		// The fourth Wednesday of April 2027 is the 28th; the 29th is a holiday, as are
		// the 3rd to the 5th of May.
		"a window": {
			agenda.Input{Location: tokyo, Calendar: calendar, Windows: []agenda.Window{window(t, "web", "FREQ=YEARLY;BYMONTH=4;BYDAY=4WE", "20:00", "4h", tokyo)}},
			[]string{"2027-04-07 Rehearsal: web", "2027-04-27 Backup: web", "2027-04-28T09:00Z Site off: web", "2027-05-07 Papers: web"},
		},
		"a window of the next year, with a step in this one": {
			agenda.Input{Location: tokyo, Windows: []agenda.Window{window(t, "web", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=10", "20:00", "2h", tokyo)}},
			[]string{"2027-01-09 Backup: web", "2027-01-10T09:00Z Site off: web", "2027-01-13 Papers: web", "2027-12-20 Rehearsal: web"},
		},
		"a day by which to act": {
			agenda.Input{Deadlines: []deadline.Deadline{item(t, "certificate/www", "", "2027-03-02", "2027-12-31T12:00:00Z")}},
			[]string{"2027-02-08 Rehearsal: certificate/www", "2027-02-28 Backup: certificate/www", "2027-03-01T22:00Z Site off: certificate/www", "2027-03-04 Papers: certificate/www"},
		},
		"a window that begins at midnight": {
			agenda.Input{Windows: []agenda.Window{window(t, "web", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=10", "00:00", "24h", time.UTC)}},
			[]string{"2027-05-20 Rehearsal: web", "2027-06-09 Backup: web", "2027-06-09T22:00Z Site off: web", "2027-06-15 Papers: web"},
		},
		"nothing to be around": {agenda.Input{Deadlines: []deadline.Deadline{item(t, "a", "", "", "2027-03-02")}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.in.Steps = steps
			a := whole(t, test.in)
			var got []string
			uids := map[string]bool{}
			for _, event := range a.Events {
				if uids[event.UID] {
					t.Errorf("the UID of %s is not its own", event.Title)
				}
				uids[event.UID] = true
				if event.Kind != agenda.KindStep {
					continue
				}
				when := event.Start.Format("2006-01-02T15:04Z")
				if event.AllDay {
					when = deadline.DateOf(event.Start, a.Location).String()
				}
				got = append(got, when+" "+event.Title)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
			if len(got) == 0 {
				return
			}
			if marks := wholePicture(t, a.SVG())["step"]; marks < 4 || !strings.Contains(a.SVG(), "steps around them.") {
				t.Errorf("%d steps in the picture", marks)
			}
			if !strings.Contains(a.Markdown(), "`Rehearsal`: `") || !strings.Contains(a.ICS(), "CATEGORIES:step\r\n") {
				t.Error("the steps are not in every form")
			}
		})
	}
}

func TestStepsRefused(t *testing.T) {
	t.Parallel()
	day := deadline.Days(1)
	for name, test := range map[string]struct {
		steps []agenda.Step
		says  string
	}{
		"no title":     {[]agenda.Step{{Before: day, Title: " "}}, "step 1 has no title"},
		"no time":      {[]agenda.Step{{Before: day, Title: "a"}, {Title: "b"}}, `step 2, "b", needs either before or after`},
		"both times":   {[]agenda.Step{{Before: day, After: day, Title: "a"}}, "needs either before or after"},
		"a share":      {[]agenda.Step{{Before: deadline.Period{Percent: 10}, Title: "a"}}, "share of a lifetime"},
		"one too many": {make([]agenda.Step, agenda.MaxSteps+1), "at most 20"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := agenda.New(agenda.Input{From: on(t, "2027-01-01"), To: on(t, "2027-12-31"), Steps: test.steps})
			var fault *agenda.InputError
			if !errors.As(err, &fault) || fault.Part != "steps" || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

// A calendar has a name, and each entry a link to the report, where that is one.
func TestNameAndLink(t *testing.T) {
	t.Parallel()
	d := []deadline.Deadline{item(t, "a", "", "", "2027-03-02")}
	calendar := whole(t, agenda.Input{Deadlines: d, Name: "Shop; ends", Link: "https://ci.example.test/report?id=1"}).ICS()
	wellFormed(t, calendar)
	for _, piece := range []string{"\r\nNAME:Shop\\; ends\r\nX-WR-CALNAME:Shop\\; ends\r\nURL:https://ci.example.test/report?id=1\r\n", "CATEGORIES:end\r\nURL:https://ci.example.test/report?id=1\r\n"} {
		if !strings.Contains(calendar, piece) {
			t.Errorf("%q is missing in\n%s", piece, calendar)
		}
	}
	if first := readBack(t, calendar)[0]; !strings.Contains(first["DESCRIPTION"], "Report: https://ci.example.test/report?id=1") {
		t.Errorf("%q", first)
	}
	for _, link := range []string{"javascript:alert(1)", "file:///etc/passwd", "https://u:p@ci.example.test/", "https://", "https://x\r\nEND:VEVENT", "https://" + strings.Repeat("x", 600)} {
		if calendar := whole(t, agenda.Input{Deadlines: d, Link: link}).ICS(); strings.Contains(calendar, "URL:") || !strings.Contains(calendar, "NAME:Deadlines\r\n") {
			t.Errorf("%.60q is taken for a link", link)
		}
	}
}

// Every message stands in both languages with the same places, and a Japanese
// calendar holds no English but ids and names.
func TestJapaneseIsWhole(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("messages.txt")
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := text.ReadCatalogue(string(source))
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range catalogue.Keys() {
		english, ok := catalogue.Places(text.English, key)
		japanese, both := catalogue.Places(text.Japanese, key)
		if !ok || !both || !slices.Equal(english, japanese) {
			t.Errorf("%s has the places %q and %q", key, english, japanese)
		}
	}
	d, late := item(t, "x1/x2", "2027-02-01", "2027-03-01", "2027-04-01"), item(t, "x3", "2026-10-01", "2026-12-01", "2027-02-03")
	d.Kind, d.Owner, d.System, d.Cause = "x1", "担当", "基幹", "契約による"
	late.Owner = "担当"
	gone := deadline.Deadline{ID: "x4", Timeline: deadline.Timeline{End: deadline.End{State: deadline.EndedUnknownDay}}}
	w := window(t, "x5", "FREQ=YEARLY;BYMONTH=6;BYDAY=1WE", "20:00", "4h", time.UTC)
	w.Owner = "担当"
	a := whole(t, agenda.Input{
		Deadlines: []deadline.Deadline{d, late, gone, item(t, "x6", "", "", ""), {ID: "x7", Timeline: deadline.Timeline{End: deadline.OpenEnded}}, item(t, "x8", "", "", "2026-05-05")},
		Windows:   []agenda.Window{w}, Language: text.Japanese, Steps: []agenda.Step{{Before: deadline.Days(3), Title: "予行"}},
	})
	words := regexp.MustCompile(`[A-Za-z]{2,}`)
	var said []string
	for _, event := range a.Events {
		said = append(said, event.Title)
		if event.Kind != agenda.KindWindow {
			said = append(said, event.Description)
		}
	}
	said = append(said, a.Markdown())
	for _, match := range regexp.MustCompile(`<(?:text|title|desc)[^>]*>([^<]*)`).FindAllStringSubmatch(a.SVG(), -1) {
		said = append(said, strings.ReplaceAll(match[1], "&#xA;", "\n"))
	}
	for _, text := range said {
		for _, word := range words.FindAllString(text, -1) {
			if word != "UTC" {
				t.Errorf("%q stands in %q", word, text)
			}
		}
	}
	if len(said) < 30 || !strings.Contains(a.Markdown(), "# 2027-01-01から2027-12-31までの予定") {
		t.Errorf("%d texts", len(said))
	}
	if !strings.Contains(a.ICS(), "X-WR-CALNAME:期限\r\n") {
		t.Error("the calendar has no Japanese name")
	}
}
