package intake_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
)

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ document, attribute, says string }{
		"a list as a text":              {`{"id":"a","owner":["o"]}`, "owner", "a text is wanted"},
		"a text as a list":              {`{"id":"a","tracks":"b"}`, "tracks", "a list of texts is wanted"},
		"an object in a list":           {`{"id":"a","tracks":[{}]}`, "tracks", "a list of texts is wanted"},
		"a text as a truth":             {`{"id":"a","passes":"no"}`, "passes", "true or false is wanted"},
		"a number as a truth":           {`{"id":"a","passes":0}`, "passes", "true or false is wanted"},
		"a text as fate":                {`{"id":"a","fate":"tokyo"}`, "fate", "an object is wanted"},
		"a list within a fate":          {`{"id":"a","fate":{"site":[]}}`, "fate.site", "a text is wanted"},
		"a misspelt fate":               {`{"id":"a","fate":{"acount":"x"}}`, "fate", "account is meant"},
		"a window with a rule":          {`{"id":"a","maintenance_window":{"rule":"FREQ=WEEKLY","start":"20:00","duration":"4h"}}`, "maintenance_window", "rrule is meant"},
		"a window without an rrule":     {`{"id":"a","maintenance_window":{"start":"20:00","duration":"4h","rrule":""}}`, "maintenance_window", "no window would count"},
		"a list within a window":        {`{"id":"a","maintenance_window":{"rrule":["FREQ=WEEKLY"],"start":"20:00"}}`, "maintenance_window.rrule", "a text is wanted"},
		"findings that are none":        {`{"id":"a","findings":["untrusted"]}`, "findings", "a list of objects is wanted"},
		"a finding's severity":          {`{"id":"a","findings":[{"rule":"untrusted","severity":"fatal"}]}`, "findings.severity", "write off, warn or error"},
		"a finding's misspelt severity": {`{"id":"a","findings":[{"rule":"due","severty":"error"}]}`, "findings", "severity is meant"},
		"one key in two cases":          {`{"id":"a","expires_at":"2026-01-01T00:00:00Z","Expires_At":"2028-01-01T00:00:00Z"}`, "expires_at", `"Expires_At" and "expires_at" differ in case alone`},
		"a verdict in two cases":        {`{"id":"a","passes":false,"PASSES":true}`, "passes", "keep one"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, faults := read(t, test.document)
			if len(faults) != 1 || faults[0].Attribute != test.attribute || !strings.Contains(faults[0].Message, test.says) {
				t.Errorf("faults %v, want one of %s that says %q", faults, test.attribute, test.says)
			}
		})
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	in, faults := read(t, `{
		"id": 7, "name": null, "owner": "　 ", "maintainer": "\u200b", "environment": [{"variables": {"A": "b"}}], "passes": "false", "tracked": true,
		"covered_by": ["contract/a", " "], "fate": {"site": "tokyo", "Site": "osaka", "note": "x"},
		"findings": [{"rule": "untrusted", "severity": "ERROR", "message": "m"}, {"rule": "weak-key"}],
		"tags": {"Owner": "a", "owner": "b"}, "maintenance_window": "sun:05:00-sun:09:00", "end_time": "18:00"
	}`)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if in.ID != "7" || in.Owner != "" || in.Maintainer != "" || in.Environment != "" || in.Passes == nil || *in.Passes || !in.Tracked || in.Window != nil {
		t.Errorf("read as %+v", in)
	}
	if len(in.CoveredBy) != 1 || in.Fate.Site != "tokyo" {
		t.Errorf("covered by %q, fate %+v", in.CoveredBy, in.Fate)
	}
	if len(in.Findings) != 2 || in.Findings[0].Severity != deadline.SeverityError || in.Findings[1].Severity != deadline.SeverityWarn {
		t.Errorf("findings %+v", in.Findings)
	}
}

// A word that says nothing is no id; as an owner it is told with the word.
func TestBlankID(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"", " ", "-", "なし", "n/a", "TBD", "　", "？"} {
		in, faults := intake.Read(intake.Object{"id": word, "owner": "-"})
		if len(faults) > 0 || in.ID != "" || in.Owner != "-" {
			t.Errorf("%q: read as %q of %q, %v", word, in.ID, in.Owner, faults)
		}
	}
	if in, _ := intake.Read(intake.Object{"id": "contract/none"}); in.ID != "contract/none" {
		t.Errorf("a contract that is called none: %q", in.ID)
	}
}
