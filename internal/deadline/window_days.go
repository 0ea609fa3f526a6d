package deadline

import (
	"fmt"
	"strconv"
	"time"
)

// parseRule reads the recurrence rule, which may lean on the first window, and
// says what is wrong with it, "" if nothing is.
func (w *Window) parseRule() string {
	parts, message := ruleParts(w.rule)
	if message != "" {
		return message
	}
	if w.days, message = parseRecurrence(parts); message != "" {
		return message
	}
	if message = w.anchor(parts); message != "" {
		return message
	}
	w.days.simplify()
	if message = w.parseEnd(parts); message != "" {
		return message
	}
	if !w.fires() {
		return fmt.Sprintf("never fires (in %d years); check its days, months and end", horizonYears*w.days.interval)
	}
	return ""
}

// anchor writes into the rule the day that RFC 5545 takes from the first window,
// and refuses a rule that needs one where there is none.
func (w *Window) anchor(parts map[string]string) string {
	first, r := w.firstOn, &w.days
	for _, part := range []string{"COUNT", "INTERVAL"} {
		if value := parts[part]; first.IsZero() && value != "" && (part == "COUNT" || r.interval > 1) {
			return fmt.Sprintf("has %s, which needs first_on, the date of the first window", Quote(part+"="+value))
		}
	}
	if len(r.weekdays)+len(r.monthDays)+len(r.yearDays) > 0 {
		return ""
	}
	var message string
	switch r.freq {
	case weekly:
		r.weekdays = []numberedDay{{day: first.Weekday()}}
		message = "does not say on which day of the week; add BYDAY, like FREQ=WEEKLY;BYDAY=SU"
	case monthly:
		r.monthDays = []int{first.Day}
		message = "does not say on which day of the month; add BYDAY or BYMONTHDAY, like FREQ=MONTHLY;BYDAY=4WE"
	case yearly:
		r.monthDays = []int{first.Day}
		if len(r.months) == 0 {
			r.months = []int{int(first.Month)}
		}
		message = "does not say on which day of the year; add BYMONTH with BYDAY or BYMONTHDAY, like FREQ=YEARLY;BYMONTH=3;BYDAY=1SU"
	}
	if first.IsZero() {
		return message
	}
	return ""
}

// parseEnd turns COUNT or UNTIL into the last day.
func (w *Window) parseEnd(parts map[string]string) string {
	count, until := parts["COUNT"], parts["UNTIL"]
	switch {
	case count != "" && until != "":
		return "has both COUNT and UNTIL; write one of them"
	case until != "":
		return w.parseUntil(until)
	case count == "":
		return ""
	}
	n, err := strconv.Atoi(count)
	if err != nil || n < 1 || n > maxCount {
		return fmt.Sprintf("has a COUNT that is not between 1 and %d", maxCount)
	}
	// The calendar repeats after 400 years: what is not counted off by then counts
	// as endless.
	if days := w.between(w.firstOn, w.firstOn.AddMonths(12*400), n); len(days) == n {
		w.lastOn = days[n-1]
	}
	return ""
}

// parseUntil takes the last day from UNTIL: a day, a time of day in the window's
// zone, or an instant in UTC.
func (w *Window) parseUntil(text string) string {
	if day, err := time.Parse("20060102", text); err == nil {
		w.lastOn = DateOf(day, time.UTC)
		return ""
	}
	// A time without a zone is read as if in UTC, and so it stays.
	loc := time.UTC
	t, err := time.Parse("20060102T150405", text)
	if err != nil {
		loc = w.loc
		t, err = time.Parse("20060102T150405Z", text)
	}
	if err != nil {
		return "has an UNTIL that is neither a day nor an instant; write it like UNTIL=20270331 or UNTIL=20270331T150000Z"
	}
	w.lastOn = DateOf(t, loc)
	if sinceMidnight(t, loc) < w.start {
		w.lastOn = w.lastOn.AddDays(-1)
	}
	return ""
}

// fires says that there is a window at all.
func (w *Window) fires() bool {
	from := w.firstOn
	if from.IsZero() {
		from = Date{2000, time.January, 1}
		if !w.lastOn.IsZero() && w.lastOn.Before(from) {
			from = w.lastOn.AddMonths(-12 * horizonYears)
		}
	}
	return len(w.between(from, from.AddMonths(12*horizonYears*w.days.interval), 1)) > 0
}

// between lists the days with a window from one day to another, both included,
// at most limit of them where limit is above 0. It begins with the whole period
// (year, month, week) of the first day, in which BYSETPOS counts.
func (w *Window) between(from, to Date, limit int) []Date {
	if from.Before(w.firstOn) {
		from = w.firstOn
	}
	if !w.lastOn.IsZero() && w.lastOn.Before(to) {
		to = w.lastOn
	}
	base := w.firstOn
	if base.IsZero() {
		base = from
	}
	var days, period []Date
	for start := w.days.periodOf(from, base); !start.After(to); start = w.days.next(start, w.days.interval) {
		period = w.days.in(start, period[:0])
		for _, day := range period {
			if !day.Before(from) && !day.After(to) {
				days = append(days, day)
			}
			if limit > 0 && len(days) == limit {
				return days
			}
		}
	}
	return days
}
