package provider_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// estate are the states of three workspaces.
var estate = map[string]string{
	"shop": `{"mode": "managed", "type": "aws_acm_certificate", "name": "shop", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]", "instances": [
		{"schema_version": 0, "attributes": {"domain_name": "shop.example.test", "not_after": "2026-12-05T23:59:59Z", "not_before": "2025-12-05T00:00:00Z", "status": "ISSUED", "tags": {"Owner": "team-shop@example.test"}}}]}`,
	"cloud": `{"mode": "managed", "type": "aws_db_instance", "name": "ledger", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]", "instances": [
		{"schema_version": 0, "attributes": {"identifier": "ledger", "engine": "postgres", "engine_version": "16", "engine_version_actual": "16.4", "ca_cert_identifier": "rds-ca-2019", "password": "` + planted + `"}}]}`,
	"facilities": `{"mode": "managed", "type": "acme_door", "name": "east", "provider": "provider[\"registry.terraform.io/acme-corp/acme\"]", "instances": [
		{"schema_version": 0, "attributes": {"badge_expires_at": "2027-03-31", "pin": "` + planted + `"}}]}`,
}

// shell runs a block of a guide as a person would.
func (w *workspace) shell(block string, env ...string) string {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, "sh", "-eu", "-c", `terraform() { "$ENGINE" "$@"; }`+"\n"+block)
	command.Dir = w.dir
	command.Env = append(os.Environ(), append([]string{
		"ENGINE=" + terraformBinary(w.t), // OpenTofu's binary has another name
		"PATH=" + filepath.Dir(providerBinary(w.t)) + string(os.PathListSeparator) + os.Getenv("PATH"),
		"TF_CLI_CONFIG_FILE=" + filepath.Join(w.dir, ".terraformrc"), "CHECKPOINT_DISABLE=1", "EXPIRY_AS_OF=" + w.asOf, "TF_IN_AUTOMATION=1", "TF_CLI_ARGS=-no-color", "TF_LOG=",
	}, env...)...)
	printed, err := command.CombinedOutput()
	if err != nil {
		w.t.Fatalf("%s\n%v\n%s", block, err, printed)
	}
	return string(printed)
}

// The guide from the states of three workspaces to assets with owners and a gate.
func TestStateGuide(t *testing.T) {
	t.Parallel()
	const guide = "find-what-nobody-tracks.md.tmpl"
	blocks, shells, texts := guideBlocks(t, guide, "terraform"), guideBlocks(t, guide, "shell"), guideBlocks(t, guide, "text")
	if len(blocks) != 3 || len(shells) != 4 || len(texts) != 2 {
		t.Fatalf("%d configurations, %d commands, %d texts", len(blocks), len(shells), len(texts))
	}
	team := newWorkspace(t, nil)
	for name, resource := range estate {
		team.write("terraform.tfstate.d/"+name+"/terraform.tfstate", `{"version": 4, "terraform_version": "1.11.4", "serial": 3, "lineage": "`+name+`", "outputs": {}, "resources": [`+resource+`]}`)
	}
	team.shell(shells[0])
	w := newWorkspace(t, map[string]string{"main.tf": blocks[0]})
	for name := range estate {
		content, err := os.ReadFile(filepath.Join(team.dir, "states", name+".tfstate"))
		if err != nil {
			t.Fatal(err)
		}
		w.write("states/"+name+".tfstate", string(content))
	}
	if printed := w.shell(shells[1]); !strings.Contains(printed, `"state/cloud/aws_db_instance.ledger/ca"`) || !strings.Contains(printed, `"badge_expires_at"`) || strings.Contains(printed, planted) {
		t.Error(printed)
	}
	w.env = []string{"EXPIRY_INVENTORY_URL=sqlite:" + filepath.ToSlash(filepath.Join(w.dir, "inventory.db")), "EXPIRY_REPORT_DIR=expiry-report"}
	// What comes next is made and nobody declares it.
	w.write("gate.tf", blocks[1])
	code, output := w.run("plan")
	for line := range strings.Lines(texts[1]) {
		if code != 1 || !says(strings.TrimSpace(line)).MatchString(output) {
			t.Errorf("exit code %d, without %q:\n%s", code, line, output)
		}
	}
	if page, err := os.ReadFile(filepath.Join(w.dir, "expiry-report", "gate-estate.html")); err != nil || !strings.Contains(string(page), "untracked") {
		t.Errorf("the page: %v", err)
	}
	w.write("gate.tf", "")
	w.shell(shells[2], w.env...)
	assets, err := os.ReadFile(filepath.Join(w.dir, "assets.tf"))
	if err != nil || !strings.Contains(string(assets), texts[0]) {
		t.Errorf("the assets: %v\n%s", err, assets)
	}
	w.must("fmt", "-check", "-diff", "assets.tf")
	w.write("assets.tf", strings.ReplaceAll(string(assets), `# owner = "FILL IN: who renews it, a person or team that can be reached"`, `owner = "team-cloud@example.test"`))
	w.must("apply", "-auto-approve")
	w.must("apply", "-auto-approve")
	if left := w.must("output", "-json", "untracked"); strings.TrimSpace(left) != "[]" {
		t.Errorf("untracked are still %s", left)
	}
	// All that is left is what has ended, and what ends soon.
	w.write("gate.tf", blocks[1])
	if code, output := w.run("plan"); code != 1 || says("untracked").MatchString(output) || !says("expired").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
	// The others need accounts: their form is checked.
	syntax := exec.CommandContext(t.Context(), "sh", "-n", "-c", shells[3])
	if printed, err := syntax.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, printed)
	}
	remote := newWorkspace(t, map[string]string{"main.tf": blocks[2]})
	if output := remote.must("plan"); !says("state/shop ends at an unknown time").MatchString(output) {
		t.Error(output)
	}
}
