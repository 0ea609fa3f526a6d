package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What the guide "What fails a plan" says of a gate's limits, sentence by
// sentence. The example of these tests must be renewed by 2027-01-08, as that of
// the tables.

// gates.md 12: a gate that is in the state already has done its work; one that a saved plan
// creates is judged again when the plan is applied, and only what depends on it
// waits for that.
func TestSavedPlanWhoseGateIsCreated(t *testing.T) {
	t.Parallel()
	w := exampleWorkspace(t, "gate")
	const made = `
resource "terraform_data" "beside" {
  input = 1
}

resource "terraform_data" "behind" {
  input      = 1
  depends_on = [expiry_gate.release]
}
`
	w.write("made.tf", made)
	w.must("plan", "-out", "saved.tfplan")
	w.asOf = overdueDay
	code, output := w.run("apply", "saved.tfplan")
	if code != 1 || !says("Error: Deadlines not met", "(overdue)").MatchString(output) {
		t.Fatalf("apply of the saved plan: exit code %d\n%s", code, output)
	}
	state := w.must("state", "list")
	if !strings.Contains(state, "terraform_data.beside") || strings.Contains(state, "terraform_data.behind") || strings.Contains(state, "expiry_gate.release") {
		t.Errorf("made although the gate failed, or not made although it does not wait for it:\n%s", state)
	}
	w.asOf = healthyDay
	w.must("apply", "-auto-approve")
	w.write("made.tf", strings.ReplaceAll(made, "= 1", "= 2"))
	w.must("plan", "-out", "saved.tfplan")
	w.asOf = overdueDay
	if code, output := w.run("apply", "saved.tfplan"); code != 0 {
		t.Errorf("the gate exists, and the saved plan fails all the same: exit code %d\n%s", code, output)
	}
}

// -target leaves a gate out unless something that is targeted depends on it.
func TestTargetLeavesAGateOut(t *testing.T) {
	t.Parallel()
	w := exampleWorkspace(t, "gate")
	w.write("made.tf", `
resource "terraform_data" "beside" {}

resource "terraform_data" "behind" {
  depends_on = [expiry_gate.release]
}
`)
	w.asOf = overdueDay
	for target, want := range map[string]int{"terraform_data.beside": 0, "terraform_data.behind": 1, "expiry_gate.release": 1} {
		code, output := w.run("plan", "-target", target)
		if code != want || strings.Contains(output, "Deadlines not met") != (want == 1) {
			t.Errorf("-target=%s: exit code %d, expected %d\n%s", target, code, want, output)
		}
	}
}

// terraform test: a mocked provider judges nothing, and no test can expect the
// error of a gate.
func TestTerraformTestAndAGate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file string
		code int
		says string
	}{
		"the real provider fails":  {"run \"gate\" {\n  command = plan\n}\n", 1, "Deadlines not met"},
		"a mocked provider passes": {"mock_provider \"expiry\" {}\n\nrun \"gate\" {\n  command = plan\n}\n", 0, "1 passed, 0 failed"},
		"a gate that is expected to fail still fails the test": {
			"run \"gate\" {\n  command = plan\n\n  expect_failures = [expiry_gate.release]\n}\n", 1, "0 passed, 1 failed",
		},
		"a precondition can be expected to fail": {
			"run \"gate\" {\n  command = plan\n\n  variables {\n    with_gate = false\n  }\n\n  expect_failures = [output.deadlines]\n}\n", 0, "1 passed, 0 failed",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t, map[string]string{"gate.tftest.hcl": test.file, "main.tf": `
variable "with_gate" {
  default = true
}

locals {
  deadlines = [{ id = "licence/erp", owner = "team-erp@example.test", expires_at = "2027-01-20T00:00:00Z", act_by = "2027-01-08T00:00:00Z" }]
}

resource "expiry_gate" "release" {
  count     = var.with_gate ? 1 : 0
  deadlines = local.deadlines
}

data "expiry_policy" "release" {
  deadlines   = local.deadlines
  enforcement = "none"
}

output "deadlines" {
  value = data.expiry_policy.release.json

  precondition {
    condition     = var.with_gate || data.expiry_policy.release.passed
    error_message = "Not met: ${join(", ", data.expiry_policy.release.violations[*].id)}."
  }
}
`})
			w.asOf = overdueDay
			if code, output := w.run("test"); code != test.code || !strings.Contains(output, test.says) {
				t.Errorf("exit code %d, expected %d\n%s", code, test.code, output)
			}
		})
	}
}

// What a gate says names ids and owners, whatever Terraform hides elsewhere; it
// keeps nothing of them.
func TestMessagesOfAGateHideNothing(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"sensitive", "ephemeral"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t, map[string]string{"main.tf": `
variable "deadlines" {
  type = any
  ` + kind + ` = true
  default = [{ id = "licence/hidden-name", owner = "hidden-owner", expires_at = "2026-01-20T00:00:00Z" }]
}

resource "expiry_gate" "release" {
  deadlines = var.deadlines
}
`})
			code, output := w.run("plan")
			if code != 1 || !says("licence/hidden-name", "hidden-owner").MatchString(output) {
				t.Errorf("exit code %d\n%s", code, output)
			}
			w.asOf = "2025-01-15"
			w.must("apply", "-auto-approve")
			state, err := os.ReadFile(filepath.Join(w.dir, "terraform.tfstate"))
			if err != nil || !strings.Contains(string(state), "expiry_gate") || strings.Contains(string(state), "hidden-") {
				t.Errorf("state, %v:\n%s", err, state)
			}
		})
	}
}

// A variable hands on what its type names, and a for expression what it lists.
func TestWhatATypeStripsIsNotJudged(t *testing.T) {
	t.Parallel()
	const module = `
variable "deadlines" {
  type = TYPE
}

terraform {
  required_providers {
    expiry = {
      source = "terraform-expiry/expiry"
    }
  }
}

resource "expiry_gate" "release" {
  deadlines = var.deadlines
}
`
	for name, test := range map[string]struct {
		kind, deadlines string
		code            int
	}{
		"any":            {"any", "local.deadlines", 1},
		"a type":         {"list(object({ id = string, owner = string, expires_at = string }))", "local.deadlines", 0},
		"a for":          {"any", "[for d in local.deadlines : { id = d.id, owner = d.owner, expires_at = d.expires_at }]", 0},
		"a for that has": {"any", "[for d in local.deadlines : d if d.owner != null]", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t, map[string]string{
				"gate/main.tf": strings.Replace(module, "TYPE", test.kind, 1),
				"main.tf": `
locals {
  deadlines = [{ id = "appliance/mail", owner = "ops@example.test", expires_at = "2030-01-20T00:00:00Z", passes = false }]
}

module "gate" {
  source    = "./gate"
  deadlines = ` + test.deadlines + "\n}\n",
			})
			w.must("get")
			if code, output := w.run("plan"); code != test.code || strings.Contains(output, "Deadlines not met") != (test.code == 1) {
				t.Errorf("exit code %d, expected %d\n%s", code, test.code, output)
			}
		})
	}
}
