package provider_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The guide as one configuration: the plan says what the guide says, the report
// is written before it fails, and a backup elsewhere makes it pass.
func TestPolicyGuide(t *testing.T) {
	t.Parallel()
	const guide = "one-policy-for-everything.md.tmpl"
	config := strings.Join(guideBlocks(t, guide, "terraform"), "\n")
	w := newWorkspace(t, map[string]string{"main.tf": config})
	w.asOf, w.env = "", []string{"EXPIRY_REPORT_DIR=report"}
	code, output := w.run("plan")
	if code != 1 {
		t.Errorf("exit code %d\n%s", code, output)
	}
	for line := range strings.Lines(guideBlocks(t, guide, "text")[0]) {
		if !says(strings.TrimSpace(line)).MatchString(output) {
			t.Errorf("the plan does not say %q:\n%s", line, output)
		}
	}
	for _, extension := range []string{"html", "md", "sarif", "junit.xml", "json"} {
		content, err := os.ReadFile(filepath.Join(w.dir, "report", "gate-shop."+extension))
		if err != nil || !strings.Contains(string(content), "asset/orders") {
			t.Errorf("gate-shop.%s: %v\n%s", extension, err, content)
		}
	}

	elsewhere := strings.Replace(config, `fate        = { contract = "cloud", provider = "Example Cloud", account = "backup"`, `fate        = { contract = "other", provider = "Other", account = "backup"`, 1)
	if elsewhere == config {
		t.Fatal("the guide's backup is not where this test looks for it")
	}
	w.write("main.tf", elsewhere)
	w.must("apply", "-auto-approve")
	var report struct {
		Passed bool `json:"passed"`
		Waived []struct{ Rule, ID string }
	}
	if err := json.Unmarshal([]byte(w.must("output", "-raw", "expiry_report")), &report); err != nil || !report.Passed || len(report.Waived) != 1 || report.Waived[0].Rule != "overdue" {
		t.Errorf("report %+v, %v", report, err)
	}
	if code, output := w.run("plan", "-detailed-exitcode"); code != 0 {
		t.Errorf("a second plan: exit code %d\n%s", code, output)
	}
	// After its last day the waiver is an error itself.
	w.write("main.tf", strings.Replace(elsewhere, `as_of = "2026-11-22"`, `as_of = "2026-12-16"`, 1))
	if code, output := w.run("plan"); code != 1 || !says("waiver/overdue:software/php@*", "ended on 2026-12-15", "(waiver-expired)").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
}
