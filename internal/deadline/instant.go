package deadline

import (
	"fmt"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// instantForm is RFC 3339; time.Parse alone also takes 5:00 and a comma.
var instantForm = text.Pattern(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$`)

// ParseInstant reads an RFC 3339 instant, or a plain date (see ParseDate), which
// means the first instant of that day in loc. The result is in UTC.
func ParseInstant(text string, loc *time.Location) (time.Time, error) {
	date, shaped, err := parseDate(text)
	switch {
	case err == nil:
		return date.Start(loc), nil
	case shaped:
		return time.Time{}, err
	}
	written := strings.TrimSpace(text)
	t, err := time.Parse(time.RFC3339, written)
	if err != nil || !instantForm().MatchString(written) {
		return time.Time{}, fmt.Errorf("%s is neither a date nor an instant; write 2027-03-31 or 2027-03-31T15:00:00Z", Quote(text))
	}
	t = t.UTC()
	if !inRange(t) {
		return time.Time{}, fmt.Errorf("%s lies outside the years 1 to 9999", Quote(text))
	}
	return t, nil
}

// ParseEnd reads when something ends: an RFC 3339 instant, or a plain date, on
// which the thing still works, so that its end is the next midnight in loc.
func ParseEnd(text string, loc *time.Location) (time.Time, error) {
	if date, err := ParseDate(text); err == nil {
		return date.End(loc), nil
	}
	return ParseInstant(text, loc)
}

// ParseCanonical reads an instant in the one form in which they leave the provider
// (see FormatInstant), so that what is handed on is what was written.
func ParseCanonical(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not an instant in UTC; write it like 2027-03-31T15:00:00Z", text)
	}
	if canonical := FormatInstant(t); canonical != text {
		return time.Time{}, fmt.Errorf("%q is not in UTC form; write the same instant as %s", text, canonical)
	}
	return t, nil
}

// inRange says that t can be written as an RFC 3339 instant.
func inRange(t time.Time) bool { return t.Year() >= 1 && t.Year() <= 9999 }

// FormatInstant is the one form in which instants leave the provider: RFC 3339
// in UTC with seconds, "2027-03-31T15:00:00Z".
func FormatInstant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// DaysBetween counts whole days of 24 hours from one instant to another, rounded
// down: 36 hours are 1, minus one hour is -1.
func DaysBetween(from, to time.Time) int64 {
	seconds := to.Unix() - from.Unix()
	if to.Nanosecond() < from.Nanosecond() {
		seconds--
	}
	days := seconds / 86400
	if seconds%86400 < 0 {
		days--
	}
	return days
}
