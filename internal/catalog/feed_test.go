package catalog_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
)

// fullAnswer is an answer of products/full: PHP as a feed of 2026-11-20 might
// tell it, Varnish under a new name, and a product that is not embedded.
const fullAnswer = `{
 "schema_version": "1.2.0", "generated_at": "2026-11-20T03:00:00+00:00", "total": 3,
 "result": [
  {"name": "php", "label": "PHP", "category": "lang", "aliases": [], "tags": [],
   "identifiers": [{"id": "cpe:2.3:a:php:php", "type": "cpe"}, {"id": "php", "type": "repology"}],
   "labels": {"eoas": "Active Support", "eol": "Security Support", "eoes": null},
   "links": {"html": "https://endoflife.date/php", "releasePolicy": "https://www.php.net/supported-versions.php"},
   "releases": [
    {"name": "8.6", "codename": null, "label": "8.6", "releaseDate": "2026-11-19", "isLts": false,
     "isEoas": false, "eoasFrom": "2028-12-31", "isEol": false, "eolFrom": "2030-12-31", "isMaintained": true,
     "latest": {"name": "8.6.0", "date": "2026-11-19", "link": null}},
    {"name": "8.4", "releaseDate": "2024-11-21", "isEoas": false, "eoasFrom": "2026-12-31", "isEol": false, "eolFrom": "2028-12-31",
     "latest": {"name": "8.4.99", "date": "2026-11-10"}},
    {"name": "7.4", "releaseDate": "2019-11-28", "isEoas": true, "eoasFrom": "2021-11-28", "isEol": true, "eolFrom": "2022-11-28",
     "latest": {"name": "7.4.33", "date": "2022-11-01"}},
    {"name": "5.3", "releaseDate": "2009-06-30", "isEoas": true, "eoasFrom": "2011-06-30", "isEol": false, "eolFrom": "2014-08-20",
     "latest": {"name": "5.3.29", "date": "2014-08-14"}}
   ]},
  {"name": "vinyl-cache", "label": "Vinyl Cache", "category": "server-app", "aliases": ["varnish"],
   "identifiers": [], "links": {"html": "https://endoflife.date/vinyl-cache", "releasePolicy": null},
   "releases": [{"name": "9.1", "releaseDate": "2026-09-15", "isEol": false, "eolFrom": null, "latest": null}]},
  {"name": "some-tool", "label": "Some tool", "category": "app", "aliases": ["tool-of-old"], "identifiers": [],
   "links": {"html": "https://endoflife.date/some-tool", "releasePolicy": null},
   "releases": [
    {"name": "2", "releaseDate": "2024-01-01", "isEol": false, "eolFrom": null, "latest": {"name": "2.1", "date": "2025-01-01"}},
    {"name": "1", "releaseDate": null, "isEol": true, "eolFrom": null, "isEoes": null, "eoesFrom": null, "latest": {"name": "1.9", "date": null}}]}
 ]}`

const oneAnswer = `{"schema_version": "1.2.0", "generated_at": "2026-11-20T03:00:00Z", "last_modified": "2026-11-01T00:00:00Z",
 "result": {"name": "some-tool", "label": "Some tool", "category": "app", "aliases": [], "identifiers": [],
  "links": {}, "releases": [{"name": "2", "releaseDate": "2024-01-01", "isEol": false, "eolFrom": "2027-01-01", "latest": null}]}}`

func TestMalformedFeeds(t *testing.T) {
	t.Parallel()
	release := func(text string) string {
		return `{"generated_at": "2026-11-20T03:00:00Z", "result": [{"name": "our-tool", "label": "Our tool", "releases": [` + text + `]}]}`
	}
	for name, test := range map[string]struct{ content, product, cycle, field, says string }{
		"empty":            {``, "", "", "", "JSON"},
		"HTML":             {"<!DOCTYPE html><html></html>", "", "", "", "HTML"},
		"cut off":          {fullAnswer[:500], "", "", "", "line"},
		"no result":        {`{"generated_at": "2026-11-20T03:00:00Z"}`, "", "", "result", "products/full"},
		"null result":      {`{"generated_at": "2026-11-20T03:00:00Z", "result": null}`, "", "", "result", "products/full"},
		"no product":       {`{"generated_at": "2026-11-20T03:00:00Z", "result": []}`, "", "", "result", "no product"},
		"undated":          {`{"result": []}`, "", "", "generated_at", "2026-11-21T00:00:00Z"},
		"bad instant":      {`{"generated_at": "yesterday", "result": []}`, "", "", "generated_at", "2026-11-21T00:00:00Z"},
		"nameless":         {`{"generated_at": "2026-11-20T03:00:00Z", "result": [{"label": "PHP"}]}`, "", "", "name", "name"},
		"text for product": {`{"generated_at": "2026-11-20T03:00:00Z", "result": ["php"]}`, "", "", "", "string"},
		"no release":       {release(``), "our-tool", "", "releases", "no release"},
		"bad releases":     {release(`7`), "our-tool", "", "releases", "form"},
		"nameless release": {release(`{"releaseDate": "2020-01-01"}`), "our-tool", "", "name", "no name"},
		"bad day":          {release(`{"name": "8.4", "eolFrom": "2028-13-01"}`), "our-tool", "8.4", "eolFrom", "no month 13"},
		"bad latest":       {release(`{"name": "8.4", "latest": {"name": "8.4.1", "date": "x"}}`), "our-tool", "8.4", "latest.date", "2027-03-31"},
	} {
		path := file(t, "full.json", test.content)
		_, err := open(t, catalog.Config{Path: path}).Product(t.Context(), "our-tool")
		var wrong *catalog.FactsError
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if wrong.File != path || wrong.Product != test.product || wrong.Cycle != test.cycle || wrong.Field != test.field || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: product %q, cycle %q, field %q: %s", name, wrong.Product, wrong.Cycle, wrong.Field, err)
		}
	}
}

func TestFeedPathsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{
		"missing":         filepath.Join(t.TempDir(), "none"),
		"empty directory": t.TempDir(),
		"a device":        "/dev/zero",
	} {
		_, err := open(t, catalog.Config{Path: path}).Product(t.Context(), "php")
		var wrong *catalog.FactsError
		if !errors.As(err, &wrong) || wrong.File != path {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// checkFull looks at what fullAnswer changes, however it was read.
func checkFull(t *testing.T, facts *catalog.Catalog) {
	t.Helper()
	php, err := facts.Product(t.Context(), "php")
	if err != nil {
		t.Fatal(err)
	}
	if php.FactsAsOf.String() != "2026-11-20" {
		t.Errorf("facts as of %s", php.FactsAsOf)
	}
	added, there := php.Cycle("8.6")
	if !there || added.SecurityEnds.String() != "2030-12-31" || !strings.HasPrefix(added.Source, "https://www.php.net/supported-versions.php (via ") || !added.CompleteThrough.IsZero() {
		t.Errorf("%+v", added)
	}
	// A newer release than the embedded list has: what lies between is not known.
	newer, _ := php.Cycle("8.4")
	if newer.Latest.Name != "8.4.99" || newer.CompleteThrough.String() != "2026-08-22" || newer.FactsAsOf.String() != "2026-11-20" {
		t.Errorf("%+v, complete through %s", newer.Latest, newer.CompleteThrough)
	}
	// Nothing newer: the list is complete up to the feed. The day stays the
	// embedded one, which was corrected.
	same, _ := php.Cycle("7.4")
	if same.CompleteThrough.String() != "2026-11-20" || same.Latest.Released.String() != "2022-11-03" {
		t.Errorf("%+v, complete through %s", same.Latest, same.CompleteThrough)
	}
	// The date counts, not the boolean beside it; the embedded end is kept.
	differs, _ := php.Cycle("5.3")
	if differs.SecurityEnds.String() != "2014-08-20" || !slices.ContainsFunc(differs.Alternatives, func(a catalog.Alternative) bool { return a.Ends.String() == "2014-08-14" }) {
		t.Errorf("%s, %v", differs.SecurityEnds, differs.Alternatives)
	}
	if _, there := php.Cycle("5.2"); !there {
		t.Error("a cycle that the feed lacks is lost")
	}
	// A product that was renamed is one product under both names.
	renamed, err := facts.Product(t.Context(), "vinyl-cache")
	if err != nil {
		t.Fatal(err)
	}
	if _, there := renamed.Cycle("9.1"); !there || renamed.Slug != "varnish" || len(renamed.Cycles) < 20 {
		t.Errorf("%s: %v", renamed.Slug, renamed.CycleNames())
	}
	tool, err := facts.Product(t.Context(), "Tool of old")
	if err != nil {
		t.Fatal(err)
	}
	if one, _ := tool.Cycle("1"); one.SecurityEnds.State != catalog.EndUndated || one.Latest.Name != "1.9" || len(one.Versions) != 0 {
		t.Errorf("%+v", one)
	}
	if two, _ := tool.Cycle("2"); two.SecurityEnds.State != catalog.EndNone || two.ExtendedEnds.State != catalog.EndUnknown {
		t.Errorf("%+v", two)
	}
	if nginx, err := facts.Product(t.Context(), "nginx"); err != nil || len(nginx.Cycles) < 40 {
		t.Errorf("what the feed lacks comes from the embedded facts: %v", err)
	}
}

func TestFeedFromFilesAndMirrors(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{
		"file":          file(t, "answer", fullAnswer),
		"wget's mirror": filepath.Dir(filepath.Dir(filepath.Dir(file(t, "products/full/index.json", fullAnswer)))),
		"full.json":     filepath.Dir(file(t, "full.json", fullAnswer)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkFull(t, open(t, catalog.Config{Path: path}))
		})
	}
}

func TestFeedOfSingleProducts(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"some-tool.json", "products/some-tool.json", "products/some-tool/index.json"} {
		path := file(t, name, oneAnswer)
		for range strings.Count(name, "/") + 1 {
			path = filepath.Dir(path)
		}
		tool, err := open(t, catalog.Config{Path: path}).Product(t.Context(), "some-tool")
		if err != nil || tool.Cycles[0].SecurityEnds.String() != "2027-01-01" || tool.FactsAsOf.String() != "2026-11-20" {
			t.Errorf("%s: %+v, %v", name, tool, err)
		}
	}
}

func TestWrongConfigurations(t *testing.T) {
	t.Parallel()
	for field, config := range map[string]catalog.Config{
		"path":    {URL: "https://catalog.example.test", Path: "x", Now: today},
		"url":     {URL: "ftp://catalog.example.test", Now: today},
		"url ":    {URL: "catalog", Now: today},
		"url  ":   {URL: "https://", Now: today},
		"url   ":  {URL: "https://catalog.example.test/api?x=1", Now: today},
		"max_age": {MaxAge: -1},
	} {
		_, err := catalog.Open(config)
		var wrong *catalog.ConfigError
		if !errors.As(err, &wrong) || wrong.Field != strings.TrimSpace(field) || !strings.HasSuffix(err.Error(), ".") {
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, clockless := range []catalog.Config{{URL: "https://catalog.example.test"}, {Own: "own.json"}} {
		if _, err := catalog.Open(clockless); err == nil {
			t.Errorf("%+v needs a clock", clockless)
		}
	}
}

// Layers in order: own file, then the configured catalog, then the embedded facts.
func TestPrecedence(t *testing.T) {
	t.Parallel()
	facts := open(t, catalog.Config{
		Path: file(t, "full.json", fullAnswer),
		Own:  file(t, "own.json", `{"product": "php", "cycles": [{"cycle": "5.3", "security_ends": "2014-12-24", "source": "vendor letter"}]}`),
	})
	php, err := facts.Product(t.Context(), "php")
	if err != nil {
		t.Fatal(err)
	}
	cycle, _ := php.Cycle("5.3")
	var others []string
	for _, alternative := range cycle.Alternatives {
		others = append(others, alternative.Ends.String())
	}
	if cycle.SecurityEnds.String() != "2014-12-24" || cycle.Source != "vendor letter" || !slices.Contains(others, "2014-08-14") || !slices.Contains(others, "2014-08-20") {
		t.Errorf("%s from %s, others %v", cycle.SecurityEnds, cycle.Source, others)
	}
	if cycle, _ := php.Cycle("7.4"); !strings.Contains(cycle.Source, "via") {
		t.Errorf("%s", cycle.Source)
	}
}

func FuzzFeed(f *testing.F) {
	f.Add([]byte(fullAnswer))
	f.Add([]byte(oneAnswer))
	f.Add([]byte(`{"generated_at": "2026-11-20T03:00:00Z", "result": {"name": "php", "releases": [{"name": "8", "latest": {}}]}}`))
	directory := f.TempDir()
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(directory, "full.json")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		facts := open(t, catalog.Config{Path: path})
		slugs, err := facts.Slugs(t.Context())
		if err == nil && len(slugs) < 60 {
			t.Errorf("only %d products", len(slugs))
		}
		if _, err := facts.Product(t.Context(), "php"); err != nil && !errors.As(err, new(*catalog.FactsError)) {
			t.Error(err)
		}
	})
}
