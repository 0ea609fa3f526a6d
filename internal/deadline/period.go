package deadline

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Period is a length of time in the units in which people agree on it. Calendar
// units keep their meaning until they are applied to a day: a month is never 30
// days, and 5 business days are not a week.
type Period struct {
	Months       int // a year is 12
	Days         int // a week is 7
	Time         time.Duration
	BusinessDays int
	Percent      float64 // of a lifetime; 0 where the period has none
	text         string
}

// ErrNoLifetime is returned where a percentage meets a thing without a known
// beginning and end.
var ErrNoLifetime = errors.New("a percentage needs something with a known start and end")

// ErrOutOfRange is returned where a result cannot be written as a date.
var ErrOutOfRange = errors.New("the result lies outside the years 1 to 9999")

const periodForms = "write 12h, 30d, 6w, 3mo, 1y, 5bd (business days), 33% (of a lifetime) or an ISO 8601 duration such as P1Y6M"

var (
	shortForm = text.Pattern(`^(\d+(?:\.\d+)?)\s*([A-Za-z%]+)$`)
	isoForm   = text.Pattern(`^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$`)
)

// maxUnits bounds every number of a period, so that no arithmetic overflows.
const maxUnits = 100_000

// ParsePeriod reads a period. The error is a sentence for a person that names
// what is accepted.
func ParsePeriod(text string) (Period, error) {
	written := strings.TrimSpace(text)
	fail := func(format string, args ...any) (Period, error) {
		return Period{}, fmt.Errorf("%s "+format, append([]any{Quote(text)}, args...)...)
	}
	switch {
	case written == "":
		return fail("is not a period; %s", periodForms)
	case strings.HasPrefix(written, "-"):
		return fail("is negative; a period is at least 0, so %s", periodForms)
	case strings.HasPrefix(written, "P") || strings.HasPrefix(written, "p"):
		return parseISO(text, strings.ToUpper(written))
	case strings.Trim(written, "0123456789") == "":
		return fail("has no unit; %s", periodForms)
	}
	parts := shortForm().FindStringSubmatch(written)
	if parts == nil {
		return fail("is not a period; %s", periodForms)
	}
	if parts[2] == "%" {
		percent, err := strconv.ParseFloat(parts[1], 64)
		if err != nil || percent <= 0 || percent > 100 {
			return fail("is not a share of a lifetime; a percentage is above 0%% and at most 100%%")
		}
		return Period{Percent: percent, text: written}, nil
	}
	if strings.Contains(parts[1], ".") {
		return fail("has a fraction; %s", periodForms)
	}
	number, err := strconv.Atoi(parts[1])
	if err != nil || number > maxUnits {
		return fail("has a number above %d", maxUnits)
	}
	period := Period{text: written}
	switch strings.ToLower(parts[2]) {
	case "h":
		period.Time = time.Duration(number) * time.Hour
	case "d":
		period.Days = number
	case "w":
		period.Days = 7 * number
	case "mo":
		period.Months = number
	case "y":
		period.Months = 12 * number
	case "bd":
		period.BusinessDays = number
	case "m":
		return fail("could be months or minutes; write %dmo for months or PT%dM for minutes", number, number)
	default:
		return fail("has the unit %s, which is not known; %s", Quote(parts[2]), periodForms)
	}
	return period, nil
}

func parseISO(text, written string) (Period, error) {
	parts := isoForm().FindStringSubmatch(written)
	if parts == nil || written == "P" || parts[5] == "T" {
		return Period{}, fmt.Errorf("%s is not an ISO 8601 duration; write it like P1Y6M, P30D or PT12H", Quote(text))
	}
	var numbers [9]int
	for i, part := range parts {
		if part == "" || i == 0 || i == 5 {
			continue
		}
		number, err := strconv.Atoi(part)
		if err != nil || number > maxUnits {
			return Period{}, fmt.Errorf("%s has a number above %d", Quote(text), maxUnits)
		}
		numbers[i] = number
	}
	return Period{
		Months: 12*numbers[1] + numbers[2],
		Days:   7*numbers[3] + numbers[4],
		Time:   time.Duration(numbers[6])*time.Hour + time.Duration(numbers[7])*time.Minute + time.Duration(numbers[8])*time.Second,
		text:   strings.TrimSpace(text),
	}, nil
}

// Days is a period of n days; n is not negative.
func Days(n int) Period { return Period{Days: n, text: strconv.Itoa(n) + "d"} }

// Elapsed is a period of exactly d, which is not negative. Its text is an ISO
// 8601 duration where d is in whole seconds.
func Elapsed(d time.Duration) Period {
	return Period{Time: d, text: "PT" + strings.ToUpper(d.String())}
}

// String is the period as it was written.
func (p Period) String() string {
	if p.text == "" {
		return "0d"
	}
	return p.text
}

// IsZero says that the period has no length.
func (p Period) IsZero() bool {
	return p.Months == 0 && p.Days == 0 && p.Time == 0 && p.BusinessDays == 0 && p.Percent == 0
}

// Arithmetic is what turns a period into a distance between two instants.
type Arithmetic struct {
	// Location is the zone whose days and months count; nil is UTC.
	Location *time.Location
	// Calendar says which days are business days; nil knows Saturday and Sunday.
	Calendar *BusinessCalendar
	// Lifetime is what percentages are a share of; 0 where there is none.
	Lifetime time.Duration
}

// Add is t plus p: months first (clamped to the end of a shorter month), then
// days, business days and hours. The wall clock reading in the location stays,
// except for hours, which are elapsed time. Errors: ErrNoLifetime, ErrOutOfRange.
func (a Arithmetic) Add(t time.Time, p Period) (time.Time, error) { return a.step(t, p, 1) }

// Subtract is t minus p, by the same rules.
func (a Arithmetic) Subtract(t time.Time, p Period) (time.Time, error) { return a.step(t, p, -1) }

func (a Arithmetic) step(t time.Time, p Period, sign int) (time.Time, error) {
	loc := a.Location
	if loc == nil {
		loc = time.UTC
	}
	elapsed := p.Time
	if p.Percent > 0 {
		if a.Lifetime <= 0 {
			return time.Time{}, ErrNoLifetime
		}
		// Whole seconds: certificates know no smaller unit.
		elapsed += time.Duration(math.Floor(a.Lifetime.Seconds()*p.Percent/100)) * time.Second
	}
	if p.Months != 0 || p.Days != 0 || p.BusinessDays != 0 {
		date := DateOf(t, loc).AddMonths(sign * p.Months).AddDays(sign * p.Days)
		date = a.Calendar.Step(date, sign*p.BusinessDays)
		t = date.at(sinceMidnight(t, loc), loc)
	}
	t = t.Add(time.Duration(sign) * elapsed).UTC()
	if !inRange(t) {
		return time.Time{}, ErrOutOfRange
	}
	return t, nil
}

// sinceMidnight is the wall clock reading of t in loc. The first instant of a
// day is its midnight, even where the clocks jump to a later reading: what ends
// with a day is stepped from one end of a day to another.
func sinceMidnight(t time.Time, loc *time.Location) time.Duration {
	local := t.In(loc)
	if isMidnight(t, loc) {
		return 0
	}
	hour, minute, second := local.Clock()
	return time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute +
		time.Duration(second)*time.Second + time.Duration(local.Nanosecond())
}
