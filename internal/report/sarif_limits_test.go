package report_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

var primaryHash = regexp.MustCompile(`^[0-9a-f]{32}:[1-9][0-9]*$`)

// gates.md 16: no two results of a run have one fingerprint, also of one id given
// twice or of gates of one name.
func TestSARIFTellsResultsApart(t *testing.T) {
	t.Parallel()
	twice := judged("gate/g", thing("a/a", "", -3, 30, 30), thing("a/a", "", -4, 30, 30), thing("a/b", "", -3, 30, 30))
	elsewhere := judged("gate/g", thing("a/a", "", -3, 30, 30))
	elsewhere.Source = "infra/main.tf"
	for name, r := range map[string]report.Report{
		"world": world(), "one id twice": twice, "hostile": hostileReport("x"),
		"two of one name": report.Merge([]report.Report{twice, elsewhere}), "fails with no breach": {Title: "t"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, run := sarif(t, r)
			seen := map[string]bool{}
			for _, result := range run.Results {
				mark := result.PartialFingerprints["primaryLocationLineHash"]
				if !primaryHash.MatchString(mark) || seen[mark] {
					t.Errorf("%s of %q: fingerprint %q", result.RuleID, result.Message.Text, mark)
				}
				seen[mark] = true
			}
		})
	}
	_, here := sarif(t, judged("gate/g", thing("a/a", "o", -3, 30, 30)))
	elsewhere.Breaches[0].Owner = "o"
	_, there := sarif(t, elsewhere)
	if here.Results[0].PartialFingerprints["primaryLocationLineHash"] == there.Results[0].PartialFingerprints["primaryLocationLineHash"] {
		t.Error("another file has the same fingerprint")
	}
}

// Each gate of a name points at its own file.
func TestSARIFSourceOfEach(t *testing.T) {
	t.Parallel()
	a, b := judged("gate/g", thing("a/a", "o", -3, 30, 30)), judged("gate/g", thing("a/b", "o", -3, 30, 30))
	a.Source, b.Source = "a/main.tf", "b/main.tf"
	_, run := sarif(t, report.Merge([]report.Report{b, a}))
	for _, result := range run.Results {
		want := "a/main.tf"
		if strings.Contains(result.Message.Text, "a/b") {
			want = "b/main.tf"
		}
		if got := result.Locations[0].PhysicalLocation.ArtifactLocation.URI; got != want {
			t.Errorf("%q points at %q", result.Message.Text, got)
		}
	}
}

// suites.md 6: of more than 25,000 results GitHub takes none, so the mildest are
// left out, and that is said.
func TestSARIFIsCut(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	schema := compile(t, source)
	of := func(errors, warnings, waived int) report.Report {
		r := report.Report{Title: "gate/g", Now: now, Lines: []report.Line{{ID: "a"}}}
		add := func(n int, what string, breach report.Breach) {
			for i := range n {
				breach.ID = fmt.Sprintf("%s/%d", what, i)
				r.Breaches = append(r.Breaches, breach)
			}
		}
		add(waived, "waived", report.Breach{Rule: deadline.RuleExpired, Severity: deadline.SeverityError, Waiver: &report.Waiver{Approver: "cto"}})
		add(warnings, "warning", report.Breach{Rule: deadline.RuleDue, Severity: deadline.SeverityWarn})
		add(errors, "error", report.Breach{Rule: deadline.RuleOverdue, Severity: deadline.SeverityError})
		return r
	}
	for name, test := range map[string]struct {
		report                report.Report
		results, errors, warn int
		level, says           string // of the first result, where it says what is left out
		notes                 []string
	}{
		"all fit":              {of(3, 2, 1), 6, 3, 2, "", "", nil},
		"more than are shown":  {of(10, 5000, 0), 5010, 10, 5000, "", "", []string{"Of these 5,010 results GitHub shows the worst 5,000."}},
		"as many as are taken": {of(10, 24_990, 0), 25_000, 10, 24_990, "", "", []string{"Of these"}},
		"one more":             {of(10, 24_991, 0), 25_000, 10, 24_990, "warning", "2 of 25,001 results are left out here", []string{"2 results are left out", "Of these"}},
		"errors alone":         {of(25_001, 100, 0), 25_000, 25_000, 0, "error", "102 of 25,101 results are left out here", []string{"102 results are left out", "Of these"}},
		"waived alone":         {of(1, 0, 30_000), 25_000, 25_000, 0, "error", "5,002 of 30,001 results are left out here", []string{"5,002 results are left out", "Of these"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content, run := sarif(t, test.report)
			if len(run.Results) < 10_000 {
				validate(t, schema, content)
			}
			levels := map[string]int{}
			for _, result := range run.Results {
				levels[result.Level]++
			}
			if waived := strings.Count(string(content), `"suppressions"`); name == "all fit" && (waived != 1 || levels["error"] != 4) {
				t.Errorf("%d waived, %v", waived, levels)
			}
			if len(run.Results) != test.results || name != "all fit" && (levels["error"] != test.errors || levels["warning"] != test.warn) {
				t.Errorf("%d results: %v", len(run.Results), levels)
			}
			if first := run.Results[0]; test.says != "" && (first.RuleID != "left-out" || first.Level != test.level || !strings.Contains(first.Message.Text, test.says)) {
				t.Errorf("the first result: %+v", first)
			}
			notes := run.Invocations[0].Notifications
			if len(notes) != len(test.notes) {
				t.Fatalf("%+v", notes)
			}
			for i, want := range test.notes {
				if !strings.Contains(notes[i].Message.Text, want) {
					t.Errorf("%q does not say %q", notes[i].Message.Text, want)
				}
			}
		})
	}
}
