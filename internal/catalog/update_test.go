package catalog_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
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

func TestUpdateNeedsAFeed(t *testing.T) {
	t.Parallel()
	facts := filepath.Dir(file(t, "php.json", phpFacts))
	down, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	for name, test := range map[string]struct {
		directory string
		config    catalog.Config
		says      string
	}{
		"no feed":      {facts, catalog.Config{}, "URL or a path"},
		"no such file": {facts, catalog.Config{Path: "/none"}, "no such file"},
		"no facts":     {t.TempDir(), catalog.Config{Path: file(t, "full.json", fullAnswer)}, "no file of facts"},
		// Embedded facts must not stand in for a feed that is down.
		"down": {facts, catalog.Config{URL: down.URL, Now: today}, "503"},
	} {
		_, err := catalog.UpdateFiles(t.Context(), test.directory, test.config, nil)
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	bad := filepath.Dir(file(t, "php.json", "{"))
	if _, err := catalog.UpdateFiles(t.Context(), bad, catalog.Config{Path: file(t, "full.json", fullAnswer)}, nil); !errors.As(err, new(*catalog.FactsError)) {
		t.Errorf("%v", err)
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	path := file(t, "php.json", phpFacts)
	config := catalog.Config{Path: file(t, "full.json", fullAnswer)}
	update, err := catalog.UpdateFiles(t.Context(), filepath.Dir(path), config, nil)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, difference := range update.Differences {
		lines = append(lines, difference.String())
	}
	const want = `kept  php 5.3: security_ends: 2014-08-14 -> 2014-08-20
new   php 5.3: active_ends: nothing -> 2011-06-30
new   php 7.4: active_ends: nothing -> 2021-11-28
new   php 8.4: active_ends: nothing -> 2026-12-31
new   php 8.4: latest: nothing -> 8.4.99 2026-11-10
new   php 8.4: security_ends: 2028-12-30 -> 2028-12-31
new   php 8.6: cycle: nothing -> released 2026-11-19`
	if got := sorted(lines); got != want {
		t.Errorf("%s", got)
	}
	const changed = `{
  "product": "php",
  "name": "PHP",
  "source": "php.net",
  "facts_as_of": "2026-11-20",
  "versions_as_of": "2026-08-22",
  "cycles": [
    {"cycle": "5.3", "released": "2009-06-30", "active_ends": "2011-06-30", "security_ends": "2014-08-14",
      "versions": ["5.3.28 2013-12-12", "5.3.29 2014-08-14"]},
    {"cycle": "7.4", "released": "2019-11-28", "active_ends": "2021-11-28", "security_ends": "2022-11-28",
      "versions": ["7.4.32 2022-09-29", "7.4.33 2022-11-03"]},
    {"cycle": "8.4", "released": "2024-11-21", "active_ends": "2026-12-31", "security_ends": "2028-12-31", "latest": "8.4.99", "latest_released": "2026-11-10",
      "versions": ["8.4.22 2026-08-06"]},
    {"cycle": "8.6", "released": "2026-11-19", "active_ends": "2028-12-31", "security_ends": "2030-12-31", "source": "https://www.php.net/supported-versions.php (via FEED)", "latest": "8.6.0", "latest_released": "2026-11-19", "incomplete": true}
  ]
}
`
	got := strings.ReplaceAll(string(update.Files[path]), config.Path, "FEED")
	if got != changed {
		t.Errorf("%s", got)
	}
	if content, err := os.ReadFile(path); err != nil || string(content) != phpFacts {
		t.Errorf("written without being told to: %v", err)
	}
	if err := update.WriteFiles(); err != nil {
		t.Fatal(err)
	}
	// Once taken over, only what is kept differs, and nothing changes.
	again, err := catalog.UpdateFiles(t.Context(), filepath.Dir(path), config, nil)
	if err != nil || len(again.Differences) != 1 || again.Differences[0].Applied {
		t.Errorf("%v, %v", again.Differences, err)
	}
	accepted, err := catalog.UpdateFiles(t.Context(), filepath.Dir(path), config, []string{"php"})
	if err != nil || len(accepted.Differences) != 1 || !accepted.Differences[0].Applied || !strings.Contains(string(accepted.Files[path]), `"security_ends": "2014-08-20"`) {
		t.Errorf("%v, %v", accepted.Differences, err)
	}
}

func sorted(lines []string) string {
	slices.Sort(lines)
	return strings.Join(lines, "\n")
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
