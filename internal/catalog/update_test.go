package catalog_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

const phpFacts = `{
  "product": "php",
  "name": "PHP",
  "source": "php.net",
  "facts_as_of": "2026-08-22",
  "cycles": [
    {"cycle": "5.3", "released": "2009-06-30", "security_ends": "2014-08-14",
      "versions": ["5.3.28 2013-12-12", "5.3.29 2014-08-14"]},
    {"cycle": "7.4", "released": "2019-11-28", "security_ends": "2022-11-28",
      "versions": ["7.4.32 2022-09-29", "7.4.33 2022-11-03"]},
    {"cycle": "8.4", "released": "2024-11-21", "security_ends": "2028-12-30",
      "versions": ["8.4.22 2026-08-06"]}
  ]
}
`

func refreshOf(path string) catalog.Refresh {
	return catalog.Refresh{Config: catalog.Config{Path: path}}
}

func TestUpdateNeedsAFeed(t *testing.T) {
	t.Parallel()
	facts := filepath.Dir(file(t, "php.json", phpFacts))
	down, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	full := file(t, "full.json", fullAnswer)
	for name, test := range map[string]struct {
		directory string
		refresh   catalog.Refresh
		says      string
	}{
		"no feed":      {facts, catalog.Refresh{}, "URL or a path"},
		"no such file": {facts, refreshOf("/none"), "no such file"},
		"no facts":     {t.TempDir(), refreshOf(full), "no file of facts"},
		// Embedded facts must not stand in for a feed that is down.
		"down":                 {facts, catalog.Refresh{Config: catalog.Config{URL: down.URL, Now: today}}, "503"},
		"nothing to add":       {facts, catalog.Refresh{Config: catalog.Config{Path: full}, Add: []string{"no-such"}}, "does not know"},
		"no such publisher":    {facts, catalog.Refresh{Config: catalog.Config{Path: full}, Publishers: []string{"/none/ubuntu.csv"}}, "no such file"},
		"another publisher":    {facts, catalog.Refresh{Config: catalog.Config{Path: full}, Publishers: []string{full}}, "debian.csv"},
		"a publisher's rubble": {facts, catalog.Refresh{Config: catalog.Config{Path: full}, Publishers: []string{file(t, "schedule.json", "[")}}, "JSON"},
	} {
		_, err := catalog.UpdateFiles(t.Context(), test.directory, test.refresh)
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	bad := filepath.Dir(file(t, "php.json", "{"))
	if _, err := catalog.UpdateFiles(t.Context(), bad, refreshOf(full)); !errors.As(err, new(*catalog.FactsError)) {
		t.Errorf("%v", err)
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	path := file(t, "php.json", phpFacts)
	refresh := refreshOf(file(t, "full.json", fullAnswer))
	update, err := catalog.UpdateFiles(t.Context(), filepath.Dir(path), refresh)
	if err != nil {
		t.Fatal(err)
	}
	const want = `# Facts confirmed on 2026-11-20

1 products were compared with the feed. 1 files change.

## Moved

- php 8.4: security_ends: 2028-12-30 -> 2028-12-31
- php 8.4: latest: nothing -> 8.4.99 2026-11-10

## Added

- php 5.3: active_ends: nothing -> 2011-06-30
- php 7.4: active_ends: nothing -> 2021-11-28
- php 8.4: active_ends: nothing -> 2026-12-31
- php 8.6: cycle: nothing -> released 2026-11-19

## In conflict with a publisher (kept)

- php 5.3: security_ends: 2014-08-14 -> 2014-08-20
`
	if got := update.Summary(); got != want {
		t.Errorf("%s", got)
	}
	const changed = `{
  "product": "php",
  "name": "PHP",
  "source": "php.net",
  "facts_as_of": "2026-08-22",
  "confirmed": "2026-11-20",
  "cycles": [
    {"cycle": "5.3", "released": "2009-06-30", "active_ends": "2011-06-30", "security_ends": "2014-08-14", "latest": "5.3.29", "latest_released": "2014-08-14",
      "versions": ["5.3.28 2013-12-12", "5.3.29 2014-08-14"]},
    {"cycle": "7.4", "released": "2019-11-28", "active_ends": "2021-11-28", "security_ends": "2022-11-28", "latest": "7.4.33", "latest_released": "2022-11-03",
      "versions": ["7.4.32 2022-09-29", "7.4.33 2022-11-03"]},
    {"cycle": "8.4", "released": "2024-11-21", "active_ends": "2026-12-31", "security_ends": "2028-12-31", "latest": "8.4.99", "latest_released": "2026-11-10",
      "versions": ["8.4.22 2026-08-06"]},
    {"cycle": "8.6", "released": "2026-11-19", "active_ends": "2028-12-31", "security_ends": "2030-12-31", "source": "https://endoflife.date", "latest": "8.6.0", "latest_released": "2026-11-19", "incomplete": true}
  ]
}
`
	if got := string(update.Files[path]); got != changed {
		t.Errorf("%s", got)
	}
	if content, err := os.ReadFile(path); err != nil || string(content) != phpFacts {
		t.Errorf("written without being told to: %v", err)
	}
	if err := update.WriteFiles(); err != nil {
		t.Fatal(err)
	}
	// Once taken over, only what is kept differs, and nothing changes.
	again, err := catalog.UpdateFiles(t.Context(), filepath.Dir(path), refresh)
	if err != nil || len(again.Differences) != 1 || again.Differences[0].Applied() || len(again.Files) != 0 {
		t.Errorf("%v, %v, %v", again.Differences, again.Files, err)
	}
	refresh.Accept = []string{"php"}
	accepted, err := catalog.UpdateFiles(t.Context(), filepath.Dir(path), refresh)
	if err != nil || len(accepted.Differences) != 1 || !accepted.Differences[0].Applied() || !strings.Contains(string(accepted.Files[path]), `"security_ends": "2014-08-20"`) {
		t.Errorf("%v, %v", accepted.Differences, err)
	}
}

// software.md 10: a day that came from the feed follows it, one that was corrected
// stays with its reason, and what the feed does not tell keeps its own day.
func TestUpdateKeepsWhatIsKnownBetter(t *testing.T) {
	t.Parallel()
	path := file(t, "our-app.json", `{
  "product": "our-app",
  "source": "https://endoflife.date/our-app",
  "facts_as_of": "2026-01-01",
  "omits": ["0"],
  "cycles": [
    {"cycle": "1", "released": "2020-01-01", "security_ends": "2022-01-01", "corrected": {"security_ends": "the vendor's page"}},
    {"cycle": "2", "released": "2021-01-01", "security_ends": "2023-01-01", "latest": "2.9", "latest_released": "2022-12-01", "incomplete": true},
    {"cycle": "3", "released": "2022-01-01", "security_ends": "none announced", "latest": "3.1", "latest_released": "2025-12-01", "incomplete": true},
    {"cycle": "4", "released": "2023-01-01", "security_ends": "none announced", "incomplete": true},
    {"cycle": "4.0", "released": "2023-01-01", "security_ends": "2024-01-01", "incomplete": true}
  ]
}
`)
	other := filepath.Join(filepath.Dir(path), "untold.json")
	if err := os.WriteFile(other, []byte(`{"product": "untold", "facts_as_of": "2026-01-01"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	feed := file(t, "full.json", `{"generated_at": "2026-11-20T00:00:00Z", "result": [
		{"name": "our-app", "label": "Our app", "releases": [
			{"name": "0", "eolFrom": "2019-01-01"},
			{"name": "1", "eolFrom": "2022-06-01"},
			{"name": "2", "eolFrom": "2023-06-01", "latest": {"name": "2.9", "date": "2022-12-01"}},
			{"name": "3", "isEol": true, "latest": {"name": "3.2", "date": "2026-06-01"}}]},
		{"name": "new-app", "label": "New app", "aliases": ["newest app"], "releases": [{"name": "1", "label": "One", "releaseDate": "2025-01-01", "eolFrom": "2027-01-01"}]}]}`)
	refresh := refreshOf(feed)
	refresh.Add = []string{"new-app"}
	var err error
	if refresh.AsOf, err = deadline.ParseDate("2026-08-22"); err != nil {
		t.Fatal(err)
	}
	update, err := catalog.UpdateFiles(t.Context(), filepath.Dir(path), refresh)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"# Facts confirmed on 2026-08-22\n", "it does not tell untold, which keep their day",
		"## Ended\n\n- our-app 3: security_ends: none announced -> ended by 2026-08-22\n",
		"- our-app 2: security_ends: 2023-01-01 -> 2023-06-01\n", "- our-app 3: latest: 3.1 -> 3.2 2026-06-01\n",
		"- new-app: product: nothing -> New app\n",
		"## Corrected by us (kept)\n\n- our-app 1: security_ends: 2022-01-01 -> 2022-06-01 (the vendor's page)\n",
	} {
		if !strings.Contains(update.Summary(), line) {
			t.Errorf("%q is missing in\n%s", line, update.Summary())
		}
	}
	const changed = `{
  "product": "our-app",
  "source": "https://endoflife.date/our-app",
  "facts_as_of": "2026-01-01",
  "confirmed": "2026-08-22",
  "omits": ["0"],
  "cycles": [
    {"cycle": "1", "released": "2020-01-01", "security_ends": "2022-01-01", "corrected": {"security_ends": "the vendor's page"}},
    {"cycle": "2", "released": "2021-01-01", "security_ends": "2023-06-01", "latest": "2.9", "latest_released": "2022-12-01", "incomplete": true},
    {"cycle": "3", "released": "2022-01-01", "security_ends": "ended by 2026-08-22", "latest": "3.2", "latest_released": "2026-06-01", "incomplete": true,
      "versions": ["3.1 2025-12-01 2026-01-01"]},
    {"cycle": "4", "released": "2023-01-01", "security_ends": "none announced", "confirmed": "2026-01-01", "incomplete": true},
    {"cycle": "4.0", "released": "2023-01-01", "security_ends": "2024-01-01", "incomplete": true}
  ]
}
`
	if got := string(update.Files[path]); got != changed {
		t.Errorf("%s", got)
	}
	if _, changes := update.Files[other]; changes {
		t.Error("what the feed does not tell was confirmed")
	}
	added := string(update.Files[filepath.Join(filepath.Dir(path), "new-app.json")])
	for _, piece := range []string{`"source": "https://endoflife.date/new-app"`, `"facts_as_of": "2026-08-22"`, `"label": "One"`} {
		if !strings.Contains(added, piece) {
			t.Errorf("%q is missing in\n%s", piece, added)
		}
	}
}

func TestUpdateTakesPublishers(t *testing.T) {
	t.Parallel()
	path := file(t, "ubuntu.json", `{
  "product": "ubuntu",
  "source": "https://endoflife.date/ubuntu",
  "facts_as_of": "2026-01-01",
  "cycles": [
    {"cycle": "10.04", "released": "2010-04-29", "security_ends": "2013-05-09"},
    {"cycle": "24.04", "released": "2024-04-25", "active_ends": "2030-01-01", "security_ends": "2029-05-31", "extended_ends": "2036-05-31"}
  ]
}
`)
	refresh := refreshOf(file(t, "full.json", `{"generated_at": "2026-11-20T00:00:00Z", "result": [{"name": "other", "releases": [{"name": "1"}]}]}`))
	refresh.Publishers = []string{file(t, "ubuntu.csv", "version,codename,series,created,release,eol,eol-server,eol-esm\n"+
		"10.04 LTS,Lucid Lynx,lucid,2009-10-29,2010-04-29,2013-05-09,2015-04-30\n24.04 LTS,Noble Numbat,noble,2023-10-12,2024-04-25,2029-05-31,2029-05-31,2034-04-25\n")}
	update, err := catalog.UpdateFiles(t.Context(), filepath.Dir(path), refresh)
	if err != nil {
		t.Fatal(err)
	}
	got := string(update.Files[path])
	for _, piece := range []string{`"security_ends": "2015-04-30"`, `"extended_ends": "2034-04-25"`, `"source": "https://debian.pages.debian.net/distro-info-data/ubuntu.csv"`, `"active_ends": "2029-05-31"`} {
		if !strings.Contains(got, piece) {
			t.Errorf("%q is missing in\n%s", piece, got)
		}
	}
}

func TestReadPublisher(t *testing.T) {
	t.Parallel()
	product, err := catalog.ReadPublisher("schedule.json", []byte(`{"v11": {"start": "2018-10-23", "end": "2019-06-01"}, "v24": {"start": "2025-05-06", "maintenance": "2026-10-20", "end": "2028-04-30"}}`))
	if err != nil {
		t.Fatal(err)
	}
	if cycle, there := product.Cycle("24"); !there || cycle.ActiveEnds.String() != "2026-10-20" || cycle.SecurityEnds.String() != "2028-04-30" {
		t.Errorf("%+v", cycle)
	}
	for name, content := range map[string]string{
		"schedule.json": `{"v11": {"start": "2018-10-23"}}`, "debian.csv": "version\n", "ubuntu.csv": "version,release,eol\n24.04 LTS,2024-04-25,soon\n",
	} {
		if product, err := catalog.ReadPublisher(name, []byte(content)); !errors.As(err, new(*catalog.FactsError)) {
			t.Errorf("%s: %v, %v", name, product, err)
		}
	}
}

func FuzzReadPublisher(f *testing.F) {
	f.Add("ubuntu.csv", "version,release,eol\n24.04 LTS,2024-04-25,2029-05-31\n")
	f.Add("schedule.json", `{"v11": {"start": "2018-10-23", "end": "2019-06-01"}}`)
	f.Fuzz(func(t *testing.T, name, content string) {
		product, err := catalog.ReadPublisher(name, []byte(content))
		if (product == nil) == (err == nil) {
			t.Errorf("%v, %v", product, err)
		}
	})
}

func TestFormatFactsRefuses(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"two products": `{"products": [{"product": "php"}, {"product": "nginx"}]}`,
		"other name":   `{"product": "nginx"}`,
		"bad day":      `{"product": "php", "facts_as_of": "x"}`,
	} {
		if _, err := catalog.FormatFacts("facts/php.json", []byte(content)); !errors.As(err, new(*catalog.FactsError)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
