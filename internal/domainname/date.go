package domainname

import (
	"strconv"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// dateState is what came of a text that should be an instant.
type dateState int

const (
	dateUnread dateState = iota // not a date in a known form, or a day that does not exist
	dateNone                    // empty, or a day that stands for none (0001-01-01, 1970-01-01)
	dateRead
)

// date is an instant as an answer gives it.
type date struct {
	state dateState
	at    time.Time // in UTC
	// assumed says in a clause what the text left open; "" where it is whole.
	assumed string
}

// Years first, RFC 3339 with what registries make of it: a space for the T, a
// zone of two digits or none, no time of day. Days first are no known form: 04.05
// is two days.
var dateForm = text.Pattern(`^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?([Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?$`)

// firstDomain is when the first name was registered in .com. No registration ends
// before: such a date is a default of some database, like the year 1 and 1970.
var firstDomain = time.Date(1985, time.March, 15, 0, 0, 0, 0, time.UTC)

// readDate reads the date of an event. A plain day ends at its last instant in
// UTC, and a time of day without a zone is one in UTC.
func readDate(text string) date {
	text = strings.TrimSpace(text)
	if text == "" {
		return date{state: dateNone}
	}
	parts := dateForm().FindStringSubmatch(text)
	if parts == nil {
		return date{}
	}
	if strings.HasPrefix(text, "0000-") {
		return date{state: dateNone}
	}
	day, err := deadline.ParseDate(parts[1])
	if err != nil {
		return date{}
	}
	if parts[2] == "" {
		return plausible(date{dateRead, day.End(time.UTC), "it is a day without a time, taken to its end in UTC"})
	}
	hour, minute, second := number(parts[2]), number(parts[3]), number(parts[4])
	offset, known := offsetOf(parts[6])
	if hour > 23 || minute > 59 || second > 59 || !known {
		return date{}
	}
	fraction := number((parts[5] + "000000000")[:9])
	at := time.Date(day.Year, day.Month, day.Day, hour, minute, second, fraction, time.UTC).Add(-offset)
	read := date{state: dateRead, at: at}
	if parts[6] == "" {
		read.assumed = "it has no time zone, and UTC is assumed"
	}
	return plausible(read)
}

func plausible(d date) date {
	if d.at.Before(firstDomain) {
		return date{state: dateNone}
	}
	return d
}

func offsetOf(zone string) (offset time.Duration, known bool) {
	if zone == "" || zone[0] != '+' && zone[0] != '-' {
		return 0, true
	}
	digits := strings.ReplaceAll(zone[1:], ":", "") + "00"
	hours, minutes := number(digits[:2]), number(digits[2:4])
	offset = time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if zone[0] == '-' {
		offset = -offset
	}
	return offset, hours <= 14 && minutes <= 59
}

// number reads digits that a pattern has matched; "" is 0.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
