package statefacts_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
)

func FuzzPath(f *testing.F) {
	for _, text := range []string{"a", "a.b[0].c", "keys[*].expires_at", `data["tls.crt"]`, "*.b", "a[", `a["\"]"]`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		path, err := statefacts.ParsePath(text)
		if err == nil && path.String() != text {
			t.Errorf("%q became %q", text, path)
		}
		if err != nil && !strings.Contains(err.Error(), "it is no path") {
			t.Errorf("%q: %s", text, err)
		}
	})
}

func FuzzMoment(f *testing.F) {
	for _, text := range []string{"2027-05-01", "2027-05-01T00:00:00Z", "2027-05-01T16:00Z", "2027-05-01 00:00:00.5 +0000 UTC m=+1.5", "Sat, 01 May 2027 00:00:00 UTC", "May  1 00:00:00 2027 GMT", "2027-05-01_12:30", "1809129600"} {
		f.Add(text)
	}
	table := own(f, `{"kind": "token", "at": ["until"]}`)
	f.Fuzz(func(t *testing.T, text string) {
		value, _ := json.Marshal(text)
		fact := only(t, table, fmt.Sprintf(`{"until": %s}`, value), options())
		known := fact.End.State == deadline.EndKnown || fact.End.State == deadline.EndOpen
		if known == (fact.Unknown != "") {
			t.Errorf("%q: %+v", text, fact)
		}
		if known && !strings.ContainsAny(text, "0123456789") {
			t.Errorf("%q has no digit and is a date: %s", text, said(fact))
		}
	})
}

// FuzzResource judges attributes as each type, by all readers.
func FuzzResource(f *testing.F) {
	entries := statefacts.Embedded().Entries()
	for i, attributes := range []string{
		`{"not_after": "2027-05-01T00:00:00Z", "tags": {"Owner": "a"}}`, `{"engine": "postgres", "engine_version_actual": "13.20"}`,
		`{"keys": [{"kid": "1", "expires_at": null}], "key_id": 1}`, `{"password": [[], {}, 5]}`, `{"metadata": {"app_version": "v1"}, "chart": "x"}`, `[`, `{"expires_at": 1e999}`,
	} {
		f.Add(i*40, []byte(attributes))
	}
	f.Fuzz(func(t *testing.T, number int, attributes []byte) {
		entry := entries[uint(number)%uint(len(entries))]
		mode := entry.Mode
		if mode == "" {
			mode = statefacts.ModeManaged
		}
		o := options()
		o.Scan = true
		r := statefacts.Resource{Address: "a.b", Mode: mode, Type: entry.Type, Attributes: attributes}
		facts := statefacts.Embedded().Judge(r, o)
		if len(facts) == 0 {
			t.Fatalf("%s: nothing was said", entry.Type)
		}
		for _, fact := range facts {
			told := fact.Skip != "" || fact.Unknown != "" || fact.End.State != deadline.EndUnknown
			if !told || fact.Unknown != "" && fact.Cause == "" || !utf8.ValidString(statefacts.Suggestion("id", fact)) {
				t.Errorf("%s: %+v", entry.Type, fact)
			}
		}
		r.Type = "acme_thing"
		statefacts.Embedded().Candidates(r)
		statefacts.Embedded().Judge(r, o)
	})
}

func FuzzOwn(f *testing.F) {
	f.Add("own.json", []byte(`{"types": [{"type": "acme_thing", "ends": [{"kind": "token", "at": ["a"]}]}]}`))
	f.Add("own.yaml", []byte("types:\n  - type: acme_thing\n    skip: no end\n"))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		table, err := statefacts.ParseOwn(name, content)
		if (table == nil) == (err == nil) {
			t.Errorf("%v, %v", table, err)
		}
	})
}
