package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// copyExample copies the files of a directory of examples/ into a workspace.
func (w *workspace) copyExample(from, to string) {
	w.t.Helper()
	names, err := filepath.Glob(filepath.Join("../../examples", from, "*.*"))
	if err != nil || len(names) == 0 {
		w.t.Fatalf("no files in examples/%s (%v)", from, err)
	}
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			w.t.Fatal(err)
		}
		w.write(filepath.Join(to, filepath.Base(name)), string(content))
	}
}

// The call in README of the module, with a certificate that exists.
func TestGateModule(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../examples/modules/gate/README.md")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```terraform\n(.*?)```").FindSubmatch(readme)
	if block == nil {
		t.Fatal("README shows no call")
	}
	endpoint := "endpoint = \"www.example.test:443\""
	if !strings.Contains(string(block[1]), endpoint) {
		t.Fatalf("README reads no %s", endpoint)
	}
	w := newWorkspace(t, map[string]string{
		"main.tf": strings.Replace(string(block[1]), endpoint, "file = \"www.pem\"", 1),
		"www.pem": string(certtest.Root("Example Root").Leaf([]string{"www.example.test"}).PEM()),
	})
	w.copyExample("modules/gate", "modules/gate")
	w.must("get")
	w.env = []string{"EXPIRY_REPORT_DIR=" + filepath.Join(w.dir, "expiry-report")}

	w.asOf = overdueDay
	if code, output := w.run("plan"); code != 1 || !strings.Contains(output, "certificate/www.pem") {
		t.Errorf("first plan, too late: exit code %d\n%s", code, output)
	}
	w.asOf = healthyDay
	w.must("apply", "-auto-approve")
	if code, output := w.run("plan", "-detailed-exitcode"); code != 0 {
		t.Errorf("the second plan: exit code %d\n%s", code, output)
	}
	w.asOf = overdueDay
	code, output := w.run("plan", "-detailed-exitcode")
	if code != 1 || strings.Count(output, "Deadlines not met") != 1 {
		t.Errorf("too late: exit code %d, and the gate alone has to say so\n%s", code, output)
	}
	for _, name := range []string{"gate-release.md", "gate-release.sarif", "gate-release.junit.xml", "policy-release.html"} {
		if content, err := os.ReadFile(filepath.Join(w.dir, "expiry-report", name)); err != nil || !strings.Contains(string(content), "certificate/www.pem") {
			t.Errorf("report %s: %v", name, err)
		}
	}
	w.asOf = "2027-12-15"
	if _, output := w.run("plan"); !strings.Contains(output, "Waived: 1") {
		t.Errorf("the waiver of README covers nothing\n%s", output)
	}
}

// The test of examples/policies/terraform-test passes, and can fail.
func TestTerraformTestOfAGate(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, nil)
	w.copyExample("policies/terraform-test", ".")
	w.write("versions.tf", "")
	if output := w.must("test"); !strings.Contains(output, "3 passed, 0 failed") {
		t.Errorf("terraform test says\n%s", output)
	}
	test, err := os.ReadFile(filepath.Join(w.dir, "gate.tftest.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{"2027-12-15": "2027-10-15", "2026-11-21": "2027-11-15"} {
		w.write("gate.tftest.hcl", strings.Replace(string(test), from, to, 1))
		if code, output := w.run("test"); code != 1 || !strings.Contains(output, "2 passed, 1 failed") {
			t.Errorf("on %s instead of %s: exit code %d\n%s", to, from, code, output)
		}
	}
}
