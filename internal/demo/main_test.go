package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What the demo prints fits on two screens, and shows the configuration, the gate
// that fails, another day and the page.
func TestDemo(t *testing.T) {
	t.Parallel()
	terraform := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if os.Getenv("TF_ACC") == "" || terraform == "" || strings.HasPrefix(filepath.Base(terraform), "tofu") {
		t.Skip("needs Terraform")
	}
	folder := t.TempDir()
	provider := filepath.Join(folder, "terraform-provider-expiry")
	if printed, err := exec.CommandContext(t.Context(), "go", "build", "-o", provider, "../..").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	var out bytes.Buffer
	d := demo{out: &out, terraform: terraform, provider: provider, reports: filepath.Join(folder, "report")}
	if err := d.show(t.Context()); err != nil {
		t.Fatal(err)
	}
	printed := out.String()
	if lines := strings.Count(printed, "\n"); lines >= 120 {
		t.Errorf("it prints %d lines", lines)
	}
	for _, piece := range []string{
		`resource "expiry_gate" "release" {`, "\nError: Deadlines not met\n", "certificate/mail.example.test expired", "exit code 1",
		"\nEXPIRY_AS_OF=20", "8 of 9 fail", "state/cloud/aws_db_instance.ledger expired", "クラウド利用権", "(upstream-not-renewed)", "(backup-missing)", "gate-release.html",
	} {
		if !strings.Contains(printed, piece) {
			t.Errorf("without %q", piece)
		}
	}
	if t.Failed() {
		t.Log(printed)
	}
	page, err := os.ReadFile(filepath.Join(d.reports, "gate-release.html"))
	if err != nil || !bytes.Contains(page, []byte("erp-licence")) {
		t.Errorf("the page: %v", err)
	}
}
