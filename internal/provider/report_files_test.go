package provider_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	healthy = `{ id = "certificate/good", owner = "o", expires_at = "2030-01-01T00:00:00Z", act_by = "2029-12-01T00:00:00Z" }`
	lapsed  = `{ id = "certificate/bad", owner = "o", expires_at = "2026-11-01T00:00:00Z", act_by = "2026-10-01T00:00:00Z" }`
)

// reportOfGate is a report in JSON as a run left it, with what became of it.
type reportOfGate struct {
	Outcome    string
	Passed     bool
	JudgedAt   string `json:"judged_at"`
	BreakGlass string `json:"break_glass"`
	Verdicts   []struct{ Outcome string }
}

func (w *workspace) report(name string) (read reportOfGate) {
	w.t.Helper()
	content, err := os.ReadFile(filepath.Join(w.dir, "out", name+".json"))
	if err != nil {
		w.t.Fatal(err)
	}
	if err := json.Unmarshal(content, &read); err != nil {
		w.t.Fatal(err)
	}
	return read
}

// reported is a workspace that leaves its reports in "out".
func reported(t *testing.T, config string) *workspace {
	t.Helper()
	w := newWorkspace(t, map[string]string{"main.tf": config})
	w.env = []string{"EXPIRY_REPORT_DIR=out"}
	return w
}

// leftIn are the files that a run left of a report.
func (w *workspace) leftIn(prefix string) []string {
	names, err := filepath.Glob(filepath.Join(w.dir, "out", prefix+"*"))
	if err != nil {
		w.t.Fatal(err)
	}
	return names
}

// gates.md 4: two gates of one name, as of two modules or by count.
func TestTwoGatesOfOneName(t *testing.T) {
	t.Parallel()
	module := func(deadline string) string {
		return "resource \"expiry_gate\" \"g\" { deadlines = [" + deadline + "] }\n"
	}
	w := reported(t, "module \"a\" { source = \"./a\" }\nmodule \"b\" { source = \"./b\" }\n")
	const requires = "terraform {\n  required_providers {\n    expiry = { source = \"terraform-expiry/expiry\" }\n  }\n}\n"
	w.write("a/main.tf", requires+module(lapsed))
	w.write("b/main.tf", requires+module(healthy))
	w.must("get")
	code, output := w.run("plan")
	if code != 1 || !says("Warning: Several judgements of one name", "gate/default has been judged more than once").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
	read := w.report("gate-default")
	if read.Passed || len(read.Verdicts) != 2 || read.Verdicts[0].Outcome != "fails" || read.Verdicts[1].Outcome != "passes" {
		t.Errorf("%+v", read)
	}
}

// A gate that Terraform plans twice, since its name has changed, is one gate.
func TestReplacedGateIsOneGate(t *testing.T) {
	t.Parallel()
	gate := func(name string) string {
		return "resource \"expiry_gate\" \"g\" {\n name = \"" + name + "\"\n deadlines = [" + healthy + "]\n}\n"
	}
	w := reported(t, gate("a"))
	w.must("apply", "-auto-approve")
	w.write("main.tf", gate("b"))
	if output := w.must("apply", "-auto-approve"); !strings.Contains(output, "must be replaced") || strings.Contains(output, "Several judgements") {
		t.Error(output)
	}
	if read := w.report("gate-b"); !read.Passed || read.Verdicts != nil {
		t.Errorf("%+v", read)
	}
}

// gates.md 17: yesterday's report does not stand beside an error of today.
func TestStaleReports(t *testing.T) {
	t.Parallel()
	const gate, policy = "resource \"expiry_gate\" \"g\" {\n deadlines = [%]\n}\n", "data \"expiry_policy\" \"p\" {\n deadlines = [%]\n}\n"
	const software = "data \"expiry_software\" \"s\" {\n name = \"x\"\n product = \"%\"\n version = \"13\"\n enforcement = \"error\"\n}\n"
	for name, test := range map[string]struct{ config, good, bad, left string }{
		"a gate":               {gate, healthy, `{ id = "x", expires_at = "soon" }`, "gate-default"},
		"a policy":             {policy, healthy, `{ id = "x", expires_at = "soon" }`, "policy-default"},
		"an enforced source":   {software, "debian", "no-such-product", "software-x"},
		"nothing to judge":     {gate, healthy, "", "gate-default"},
		"a deadline with none": {gate, healthy, `{ expires_at = "2030-01-01T00:00:00Z" }`, "gate-default"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := reported(t, strings.Replace(test.config, "%", test.good, 1))
			w.must("plan")
			if got := w.report(test.left); !got.Passed || got.Outcome != "passes" || len(w.leftIn(test.left)) != reportFiles {
				t.Errorf("%+v, %q", got, w.leftIn(test.left))
			}
			w.write("main.tf", strings.Replace(test.config, "%", test.bad, 1))
			if code, output := w.run("plan"); code != 1 {
				t.Errorf("exit code %d\n%s", code, output)
			}
			if left := w.leftIn(test.left); len(left) > 0 {
				t.Errorf("left: %q", left)
			}
		})
	}
}

// reportFiles is how many files one report is.
const reportFiles = 7

// gates.md 5: a gate that judged nothing yet does not pass. The name of one that
// is known only at apply makes no file.
func TestReportOfWhatIsNotJudgedYet(t *testing.T) {
	t.Parallel()
	w := reported(t, `
resource "terraform_data" "later" {
  input = "2030-01-01T00:00:00Z"
}
resource "expiry_gate" "g" {
  deadlines = [{ id = "certificate/later", owner = "o", expires_at = terraform_data.later.output }]
}
resource "expiry_gate" "unnamed" {
  name      = terraform_data.later.output
  deadlines = [`+healthy+`]
}
`)
	output := w.must("plan")
	if !says("Warning: Judged only at apply", "certificate/later").MatchString(output) || !says("Warning: Report not written", "known only after apply").MatchString(output) {
		t.Error(output)
	}
	if read := w.report("gate-default"); read.Passed || read.Outcome != "not judged yet" {
		t.Errorf("%+v", read)
	}
	if left := w.leftIn(""); len(left) != reportFiles {
		t.Errorf("left: %q", left)
	}
	w.must("apply", "-auto-approve")
	if read := w.report("gate-default"); !read.Passed || read.Outcome != "passes" {
		t.Errorf("%+v", read)
	}
	if left := w.leftIn("gate-2030-01-01T00-00-00Z-"); len(left) != reportFiles {
		t.Errorf("left: %q", w.leftIn(""))
	}
}

// gates.md 4: names of other scripts do not meet.
func TestReportsOfJapaneseNames(t *testing.T) {
	t.Parallel()
	w := reported(t, "resource \"expiry_gate\" \"a\" {\n name = \"本番\"\n deadlines = ["+lapsed+"]\n}\nresource \"expiry_gate\" \"b\" {\n name = \"開発\"\n deadlines = ["+healthy+"]\n}\n")
	if code, output := w.run("plan"); code != 1 || strings.Contains(output, "Several judgements") {
		t.Errorf("exit code %d\n%s", code, output)
	}
	for prefix, passes := range map[string]bool{"gate-本番-": false, "gate-開発-": true} {
		files := w.leftIn(prefix)
		if len(files) != reportFiles {
			t.Fatalf("%s: %q", prefix, w.leftIn(""))
		}
		stem, _ := strings.CutSuffix(filepath.Base(files[0]), ".badge.svg")
		if read := w.report(stem); read.Passed != passes {
			t.Errorf("%s: %+v", stem, read)
		}
	}
}

// house.md 4: a data source with a day of its own is reported as of that day.
func TestReportAsOfTheDataSource(t *testing.T) {
	t.Parallel()
	w := reported(t, "data \"expiry_software\" \"s\" {\n name = \"x\"\n product = \"debian\"\n version = \"13\"\n as_of = \"2026-12-24\"\n enforcement = \"error\"\n}\n"+
		"data \"expiry_policy\" \"p\" {\n deadlines = ["+healthy+"]\n as_of = \"2026-12-25\"\n}\n")
	w.must("plan")
	for name, want := range map[string]string{"software-x": "2026-12-24T00:00:00Z", "policy-default": "2026-12-25T00:00:00Z"} {
		if read := w.report(name); read.JudgedAt != want {
			t.Errorf("%s: judged at %s", name, read.JudgedAt)
		}
	}
}

// SARIF points at the file that a gate names.
func TestSourceOfAGate(t *testing.T) {
	t.Parallel()
	w := reported(t, "resource \"expiry_gate\" \"g\" {\n source = \"infra/gate.tf\"\n deadlines = ["+lapsed+"]\n}\n")
	if code, output := w.run("plan"); code != 1 || !says("out/gate-default.html").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
	content, err := os.ReadFile(filepath.Join(w.dir, "out", "gate-default.sarif"))
	if err != nil || !strings.Contains(string(content), `"artifactLocation":{"uri":"infra/gate.tf"}`) {
		t.Errorf("%v\n%s", err, content)
	}
	for _, source := range []string{"/etc/main.tf", `infra\\main.tf`, ""} {
		w.write("main.tf", "resource \"expiry_gate\" \"g\" {\n source = \""+source+"\"\n deadlines = ["+healthy+"]\n}\n")
		if code, output := w.run("plan"); code != 1 || !says("source", "must be a path from the root of the repository").MatchString(output) {
			t.Errorf("%q: exit code %d\n%s", source, code, output)
		}
	}
}
