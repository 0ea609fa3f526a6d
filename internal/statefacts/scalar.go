package statefacts

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// scalarText is a text, number or truth value as a text; ok is false for lists
// and objects. Null is the empty text.
func scalarText(value any) (text string, ok bool) {
	switch value := value.(type) {
	case nil:
		return "", true
	case string:
		return value, true
	case json.Number:
		return value.String(), true
	case bool:
		return strconv.FormatBool(value), true
	}
	return "", false
}

var dateLike = text.Pattern(`^[0-9][0-9TZ:/. +-]{3,39}$|^-?[0-9]{1,3}$`)

// describe says what a value is without saying it: only what can be nothing but a
// date or a number is quoted, for it may be anything.
func describe(value any) string {
	switch value := value.(type) {
	case nil:
		return "nothing"
	case bool:
		return "true or false"
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	case json.Number:
		if text := value.String(); len(text) <= 20 {
			return "the number " + text
		}
		return "a number"
	case string:
		if dateLike().MatchString(value) {
			return strconv.Quote(value)
		}
		return fmt.Sprintf("a text of %d characters", utf8.RuneCountInString(value))
	}
	return "something else"
}

var wholeNumber = text.Pattern(`^-?\d{1,18}$`)

// whole is a value as a whole number, written as a number or a text.
func whole(value any) (int64, bool) {
	text, ok := "", false
	switch value := value.(type) {
	case string:
		text = value
	case json.Number:
		text = value.String()
		// 1.8e12 is how some encoders write it.
		if number, err := strconv.ParseFloat(text, 64); err == nil && !wholeNumber().MatchString(text) && number == float64(int64(number)) && number < 1<<53 && number > -1<<53 {
			return int64(number), true
		}
	}
	if ok = wholeNumber().MatchString(text); !ok {
		return 0, false
	}
	number, err := strconv.ParseInt(text, 10, 64)
	return number, err == nil
}

// earliestEpoch and latestEpoch bound what is believed of a count of seconds: what
// lies outside was written in another unit.
var (
	earliestEpoch = time.Date(1990, time.January, 1, 0, 0, 0, 0, time.UTC)
	latestEpoch   = time.Date(10000, time.January, 1, 0, 0, 0, 0, time.UTC)
)

// epoch reads a count since 1970 in a unit.
func epoch(value any, unit Format) (at time.Time, problem string) {
	number, ok := whole(value)
	if !ok {
		return time.Time{}, "holds " + describe(value) + ", which is no count of time"
	}
	switch unit {
	case FormatMilliseconds:
		at = time.UnixMilli(number)
	case FormatMicroseconds:
		at = time.UnixMicro(number)
	default:
		at = time.Unix(min(number, latestEpoch.Unix()+1), 0)
	}
	if at = at.UTC(); at.Before(earliestEpoch) || !at.Before(latestEpoch) {
		return time.Time{}, fmt.Sprintf("holds %s, which counted in %s is no day between 1990 and 9999", describe(value), unitWords[unit])
	}
	return at, ""
}

var unitWords = map[Format]string{FormatSeconds: "seconds", FormatMilliseconds: "milliseconds", FormatMicroseconds: "microseconds"}

// amount reads how long something lasts; zero says that nothing was set.
func amount(value any, unit string) (deadline.Period, bool) {
	if unit == unitPeriod {
		text, ok := value.(string)
		if !ok {
			return deadline.Period{}, false
		}
		if length, err := time.ParseDuration(text); err == nil && length > 0 {
			return deadline.Elapsed(length), true
		}
		period, err := deadline.ParsePeriod(text)
		return period, err == nil && period.BusinessDays == 0
	}
	number, ok := whole(value)
	if !ok || number < 0 || number > int64(100*366*24*time.Hour/time.Second) {
		return deadline.Period{}, false
	}
	switch unit {
	case unitHours:
		return deadline.Elapsed(time.Duration(min(number, 1e6)) * time.Hour), number <= 1e6
	case unitDays:
		return deadline.Days(int(min(number, 4e4))), number <= 4e4
	}
	return deadline.Elapsed(time.Duration(number) * time.Second), true
}
