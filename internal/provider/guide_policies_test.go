package provider_test

import (
	"strings"
	"testing"
)

// The precondition of the guide holds, and fails a month before the end.
func TestPolicyPluginGuide(t *testing.T) {
	t.Parallel()
	config := guideBlocks(t, "one-policy-for-every-workspace.md.tmpl", "terraform")[0]
	w := newWorkspace(t, map[string]string{"main.tf": config})
	w.must("plan")
	w.write("main.tf", strings.Replace(config, "2026-11-28", "2027-11-28", 1))
	if code, output := w.run("plan"); code != 1 || !says("licence/press", "(due)").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
	// What is known only after apply puts it off, and a mistake is told.
	w.write("main.tf", strings.Replace(config, `id = "licence/press"`, `id = terraform_data.x.id`, 1)+"\nresource \"terraform_data\" \"x\" {}\n")
	if code, output := w.run("plan"); code != 0 {
		t.Errorf("unknown: exit code %d\n%s", code, output)
	}
	w.write("main.tf", strings.Replace(config, "fail_on", "failon", 1))
	if code, output := w.run("plan"); code != 1 || !says(`"failon"`, "nearest is fail_on").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
}
