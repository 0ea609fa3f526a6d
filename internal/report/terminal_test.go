package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// gates.md, "What a person sees" 5: a plan leads with how many fail and where all
// of it stands, and says the worst five with who, by when and what to do.
func TestNotices(t *testing.T) {
	t.Parallel()
	said := fleet(200).Notices("report/gate-fleet.html")
	lines := strings.Split(said.Fails, "\n")
	if lines[0] != "85 of 200 fail, 3 to watch; all of it in report/gate-fleet.html" {
		t.Errorf("the first line is %q", lines[0])
	}
	for _, piece := range []string{
		"\n- certificate/cer-0190.example.test expired at the end of 2023-03-31 UTC, 3 years ago (owner team-03@example.test) (expired)\n",
		"\nand 80 more\n", "\nexpired: " + deadline.RuleExpired.Remedy() + " (G21)",
	} {
		if !strings.Contains(said.Fails, piece) {
			t.Errorf("%q is missing in\n%s", piece, said.Fails)
		}
	}
	if strings.Contains(said.Fails, lessonTexts["G21"]) || strings.Count(said.Fails, "G21") != 1 {
		t.Errorf("a lesson is more than its id:\n%s", said.Fails)
	}
	if !strings.HasSuffix(said.Watch, "; certificate/cer-0120.example.test, domain/dom-0143.example.test and 7 more (owner-missing)") &&
		!strings.HasSuffix(said.Watch, "and 98 more (maintainer-missing)") || strings.Count(said.Watch, "maintainer-missing") != 1 {
		t.Errorf("what is untidy takes more than a line:\n%s", said.Watch)
	}
}

// linesOf counts the lines of a terminal that a text takes.
func linesOf(said string) (n int) {
	for line := range strings.Lines(said) {
		n += 1 + max(0, len([]rune(strings.TrimRight(line, "\n")))-1)/76
	}
	return n
}

// What takes few lines is told whole; where the worst take many, each is cut, so
// that a gate over hundreds is read without scrolling.
func TestNoticesInACrowd(t *testing.T) {
	t.Parallel()
	const why = "; because of a long story that would be told in full where nothing else is to be told, and which takes three lines of a terminal at least, as any reader of it can count by heart"
	for n, whole := range map[int]bool{1: true, 2: true, 5: false, 200: false} {
		r := report.Report{Title: "t", Now: now}
		for i := range n {
			d := thing(fmt.Sprintf("licence/number-%03d", i), "team@example.test", -i-1, 30, 30).Judge(now, time.UTC)
			r.Lines = append(r.Lines, report.LineOf(d))
			r.Breaches = append(r.Breaches, report.Breach{Rule: deadline.RuleExpired, Severity: deadline.SeverityError, ID: d.ID, Owner: d.Owner, Message: strings.TrimSuffix(d.Reason, ".") + why})
		}
		said := r.Notices("report/gate-x.html").Fails
		if strings.Contains(said, "by heart") != whole {
			t.Errorf("%d: told whole is %t:\n%s", n, !whole, said)
		}
		if lines := linesOf(said); lines > 19 {
			t.Errorf("%d: %d lines:\n%s", n, lines, said)
		}
	}
}

// However many deadlines there are and however long their names, a plan says no
// more than 22 lines.
func TestNoticesAreShort(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 5, 30, 200, 5000} {
		for _, language := range text.Languages {
			r := fleet(n)
			r.Language = language
			for i := range r.Breaches {
				r.Breaches[i].Remedy = fmt.Sprintf("remedy %d", i) // each its own
				if i%3 == 0 {
					r.Breaches[i].Message += strings.Repeat(" and more", 200)
				}
			}
			said := r.Notices("report/x.html")
			if all := strings.Count(said.Fails+"\n"+said.Watch, "\n") + 1; all > 22 {
				t.Errorf("%d: %d lines\n%s\n\n%s", n, all, said.Fails, said.Watch)
			}
			// As Terraform wraps it: five remedies of two lines, and room for the place.
			if wrapped := linesOf(said.Fails); wrapped > 30 {
				t.Errorf("%d: what fails takes %d lines of a terminal:\n%s", n, wrapped, said.Fails)
			}
			for line := range strings.Lines(said.Fails + said.Watch) {
				if len([]rune(line)) > 1200 {
					t.Errorf("%d: a line of %d characters", n, len([]rune(line)))
				}
			}
		}
	}
}

func TestNoticesOfLittle(t *testing.T) {
	t.Parallel()
	bare := func(r report.Report, rules ...deadline.Rule) report.Report {
		for _, rule := range rules {
			r.Breaches = append(r.Breaches, report.Breach{Rule: rule, Severity: deadline.SeverityWarn, ID: "asset/erp", Owner: "o", Message: "asset/erp lacks it."})
		}
		return r
	}
	far := thing("asset/erp", "o", 600, 30, 30)
	unnamed := judged("t", thing("asset/x", "", 600, 30, 30))
	unnamed.Breaches[0].Severity, unnamed.Passed = deadline.SeverityError, false
	duplicate := report.Breach{Rule: deadline.RuleDuplicate, Severity: deadline.SeverityWarn, ID: "asset/erp", Owner: "o", Message: "asset/erp ends 2027-01-01 in one place and 2028-01-01 in another.", Remedy: "Keep the true one."}
	waived := judged("t", thing("a/a", "o", -3, 1, 1))
	waived.Breaches[0].Waiver, waived.Passed = &report.Waiver{}, true
	odd := judged("t", far)
	odd.Passed = false
	for name, test := range map[string]struct {
		report report.Report
		want   report.Notices
	}{
		"nothing":                     {judged("t", far), report.Notices{}},
		"a first plan of one asset":   {bare(judged("t", far), deadline.RuleMaintainerMissing, deadline.RuleCriticalityMissing), report.Notices{Watch: "Only untidy: asset/erp (maintainer-missing); asset/erp (criticality-missing)"}},
		"what is waived is no matter": {waived, report.Notices{}},
		"untidy, and made to fail":    {unnamed, report.Notices{Fails: "1 of 1 fails\n\n- asset/x names no owner, so nobody is asked to renew it (owner-missing); by 2028-06-13\n\nowner-missing: Name a team that answers for it. (G21)"}},
		"what a message has found": {
			func() report.Report { r := judged("t", far); r.Breaches = append(r.Breaches, duplicate); return r }(),
			report.Notices{Watch: "1 of 1 to watch\n\n- asset/erp ends 2027-01-01 in one place and 2028-01-01 in another (duplicate); owner o\n\nduplicate: Keep the true one."},
		},
		"it fails and nothing says why": {odd, report.Notices{Fails: "The judgement as a whole fails, though no rule listed here does. Look at the messages of the plan."}},
		"an assertion": {
			report.Report{Title: "t", Lines: judged("t", far).Lines, Breaches: []report.Breach{{Rule: "assertion", Severity: deadline.SeverityError, ID: "assertion/x", Message: "Nothing may end on a Sunday."}}},
			report.Notices{Fails: "1 thing fails\n\n- assertion/x: Nothing may end on a Sunday (assertion)"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.report.Notices(""); got != test.want {
				t.Errorf("got\n%q\nwant\n%q", got, test.want)
			}
		})
	}
}
