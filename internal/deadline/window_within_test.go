package deadline_test

import (
	"slices"
	"testing"
	"time"
)

func TestWithin(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		zone, rule, start, duration, firstOn string
		from, to                             string
		limit                                int
		want                                 []string // starts
	}{
		"to before from": {"UTC", "FREQ=DAILY", "20:00", "4h", "", "2026-11-22T00:00:00Z", "2026-11-21T00:00:00Z", 0, nil},
		"no time at all": {"UTC", "FREQ=DAILY", "20:00", "4h", "", "2026-11-22T21:00:00Z", "2026-11-22T21:00:00Z", 0, nil},
		"between two":    {"UTC", "FREQ=DAILY", "20:00", "4h", "", "2026-11-22T00:00:00Z", "2026-11-22T20:00:00Z", 0, nil},
		"over by then":   {"UTC", "FREQ=DAILY;COUNT=3", "20:00", "4h", "2026-11-01", "2026-11-22T00:00:00Z", "2027-11-22T00:00:00Z", 0, nil},
		"not yet begun":  {"UTC", "FREQ=DAILY", "20:00", "4h", "2028-01-01", "2026-11-22T00:00:00Z", "2027-11-22T00:00:00Z", 0, nil},
		"ends at from, begins at to": {
			"UTC", "FREQ=DAILY", "20:00", "4h", "", "2026-11-22T00:00:00Z", "2026-11-24T20:00:00Z", 0,
			[]string{"2026-11-22T20:00:00Z", "2026-11-23T20:00:00Z"},
		},
		"a moment of each": {
			"UTC", "FREQ=DAILY", "20:00", "4h", "", "2026-11-21T23:59:59Z", "2026-11-22T20:00:01Z", 0,
			[]string{"2026-11-21T20:00:00Z", "2026-11-22T20:00:00Z"},
		},
		"one that lasts since last month": {
			"UTC", "FREQ=MONTHLY;BYMONTHDAY=1", "00:00", "1000h", "", "2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z", 0,
			[]string{"2026-11-01T00:00:00Z"},
		},
		"evenings in Tokyo": {
			"Asia/Tokyo", "FREQ=MONTHLY;BYDAY=4WE", "20:00", "4h", "", "2020-08-31T15:00:00Z", "2020-12-31T15:00:00Z", 0,
			[]string{"2020-09-23T11:00:00Z", "2020-10-28T11:00:00Z", "2020-11-25T11:00:00Z", "2020-12-23T11:00:00Z"},
		},
		"at most two": {
			"UTC", "FREQ=DAILY", "20:00", "4h", "", "2026-11-22T00:00:00Z", "2036-11-22T00:00:00Z", 2,
			[]string{"2026-11-22T20:00:00Z", "2026-11-23T20:00:00Z"},
		},
		"at most two of long ones": {
			"UTC", "FREQ=DAILY", "20:00", "72h", "", "2026-11-22T20:00:00Z", "2036-11-22T00:00:00Z", 2,
			[]string{"2026-11-20T20:00:00Z", "2026-11-21T20:00:00Z"},
		},
		// Berlin leaves summer time on 2026-10-25: 20:00 is 18:00 UTC, then 19:00.
		"summer time ends": {
			"Europe/Berlin", "FREQ=DAILY", "20:00", "1h", "", "2026-10-24T00:00:00Z", "2026-10-26T00:00:00Z", 0,
			[]string{"2026-10-24T18:00:00Z", "2026-10-25T19:00:00Z"},
		},
		// Apia has no 2011-12-30: its window and that of the 31st are one.
		"a skipped day": {
			"Pacific/Apia", "FREQ=DAILY", "20:00", "1h", "", "2011-12-30T00:00:00Z", "2012-01-01T10:00:00Z", 0,
			[]string{"2011-12-30T06:00:00Z", "2011-12-31T06:00:00Z", "2012-01-01T06:00:00Z"},
		},
		"only the skipped day": {
			"Pacific/Apia", "FREQ=WEEKLY;BYDAY=FR", "20:00", "1h", "", "2011-12-31T06:30:00Z", "2012-01-01T10:00:00Z", 1,
			[]string{"2011-12-31T06:00:00Z"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := window(t, test.rule, test.start, test.duration, test.firstOn, test.zone)
			var got []string
			for _, occurrence := range w.Within(at(t, test.from), at(t, test.to), test.limit) {
				got = append(got, occurrence.Start.Format(time.RFC3339))
				if length := occurrence.End.Sub(occurrence.Start); length != period(t, test.duration).Time {
					t.Errorf("window of %s lasts %s", occurrence.Start, length)
				}
				if occurrence.Start.Location() != time.UTC || occurrence.End.Location() != time.UTC {
					t.Errorf("window of %s is not in UTC", occurrence.Start)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// The last window before an instant is the last of those within the time before
// it, as far as they are over.
func TestWithinAgreesWithLastBefore(t *testing.T) {
	t.Parallel()
	for rule, back := range map[string]int{
		"FREQ=DAILY": 4, "FREQ=WEEKLY;BYDAY=SA,SU": 10, "FREQ=MONTHLY;BYDAY=-1FR": 40, "FREQ=MONTHLY;BYMONTHDAY=31": 70,
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29": 1500,
	} {
		for _, zoneName := range []string{"UTC", "America/New_York", "Australia/Lord_Howe"} {
			w := window(t, rule, "02:30", "30h", "", zoneName)
			for step := range 200 {
				now := at(t, "2024-02-28T00:00:00Z").Add(time.Duration(step) * 10 * time.Hour)
				var want time.Time
				for _, occurrence := range w.Within(now.AddDate(0, 0, -back), now, 0) {
					if !occurrence.End.After(now) {
						want = occurrence.Start
					}
				}
				if got, _ := w.LastBefore(now); !got.Equal(want) {
					t.Fatalf("%s in %s before %s: the last is %s, of those within %s", rule, zoneName, now, got, want)
				}
			}
		}
	}
}
