package deadline_test

import (
	"math"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func TestParseInstantRefuses(t *testing.T) {
	t.Parallel()
	for text, parts := range map[string]string{
		"":                          "neither a date nor an instant|2027-03-31T15:00:00Z",
		"tomorrow":                  `"tomorrow"|neither a date nor an instant|2027-03-31|2027-03-31T15:00:00Z`,
		"now":                       "neither",
		"1798761600":                "neither",
		"2027-03-31T15:00:00":       "neither",
		"2027-03-31 15:00:00Z":      "neither",
		"2027-03-31T15:00Z":         "neither",
		"2027-03-31T5:00:00Z":       "neither",
		"2027-03-31T15:00:00,5Z":    "neither",
		"2027-03-31T24:00:00Z":      "neither",
		"2027-03-31T15:00:00+25:00": "neither",
		"2027-02-30T00:00:00Z":      "neither",
		"2027-02-30":                "28 days",
		"昭和64年1月8日":                 "Showa ended on 1989-01-07",
		"0000-12-31T23:59:59Z":      "years 1 to 9999",
		"9999-12-31T23:59:59-01:00": "years 1 to 9999",
	} {
		_, err := deadline.ParseInstant(text, time.UTC)
		refused(t, text, err, parts)
		_, err = deadline.ParseEnd(text, time.UTC)
		refused(t, text, err, parts)
	}
}

func TestParseInstantAndEnd(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		zone, text, instant, end string
	}{
		{"UTC", "2027-03-31", "2027-03-31T00:00:00Z", "2027-04-01T00:00:00Z"},
		{"Asia/Tokyo", "2020-10-31", "2020-10-30T15:00:00Z", "2020-10-31T15:00:00Z"},
		{"Asia/Tokyo", "令和2年10月31日", "2020-10-30T15:00:00Z", "2020-10-31T15:00:00Z"},
		{"America/New_York", "2026/10/31", "2026-10-31T04:00:00Z", "2026-11-01T04:00:00Z"},
		{"America/Sao_Paulo", "2018-11-03", "2018-11-03T03:00:00Z", "2018-11-04T03:00:00Z"},
		{"UTC", "2028-02-29", "2028-02-29T00:00:00Z", "2028-03-01T00:00:00Z"},
		// An instant means the same in every zone, as an end too.
		{"Asia/Tokyo", "2027-03-31T15:00:00Z", "2027-03-31T15:00:00Z", "2027-03-31T15:00:00Z"},
		{"Asia/Tokyo", " 2027-03-31T15:00:00+09:00 ", "2027-03-31T06:00:00Z", "2027-03-31T06:00:00Z"},
		{"UTC", "2027-03-31T15:00:00.5Z", "2027-03-31T15:00:00.5Z", "2027-03-31T15:00:00.5Z"},
		{"UTC", "2055-06-01T00:00:00Z", "2055-06-01T00:00:00Z", "2055-06-01T00:00:00Z"},
		{"UTC", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
	} {
		loc := zone(t, test.zone)
		instant, err := deadline.ParseInstant(test.text, loc)
		if err != nil {
			t.Fatal(err)
		}
		sameInstant(t, test.zone+" instant of "+test.text, instant, test.instant)
		end, err := deadline.ParseEnd(test.text, loc)
		if err != nil {
			t.Fatal(err)
		}
		sameInstant(t, test.zone+" end of "+test.text, end, test.end)
	}
}

func TestFormatInstant(t *testing.T) {
	t.Parallel()
	local := at(t, "2027-03-31T15:00:00Z").In(zone(t, "Asia/Tokyo"))
	if got := deadline.FormatInstant(local); got != "2027-03-31T15:00:00Z" {
		t.Errorf("FormatInstant = %s", got)
	}
}

func TestDaysBetween(t *testing.T) {
	t.Parallel()
	const start = "2026-11-21T00:00:00Z"
	for _, test := range []struct {
		from, to string
		want     int64
	}{
		{start, start, 0},
		{start, "2026-11-21T00:00:00.000000001Z", 0},
		{start, "2026-11-20T23:59:59.999999999Z", -1},
		{start, "2026-11-20T23:00:00Z", -1},
		{start, "2026-11-20T00:00:00Z", -1},
		{start, "2026-11-19T23:59:59.999999999Z", -2},
		{start, "2026-11-19T00:00:00Z", -2},
		{start, "2026-11-21T23:59:59.999999999Z", 0},
		{start, "2026-11-22T00:00:00Z", 1},
		{start, "2026-11-22T12:00:00Z", 1},
		{"2026-11-21T00:00:00.5Z", "2026-11-22T00:00:00.4Z", 0},
		{"2026-11-21T00:00:00.5Z", "2026-11-22T00:00:00.5Z", 1},
		{"2026-11-21T00:00:00.5Z", "2026-11-20T00:00:00.4Z", -2},
		{"1969-12-31T12:00:00Z", "1970-01-01T12:00:00Z", 1},
		{"1969-12-31T12:00:00Z", "1969-12-30T11:00:00Z", -2},
		{start, "2055-11-21T00:00:00Z", 10592},
		{"0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", 3652058}, // beyond a time.Duration
		{"9999-12-31T00:00:00Z", "0001-01-01T00:00:00Z", -3652058},
	} {
		if got := deadline.DaysBetween(at(t, test.from), at(t, test.to)); got != test.want {
			t.Errorf("days from %s to %s = %d, want %d", test.from, test.to, got, test.want)
		}
	}
}

func FuzzParseInstant(f *testing.F) {
	for _, seed := range []string{"2027-03-31", "2027-03-31T15:00:00Z", "2027-03-31T15:00:00.123456789+09:00", "9999-12-31T23:59:59-12:00", "R2.10.31", "tomorrow", "0001-01-01"} {
		f.Add(seed, "America/Sao_Paulo")
		f.Add(seed, "Pacific/Apia")
	}
	f.Fuzz(func(t *testing.T, text, name string) {
		loc, err := time.LoadLocation(name)
		if err != nil {
			return
		}
		instant, err := deadline.ParseInstant(text, loc)
		end, endErr := deadline.ParseEnd(text, loc)
		if (err == nil) != (endErr == nil) {
			t.Fatalf("%q: as an instant %v, as an end %v", text, err, endErr)
		}
		if err != nil {
			oneLine(t, err)
			return
		}
		if end.Before(instant) || end.Sub(instant) > 50*time.Hour {
			t.Fatalf("%q in %s is %s and ends %s", text, name, instant, end)
		}
		if days := deadline.DaysBetween(instant, end); days < 0 || days > 2 {
			t.Fatalf("%q has %d days", text, days)
		}
		if instant.Nanosecond() != 0 || instant.Year() < 1 {
			return
		}
		again, err := deadline.ParseInstant(deadline.FormatInstant(instant), time.UTC)
		if err != nil || !again.Equal(instant) {
			t.Fatalf("%q gives %s, which gives %s, %v", text, instant, again, err)
		}
	})
}

func FuzzParseEnd(f *testing.F) {
	f.Add("2027-03-31", int64(0))
	f.Add("9999-12-31", int64(math.MaxInt32))
	f.Add("2011-12-30", int64(1325203200))
	f.Fuzz(func(t *testing.T, text string, now int64) {
		instant, err := deadline.ParseEnd(text, zone(t, "Pacific/Apia"))
		if err != nil {
			return
		}
		end := deadline.EndsAt(instant)
		judged := time.Unix(now%(1<<40), 0)
		status := deadline.Timeline{End: end}.Status(judged)
		switch {
		case end.State == deadline.EndOpen && instant.Year() >= 9999 && status == deadline.StatusOK:
		case end.State != deadline.EndKnown:
			t.Fatalf("%q has an end of state %d and is %s", text, end.State, status)
		case (status == deadline.StatusExpired) != !judged.Before(instant):
			t.Fatalf("%q is %s at %s", text, status, judged)
		}
	})
}
