package deadline

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// DateOrder says in which order a ledger writes year, month and day. The zero
// value says that only what can be read in one way is read.
type DateOrder string

// The orders.
const (
	OrderUndeclared DateOrder = ""
	OrderYMD        DateOrder = "ymd"
	OrderDMY        DateOrder = "dmy"
	OrderMDY        DateOrder = "mdy"
)

// DateForms reads dates as ledgers hold them. The zero value reads what can be
// read in one way only, and takes fiscal years to end on 31 March.
type DateForms struct {
	Order DateOrder
	// FiscalYearEnd is the month with which a fiscal year ends (令和8年度末); 0 is
	// March.
	FiscalYearEnd time.Month
}

var (
	numbersForm = text.Pattern(`^(\d{1,2}|\d{4})([-/. ])\s*(\d{1,2})([-/. ])\s*(\d{1,2}|\d{4})\.?$`)
	compactForm = text.Pattern(`^(\d{4})(\d{2})(\d{2})$`)
	serialForm  = text.Pattern(`^[2-9]\d{4}(?:\.\d+)?$`)
	// monthEndForm is 2027年3月末, yearEndForm 2027年末 or 令和8年度末.
	monthEndForm = text.Pattern(`^(?:(\d{4})|(明治|大正|昭和|平成|令和|[明大昭平令MTSHRmtshr]) *(元|\d{1,2})) *年 *(\d{1,2}) *月 *(?:末日?|晦日)$`)
	yearEndForm  = text.Pattern(`^(?:(\d{4})|(明治|大正|昭和|平成|令和|[明大昭平令MTSHRmtshr]) *(元|\d{1,2})) *年 *(度)? *末日?$`)
	// dayFirstForm is 31 March 2027 or 31. März 2027, monthFirstForm March 31, 2027.
	dayFirstForm   = text.Pattern(`(?i)^(\d{1,2})(?:st|nd|rd|th|\.)?[-/ ]*(?:of )?(\p{L}{3,9})\.?,?[-/ ]*(\d{4})$`)
	monthFirstForm = text.Pattern(`(?i)^(\p{L}{3,9})\.?[-/ ]*(\d{1,2})(?:st|nd|rd|th)?,?[-/ ]+(\d{4})$`)
)

// monthNames are the beginnings of the names of months in English and German, of
// which each is enough to tell the month.
var monthNames = []struct {
	names []string
	month time.Month
}{
	{[]string{"jan", "jän"}, 1},
	{[]string{"feb"}, 2},
	{[]string{"mar", "mär", "mrz", "maerz"}, 3},
	{[]string{"apr"}, 4},
	{[]string{"may", "mai"}, 5},
	{[]string{"jun"}, 6},
	{[]string{"jul"}, 7},
	{[]string{"aug"}, 8},
	{[]string{"sep"}, 9},
	{[]string{"oct", "okt"}, 10},
	{[]string{"nov"}, 11},
	{[]string{"dec", "dez"}, 12},
}

var longMonths = []string{
	"january", "januar", "jänner", "february", "februar", "march", "märz", "maerz", "april", "may", "mai", "june", "juni", "july", "juli", "august",
	"september", "sept", "october", "oktober", "november", "december", "dezember", "jan", "jän", "feb", "mar", "mär", "mrz", "apr", "jun", "jul", "aug", "sep", "oct", "okt", "nov", "dec", "dez",
}

// Parse reads a date: what ParseDate reads, and further 2027-3-31, 20270331,
// 31.12.2026, 31/12/2026, 31 March 2027, 31. März 2027, 令和9年3月末, 令和8年度末. One
// that can be read in two ways is an error unless the order is declared. A day of
// an era that had ended by then is read, and note says so. The error is a sentence
// for a person.
func (f DateForms) Parse(text string) (date Date, note string, err error) {
	date, err = ParseDate(text)
	if err == nil {
		return date, "", nil
	}
	plain, day, named := withoutWeekday(plainDate(text))
	date, note, known, wrong := f.parse(text, plain)
	switch {
	case !known:
		return Date{}, "", err
	case wrong != nil:
		return Date{}, "", wrong
	case named && date.Weekday() != day:
		return Date{}, "", fmt.Errorf("%s is not a date: %s is a %s", Quote(text), date, date.Weekday())
	}
	return date, note, nil
}

// parse is false where the text has no form of a ledger.
func (f DateForms) parse(text, plain string) (date Date, note string, known bool, err error) {
	if parts := compactForm().FindStringSubmatch(plain); parts != nil {
		date, err = newDate(text, parts[1], parts[2], parts[3])
		return date, "", true, err
	}
	if serialForm().MatchString(plain) {
		days, _ := strconv.ParseFloat(plain, 64)
		// Day 1 is 1 January 1900, and the 29 February of that year is counted.
		return Date{}, "", true, fmt.Errorf("%s is a number without the format of a date, perhaps %s as spreadsheets count days; give the cell the format of a date, or write it like 2027-03-31",
			Quote(text), Date{1899, 12, 30}.AddDays(int(days)))
	}
	if parts := numbersForm().FindStringSubmatch(plain); parts != nil && parts[2] == parts[4] {
		date, err = f.ordered(text, parts[1], parts[3], parts[5], parts[2])
		return date, "", true, err
	}
	for i, form := range []*regexp.Regexp{dayFirstForm(), monthFirstForm()} {
		parts := form.FindStringSubmatch(plain)
		if parts == nil {
			continue
		}
		month, day := parts[2], parts[1]
		if i == 1 {
			month, day = day, month
		}
		number, ok := monthNamed(month)
		if !ok {
			continue
		}
		date, err = newDate(text, parts[3], strconv.Itoa(int(number)), day)
		return date, "", true, err
	}
	if parts := monthEndForm().FindStringSubmatch(plain); parts != nil {
		year, _ := strconv.Atoi(yearOf(parts[1], parts[2], parts[3]))
		month, _ := strconv.Atoi(parts[4])
		if month < 1 || month > 12 {
			return Date{}, "", true, fmt.Errorf("%s is not a date: there is no month %d", Quote(text), month)
		}
		date = Date{year, time.Month(month), DaysIn(year, time.Month(month))}
		return date, outlived(text, parts[2], date), true, eraBegun(text, parts[2], date)
	}
	if parts := yearEndForm().FindStringSubmatch(plain); parts != nil {
		year, _ := strconv.Atoi(yearOf(parts[1], parts[2], parts[3]))
		date = Date{year, 12, 31}
		if parts[4] != "" {
			date = f.fiscalYearEnd(year)
		}
		return date, outlived(text, parts[2], date), true, eraBegun(text, parts[2], date)
	}
	if parts := eraForm().FindStringSubmatch(plain); parts != nil && parts[5] == parts[7] && parts[2] != "0" && parts[2] != "00" {
		date, err = newDate(text, yearOf("", parts[1], parts[2]), parts[3]+parts[6], parts[4]+parts[8])
		if note = outlived(text, parts[1], date); err == nil && note != "" {
			return date, note, true, nil
		}
	}
	return Date{}, "", false, nil
}

// fiscalYearEnd is the last day of the fiscal year that is named after the year in
// which it begins.
func (f DateForms) fiscalYearEnd(year int) Date {
	month := f.FiscalYearEnd
	if month == 0 {
		month = time.March
	}
	if month != time.December {
		year++
	}
	return Date{year, month, DaysIn(year, month)}
}

// ordered reads three numbers in the declared order, else in the only one that
// they can have.
func (f DateForms) ordered(text, first, second, third, sign string) (Date, error) {
	if len(first) == 4 && len(third) <= 2 {
		return newDate(text, first, second, third)
	}
	year := third
	switch {
	case len(first) == 2 && len(third) == 2 && f.Order == OrderYMD:
		return newDate(text, "20"+first, second, third)
	case len(third) == 2 && f.Order != OrderUndeclared:
		year = "20" + third
	case len(third) != 4 || len(first) == 4:
		return Date{}, fmt.Errorf("%s can be read in several ways, as its year has not four digits; write it like 2027-03-31, or say with date_order in which order this register writes dates", Quote(text))
	case f.Order == OrderYMD:
		return Date{}, fmt.Errorf("%s is not a date with the year first, as date_order says; write it like 2027-03-31", Quote(text))
	}
	dayFirst, errDay := newDate(text, year, second, first)
	monthFirst, errMonth := newDate(text, year, first, second)
	switch {
	case f.Order == OrderDMY:
		return dayFirst, errDay
	case f.Order == OrderMDY:
		return monthFirst, errMonth
	case errDay != nil && errMonth != nil:
		return Date{}, errDay
	case errMonth != nil || dayFirst == monthFirst:
		return dayFirst, errDay
	case errDay != nil && sign != ".":
		return monthFirst, nil
	case errDay != nil:
		return Date{}, errDay
	}
	return Date{}, fmt.Errorf("%s could be %s or %s; say with date_order = \"dmy\" or \"mdy\" which this register means, or write it like %s", Quote(text), dayFirst, monthFirst, dayFirst)
}

func monthNamed(name string) (time.Month, bool) {
	name = strings.ToLower(name)
	if !slices.Contains(longMonths, name) {
		return 0, false
	}
	for _, one := range monthNames {
		for _, begin := range one.names {
			if strings.HasPrefix(name, begin) {
				return one.month, true
			}
		}
	}
	return 0, false
}

// yearOf is a year in digits, from one of an era where no other is given.
func yearOf(year, era, number string) string {
	if year != "" {
		return year
	}
	e := eraNamed(era)
	n := 1
	if number != "元" {
		n, _ = strconv.Atoi(number)
	}
	return strconv.Itoa(e.first.Year + n - 1)
}

func eraNamed(name string) era {
	return eras[slices.IndexFunc(eras, func(e era) bool {
		return strings.HasPrefix(e.kanji, name) || e.letter == strings.ToUpper(name)
	})]
}

// outlived says that a day lies after the era in which it is written, as contracts
// have it that were signed before the era changed; "" where it does not.
func outlived(text, name string, date Date) string {
	if name == "" {
		return ""
	}
	e := eraNamed(name)
	if e.last.IsZero() || !date.After(e.last) {
		return ""
	}
	return fmt.Sprintf("%s is written in the era %s, which ended on %s, and was read as %s (%s)", Quote(text), e.name, e.last, date, inEra(date))
}

func eraBegun(text, name string, date Date) error {
	if name == "" {
		return nil
	}
	if e := eraNamed(name); date.Before(e.first) || date.Before(japanAdopted) {
		return e.check(text, date)
	}
	return nil
}
