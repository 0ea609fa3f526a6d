package deadline

import (
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/ar"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/bg"
	"github.com/rickar/cal/v2/br"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/gr"
	"github.com/rickar/cal/v2/hr"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/lt"
	"github.com/rickar/cal/v2/lv"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/ro"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/si"
	"github.com/rickar/cal/v2/sk"
	"github.com/rickar/cal/v2/ua"
	"github.com/rickar/cal/v2/us"
	"github.com/rickar/cal/v2/za"
)

// Only holidays of a whole country: a holiday of one state is for the user's own
// list. Where the library's list holds those of single provinces or cantons, ours
// names the others one by one. GB is England and Wales.
var publicHolidays = map[string][]*cal.Holiday{
	"AR": ar.Holidays,
	"AT": at.Holidays,
	"BE": be.Holidays,
	"BG": bg.Holidays,
	"BR": br.Holidays,
	"CA": {ca.NewYear, ca.GoodFriday, ca.VictoriaDay, ca.CanadaDay, ca.LabourDay, ca.NationalDayForTruthAndReconciliation, ca.ThanksgivingDay, ca.RemembranceDay, ca.ChristmasDay, ca.BoxingDay},
	"CH": {ch.Neujahr, ch.Auffahrt, ch.Bundesfeiertag, ch.Weihnachtstag},
	"CZ": cz.Holidays,
	"DE": de.Holidays,
	"DK": dk.Holidays,
	"ES": es.Holidays,
	"FR": fr.Holidays,
	"GB": gb.Holidays,
	"GR": gr.Holidays,
	"HR": hr.Holidays,
	"IE": ie.Holidays,
	"IT": it.Holidays,
	"JP": jp.Holidays,
	"LT": lt.Holidays,
	"LV": lv.Holidays,
	"NL": nl.Holidays,
	"NO": no.Holidays,
	"NZ": nz.Holidays,
	"PL": pl.Holidays,
	"RO": ro.Holidays,
	"SE": se.Holidays,
	"SI": si.Holidays,
	"SK": sk.Holidays,
	"UA": ua.Holidays,
	"US": us.Holidays,
	"ZA": za.Holidays,
}

// libraryLock guards the library, whose Japanese rules write to shared values
// while they compute.
var libraryLock sync.Mutex

// holidaysOf computes the public holidays of a country that fall in a year, with
// the weekdays on which a holiday of a weekend is observed.
func holidaysOf(country string, year int) map[Date]bool {
	libraryLock.Lock()
	defer libraryLock.Unlock()
	// In the machine's zone a midnight that the clocks skip would move a holiday.
	cal.DefaultLoc = time.UTC
	actual, days := map[Date]bool{}, map[Date]bool{}
	// A holiday near New Year may be observed in the neighbouring year.
	for y := year - 1; y <= year+1; y++ {
		for _, holiday := range publicHolidays[country] {
			on, observed := holiday.Calc(y)
			for _, t := range []time.Time{on, observed} {
				if !t.IsZero() {
					days[DateOf(t, t.Location())] = true
				}
			}
			if !on.IsZero() {
				actual[DateOf(on, on.Location())] = true
			}
		}
	}
	if country == "JP" {
		correctJapan(actual, days)
	}
	if change, known := holidayLaws[country]; known {
		change(year, days)
	}
	return days
}

// correctJapan mends what the library does not know. The days are those of the
// Cabinet Office's list (https://www8.cao.go.jp/chosei/shukujitsu/gaiyou.html).
func correctJapan(actual, days map[Date]bool) {
	// 2019 had no Emperor's Birthday, and the Olympic games moved Mountain Day.
	for _, date := range []Date{{2019, 12, 23}, {2020, 8, 11}, {2021, 8, 11}} {
		delete(days, date)
		delete(actual, date)
	}
	if actual[Date{2020, time.January, 1}] {
		days[Date{2020, 8, 10}] = true
	}
	if actual[Date{2021, 1, 1}] {
		days[Date{2021, 8, 8}], days[Date{2021, 8, 9}] = true, true
	}
	// A day between two national holidays is one too (Act on National Holidays,
	// article 3, paragraph 3).
	for date := range actual {
		if between := date.AddDays(1); actual[date.AddDays(2)] && !days[between] {
			days[between] = true
		}
	}
}
