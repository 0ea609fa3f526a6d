package deadline_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// The days of the examples of RFC 5545, section 3.8.5.3, in New York at 09:00,
// read backwards from an instant.
func TestDaysOfRFC5545(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ rule, firstOn, before, want string }{
		{"FREQ=DAILY;UNTIL=19971224T000000Z", "1997-09-02", "1998-06-01", "… 1997-12-22 1997-12-23"},
		{"FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02", "1998-01-01", "1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12"},
		{"FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", "1998-01-01", "2001-01-01", "… 2000-01-29 2000-01-30 2000-01-31"},
		{"FREQ=WEEKLY;COUNT=3", "1997-09-02", "1998-01-01", "1997-09-02 1997-09-09 1997-09-16"},
		{"FREQ=WEEKLY;INTERVAL=2;WKST=SU", "1997-09-02", "1997-11-01", "1997-09-02 1997-09-16 1997-09-30 1997-10-14 1997-10-28"},
		{
			"FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR", "1997-09-01", "1998-01-01",
			"1997-09-01 1997-09-03 1997-09-05 1997-09-15 1997-09-17 1997-09-19 1997-09-29 1997-10-01 1997-10-03 1997-10-13 1997-10-15 1997-10-17 1997-10-27 " +
				"1997-10-29 1997-10-31 1997-11-10 1997-11-12 1997-11-14 1997-11-24 1997-11-26 1997-11-28 1997-12-08 1997-12-10 1997-12-12 1997-12-22",
		},
		{"FREQ=MONTHLY;COUNT=4;BYDAY=1FR", "1997-09-05", "2000-01-01", "1997-09-05 1997-10-03 1997-11-07 1997-12-05"},
		{"FREQ=MONTHLY;INTERVAL=2;COUNT=6;BYDAY=1SU,-1SU", "1997-09-07", "2000-01-01", "1997-09-07 1997-09-28 1997-11-02 1997-11-30 1998-01-04 1998-01-25"},
		{"FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997-09-22", "2000-01-01", "1997-09-22 1997-10-20 1997-11-17 1997-12-22 1998-01-19 1998-02-16"},
		{"FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28", "1998-03-01", "1997-09-28 1997-10-29 1997-11-28 1997-12-29 1998-01-29 1998-02-26"},
		{"FREQ=MONTHLY;COUNT=5;BYMONTHDAY=1,-1", "1997-09-30", "2000-01-01", "1997-09-30 1997-10-01 1997-10-31 1997-11-01 1997-11-30"},
		{
			"FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", "1997-09-10", "2000-01-01",
			"1997-09-10 1997-09-11 1997-09-12 1997-09-13 1997-09-14 1997-09-15 1999-03-10 1999-03-11 1999-03-12 1999-03-13",
		},
		{"FREQ=YEARLY;COUNT=4;BYMONTH=6,7", "1997-06-10", "2001-01-01", "1997-06-10 1997-07-10 1998-06-10 1998-07-10"},
		{"FREQ=YEARLY;INTERVAL=2;COUNT=5;BYMONTH=1,2,3", "1997-03-10", "2003-01-01", "1997-03-10 1999-01-10 1999-02-10 1999-03-10 2001-01-10"},
		{
			"FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", "1997-01-01", "2010-01-01",
			"1997-01-01 1997-04-10 1997-07-19 2000-01-01 2000-04-09 2000-07-18 2003-01-01 2003-04-10 2003-07-19 2006-01-01",
		},
		{"FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "2000-01-01", "1997-05-19 1998-05-18 1999-05-17"},
		{"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12", "2000-01-01", "1997-05-12 1998-05-11 1999-05-17"},
		{"FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03-13", "1998-03-20", "1997-03-13 1997-03-20 1997-03-27 1998-03-05 1998-03-12 1998-03-19"},
		{"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1997-09-02", "2000-12-31", "1998-02-13 1998-03-13 1998-11-13 1999-08-13 2000-10-13"},
		{"FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "1997-09-13", "1998-02-01", "1997-09-13 1997-10-11 1997-11-08 1997-12-13 1998-01-10"},
		{"FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1996-11-05", "2005-01-01", "1996-11-05 2000-11-07 2004-11-02"},
		{"FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04", "2000-01-01", "1997-09-04 1997-10-07 1997-11-06"},
		{"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-29", "1998-04-01", "1997-09-29 1997-10-30 1997-11-27 1997-12-30 1998-01-29 1998-02-26 1998-03-30"},
		{"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05", "2000-01-01", "1997-08-05 1997-08-10 1997-08-19 1997-08-24"},
		{"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05", "2000-01-01", "1997-08-05 1997-08-17 1997-08-19 1997-08-31"},
		{"FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15", "2010-01-01", "2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30"},
	} {
		want := strings.Fields(test.want)
		limit := 100
		if want[0] == "…" {
			want = want[1:]
			limit = len(want)
		}
		w := window(t, test.rule, "09:00", "1h", test.firstOn, "America/New_York")
		if got := daysBefore(t, w, at(t, test.before+"T00:00:00Z"), limit); !slices.Equal(got, want) {
			t.Errorf("%s from %s\n got %s\nwant %s", test.rule, test.firstOn, got, want)
		}
	}
}

// daysBefore lists the days of the last windows of one hour, oldest first.
func daysBefore(t *testing.T, w *deadline.Window, before time.Time, limit int) []string {
	t.Helper()
	var days []string
	for range limit {
		start, found := w.LastBefore(before)
		if !found {
			break
		}
		days = append(days, deadline.DateOf(start, zone(t, "America/New_York")).String())
		before = start.Add(time.Hour - 1)
	}
	slices.Reverse(days)
	return days
}

// Searching from any instant finds what a walk over all days finds.
func TestLastBeforeIsTheLast(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		rule, firstOn string
		fires         func(deadline.Date) bool
	}{
		{"FREQ=MONTHLY;BYDAY=4WE", "", func(d deadline.Date) bool { return d.Weekday() == time.Wednesday && (d.Day-1)/7 == 3 }},
		{"FREQ=MONTHLY;BYDAY=-1FR", "", func(d deadline.Date) bool { return d.Weekday() == time.Friday && d.AddDays(7).Month != d.Month }},
		{"FREQ=DAILY;INTERVAL=3", "2021-05-05", func(d deadline.Date) bool {
			return d.DaysSince(deadline.Date{Year: 2021, Month: 5, Day: 5})%3 == 0
		}},
		{"FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU", "2021-05-05", func(d deadline.Date) bool {
			since := d.DaysSince(deadline.Date{Year: 2021, Month: 5, Day: 3}) // the Monday of that week
			return since%21 == 0 || since%21 == 6
		}},
		{"FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=31", "2021-05-05", func(d deadline.Date) bool {
			return d.Day == 31 && (12*(d.Year-2021)+int(d.Month)-5)%5 == 0
		}},
		{"FREQ=YEARLY;INTERVAL=2", "2021-05-05", func(d deadline.Date) bool { return d.Year%2 == 1 && d.Month == 5 && d.Day == 5 }},
		{"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "", func(d deadline.Date) bool { return d.Month == 2 && d.Day == 29 }},
	} {
		w := window(t, test.rule, "20:00", "4h", test.firstOn, "UTC")
		first := on(t, "2021-05-05")
		var last deadline.Date
		for day := first; day.Year < 2032; day = day.AddDays(1) {
			if test.fires(day) {
				last = day
			}
			// The window of the day itself ends with it.
			got, found := w.LastBefore(day.End(time.UTC))
			if last.IsZero() {
				if found && test.firstOn != "" {
					t.Fatalf("%s: %s lies before the first", test.rule, got)
				}
				continue
			}
			if want := last.Start(time.UTC).Add(20 * time.Hour); !found || !got.Equal(want) {
				t.Fatalf("%s: before the end of %s: %s, want %s", test.rule, day, got, want)
			}
		}
	}
}
