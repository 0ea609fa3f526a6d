package policyplugin_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// The guide as it stands: its policy against its test.
func TestGuideOnPolicies(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../../templates/guides/one-policy-for-every-workspace.md.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```hcl\n(.*?)```").FindAllStringSubmatch(string(content), -1)
	if len(blocks) != 2 {
		t.Fatalf("%d blocks", len(blocks))
	}
	set := t.TempDir()
	for i, name := range []string{"policies/ends.policy.hcl", "tests/ends.policytest.hcl"} {
		file := filepath.Join(set, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(blocks[i][1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	faults, mocks, err := runPolicyTest(filepath.Join(set, "tests/ends.policytest.hcl"), pluginFunctions(t, process(t, false)))
	if err != nil || mocks != 3 || len(faults) > 0 {
		t.Errorf("%d mocks, %v: %q", mocks, err, faults)
	}
}
