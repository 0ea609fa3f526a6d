package catalog_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// serve starts a server and counts what it is asked.
func serve(t testing.TB, handler http.HandlerFunc) (*httptest.Server, *atomic.Int64) {
	t.Helper()
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		asked.Add(1)
		handler(writer, request)
	}))
	t.Cleanup(server.Close)
	return server, &asked
}

func full(writer http.ResponseWriter, _ *http.Request) {
	writer.Header().Set("Content-Type", "application/json")
	writer.Header().Set("ETag", `"one"`)
	_, _ = writer.Write([]byte(fullAnswer))
}

// notFound is what the real API says: a page.
func notFound(writer http.ResponseWriter) {
	writer.Header().Set("Content-Type", "text/html")
	writer.WriteHeader(http.StatusNotFound)
	_, _ = writer.Write([]byte("<!DOCTYPE html><title>404</title>"))
}

// lookUp finds PHP and returns the findings.
func lookUp(t *testing.T, facts *catalog.Catalog) (*catalog.Product, []deadline.Finding) {
	t.Helper()
	product, err := facts.Product(t.Context(), "php")
	if err != nil {
		t.Fatal(err)
	}
	return product, facts.Findings()
}

// An API that fails is told, and the embedded facts stand in: never an empty
// catalog, never an error of a plan.
func TestAPIThatFails(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		handler http.HandlerFunc
		says    string
	}{
		"500":           {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }, "HTTP status 500"},
		"404 as a page": {func(w http.ResponseWriter, _ *http.Request) { notFound(w) }, "HTTP status 404"},
		"a portal":      {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>log in</html>")) }, "HTML"},
		"nothing":       {func(http.ResponseWriter, *http.Request) {}, "malformed"},
		"an empty list": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"generated_at": "2026-11-20T03:00:00Z", "result": []}`))
		}, "no product"},
		"no name": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"generated_at": "2026-11-20T03:00:00Z", "result": [{"name": "X Y"}]}`))
		}, "product X Y; field name"},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100000")
			_, _ = w.Write([]byte(fullAnswer))
		}, "connection failed"},
		"slow":            {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "in time"},
		"slow body":       {func(w http.ResponseWriter, r *http.Request) { w.(http.Flusher).Flush(); <-r.Context().Done() }, "in time"},
		"a redirect loop": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }, "redirects too often"},
		"asked too often": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }, "429"},
		"for too long": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
		}, "1h0m0s"},
		"again and again": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusTooManyRequests)
		}, "429"},
		"304 without need": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) }, "304"},
		"endless": {func(w http.ResponseWriter, _ *http.Request) {
			for chunk := []byte(strings.Repeat(" ", 1<<20)); ; {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		}, "larger than 64 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, _ := serve(t, test.handler)
			timeout := time.Minute
			if strings.HasPrefix(name, "slow") {
				timeout = 300 * time.Millisecond
			}
			product, findings := lookUp(t, open(t, catalog.Config{URL: server.URL, Timeout: timeout, Client: server.Client()}))
			if len(product.Cycles) < 20 || product.FactsAsOf.String() != "2026-08-22" {
				t.Errorf("%d cycles, facts as of %s", len(product.Cycles), product.FactsAsOf)
			}
			if len(findings) != 1 || findings[0].Rule != deadline.RuleStaleFacts || !strings.Contains(findings[0].Message, test.says) || !strings.Contains(findings[0].Message, "embedded facts") {
				t.Errorf("findings %v, want %q", findings, test.says)
			}
		})
	}
}

func TestAPIThatIsNotThere(t *testing.T) {
	t.Parallel()
	server, _ := serve(t, full)
	address := server.URL
	server.Close()
	for url, says := range map[string]string{
		address: "no connection",
		strings.Replace(address, "http://", "http://user:secret@", 1): "no connection",
	} {
		_, findings := lookUp(t, open(t, catalog.Config{URL: url, Timeout: time.Minute}))
		if len(findings) != 1 || !strings.Contains(findings[0].Message, says) || strings.Contains(findings[0].Message, "secret") {
			t.Errorf("%s: %v", url, findings)
		}
	}
}

func TestAPI(t *testing.T) {
	t.Parallel()
	server, asked := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/v1/products/full" || r.Header.Get("Accept") != "application/json" {
			notFound(w)
			return
		}
		full(w, r)
	})
	facts := open(t, catalog.Config{URL: server.URL + "/api/v1/", Client: server.Client()})
	if asked.Load() != 0 {
		t.Error("opening asks already")
	}
	checkFull(t, facts)
	if asked.Load() != 1 || len(facts.Findings()) != 0 {
		t.Errorf("asked %d times, findings %v", asked.Load(), facts.Findings())
	}
}

// A name that only the API still knows leads to the product's new name; one that
// it does not know is asked for once.
func TestAPIRenamedProduct(t *testing.T) {
	t.Parallel()
	server, asked := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/products/full":
			full(w, r)
		case "/products/former-tool":
			http.Redirect(w, r, "/products/some-tool", http.StatusMovedPermanently)
		case "/products/some-tool":
			_, _ = w.Write([]byte(oneAnswer))
		default:
			notFound(w)
		}
	})
	facts := open(t, catalog.Config{URL: server.URL, Client: server.Client()})
	for range 2 {
		product, err := facts.Product(t.Context(), "Former Tool")
		if err != nil || product.Slug != "some-tool" {
			t.Fatalf("%v, %v", product, err)
		}
	}
	if asked.Load() != 3 {
		t.Errorf("asked %d times, want 3: all, the old name, the new name", asked.Load())
	}
	for range 3 {
		if _, err := facts.Product(t.Context(), "no-such-tool"); !errors.As(err, new(*catalog.UnknownProductError)) {
			t.Errorf("%v", err)
		}
	}
	if asked.Load() != 4 {
		t.Errorf("asked %d times, want 4", asked.Load())
	}
}

func TestAPIThatAsksToWait(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]string{"seconds": "0", "an instant": time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC).Format(http.TimeFormat)} {
		var times atomic.Int64
		server, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if times.Add(1) == 1 {
				w.Header().Set("Retry-After", after)
				w.Header().Set("Date", time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC).Format(http.TimeFormat))
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			full(w, r)
		})
		facts := open(t, catalog.Config{URL: server.URL, Client: server.Client()})
		if product, findings := lookUp(t, facts); len(findings) != 0 || product.FactsAsOf.String() != "2026-11-20" {
			t.Errorf("%s: %v", name, findings)
		}
	}
}

func TestAPICache(t *testing.T) {
	t.Parallel()
	directory := filepath.Join(t.TempDir(), "cache")
	var mode atomic.Value
	mode.Store("full")
	server, asked := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case mode.Load() == "down":
			w.WriteHeader(http.StatusServiceUnavailable)
		case r.Header.Get("If-None-Match") == `"one"`:
			w.WriteHeader(http.StatusNotModified)
		default:
			full(w, r)
		}
	})
	at := func(now time.Time) (*catalog.Product, string) {
		product, findings := lookUp(t, open(t, catalog.Config{
			URL: server.URL, Client: server.Client(), CacheDirectory: directory, MaxAge: time.Hour, Now: now,
		}))
		if len(findings) == 0 {
			return product, ""
		}
		return product, findings[0].Message
	}
	for _, step := range []struct {
		after time.Duration
		mode  string
		asked int64
		says  string
	}{
		{0, "full", 1, ""},
		{59 * time.Minute, "full", 1, ""},                                // kept, not asked
		{2 * time.Hour, "full", 2, ""},                                   // asked, not modified
		{2*time.Hour + 59*time.Minute, "full", 2, ""},                    // the answer counts from then on
		{-time.Hour, "full", 3, ""},                                      // kept by a clock that went wrong: asked
		{5 * time.Hour, "down", 4, "kept 6 hours ago"},                   // down: kept facts with their age
		{30 * time.Hour, "down", 5, "kept 1 day ago"},                    //
		{30 * 24 * time.Hour, "down", 6, "kept 30 days ago"},             //
		{31 * 24 * time.Hour, "full", 7, ""},                             // up again
		{31*24*time.Hour + 30*time.Minute, "down", 7, ""},                // fresh
		{31*24*time.Hour + 90*time.Minute, "down", 8, "kept 1 hour ago"}, //
	} {
		mode.Store(step.mode)
		product, says := at(today.Add(step.after))
		if asked.Load() != step.asked || step.says == "" && says != "" || !strings.Contains(says, step.says) || product.FactsAsOf.String() != "2026-11-20" {
			t.Errorf("after %s, %s: asked %d, %q, facts as of %s; want %d, %q", step.after, step.mode, asked.Load(), says, product.FactsAsOf, step.asked, step.says)
		}
	}
	// A broken cache is none.
	kept, err := filepath.Glob(filepath.Join(directory, "*.json"))
	if err != nil || len(kept) != 2 {
		t.Fatalf("%v, %v", kept, err)
	}
	for _, path := range kept {
		if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	mode.Store("down")
	if product, says := at(today); product.FactsAsOf.String() != "2026-08-22" || !strings.Contains(says, "embedded") {
		t.Errorf("facts as of %s, %q", product.FactsAsOf, says)
	}
	// One that cannot be written does not matter.
	mode.Store("full")
	facts := open(t, catalog.Config{URL: server.URL, Client: server.Client(), CacheDirectory: "/dev/null/cache"})
	if _, findings := lookUp(t, facts); len(findings) != 0 {
		t.Errorf("%v", findings)
	}
}

func TestAPIWithACancelledContext(t *testing.T) {
	t.Parallel()
	server, _ := serve(t, full)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	facts := open(t, catalog.Config{URL: server.URL, Client: server.Client()})
	if _, err := facts.Product(ctx, "php"); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	// The next one asks again.
	if product, findings := lookUp(t, facts); len(findings) != 0 || product.FactsAsOf.String() != "2026-11-20" {
		t.Errorf("%v", findings)
	}
}

// A product that is malformed in a live answer falls back alone and is named.
func TestAPIMalformedProduct(t *testing.T) {
	t.Parallel()
	for name, broken := range map[string]string{
		"a bad day":    strings.Replace(fullAnswer, `"eolFrom": "2030-12-31"`, `"eolFrom": "never"`, 1),
		"a wrong type": strings.Replace(fullAnswer, `"name": "php",`, `"name": "php", "category": 7,`, 1),
	} {
		server, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(broken)) })
		facts := open(t, catalog.Config{URL: server.URL, Client: server.Client()})
		php, err := facts.Product(t.Context(), "php")
		if err != nil || len(php.Cycles) < 20 || len(php.Faults) != 1 || !strings.Contains(php.Faults[0], "php") || !strings.Contains(php.Faults[0], "stand in for it") {
			t.Errorf("%s: %v, %v", name, php, err)
		}
		if tool, err := facts.Product(t.Context(), "some-tool"); err != nil || len(tool.Faults) != 0 {
			t.Errorf("%s: %v, %v", name, tool, err)
		}
	}
}

// software.md 8: a feed adds, and never erases what is known better.
func TestFeedErasesNothing(t *testing.T) {
	t.Parallel()
	feed := file(t, "full.json", `{"generated_at": "2027-01-10T00:00:00Z", "result": [
		{"name": "tomcat", "releases": [{"name": "7", "releaseDate": "2013-01-10", "eolFrom": "2021-03-31"}]},
		{"name": "php", "releases": [{"name": "7.4", "isEol": false}, {"name": "5.3", "eoasFrom": "2011-06-30", "isEol": true}]},
		{"name": "ubuntu", "releases": [{"name": "10.04", "eolFrom": "2013-05-09"}]},
		{"name": "jenkins", "releases": [{"name": "2", "isEol": false}]},
		{"name": "nginx", "releases": [{"name": "1.30", "releaseDate": "2026-04-14", "eolFrom": "2026-12-01"}]}]}`)
	facts := open(t, catalog.Config{Path: feed})
	for _, test := range []struct{ product, cycle, released, active, security string }{
		{"tomcat", "7", "2011-01-14", "", "2021-03-31"},
		{"php", "7.4", "", "", "2022-11-28"},
		{"php", "5.3", "", "2013-07-11", "2014-08-14"},
		{"ubuntu", "10.04", "", "", "2015-04-30"},
		// Where nothing was announced, a day is news.
		{"nginx", "1.30", "", "", "2026-12-01"},
	} {
		product, err := facts.Product(t.Context(), test.product)
		if err != nil {
			t.Fatal(err)
		}
		cycle, _ := product.Cycle(test.cycle)
		if test.released != "" && cycle.Released.String() != test.released || test.active != "" && cycle.ActiveEnds.String() != test.active || cycle.SecurityEnds.String() != test.security {
			t.Errorf("%s %s: released %s, active %s, security %s; want %+v", test.product, test.cycle, cycle.Released, cycle.ActiveEnds, cycle.SecurityEnds, test)
		}
		if cycle.Confirmed.String() != "2027-01-10" {
			t.Errorf("%s %s: confirmed on %s", test.product, test.cycle, cycle.Confirmed)
		}
	}
	jenkins, err := facts.Product(t.Context(), "jenkins")
	if err != nil {
		t.Fatal(err)
	}
	if _, there := jenkins.Cycle("2"); there {
		t.Error("a cycle that is left out on purpose came back")
	}
	ubuntu, _ := facts.Product(t.Context(), "ubuntu")
	if cycle, _ := ubuntu.Cycle("10.04"); len(cycle.Alternatives) != 1 || cycle.Alternatives[0].Ends.String() != "2013-05-09" {
		t.Errorf("what the feed says otherwise is lost: %v", cycle.Alternatives)
	}
	// Facts of an earlier day than those below say nothing against them.
	old := file(t, "full.json", `{"generated_at": "2020-01-10T00:00:00Z", "result": [{"name": "php", "releases": [{"name": "8.4", "eolFrom": "2031-01-01", "latest": {"name": "8.4.1", "date": "2024-12-01"}}]}]}`)
	php, err := open(t, catalog.Config{Path: old}).Product(t.Context(), "php")
	if err != nil {
		t.Fatal(err)
	}
	if cycle, _ := php.Cycle("8.4"); cycle.SecurityEnds.String() != "2028-12-31" || cycle.Latest.Name == "8.4.1" || cycle.Confirmed.String() == "2020-01-10" {
		t.Errorf("%s, %v, %s", cycle.SecurityEnds, cycle.Latest, cycle.Confirmed)
	}
}
