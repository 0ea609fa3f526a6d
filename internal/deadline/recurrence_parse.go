package deadline

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

const ruleExample = "write it like FREQ=MONTHLY;BYDAY=4WE (every 4th Wednesday)"

// Bounds on what is counted, so that no rule keeps us busy.
const (
	maxInterval = 1000
	maxCount    = 10_000
)

var frequencies = map[string]frequency{"DAILY": daily, "WEEKLY": weekly, "MONTHLY": monthly, "YEARLY": yearly}

var weekdayCodes = []string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

// parseRecurrence reads the parts of a rule but for COUNT and UNTIL. The second
// result says what is wrong with it, to be read after the rule itself; "" if
// nothing is.
func parseRecurrence(parts map[string]string) (recurrence, string) {
	r := recurrence{interval: 1, weekStart: time.Monday}
	message := r.parseFrequency(parts)
	if message == "" {
		message = r.parseWeekdays(parts)
	}
	for _, list := range []struct {
		key      string
		high     int
		fromLast bool // negative numbers count from the end
		numbers  *[]int
	}{
		{"BYMONTH", 12, false, &r.months},
		{"BYMONTHDAY", 31, true, &r.monthDays},
		{"BYYEARDAY", 366, true, &r.yearDays},
		{"BYWEEKNO", 53, true, &r.weeks},
		{"BYSETPOS", 366, true, &r.positions},
	} {
		if text := parts[list.key]; message == "" && text != "" {
			*list.numbers, message = parseNumbers(list.key, text, list.high, list.fromLast)
		}
	}
	if message == "" {
		message = r.forbidden()
	}
	return r, message
}

// simplify makes months of days and weeks where that means the same days: a
// month is skipped at once.
func (r *recurrence) simplify() {
	if r.freq < monthly && r.interval == 1 && len(r.positions) == 0 {
		r.freq = monthly
	}
}

// ruleParts splits a rule into its parts, each of which may stand once.
func ruleParts(rule string) (map[string]string, string) {
	known := []string{"FREQ", "INTERVAL", "WKST", "COUNT", "UNTIL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"}
	parts := map[string]string{}
	for part := range strings.SplitSeq(strings.TrimPrefix(strings.ToUpper(rule), "RRULE:"), ";") {
		key, value, found := strings.Cut(part, "=")
		switch {
		case !found || key == "" || value == "":
			return nil, "is not a recurrence rule; " + ruleExample
		case parts[key] != "":
			return nil, fmt.Sprintf("has %s twice; write it once, with commas, like BYDAY=MO,TU", key)
		case slices.Contains([]string{"BYHOUR", "BYMINUTE", "BYSECOND"}, key):
			return nil, "names a time of day, which belongs in start; use only days, " + ruleExample
		case key == "DTSTART":
			return nil, "has a DTSTART; write that day as first_on"
		case !slices.Contains(known, key):
			return nil, fmt.Sprintf("has %s, which RFC 5545 does not know; %s", Quote(key), ruleExample)
		}
		parts[key] = value
	}
	return parts, ""
}

func (r *recurrence) parseFrequency(parts map[string]string) string {
	var known bool
	if r.freq, known = frequencies[parts["FREQ"]]; !known {
		if slices.Contains([]string{"HOURLY", "MINUTELY", "SECONDLY"}, parts["FREQ"]) {
			return "names a time of day, which belongs in start; use only days, " + ruleExample
		}
		return "has no FREQ of DAILY, WEEKLY, MONTHLY or YEARLY; " + ruleExample
	}
	if text := parts["INTERVAL"]; text != "" {
		var err error
		if r.interval, err = strconv.Atoi(text); err != nil || r.interval < 1 || r.interval > maxInterval {
			return fmt.Sprintf("has an INTERVAL that is not between 1 and %d", maxInterval)
		}
	}
	if text := parts["WKST"]; text != "" {
		day := slices.Index(weekdayCodes, text)
		if day < 0 {
			return "has a WKST that is no day of the week; write it like WKST=MO"
		}
		r.weekStart = time.Weekday(day)
	}
	return ""
}

// parseWeekdays reads BYDAY: "MO,TU", "4WE", "-1FR".
func (r *recurrence) parseWeekdays(parts map[string]string) string {
	if parts["BYDAY"] == "" {
		return ""
	}
	highest := 5
	switch {
	case r.freq < monthly || parts["BYWEEKNO"] != "":
		highest = 0
	case r.freq == yearly && parts["BYMONTH"] == "":
		highest = 53
	}
	for text := range strings.SplitSeq(parts["BYDAY"], ",") {
		number := strings.TrimRight(text, "ADEFHMORSTUW")
		weekday := slices.Index(weekdayCodes, text[len(number):])
		n, err := strconv.Atoi(number)
		switch {
		case weekday < 0 || number != "" && (err != nil || n == 0):
			return fmt.Sprintf("has %s in BYDAY, which is no day of the week; write it like MO, 4WE or -1FR", Quote(text))
		case n != 0 && highest == 0:
			return "numbers a day of the week, which goes with FREQ=MONTHLY or FREQ=YEARLY alone; " + ruleExample
		case max(n, -n) > highest:
			return fmt.Sprintf("numbers a day of the week above %d; %s", highest, ruleExample)
		}
		r.weekdays = append(r.weekdays, numberedDay{n, time.Weekday(weekday)})
	}
	return ""
}

func parseNumbers(key, text string, high int, fromLast bool) ([]int, string) {
	var numbers []int
	for number := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(number)
		if size := max(n, -n); err != nil || size < 1 || size > high || n < 0 && !fromLast {
			message := fmt.Sprintf("has %s in %s; write numbers from 1 to %d", Quote(number), key, high)
			if fromLast {
				message += fmt.Sprintf(", or from -%d to -1 to count from the end", high)
			}
			return nil, message
		}
		numbers = append(numbers, n)
	}
	return numbers, ""
}

// forbidden names what RFC 5545 does not allow together.
func (r *recurrence) forbidden() string {
	switch {
	case len(r.yearDays) > 0 && r.freq != yearly:
		return "has BYYEARDAY, which goes with FREQ=YEARLY alone"
	case len(r.weeks) > 0 && r.freq != yearly:
		return "has BYWEEKNO, which goes with FREQ=YEARLY alone"
	case len(r.weeks) > 0 && len(r.weekdays) == 0:
		return "has BYWEEKNO without BYDAY, which says on which day of that week; add BYDAY, like BYDAY=SU"
	case len(r.monthDays) > 0 && r.freq == weekly:
		return "has BYMONTHDAY, which does not go with FREQ=WEEKLY; use FREQ=MONTHLY"
	}
	return ""
}
