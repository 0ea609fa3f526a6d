package report_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/yuin/goldmark/renderer"
	gomarkdown "github.com/yuin/goldmark/renderer/html"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

// unsafe lets raw HTML through, so that a test sees what would be injected.
func unsafe() renderer.Option { return gomarkdown.WithUnsafe() }

var mermaidLine = regexp.MustCompile(`^(%%\{init: \{"gantt": \{"displayMode": "compact", "leftPadding": 240\}\}\}%%|gantt|dateFormat YYYY-MM-DD|axisFormat %Y-%m-%d|todayMarker off|` +
	`(\x{200b}|(as of|時点) [0-9-]{10}|(until|終了) [0-9-]{10}( far off| 範囲外)?) :((crit|active), )?(milestone, )?(judged|[abc][0-9]+), [0-9]{4}-[0-9]{2}-[0-9]{2}, (0d|[0-9-]{10}))$`)

func TestMarkdown(t *testing.T) {
	t.Parallel()
	page := strings.NewReplacer("\u00a0", " ", "\u2011", "-").Replace(string(render(t, []byte(world().Markdown(0)))))
	for _, piece := range []string{
		"<h2>❌ gate/release fails</h2>\n<p><strong>2 things have ended and 2 more end by 22 December;",
		"Of 18 deadlines, 2 expired, 2 overdue, 1 unknown and 4 due. 4 things fail the plan. 6 things are to watch. 1 thing is known only at apply, and judged then.",
		"<p>As of 22 November 2026 UTC</p>",
		"<td><strong>ended 20 November, 1 day ago</strong></td>\n<td><code>certificate/adfs.example.test:443</code></td>\n<td><code>team-platform@example.test</code></td>\n" +
			"<td>Expired 1 day ago, 20 November: its leaf ends first. (<code>expired</code>)",
		"<li>Renew it now; the time that a renewal takes has begun. (<code>overdue</code>: 2 things)</li>",
		"<td>nobody is named</td>",
		"section certificate/www.example.test∶443\n  \u200b :crit, a0, 2026-10-12, 2026-11-11\n  \u200b :crit, b0, 2026-11-11, 2026-12-11\n  until 2026-12-10 :crit, milestone, c0, 2026-12-11, 0d\n",
		"<summary>Waived for now (1)</summary>", "<td>2027-01-31</td>", "moves to PHP 8.4 with release 41. SHOP-1182",
		"<summary>Judged only at apply (1)</summary>",
		"<li><strong>G21</strong> Write down everything",
		"<summary>All deadlines (18)</summary>", "<td>🟢 ok</td>\n<td><code>software/debian@12</code></td>", "no end announced",
	} {
		if !strings.Contains(page, piece) {
			t.Errorf("%q is missing in\n%s", piece, page)
		}
	}
	if strings.Contains(page, "Left out") {
		t.Error("something is left out of a short page")
	}
}

func TestMarkdownVerdicts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		report report.Report
		want   []string
		never  []string
	}{
		"nothing":              {report.Report{Title: "t", Passed: true}, []string{"⚪ t judged no deadline", "No deadline was judged."}, []string{"| ---", "passes"}},
		"nothing yet":          {report.Report{Title: "t", Passed: true, Unsettled: []string{"a", "b"}}, []string{"⏳ t is not judged yet", "No deadline is judged yet: 2 things are known only at apply."}, []string{"passes"}},
		"some not yet":         {unsettled(judged("t", thing("a/a", "o", 300, 30, 30))), []string{"⏳ t is not judged yet", "In good time: 1 deadline, none due. 1 thing is known only at apply, and judged then."}, []string{"passes"}},
		"fails, some not yet":  {unsettled(judged("t", thing("a/a", "o", -3, 30, 30))), []string{"❌ t fails"}, []string{"passes", "is not judged yet"}},
		"all well":             {judged("t", thing("a/a", "o", 300, 30, 30)), []string{"✅ t passes", "In good time: 1 deadline, none due."}, []string{"What to do"}},
		"fails with no breach": {report.Report{Title: "t"}, []string{"❌ t fails", "fails, though no rule listed here does"}, []string{"passes"}},
		"an unheard-of severity": {
			report.Report{Title: "t", Breaches: []report.Breach{{ID: "a", Severity: "fatal", Message: "m"}}},
			[]string{"1 thing fails the plan", "| **now** | `a` |"},
			nil,
		},
		"an end far off": {
			judged("t", thing("certificate/root", "o", 4000, 30, 30), thing("certificate/old", "o", -4000, 30, 30)),
			[]string{"section certificate/root\n  until 2037-11-03 far off :milestone,"},
			[]string{"\u200b", "section certificate/old"},
		},
		"no end known": {report.Report{Title: "t", Passed: true, Lines: []report.Line{{ID: "a"}}}, []string{"1 unknown"}, []string{"mermaid"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := test.report.Markdown(0)
			for _, piece := range test.want {
				if !strings.Contains(page, piece) {
					t.Errorf("%q is missing in\n%s", piece, page)
				}
			}
			for _, piece := range test.never {
				if strings.Contains(page, piece) {
					t.Errorf("%q stands in\n%s", piece, page)
				}
			}
		})
	}
}

// However many deadlines there are, a page stays within its limit, counts what
// it leaves out, and every table and fold in it is whole.
func TestMarkdownLimits(t *testing.T) {
	t.Parallel()
	fleet := many(3000)
	for i := range fleet.Breaches {
		if i%3 == 0 {
			fleet.Breaches[i].Waiver = &report.Waiver{Approver: "cto", Reason: "later", EndsOn: deadline.Date{Year: 2027, Month: time.January, Day: 1}}
		}
	}
	for i := range 2000 {
		fleet.Unsettled = append(fleet.Unsettled, fmt.Sprintf("asset/%d", i))
	}
	// The most that can stand beside a verdict.
	fleet.Title = "gate/" + strings.Repeat("本番_", 100)
	fleet.BreakGlass = strings.Repeat("*緊急更新", 100)
	fleet.Passed = true
	fleet.Until = &report.Until{At: days(30), Reason: strings.Repeat("証明書_", 300)}
	loud := fleet
	fleet = report.Merge([]report.Report{fleet, unsettled(fleet), judged(fleet.Title, thing("a/a", "o", 3, 1, 1))})
	fleet.BreakGlass, fleet.Until = loud.BreakGlass, loud.Until
	for _, limit := range []int{0, 1, 6_000, 8_000, 20_000, report.BitbucketLimit, report.GitHubLimit, report.GitLabLimit} {
		page := fleet.Markdown(limit)
		most := max(limit, 6_000)
		if limit == 0 {
			most = report.DefaultMarkdownLimit
		}
		long := len(utf16.Encode([]rune(page)))
		if long > most {
			t.Errorf("limit %d: %d characters", limit, long)
		}
		if limit < 1_000_000 && (!strings.Contains(page, "Left out for length:") || !regexp.MustCompile(`Left out for length: [0-9,]+ deadlines`).MatchString(page)) {
			t.Errorf("limit %d: it is not said what is left out", limit)
		}
		if strings.Count(page, "<details>") != strings.Count(page, "</details>") || strings.Count(page, "\n```")%2 != 0 {
			t.Errorf("limit %d: something is not closed", limit)
		}
		if limit >= 20_000 && long < most*8/10 && limit < 1_000_000 {
			t.Errorf("limit %d: only %d characters are used", limit, long)
		}
		checkMarkup(t, render(t, []byte(page)), markdownMarkup)
	}
}
