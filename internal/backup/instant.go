package backup

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// errNoZone is told for a time without a zone where nobody says which it is in.
// UTC is never assumed: a listing read nine hours late hides a backup that did
// not run.
var errNoZone = errors.New("no zone")

var errNoTime = errors.New("no time")

// clockForm is a day, with or without a time of day and an offset.
var (
	clockForm = text.Pattern(`^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)? ?(Z|z|UTC|[+-]\d{2}(?::?\d{2})?)?$`)
	epochForm = text.Pattern(`^\d{9,13}(\.\d+)?$`)
)

// parseTime reads an instant as backup programs write it: ISO 8601 with or without
// an offset, the form of ctime(3), seconds or milliseconds since 1970 as a number
// or a text. zone is that of times without one, nil where nobody says. A value
// that is not there gives errNoTime.
func parseTime(value any, zone *time.Location) (time.Time, error) {
	switch value := value.(type) {
	case json.Number:
		return parseEpoch(value.String())
	case string:
		return parseTimeText(strings.TrimSpace(value), zone)
	}
	return time.Time{}, errNoTime
}

func parseTimeText(text string, zone *time.Location) (time.Time, error) {
	if text == "" {
		return time.Time{}, errNoTime
	}
	if epochForm().MatchString(text) {
		return parseEpoch(text)
	}
	if parts := clockForm().FindStringSubmatch(text); parts != nil {
		return parseClock(parts, zone)
	}
	for _, layout := range []string{"Mon Jan _2 15:04:05 2006", "Mon Jan _2 15:04 2006", "02-Jan-2006 15:04", "02-Jan-2006 15:04:05"} {
		if naive, err := time.Parse(layout, strings.Join(strings.Fields(text), " ")); err == nil {
			return inZone(naive, zone)
		}
	}
	return time.Time{}, errNoTime
}

func parseClock(parts []string, zone *time.Location) (time.Time, error) {
	number := func(i int) int {
		n, _ := strconv.Atoi(parts[i])
		return n
	}
	fraction := (parts[7] + "000000000")[:9]
	nanos, _ := strconv.Atoi(fraction)
	naive := time.Date(number(1), time.Month(number(2)), number(3), number(4), number(5), number(6), nanos, time.UTC)
	if naive.Month() != time.Month(number(2)) || naive.Day() != number(3) || number(4) > 23 || number(5) > 59 || number(6) > 60 || naive.Year() < 1 {
		return time.Time{}, errNoTime
	}
	offset := parts[8]
	switch {
	case offset == "":
		return inZone(naive, zone)
	case strings.EqualFold(offset, "Z") || offset == "UTC":
		return naive, nil
	}
	digits := strings.ReplaceAll(offset[1:], ":", "")
	hours, _ := strconv.Atoi(digits[:2])
	minutes := 0
	if len(digits) == 4 {
		minutes, _ = strconv.Atoi(digits[2:])
	}
	shift := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if hours > 15 || minutes > 59 {
		return time.Time{}, errNoTime
	}
	if offset[0] == '-' {
		shift = -shift
	}
	return inYears(naive.Add(-shift))
}

// inZone is the instant of a reading of the clock in a zone; of two instants with
// one reading the earlier, so that nothing is taken for newer than it is.
func inZone(naive time.Time, zone *time.Location) (time.Time, error) {
	if zone == nil {
		return time.Time{}, errNoZone
	}
	year, month, day := naive.Date()
	hour, minute, second := naive.Clock()
	at := time.Date(year, month, day, hour, minute, second, naive.Nanosecond(), zone)
	for _, earlier := range []time.Duration{30 * time.Minute, time.Hour} {
		before := at.Add(-earlier)
		if h, m, s := before.Clock(); before.Day() == day && h == hour && m == minute && s == second {
			at = before
		}
	}
	return inYears(at.UTC())
}

// parseEpoch reads seconds since 1970; numbers too large for them are milliseconds.
func parseEpoch(text string) (time.Time, error) {
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || number <= 0 || number >= 1e14 {
		return time.Time{}, errNoTime
	}
	if number >= 1e11 {
		number /= 1000
	}
	whole, part := math.Modf(number)
	return inYears(time.Unix(int64(whole), int64(math.Round(part*1e6))*1000).UTC())
}

func inYears(t time.Time) (time.Time, error) {
	if t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}, errNoTime
	}
	return t, nil
}

// unfinished says that a time stands for none: Go writes the year 1 for it, others
// the beginning of their epoch.
func unfinished(t time.Time) bool { return t.IsZero() || t.Year() <= 1970 }

// noTimeZone is the error for a listing whose times have no zone.
func noTimeZone(what string) *Error {
	return attributef("time_zone", ReasonNoTimeZone, "No time zone",
		"%s writes times without a zone, in the local time of the machine that made the listing. Say in which zone that was, for example time_zone = \"Asia/Tokyo\", or make the listing with TZ=UTC and say time_zone = \"UTC\".", what)
}
