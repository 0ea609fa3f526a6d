package deadline

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
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
	kanjiForm = text.Pattern(`^(\d{4}) *年 *(\d{1,2}) *月 *(\d{1,2}) *日$`)
	eraForm   = text.Pattern(`^(明治|大正|昭和|平成|令和|[明大昭平令MTSHRmtshr]) *(元|\d{1,2}) *(?:年 *(\d{1,2}) *月 *(\d{1,2}) *日|([-/.])(\d{1,2})([-/.])(\d{1,2}))$`)
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

// plainDate writes a date the plain way: without full-width forms and signs that
// hold a whole word (㋿ is 令和), in digits instead of kanji numerals.
func plainDate(text string) string {
	plain := strings.TrimSpace(Narrow(norm.NFKC.String(text)))
	return kanjiNumber().ReplaceAllStringFunc(plain, func(found string) string {
		end := len(found) - len("年")
		return kanjiValue(found[:end]) + found[end:]
	})
}

var kanjiNumber = text.Pattern(`[〇零一二三四五六七八九十廿卅百千]+(?:年|月|日)`)

// kanjiValue is a number in kanji in digits: 二〇二七 by its digits, 三十一 by its
// tens. What is no such number stays what it is.
func kanjiValue(kanji string) string {
	digits := map[rune]int{'〇': 0, '零': 0, '一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
	tens := map[rune]int{'十': 10, '百': 100, '千': 1000}
	if !strings.ContainsAny(kanji, "十廿卅百千") {
		return strings.Map(func(r rune) rune { return rune('0' + digits[r]) }, kanji)
	}
	sum, digit, last := 0, -1, 10_000
	for _, r := range kanji {
		if r == '廿' || r == '卅' { // old signs for 20 and 30
			digit = map[rune]int{'廿': 2, '卅': 3}[r]
			r = '十'
		}
		unit, isUnit := tens[r]
		switch {
		case !isUnit && digit >= 0, isUnit && unit >= last:
			return kanji
		case !isUnit:
			digit = digits[r]
			continue
		case digit < 0:
			digit = 1
		}
		sum, digit, last = sum+digit*unit, -1, unit
	}
	return strconv.Itoa(sum + max(digit, 0))
}

var weekdayForm = text.Pattern(`(?i)\s*(?:\(\s*([月火水木金土日])(?:曜日?)?\s*\)|([月火水木金土日])曜日?|\(\s*(sun|mon|tue|wed|thu|fri|sat)[a-z]*\.?\s*\))$`)

// withoutWeekday takes the day of the week off the end of a date, 2026年11月28日(土).
func withoutWeekday(plain string) (date string, day time.Weekday, named bool) {
	parts := weekdayForm().FindStringSubmatchIndex(plain)
	if parts == nil {
		return plain, 0, false
	}
	const kanji, english = "日月火水木金土", "sunmontuewedthufrisat"
	for group := 1; group <= 3; group++ {
		if parts[2*group] < 0 {
			continue
		}
		written := strings.ToLower(plain[parts[2*group]:parts[2*group+1]])
		if at := strings.Index(english, written); at >= 0 {
			return plain[:parts[0]], time.Weekday(at / 3), true
		}
		return plain[:parts[0]], time.Weekday(strings.Index(kanji, written) / len("日")), true
	}
	return plain, 0, false
}

// parseEra reads "令和2年10月31日" or "R2.10.31" from plain, which is text without
// full-width forms. Shaped says that it is written like a date of an era.
func parseEra(text, plain string) (date Date, shaped bool, err error) {
	parts := eraForm().FindStringSubmatch(plain)
	if parts == nil || parts[5] != parts[7] {
		return Date{}, false, nil
	}
	number := 1
	if parts[2] != "元" {
		number, _ = strconv.Atoi(parts[2])
	}
	e := eraNamed(parts[1])
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
