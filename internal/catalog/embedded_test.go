package catalog_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func embeddedProducts(t testing.TB) []*catalog.Product {
	t.Helper()
	facts := catalog.Embedded()
	slugs, err := facts.Slugs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	products := make([]*catalog.Product, len(slugs))
	for i, slug := range slugs {
		if products[i], err = facts.Product(t.Context(), slug); err != nil {
			t.Fatal(err)
		}
	}
	return products
}

func TestEmbeddedProducts(t *testing.T) {
	t.Parallel()
	products := embeddedProducts(t)
	if len(products) < 60 {
		t.Errorf("%d products, want at least 60", len(products))
	}
	for _, slug := range []string{
		"apache-http-server", "nginx", "iis", "tomcat", "eclipse-jetty", "apache-struts", "spring-framework", "php", "python",
		"openssl", "openssh", "mysql", "postgresql", "redis", "memcached", "rabbitmq", "haproxy", "varnish", "squid",
		"exim", "postfix", "dovecot", "debian", "ubuntu", "rhel", "windows-server", "proftpd",
	} {
		if !slices.ContainsFunc(products, func(p *catalog.Product) bool { return p.Slug == slug }) {
			t.Errorf("%s is not embedded", slug)
		}
	}
}

func TestEmbeddedFactsAreSane(t *testing.T) {
	t.Parallel()
	first, last := deadline.Date{Year: 1990, Month: time.January, Day: 1}, deadline.Date{Year: 2045, Month: time.January, Day: 1}
	for _, product := range embeddedProducts(t) {
		if product.Name == "" || product.Source == "" || product.Category == "" || len(product.Cycles) == 0 {
			t.Errorf("%s: name %q, source %q, category %q, %d cycles", product.Slug, product.Name, product.Source, product.Category, len(product.Cycles))
		}
		if product.FactsAsOf.Before(deadline.Date{Year: 2022, Month: time.January, Day: 1}) || product.Confirmed.Before(product.FactsAsOf) {
			t.Errorf("%s: facts as of %s, confirmed on %s", product.Slug, product.FactsAsOf, product.Confirmed)
		}
		for i := range product.Cycles {
			checkCycle(t, product, &product.Cycles[i], first, last)
		}
	}
}

func checkCycle(t *testing.T, product *catalog.Product, cycle *catalog.Cycle, first, last deadline.Date) {
	t.Helper()
	named := product.Slug + " " + cycle.Name
	if cycle.Source == "" || cycle.FactsAsOf.IsZero() {
		t.Errorf("%s: source %q, facts as of %s", named, cycle.Source, cycle.FactsAsOf)
	}
	// What was not readable is left out, and said.
	if cycle.Released.IsZero() && cycle.Note == "" {
		t.Errorf("%s: no day of release, and no note why", named)
	}
	ends := []catalog.End{cycle.ActiveEnds, cycle.SecurityEnds, cycle.ExtendedEnds}
	for _, end := range ends {
		if end.State == catalog.EndOn && (end.Date.Before(first) || end.Date.After(last) || end.Date.Before(cycle.Released)) {
			t.Errorf("%s: released %s, an end on %s", named, cycle.Released, end.Date)
		}
	}
	if ends[0].State == catalog.EndOn && ends[1].State == catalog.EndOn && ends[0].Date.After(ends[1].Date) {
		t.Errorf("%s: active support ends on %s, security support on %s", named, ends[0].Date, ends[1].Date)
	}
	for _, alternative := range cycle.Alternatives {
		if alternative.Source == "" || alternative.Ends.State == catalog.EndUnknown {
			t.Errorf("%s: an alternative without source or end", named)
		}
	}
	seen := map[string]bool{}
	for _, version := range cycle.Versions {
		if seen[version.Name] {
			t.Errorf("%s: %s is there twice", named, version.Name)
		}
		seen[version.Name] = true
		if version.Released.Before(first) || version.Released.After(cycle.Confirmed) {
			t.Errorf("%s: %s released on %s, facts confirmed on %s", named, version.Name, version.Released, cycle.Confirmed)
		}
	}
	if cycle.CompleteThrough.After(cycle.Confirmed) {
		t.Errorf("%s: complete through %s, facts confirmed on %s", named, cycle.CompleteThrough, cycle.Confirmed)
	}
	for _, host := range cycle.Hosts {
		if host.Product != "windows-server" {
			continue
		}
		system, err := catalog.Embedded().Product(t.Context(), host.Product)
		if err != nil {
			t.Fatal(err)
		}
		if _, there := system.Cycle(host.Cycle); !there {
			t.Errorf("%s: runs on %s %s, which is not there", named, host.Product, host.Cycle)
		}
	}
}

// No two products share a name, an alias or an identifier.
func TestEmbeddedNamesAreUnique(t *testing.T) {
	t.Parallel()
	owner := map[string]string{}
	for _, product := range embeddedProducts(t) {
		own := map[string]bool{}
		for _, name := range append(append([]string{product.Slug, product.Name}, product.Aliases...), product.Identifiers...) {
			own[strings.ReplaceAll(strings.ToLower(name), " ", "-")] = true
		}
		for name := range own {
			if other := owner[name]; other != "" {
				t.Errorf("%q is %s as well as %s", name, other, product.Slug)
			}
			owner[name] = product.Slug
			found, err := catalog.Embedded().Product(t.Context(), name)
			if err != nil || found.Slug != product.Slug {
				t.Errorf("%q does not find %s: %v", name, product.Slug, err)
			}
		}
	}
}

// The files are in the form in which the refreshing command writes them, so that
// its next change is readable.
func TestEmbeddedFilesAreInForm(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("facts/*.json")
	if err != nil || len(paths) < 60 {
		t.Fatalf("%d files: %v", len(paths), err)
	}
	size := 0
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		size += len(content)
		formatted, err := catalog.FormatFacts(path, content)
		if err != nil {
			t.Error(err)
			continue
		}
		if string(formatted) != string(content) {
			t.Errorf("%s is not in form; run the refreshing command with -format", path)
		}
	}
	if size > 1<<20 {
		t.Errorf("the facts are %d bytes, more than the binary may grow by", size)
	}
}

func TestShippedVersionsAreOfKnownReleases(t *testing.T) {
	t.Parallel()
	count := 0
	for _, product := range embeddedProducts(t) {
		for _, distro := range []string{"debian", "ubuntu", "rhel", "amazon-linux", "alpine-linux"} {
			system, err := catalog.Embedded().Product(t.Context(), distro)
			if err != nil {
				t.Fatal(err)
			}
			for _, shipped := range catalog.ShippedBy(distro, product.Slug) {
				count++
				if _, there := system.Cycle(shipped.Release); !there {
					t.Errorf("%s %s is no release of the catalog", distro, shipped.Release)
				}
				if shipped.Source == "" || shipped.Version == "" || shipped.Source == "well-known" {
					t.Errorf("%+v", shipped)
				}
			}
		}
	}
	if count < 300 {
		t.Errorf("%d shipped versions", count)
	}
	if got := catalog.ShippedBy("centos", "php"); len(got) == 0 || got[0].Distro != "centos" {
		t.Errorf("CentOS rebuilds Red Hat's packages: %v", got)
	}
	if got := catalog.ShippedBy("plan9", "php"); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

// A package that its distributor supports for as long as upstream does ends with
// it, and no package outlasts its distribution.
func TestShippedEndsFollowUpstream(t *testing.T) {
	t.Parallel()
	followed := 0
	for _, product := range embeddedProducts(t) {
		for _, distro := range []string{"rhel", "amazon-linux", "ubuntu", "debian", "alpine-linux"} {
			system, err := catalog.Embedded().Product(t.Context(), distro)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range catalog.ShippedBy(distro, product.Slug) {
				release, _ := system.Cycle(row.Release)
				if row.Ends.State == catalog.EndOn && release.SecurityEnds.State == catalog.EndOn && row.Ends.Date.After(release.SecurityEnds.Date) {
					t.Errorf("%s %s of %s %s ends on %s, after its distribution", row.Product, row.Version, distro, row.Release, row.Ends)
				}
				upstream, there := product.Cycle(row.Version)
				if !strings.Contains(row.Source, "for as long as upstream supports it") {
					continue
				}
				followed++
				ends := upstream.SecurityEnds.Date
				if release.SecurityEnds.Date.Before(ends) {
					ends = deadline.Date{}
				}
				if !there || row.Ends.Date != ends {
					t.Errorf("%s %s of %s %s ends on %s, and upstream's support on %s", row.Product, row.Version, distro, row.Release, row.Ends, upstream.SecurityEnds)
				}
			}
		}
	}
	if followed < 13 {
		t.Errorf("%d packages follow their upstream", followed)
	}
}

func BenchmarkFirstLookup(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		// An opened catalog shares nothing that was parsed.
		facts, err := catalog.Open(catalog.Config{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := facts.Product(b.Context(), "cpe:/a:nginx:nginx:1.18.0"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	facts := catalog.Embedded()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := facts.Product(b.Context(), "apache-http-server"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLookupByCPE(b *testing.B) {
	facts := catalog.Embedded()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := facts.Product(b.Context(), "cpe:2.3:a:apache:http_server:2.2.15:*:*:*:*:*:*:*"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAllProducts(b *testing.B) {
	for b.Loop() {
		facts, err := catalog.Open(catalog.Config{})
		if err != nil {
			b.Fatal(err)
		}
		slugs, err := facts.Slugs(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		for _, slug := range slugs {
			if _, err := facts.Product(b.Context(), slug); err != nil {
				b.Fatal(err)
			}
		}
	}
}
