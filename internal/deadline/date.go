package deadline

import (
	"fmt"
	"strconv"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Date is a day of the proleptic Gregorian calendar without a zone. The zero
// value is no date.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the day on which the instant t falls in loc.
func DateOf(t time.Time, loc *time.Location) Date {
	year, month, day := t.In(loc).Date()
	return Date{year, month, day}
}

// IsZero says that d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String is the ISO 8601 form, "2027-03-31".
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// Compare is -1, 0 or +1 as d is before, the same as or after e.
func (d Date) Compare(e Date) int {
	for _, difference := range [3]int{d.Year - e.Year, int(d.Month - e.Month), d.Day - e.Day} {
		if difference < 0 {
			return -1
		}
		if difference > 0 {
			return 1
		}
	}
	return 0
}

// Before says that d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After says that d is a later day than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// AddDays is the day n days later (earlier where n is negative).
func (d Date) AddDays(n int) Date {
	return DateOf(time.Date(d.Year, d.Month, d.Day+n, 0, 0, 0, 0, time.UTC), time.UTC)
}

// AddMonths is the same day of the month n months later, clamped to the end of a
// shorter month: 2026-01-31 plus one month is 2026-02-28.
func (d Date) AddMonths(n int) Date {
	months := d.Year*12 + int(d.Month) - 1 + n
	year, month := months/12, months%12
	if month < 0 {
		year, month = year-1, month+12
	}
	last := DaysIn(year, time.Month(month+1))
	return Date{year, time.Month(month + 1), min(d.Day, last)}
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Weekday()
}

// DaysSince counts the days from e to d, negative where e is later.
func (d Date) DaysSince(e Date) int {
	day := func(d Date) int64 { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() / 86400 }
	return int(day(d) - day(e))
}

// DaysIn is the number of days of a month.
func DaysIn(year int, month time.Month) int {
	switch month {
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case time.April, time.June, time.September, time.November:
		return 30
	}
	return 31
}

// Start is the first instant of the day in loc, in UTC. Where the clocks jump
// over midnight, or over the whole day, that is the instant of the jump.
func (d Date) Start(loc *time.Location) time.Time {
	t := d.at(0, loc)
	local := t.In(loc)
	if hour, minute, second := local.Clock(); hour+minute+second != 0 {
		if jump, _ := local.ZoneBounds(); !jump.IsZero() {
			return jump.UTC()
		}
	}
	return t
}

// End is the first instant after the day in loc, in UTC: what ends "on" a day
// still works on it and has expired at End.
func (d Date) End(loc *time.Location) time.Time { return d.AddDays(1).Start(loc) }

// at is the instant of a wall clock reading on the day, in UTC. A reading that
// the zone skips is taken with the offset in force before the gap, and one that
// occurs twice is its first occurrence (RFC 5545, section 3.3.5).
func (d Date) at(clock time.Duration, loc *time.Location) time.Time {
	naive := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Add(clock)
	// The offset in force a day earlier is that before any transition of the day.
	_, before := naive.Add(-24 * time.Hour).In(loc).Zone()
	candidate := naive.Add(-time.Duration(before) * time.Second)
	if _, offset := candidate.In(loc).Zone(); offset != before {
		// The transition lies before the reading, or the reading in a gap.
		shifted := naive.Add(-time.Duration(offset) * time.Second)
		if _, again := shifted.In(loc).Zone(); again == offset {
			return shifted
		}
	}
	return candidate
}

const dateForms = "write it like 2027-03-31, 2027/3/31, 2027年3月31日, 令和9年3月31日 or R9.3.31"

var dateForm = text.Pattern(`^(\d{4})([-/.])(\d{1,2})([-/.])(\d{1,2})$`)

// ParseDate reads "2027-03-31", "2027/3/31", "2027.3.31" and the Japanese forms
// "2027年3月31日", "令和9年3月31日" and "R9.3.31", also in full-width characters, in
// kanji numerals and with the day of the week behind them. The error is a sentence for a person and names what is accepted.
func ParseDate(text string) (Date, error) {
	date, _, err := parseDate(text)
	return date, err
}

// parseDate also says that the text has the shape of a date, so that its error
// is the one to show.
func parseDate(text string) (date Date, shaped bool, err error) {
	plain, day, named := withoutWeekday(plainDate(text))
	if date, shaped, err = parsePlainDate(text, plain); err == nil && named && date.Weekday() != day {
		return Date{}, true, fmt.Errorf("%s is not a date: %s is a %s", Quote(text), date, date.Weekday())
	}
	return date, shaped, err
}

func parsePlainDate(text, plain string) (date Date, shaped bool, err error) {
	if parts := dateForm().FindStringSubmatch(plain); parts != nil && parts[2] == parts[4] && (parts[2] != "-" || len(plain) == 10) {
		date, err = newDate(text, parts[1], parts[3], parts[5])
		return date, true, err
	}
	if parts := kanjiForm().FindStringSubmatch(plain); parts != nil {
		date, err = newDate(text, parts[1], parts[2], parts[3])
		return date, true, err
	}
	if date, shaped, err = parseEra(text, plain); shaped {
		return date, true, err
	}
	return Date{}, false, fmt.Errorf("%s is not a date; %s", Quote(text), dateForms)
}

// newDate makes a date of numbers in digits and refuses days that do not exist.
func newDate(text, yearDigits, monthDigits, dayDigits string) (Date, error) {
	year, _ := strconv.Atoi(yearDigits)
	month, _ := strconv.Atoi(monthDigits)
	day, _ := strconv.Atoi(dayDigits)
	switch {
	case year < 1:
		return Date{}, fmt.Errorf("%s is not a date: there is no year 0", Quote(text))
	case month < 1 || month > 12:
		return Date{}, fmt.Errorf("%s is not a date: there is no month %d", Quote(text), month)
	case day < 1 || day > DaysIn(year, time.Month(month)):
		return Date{}, fmt.Errorf("%s is not a date: that month has %d days", Quote(text), DaysIn(year, time.Month(month)))
	}
	return Date{year, time.Month(month), day}, nil
}

// Quote shows what somebody wrote, shortened, without control characters.
func Quote(text string) string {
	if runes := []rune(text); len(runes) > 60 {
		text = string(runes[:60]) + "…"
	}
	return strconv.Quote(text)
}
