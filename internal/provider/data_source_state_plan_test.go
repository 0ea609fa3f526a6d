package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestStateOfTerraform reads what a real Terraform writes: our own resources beside
// a terraform_data, and a plan of them.
func TestStateOfTerraform(t *testing.T) {
	t.Parallel()
	made := newWorkspace(t, map[string]string{"main.tf": `
resource "terraform_data" "secret" { input = { expires_at = "2027-01-01", password = "` + planted + `" } }
resource "expiry_asset" "erp" {
  name       = "erp"
  kind       = "licence"
  owner      = "o"
  expires_on = "2027-12-31"
}
output "resources" { value = "x" }
`})
	made.must("apply", "-auto-approve")
	for name, arguments := range map[string][]string{"pulled.tfstate": {"state", "pull"}, "shown.json": {"show", "-json"}} {
		made.write(name, made.must(arguments...))
	}
	made.must("plan", "-destroy", "-out=x.tfplan")
	made.write("plan.json", made.must("show", "-json", "x.tfplan"))
	got := states(t, values{"files": strs(made.dir+"/pulled.tfstate", made.dir+"/shown.json", made.dir+"/plan.json", made.dir+"/x.tfplan")})
	tellsNoSecret(t, got)
	formats := []string{"plan", "state v4", "show -json state", ""} // by path
	for i, source := range got.list(t, "sources") {
		format, _ := source["format"].(string)
		version, _ := source["terraform_version"].(string)
		if format != formats[i] || (source["error"] == nil) != (i < 3) || i < 3 && version == "" {
			t.Errorf("%v", source)
		}
	}
	if one := got.list(t, "deadlines"); len(one) != 1 || one[0]["id"] != "state/x" {
		t.Errorf("%v", one)
	}
	var lost []string
	for _, one := range got.list(t, "unjudged") {
		lost = append(lost, one["state"].(string)+" "+one["path"].(string))
	}
	// Once in input and once in output; not in what the plan deletes.
	if all := strings.Join(lost, ", "); len(lost) != 4 || !strings.Contains(all, "pulled") || !strings.Contains(all, "input") {
		t.Errorf("%v", lost)
	}
}

// TestStateBeforeAGate: a plan fails on what ends in the states of others, and
// nothing that leaves Terraform holds a secret of them.
func TestStateBeforeAGate(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, map[string]string{
		"states/prod.tfstate": stateSample(t, "many.json"), "states/broken.tfstate": `{"version": 4, "password": "` + planted,
		"main.tf": `
provider "expiry" {
  report = { directory = "out" }
}
data "expiry_state" "all" {
  files       = ["states/*.tfstate"]
  scan        = "pem"
  tracked_ids = ["asset/prod/aws_acm_certificate.shop"]
  enforcement = "none"
}
resource "expiry_gate" "estate" {
  name           = "estate"
  deadlines_json = data.expiry_state.all.deadlines_json
  rules          = { untracked = { severity = "error" } }
  waivers = [for rule in ["expired", "overdue", "unknown"] : { rule = rule, asset = "state/*", reason = "r", approver = "a", granted_on = "2026-11-21", ends_on = "2026-12-31" }]
}
output "untracked" { value = data.expiry_state.all.untracked }
output "all" { value = data.expiry_state.all }
`,
	})
	w.env = []string{"TF_LOG=trace", "TF_LOG_PATH=" + filepath.Join(w.dir, "trace.log")}
	code, output := w.run("plan", "-out=p.tfplan")
	if code != 1 || !says("untracked").MatchString(output) || !says("state/prod/aws_db_instance.ledger").MatchString(output) || says("gitlab_project_access_token.release names no owner").MatchString(output) && !strings.Contains(output, "owner-missing") {
		t.Errorf("exit code %d\n%s", code, output)
	}
	w.env = append(w.env, "EXPIRY_BREAK_GLASS=TEST to see what is kept")
	w.must("apply", "-auto-approve")
	shown := w.must("show", "-json")
	w.must("plan", "-out=p.tfplan")
	planned := w.must("show", "-json", "p.tfplan")
	texts := map[string]string{"the output": output, "show": shown, "show of the plan": planned}
	for _, pattern := range []string{"trace.log", "terraform.tfstate", "out/*"} {
		names, err := filepath.Glob(filepath.Join(w.dir, filepath.FromSlash(pattern)))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, name := range names {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			texts[name] = string(content)
		}
	}
	for name, text := range texts {
		if strings.Contains(text, planted) || strings.Contains(text, "BEGIN CERTIFICATE") {
			t.Errorf("%s tells a secret", name)
		}
	}
	if !strings.Contains(shown, "state/prod/aws_db_instance.ledger") {
		t.Error("the state holds nothing that was read")
	}
}

// TestStateEnforced: the data source fails a plan by itself, also on a state that
// holds nothing.
func TestStateEnforced(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		content string
		code    int
		says    string
	}{
		"expired":  {stateSample(t, "many.json"), 1, "aws_db_instance.ledger/ca"},
		"no state": {"<html></html>", 1, "state/a ends at an unknown time"},
		"nothing":  {shapes(t)["nothing.tfstate"][0], 1, "states/all ends at an unknown time: nothing was found"},
		"unread":   {"", 1, "It is empty"},
	} {
		w := newWorkspace(t, map[string]string{"a.tfstate": c.content, "main.tf": `
data "expiry_state" "all" {
  files       = ["a.tfstate"]
  enforcement = "error"
}
`})
		if code, output := w.run("plan"); code != c.code || !says(strings.ReplaceAll(c.says, "It is", "it is")).MatchString(output) {
			t.Errorf("%s: exit code %d\n%s", name, code, output)
		}
	}
}

// TestStateUnknownFiles: what is not known while validating is not absent.
func TestStateUnknownFiles(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, map[string]string{"a.tfstate": shapes(t)["nothing.tfstate"][0], "main.tf": `
resource "terraform_data" "name" { input = "a.tfstate" }
data "expiry_state" "later" {
  files       = [terraform_data.name.output]
  tags        = { owner = [terraform_data.name.output] }
  enforcement = "none"
}
`})
	w.must("validate")
	w.must("plan")
	w.must("apply", "-auto-approve")
	w.write("main.tf", "data \"expiry_state\" \"none\" {\n}\n")
	if code, output := w.run("validate"); code != 1 || !says("No state given").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
}

// TestStateKeepsNoPassword: Terraform's state holds no password that stood in an
// argument.
func TestStateKeepsNoPassword(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, map[string]string{"main.tf": `
variable "password" { type = string }
data "expiry_state" "all" {
  urls        = ["http://127.0.0.1:1/good", "http://reader:${var.password}@127.0.0.1:1/state"]
  pg          = { conn_str = "host=127.0.0.1 port=1 user=reader password=${var.password} dbname=terraform" }
  enforcement = "none"
}
`})
	w.env = []string{"TF_VAR_password=" + planted}
	output := w.must("apply", "-auto-approve")
	state, err := os.ReadFile(filepath.Join(w.dir, "terraform.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	if all := output + string(state); strings.Contains(all, planted) || !says("Password in arguments").MatchString(output) || !strings.Contains(all, "127.0.0.1:1/good") || !strings.Contains(all, "state/terraform_remote_state") {
		t.Errorf("%s\n%s", output, state)
	}
	if code, output := w.run("plan", "-detailed-exitcode"); code != 0 {
		t.Errorf("exit code %d\n%s", code, output)
	}
}

// A plan that ended with an error holds what it had come to, and passed as if that
// were all.
func TestStatePlanThatErrored(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const change = `{"address":"tls_self_signed_cert.x","mode":"managed","type":"tls_self_signed_cert","name":"x","provider_name":"registry.terraform.io/hashicorp/tls","change":{"actions":["no-op"],"before":null,"after":{"validity_end_time":"2099-01-01T00:00:00Z"},"after_unknown":{}}}`
	for name, test := range map[string]struct {
		errored string
		unknown int
	}{"whole": {`false`, 0}, "errored": {`true`, 1}, "unreadable": {`"maybe"`, 1}} {
		file := filepath.Join(dir, name+".json")
		if err := os.WriteFile(file, []byte(`{"format_version":"1.2","resource_changes":[`+change+`],"errored":`+test.errored+`}`), 0o600); err != nil {
			t.Fatal(err)
		}
		got := states(t, values{"files": strs(file)})
		unknown := 0
		for _, one := range got.list(t, "deadlines") {
			if reason, _ := one["reason"].(string); one["status"] == "unknown" && one["id"] == "state/"+name && strings.Contains(reason, "ended with an error") {
				unknown++
			}
		}
		if all := len(got.list(t, "deadlines")); unknown != test.unknown || all != 1+test.unknown {
			t.Errorf("%s: %v", name, got.list(t, "deadlines"))
		}
	}
}
