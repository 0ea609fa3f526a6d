package deadline

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"
)

// BusinessCalendar says which days are business days: those that are neither
// weekend nor holiday. A nil calendar knows Saturday and Sunday and no holiday.
// It is safe for concurrent use.
type BusinessCalendar struct {
	weekend [7]bool
	own     map[Date]bool
	country string

	mu    sync.Mutex
	years map[int]map[Date]bool
}

// NewBusinessCalendar makes a calendar of the public holidays of country (an ISO
// 3166-1 alpha-2 code, "" for none), the user's own holidays and the days of the
// week that are weekend ("saturday"; nil means Saturday and Sunday).
func NewBusinessCalendar(country string, holidays []Date, weekend []string) (*BusinessCalendar, error) {
	country = strings.ToUpper(strings.TrimSpace(country))
	if _, known := publicHolidays[country]; !known && country != "" {
		return nil, fmt.Errorf("no public holidays are known for country %s; known are %s, and holidays of your own can be listed for any country",
			Quote(country), strings.Join(Countries(), ", "))
	}
	calendar := &BusinessCalendar{country: country, own: map[Date]bool{}, years: map[int]map[Date]bool{}}
	for _, date := range holidays {
		calendar.own[date] = true
	}
	if weekend == nil {
		weekend = []string{"saturday", "sunday"}
	}
	for _, name := range weekend {
		day, err := parseWeekday(name)
		if err != nil {
			return nil, err
		}
		calendar.weekend[day] = true
	}
	if !slices.Contains(calendar.weekend[:], false) {
		return nil, fmt.Errorf("every day of the week is weekend, so there is no business day")
	}
	return calendar, nil
}

// Countries lists the countries whose public holidays are known, sorted.
func Countries() []string {
	var codes []string
	for code := range publicHolidays {
		codes = append(codes, code)
	}
	sort.Strings(codes)
	return codes
}

func parseWeekday(name string) (time.Weekday, error) {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if strings.EqualFold(strings.TrimSpace(name), day.String()) {
			return day, nil
		}
	}
	return 0, fmt.Errorf("%s is not a day of the week; write it in English, like saturday", Quote(name))
}

// IsBusinessDay says that people work on the day.
func (c *BusinessCalendar) IsBusinessDay(date Date) bool {
	day := date.Weekday()
	if c == nil {
		return day != time.Saturday && day != time.Sunday
	}
	return !c.weekend[day] && !c.own[date] && !c.isPublicHoliday(date)
}

func (c *BusinessCalendar) isPublicHoliday(date Date) bool {
	if c.country == "" {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	days, known := c.years[date.Year]
	if !known {
		days = holidaysOf(c.country, date.Year)
		c.years[date.Year] = days
	}
	return days[date]
}

// Step is the n-th business day after the date, or before it where n is
// negative. Zero steps stay on the date, whatever day it is.
func (c *BusinessCalendar) Step(date Date, n int) Date {
	direction := 1
	if n < 0 {
		direction, n = -1, -n
	}
	for n > 0 {
		date = date.AddDays(direction)
		if date.Year < 1 || date.Year > 9999 {
			return date
		}
		if c.IsBusinessDay(date) {
			n--
		}
	}
	return date
}
