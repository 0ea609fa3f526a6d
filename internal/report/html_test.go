package report_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

func page(t testing.TB, r report.Report) string {
	t.Helper()
	content, err := r.HTML()
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestHTML(t *testing.T) {
	t.Parallel()
	content := page(t, world())
	for _, piece := range []string{
		"<title>gate/release fails</title>", "<h1>gate/release <strong>fails</strong></h1>", "4 things fail the plan.",
		`<p class="lead">2 things have ended and 2 more end by 22 December; the end of 1 thing cannot be told; 3 owners must act, and nobody is named for 1 thing; first certificate/adfs.example.test:443, which expired 1 day ago.</p>`,
		`<dt class="s expired">expired</dt><dd>2</dd>`, `<div class="owner" data-owner="contracts@example.test">`,
		"<h4>nobody is named", `<span>ended</span> <time datetime="2026-11-21T00:00:00Z">2026-11-20</time> <span>1 day ago</span>`,
		`<a class="rule" href="#lesson-G21">overdue</a>`, `<div id="lesson-G21">`, `<h3>Renew it now; the time that a renewal takes has begun. <span class="n">2</span></h3>`,
		`<p>No path leads to a trusted root`, `<dt><strong>30 days</strong> by 22 December</dt><dd>2</dd>`, "<dt>no end</dt><dd>1</dd>",
		"<small>virtual desktops · production</small>", "<td>expired (waived)", "no end announced",
		`<td class="when">2027-01-31</td>`, "SHOP-1182", "<li>certificate/new-lb.example.test:443</li>",
		"No end is announced for 1 deadline. 1 deadline without a known end is not drawn.",
	} {
		if !strings.Contains(content, piece) {
			t.Errorf("%q is missing", piece)
		}
	}
	if strings.Contains(content, "ZgotmplZ") {
		t.Error("the template refused a value")
	}
}

func TestHTMLOfNothing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		report report.Report
		want   []string
	}{
		"nothing to judge": {report.Report{Title: "t", Passed: true}, []string{`<header class="open">`, "t <strong>judged no deadline</strong>", "No deadline was judged.", "<p>Nothing.</p>", "Nothing ends on a known day ahead."}},
		"not judged yet":   {report.Report{Title: "t", Passed: true, Unsettled: []string{"a"}}, []string{`<header class="open">`, "t <strong>is not judged yet</strong>", "Nothing so far; what is judged only at apply"}},
		"fails":            {report.Report{Title: "t"}, []string{"t <strong>fails</strong>", "though no rule listed here does", "see the messages of the plan"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content := page(t, test.report)
			for _, piece := range test.want {
				if !strings.Contains(content, piece) {
					t.Errorf("%q is missing in\n%s", piece, content)
				}
			}
		})
	}
}

// The page's policy lets run what the room wrote and nothing else.
func TestHTMLContentSecurityPolicy(t *testing.T) {
	t.Parallel()
	content := page(t, world())
	var policy string
	found := map[string]string{}
	tokens := html.NewTokenizer(strings.NewReader(content))
	for kind := tokens.Next(); kind != html.ErrorToken; kind = tokens.Next() {
		if kind != html.StartTagToken {
			continue
		}
		token := tokens.Token()
		switch token.Data {
		case "meta":
			for _, attribute := range token.Attr {
				if attribute.Key == "content" && strings.HasPrefix(attribute.Val, "default-src") {
					policy = attribute.Val
				}
			}
		case "style", "script":
			tokens.Next()
			sum := sha256.Sum256(bytes.Clone(tokens.Raw()))
			found[token.Data] = "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
		}
	}
	want := "default-src 'none'; style-src " + found["style"] + "; script-src " + found["script"] + "; base-uri 'none'; form-action 'none'"
	if policy != want {
		t.Errorf("the policy is %s; want %s", policy, want)
	}
}

func TestHTMLIsSelfContained(t *testing.T) {
	t.Parallel()
	content := page(t, world())
	for _, outside := range []string{" src=", "@import", "url(", "<link", "<iframe", "fetch(", "import("} {
		if strings.Contains(content, outside) {
			t.Errorf("%q stands in the page", outside)
		}
	}
	seen := map[string]bool{}
	for _, id := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(content, -1) {
		if seen[id[1]] {
			t.Errorf("two elements are called %q", id[1])
		}
		seen[id[1]] = true
	}
	for _, link := range regexp.MustCompile(` href="#([^"]*)"`).FindAllStringSubmatch(content, -1) {
		if !seen[link[1]] {
			t.Errorf("a link leads nowhere: %q", link[1])
		}
	}
}

// Thousands fit a page that opens at once, and what is cut is counted.
func TestHTMLOfThousands(t *testing.T) {
	t.Parallel()
	fleet := many(10_000)
	content := page(t, fleet)
	if len(content) > 5_000_000 {
		t.Errorf("%d bytes", len(content))
	}
	if rows := strings.Count(content, `<th scope="row">`); rows != 10_000 {
		t.Errorf("%d rows", rows)
	}
	if tasks := strings.Count(content, `<li class="task`); tasks != 300 {
		t.Errorf("%d tasks", tasks)
	}
	if !regexp.MustCompile(`And [0-9,]+ more that are less urgent`).MatchString(content) || !strings.Contains(content, " more end after those that are drawn.") {
		t.Error("it is not said what is cut")
	}
}
