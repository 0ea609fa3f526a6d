package statefacts_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
)

// own makes a table of one end of the type acme_thing.
func own(t testing.TB, end string) *statefacts.Table {
	t.Helper()
	table, err := statefacts.ParseOwn("own.json", fmt.Appendf(nil, `{"types": [{"type": "acme_thing", "ends": [%s]}]}`, end))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func only(t testing.TB, table *statefacts.Table, attributes string, o statefacts.Options) statefacts.Fact {
	t.Helper()
	facts := table.Judge(resource("acme_thing", attributes), o)
	if len(facts) != 1 {
		t.Fatalf("%d facts of %s, want 1: %+v", len(facts), attributes, facts)
	}
	return facts[0]
}

func TestMoments(t *testing.T) {
	t.Parallel()
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	table := own(t, `{"kind": "token", "at": ["until"]}`)
	for _, test := range []struct{ text, want string }{
		{"2027-05-01T10:20:30Z", "2027-05-01T10:20:30Z"},
		{"2027-05-01T10:20:30.123456789+09:00", "2027-05-01T01:20:30Z"},
		{"2027-05-01T16:00Z", "2027-05-01T16:00:00Z"},
		{"2027-05-01 10:20:30Z", "2027-05-01T10:20:30Z"},
		{"2027-05-01", "2027-05-01T15:00:00Z"}, // works through the day in Tokyo
		{"2027-05-01_12:30", "2027-05-01T12:30:00Z"},
		{"2027-05-01 10:20:30 +0000 UTC", "2027-05-01T10:20:30Z"},
		{"2027-05-01 10:20:30.5 +0900 JST", "2027-05-01T01:20:30Z"},
		{"2027-05-01 10:20:30.5 +0000 UTC m=+0.000012345", "2027-05-01T10:20:30Z"},
		{"Sat, 01 May 2027 10:20:30 GMT", "2027-05-01T10:20:30Z"},
		{"Sat, 01 May 2027 10:20:30 +0900", "2027-05-01T01:20:30Z"},
		{"May  1 10:20:30 2027 GMT", "2027-05-01T10:20:30Z"},
		{"Nov 28 10:20:30 2027 GMT", "2027-11-28T10:20:30Z"},
		{"9999-12-31T23:59:59Z", "open"}, // stands for no end, as in certificates

		{"", "unknown"},
		{" ", "unknown"},
		{"never", "unknown"},
		{"n/a", "unknown"},
		{"2027-02-30", "unknown"},
		{"2027-05-01T25:00:00Z", "unknown"},
		{"2027-05-01T10:20:30", "unknown"},           // whose time is not told
		{"Sat, 01 May 2027 10:20:30 PST", "unknown"}, // a name of a zone has no offset
		{"Mon, 01 May 2027 10:20:30 GMT", "unknown"}, // it is a Saturday
		{"2027-05-01T10:20:30Z trailing", "unknown"},
		{"01/05/2027", "unknown"},
		{"1809129600", "unknown"}, // in what unit?
		{"0000-01-01T00:00:00Z", "unknown"},
		{strings.Repeat("2", 4000), "unknown"},
	} {
		o := options()
		o.Location = tokyo
		fact := only(t, table, fmt.Sprintf(`{"until": %q}`, test.text), o)
		if got := said(fact); got != test.want {
			t.Errorf("%.60q gives %s, want %s: %s", test.text, got, test.want, fact.Cause)
		}
		if fact.Unknown != "" && !strings.Contains(fact.Cause, "until") {
			t.Errorf("%.60q: the cause does not name the path: %s", test.text, fact.Cause)
		}
	}
}

func TestWhoseMidnight(t *testing.T) {
	t.Parallel()
	o := options()
	o.Location, _ = time.LoadLocation("America/New_York")
	if got := said(only(t, own(t, `{"kind": "token", "at": ["until"], "day": "begins"}`), `{"until": "2027-05-01"}`, o)); got != "2027-05-01T00:00:00Z" {
		t.Errorf("begins: %s", got)
	}
	if got := said(only(t, own(t, `{"kind": "token", "at": ["until"]}`), `{"until": "2027-05-01"}`, o)); got != "2027-05-02T04:00:00Z" {
		t.Errorf("ends: %s", got)
	}
}

func TestCountsOfTime(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ format, value, want string }{
		{"epoch-s", `1809129600`, "2027-05-01T00:00:00Z"},
		{"epoch-s", `"1809129600"`, "2027-05-01T00:00:00Z"},
		{"epoch-s", `1.8091296e9`, "2027-05-01T00:00:00Z"},
		{"epoch-ms", `1809129600000`, "2027-05-01T00:00:00Z"},
		{"epoch-us", `"1809129600000000"`, "2027-05-01T00:00:00Z"},

		{"epoch-s", `1809129600000`, "unknown"}, // milliseconds
		{"epoch-ms", `1809129600`, "unknown"},   // seconds would be a day in 1970, long expired
		{"epoch-s", `0`, "unknown"},
		{"epoch-s", `-1`, "unknown"},
		{"epoch-s", `""`, "unknown"},
		{"epoch-s", `null`, "unknown"},
		{"epoch-s", `true`, "unknown"},
		{"epoch-s", `"2027-05-01"`, "unknown"},
		{"epoch-s", `1e400`, "unknown"},
		{"epoch-us", `"99999999999999999999999"`, "unknown"},
		{"epoch-s", `[1809129600]`, "unknown"},
	} {
		fact := only(t, own(t, fmt.Sprintf(`{"kind": "token", "at": ["until"], "format": %q}`, test.format)), `{"until": `+test.value+`}`, options())
		if got := said(fact); got != test.want {
			t.Errorf("%s %s gives %s, want %s: %s", test.format, test.value, got, test.want, fact.Cause)
		}
	}
}

func TestDurationsFromABeginning(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ unit, plus, want string }{
		{"s", `3600`, "2027-05-01T01:00:00Z"},
		{"s", `"3600"`, "2027-05-01T01:00:00Z"},
		{"h", `8`, "2027-05-01T08:00:00Z"},
		{"d", `31`, "2027-06-01T00:00:00Z"},
		{"period", `"720h"`, "2027-05-31T00:00:00Z"},
		{"period", `"86400s"`, "2027-05-02T00:00:00Z"},
		{"period", `"P1M"`, "2027-06-01T00:00:00Z"},
		{"period", `"90d"`, "2027-07-30T00:00:00Z"},

		{"s", `0`, "unknown"}, // not set
		{"s", `null`, "unknown"},
		{"s", `-5`, "unknown"},
		{"s", `"soon"`, "unknown"},
		{"s", `9223372036854775807`, "unknown"},
		{"period", `"5"`, "unknown"},
		{"period", `"30%"`, "unknown"},
		{"period", `"5bd"`, "unknown"},
	} {
		table := own(t, fmt.Sprintf(`{"kind": "contract", "at": [{"path": "from", "plus": "length", "unit": %q}]}`, test.unit))
		fact := only(t, table, fmt.Sprintf(`{"from": "2027-05-01T00:00:00Z", "length": %s}`, test.plus), options())
		if got := said(fact); got != test.want {
			t.Errorf("%s %s gives %s, want %s: %s", test.unit, test.plus, got, test.want, fact.Cause)
		}
	}
}

func TestAFractionIsKept(t *testing.T) {
	t.Parallel()
	fact := judged(t, resource("okta_app_saml", `{"keys": [{"kid": "1", "expires_at": "2027-05-01 00:00:00.5 +0000 UTC"}]}`), options())
	want := time.Date(2027, time.May, 1, 0, 0, 1, 5e8, time.UTC)
	if fact.End != (deadline.End{State: deadline.EndKnown, At: want}) {
		t.Errorf("%v, want %v", fact.End, want)
	}
}
