package deadline_test

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func TestParseDateRefuses(t *testing.T) {
	t.Parallel()
	for text, parts := range map[string]string{
		"":                           "not a date|2027-03-31|2027/3/31|令和9年3月31日|R9.3.31",
		"tomorrow":                   `"tomorrow"|not a date|2027-03-31`,
		"2027-1-1":                   "not a date",
		"2027-01/01":                 "not a date",
		"2027-01":                    "not a date",
		"20270101":                   "not a date",
		"27-01-01":                   "not a date",
		"12027-01-01":                "not a date",
		"31.03.2027":                 "not a date",
		"03/31/2027":                 "not a date",
		"2027-01-01T00:00:00Z":       "not a date",
		"2027-01-01 or so":           "not a date",
		"-2027-01-01":                "not a date",
		"२०२७-०३-३१":                 "not a date",
		"2027-02-29":                 "28 days",
		"2100-02-29":                 "28 days",
		"2027-04-31":                 "30 days",
		"2027-12-32":                 "31 days",
		"2027-01-00":                 "31 days",
		"2027-00-01":                 "no month 0",
		"2027-13-01":                 "no month 13",
		"0000-01-01":                 "no year 0",
		"\x1b[31m2027":               `\x1b`,
		"\u202e2027-01-01":           `\u202e`,
		strings.Repeat("9", 100_000): "…",
	} {
		_, err := deadline.ParseDate(text)
		refused(t, text, err, parts)
	}
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2027-03-31":   "2027-03-31",
		" 2027-03-31 ": "2027-03-31",
		"2027/03/31":   "2027-03-31",
		"2027/3/1":     "2027-03-01",
		"2027.3.1":     "2027-03-01",
		"2028-02-29":   "2028-02-29",
		"2000-02-29":   "2000-02-29",
		"0001-01-01":   "0001-01-01",
		"9999-12-31":   "9999-12-31",
	} {
		if got, err := deadline.ParseDate(text); err != nil || got.String() != want {
			t.Errorf("ParseDate(%q) = %s, %v, want %s", text, got, err, want)
		}
	}
}

func TestDateOrder(t *testing.T) {
	t.Parallel()
	ordered := []string{"1999-12-31", "2026-01-31", "2026-02-01", "2026-02-02", "2027-01-01"}
	for i, a := range ordered {
		for j, b := range ordered {
			first, second := on(t, a), on(t, b)
			want := min(1, max(-1, i-j))
			if got := first.Compare(second); got != want {
				t.Errorf("%s compared with %s = %d, want %d", a, b, got, want)
			}
			if first.Before(second) != (want < 0) || first.After(second) != (want > 0) {
				t.Errorf("Before and After of %s and %s disagree with Compare", a, b)
			}
		}
	}
	if (deadline.Date{}).IsZero() != true || on(t, "0001-01-01").IsZero() {
		t.Error("only no date is zero")
	}
}

func TestAddDays(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-12-31", 1, "2027-01-01"},
		{"2027-01-01", -1, "2026-12-31"},
		{"2028-02-28", 1, "2028-02-29"},
		{"2027-02-28", 1, "2027-03-01"},
		{"2026-11-21", 0, "2026-11-21"},
		{"2026-11-21", 3653, "2036-11-21"},
	} {
		from := on(t, test.from)
		if got := from.AddDays(test.n); got != on(t, test.want) {
			t.Errorf("%s + %d days = %s, want %s", test.from, test.n, got, test.want)
		}
		if got := on(t, test.want).DaysSince(from); got != test.n {
			t.Errorf("days from %s to %s = %d, want %d", test.from, test.want, got, test.n)
		}
	}
}

func TestAddMonthsClamps(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2028-01-31", 1, "2028-02-29"},
		{"2026-01-31", 2, "2026-03-31"}, // from the anchor, not from 02-28
		{"2026-01-31", 3, "2026-04-30"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-03-31", -13, "2025-02-28"},
		{"2028-02-29", 12, "2029-02-28"}, // Azure, 2012-02-29
		{"2028-02-29", 48, "2032-02-29"},
		{"2028-02-29", -12, "2027-02-28"},
		{"2096-02-29", 48, "2100-02-28"},
		{"2026-12-15", 1, "2027-01-15"},
		{"2026-01-15", -1, "2025-12-15"},
		{"2026-01-15", -12, "2025-01-15"},
		{"2026-11-21", 0, "2026-11-21"},
	} {
		if got := on(t, test.from).AddMonths(test.n); got != on(t, test.want) {
			t.Errorf("%s + %d months = %s, want %s", test.from, test.n, got, test.want)
		}
	}
	if got := (deadline.Date{Year: 1, Month: time.January, Day: 15}).AddMonths(-14); got != (deadline.Date{Year: -1, Month: time.November, Day: 15}) {
		t.Errorf("months before the year 1: %v", got)
	}
}

func TestDaysIn(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		year  int
		month time.Month
		want  int
	}{{2027, 2, 28}, {2028, 2, 29}, {2100, 2, 28}, {2000, 2, 29}, {2027, 4, 30}, {2027, 12, 31}} {
		if got := deadline.DaysIn(test.year, test.month); got != test.want {
			t.Errorf("%d-%d has %d days, want %d", test.year, test.month, got, test.want)
		}
	}
	if got := on(t, "2026-11-21").Weekday(); got != time.Saturday {
		t.Errorf("2026-11-21 is a %s, want Saturday", got)
	}
}

func TestDateOf(t *testing.T) {
	t.Parallel()
	instant := at(t, "2020-10-31T15:00:00Z")
	if got := deadline.DateOf(instant, zone(t, "Asia/Tokyo")); got != on(t, "2020-11-01") {
		t.Errorf("in Tokyo %s", got)
	}
	if got := deadline.DateOf(instant.Add(-1), zone(t, "Asia/Tokyo")); got != on(t, "2020-10-31") {
		t.Errorf("in Tokyo, a moment before, %s", got)
	}
}

func TestStartAndEndOfDay(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		zone, day, start, end string
	}{
		{"UTC", "2027-03-31", "2027-03-31T00:00:00Z", "2027-04-01T00:00:00Z"},
		{"Asia/Tokyo", "2020-10-31", "2020-10-30T15:00:00Z", "2020-10-31T15:00:00Z"},
		{"Asia/Kolkata", "2027-03-31", "2027-03-30T18:30:00Z", "2027-03-31T18:30:00Z"},
		{"Pacific/Kiritimati", "2027-03-31", "2027-03-30T10:00:00Z", "2027-03-31T10:00:00Z"},
		// Days of 23 and of 25 hours.
		{"Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"},
		{"Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"},
		{"America/New_York", "2026-03-08", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"},
		// Midnight is skipped: the day begins at 01:00.
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"},
		{"America/Sao_Paulo", "2018-11-03", "2018-11-03T03:00:00Z", "2018-11-04T03:00:00Z"},
		{"Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z", "2022-03-27T21:00:00Z"},
		{"Africa/Cairo", "2024-04-26", "2024-04-25T22:00:00Z", "2024-04-26T21:00:00Z"},
		// The clocks jumped from 23:30 to 00:30.
		{"America/Toronto", "1919-03-31", "1919-03-31T04:30:00Z", "1919-04-01T04:00:00Z"},
		// The hour before midnight comes twice.
		{"America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00Z", "2018-02-18T03:00:00Z"},
		{"Africa/Cairo", "2024-10-31", "2024-10-30T21:00:00Z", "2024-10-31T22:00:00Z"},
		// Midnight comes twice: the first counts.
		{"Atlantic/Azores", "2026-10-25", "2026-10-25T00:00:00Z", "2026-10-26T01:00:00Z"},
		// A day that does not exist has no length.
		{"Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z"},
		{"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z"},
		{"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"},
	} {
		day, loc := on(t, test.day), zone(t, test.zone)
		sameInstant(t, test.zone+" start of "+test.day, day.Start(loc), test.start)
		sameInstant(t, test.zone+" end of "+test.day, day.End(loc), test.end)
	}
	if got := on(t, "9999-12-31").End(time.UTC); got.Year() != 10000 {
		t.Errorf("the last day ends in the year %d", got.Year())
	}
}

// Days begin at their first instant around every change of the clocks, in zones
// with every kind of change.
func TestStartOfDaysAroundChanges(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Beirut", "Africa/Cairo", "America/Toronto",
		"America/Havana", "Atlantic/Azores", "Pacific/Apia", "Pacific/Kwajalein", "Australia/Lord_Howe", "Pacific/Chatham",
		"America/St_Johns", "Africa/Casablanca", "Asia/Gaza", "America/Asuncion", "Antarctica/Troll", "Asia/Pyongyang",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			loc := zone(t, name)
			change, changes := at(t, "1910-01-01T00:00:00Z"), 0
			for {
				_, change = change.In(loc).ZoneBounds()
				if change.IsZero() || change.Year() > 2037 {
					break
				}
				changes++
				for n := -2; n <= 2; n++ {
					checkStart(t, deadline.DateOf(change, loc).AddDays(n), loc)
				}
			}
			if changes == 0 {
				t.Error("the clocks never change")
			}
		})
	}
}

func checkStart(t *testing.T, day deadline.Date, loc *time.Location) {
	t.Helper()
	start := day.Start(loc)
	if before := deadline.DateOf(start.Add(-1), loc); !before.Before(day) {
		t.Errorf("the moment before %s starts is on %s", day, before)
	}
	switch deadline.DateOf(start, loc) {
	case day:
	case day.AddDays(1):
		if !day.End(loc).Equal(start) {
			t.Errorf("%s starts on the next day and has a length", day)
		}
	default:
		t.Errorf("%s starts at %s", day, start.In(loc))
	}
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2027-03-31", "2027/3/1", "2020年10月31日", "令和2年10月31日", "R2.10.31", "２０２０/１０/３１", "令和元年5月1日", "昭和64年1月8日", "M5.12.2", "h31-4-30", "2027-02-30", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		day, err := deadline.ParseDate(text)
		if err != nil {
			oneLine(t, err)
			return
		}
		again, err := deadline.ParseDate(day.String())
		if err != nil || again != day {
			t.Fatalf("%q gives %s, which gives %s, %v", text, day, again, err)
		}
		if day.AddDays(1).AddDays(-1) != day || day.AddMonths(12).AddMonths(-12).DaysSince(day) > 0 {
			t.Fatalf("%s does not step", day)
		}
	})
}
