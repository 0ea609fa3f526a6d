package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// leadOf is the sentence on top of a comment.
func leadOf(t *testing.T, r report.Report) string {
	t.Helper()
	lines := strings.Split(r.Markdown(0), "\n")
	return strings.ReplaceAll(strings.Trim(lines[2], "*"), "\\", "")
}

// The sentence on top says facts, in the singular and the plural, with dates both
// ways, and of a page that passes what ends next.
func TestLead(t *testing.T) {
	t.Parallel()
	unknown := report.LineOf(deadline.Deadline{ID: "a/u", Identity: deadline.Identity{Owner: "o"}}.Judge(now, time.UTC))
	passing := func(lines ...report.Line) report.Report {
		return report.Report{Title: "t", Passed: true, Now: now, Lines: lines}
	}
	said := unknown
	said.Status = deadline.StatusOK
	open := report.LineOf(deadline.Deadline{ID: "a/open", Timeline: deadline.Timeline{End: deadline.OpenEnded}}.Judge(now, time.UTC))
	moved := judged("t", thing("certificate/mail", "a", -1, 30, 30))
	moved.Moved = true
	noon := judged("t", thing("certificate/mail", "a", 0, 30, 30))
	noon.Now = now.Add(12 * time.Hour)
	for name, test := range map[string]struct {
		report report.Report
		want   string
	}{
		"one of each": {
			judged("t", thing("certificate/mail", "a", -1, 30, 30), thing("certificate/www", "b", 5, 30, 30)),
			"1 thing has ended and 1 more ends by 22 December; 2 owners must act; first certificate/mail, which expired 1 day ago.",
		},
		"yesterday":           {noon, "1 thing has ended and nothing more ends by 22 December; 1 owner must act; first certificate/mail, which expired yesterday."},
		"as of another day":   {moved, "As of 22 November 2026: 1 thing has ended and nothing more ends by 22 December; 1 owner must act; first certificate/mail, which expired 1 day ago."},
		"years ago":           {judged("t", thing("a/a", "o", -3426, 1, 1)), "1 thing has ended and nothing more ends by 22 December; 1 owner must act; first a/a, which expired 9 years ago."},
		"nobody is named":     {judged("t", thing("a/a", "", 9, 30, 30)), "1 thing stops by 22 December; nobody is named to act on 1 thing; first a/a, overdue since 1 November."},
		"due in another year": {judged("t", thing("a/a", "o", 70, 30, 45)), "Nothing stops by 22 December; 1 owner must act; first a/a, to act on by 31 December."},
		"all well":            {judged("t", thing("a/a", "o", 400, 30, 30), thing("a/b", "o", 300, 30, 30)), "Nothing stops by 22 December; next ends a/b, in 9 months, 17 September 2027."},
		"no end announced":    {passing(open), "Nothing stops by 22 December; no end is announced for 1 thing."},
		"unknown, and passes": {passing(unknown), "Nothing stops by 22 December; the end of 1 thing cannot be told."},
		"ended, nobody knows when": {
			passing(report.LineOf(deadline.Deadline{ID: "a/x", Timeline: deadline.Timeline{End: deadline.End{State: deadline.EndedUnknownDay}}}.Judge(now, time.UTC))),
			"1 thing has ended and nothing more ends by 22 December.",
		},
		"an assertion": {
			report.Report{Title: "t", Now: now, Breaches: []report.Breach{{ID: "assertion/x", Severity: deadline.SeverityError, Owner: "o", Message: "m"}}},
			"1 owner must act; first assertion/x.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := leadOf(t, test.report); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// gates.md, "What a person sees" 7, and the rule above all: what is unknown is
// never green, whoever calls it ok.
func TestUnknownIsNeverGreen(t *testing.T) {
	t.Parallel()
	given := report.Line{ID: "a/given", Status: deadline.StatusOK}
	r := report.Report{Title: "t", Passed: true, Now: now, Lines: []report.Line{given}}
	content, comment := page(t, r), r.Markdown(0)
	if !strings.Contains(content, `<td class="s unknown">ok<th scope="row">a/given<small>Whoever gave it says so, and gives no end.</small>`) {
		t.Error("the page shows it in the colour of what is well")
	}
	if !strings.Contains(comment, "⚪ ok") || strings.Contains(comment, "🟢") {
		t.Errorf("%s", comment)
	}
	if !strings.Contains(content, "<dt>unknown</dt><dd>1</dd>") {
		t.Error("the strip does not count it")
	}
	r.Lines = []report.Line{{ID: "a/unknown", Status: deadline.StatusUnknown}}
	if content, comment = page(t, r), r.Markdown(0); !strings.Contains(content, `<header class="open">`) || !strings.Contains(comment, "## ⚪ t passes") {
		t.Errorf("a page that passes with something unknown is green: %.300s", comment)
	}
	if badge, _ := r.Badge(); strings.Contains(string(badge), "#1a7a4c") {
		t.Errorf("the badge is green: %s", badge)
	}
}

// What a thing says of time is said once, in the page's words, with nothing lost:
// its cause, and what others have put behind the sentence.
func TestNothingOfAMessageIsLost(t *testing.T) {
	t.Parallel()
	d := thing("certificate/www", "o", 10, 30, 30)
	d.Cause = "its intermediate R3 ends first"
	r := judged("t", d)
	r.Breaches[0].Message += " A waiver by cto covers it only from 2026-12-01."
	for _, language := range text.Languages {
		r.Language = language
		for name, content := range map[string]string{"page": page(t, r), "Markdown": r.Markdown(0)} {
			for _, piece := range []string{"its intermediate R3 ends first", "A waiver by cto covers it only from 2026-12-01"} {
				if !strings.Contains(content, piece) {
					t.Errorf("%s in %s: %q is lost", name, language, piece)
				}
			}
		}
	}
	r.Language = text.English
	r.Breaches[0].Message = "certificate/www is blocked by a freeze."
	if content := page(t, r); !strings.Contains(content, "<p>Is blocked by a freeze.</p>") {
		t.Error("a message that is another is not told")
	}
}

// A gate is handed objects whose reasons were written elsewhere, causes and all:
// the page says the dates in its own words, and the rest as it came.
func TestReasonsOfObjectsOfOthers(t *testing.T) {
	t.Parallel()
	d := thing("software/php@7.4", "web@example.test", -1460, 30, 30)
	d.Cause = "security support of PHP 7.4 ended on 2022-11-28"
	with := d.Judge(now, time.UTC)
	d.Cause = ""
	without := d.Judge(now, time.UTC)
	without.Reason = with.Reason // as policy hands it on
	r := report.Report{Title: "t", Now: now, Lines: []report.Line{report.LineOf(without)}}
	r.Breaches = []report.Breach{{Rule: deadline.RuleExpired, Severity: deadline.SeverityError, ID: d.ID, Owner: d.Owner, Message: with.Reason, Timeline: d.Timeline}}
	for name, content := range map[string]string{"page": page(t, r), "Markdown": r.Markdown(0)} {
		if !strings.Contains(content, "3 years ago, 22 November 2022: security support of PHP 7.4 ended on 2022-11-28.") || strings.Contains(content, "1460 days") {
			t.Errorf("%s: %.3000s", name, content)
		}
	}
	r.Breaches[0].Message = d.ID + " expired 1460 days ago or so."
	if content := r.Markdown(0); !strings.Contains(content, "Expired 1460 days ago or so.") {
		t.Error("a sentence of another form is not told as it is")
	}
}

// A remedy stands once on a page, a lesson once at its end, however many break the
// rule; and what is cut is counted.
func TestEachRemedyOnce(t *testing.T) {
	t.Parallel()
	r := fleet(200)
	content := page(t, r)
	for _, rule := range []deadline.Rule{deadline.RuleExpired, deadline.RuleOverdue, deadline.RuleMaintainerMissing} {
		if n := strings.Count(content, ">"+rule.Remedy()+" <"); n != 1 {
			t.Errorf("the remedy of %s stands there %d times", rule, n)
		}
	}
	if n := strings.Count(content, lessonTexts["G21"]); n != 1 {
		t.Errorf("a lesson stands there %d times", n)
	}
	comment := r.Markdown(0)
	if n := strings.Count(comment, deadline.RuleOverdue.Remedy()); n != 1 {
		t.Errorf("the remedy stands in a comment %d times", n)
	}
	table, _, _ := strings.Cut(comment, "<details>")
	if rows := strings.Count(table, "\n| ") - 2; rows != 10 {
		t.Errorf("%d things stand open in a comment", rows)
	}
	if !strings.Contains(comment, "<summary>team-03@example.test (") {
		t.Error("the rest is not folded by owner")
	}
}
