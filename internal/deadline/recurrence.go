package deadline

import (
	"slices"
	"time"
)

// recurrence is a recurrence rule (RFC 5545, section 3.3.10) reduced to days:
// without times of day, and without COUNT and UNTIL, which become the last day
// of a window. It is ours because a search must end where it is told to: the
// libraries go on to the year 9999 for a rule that never fires again.
type recurrence struct {
	freq      frequency
	interval  int          // at least 1
	weekStart time.Weekday // WKST
	months    []int        // BYMONTH
	monthDays []int        // BYMONTHDAY, negative from the end, as in all lists below
	yearDays  []int        // BYYEARDAY
	weeks     []int        // BYWEEKNO
	weekdays  []numberedDay
	positions []int // BYSETPOS
}

type frequency int

const (
	daily frequency = iota
	weekly
	monthly
	yearly
)

// numberedDay is a weekday of BYDAY: 4WE is the fourth Wednesday, n is 0 for
// every one.
type numberedDay struct {
	n   int
	day time.Weekday
}

// next is the first day of the n-th period (year, month, week, day) after the
// one that begins on start.
func (r *recurrence) next(start Date, n int) Date {
	switch r.freq {
	case yearly:
		return start.AddMonths(12 * n)
	case monthly:
		return start.AddMonths(n)
	case weekly:
		return start.AddDays(7 * n)
	}
	return start.AddDays(n)
}

// periodOf is the first day of the period of the rule that holds the day or is
// the last before it, counted in steps of INTERVAL from the period of base.
func (r *recurrence) periodOf(day, base Date) Date {
	switch r.freq {
	case yearly:
		return Date{day.Year - (day.Year-base.Year)%r.interval, time.January, 1}
	case monthly:
		months := 12*(day.Year-base.Year) + int(day.Month-base.Month)
		return Date{day.Year, day.Month, 1}.AddMonths(-(months % r.interval))
	case weekly:
		return day.AddDays(-(day.DaysSince(r.weekOf(base)) % (7 * r.interval)))
	}
	return day.AddDays(-(day.DaysSince(base) % r.interval))
}

// weekOf is the first day of the week that holds the day.
func (r *recurrence) weekOf(day Date) Date {
	return day.AddDays(-((int(day.Weekday()) - int(r.weekStart) + 7) % 7))
}

// in appends to days those of the rule in the period that begins on start.
func (r *recurrence) in(start Date, days []Date) []Date {
	from, end := len(days), r.next(start, 1)
	for day := start; day.Before(end); {
		if len(r.months) > 0 && !slices.Contains(r.months, int(day.Month)) {
			day = Date{day.Year, day.Month, 1}.AddMonths(1)
			continue
		}
		if r.matches(day) {
			days = append(days, day)
		}
		if day.Day++; day.Day > 28 && day.Day > DaysIn(day.Year, day.Month) {
			day = Date{day.Year, day.Month, 1}.AddMonths(1)
		}
	}
	if len(r.positions) == 0 {
		return days
	}
	set := slices.Clone(days[from:])
	days = days[:from]
	for i, day := range set {
		if isNumbered(r.positions, i+1, len(set)) {
			days = append(days, day)
		}
	}
	return days
}

// matches says that a day of the right month is one of the rule.
func (r *recurrence) matches(day Date) bool {
	if len(r.monthDays) > 0 && !isNumbered(r.monthDays, day.Day, DaysIn(day.Year, day.Month)) {
		return false
	}
	if len(r.yearDays) > 0 && !isNumbered(r.yearDays, yearDay(day), daysInYear(day.Year)) {
		return false
	}
	if len(r.weeks) > 0 {
		// A week belongs to the year that holds four of its days: to that of the fourth.
		fourth := r.weekOf(day).AddDays(3)
		if !isNumberedOfSeven(r.weeks, yearDay(fourth), daysInYear(fourth.Year)) {
			return false
		}
	}
	return len(r.weekdays) == 0 || r.matchesWeekday(day)
}

func (r *recurrence) matchesWeekday(day Date) bool {
	weekday := day.Weekday()
	for _, wanted := range r.weekdays {
		if wanted.day != weekday {
			continue
		}
		// Numbers count within the month, or the year where no month is named.
		place, length := day.Day, DaysIn(day.Year, day.Month)
		if r.freq == yearly && len(r.months) == 0 {
			place, length = yearDay(day), daysInYear(day.Year)
		}
		if wanted.n == 0 || isNumberedOfSeven([]int{wanted.n}, place, length) {
			return true
		}
	}
	return false
}

// isNumbered says that one of the numbers means the place among so many: 1 is
// the first, -1 the last.
func isNumbered(numbers []int, place, length int) bool {
	return slices.Contains(numbers, place) || slices.Contains(numbers, place-length-1)
}

// isNumberedOfSeven is the same for every seventh place, such as Wednesdays.
func isNumberedOfSeven(numbers []int, place, length int) bool {
	return slices.Contains(numbers, (place-1)/7+1) || slices.Contains(numbers, -((length-place)/7+1))
}

func yearDay(day Date) int {
	return time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, time.UTC).YearDay()
}

func daysInYear(year int) int { return 337 + DaysIn(year, time.February) }
