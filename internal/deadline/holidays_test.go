package deadline_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Japan's public holidays as the Cabinet Office lists them, substitute holidays
// and days between two holidays included
// (https://www8.cao.go.jp/chosei/shukujitsu/gaiyou.html and its syukujitsu.csv).
// 2019 to 2021 are exceptions: the new emperor and the Olympic games.
var holidaysOfJapan = map[int]string{
	2016: "01-01 01-11 02-11 03-20 03-21 04-29 05-03 05-04 05-05 07-18 08-11 09-19 09-22 10-10 11-03 11-23 12-23",
	2017: "01-01 01-02 01-09 02-11 03-20 04-29 05-03 05-04 05-05 07-17 08-11 09-18 09-23 10-09 11-03 11-23 12-23",
	2018: "01-01 01-08 02-11 02-12 03-21 04-29 04-30 05-03 05-04 05-05 07-16 08-11 09-17 09-23 09-24 10-08 11-03 11-23 12-23 12-24",
	2019: "01-01 01-14 02-11 03-21 04-29 04-30 05-01 05-02 05-03 05-04 05-05 05-06 07-15 08-11 08-12 09-16 09-23 10-14 10-22 11-03 11-04 11-23",
	2020: "01-01 01-13 02-11 02-23 02-24 03-20 04-29 05-03 05-04 05-05 05-06 07-23 07-24 08-10 09-21 09-22 11-03 11-23",
	2021: "01-01 01-11 02-11 02-23 03-20 04-29 05-03 05-04 05-05 07-22 07-23 08-08 08-09 09-20 09-23 11-03 11-23",
	2022: "01-01 01-10 02-11 02-23 03-21 04-29 05-03 05-04 05-05 07-18 08-11 09-19 09-23 10-10 11-03 11-23",
	2023: "01-01 01-02 01-09 02-11 02-23 03-21 04-29 05-03 05-04 05-05 07-17 08-11 09-18 09-23 10-09 11-03 11-23",
	2024: "01-01 01-08 02-11 02-12 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-15 08-11 08-12 09-16 09-22 09-23 10-14 11-03 11-04 11-23",
	2025: "01-01 01-13 02-11 02-23 02-24 03-20 04-29 05-03 05-04 05-05 05-06 07-21 08-11 09-15 09-23 10-13 11-03 11-23 11-24",
	2026: "01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23",
	2027: "01-01 01-11 02-11 02-23 03-21 03-22 04-29 05-03 05-04 05-05 07-19 08-11 09-20 09-23 10-11 11-03 11-23",
}

func TestHolidaysOfJapan(t *testing.T) {
	t.Parallel()
	japan := calendar(t, "JP", []string{})
	for year, want := range holidaysOfJapan {
		if got := holidays(japan, year); !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("Japan %d\n got %s\nwant %s", year, got, want)
		}
	}
	// The rule for a day between two holidays, beyond the list.
	for day, works := range map[string]bool{
		"2009-09-22": false, "2015-09-22": false, "2032-09-21": false,
		"2020-08-11": true, "2021-08-11": true, "2019-12-23": true, "2021-10-11": true, "2027-09-22": true,
	} {
		if got := japan.IsBusinessDay(on(t, day)); got != works {
			t.Errorf("%s is a business day: %t", day, got)
		}
	}
}

func TestHolidaysElsewhere(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		country string
		year    int
		want    string
	}{
		// Saturdays are kept on Friday, Sundays on Monday (5 U.S.C. 6103).
		{"US", 2026, "01-01 01-19 02-16 05-25 06-19 07-03 07-04 09-07 10-12 11-11 11-26 12-25"},
		{"US", 2021, "01-01 01-18 02-15 05-31 06-18 06-19 07-04 07-05 09-06 10-11 11-11 11-25 12-24 12-25 12-31"}, // New Year 2022
		// England and Wales (https://www.gov.uk/bank-holidays).
		{"GB", 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-26 12-28"},
		{"GB", 2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-25 12-26 12-27 12-28"},
		{"DE", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26"},
		{"CH", 2026, "01-01 05-14 08-01 12-25"},
		{"", 2026, ""},
	} {
		if got := holidays(calendar(t, test.country, []string{}), test.year); !slices.Equal(got, strings.Fields(test.want)) {
			t.Errorf("%s %d\n got %s\nwant %s", test.country, test.year, got, test.want)
		}
	}
	if calendar(t, "CA", nil).IsBusinessDay(on(t, "2026-09-30")) || !calendar(t, "CA", nil).IsBusinessDay(on(t, "2026-08-03")) {
		t.Error("Canada as a whole keeps 30 September, not the Civic Holiday")
	}
}

// holidays lists the days of a year on which nobody works in a calendar without
// weekends.
func holidays(c *deadline.BusinessCalendar, year int) []string {
	var days []string
	for day := (deadline.Date{Year: year, Month: 1, Day: 1}); day.Year == year; day = day.AddDays(1) {
		if !c.IsBusinessDay(day) {
			days = append(days, day.String()[5:])
		}
	}
	return days
}

func BenchmarkHolidaysOfAYear(b *testing.B) {
	day := on(b, "2026-11-21")
	for b.Loop() {
		calendar(b, "JP", nil).IsBusinessDay(day)
	}
}
