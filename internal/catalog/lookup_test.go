package catalog_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
)

func TestUnknownProductNamesTheNearest(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ reference, nearest string }{
		{"ngnix", "nginx"},
		{"nginxx", "nginx"},
		{"Apache HTTP Servr", "apache-http-server"},
		{"postgress", "postgresql"},
		{"struts3", "apache-struts"},
		{"windows", "windows-server"},
		{"cpe:/a:php:phpp", "php"},
		{"pkg:docker/library/ngins@1", "nginx"},
		{"", ""},
		{strings.Repeat("x", 10_000), ""},
		{"php\x00", "php"},
		{"../../etc/passwd", ""},
	} {
		_, err := catalog.Embedded().Product(t.Context(), test.reference)
		var unknown *catalog.UnknownProductError
		if !errors.As(err, &unknown) {
			t.Errorf("%.40q: %v", test.reference, err)
			continue
		}
		if len(unknown.Nearest) != 5 || test.nearest != "" && unknown.Nearest[0] != test.nearest {
			t.Errorf("%q: nearest %v, want %s", test.reference, unknown.Nearest, test.nearest)
		}
		if text := err.Error(); len(text) > 600 || !strings.Contains(text, unknown.Nearest[0]) {
			t.Errorf("%.40q: %s", test.reference, text)
		}
	}
}

func TestNearestIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	first := ""
	for range 20 {
		_, err := catalog.Embedded().Product(t.Context(), "mysq")
		if first == "" {
			first = err.Error()
		}
		if err.Error() != first {
			t.Fatalf("%s\n%s", first, err)
		}
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	for reference, slug := range map[string]string{
		"apache-http-server":               "apache-http-server",
		"Apache HTTP Server":               "apache-http-server",
		"  httpd ":                         "apache-http-server",
		"APACHE2":                          "apache-http-server",
		"cpe:/a:apache:http_server":        "apache-http-server",
		"cpe:/a:apache:http_server:2.2.15": "apache-http-server",
		"CPE:2.3:a:apache:http_server:2.2.15:*:*:*:*:*:*:*":     "apache-http-server",
		`cpe:2.3:a:nodejs:node\.js:18.0.0:*:*:*:*:*:*:*`:        "nodejs",
		"cpe:/a:nodejs:node.js":                                 "nodejs",
		"cpe:/o:canonical:ubuntu_linux:20.04":                   "ubuntu",
		"pkg:docker/library/nginx":                              "nginx",
		"pkg:docker/library/nginx@1.25.3?arch=arm64#x/y":        "nginx",
		"pkg:maven/org.apache.struts/struts2-core@2.3.31":       "apache-struts",
		"pkg:maven/org.apache.struts/struts2-core@2.3.31?a=b/c": "apache-struts",
		"node.js": "nodejs",
		"Node.js": "nodejs",
	} {
		product, err := catalog.Embedded().Product(t.Context(), reference)
		if err != nil || product.Slug != slug {
			t.Errorf("%q: %v, %v; want %s", reference, product, err, slug)
		}
	}
}

func TestVersionOf(t *testing.T) {
	t.Parallel()
	for reference, version := range map[string]string{
		"php": "", "": "", "cpe:/a:php:php": "", "cpe:2.3:a:php:php:*:*": "", "cpe:2.3:a:php:php:-": "",
		"cpe:/a:php:php:5.3.3":                   "5.3.3",
		"cpe:/a:openbsd:openssh:9.6p1%2B":        "9.6p1+",
		`cpe:2.3:a:openbsd:openssh:9\.6:p1:*`:    "9.6p1",
		"pkg:npm/%40scope/name@1.2.3":            "1.2.3",
		"pkg:npm/@scope/name":                    "",
		"pkg:deb/debian/apache2@2.4.57-2%2Bdeb1": "2.4.57-2+deb1",
		"pkg:x":                                  "",
	} {
		if got := catalog.VersionOf(reference); got != version {
			t.Errorf("%q: %q, want %q", reference, got, version)
		}
	}
}

func TestCycleIsFoundByName(t *testing.T) {
	t.Parallel()
	product, err := catalog.Embedded().Product(t.Context(), "php")
	if err != nil {
		t.Fatal(err)
	}
	cycle, there := product.Cycle("5.3")
	if !there || cycle.SecurityEnds.String() != "2014-08-14" {
		t.Errorf("%v, %v", cycle, there)
	}
	if _, there := product.Cycle("5.9"); there {
		t.Error("there is no PHP 5.9")
	}
	if names := product.CycleNames(); !slices.Contains(names, "8.4") {
		t.Errorf("%v", names)
	}
}

// Corrections of days that feeds have wrong.
func TestCorrectedDays(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ product, cycle, version, day string }{
		{"php", "5.3", "5.3.28", "2013-12-12"},
		{"php", "5.3", "5.3.27", "2013-07-11"},
		{"apache-http-server", "1.3", "1.3.42", "2010-02-02"},
	} {
		product, err := catalog.Embedded().Product(t.Context(), test.product)
		if err != nil {
			t.Fatal(err)
		}
		cycle, _ := product.Cycle(test.cycle)
		if !slices.ContainsFunc(cycle.Versions, func(v catalog.Version) bool { return v.Name == test.version && v.Released.String() == test.day }) {
			t.Errorf("%s %s was released on %s: %v", test.product, test.version, test.day, cycle.Versions)
		}
	}
}

func TestLookupsAtOnce(t *testing.T) {
	t.Parallel()
	facts, err := catalog.Open(catalog.Config{})
	if err != nil {
		t.Fatal(err)
	}
	failures := make(chan error, 200)
	for i := range 200 {
		go func() {
			name := []string{"php", "nginx", "httpd", "nonesuch"}[i%4]
			_, err := facts.Product(t.Context(), name)
			if errors.As(err, new(*catalog.UnknownProductError)) == (name != "nonesuch") {
				failures <- err
				return
			}
			failures <- nil
		}()
	}
	for range 200 {
		if err := <-failures; err != nil {
			t.Error(err)
		}
	}
}

func TestEndText(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "2027-03-31", "none announced", "ended", "ended by 2019-05-14"} {
		end, err := catalog.ParseEnd(text)
		if err != nil || end.String() != text {
			t.Errorf("%q: %v, %v", text, end, err)
		}
	}
	for _, text := range []string{"never", "2027-02-30", "ended by", "ended by spring", "true", "Ended"} {
		if _, err := catalog.ParseEnd(text); err == nil || !strings.Contains(err.Error(), "2027-03-31") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzLookup(f *testing.F) {
	for _, text := range []string{"php", "cpe:/a:php:php:7", "cpe:2.3:a:nodejs:node\\.js:*", "pkg:npm/@a/b@1?x#y", "cpe:2.3:\\", "pkg:@", "\xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		product, err := catalog.Embedded().Product(t.Context(), text)
		if (product == nil) == (err == nil) {
			t.Fatalf("%q: %v and %v", text, product, err)
		}
		_ = catalog.VersionOf(text)
	})
}
