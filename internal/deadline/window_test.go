package deadline_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// window parses a maintenance window that is right.
func window(t testing.TB, rule, start, duration, firstOn, zoneName string) *deadline.Window {
	t.Helper()
	w, err := deadline.ParseWindow(deadline.WindowInput{Rule: rule, Start: start, Duration: duration, FirstOn: firstOn}, zone(t, zoneName))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestParseWindowRefuses(t *testing.T) {
	t.Parallel()
	const rule = "FREQ=MONTHLY;BYDAY=4WE"
	for _, test := range []struct {
		in          deadline.WindowInput
		part, parts string
	}{
		{deadline.WindowInput{}, "start", "not a time of day|20:00"},
		{deadline.WindowInput{Rule: rule, Start: "8 pm", Duration: "4h"}, "start", `"8 pm"|not a time of day|20:00`},
		{deadline.WindowInput{Rule: rule, Start: "24:00", Duration: "4h"}, "start", "not a time of day"},
		{deadline.WindowInput{Rule: rule, Start: "20:60", Duration: "4h"}, "start", "not a time of day"},
		{deadline.WindowInput{Rule: rule, Start: "20:00:00", Duration: "4h"}, "start", "not a time of day"},
		{deadline.WindowInput{Rule: rule, Start: "20:00Z", Duration: "4h"}, "start", "not a time of day"},
		{deadline.WindowInput{Rule: rule, Start: "20:00"}, "duration", "not a period"},
		{deadline.WindowInput{Rule: rule, Start: "20:00", Duration: "4"}, "duration", "no unit"},
		{deadline.WindowInput{Rule: rule, Start: "20:00", Duration: "90m"}, "duration", "PT90M"},
		{deadline.WindowInput{Rule: rule, Start: "20:00", Duration: "-4h"}, "duration", "negative"},
		{deadline.WindowInput{Rule: rule, Start: "20:00", Duration: "0h"}, "duration", "hours and minutes|4h|PT4H30M"},
		{deadline.WindowInput{Rule: rule, Start: "20:00", Duration: "1d"}, "duration", "hours and minutes"},
		{deadline.WindowInput{Rule: rule, Start: "20:00", Duration: "P1DT1H"}, "duration", "hours and minutes"},
		{deadline.WindowInput{Rule: rule, Start: "20:00", Duration: "1bd"}, "duration", "hours and minutes"},
		{deadline.WindowInput{Rule: rule, Start: "20:00", Duration: "1mo"}, "duration", "hours and minutes"},
		{deadline.WindowInput{Rule: rule, Start: "20:00", Duration: "10%"}, "duration", "hours and minutes"},
		{deadline.WindowInput{Rule: rule, Start: "20:00", Duration: "4h", FirstOn: "soon"}, "first_on", "not a date|2027-03-31"},
		{deadline.WindowInput{Rule: rule, Start: "20:00", Duration: "4h", FirstOn: "2026-02-30"}, "first_on", "28 days"},
		{deadline.WindowInput{Rule: "FREQ=NEVER", Start: "20:00", Duration: "4h"}, "rrule", `"FREQ=NEVER"|FREQ=MONTHLY;BYDAY=4WE`},
	} {
		w, err := deadline.ParseWindow(test.in, time.UTC)
		refused(t, fmt.Sprint(test.in), err, test.parts)
		var windowError *deadline.WindowError
		if w != nil || !errors.As(err, &windowError) || windowError.Part != test.part {
			t.Errorf("%+v: error %v is not about %s", test.in, err, test.part)
		}
	}
}

func TestWindowString(t *testing.T) {
	t.Parallel()
	got := window(t, " FREQ=MONTHLY;BYDAY=4WE ", "02:05", "PT4H30M", "", "UTC").String()
	if got != "FREQ=MONTHLY;BYDAY=4WE at 02:05 for PT4H30M" {
		t.Errorf("window is shown as %q", got)
	}
}

func TestNoWindowBefore(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		rule, duration, firstOn, before string
	}{
		{"FREQ=WEEKLY;BYDAY=WE", "4h", "2026-11-25", "2026-11-21T00:00:00Z"}, // all are still to come
		{"FREQ=WEEKLY;BYDAY=WE", "4h", "2026-11-25", "2026-11-25T23:59:59Z"}, // the first is not over
		{"FREQ=DAILY", "100000h", "2020-01-01", "2026-11-21T00:00:00Z"},      // the first takes eleven years
		{"FREQ=DAILY;COUNT=3", "4h", "2026-11-25", "2026-11-21T00:00:00Z"},
	} {
		w := window(t, test.rule, "20:00", test.duration, test.firstOn, "UTC")
		if got, found := w.LastBefore(at(t, test.before)); found || !got.IsZero() {
			t.Errorf("%s from %s for %s: %s lies before %s", test.rule, test.firstOn, test.duration, got, test.before)
		}
	}
}

func TestLastBefore(t *testing.T) {
	t.Parallel()
	const wednesdays = "FREQ=MONTHLY;BYDAY=4WE"
	for _, test := range []struct {
		name, zone, rule, start, duration, firstOn string
		before, want                               string
	}{
		// Fukui Navi: the term ended with 2020-10-31.
		{"Fukui, lead time 0", "Asia/Tokyo", wednesdays, "20:00", "4h", "", "2020-10-31T15:00:00Z", "2020-10-28T11:00:00Z"},
		{"Fukui, lead time 30 days", "Asia/Tokyo", wednesdays, "20:00", "4h", "", "2020-10-01T15:00:00Z", "2020-09-23T11:00:00Z"},
		{"ends at that instant", "Asia/Tokyo", wednesdays, "20:00", "4h", "", "2020-10-28T15:00:00Z", "2020-10-28T11:00:00Z"},
		{"ends a moment later", "Asia/Tokyo", wednesdays, "20:00", "4h", "", "2020-10-28T14:59:59.999999999Z", "2020-09-23T11:00:00Z"},
		{"lower case and prefix", "Asia/Tokyo", "rrule:freq=monthly;byday=4we", "20:00", "4h", "", "2020-10-31T15:00:00Z", "2020-10-28T11:00:00Z"},
		// 02:30 does not exist on 2026-03-08 in New York and on 2026-03-29 in Berlin:
		// it is taken with the offset before the gap (RFC 5545, section 3.3.5).
		{"New York gap", "America/New_York", "FREQ=DAILY", "02:30", "1h", "", "2026-03-08T12:00:00Z", "2026-03-08T07:30:00Z"},
		{"New York gap, not over", "America/New_York", "FREQ=DAILY", "02:30", "1h", "", "2026-03-08T08:29:59Z", "2026-03-07T07:30:00Z"},
		{"New York after the gap", "America/New_York", "FREQ=DAILY", "02:30", "1h", "", "2026-03-09T12:00:00Z", "2026-03-09T06:30:00Z"},
		{"New York fold", "America/New_York", "FREQ=DAILY", "01:30", "1h", "", "2026-11-01T12:00:00Z", "2026-11-01T05:30:00Z"},
		{"New York, 02:30 after the fold", "America/New_York", "FREQ=DAILY", "02:30", "1h", "", "2026-11-01T12:00:00Z", "2026-11-01T07:30:00Z"},
		{"Berlin gap", "Europe/Berlin", "FREQ=WEEKLY;BYDAY=SU", "02:30", "1h", "", "2026-03-30T00:00:00Z", "2026-03-29T01:30:00Z"},
		{"Berlin fold: the first 02:30", "Europe/Berlin", "FREQ=WEEKLY;BYDAY=SU", "02:30", "1h", "", "2026-10-26T00:00:00Z", "2026-10-25T00:30:00Z"},
		{"Berlin fold: hours elapse", "Europe/Berlin", "FREQ=WEEKLY;BYDAY=SU", "02:30", "4h", "", "2026-10-25T04:29:59Z", "2026-10-18T00:30:00Z"},
		{"Lord Howe: half an hour", "Australia/Lord_Howe", "FREQ=DAILY", "02:15", "1h", "", "2026-10-04T12:00:00Z", "2026-10-03T15:45:00Z"},
		{"midnight is skipped", "America/Sao_Paulo", "FREQ=DAILY", "00:00", "1h", "", "2018-11-04T12:00:00Z", "2018-11-04T03:00:00Z"},
		{"the day is skipped", "Pacific/Apia", "FREQ=WEEKLY;BYDAY=FR", "20:00", "1h", "", "2012-01-02T00:00:00Z", "2011-12-31T06:00:00Z"},
		// Long windows.
		{"crosses midnight", "Asia/Tokyo", "FREQ=WEEKLY;BYDAY=SA", "22:00", "8h", "", "2026-11-21T21:00:00Z", "2026-11-21T13:00:00Z"},
		{"crosses midnight, not over", "Asia/Tokyo", "FREQ=WEEKLY;BYDAY=SA", "22:00", "8h", "", "2026-11-21T20:59:59Z", "2026-11-14T13:00:00Z"},
		{"longer than a day", "UTC", "FREQ=WEEKLY;BYDAY=FR", "22:00", "52h", "", "2026-11-23T02:00:00Z", "2026-11-20T22:00:00Z"},
		{"longer than a day, not over", "UTC", "FREQ=WEEKLY;BYDAY=FR", "22:00", "52h", "", "2026-11-23T01:59:59Z", "2026-11-13T22:00:00Z"},
		{"windows overlap", "UTC", "FREQ=DAILY", "22:00", "2000h", "", "2026-11-21T22:00:00Z", "2026-08-29T22:00:00Z"},
		{"eleven years long", "UTC", "FREQ=DAILY", "22:00", "100000h", "", "2026-11-21T22:00:00Z", "2015-06-25T22:00:00Z"},
		// Bounded rules: the last window may lie far back.
		{"UNTIL a day", "UTC", "FREQ=DAILY;UNTIL=20100131", "20:00", "4h", "", "2026-11-21T00:00:00Z", "2010-01-31T20:00:00Z"},
		{"UNTIL before 2000", "UTC", "FREQ=DAILY;UNTIL=19700131", "20:00", "4h", "", "2026-11-21T00:00:00Z", "1970-01-31T20:00:00Z"},
		{"UNTIL an instant before the window", "Asia/Tokyo", "FREQ=DAILY;UNTIL=20100131T105959Z", "20:00", "4h", "", "2026-11-21T00:00:00Z", "2010-01-30T11:00:00Z"},
		{"UNTIL the instant of the window", "Asia/Tokyo", "FREQ=DAILY;UNTIL=20100131T110000Z", "20:00", "4h", "", "2026-11-21T00:00:00Z", "2010-01-31T11:00:00Z"},
		{"UNTIL a local time", "Asia/Tokyo", "FREQ=DAILY;UNTIL=20100131T195959", "20:00", "4h", "", "2026-11-21T00:00:00Z", "2010-01-30T11:00:00Z"},
		{"UNTIL is still to come", "UTC", "FREQ=DAILY;UNTIL=20300131", "20:00", "4h", "", "2026-11-21T00:00:00Z", "2026-11-20T20:00:00Z"},
		{"COUNT", "UTC", "FREQ=WEEKLY;BYDAY=WE;COUNT=3", "20:00", "4h", "2010-01-06", "2026-11-21T00:00:00Z", "2010-01-20T20:00:00Z"},
		{"COUNT is not reached", "UTC", "FREQ=WEEKLY;BYDAY=WE;COUNT=3", "20:00", "4h", "2010-01-06", "2010-01-14T00:00:00Z", "2010-01-13T20:00:00Z"},
		{"COUNT beyond the calendar", "UTC", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=10000", "20:00", "4h", "2000-01-01", "2026-11-21T00:00:00Z", "2024-02-29T20:00:00Z"},
		// Every other week: which one, first_on says.
		{"every other week", "UTC", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "20:00", "4h", "2026-11-04", "2026-11-18T20:00:00Z", "2026-11-04T20:00:00Z"},
		{"the other other week", "UTC", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "20:00", "4h", "2026-11-11", "2026-11-18T20:00:00Z", "2026-11-11T20:00:00Z"},
		{"long after the first", "UTC", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "20:00", "4h", "1900-01-03", "2026-11-21T00:00:00Z", "2026-11-18T20:00:00Z"},
		{"every third month", "UTC", "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1SU", "20:00", "4h", "2026-01-25", "2026-11-21T00:00:00Z", "2026-10-25T20:00:00Z"},
		{"every tenth day", "UTC", "FREQ=DAILY;INTERVAL=10", "20:00", "4h", "2026-01-01", "2026-11-21T00:00:00Z", "2026-11-17T20:00:00Z"},
		{"every fourth year", "UTC", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "20:00", "4h", "1996-11-05", "2026-11-21T00:00:00Z", "2024-11-05T20:00:00Z"},
		{"every thousandth week", "UTC", "FREQ=WEEKLY;INTERVAL=1000;BYDAY=MO", "20:00", "4h", "2001-01-01", "2026-11-21T00:00:00Z", "2020-03-02T20:00:00Z"},
		// What the rule leaves open, the first window says.
		{"weekday of the first", "UTC", "FREQ=WEEKLY", "20:00", "4h", "2026-01-01", "2026-11-21T00:00:00Z", "2026-11-19T20:00:00Z"},
		{"day of the first", "UTC", "FREQ=MONTHLY", "20:00", "4h", "2026-01-31", "2026-11-21T00:00:00Z", "2026-10-31T20:00:00Z"},
		{"months without that day", "UTC", "FREQ=MONTHLY", "20:00", "4h", "2026-01-31", "2026-10-01T00:00:00Z", "2026-08-31T20:00:00Z"},
		{"day of the year of the first", "UTC", "FREQ=YEARLY", "20:00", "4h", "2020-02-29", "2026-11-21T00:00:00Z", "2024-02-29T20:00:00Z"},
		{"day of the first, months of the rule", "UTC", "FREQ=YEARLY;BYMONTH=3,9", "20:00", "4h", "2020-03-15", "2026-11-21T00:00:00Z", "2026-09-15T20:00:00Z"},
		// Rare ones.
		{"29 February", "UTC", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "20:00", "4h", "", "2026-11-21T00:00:00Z", "2024-02-29T20:00:00Z"},
		{"29 February after 2100", "UTC", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "20:00", "4h", "", "2104-02-29T00:00:00Z", "2096-02-29T20:00:00Z"},
		{"29 February, a Monday", "UTC", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", "20:00", "4h", "", "2026-11-21T00:00:00Z", "2016-02-29T20:00:00Z"},
		{"day 366", "UTC", "FREQ=YEARLY;BYYEARDAY=366", "20:00", "4h", "", "2026-11-21T00:00:00Z", "2024-12-31T20:00:00Z"},
		{"week 53", "UTC", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", "20:00", "4h", "", "2026-11-21T00:00:00Z", "2020-12-28T20:00:00Z"},
		{"the Sunday of week 53", "UTC", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU", "20:00", "4h", "", "2022-06-01T00:00:00Z", "2021-01-03T20:00:00Z"},
		{"week 1 begins in December", "UTC", "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "20:00", "4h", "", "2026-06-01T00:00:00Z", "2025-12-29T20:00:00Z"},
		{"every Monday and a Friday", "UTC", "FREQ=MONTHLY;BYDAY=MO,3FR", "20:00", "4h", "", "2026-11-21T00:00:00Z", "2026-11-20T20:00:00Z"},
		{"Friday the 13th", "UTC", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "20:00", "4h", "", "2026-11-21T00:00:00Z", "2026-11-13T20:00:00Z"},
		{"last weekday of the month", "UTC", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "20:00", "4h", "", "2026-11-21T00:00:00Z", "2026-10-30T20:00:00Z"},
		{"first weekday of the year", "UTC", "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", "20:00", "4h", "", "2026-11-21T00:00:00Z", "2026-01-01T20:00:00Z"},
		{"first of three days of the week", "UTC", "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1", "20:00", "4h", "2026-11-17", "2026-11-24T00:00:00Z", "2026-11-23T20:00:00Z"},
		{"the year 9999", "UTC", wednesdays, "20:00", "4h", "", "9999-12-31T23:59:59Z", "9999-12-22T20:00:00Z"},
		{"after a century without 29 February", "UTC", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "20:00", "4h", "", "1900-03-01T00:00:00Z", "1896-02-29T20:00:00Z"},
		{"beyond 2050", "UTC", wednesdays, "20:00", "4h", "", "2055-01-01T00:00:00Z", "2054-12-23T20:00:00Z"},
	} {
		w := window(t, test.rule, test.start, test.duration, test.firstOn, test.zone)
		got, found := w.LastBefore(at(t, test.before))
		if !found {
			t.Errorf("%s: none before %s", test.name, test.before)
			continue
		}
		sameInstant(t, test.name, got, test.want)
	}
}

// A weekly window with first_on on a later day of its week does not begin with a
// day that its position does not mean.
func TestFirstWeekIsWhole(t *testing.T) {
	t.Parallel()
	w := window(t, "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1", "20:00", "4h", "2026-11-17", "UTC")
	if got, found := w.LastBefore(at(t, "2026-11-23T00:00:00Z")); found {
		t.Errorf("%s is the first of its week", got)
	}
}

func FuzzWindow(f *testing.F) {
	for _, seed := range []string{
		"FREQ=MONTHLY;BYDAY=4WE", "FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=YEARLY;BYWEEKNO=1,-1,53;BYDAY=MO,SU;WKST=TH",
		"FREQ=YEARLY;BYYEARDAY=-366,366", "FREQ=YEARLY;BYDAY=53MO,-53SU", "FREQ=MONTHLY;BYDAY=53MO", "FREQ=YEARLY;BYMONTH=12;BYDAY=53MO",
		"FREQ=YEARLY;BYEASTER=400", "FREQ=SECONDLY;BYHOUR=25", "FREQ=DAILY;INTERVAL=1000;COUNT=10000;BYMONTH=2", "FREQ=DAILY;UNTIL=00010101",
		"DTSTART=20200101;FREQ=DAILY", "FREQ=MONTHLY;BYMONTHDAY=31,-31;BYMONTH=4,6", "FREQ=WEEKLY;UNTIL=20261231T105959Z",
	} {
		f.Add(seed, "20:00", "4h", "", int64(1795219200))
		f.Add(seed, "02:30", "100000h", "2011-12-30", int64(1325203200))
	}
	zones := []string{"UTC", "America/New_York", "Pacific/Apia", "America/Sao_Paulo"}
	f.Fuzz(func(t *testing.T, rule, start, duration, firstOn string, unix int64) {
		loc := zone(t, zones[len(rule)%len(zones)])
		w, err := deadline.ParseWindow(deadline.WindowInput{Rule: rule, Start: start, Duration: duration, FirstOn: firstOn}, loc)
		if err != nil {
			var windowError *deadline.WindowError
			if !errors.As(err, &windowError) || !strings.Contains(" rrule start duration first_on ", " "+windowError.Part+" ") {
				t.Fatalf("error %v", err)
			}
			oneLine(t, err)
			return
		}
		length := period(t, duration).Time
		before := time.Unix(unix%(1<<37), 0).UTC()
		got, found := w.LastBefore(before)
		if !found {
			return
		}
		if got.Add(length).After(before) {
			t.Fatalf("%s: %s is not over at %s", w, got, before)
		}
		if again, found := w.LastBefore(got.Add(length)); !found || !again.Equal(got) {
			t.Fatalf("%s: before %s it is %s, before its end %s", w, before, got, again)
		}
		if earlier, found := w.LastBefore(before.Add(-100 * 24 * time.Hour)); found && earlier.After(got) {
			t.Fatalf("%s: %s before %s, and an earlier one is %s", w, got, before, earlier)
		}
	})
}

func BenchmarkLastBefore(b *testing.B) {
	before := at(b, "2027-04-01T00:00:00Z")
	for _, bench := range []struct{ name, rule, firstOn string }{
		{"daily", "FREQ=DAILY", ""},
		{"daily from 1900", "FREQ=DAILY;INTERVAL=7", "1900-01-01"},
		{"weekly", "FREQ=WEEKLY;BYDAY=WE", ""},
		{"monthly", "FREQ=MONTHLY;BYDAY=4WE", ""},
		{"yearly", "FREQ=YEARLY;BYMONTH=3;BYDAY=1SU", ""},
		{"yearly, every day", "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", ""},
		{"yearly, leap day", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", ""},
		{"leap day by days", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29", ""},
		{"leap day, a Wednesday, by days", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=WE", ""},
		{"last of 10,000", "FREQ=DAILY;COUNT=10000", "1950-01-01"},
	} {
		w := window(b, bench.rule, "20:00", "4h", bench.firstOn, "Asia/Tokyo")
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, found := w.LastBefore(before); !found {
					b.Fatal("none")
				}
			}
		})
	}
}
