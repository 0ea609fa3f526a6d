package deadline_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func TestParsePeriodRefuses(t *testing.T) {
	t.Parallel()
	const forms = "12h|30d|6w|3mo|1y|5bd|33%|P1Y6M"
	for text, parts := range map[string]string{
		"":                             "not a period|" + forms,
		"  ":                           "not a period|" + forms,
		"soon":                         "not a period|" + forms,
		"30":                           "no unit|" + forms,
		"0":                            "no unit|" + forms,
		"3m":                           "months or minutes|3mo|PT3M|minutes",
		"3M":                           "3mo|PT3M|minutes",
		"-5d":                          "negative|" + forms,
		"-P1D":                         "negative",
		"+5d":                          "not a period",
		"1.5d":                         "fraction|" + forms,
		"1.5mo":                        "fraction",
		"1,5d":                         "not a period",
		"1e3d":                         "not a period",
		"0x10d":                        "not a period",
		"5 b d":                        "not a period",
		"1y6mo":                        "not a period|P1Y6M",
		"1d 12h":                       "not a period",
		"d":                            "not a period",
		"10s":                          `unit "s"|` + forms,
		"10min":                        `unit "min"|` + forms,
		"2days":                        `unit "days"`,
		"3months":                      `unit "months"`,
		"3%%":                          "not",
		"３０d":                          "not a period", // full-width digits
		"٣٠d":                          "not a period", // Arabic-Indic digits
		"30日":                          "not a period",
		"100001d":                      "above 100000",
		"99999999999999999999d":        "above 100000",
		"0%":                           "above 0%|at most 100%",
		"0.0%":                         "above 0%",
		"101%":                         "at most 100%",
		"100.0001%":                    "at most 100%",
		"-33%":                         "negative",
		"NaN%":                         "not a period",
		strings.Repeat("9", 400) + "%": "at most 100%",
		"P":                            "not an ISO 8601 duration|P1Y6M|P30D|PT12H",
		"PT":                           "not an ISO 8601 duration",
		"P1YT":                         "not an ISO 8601 duration",
		"P1":                           "not an ISO 8601 duration",
		"P1S":                          "not an ISO 8601 duration",
		"PT1D":                         "not an ISO 8601 duration",
		"P-1D":                         "not an ISO 8601 duration",
		"P1.5D":                        "not an ISO 8601 duration",
		"PT0.5H":                       "not an ISO 8601 duration",
		"P1M1Y":                        "not an ISO 8601 duration", // wrong order
		"P1D ago":                      "not an ISO 8601 duration",
		"P100001D":                     "above 100000",
		"P99999999999999999999Y":       "above 100000",
		strings.Repeat("d", 1e5):       "…",
		"30d\x1b[31m":                  `\x1b`,
	} {
		_, err := deadline.ParsePeriod(text)
		refused(t, text, err, parts)
	}
}

func TestParsePeriod(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]deadline.Period{
		"12h":          {Time: 12 * time.Hour},
		"30d":          {Days: 30},
		" 30d ":        {Days: 30},
		"30 D":         {Days: 30},
		"6w":           {Days: 42},
		"3mo":          {Months: 3},
		"3MO":          {Months: 3},
		"1y":           {Months: 12},
		"5bd":          {BusinessDays: 5},
		"5 bd":         {BusinessDays: 5},
		"0d":           {},
		"33%":          {Percent: 33},
		"12.5%":        {Percent: 12.5},
		"100%":         {Percent: 100},
		"100000d":      {Days: 100_000},
		"P1Y6M":        {Months: 18},
		"p1y6m":        {Months: 18},
		"P2W":          {Days: 14},
		"P1W2D":        {Days: 9},
		"PT36H":        {Time: 36 * time.Hour},
		"PT90M":        {Time: 90 * time.Minute},
		"PT4H30M":      {Time: 270 * time.Minute},
		"PT15S":        {Time: 15 * time.Second},
		"P1Y2M3DT4H5M": {Months: 14, Days: 3, Time: 4*time.Hour + 5*time.Minute},
		"P0D":          {},
		"PT0S":         {},
	} {
		got, err := deadline.ParsePeriod(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if !sameLength(got, want) {
			t.Errorf("ParsePeriod(%q) = %+v, want %+v", text, got, want)
		}
		if got.String() != strings.TrimSpace(text) {
			t.Errorf("%q is shown as %q", text, got)
		}
		if got.IsZero() != sameLength(got, deadline.Period{}) {
			t.Errorf("%q: IsZero is %t", text, got.IsZero())
		}
	}
}

func sameLength(a, b deadline.Period) bool {
	return a.Months == b.Months && a.Days == b.Days && a.Time == b.Time && a.BusinessDays == b.BusinessDays && a.Percent == b.Percent
}

func TestPeriodsMadeInCode(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		period deadline.Period
		text   string
	}{
		{deadline.Period{}, "0d"},
		{deadline.Days(30), "30d"},
		{deadline.Elapsed(18 * time.Hour), "PT18H0M0S"},
		{deadline.Elapsed(0), "PT0S"},
	} {
		if got := test.period.String(); got != test.text {
			t.Errorf("shown as %q, want %q", got, test.text)
		}
		if again := period(t, test.text); !sameLength(again, test.period) {
			t.Errorf("%q means %+v, want %+v", test.text, again, test.period)
		}
	}
}

func TestArithmetic(t *testing.T) {
	t.Parallel()
	tokyo := &deadline.Arithmetic{Location: zone(t, "Asia/Tokyo")}
	newYork := &deadline.Arithmetic{Location: zone(t, "America/New_York")}
	saoPaulo := &deadline.Arithmetic{Location: zone(t, "America/Sao_Paulo")}
	certificate := &deadline.Arithmetic{Lifetime: 90 * 24 * time.Hour}
	utc := &deadline.Arithmetic{} // no zone is UTC, no calendar Saturday and Sunday
	for _, test := range []struct {
		name   string
		in     *deadline.Arithmetic
		from   string
		period string
		add    string
		sub    string
	}{
		{"month ends", utc, "2026-01-31T12:00:00Z", "1mo", "2026-02-28T12:00:00Z", "2025-12-31T12:00:00Z"},
		{"from the anchor", utc, "2026-01-31T12:00:00Z", "2mo", "2026-03-31T12:00:00Z", "2025-11-30T12:00:00Z"},
		{"leap day", utc, "2028-02-29T00:00:00Z", "1y", "2029-02-28T00:00:00Z", "2027-02-28T00:00:00Z"},
		{"months before days", utc, "2026-01-31T00:00:00Z", "P1M1D", "2026-03-01T00:00:00Z", "2025-12-30T00:00:00Z"},
		{"an end of a month", utc, "2027-04-01T00:00:00Z", "1mo", "2027-05-01T00:00:00Z", "2027-03-01T00:00:00Z"},
		{"weeks", utc, "2026-11-21T00:00:00Z", "6w", "2027-01-02T00:00:00Z", "2026-10-10T00:00:00Z"},
		{"nothing", utc, "2026-11-21T01:02:03.4Z", "0d", "2026-11-21T01:02:03.4Z", "2026-11-21T01:02:03.4Z"},
		{"a third of a lifetime", certificate, "2026-11-21T00:00:00Z", "33%", "2026-12-20T16:48:00Z", "2026-10-22T07:12:00Z"},
		{"whole seconds", certificate, "2026-11-21T00:00:00Z", "0.00001%", "2026-11-21T00:00:00Z", "2026-11-21T00:00:00Z"},
		{"over a weekend", utc, "2026-11-21T10:00:00Z", "1bd", "2026-11-23T10:00:00Z", "2026-11-20T10:00:00Z"},
		{"a week of work", utc, "2026-11-18T00:00:00Z", "5bd", "2026-11-25T00:00:00Z", "2026-11-11T00:00:00Z"},
		// 2026-11-01T00:30+09:00 is still October in UTC: the zone's month counts.
		{"the zone's month", tokyo, "2026-10-31T15:30:00Z", "1mo", "2026-11-30T15:30:00Z", "2026-09-30T15:30:00Z"},
		// A day of 23 hours: days keep the wall clock, hours elapse.
		{"day over a gap", newYork, "2026-03-07T17:00:00Z", "1d", "2026-03-08T16:00:00Z", "2026-03-06T17:00:00Z"},
		{"hours over a gap", newYork, "2026-03-07T17:00:00Z", "24h", "2026-03-08T17:00:00Z", "2026-03-06T17:00:00Z"},
		{"into a gap", newYork, "2026-03-07T07:30:00Z", "1d", "2026-03-08T07:30:00Z", "2026-03-06T07:30:00Z"},
		{"into a fold", newYork, "2026-10-31T05:30:00Z", "1d", "2026-11-01T05:30:00Z", "2026-10-30T05:30:00Z"},
		{"from a fold", newYork, "2026-11-01T06:30:00Z", "1d", "2026-11-02T06:30:00Z", "2026-10-31T05:30:00Z"},
		// The end of a day steps to ends of days, even where it falls on 01:00.
		{"skipped midnight", saoPaulo, "2018-11-04T03:00:00Z", "1d", "2018-11-05T02:00:00Z", "2018-11-03T03:00:00Z"},
		{"to a skipped midnight", saoPaulo, "2018-11-05T02:00:00Z", "1d", "2018-11-06T02:00:00Z", "2018-11-04T03:00:00Z"},
		{"beyond 2050", utc, "2049-12-31T23:59:59Z", "P1YT1S", "2051-01-01T00:00:00Z", "2048-12-31T23:59:58Z"},
	} {
		p := period(t, test.period)
		got, err := test.in.Add(at(t, test.from), p)
		if err != nil {
			t.Fatal(err)
		}
		sameInstant(t, test.name+": "+test.from+" + "+test.period, got, test.add)
		if got, err = test.in.Subtract(at(t, test.from), p); err != nil {
			t.Fatal(err)
		}
		sameInstant(t, test.name+": "+test.from+" - "+test.period, got, test.sub)
	}
}

func TestArithmeticFails(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		lifetime time.Duration
		from     string
		period   string
		add, sub error
	}{
		{0, "2026-11-21T00:00:00Z", "33%", deadline.ErrNoLifetime, deadline.ErrNoLifetime},
		{-time.Hour, "2026-11-21T00:00:00Z", "33%", deadline.ErrNoLifetime, deadline.ErrNoLifetime},
		{0, "2026-11-21T00:00:00Z", "8000y", deadline.ErrOutOfRange, deadline.ErrOutOfRange},
		{0, "2026-11-21T00:00:00Z", "100000y", deadline.ErrOutOfRange, deadline.ErrOutOfRange},
		{0, "2026-11-21T00:00:00Z", "2026y", nil, deadline.ErrOutOfRange},
		{0, "9999-12-31T23:59:59Z", "PT1S", deadline.ErrOutOfRange, nil},
		{0, "0001-01-01T00:00:00Z", "PT1S", nil, deadline.ErrOutOfRange},
		{0, "9999-12-31T00:00:00Z", "1bd", deadline.ErrOutOfRange, nil},
		{0, "0001-01-01T00:00:00Z", "100000bd", nil, deadline.ErrOutOfRange},
	} {
		in := deadline.Arithmetic{Lifetime: test.lifetime}
		if _, err := in.Add(at(t, test.from), period(t, test.period)); !errors.Is(err, test.add) {
			t.Errorf("%s + %s: %v, want %v", test.from, test.period, err, test.add)
		}
		if _, err := in.Subtract(at(t, test.from), period(t, test.period)); !errors.Is(err, test.sub) {
			t.Errorf("%s - %s: %v, want %v", test.from, test.period, err, test.sub)
		}
	}
}

func FuzzParsePeriod(f *testing.F) {
	for _, seed := range []string{"30", "-5d", "3m", "0", "1.5d", "5 bd", "12h", "30d", "6w", "3mo", "1y", "33%", "P1Y6M", "PT36H", "P1W2DT3H4M5S", "P", "PT", "３０d"} {
		f.Add(seed, int64(1795219200), uint8(0))
		f.Add(seed, int64(1772953200), uint8(1))
	}
	zones := []string{"UTC", "America/New_York", "America/Sao_Paulo", "Asia/Tokyo", "Pacific/Apia", "Australia/Lord_Howe"}
	f.Fuzz(func(t *testing.T, text string, unix int64, zoneIndex uint8) {
		p, err := deadline.ParsePeriod(text)
		if err != nil {
			oneLine(t, err)
			return
		}
		if again, err := deadline.ParsePeriod(p.String()); err != nil || again != p {
			t.Fatalf("%q is shown as %q, which is %+v, %v", text, p, again, err)
		}
		name := zones[int(zoneIndex)%len(zones)]
		from := time.Unix(unix%(1<<32), 0).UTC()
		in := deadline.Arithmetic{Location: zone(t, name), Lifetime: 90 * 24 * time.Hour}
		later, err := in.Add(from, p)
		if err != nil {
			return
		}
		if later.Before(from) {
			t.Fatalf("%s + %s in %s is earlier: %s", from, p, name, later)
		}
		back, err := in.Subtract(later, p)
		if err != nil || back.After(later) {
			t.Fatalf("%s - %s in %s: %s, %v", later, p, name, back, err)
		}
		if calendar := p.Months+p.Days+p.BusinessDays != 0; !calendar && !back.Equal(from) {
			t.Fatalf("%s + %s - %s in %s = %s", from, p, p, name, back)
		}
		if name != "UTC" || p.BusinessDays != 0 {
			return
		}
		// A month's end is clamped: at most three days are lost on the way back.
		if lost := from.Sub(back); lost < 0 || lost > 3*24*time.Hour || p.Months == 0 && lost != 0 {
			t.Fatalf("%s + %s - %s = %s", from, p, p, back)
		}
	})
}

func BenchmarkSubtractBusinessDays(b *testing.B) {
	calendar, err := deadline.NewBusinessCalendar("JP", nil, nil)
	if err != nil {
		b.Fatal(err)
	}
	in := deadline.Arithmetic{Location: zone(b, "Asia/Tokyo"), Calendar: calendar}
	from := at(b, "2027-05-09T15:00:00Z")
	for _, text := range []string{"5bd", "1000bd", "100000bd"} {
		p := period(b, text)
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				if _, err := in.Subtract(from, p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
