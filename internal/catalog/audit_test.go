package catalog_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
)

// Issue 14: the publishers' own lists, as they were when the facts were last
// confirmed, and which were made without ours: what they tell stands so in the embedded files.
func TestAuditAgainstPublishers(t *testing.T) {
	t.Parallel()
	right := 0
	wrong, unverifiable := 0, 0
	for name, products := range map[string]int{"debian.csv": 1, "ubuntu.csv": 1, "schedule.json": 1, "releases.json": 6} {
		audits, err := catalog.AuditFile(t.Context(), filepath.Join("testdata", "publishers", name))
		if err != nil || len(audits) != products {
			t.Fatalf("%s: %v, %v", name, audits, err)
		}
		for _, audit := range audits {
			right, wrong, unverifiable = right+audit.Right, wrong+audit.Wrong, unverifiable+audit.Unverifiable
			for _, line := range audit.Lines {
				// Schedules tell the day of release that was planned, and what was still to
				// come when they were copied may have moved.
				if line.Fact != "released" && line.Theirs < "2026-08-22" {
					t.Error(line)
				}
			}
		}
	}
	t.Logf("%d facts are right, %d wrong, %d unverifiable", right, wrong, unverifiable)
	if right < 300 {
		t.Errorf("only %d facts were verified", right)
	}
}

func TestAuditTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	list := file(t, "full.json", `{"generated_at": "2026-11-20T00:00:00Z", "result": [{"name": "php", "releases": [
		{"name": "7.4", "releaseDate": "2019-11-28", "eolFrom": "2023-01-01"}, {"name": "5.3", "isEol": true}]}]}`)
	audits, err := catalog.AuditFile(t.Context(), list)
	if err != nil || len(audits) != 1 {
		t.Fatalf("%v, %v", audits, err)
	}
	audit := audits[0]
	if audit.Right != 1 || audit.Wrong != 1 || audit.Unverifiable < 50 || audit.Lines[0].String() != "php 7.4: security_ends is 2022-11-28 here and 2023-01-01 there" {
		t.Errorf("%+v", audit)
	}
	for name, path := range map[string]string{
		"nothing": filepath.Join(t.TempDir(), "none"), "no list": file(t, "ubuntu.csv", "x"),
		"of nothing embedded": file(t, "full.json", `{"generated_at": "2026-11-20T00:00:00Z", "result": [{"name": "other", "releases": [{"name": "1"}]}]}`),
	} {
		if audits, err := catalog.AuditFile(t.Context(), path); !errors.As(err, new(*catalog.FactsError)) {
			t.Errorf("%s: %v, %v", name, audits, err)
		}
	}
}

// A file of facts renews what is embedded, product by product, and an old one
// takes nothing back.
func TestFactsFile(t *testing.T) {
	t.Parallel()
	facts := open(t, catalog.Config{Path: file(t, "facts.json", `{"products": [
		{"product": "php", "name": "PHP", "source": "php.net", "facts_as_of": "2030-01-01", "cycles": [{"cycle": "9.0", "released": "2029-11-20", "security_ends": "2033-12-31"}]},
		{"product": "nginx", "name": "nginx", "source": "nginx.org", "facts_as_of": "2020-01-01", "cycles": [{"cycle": "1.17", "security_ends": "none announced"}]},
		{"product": "brand-new", "facts_as_of": "2030-01-01", "cycles": [{"cycle": "1"}]}]}`)})
	php, err := facts.Product(t.Context(), "php")
	if err != nil || len(php.Cycles) != 1 || php.Confirmed.String() != "2030-01-01" {
		t.Errorf("%+v, %v", php, err)
	}
	nginx, err := facts.Product(t.Context(), "nginx")
	if err != nil || len(nginx.Cycles) < 40 {
		t.Errorf("%+v, %v", nginx, err)
	}
	if added, err := facts.Product(t.Context(), "brand-new"); err != nil || added.Slug != "brand-new" {
		t.Errorf("%v, %v", added, err)
	}
	if other, err := facts.Product(t.Context(), "openssl"); err != nil || len(other.Cycles) == 0 {
		t.Errorf("%v, %v", other, err)
	}
	undated := open(t, catalog.Config{Path: file(t, "facts.json", `{"products": [{"product": "php", "cycles": [{"cycle": "9.0"}]}]}`)})
	if _, err := undated.Product(t.Context(), "php"); err == nil || !strings.Contains(err.Error(), "facts_as_of") {
		t.Errorf("facts without a day: %v", err)
	}
}

// What a release carries is what it has embedded.
func TestBundleIsAFactsFile(t *testing.T) {
	t.Parallel()
	content, err := catalog.Bundle()
	if err != nil {
		t.Fatal(err)
	}
	facts := open(t, catalog.Config{Path: file(t, "facts.json", string(content))})
	slugs, err := facts.Slugs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	embedded, err := catalog.Embedded().Slugs(t.Context())
	if err != nil || len(slugs) != len(embedded) {
		t.Errorf("%d products, embedded are %d: %v", len(slugs), len(embedded), err)
	}
}
