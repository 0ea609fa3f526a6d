package report_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// axeFile is where .ci/axe puts the accessibility checker.
const axeFile = "../../bin/axe.min.js"

// missing skips a test for want of a program; where CI=true it fails.
func missing(t testing.TB, remedy string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(remedy)
	}
	t.Skip(remedy)
}

// browser gives the path of Chromium. Where only quick tests are asked for, the
// test is skipped.
func browser(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a browser: make test runs it")
	}
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		missing(t, "install Debian package chromium")
	}
	return chromium
}

// browse opens one of some pages in headless Chromium and reads the element
// "result" of what has become of it.
func browse(t *testing.T, pages map[string]string, open string, into any, flags ...string) {
	t.Helper()
	chromium := browser(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		content, ok := pages[strings.TrimPrefix(r.URL.Path, "/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(content))
	}))
	t.Cleanup(server.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	args := append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--user-data-dir=" + t.TempDir(), "--virtual-time-budget=20000", "--dump-dom",
	}, flags...)
	cmd := exec.CommandContext(ctx, chromium, append(args, server.URL+"/"+open)...)
	cmd.WaitDelay = 5 * time.Second
	dom, err := cmd.Output()
	if err != nil {
		t.Fatalf("chromium: %v", err)
	}
	if err := json.Unmarshal([]byte(textOf(string(dom), "result")), into); err != nil {
		t.Fatalf("the page says nothing: %v\n%.3000s", err, dom)
	}
}

// textOf is the text of the element that has an id.
func textOf(page, id string) string {
	tokens := html.NewTokenizer(strings.NewReader(page))
	for kind := tokens.Next(); kind != html.ErrorToken; kind = tokens.Next() {
		token := tokens.Token()
		if kind == html.StartTagToken && slices.Contains(token.Attr, html.Attribute{Key: "id", Val: id}) {
			tokens.Next()
			return tokens.Token().Data
		}
	}
	return ""
}

// looked is what stands on a page at one moment.
type looked struct {
	Rows, Owners   []string
	Tasks, Actions int
	Said           string
}

type place struct{ Left, Right float64 }

// What a browser shows, and what the filter leaves of it, under the page's own
// policy on scripts and styles.
func TestPageInABrowser(t *testing.T) {
	t.Parallel()
	harness, err := os.ReadFile("testdata/harness.html")
	if err != nil {
		t.Fatal(err)
	}
	r := world()
	var shown struct {
		Heading, Styled     string
		FilterShown         bool
		Pictures, TickTexts []string
		Today               place
		Ticks               []place
		Bars                []struct {
			Title string
			Parts []place
		}
		All, ByOwner, ByText looked
	}
	browse(t, map[string]string{"harness.html": string(harness), "page.html": page(t, r)}, "harness.html", &shown, "--window-size=1400,1000")
	if shown.Heading != "gate/release fails" || !shown.FilterShown || shown.Styled != "600" || !slices.Equal(shown.Pictures, []string{"wide"}) {
		t.Errorf("heading %q, filter %t, weight %s, pictures %q", shown.Heading, shown.FilterShown, shown.Styled, shown.Pictures)
	}
	if len(shown.All.Rows) != 18 || len(shown.All.Owners) != 4 || shown.All.Tasks != 11 || shown.All.Actions != 6 || shown.All.Said != "" {
		t.Errorf("at first: %+v", shown.All)
	}
	if got := shown.ByOwner; len(got.Rows) != 5 || !slices.Equal(got.Owners, []string{"team-shop@example.test"}) || got.Actions != 3 || got.Said != "5 of 18 deadlines" {
		t.Errorf("by owner: %+v", got)
	}
	if got := shown.ByText; !slices.Equal(got.Rows, []string{"contract/cloud-lease"}) || got.Tasks != 1 || got.Said != "1 of 18 deadlines" {
		t.Errorf("by text: %+v", got)
	}

	first, err := time.Parse("Jan 2006", shown.TickTexts[0])
	if err != nil {
		t.Fatal(err)
	}
	last, err := time.Parse("Jan 2006", shown.TickTexts[len(shown.TickTexts)-1])
	if err != nil {
		t.Fatal(err)
	}
	from, to := shown.Ticks[0].Left, shown.Ticks[len(shown.Ticks)-1].Left
	at := func(x float64) time.Time {
		return first.Add(time.Duration((x - from) / (to - from) * float64(last.Sub(first))))
	}
	if !near(at(shown.Today.Left), now) {
		t.Errorf("today is at %s", at(shown.Today.Left))
	}
	for _, bar := range shown.Bars {
		for _, line := range r.Lines {
			if !strings.HasPrefix(bar.Title, line.ID+": ") || line.Status == deadline.StatusExpired || len(bar.Parts) != 2 {
				continue
			}
			if !near(at(bar.Parts[0].Left), line.RemindAt) || !near(at(bar.Parts[1].Left), line.ActBy) || !near(at(bar.Parts[1].Right), line.End.At) {
				t.Errorf("%s: from %s over %s to %s", bar.Title, at(bar.Parts[0].Left), at(bar.Parts[1].Left), at(bar.Parts[1].Right))
			}
		}
	}
}

// axe-core finds nothing to object to, light or dark, wide or narrow.
func TestPageIsAccessible(t *testing.T) {
	t.Parallel()
	axe, err := os.ReadFile(axeFile)
	if err != nil {
		missing(t, "run .ci/axe, which fetches axe-core")
	}
	// The page's policy keeps foreign scripts out, so the one that is to be run is
	// let in.
	const check = `</pre><script>
// Of a table of thousands the first part is looked at; the others are made alike.
for (const part of document.querySelectorAll('.far')) part.remove();
axe.run(document, { exclude: ['#result'] }).then(found => {
  document.getElementById('result').textContent = JSON.stringify({
    dark: matchMedia('(prefers-color-scheme: dark)').matches, width: innerWidth, passed: found.passes.length,
    violations: found.violations.map(v => v.id + ': ' + v.help + ' ' + v.nodes.slice(0, 3).map(n => n.html + ' ' + n.failureSummary).join(' ')),
    incomplete: found.incomplete.map(v => v.id + ': ' + v.nodes.length),
  });
}, error => { document.getElementById('result').textContent = JSON.stringify({ violations: [String(error)] }); });
</script></body>`
	japanese := world()
	japanese.Language = text.Japanese
	reports := map[string]report.Report{"world": world(), "Japanese": japanese, "5": fleet(5), "200": fleet(200), "5000": fleet(5000)}
	light, dark, narrow := []string{"--window-size=1280,1000"}, []string{"--window-size=1280,1000", "--blink-settings=preferredColorScheme=0"}, []string{"--window-size=390,800"}
	for name, test := range map[string]struct {
		flags []string
		dark  bool
	}{
		"world light": {light, false}, "world dark": {dark, true}, "world narrow": {narrow, false}, "Japanese light": {light, false},
		"5 light": {light, false}, "5 narrow": {narrow, false}, "200 light": {light, false}, "200 dark": {dark, true}, "200 narrow": {narrow, false}, "5000 light": {light, false},
	} {
		t.Run(name, func(t *testing.T) {
			size, _, _ := strings.Cut(name, " ")
			content := strings.Replace(page(t, reports[size]), `http-equiv="Content-Security-Policy"`, `name="x"`, 1)
			content = strings.Replace(content, "</body>", `<script>`+string(axe)+`</script><pre id="result" hidden>`+check, 1)
			var result struct {
				Dark          bool
				Width, Passed int
				Violations    []string
				Incomplete    []string
			}
			browse(t, map[string]string{"page.html": content}, "page.html", &result, test.flags...)
			for _, violation := range result.Violations {
				t.Error(violation)
			}
			if result.Passed < 20 || result.Dark != test.dark {
				t.Errorf("%d checks passed, dark %t", result.Passed, result.Dark)
			}
			t.Logf("%d checks passed at width %d; not decided: %q", result.Passed, result.Width, result.Incomplete)
		})
	}
}
