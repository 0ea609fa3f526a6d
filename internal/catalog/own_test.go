package catalog_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

var today = time.Date(2026, time.November, 21, 0, 0, 0, 0, time.UTC)

// file writes content into a file of its own.
func file(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// open makes a catalog whose configuration is right.
func open(t testing.TB, config catalog.Config) *catalog.Catalog {
	t.Helper()
	if config.Now.IsZero() {
		config.Now = today
	}
	facts, err := catalog.Open(config)
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

func TestMalformedOwnFiles(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ content, product, field, says string }{
		"empty":              {``, "", "", "JSON"},
		"not JSON":           {"{\n\"products\": [\n}", "", "", "line 3"},
		"a list":             {`[]`, "", "", "line 1"},
		"nothing in it":      {`{}`, "", "products", "our-app"},
		"two objects":        {`{"product": "a"} {"product": "b"}`, "", "", "one object"},
		"unknown field":      {`{"product": "our-app", "cycles": [{"cycle": "1", "securty_ends": "2027-01-01"}]}`, "our-app", "securty_ends", "security_ends"},
		"wrong type":         {`{"product": "our-app", "cycles": [{"cycle": 1}]}`, "our-app", "cycles.cycle", "number"},
		"boolean end":        {`{"product": "our-app", "cycles": [{"cycle": "1", "security_ends": true}]}`, "our-app", "cycles.security_ends", "bool"},
		"no name":            {`{"products": [{"name": "Our app"}]}`, "", "product", "our-app"},
		"bad name":           {`{"product": "Our App"}`, "Our App", "product", "lower-case"},
		"no such day":        {`{"product": "our-app", "cycles": [{"cycle": "1", "security_ends": "2027-02-30"}]}`, "our-app", "security_ends", "2027-03-31"},
		"bad release":        {`{"product": "our-app", "cycles": [{"cycle": "1", "released": "soon"}]}`, "our-app", "released", "2027-03-31"},
		"bad version":        {`{"product": "our-app", "cycles": [{"cycle": "1", "versions": ["1.0"]}]}`, "our-app", "versions", "5.3.28 2013-12-12"},
		"bad version day":    {`{"product": "our-app", "cycles": [{"cycle": "1", "versions": ["1.0 today"]}]}`, "our-app", "versions", "2027-03-31"},
		"bad identifier":     {`{"product": "our-app", "identifiers": ["our app"]}`, "our-app", "identifiers", "cpe:/a:php:php"},
		"bad facts_as_of":    {`{"product": "our-app", "facts_as_of": "now"}`, "our-app", "facts_as_of", "2027-03-31"},
		"bad host":           {`{"product": "our-app", "cycles": [{"cycle": "1", "hosts": ["windows"]}]}`, "our-app", "hosts", "windows-server 2016"},
		"nameless cycle":     {`{"product": "our-app", "cycles": [{"released": "2020-01-01"}]}`, "our-app", "cycle", "number 1"},
		"cycle twice":        {`{"product": "our-app", "cycles": [{"cycle": "1"}, {"cycle": "1"}]}`, "our-app", "cycle", "twice"},
		"product twice":      {`{"products": [{"product": "our-app"}, {"product": "our-app"}]}`, "our-app", "product", "twice"},
		"bad alternative":    {`{"product": "our-app", "cycles": [{"cycle": "1", "alternatives": [{"ends": "x"}]}]}`, "our-app", "alternatives", "2027-03-31"},
		"bad versions_as_of": {`{"product": "our-app", "versions_as_of": "x"}`, "our-app", "versions_as_of", "2027-03-31"},
	} {
		path := file(t, "own.json", test.content)
		_, err := open(t, catalog.Config{Own: path}).Product(t.Context(), "php")
		var wrong *catalog.FactsError
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if wrong.File != path || wrong.Product != test.product || wrong.Field != test.field || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: product %q, field %q: %s", name, wrong.Product, wrong.Field, err)
		}
	}
}

func TestOwnFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{
		"missing":     filepath.Join(t.TempDir(), "none.json"),
		"a directory": t.TempDir(),
		"a device":    "/dev/zero",
		"too large":   file(t, "large.json", strings.Repeat(" ", 9<<20)),
	} {
		_, err := open(t, catalog.Config{Own: path}).Product(t.Context(), "php")
		var wrong *catalog.FactsError
		if !errors.As(err, &wrong) || wrong.File != path {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// That no end is announced is as old as the file that says so, whatever else was
// confirmed since: else old facts would be comfort for as long as newer ones.
func TestNoEndOfAnOwnFileHasItsOwnDay(t *testing.T) {
	t.Parallel()
	facts := open(t, catalog.Config{Own: file(t, "own.json", `{"products": [
		{"product": "php", "facts_as_of": "2024-02-01", "cycles": [{"cycle": "8.1", "security_ends": "none announced"}, {"cycle": "8.2", "security_ends": "2026-11-30"}]}]}`)})
	php, err := facts.Product(t.Context(), "php")
	if err != nil {
		t.Fatal(err)
	}
	open, _ := php.Cycle("8.1")
	dated, _ := php.Cycle("8.2")
	if open.Confirmed.String() != "2024-02-01" || open.SecurityEnds.State != catalog.EndNone || !dated.Confirmed.After(open.Confirmed) {
		t.Errorf("open: %s, confirmed on %s; dated: %s", open.SecurityEnds, open.Confirmed, dated.Confirmed)
	}
}

// What facts of a day to come do not announce would be believed for ever.
func TestFactsOfADayToCome(t *testing.T) {
	t.Parallel()
	const cycles = `"cycles": [{"cycle": "1", "released": "2025-01-01", "security_ends": "none announced", "versions": ["1.0 2025-01-01"]}]`
	for name, config := range map[string]catalog.Config{
		"own file":      {Own: file(t, "own.json", `{"products": [{"product": "our-app", "facts_as_of": "2099-01-01", `+cycles+`}]}`)},
		"confirmed":     {Own: file(t, "own.json", `{"products": [{"product": "our-app", "facts_as_of": "2026-01-01", "confirmed": "2099-01-01", `+cycles+`}]}`)},
		"versions":      {Own: file(t, "own.json", `{"products": [{"product": "our-app", "facts_as_of": "2026-11-20", "versions_as_of": "2099-01-01", `+cycles+`}]}`)},
		"file of facts": {Path: file(t, "facts.json", `{"products": [{"product": "our-app", "facts_as_of": "2099-01-01", `+cycles+`}]}`)},
		"a feed":        {Path: file(t, "full.json", `{"generated_at": "2099-01-01T00:00:00Z", "result": [{"name": "our-app", "releases": [{"name": "1", "isEol": false}]}]}`)},
	} {
		said, err := open(t, config).Product(t.Context(), "our-app")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		product := said.By(deadline.DateOf(today, time.UTC))
		cycle := product.Cycles[0]
		if cycle.SecurityEnds.State != catalog.EndUnknown || cycle.Note == "" || !cycle.CompleteThrough.IsZero() {
			t.Errorf("%s: %s, complete through %s (%s)", name, cycle.SecurityEnds, cycle.CompleteThrough, cycle.Note)
		}
		for _, day := range []deadline.Date{product.FactsAsOf, product.Confirmed, cycle.FactsAsOf, cycle.Confirmed, cycle.CompleteThrough} {
			if day.String() > "2026-11-21" && !day.IsZero() {
				t.Errorf("%s: of %s", name, day)
			}
		}
		if len(product.Faults) != 1 || !strings.Contains(product.Faults[0], "2099-01-01") || len(said.Faults) != 0 {
			t.Errorf("%s: %q", name, product.Faults)
		}
		if later := deadline.DateOf(today.AddDate(80, 0, 0), time.UTC); said.By(later) != said {
			t.Errorf("%s: on %s that day has come", name, later)
		}
	}
	// Clocks and zones differ by a day.
	tomorrow := open(t, catalog.Config{Own: file(t, "own.json", `{"products": [{"product": "our-app", "facts_as_of": "2026-11-22", `+cycles+`}]}`)})
	if product, err := tomorrow.Product(t.Context(), "our-app"); err != nil || product.By(tomorrow.Today()) != product {
		t.Errorf("%v, %v", product, err)
	}
}

// A company's own product, a correction and bought support, over the embedded facts.
func TestOwnFile(t *testing.T) {
	t.Parallel()
	path := file(t, "own.json", `{"products": [
		{"product": "our-app", "name": "Our app", "aliases": ["oa"], "identifiers": ["cpe:/a:example:our_app"],
		 "cycles": [{"cycle": "1.0", "released": "2024-01-01", "security_ends": "2027-03-31", "versions": ["1.0.0 2024-01-01", "1.0.1 2024-06-01"]}]},
		{"product": "php", "source": "contract 4711", "cycles": [
			{"cycle": "7.4", "extended_ends": "2027-06-30"},
			{"cycle": "5.3", "security_ends": "2014-08-31", "versions": ["5.3.28 2013-12-13", "5.3.30 2015-01-01"]}]},
		{"product": "httpd", "cycles": [{"cycle": "2.6", "security_ends": "none announced"}]}
	]}`)
	facts := open(t, catalog.Config{Own: path})

	own, err := facts.Product(t.Context(), "oa")
	if err != nil {
		t.Fatal(err)
	}
	if own.Slug != "our-app" || own.FactsAsOf.String() != "2026-11-21" || !strings.Contains(own.Cycles[0].Source, "own.json") {
		t.Errorf("%+v", own)
	}
	if same, err := facts.Product(t.Context(), "cpe:2.3:a:example:our_app:1.0:*"); err != nil || same != own {
		t.Errorf("%v, %v", same, err)
	}

	php, err := facts.Product(t.Context(), "php")
	if err != nil {
		t.Fatal(err)
	}
	bought, _ := php.Cycle("7.4")
	if bought.ExtendedEnds.String() != "2027-06-30" || bought.SecurityEnds.String() != "2022-11-28" || !strings.HasPrefix(bought.Source, "contract 4711; ") {
		t.Errorf("%+v", bought)
	}
	if len(bought.Versions) < 30 || bought.CompleteThrough.IsZero() {
		t.Errorf("the dated versions are lost: %d, complete through %s", len(bought.Versions), bought.CompleteThrough)
	}
	corrected, _ := php.Cycle("5.3")
	if corrected.SecurityEnds.String() != "2014-08-31" || len(corrected.Alternatives) == 0 || corrected.Alternatives[len(corrected.Alternatives)-1].Ends.String() != "2014-08-14" {
		t.Errorf("the end that was corrected is lost: %+v", corrected.Alternatives)
	}
	for _, want := range []string{"5.3.28 2013-12-13", "5.3.30 2015-01-01", "5.3.29 2014-08-14"} {
		if !slices.ContainsFunc(corrected.Versions, func(v catalog.Version) bool { return v.Name+" "+v.Released.String() == want }) {
			t.Errorf("%s is not there", want)
		}
	}

	// An alias in the own file means the product that has it.
	apache, err := facts.Product(t.Context(), "apache-http-server")
	if err != nil {
		t.Fatal(err)
	}
	if _, there := apache.Cycle("2.6"); !there || len(apache.Cycles) != 5 {
		t.Errorf("%v", apache.CycleNames())
	}
	// The built-in catalog is not touched.
	built, err := catalog.Embedded().Product(t.Context(), "apache-http-server")
	if err != nil || len(built.Cycles) != 4 {
		t.Errorf("%v, %v", built, err)
	}
}

func FuzzOwnFile(f *testing.F) {
	f.Add([]byte(`{"product": "our-app", "cycles": [{"cycle": "1", "security_ends": "ended by 2019-05-14", "versions": ["1 2019-05-14"]}]}`))
	f.Add([]byte(`{"products": [{"product": "php", "facts_as_of": "2026-01-01", "cycles": [{"cycle": "8.4", "latest": "8.4.1", "latest_released": "2025-01-01"}]}]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		formatted, err := catalog.FormatFacts("our-app.json", content)
		if err != nil {
			return
		}
		again, err := catalog.FormatFacts("our-app.json", formatted)
		if err != nil || string(again) != string(formatted) {
			t.Fatalf("%s\n%s\n%v", formatted, again, err)
		}
	})
}
