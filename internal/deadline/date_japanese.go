package deadline

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// era is a Japanese era. On the day of a change of 1912 and 1926 both the old
// and the new era are in use; since 1979 an era begins at midnight.
type era struct {
	letter, kanji, name string
	first, last         Date // last is zero for the era that goes on
}

// The first and last days are those of the imperial rescripts of 1868, 1912 and
// 1926 and of the cabinet orders of 1989 and 2019.
var eras = []era{
	{"M", "明治", "Meiji", Date{1868, 1, 25}, Date{1912, 7, 30}},
	{"T", "大正", "Taisho", Date{1912, 7, 30}, Date{1926, 12, 25}},
	{"S", "昭和", "Showa", Date{1926, 12, 25}, Date{1989, 1, 7}},
	{"H", "平成", "Heisei", Date{1989, 1, 8}, Date{2019, 4, 30}},
	{"R", "令和", "Reiwa", Date{2019, 5, 1}, Date{}},
}

// japanAdopted is the day on which Japan took the Gregorian calendar: what was
// dated before it cannot be reckoned from its numbers.
var japanAdopted = Date{1873, 1, 1}

var (
	kanjiForm = regexp.MustCompile(`^(\d{4}) *年 *(\d{1,2}) *月 *(\d{1,2}) *日$`)
	eraForm   = regexp.MustCompile(`^(明治|大正|昭和|平成|令和|[MTSHRmtshr]) *(元|\d{1,2}) *(?:年 *(\d{1,2}) *月 *(\d{1,2}) *日|([-/.])(\d{1,2})([-/.])(\d{1,2}))$`)
)

// Narrow turns full-width forms, which Japanese input methods write, into ASCII.
func Narrow(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '\u3000':
			return ' '
		}
		return r
	}, text)
}

// parseEra reads "令和2年10月31日" or "R2.10.31" from plain, which is text without
// full-width forms. Shaped says that it is written like a date of an era.
func parseEra(text, plain string) (date Date, shaped bool, err error) {
	parts := eraForm.FindStringSubmatch(plain)
	if parts == nil || parts[5] != parts[7] {
		return Date{}, false, nil
	}
	number := 1
	if parts[2] != "元" {
		number, _ = strconv.Atoi(parts[2])
	}
	e := eras[slices.IndexFunc(eras, func(e era) bool {
		return e.kanji == parts[1] || e.letter == strings.ToUpper(parts[1])
	})]
	if number == 0 {
		return Date{}, true, fmt.Errorf("%s is not a date: there is no year 0 of %s, its first year is 1 or 元", Quote(text), e.name)
	}
	date, err = newDate(text, strconv.Itoa(e.first.Year+number-1), parts[3]+parts[6], parts[4]+parts[8])
	if err == nil {
		err = e.check(text, date)
	}
	return date, true, err
}

// check refuses a day that lies outside the era.
func (e era) check(text string, date Date) error {
	switch {
	case date.Before(japanAdopted):
		return fmt.Errorf("%s is not a date that can be reckoned: Japan took the Gregorian calendar on %s (明治6年1月1日)", Quote(text), japanAdopted)
	case date.Before(e.first):
		return fmt.Errorf("%s is not a date: %s began on %s, and %s is written %s", Quote(text), e.name, e.first, date, inEra(date))
	case !e.last.IsZero() && date.After(e.last):
		return fmt.Errorf("%s is not a date: %s ended on %s, and %s is written %s", Quote(text), e.name, e.last, date, inEra(date))
	}
	return nil
}

// inEra writes a day of an era the Japanese way.
func inEra(date Date) string {
	var e era
	for _, candidate := range eras {
		if !date.Before(candidate.first) {
			e = candidate
		}
	}
	year := strconv.Itoa(date.Year - e.first.Year + 1)
	if year == "1" {
		year = "元"
	}
	return fmt.Sprintf("%s%s年%d月%d日", e.kanji, year, int(date.Month), date.Day)
}
