package deadline_test

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// suites.md 9: spellings of Japanese offices.
func TestJapaneseSpellings(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"令和8年11月28日(土)": "2026-11-28", "2026/11/28(土)": "2026-11-28", "令和８年１１月２８日（土）": "2026-11-28", "2026年11月28日土曜日": "2026-11-28", "R8.11.28 (土曜)": "2026-11-28", "2026-11-28 (Sat)": "2026-11-28", "2026年11月28日㈯": "2026-11-28",
		"令和八年十一月二十八日": "2026-11-28", "二〇二六年十一月二十八日": "2026-11-28", "令和元年五月一日": "2019-05-01", "平成三十一年四月三十日": "2019-04-30", "令和十年一月十日": "2028-01-10", "令和二十年十二月三十一日": "2038-12-31", "令和八年十一月廿八日": "2026-11-28", "令和二〇年一月一日": "2038-01-01",
		"㋿8年11月28日": "2026-11-28", "㋿8.11.28": "2026-11-28", "㍻31年4月30日": "2019-04-30", "平31.4.30": "2019-04-30", "令8.11.28": "2026-11-28", "昭64/1/7": "1989-01-07", "令8年11月28日": "2026-11-28",
	} {
		if got, err := deadline.ParseDate(text); err != nil || got.String() != want {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
	for text, parts := range map[string]string{
		"令和8年11月28日(日)": "2026-11-28 is a Saturday", "2026-11-28 (Mon)": "is a Saturday", "令和八十百年一月一日": "not a date", "令和一二三年一月一日": "not a date", "(土)": "not a date", "令和8年十三月一日": "no month 13", "平32.4.30": "Heisei ended on 2019-04-30",
	} {
		_, err := deadline.ParseDate(text)
		refused(t, text, err, parts)
	}
}

// registers.md 6, 7: dates as ledgers hold them.
func TestDatesOfLedgers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2027-3-31": "2027-03-31", "2027-03-1": "2027-03-01", "20270331": "2027-03-31", "２０２７０３３１": "2027-03-31", "2027 3 31": "2027-03-31", "2027/3/31": "2027-03-31", "2027. 3. 31.": "2027-03-31",
		"31.12.2026": "2026-12-31", "31. 12. 2026": "2026-12-31", "31/12/2026": "2026-12-31", "31-12-2026": "2026-12-31", "12/31/2026": "2026-12-31", "05.05.2027": "2027-05-05",
		"31 March 2027": "2027-03-31", "31. März 2027": "2027-03-31", "31-Mar-2027": "2027-03-31", "March 31, 2027": "2027-03-31", "Mar 31 2027": "2027-03-31", "1st of May 2027": "2027-05-01", "3 Dez. 2027": "2027-12-03", "1 Mai 2027": "2027-05-01", "30. Sept. 2027": "2027-09-30",
		"令和9年3月末": "2027-03-31", "令和9年3月末日": "2027-03-31", "2028年2月末": "2028-02-29", "R9年3月末": "2027-03-31", "令和九年三月末": "2027-03-31", "令和8年度末": "2027-03-31", "2026年度末": "2027-03-31", "令和8年末": "2026-12-31", "平成31年4月末": "2019-04-30",
		"31/12/2026 (Thu)": "2026-12-31", "令和9年3月31日": "2027-03-31",
	} {
		got, note, err := deadline.DateForms{}.Parse(text)
		if err != nil || got.String() != want || note != "" {
			t.Errorf("%s: %s, %q, %v", text, got, note, err)
		}
	}
	for text, want := range map[string]string{"平成35年3月31日": "2023-03-31", "平成39年3月31日": "2027-03-31", "H39.3.31": "2027-03-31", "平成38年度末": "2027-03-31", "平成31年5月末": "2019-05-31", "昭和66年1月1日": "1991-01-01"} {
		got, note, err := deadline.DateForms{}.Parse(text)
		if err != nil || got.String() != want || !strings.Contains(note, "which ended on") || !strings.Contains(note, want) {
			t.Errorf("%s: %s, %q, %v", text, got, note, err)
		}
	}
	for text, want := range map[string]map[deadline.DateOrder]string{
		"03/04/2027": {deadline.OrderDMY: "2027-04-03", deadline.OrderMDY: "2027-03-04"},
		"3.4.2027":   {deadline.OrderDMY: "2027-04-03", deadline.OrderMDY: "2027-03-04"},
		"03-04-27":   {deadline.OrderDMY: "2027-04-03", deadline.OrderMDY: "2027-03-04", deadline.OrderYMD: "2003-04-27"},
		"31.12.26":   {deadline.OrderDMY: "2026-12-31"},
		"27/03/31":   {deadline.OrderYMD: "2027-03-31"},
	} {
		for order, day := range want {
			if got, _, err := (deadline.DateForms{Order: order}).Parse(text); err != nil || got.String() != day {
				t.Errorf("%s as %s: %s, %v", text, order, got, err)
			}
		}
		_, _, err := deadline.DateForms{}.Parse(text)
		refused(t, text, err, "date_order")
	}
	for text, parts := range map[string]string{
		"46477": "2027-03-31 as spreadsheets count days|format of a date", "46477.5": "2027-03-31", "12.31.2026": "no month 31", "32/12/2026": "31 days", "31/13/2026": "no month", "20271301": "no month 13", "31 Mars 2027": "not a date", "31 Marchember 2027": "not a date", "31.12": "not a date",
		"令和9年13月末": "no month 13", "2027-03/31": "not a date", "soon": "not a date", "31/12/2026 (Fri)": "is a Thursday", "昭和元年11月末": "began on 1926-12-25", "明治5年末": "Gregorian",
	} {
		_, _, err := deadline.DateForms{}.Parse(text)
		refused(t, text, err, parts)
	}
	for order, text := range map[deadline.DateOrder]string{deadline.OrderDMY: "12/31/2026", deadline.OrderMDY: "31/12/2026", deadline.OrderYMD: "31/12/2026"} {
		if got, _, err := (deadline.DateForms{Order: order}).Parse(text); err == nil {
			t.Errorf("%s as %s is read as %s", text, order, got)
		}
	}
	for month, want := range map[time.Month]string{0: "2027-03-31", time.March: "2027-03-31", time.June: "2027-06-30", time.December: "2026-12-31"} {
		if got, _, err := (deadline.DateForms{FiscalYearEnd: month}).Parse("令和8年度末"); err != nil || got.String() != want {
			t.Errorf("fiscal years that end with %s: %s, %v", month, got, err)
		}
	}
}

// Whatever order is declared, what is read is a day that was written.
func FuzzDateForms(f *testing.F) {
	for _, text := range []string{"03/04/2027", "31.12.26", "令和9年3月末", "令和8年度末", "平成39年3月31日", "1st of May 2027", "46477", "二〇二七年三月三十一日(水)", "20270331"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, order := range []deadline.DateOrder{deadline.OrderUndeclared, deadline.OrderDMY, deadline.OrderMDY, deadline.OrderYMD} {
			date, note, err := deadline.DateForms{Order: order}.Parse(text)
			if (err == nil) == date.IsZero() || err != nil && note != "" {
				t.Fatalf("%q as %q: %s, %q, %v", text, order, date, note, err)
			}
			if err == nil {
				if again, err := deadline.ParseDate(date.String()); err != nil || again != date {
					t.Fatalf("%q is read as %s, which is no day", text, date)
				}
			}
		}
	})
}
