package backup

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// asObjects is a list that has elements, all of them objects.
func asObjects(value any) ([]object, bool) {
	list, ok := value.([]any)
	if !ok || len(list) == 0 {
		return nil, false
	}
	return objects(list)
}

func firstOf(texts ...string) string { return cmp.Or(texts...) }

// entry says which entry of a list an error is about.
func (e *Error) entry(index int) *Error {
	if e.Attribute == "" {
		e.Message = fmt.Sprintf("Entry %d of the listing: %s", index+1, e.Message)
	}
	return e
}

// mustTime reads a time without which an entry cannot be judged.
func mustTime(tool, key string, value any, options Options) (time.Time, *Error) {
	at, err := parseTime(value, options.TimeZone)
	switch {
	case errors.Is(err, errNoZone):
		return time.Time{}, noTimeZone(tool)
	case err != nil || unfinished(at):
		return time.Time{}, malformedf("it has no %s that can be read as a time, so it cannot be told when the backup was made.", key)
	}
	return at, nil
}

// mayTime reads a time that may be missing; only a missing zone is an error.
func mayTime(tool string, value any, options Options) (time.Time, *Error) {
	at, err := parseTime(value, options.TimeZone)
	switch {
	case errors.Is(err, errNoZone):
		return time.Time{}, noTimeZone(tool)
	case unfinished(at): // the zero time stands beside every error
		at = time.Time{}
	}
	return at, nil
}

// plural counts things.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// digitsOf is a number or a text of digits, "" for anything else.
func digitsOf(value any) string {
	switch value := value.(type) {
	case json.Number:
		return value.String()
	case string:
		return value
	}
	return ""
}
