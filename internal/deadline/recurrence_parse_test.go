package deadline_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func TestRuleRefuses(t *testing.T) {
	t.Parallel()
	const example = "|FREQ=MONTHLY;BYDAY=4WE"
	for _, test := range []struct{ rule, firstOn, parts string }{
		{"", "", "not a recurrence rule" + example},
		{"  ", "", "not a recurrence rule"},
		{"every 4th Wednesday", "", "not a recurrence rule" + example},
		{"RRULE:", "", "not a recurrence rule"},
		{"FREQ=DAILY;", "", "not a recurrence rule"},
		{"FREQ=DAILY\nEXDATE=20260101", "", "FREQ|DAILY, WEEKLY, MONTHLY or YEARLY"},
		{"FREQ=DAILY\r\nRRULE:FREQ=WEEKLY", "", "FREQ|DAILY, WEEKLY, MONTHLY or YEARLY"},
		{"FREQ", "", "not a recurrence rule"},
		{"=DAILY", "", "not a recurrence rule"},
		{"FREQ=", "", "not a recurrence rule"},
		{"FREQ=DAILY;COUNT=", "2026-01-01", "not a recurrence rule"},
		{"BYDAY=MO", "", "no FREQ" + example},
		{"FREQ=FORTNIGHTLY", "", "FREQ|DAILY, WEEKLY, MONTHLY or YEARLY" + example},
		{"FREQ=DAILY;X-DAY=1", "", "X-DAY|RFC 5545"},
		{"FREQ=DAILY;BYDAY=WEDNESDAY", "", "WEDNESDAY|BYDAY|MO, 4WE or -1FR"},
		{"FREQ=MONTHLY;BYDAY=4.5WE", "", "4.5WE|BYDAY"},
		{"FREQ=MONTHLY;BYDAY=0WE", "", "0WE|BYDAY"},
		{"FREQ=WEEKLY;BYDAY=MO,", "", "BYDAY|MO, 4WE"},
		{"FREQ=WEEKLY;BYDAY=MO;WKST=1", "", "WKST=MO"},
		{"FREQ=WEEKLY;BYDAY=MO;WKST=2MO", "", "WKST=MO"},
		{"FREQ=MONTHLY;BYDAY=4", "", "BYDAY|4WE"},
		{"FREQ=MONTHLY; BYDAY=4WE", "", "RFC 5545"},
		{"FREQ=MONTHLY;BYMONTHDAY=1,32", "", "32|BYMONTHDAY|1 to 31|-31 to -1"},
		{"FREQ=MONTHLY;BYMONTHDAY=1.5", "", "1.5|BYMONTHDAY"},
		{"FREQ=YEARLY;BYMONTH=-1;BYMONTHDAY=1", "", "-1|BYMONTH|1 to 12"},
		{"FREQ=YEARLY;BYYEARDAY=367", "", "367|BYYEARDAY"},
		{"FREQ=YEARLY;BYWEEKNO=54;BYDAY=MO", "", "54|BYWEEKNO"},
		{"FREQ=MONTHLY;BYMONTHDAY=0", "", "BYMONTHDAY|1 to 31"},
		{"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "", "BYSETPOS|1 to 366"},
		{"FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=1", "", "13|BYMONTH|1 to 12"},
		{"FREQ=YEARLY;BYDAY=54MO", "", "above 53"},
		{"FREQ=DAILY;INTERVAL=-1", "2026-01-01", "INTERVAL|between 1 and 1000"},
		{"FREQ=DAILY;INTERVAL=two", "2026-01-01", "INTERVAL|between 1 and 1000"},
		{"FREQ=DAILY;COUNT=99999999999999999999", "2026-01-01", "COUNT|between 1 and 10000"},
		{"FREQ=DAILY;UNTIL=tomorrow", "", "UNTIL=20270331"},
		{"FREQ=DAILY;UNTIL=2026-12-31", "", "UNTIL=20270331"},
		{"FREQ=DAILY;UNTIL=20260231", "", "UNTIL=20270331"},
		{"FREQ=DAILY;UNTIL=20261231T250000Z", "", "UNTIL=20270331T150000Z"},
		{"FREQ=WEEKLY;BYDAY=MO;BYDAY=TU", "", "BYDAY|twice|BYDAY=MO,TU"},
		{"FREQ=DAILY;DTSTART=20260101", "", "DTSTART|first_on"},
		{"DTSTART=00010101;FREQ=DAILY", "", "DTSTART|first_on"},
		{"FREQ=YEARLY;BYEASTER=1", "", "BYEASTER|RFC 5545"},
		{"FREQ=YEARLY;BYEASTER=1000", "", "BYEASTER"},
		// Times of day.
		{"FREQ=HOURLY", "", "time of day|start"},
		{"FREQ=MINUTELY", "", "time of day|start"},
		{"FREQ=SECONDLY;INTERVAL=7", "2026-01-01", "time of day|start"},
		{"FREQ=DAILY;BYHOUR=20", "", "time of day|start"},
		{"FREQ=DAILY;BYMINUTE=30", "", "time of day|start"},
		{"FREQ=DAILY;BYSECOND=1", "", "time of day|start"},
		// Numbers.
		{"FREQ=DAILY;INTERVAL=0", "2026-01-01", "INTERVAL|between 1 and 1000"},
		{"FREQ=DAILY;INTERVAL=1001", "2026-01-01", "INTERVAL|between 1 and 1000"},
		{"FREQ=DAILY;COUNT=0", "2026-01-01", "COUNT|between 1 and 10000"},
		{"FREQ=DAILY;COUNT=-1", "2026-01-01", "COUNT|between 1 and 10000"},
		{"FREQ=DAILY;COUNT=10001", "2026-01-01", "COUNT|between 1 and 10000"},
		{"FREQ=DAILY;COUNT=2;UNTIL=20270101", "2026-01-01", "both COUNT and UNTIL"},
		// What needs a first window.
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "", "INTERVAL|first_on"},
		{"FREQ=DAILY;COUNT=3", "", "COUNT|first_on"},
		{"FREQ=WEEKLY", "", "day of the week|BYDAY|FREQ=WEEKLY;BYDAY=SU"},
		{"FREQ=MONTHLY", "", "day of the month|BYMONTHDAY"},
		{"FREQ=YEARLY", "", "day of the year|BYMONTH"},
		{"FREQ=YEARLY;BYMONTH=3", "", "day of the year|BYMONTH"},
		// What RFC 5545 forbids.
		{"FREQ=WEEKLY;BYDAY=4WE", "", "numbers a day of the week|FREQ=MONTHLY"},
		{"FREQ=DAILY;BYDAY=-1FR", "", "numbers a day of the week"},
		{"FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", "", "numbers a day of the week"},
		{"FREQ=MONTHLY;BYDAY=6WE", "", "above 5"},
		{"FREQ=MONTHLY;BYDAY=53MO", "", "above 5"},
		{"FREQ=MONTHLY;BYDAY=-53MO", "", "above 5"},
		{"FREQ=YEARLY;BYMONTH=12;BYDAY=53MO", "", "above 5"},
		{"FREQ=MONTHLY;BYYEARDAY=100", "", "BYYEARDAY|FREQ=YEARLY"},
		{"FREQ=DAILY;BYWEEKNO=20;BYDAY=MO", "", "BYWEEKNO|FREQ=YEARLY"},
		{"FREQ=WEEKLY;BYMONTHDAY=13", "", "BYMONTHDAY|FREQ=MONTHLY"},
		{"FREQ=YEARLY;BYWEEKNO=20", "2026-01-01", "BYWEEKNO without BYDAY"},
		// What never fires.
		{"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "", "never fires|40 years|days, months"},
		{"FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30,31", "", "never fires"},
		{"FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31", "", "never fires"},
		{"FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=8", "", "never fires"},
		{"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", "", "never fires"},
		{"FREQ=DAILY;BYSETPOS=2", "", "never fires"},
		{"FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29", "2027-01-01", "never fires|80 years"},
		{"FREQ=DAILY;UNTIL=20251231", "2026-01-01", "never fires"},
		{"FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1;UNTIL=20260228", "2025-12-01", "never fires"},
		{strings.Repeat("FREQ=DAILY;", 10_000), "", "twice"},
		{"FREQ=DAILY;\x1b[31m=1", "", "RFC 5545"},
	} {
		_, err := deadline.ParseWindow(deadline.WindowInput{Rule: test.rule, Start: "20:00", Duration: "4h", FirstOn: test.firstOn}, time.UTC)
		refused(t, test.rule, err, test.parts)
		var windowError *deadline.WindowError
		if !errors.As(err, &windowError) || windowError.Part != "rrule" {
			t.Errorf("%q: %v is not about rrule", test.rule, err)
		}
	}
}

func TestRuleAccepts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ rule, firstOn string }{
		{"FREQ=DAILY", ""},
		{"FREQ=DAILY;INTERVAL=1", ""},
		{"freq=weekly;byday=su", ""},
		{"FREQ=WEEKLY;WKST=SU;BYDAY=SU", ""},
		{"FREQ=MONTHLY;BYDAY=-1FR", ""},
		{"FREQ=MONTHLY;BYDAY=+4WE", ""},
		{"FREQ=MONTHLY;BYDAY=5MO", ""},
		{"FREQ=MONTHLY;BYMONTHDAY=-1", ""},
		{"FREQ=YEARLY;BYDAY=53MO", ""},
		{"FREQ=YEARLY;BYDAY=-53SU", ""},
		{"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", ""},
		{"FREQ=YEARLY;BYYEARDAY=-1", ""},
		{"FREQ=DAILY;BYMONTHDAY=1,15;BYMONTH=3,9", ""},
		{"FREQ=WEEKLY;INTERVAL=1000", "2026-01-01"},
		{"FREQ=YEARLY;INTERVAL=1000", "2026-01-01"},
		{"FREQ=YEARLY;INTERVAL=3", "2024-02-29"},
		{"FREQ=DAILY;COUNT=10000", "2026-01-01"},
		{"FREQ=DAILY;UNTIL=20260101", "2026-01-01"},
		{"FREQ=DAILY", "9999-12-31"},
		{"FREQ=DAILY;COUNT=10000", "0001-01-01"},
		{"FREQ=DAILY;UNTIL=00010101", ""},
	} {
		if _, err := deadline.ParseWindow(deadline.WindowInput{Rule: test.rule, Start: "20:00", Duration: "4h", FirstOn: test.firstOn}, time.UTC); err != nil {
			t.Errorf("%s from %q: %v", test.rule, test.firstOn, err)
		}
	}
}

func BenchmarkParseWindow(b *testing.B) {
	for _, bench := range []struct{ name, rule, firstOn string }{
		{"monthly", "FREQ=MONTHLY;BYDAY=4WE", ""},
		{"never, by days", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", ""},
		{"never, every seventh day", "FREQ=DAILY;INTERVAL=7;BYMONTH=2;BYMONTHDAY=30", "2026-01-01"},
		{"10,000 leap days, by days", "FREQ=DAILY;COUNT=10000;BYMONTH=2;BYMONTHDAY=29", "2026-01-01"},
		{"10,000 leap days, by years", "FREQ=YEARLY;COUNT=10000;BYMONTH=2;BYMONTHDAY=29", "2026-01-01"},
	} {
		in := deadline.WindowInput{Rule: bench.rule, Start: "20:00", Duration: "4h", FirstOn: bench.firstOn}
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				_, _ = deadline.ParseWindow(in, time.UTC)
			}
		})
	}
}
