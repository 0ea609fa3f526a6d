package deadline

import "time"

// What the library does not know, by country: what laws changed from 2020 on, and
// days that were given once. Each is a change of the days of one year. Checked for
// 2020 to 2030; a government may still give a day that nobody knows yet.
var holidayLaws = map[string]func(year int, days yearDays){
	"AR": holidaysOfArgentina,
	// Labour Code, article 154(2): of holidays, Easter aside, those on Saturday and
	// Sunday are made up for; one on a weekday is itself and moves nothing.
	"BG": func(_ int, days yearDays) {
		days.add(Date{2024, 5, 1})
		days.drop(Date{2024, 5, 7})
	},
	// Lei 14.759/2023: 20 November. Carnival and Corpus Christi are no national
	// holidays (Lei 662/1949, Lei 9.093/1995), but days left to each employer.
	"BR": func(year int, days yearDays) {
		days.dropFrom(year >= 1, easter(year).AddDays(-47), easter(year).AddDays(60))
		days.addFrom(year >= 2024, Date{year, 11, 20})
	},
	// Royal proclamations: the funeral of Queen Elizabeth, the coronation of King
	// Charles (https://www.gov.uk/bank-holidays).
	"GB": func(_ int, days yearDays) { days.add(Date{2022, 9, 19}, Date{2023, 5, 8}) },
	// Law 1157/1981 and the yearly decisions of the Ministry of Labour: 1 May moves
	// off the Holy Week and off a Sunday. That of 2027 follows them.
	"GR": func(_ int, days yearDays) {
		days.drop(Date{2021, 5, 1}, Date{2022, 5, 1}, Date{2024, 5, 1}, Date{2027, 5, 1})
		days.add(Date{2021, 5, 4}, Date{2022, 5, 2}, Date{2024, 5, 7}, Date{2027, 5, 4})
	},
	// Legge 8 ottobre 2025, n. 151: Saint Francis, 4 October.
	"IT": func(year int, days yearDays) { days.addFrom(year >= 2026, Date{year, 10, 4}) },
	// Par svētku, atceres un atzīmējamām dienām, section 1: the day after the Song
	// Festival; the law of 28 May 2023 for the ice hockey team.
	"LV": func(_ int, days yearDays) { days.add(Date{2023, 5, 29}, Date{2023, 7, 10}) },
	// Te Kāhui o Matariki Public Holiday Act 2022, schedule 1; Queen Elizabeth II
	// Memorial Day Act 2022.
	"NZ": func(_ int, days yearDays) {
		days.add(Date{2022, 6, 24}, Date{2023, 7, 14}, Date{2024, 6, 28}, Date{2025, 6, 20}, Date{2026, 7, 10}, Date{2027, 6, 25},
			Date{2028, 7, 14}, Date{2029, 7, 6}, Date{2030, 6, 21}, Date{2022, 9, 26})
	},
	// Ustawa z dnia 6 grudnia 2024 (Dz.U. 2024 poz. 1965): Christmas Eve.
	"PL": func(year int, days yearDays) { days.addFrom(year >= 2025, Date{year, 12, 24}) },
	// Legea 52/2023: Epiphany and Saint John.
	"RO": func(year int, days yearDays) { days.addFrom(year >= 2024, Date{year, 1, 6}, Date{year, 1, 7}) },
	// Zákon 241/1993 as amended by 530/2023 (1 September) and 261/2025 (17 November;
	// 8 May and 15 September of 2026): days on which people work again.
	"SK": func(year int, days yearDays) {
		days.dropFrom(year >= 2024, Date{year, 9, 1})
		days.dropFrom(year >= 2025, Date{year, 11, 17})
		days.drop(Date{2026, 5, 8}, Date{2026, 9, 15})
	},
	"UA": holidaysOfUkraine,
	// Proclamations under the Public Holidays Act 36 of 1994: elections, rugby.
	"ZA": func(_ int, days yearDays) { days.add(Date{2021, 11, 1}, Date{2023, 12, 15}, Date{2024, 5, 29}) },
}

// yearDays are the holidays of a year.
type yearDays map[Date]bool

func (d yearDays) add(dates ...Date) { d.addFrom(true, dates...) }

func (d yearDays) drop(dates ...Date) { d.dropFrom(true, dates...) }

func (d yearDays) addFrom(inForce bool, dates ...Date) {
	for _, date := range dates {
		if inForce {
			d[date] = true
		}
	}
}

func (d yearDays) dropFrom(inForce bool, dates ...Date) {
	for _, date := range dates {
		if inForce {
			delete(d, date)
		}
	}
}

// holidaysOfArgentina are those of Ley 27.399. Four of them move: from a Tuesday
// or Wednesday to the Monday before, from a Thursday or Friday to the one after.
// Days without work between two others, which a decree names each year, are for
// the user's own list.
func holidaysOfArgentina(year int, days yearDays) {
	clear(days)
	sunday := easter(year)
	days.add(Date{year, 1, 1}, sunday.AddDays(-48), sunday.AddDays(-47), Date{year, 3, 24}, Date{year, 4, 2}, sunday.AddDays(-2), Date{year, 5, 1},
		Date{year, 5, 25}, Date{year, 6, 20}, Date{year, 7, 9}, Date{year, 12, 8}, Date{year, 12, 25})
	for _, date := range []Date{{year, 6, 17}, {year, 8, 17}, {year, 10, 12}, {year, 11, 20}} {
		moved := date
		switch date.Weekday() {
		case time.Tuesday:
			moved = date.AddDays(-1)
		case time.Wednesday:
			moved = date.AddDays(-2)
		case time.Thursday:
			moved = date.AddDays(4)
		case time.Friday:
			moved = date.AddDays(3)
		}
		if days[moved] { // 20 June is a holiday already
			moved = date
		}
		days.add(moved)
	}
	switch year {
	case 2020: // Decreto 297/2020
		days.drop(Date{2020, 4, 2})
		days.add(Date{2020, 3, 31})
	case 2022: // the census (Decreto 42/2022), the football team (Decreto 842/2022)
		days.add(Date{2022, 5, 18}, Date{2022, 12, 20})
	case 2025: // Decreto 614/2025, Resolución 139/2025
		days.drop(Date{2025, 10, 12})
		days.add(Date{2025, 10, 10})
	}
}

// holidaysOfUkraine are those of the Labour Code, article 73, as amended by laws
// 2295-IX (Statehood), 3107-IX (Christmas, Statehood, Defenders) and the law on 8
// May. Under martial law people work on them; they are kept, so that the time to
// act comes rather too early.
func holidaysOfUkraine(year int, days yearDays) {
	moved := func(from, to Date) {
		days.drop(from)
		for next := from; isWeekend(next); { // with the Monday that made up for it
			next = next.AddDays(1)
			if !isWeekend(next) {
				days.drop(next)
			}
		}
		days.add(to)
	}
	if year >= 2023 {
		moved(Date{year, 10, 14}, Date{year, 10, 1})
	}
	if year >= 2024 {
		moved(Date{year, 1, 7}, Date{year, 12, 25})
		moved(Date{year, 5, 9}, Date{year, 5, 8})
		days.add(Date{year, 7, 15})
	}
	if year == 2022 || year == 2023 {
		days.add(Date{year, 7, 28})
	}
}

func isWeekend(date Date) bool {
	day := date.Weekday()
	return day == time.Saturday || day == time.Sunday
}

// easter is Easter Sunday of the Gregorian calendar (Oudin's algorithm, in the
// Astronomical Almanac's Explanatory Supplement, section 12.4).
func easter(year int) Date {
	century := year / 100
	golden := year % 19
	epact := (century - century/4 - (century-(century-17)/25)/3 + 19*golden + 15) % 30
	epact -= (epact / 28) * (1 - (epact/28)*(29/(epact+1))*((21-golden)/11))
	weekday := (year + year/4 + epact + 2 - century + century/4) % 7
	offset := epact - weekday
	month := 3 + (offset+40)/44
	return Date{year, time.Month(month), offset + 28 - 31*(month/4)}
}
