package deadline_test

import (
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func TestParseJapaneseDateRefuses(t *testing.T) {
	t.Parallel()
	for text, parts := range map[string]string{
		"令和":               "not a date|令和9年3月31日",
		"令和2年":             "not a date",
		"令和2年10月":          "not a date",
		"2年10月31日":         "not a date",
		"元年10月31日":         "not a date",
		"20年10月31日":        "not a date",
		"2020年10/31":       "not a date",
		"令和2年10.31":        "not a date",
		"R2.10/31":         "not a date",
		"R2.10.31日":        "not a date",
		"R2020.10.31":      "not a date", // the 2020th year of Reiwa is not meant
		"令和2020年10月31日":    "not a date",
		"慶応3年10月1日":        "not a date",
		"K3.10.1":          "not a date",
		"RR2.10.31":        "not a date",
		"令和0年1月1日":         "no year 0 of Reiwa|元",
		"令和2年13月1日":        "no month 13",
		"令和3年2月29日":        "28 days",
		"2021年2月29日":       "28 days",
		"2020年0月1日":        "no month 0",
		"0000年1月1日":        "no year 0",
		"昭和64年1月8日":        "Showa ended on 1989-01-07|1989-01-08|平成元年1月8日",
		"S64.1.8":          "Showa ended on 1989-01-07",
		"平成31年5月1日":        "Heisei ended on 2019-04-30|令和元年5月1日",
		"平成35年3月31日":       "Heisei ended on 2019-04-30|2023-03-31|令和5年3月31日",
		"H31.5.1":          "Heisei ended on 2019-04-30",
		"大正15年12月26日":      "Taisho ended on 1926-12-25|昭和元年12月26日",
		"明治45年7月31日":       "Meiji ended on 1912-07-30|大正元年7月31日",
		"令和元年4月30日":        "Reiwa began on 2019-05-01|平成31年4月30日",
		"平成元年1月7日":         "Heisei began on 1989-01-08|昭和64年1月7日",
		"昭和元年12月24日":       "Showa began on 1926-12-25|大正15年12月24日",
		"大正元年7月29日":        "Taisho began on 1912-07-30|明治45年7月29日",
		"明治5年12月2日":        "Gregorian calendar|1873-01-01|明治6年1月1日",
		"明治元年1月1日":         "Gregorian calendar",
		"令和2年10月31日まで":     "not a date",
		"令和2年10月31日\n2020": "not a date",
	} {
		_, err := deadline.ParseDate(text)
		refused(t, text, err, parts)
	}
}

func TestParseJapaneseDate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"令和2年10月31日":      "2020-10-31",
		" 令和2年10月31日　":    "2020-10-31",
		"令和 2年 1月 3日":     "2020-01-03",
		"令和　２年１０月３１日":     "2020-10-31",
		"R2.10.31":        "2020-10-31",
		"r2.10.31":        "2020-10-31",
		"R02/10/31":       "2020-10-31",
		"R2-10-31":        "2020-10-31",
		"Ｒ２．１０．３１":        "2020-10-31",
		"R2年10月31日":       "2020-10-31",
		"令和2.10.31":       "2020-10-31",
		"令和2/10/31":       "2020-10-31",
		"R元.5.1":          "2019-05-01",
		"2020年10月31日":     "2020-10-31",
		"2020年1月3日":       "2020-01-03",
		"２０２０年１０月３１日":     "2020-10-31",
		"２０２０/１０/３１":      "2020-10-31",
		"２０２０／１０／３１":      "2020-10-31",
		"２０２０－１０－３１":      "2020-10-31",
		"令和元年5月1日":        "2019-05-01",
		"令和1年5月1日":        "2019-05-01",
		"平成31年4月30日":      "2019-04-30",
		"平成元年1月8日":        "1989-01-08",
		"昭和64年1月7日":       "1989-01-07",
		"昭和元年12月25日":      "1926-12-25",
		"大正15年12月25日":     "1926-12-25", // the day of a change belongs to both
		"大正元年7月30日":       "1912-07-30",
		"明治45年7月30日":      "1912-07-30",
		"明治6年1月1日":        "1873-01-01",
		"M6.1.1":          "1873-01-01",
		"T12.9.1":         "1923-09-01",
		"S39.10.10":       "1964-10-10",
		"H7/1/17":         "1995-01-17",
		"令和6年2月29日":       "2024-02-29",
		"令和99年12月31日":     "2117-12-31",
		"平成28年2月29日":      "2016-02-29",
		"昭和64年01月07日":     "1989-01-07",
		"\u3000R2.10.31 ": "2020-10-31",
	} {
		if got, err := deadline.ParseDate(text); err != nil || got.String() != want {
			t.Errorf("ParseDate(%q) = %s, %v, want %s", text, got, err, want)
		}
	}
}
