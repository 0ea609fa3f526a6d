package provider_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

const policiesOfOPA = "../../examples/policies/opa"

// opa runs Open Policy Agent, which make builds from source, and gives its exit
// code and what it printed. Without it a test is skipped; in CI on Linux, which
// builds it, that is a failure.
func opa(t *testing.T, arguments ...string) (code int, output string) {
	t.Helper()
	name := "../../bin/opa"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if _, err := os.Stat(name); err != nil {
		const remedy = "Open Policy Agent is missing; build it: make engines"
		if os.Getenv("CI") == "true" && runtime.GOOS == "linux" {
			t.Fatal(remedy)
		}
		t.Skip(remedy)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	printed, err := exec.CommandContext(ctx, name, arguments...).CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode(), string(printed)
	}
	if err != nil {
		t.Fatalf("opa %v: %v", arguments, err)
	}
	return 0, string(printed)
}

func TestPoliciesOfOPA(t *testing.T) {
	t.Parallel()
	for _, arguments := range [][]string{{"check", "--strict"}, {"fmt", "--fail", "--diff"}, {"test", "--fail-on-empty"}} {
		if code, output := opa(t, append(arguments, policiesOfOPA)...); code != 0 {
			t.Errorf("opa %s: exit code %d\n%s", arguments[0], code, output)
		}
	}
}

// decided is what the policies say of a plan, as text.
type decided struct{ Deny, Warn, Checks []string }

func (d decided) verdict() string {
	switch {
	case len(d.Deny) > 0:
		return "deny: " + strings.Join(d.Deny, "\n")
	case len(d.Warn) > 0:
		return "warn: " + strings.Join(d.Warn, "\n")
	}
	return "pass"
}

// decide has both policies read a plan, as Terraform shows it and as HCP Terraform
// wraps it, which must come to the same.
func decide(t *testing.T, w *workspace, plan string) decided {
	t.Helper()
	shown := w.must("show", "-json", plan)
	shown = shown[strings.Index(shown, "{"):]
	var said [2]string
	var answer struct {
		Result []struct{ Expressions []struct{ Value decided } }
	}
	for i, document := range []string{shown, `{"plan": ` + shown + `, "run": {}}`} {
		w.write("plan.json", document)
		code, output := opa(t, "eval", "--format=json", "--data="+policiesOfOPA, "--input="+filepath.Join(w.dir, "plan.json"),
			`{"deny": data.main.deny, "warn": data.main.warn, "checks": data.checks.deny}`)
		if code != 0 {
			t.Fatalf("opa eval: exit code %d\n%s", code, output)
		}
		if err := json.Unmarshal([]byte(output), &answer); err != nil || len(answer.Result) != 1 {
			t.Fatalf("opa eval says %s (%v)", output, err)
		}
		said[i] = output
	}
	if said[0] != said[1] {
		t.Errorf("wrapped, the plan is judged otherwise:\n%s\n%s", said[0], said[1])
	}
	return answer.Result[0].Expressions[0].Value
}

const (
	judgedLicence = `
resource "terraform_data" "owner" {
  input = "team-erp@example.test"
}

locals {
  owner = "team-erp@example.test"
}

data "expiry_policy" "release" {
  deadlines   = [{ id = "licence/erp", owner = local.owner, expires_at = "2027-03-01T00:00:00Z", act_by = "2027-02-01T00:00:00Z", remind_at = "2027-01-01T00:00:00Z" }]
  enforcement = "none"
}
`
	exportedReport = `
output "expiry_report" {
  value = data.expiry_policy.release.json
}
`
	preconditionOnIt = `
resource "terraform_data" "gate" {
  lifecycle {
    precondition {
      condition     = data.expiry_policy.release.passed
      error_message = "Some deadline is not met."
    }
  }
}
`
	waivedLicence = `waivers = [{ rule = "overdue", asset = "licence/erp", reason = "r", approver = "cto", granted_on = "2027-01-20", ends_on = "2027-03-01" }]`
)

func TestPoliciesOfOPAOnPlans(t *testing.T) {
	t.Parallel()
	const early, reminded, late = "2026-11-21", "2027-01-10", "2027-02-10"
	// The owner comes directly from a resource that is still to be made.
	deferred := strings.Replace(judgedLicence, "= local.owner", "= terraform_data.owner.output", 1)
	for name, test := range map[string]struct {
		config string
		asOf   string
		plan   []string
		says   []string
	}{
		"without the output":  {judgedLicence, early, nil, []string{"deny: ", `no output "expiry_report"`}},
		"another output":      {judgedLicence + "output \"report\" {\n  value = data.expiry_policy.release.json\n}\n", early, nil, []string{"deny: ", `no output "expiry_report"`}},
		"an object":           {judgedLicence + strings.Replace(exportedReport, "data.expiry_policy.release.json", "jsondecode(data.expiry_policy.release.json)", 1), early, nil, []string{"deny: ", `no output "expiry_report"`}},
		"another text":        {judgedLicence + strings.Replace(exportedReport, "json\n", "id\n", 1), early, nil, []string{"deny: ", "not JSON"}},
		"known after apply":   {deferred + exportedReport, late, nil, []string{"deny: ", "known only after apply", "through a local"}},
		"sensitive and later": {deferred + strings.Replace(exportedReport, "json\n", "json\n sensitive = true\n", 1), late, nil, []string{"deny: ", "known only after apply"}},
		"targeted":            {judgedLicence + exportedReport, late, []string{"-target=terraform_data.owner"}, []string{"deny: ", "-target"}},
		"overdue":             {judgedLicence + exportedReport, late, nil, []string{"deny: licence/erp was to be renewed by 2027-02-01", "Owner: team-erp@example.test."}},
		"overdue, sensitive":  {judgedLicence + strings.Replace(exportedReport, "json\n", "json\n sensitive = true\n", 1), late, nil, []string{"deny: licence/erp was to be renewed"}},
		"a plan with errors":  {judgedLicence + exportedReport + preconditionOnIt, late, nil, []string{"deny: ", "could not finish the plan", "licence/erp was to be renewed"}},
		"due":                 {judgedLicence + exportedReport, reminded, nil, []string{"warn: licence/erp is to be renewed by 2027-02-01"}},
		"waived":              {strings.Replace(judgedLicence, "enforcement", waivedLicence+"\nenforcement", 1) + exportedReport, late, nil, []string{"pass"}},
		"in time":             {judgedLicence + exportedReport, early, nil, []string{"pass"}},
		"in time, sensitive":  {judgedLicence + strings.Replace(exportedReport, "json\n", "json\n sensitive = true\n", 1), early, nil, []string{"pass"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t, map[string]string{"main.tf": test.config})
			w.asOf = test.asOf
			w.run(append([]string{"plan", "-out=p.tfplan"}, test.plan...)...)
			said := decide(t, w, "p.tfplan").verdict()
			for _, part := range test.says {
				if !strings.Contains(said, part) {
					t.Errorf("no %q in: %s", part, said)
				}
			}
		})
	}
}

func TestPoliciesOfOPAOnWhatIsApplied(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, map[string]string{"main.tf": judgedLicence + exportedReport})
	w.must("apply", "-auto-approve")
	w.must("plan", "-out=same.tfplan")
	if said := decide(t, w, "same.tfplan").verdict(); said != "pass" {
		t.Errorf("nothing has changed: %s", said)
	}
	w.asOf = "2027-02-10"
	for _, mode := range []string{"-refresh=false", "-refresh-only"} {
		w.must("plan", mode, "-out=late.tfplan")
		if said := decide(t, w, "late.tfplan").verdict(); !strings.Contains(said, "deny: licence/erp") {
			t.Errorf("%s: %s", mode, said)
		}
	}
	w.must("plan", "-destroy", "-out=destroy.tfplan")
	if said := decide(t, w, "destroy.tfplan").verdict(); said != "pass" {
		t.Errorf("destroyed: %s", said)
	}
	w.write("main.tf", judgedLicence)
	w.must("plan", "-out=gone.tfplan")
	if said := decide(t, w, "gone.tfplan").verdict(); !strings.Contains(said, "no output") {
		t.Errorf("the output has been removed: %s", said)
	}
}

func TestPolicyOfOPAOnChecks(t *testing.T) {
	t.Parallel()
	deferred := strings.Replace(judgedLicence, "= local.owner", "= terraform_data.owner.output", 1)
	for name, test := range map[string]struct {
		config, asOf string
		says         string
	}{
		"no such condition": {judgedLicence, "2026-11-21", "terraform_data.gate does not hold, or was not judged"},
		"not judged":        {deferred + preconditionOnIt, "2026-11-21", "terraform_data.gate does not hold, or was not judged"},
		"none of it made":   {judgedLicence + strings.Replace(preconditionOnIt, "lifecycle", "count = 0\nlifecycle", 1), "2026-11-21", "terraform_data.gate does not hold, or was not judged"},
		"does not hold":     {judgedLicence + preconditionOnIt, "2027-02-10", "terraform_data.gate: Some deadline is not met."},
		"holds":             {judgedLicence + preconditionOnIt, "2026-11-21", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t, map[string]string{"main.tf": test.config})
			w.asOf = test.asOf
			w.run("plan", "-out=p.tfplan")
			said := strings.Join(decide(t, w, "p.tfplan").Checks, "\n")
			if !strings.Contains(said, test.says) || (said == "") != (test.says == "") {
				t.Errorf("says %q, expected %q", said, test.says)
			}
		})
	}
}
