package deadline_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// lawOfHolidays are the holidays of a country as its law lists them: days of a year
// (05-01), days after Easter Sunday (e+39), the Monday (m) or Thursday (t) that is the
// n-th of a month (m09-1, t11-4; m05-9 is the last), the Friday from a day on (f06-19), days that move off a weekend to
// the workday beside it (o07-04), days with the Monday after a weekend (w05-04) or
// after a Sunday (s03-21), days of one year (2023-07-10). A first and a last year may follow: 12-24>2025,
// e+26<2023.
type lawOfHolidays struct{ source, days string }

var holidaysByLaw = map[string]lawOfHolidays{
	"AT": {"Arbeitsruhegesetz, section 7(2)", "01-01 01-06 e+1 05-01 e+39 e+50 e+60 08-15 10-26 11-01 12-08 12-25 12-26"},
	"BE": {"Koninklijk besluit van 18 april 1974, article 1", "01-01 e+1 05-01 e+39 e+50 07-21 08-15 11-01 11-11 12-25"},
	"CH": {"days that all cantons keep: Arbeitsgesetz, article 20a, and their own laws", "01-01 e+39 08-01 12-25"},
	"US": {"5 U.S.C. 6103", "o01-01 m01-3 m02-3 m05-9 o06-19>2021 o07-04 m09-1 m10-2 o11-11 t11-4 o12-25"},
	"IT": {"Legge 260/1949 as amended; legge 151/2025", "01-01 01-06 e+1 04-25 05-01 06-02 08-15 10-04>2026 11-01 12-08 12-25 12-26"},
	"PL": {"Ustawa o dniach wolnych od pracy; Dz.U. 2024 poz. 1965", "01-01 01-06 e+1 05-01 05-03 e+60 08-15 11-01 11-11 12-24>2025 12-25 12-26"},
	"RO": {"Codul muncii, article 139; legea 52/2023. Easter is the Orthodox one", "01-01 01-02 01-06>2024 01-07>2024 01-24 p-2 p+1 05-01 p+50 06-01 08-15 11-30 12-01 12-25 12-26"},
	"BR": {"Leis 662/1949, 6.802/1980, 9.093/1995, 14.759/2023", "01-01 e-2 04-21 05-01 09-07 10-12 11-02 11-15 11-20>2024 12-25"},
	"GR": {"Law 1157/1981; 1 May as moved by the Ministry of Labour", "01-01 01-06 p-48 03-25 p-2 p+1 2020-05-01 2021-05-04 2022-05-02 2023-05-01 2024-05-07 2025-05-01 2026-05-01 2027-05-04 05-01>2028 p+50 08-15 10-28 12-25 12-26"},
	"IE": {"Organisation of Working Time Act 1997, schedule 2; S.I. 34 and 50 of 2022", "01-01 2022-03-18 2023-02-06 2024-02-05 2025-02-03 2026-02-02 2027-02-01 2028-02-07 2029-02-05 2030-02-01 03-17 e+1 m05-1 m06-1 m08-1 m10-9 12-25 12-26"},
	"LV": {"Par svētku, atceres un atzīmējamām dienām, section 1", "01-01 e-2 e+1 05-01 w05-04 06-23 06-24 w11-18 12-24 12-25 12-26 12-31 2023-05-29 2023-07-10"},
	"ZA": {"Public Holidays Act 36 of 1994, sections 1 and 2; proclamations", "s01-01 s03-21 e-2 e+1 s04-27 s05-01 s06-16 s08-09 s09-24 s12-16 s12-25 s12-26 2021-11-01 2022-12-27 2023-12-15 2024-05-29"},
	"CZ": {"Zákon 245/2000 Sb.", "01-01 e-2 e+1 05-01 05-08 07-05 07-06 09-28 10-28 11-17 12-24 12-25 12-26"},
	"DE": {"Feiertagsgesetze der Länder, days of all; Einigungsvertrag, article 2(2)", "01-01 e-2 e+1 05-01 e+39 e+50 10-03 12-25 12-26"},
	"DK": {"Lov om helligdage; lov 214 of 6 March 2023 ended Store Bededag; 5 June, on which authorities and banks are closed", "01-01 e-3 e-2 e+1 e+26<2023 e+39 e+50 06-05 12-25 12-26"},
	"ES": {"Real Decreto 2001/1983, article 45: those of the whole country", "01-01 01-06 e-2 05-01 08-15 10-12 11-01 12-06 12-08 12-25"},
	"FR": {"Code du travail, L3133-1", "01-01 e+1 05-01 05-08 e+39 e+50 07-14 08-15 11-01 11-11 12-25"},
	"HR": {"Zakon o blagdanima, NN 110/2019", "01-01 01-06 e+1 05-01 05-30 e+60 06-22 08-05 08-15 11-01 11-18 12-25 12-26"},
	"LT": {"Darbo kodeksas, article 123", "01-01 02-16 03-11 e+1 05-01 06-24 07-06 08-15 11-01 11-02 12-24 12-25 12-26"},
	"NL": {"Algemene termijnenwet, article 3(1) and (2)", "01-01 e-2 e+1 04-27 05-05 e+39 e+50 12-25 12-26"},
	"NO": {"Lov om helligdager og helligdagsfred; lov om 1 og 17 mai", "01-01 e-3 e-2 e+1 05-01 05-17 e+39 e+50 12-25 12-26"},
	"SE": {"Lag (1989:253) om allmänna helgdagar; the eves: lag (1930:173), section 2", "01-01 01-06 e-2 e+1 05-01 e+39 06-06 f06-19 12-24 12-25 12-26 12-31"},
	"SI": {"Zakon o praznikih in dela prostih dnevih", "01-01 01-02 02-08 e+1 04-27 05-01 05-02 06-25 08-15 10-31 11-01 12-25 12-26"},
	"SK": {"Zákon 241/1993 as amended by 530/2023 and 261/2025", "01-01 01-06 e-2 e+1 05-01 05-08<2025 05-08>2027 07-05 08-29 09-01<2023 09-15<2025 09-15>2027 11-01 11-17<2024 12-24 12-25 12-26"},
}

// suites.md 3: every country by a list of our own, 2020 to 2030. What moves by decree
// or by substitute days stands in the lists of the other tests.
func TestHolidaysByLaw(t *testing.T) {
	t.Parallel()
	for country, law := range holidaysByLaw {
		calendar := calendar(t, country, nil)
		for year := 2020; year <= 2030; year++ {
			kept := daysOfLaw(t, law.days, year)
			for day := (deadline.Date{Year: year, Month: time.January, Day: 1}); day.Year == year; day = day.AddDays(1) {
				weekday := weekdayOf(day)
				if weekday == time.Saturday || weekday == time.Sunday {
					continue
				}
				if works := calendar.IsBusinessDay(day); works == kept[day] {
					t.Errorf("%s: %s is a business day: %t (%s)", country, day, works, law.source)
				}
			}
		}
	}
}

func daysOfLaw(t *testing.T, days string, year int) map[deadline.Date]bool {
	t.Helper()
	all := map[deadline.Date]bool{}
	scan := func(text, form string, into ...any) {
		if _, err := fmt.Sscanf(text, form, into...); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	for day := range strings.FieldsSeq(days) {
		first, last := 0, 9999
		if at := strings.IndexAny(day, "<>"); at >= 0 {
			bound := &last
			if day[at] == '>' {
				bound = &first
			}
			scan(day[at+1:], "%d", bound)
			day = day[:at]
		}
		if year < first || year > last {
			continue
		}
		var month, number int
		switch kind := day[0]; kind {
		case 'e', 'p':
			scan(day[1:], "%d", &number)
			all[easterOf(year, kind == 'p').AddDays(number)] = true
		case 'm', 't':
			scan(day[1:], "%d-%d", &month, &number)
			want := map[byte]time.Weekday{'m': time.Monday, 't': time.Thursday}[kind]
			date := deadline.Date{Year: year, Month: time.Month(month), Day: 1}
			for weekdayOf(date) != want {
				date = date.AddDays(1)
			}
			for n := 1; n < number && date.AddDays(7).Month == date.Month; n++ {
				date = date.AddDays(7)
			}
			all[date] = true
		case '2':
			date, err := deadline.ParseDate(day)
			if err != nil {
				t.Fatal(err)
			}
			all[date] = true // of whatever year: no other year looks there
		case 's', 'w':
			scan(day[1:], "%d-%d", &month, &number)
			date := deadline.Date{Year: year, Month: time.Month(month), Day: number}
			all[date] = true
			for (kind == 'w' && weekdayOf(date) == time.Saturday) || weekdayOf(date) == time.Sunday {
				date = date.AddDays(1)
				all[date] = true
			}
		case 'f':
			scan(day[1:], "%d-%d", &month, &number)
			date := deadline.Date{Year: year, Month: time.Month(month), Day: number}
			for weekdayOf(date) != time.Friday {
				date = date.AddDays(1)
			}
			all[date] = true
		case 'o':
			scan(day[1:], "%d-%d", &month, &number)
			for _, one := range []int{year, year + 1} { // New Year's Day may be kept in December
				date := deadline.Date{Year: one, Month: time.Month(month), Day: number}
				switch weekdayOf(date) {
				case time.Saturday:
					date = date.AddDays(-1)
				case time.Sunday:
					date = date.AddDays(1)
				}
				if date.Year == year {
					all[date] = true
				}
			}
		default:
			scan(day, "%d-%d", &month, &number)
			all[deadline.Date{Year: year, Month: time.Month(month), Day: number}] = true
		}
	}
	return all
}

func weekdayOf(day deadline.Date) time.Weekday {
	return time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, time.UTC).Weekday()
}

// easterOf is Easter Sunday as astronomers publish it, of the western church or of the
// Orthodox one.
func easterOf(year int, orthodox bool) deadline.Date {
	days := map[int]string{
		2020: "04-12 04-19", 2021: "04-04 05-02", 2022: "04-17 04-24", 2023: "04-09 04-16", 2024: "03-31 05-05", 2025: "04-20 04-20",
		2026: "04-05 04-12", 2027: "03-28 05-02", 2028: "04-16 04-16", 2029: "04-01 04-08", 2030: "04-21 04-28",
	}
	day := strings.Fields(days[year])[0]
	if orthodox {
		day = strings.Fields(days[year])[1]
	}
	date, _ := deadline.ParseDate(fmt.Sprintf("%d-%s", year, day))
	return date
}
