package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// gates.md 10: a switch is no reason, and the gate stays shut.
func TestBreakGlassNeedsAReason(t *testing.T) {
	t.Parallel()
	w := reported(t, "resource \"expiry_gate\" \"g\" {\n deadlines = ["+lapsed+"]\n}\n")
	for _, given := range []string{"false", "0", "TRUE", "OPS-1", "12345678", "いいえ"} {
		w.env = []string{"EXPIRY_REPORT_DIR=out", "EXPIRY_BREAK_GLASS=" + given}
		code, output := w.run("plan")
		if code != 1 || !says("Error: Break glass without reason", `EXPIRY_BREAK_GLASS is set to "`+given+`"`, "at least eight letters or digits").MatchString(output) {
			t.Errorf("%q: exit code %d\n%s", given, code, output)
		}
	}
	w.env = []string{"EXPIRY_BREAK_GLASS= "}
	if code, output := w.run("plan"); code != 1 || !says("Error: Deadlines not met").MatchString(output) {
		t.Errorf("blank: exit code %d\n%s", code, output)
	}
}

// gates.md 10 and 11: the reason is shortened, and stands in every report.
func TestBreakGlassIsReported(t *testing.T) {
	t.Parallel()
	w := reported(t, "resource \"expiry_gate\" \"g\" {\n deadlines = ["+lapsed+"]\n}\n")
	w.env = append(w.env, "EXPIRY_BREAK_GLASS=OPS-1182 renewing \x1b[31m"+strings.Repeat("long ", 6000))
	code, output := w.run("plan")
	if code != 0 || !says("Warning: Deadlines not met", "Not an error because EXPIRY_BREAK_GLASS is set: OPS-1182 renewing").MatchString(output) || strings.Count(output, "long ") > 100 {
		t.Errorf("exit code %d, %d characters\n%.3000s", code, len(output), output)
	}
	if read := w.report("gate-default"); read.Outcome != "fails" || read.Passed || !strings.HasPrefix(read.BreakGlass, "OPS-1182 renewing") || len([]rune(read.BreakGlass)) != 200 {
		t.Errorf("%+v", read)
	}
	for _, extension := range []string{".md", ".html", ".sarif", ".junit.xml", ".json"} {
		content, err := os.ReadFile(filepath.Join(w.dir, "out", "gate-default"+extension))
		if err != nil || !strings.Contains(string(content), "OPS-1182 renewing") {
			t.Errorf("%s: %v\n%.2000s", extension, err, content)
		}
	}
}

// What a waiver excuses is named in a plan that passes.
func TestWaivedIsNamed(t *testing.T) {
	t.Parallel()
	const waivers = ` waivers = [{ rule = "expired", asset = "certificate/*", reason = "The shop moves.", approver = "cto", granted_on = "2026-11-10", ends_on = "2026-12-05" }]`
	seven := `[for i in range(7) : { id = "certificate/${i}", owner = "o", expires_at = "2026-11-01T00:00:00Z", act_by = "2026-10-01T00:00:00Z" }]`
	for name, test := range map[string]struct {
		config string
		code   int
		says   []string
		never  string
	}{
		"gate":        {"resource \"expiry_gate\" \"g\" {\n deadlines = " + seven + "\n" + waivers + "\n}", 0, []string{"Warning: Waived for now", "certificate/0: expired, waived by cto until 2026-12-05: The shop moves.", "certificate/4", "and 2 more."}, "certificate/5"},
		"policy":      {"data \"expiry_policy\" \"p\" {\n deadlines = [" + lapsed + "]\n" + waivers + "\n}", 0, []string{"Warning: Waived for now", "certificate/bad: expired"}, ""},
		"it fails":    {"resource \"expiry_gate\" \"g\" {\n deadlines = concat([{ id = \"licence/x\", status = \"expired\" }], " + seven + ")\n" + waivers + "\n}", 1, []string{"Error: Deadlines not met", "licence/x", "Waived: 7"}, "Waived for now"},
		"none waived": {"resource \"expiry_gate\" \"g\" {\n deadlines = [" + healthy + "]\n}", 0, nil, "Waived"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t, map[string]string{"main.tf": test.config})
			code, output := w.run("plan")
			if code != test.code || !says(test.says...).MatchString(output) || test.never != "" && strings.Contains(output, test.never) {
				t.Errorf("exit code %d\n%s", code, output)
			}
		})
	}
}
