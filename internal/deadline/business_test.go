package deadline_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func calendar(t testing.TB, country string, weekend []string, own ...string) *deadline.BusinessCalendar {
	t.Helper()
	var days []deadline.Date
	for _, text := range own {
		days = append(days, on(t, text))
	}
	c, err := deadline.NewBusinessCalendar(country, days, weekend)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNewBusinessCalendarRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		country string
		weekend []string
		parts   string
	}{
		{"XX", nil, `"XX"|DE, |GB, |JP, |US|holidays of your own`},
		{"Japan", nil, `"JAPAN"|JP`},
		{"日本", nil, "日本|JP"},
		{"", []string{"saturday", "caturday"}, `"caturday"|not a day of the week|English|saturday`},
		{"", []string{"土曜日"}, "not a day of the week|saturday"},
		{"", []string{""}, "not a day of the week"},
		{"", []string{"sat"}, "not a day of the week"},
		{"", []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}, "every day of the week|no business day"},
	} {
		_, err := deadline.NewBusinessCalendar(test.country, nil, test.weekend)
		refused(t, test.country+strings.Join(test.weekend, ","), err, test.parts)
	}
}

func TestCountries(t *testing.T) {
	t.Parallel()
	codes := deadline.Countries()
	if len(codes) < 25 {
		t.Errorf("countries %v", codes)
	}
	for i, code := range codes {
		if i > 0 && codes[i-1] >= code || len(code) != 2 || code != strings.ToUpper(code) {
			t.Errorf("countries %v", codes)
		}
		// Each has a New Year and is told in any case of letters.
		if c := calendar(t, " "+strings.ToLower(code)+" ", nil); c.IsBusinessDay(on(t, "2026-01-01")) {
			t.Errorf("%s works on New Year's Day", code)
		}
	}
}

func TestWeekends(t *testing.T) {
	t.Parallel()
	var none *deadline.BusinessCalendar
	for _, test := range []struct {
		name     string
		calendar *deadline.BusinessCalendar
		day      string
		works    bool
	}{
		{"no calendar", none, "2026-11-21", false}, // a Saturday
		{"no calendar", none, "2026-11-22", false},
		{"no calendar", none, "2026-11-20", true},
		{"no calendar, New Year", none, "2027-01-01", true},
		{"default", calendar(t, "", nil), "2026-11-21", false},
		{"default", calendar(t, "", nil), "2026-11-23", true},
		{"no weekend", calendar(t, "", []string{}), "2026-11-21", true},
		{"Friday and Saturday", calendar(t, "", []string{"Friday", " SATURDAY "}), "2026-11-20", false},
		{"Friday and Saturday", calendar(t, "", []string{"Friday", " SATURDAY "}), "2026-11-22", true},
		{"own day", calendar(t, "", nil, "2026-11-24"), "2026-11-24", false},
		{"own day beside the country's", calendar(t, "JP", nil, "2026-11-24"), "2026-11-23", false},
	} {
		if got := test.calendar.IsBusinessDay(on(t, test.day)); got != test.works {
			t.Errorf("%s: %s is a business day: %t", test.name, test.day, got)
		}
	}
}

func TestStep(t *testing.T) {
	t.Parallel()
	var none *deadline.BusinessCalendar
	japan := calendar(t, "JP", nil)
	yearEnd := calendar(t, "JP", nil, "2026-12-29", "2026-12-30", "2026-12-31", "2027-01-02", "2027-01-03")
	for _, test := range []struct {
		name     string
		calendar *deadline.BusinessCalendar
		from     string
		n        int
		want     string
	}{
		{"nothing, on a Sunday", none, "2026-11-22", 0, "2026-11-22"},
		{"over a weekend", none, "2026-11-20", 1, "2026-11-23"},
		{"back over a weekend", none, "2026-11-23", -1, "2026-11-20"},
		{"from a Saturday", none, "2026-11-21", 1, "2026-11-23"},
		{"back from a Saturday", none, "2026-11-21", -1, "2026-11-20"},
		{"Golden Week", japan, "2026-05-11", -5, "2026-04-28"},
		{"Golden Week, forward", japan, "2026-04-28", 5, "2026-05-11"},
		{"Golden Week 2027", japan, "2027-05-06", -3, "2027-04-27"},
		{"between two holidays", japan, "2026-09-24", -1, "2026-09-18"},
		{"New Year", japan, "2027-01-08", -5, "2026-12-31"},
		{"New Year with own days", yearEnd, "2027-01-08", -5, "2026-12-28"},
		{"New Year with own days, forward", yearEnd, "2026-12-28", 5, "2027-01-08"},
		{"beginning of the calendar", none, "0001-01-02", -10, "0000-12-31"},
	} {
		want := on2(test.want)
		if got := test.calendar.Step(on(t, test.from), test.n); got != want {
			t.Errorf("%s: %s and %d business days is %s, want %s", test.name, test.from, test.n, got, want)
		}
	}
	if got := none.Step(on(t, "9999-12-31"), 1_000_000); got.Year != 10000 {
		t.Errorf("steps beyond the calendar end on %s", got)
	}
}

// on2 reads a day that may lie before the year 1.
func on2(text string) deadline.Date {
	if text == "0000-12-31" {
		return deadline.Date{Year: 0, Month: 12, Day: 31}
	}
	day, _ := deadline.ParseDate(text)
	return day
}

// One calendar serves all data sources of a run, and each provider configuration
// has its own: both compute holidays through one library. Run with -race.
func TestBusinessCalendarIsConcurrent(t *testing.T) {
	t.Parallel()
	shared := calendar(t, "JP", nil)
	countries := deadline.Countries()
	var group sync.WaitGroup
	for i := range 16 {
		own := calendar(t, countries[i%len(countries)], nil)
		group.Go(func() {
			for year := 1990; year < 2050; year++ {
				day := deadline.Date{Year: year, Month: 3, Day: 20 + i%3}
				if shared.Step(day, 3).DaysSince(day) < 3 || own.Step(day, -3).DaysSince(day) > -3 {
					t.Errorf("three business days around %s", day)
				}
				shared.IsBusinessDay(day)
			}
		})
	}
	group.Wait()
}
