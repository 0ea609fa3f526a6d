package report_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

// sarifRun is what a test looks at of a run.
type sarifRun struct {
	Tool struct {
		Driver struct {
			Rules []struct {
				ID   string
				Help struct{ Text string }
			}
		}
	}
	Invocations []struct {
		Notifications []struct {
			Message struct{ Text string }
		} `json:"toolExecutionNotifications"`
	}
	Results []struct {
		RuleID    string
		RuleIndex int
		Level     string
		Message   struct{ Text string }
		Locations []struct {
			PhysicalLocation struct {
				ArtifactLocation struct{ URI string }
			}
		}
		PartialFingerprints map[string]string
		Suppressions        []struct{ Kind, Justification string }
	}
}

func sarif(t testing.TB, r report.Report) ([]byte, sarifRun) {
	t.Helper()
	content, err := r.SARIF()
	if err != nil {
		t.Fatal(err)
	}
	var log struct{ Runs []sarifRun }
	if err := json.Unmarshal(content, &log); err != nil || len(log.Runs) != 1 {
		t.Fatalf("%v: %d runs", err, len(log.Runs))
	}
	return content, log.Runs[0]
}

func TestSARIFFollowsItsSchema(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	schema := compile(t, source)
	valid, _ := sarif(t, world())
	refuses(t, schema, string(valid), [][2]string{
		{`"level":"error"`, `"level":"fatal"`}, {`"kind":"external"`, `"kind":"else"`}, {`"ruleIndex":0`, `"ruleIndex":"0"`}, {`"startLine":1`, `"startLine":0`},
	})
	reports := map[string]report.Report{"nothing": {}, "world": world()}
	for _, text := range hostileTexts {
		reports["hostile "+text[:min(len(text), 10)]] = hostileReport(text)
	}
	for name, r := range reports {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content, _ := sarif(t, r)
			validate(t, schema, content)
		})
	}
}

func TestSARIF(t *testing.T) {
	t.Parallel()
	_, run := sarif(t, world())
	levels, suppressed := map[string]int{}, 0
	for _, result := range run.Results {
		levels[result.Level]++
		if run.Tool.Driver.Rules[result.RuleIndex].ID != result.RuleID {
			t.Errorf("%s points at rule %d", result.RuleID, result.RuleIndex)
		}
		if uri := result.Locations[0].PhysicalLocation.ArtifactLocation.URI; uri != "main.tf" {
			t.Errorf("it points at %s", uri)
		}
		for _, suppression := range result.Suppressions {
			suppressed++
			if want := "by cto@example.test until 2027-01-31: The shop moves to PHP 8.4 with release 41. (SHOP-1182)"; suppression.Kind != "external" || suppression.Justification != want {
				t.Errorf("%+v", suppression)
			}
		}
	}
	if levels["error"] != 5 || levels["warning"] != 7 || suppressed != 1 {
		t.Errorf("%v, %d suppressed", levels, suppressed)
	}
	if rule := run.Tool.Driver.Rules[0]; rule.ID != "expired" || rule.Help.Text != remedies[deadline.RuleExpired]+" Lesson G21: "+lessonTexts["G21"] {
		t.Errorf("%+v", rule)
	}
	if notes := run.Invocations[0].Notifications; len(notes) != 1 || notes[0].Message.Text != "certificate/new-lb.example.test:443 is not known while planning, so it is judged only at apply." {
		t.Errorf("%+v", notes)
	}
}

// An alert stays the same one while its message counts days, and is another
// where the rule or the id is.
func TestSARIFFingerprints(t *testing.T) {
	t.Parallel()
	mark := func(rule deadline.Rule, id, message string) string {
		_, run := sarif(t, report.Report{Breaches: []report.Breach{{Rule: rule, ID: id, Message: message}}})
		return run.Results[0].PartialFingerprints["primaryLocationLineHash"]
	}
	first := mark(deadline.RuleDue, "a", "in 30 days")
	if mark(deadline.RuleDue, "a", "in 29 days") != first {
		t.Error("the message changes the fingerprint")
	}
	if mark(deadline.RuleOverdue, "a", "") == first || mark(deadline.RuleDue, "b", "") == first {
		t.Error("another rule or id has the same fingerprint")
	}
}

func TestSARIFSource(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"": "main.tf", "infra/prod/main.tf": "infra/prod/main.tf", "my infra/a%.tf": "my%20infra/a%25.tf", "c:x.tf": "./c:x.tf",
	} {
		_, run := sarif(t, report.Report{Source: source, Breaches: []report.Breach{{ID: "a"}}})
		if got := run.Results[0].Locations[0].PhysicalLocation.ArtifactLocation.URI; got != want {
			t.Errorf("%q: %q", source, got)
		}
	}
}

// What fails with nothing to show for it does not look clean.
func TestSARIFShowsThatItFails(t *testing.T) {
	t.Parallel()
	_, run := sarif(t, report.Report{Title: "t"})
	if len(run.Results) != 1 || run.Results[0].Level != "error" {
		t.Errorf("%+v", run.Results)
	}
	if _, run = sarif(t, report.Report{Title: "t", Passed: true}); len(run.Results) != 0 {
		t.Errorf("%+v", run.Results)
	}
}
