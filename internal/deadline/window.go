package deadline

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Window is a maintenance window: the days of an RFC 5545 recurrence rule, from
// a time of day in a zone for an elapsed duration.
type Window struct {
	rule    string
	days    recurrence
	firstOn Date // zero: since ever
	lastOn  Date // of COUNT or UNTIL; zero: for ever
	start   time.Duration
	length  Period // Time alone
	loc     *time.Location
}

// WindowInput is a maintenance window as it is written down.
type WindowInput struct {
	Rule     string // RFC 5545 RRULE, days only: "FREQ=MONTHLY;BYDAY=4WE"
	Start    string // time of day, "20:00"
	Duration string // a period of elapsed time, "4h"
	FirstOn  string // date of the first window; needed with COUNT and where INTERVAL is above 1
}

// A rule must fire within so many years (times INTERVAL). The rarest that people
// mean is a 29 February on one day of the week: 40 years lie between two of them
// around 2100.
const horizonYears = 40

// A WindowError says which part of a maintenance window is at fault: "rrule",
// "start", "duration" or "first_on".
type WindowError struct {
	Part    string
	Message string
}

func (e *WindowError) Error() string { return e.Message }

// ParseWindow checks a maintenance window. Every error is a *WindowError.
func ParseWindow(in WindowInput, loc *time.Location) (*Window, error) {
	fail := func(part, format string, args ...any) (*Window, error) {
		return nil, &WindowError{part, fmt.Sprintf(format, args...)}
	}
	clock, err := parseClock(in.Start)
	if err != nil {
		return fail("start", "%v", err)
	}
	length, err := ParsePeriod(in.Duration)
	switch {
	case err != nil:
		return fail("duration", "%v", err)
	case length.Time <= 0 || length.Months+length.Days+length.BusinessDays != 0 || length.Percent != 0:
		return fail("duration", "%s is not a length in hours and minutes; write 4h or PT4H30M", Quote(in.Duration))
	}
	window := &Window{rule: strings.TrimSpace(in.Rule), start: clock, length: length, loc: loc}
	if strings.TrimSpace(in.FirstOn) != "" {
		if window.firstOn, err = ParseDate(in.FirstOn); err != nil {
			return fail("first_on", "%v", err)
		}
	}
	if message := window.parseRule(); message != "" {
		return fail("rrule", "%s %s", Quote(in.Rule), message)
	}
	return window, nil
}

// LastBefore is the start of the last window that lies wholly before t, in UTC.
// A window that ends at t does. It is false where there is none since first_on
// or within 40 years (times INTERVAL).
func (w *Window) LastBefore(t time.Time) (time.Time, bool) {
	latest := t.Add(-w.length.Time)
	to := DateOf(latest, w.loc)
	if !w.lastOn.IsZero() && w.lastOn.Before(to) {
		to = w.lastOn
	}
	// Most rules fire every day, week, month or year: look near before looking far.
	near := [...]int{daily: 7, weekly: 14, monthly: 62, yearly: 366}[w.days.freq]
	for _, back := range []int{near, 9 * near, 9 * 366, horizonYears * 366} {
		days := w.between(to.AddDays(-back*w.days.interval), to, 0)
		for _, day := range slices.Backward(days) {
			if start := day.at(w.start, w.loc); !start.After(latest) {
				return start, true
			}
		}
	}
	return time.Time{}, false
}

// String is the window for a person: its rule, time of day and length.
func (w *Window) String() string {
	return fmt.Sprintf("%s at %02d:%02d for %s", w.rule, int(w.start.Hours()), int(w.start.Minutes())%60, w.length)
}

func parseClock(text string) (time.Duration, error) {
	t, err := time.Parse("15:04", strings.TrimSpace(text))
	if err != nil {
		return 0, fmt.Errorf("%s is not a time of day; write it like 20:00", Quote(text))
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}
