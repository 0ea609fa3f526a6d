package provider_test

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	hclv2 "github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"go.yaml.in/yaml/v3"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

const pipelineGuide = "in-your-pipeline.md.tmpl"

// pipelineBlock is the one block of a section in a language, as the page shows it.
func pipelineBlock(t *testing.T, heading, language string) string {
	t.Helper()
	blocks := sectionBlocks(t, pipelineGuide, heading)[language]
	if len(blocks) != 1 {
		t.Fatalf("%d blocks of %s under %s", len(blocks), language, heading)
	}
	// What tfplugindocs would take for its own is written as a text.
	return regexp.MustCompile(`\{\{ "(.*?)" \}\}`).ReplaceAllString(blocks[0], "$1")
}

// scriptsIn are the texts under some keys of a document.
func scriptsIn(t *testing.T, document string, keys ...string) []string {
	t.Helper()
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(document), &root); err != nil {
		t.Fatalf("%v\n%s", err, document)
	}
	var found []string
	var walk func(*yaml.Node)
	walk = func(node *yaml.Node) {
		for i, child := range node.Content {
			if node.Kind == yaml.MappingNode && i%2 == 1 && slices.Contains(keys, node.Content[i-1].Value) && child.Kind == yaml.ScalarNode {
				found = append(found, child.Value)
			}
			walk(child)
		}
	}
	walk(&root)
	return found
}

// gates.md, "What CI tools need": the jobs keep the exit code, publish what is
// written, and leave nothing of an earlier run.
func TestPipelineGuideKeepsTheExitCode(t *testing.T) {
	t.Parallel()
	jenkins := regexp.MustCompile("(?s)sh '''(.*?)'''").FindStringSubmatch(pipelineBlock(t, "Jenkins", "groovy"))
	if jenkins == nil {
		t.Fatal("the Jenkinsfile has no script")
	}
	azure := slices.DeleteFunc(scriptsIn(t, pipelineBlock(t, "Azure Pipelines", "yaml"), "script"), func(s string) bool { return !strings.Contains(s, "terraform plan") })
	for name, script := range map[string]string{"Jenkins": jenkins[1], "Azure": strings.Join(azure, "\n")} {
		for exits, want := range map[string]int{"0": 0, "1": 1, "2": 0, "3": 3, "137": 137} {
			code, dir := runShell(t, script, map[string]string{"terraform": `echo "$@" > arguments; ls expiry-report > before 2>&1; mkdir -p expiry-report; echo page > expiry-report/gate-release.md; exit ` + exits}, "EXPIRY_REPORT_DIR=expiry-report")
			if code != want {
				t.Errorf("%s: Terraform exits with %s, the job with %d", name, exits, code)
			}
			if arguments, _ := os.ReadFile(filepath.Join(dir, "arguments")); !strings.Contains(string(arguments), "-detailed-exitcode") {
				t.Errorf("%s runs terraform %s", name, arguments)
			}
			if before, _ := os.ReadFile(filepath.Join(dir, "before")); strings.Contains(string(before), "gate-release.md") {
				t.Errorf("%s leaves what an earlier run wrote", name)
			}
		}
	}
	groovy := pipelineBlock(t, "Jenkins", "groovy")
	groovy = strings.Replace(groovy, jenkins[1], "", 1)
	for _, pair := range []string{"{}", "()"} {
		if strings.Count(groovy, pair[:1]) != strings.Count(groovy, pair[1:]) {
			t.Errorf("the Jenkinsfile leaves %s open", pair)
		}
	}
	for _, document := range []string{groovy, pipelineBlock(t, "Azure Pipelines", "yaml")} {
		if !strings.Contains(document, "EXPIRY_BREAK_GLASS") || !strings.Contains(document, "*.junit.xml") {
			t.Errorf("without break glass or test results:\n%s", document)
		}
	}
	for _, name := range []string{"github-actions.yml", "gitlab-ci.yml"} {
		if content, err := os.ReadFile(filepath.Join("../../examples/ci", name)); err != nil || !strings.Contains(string(content), "EXPIRY_BREAK_GLASS") {
			t.Errorf("%s is without break glass (%v)", name, err)
		}
	}
}

// gates.md, "What CI tools need": a directory for each project, break glass for
// each pull request.
func TestPipelineGuideAtlantis(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Atlantis runs in a POSIX shell")
	}
	commands := scriptsIn(t, pipelineBlock(t, "Atlantis", "yaml"), "command")
	if len(commands) != 2 {
		t.Fatalf("%d commands", len(commands))
	}
	granted := t.TempDir()
	if err := os.WriteFile(filepath.Join(granted, "shop-7"), []byte("OPS-1 renewing today\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ command, pull, want string }{
		{commands[0], "7", "/repo/shop/expiry-report/prod\n"}, {commands[1], "7", "OPS-1 renewing today\n"}, {commands[1], "8", ""},
	} {
		command := exec.CommandContext(t.Context(), "sh", "-c", strings.ReplaceAll(test.command, "/etc/atlantis/break-glass", granted))
		command.Env = []string{"PATH=" + os.Getenv("PATH"), "DIR=/repo/shop", "WORKSPACE=prod", "BASE_REPO_NAME=shop", "PULL_NUM=" + test.pull}
		if printed, err := command.Output(); err != nil || string(printed) != test.want {
			t.Errorf("%s for %s gives %q, %v", test.command, test.pull, printed, err)
		}
	}
}

func TestPipelineGuideOtherBlocks(t *testing.T) {
	t.Parallel()
	_, faults := hclsyntax.ParseConfig([]byte(pipelineBlock(t, "Terragrunt", "hcl")), "terragrunt.hcl", hclv2.InitialPos)
	if faults.HasErrors() {
		t.Error(faults)
	}
	if entries := scriptsIn(t, pipelineBlock(t, "pre-commit", "yaml"), "entry"); len(entries) != 1 || !strings.HasPrefix(entries[0], "terraform plan ") {
		t.Errorf("pre-commit runs %q", entries)
	}
	hook := pipelineBlock(t, "HCP Terraform and its agents", "shell")
	code, _ := runShell(t, strings.ReplaceAll(hook, "/tmp/expiry-report", "nothing"), nil)
	if code != 0 {
		t.Errorf("the hook fails a run of which there is no report: %d", code)
	}
	for heading, says := range map[string]string{"Atlantis": "", "HCP Terraform and its agents": "licence/press"} {
		w := newWorkspace(t, map[string]string{"main.tf": pipelineBlock(t, heading, "terraform")})
		w.must("apply", "-auto-approve")
		if says != "" && !strings.Contains(w.must("output", "-raw", "expiry_report"), says) {
			t.Errorf("the output of %s lacks %s", heading, says)
		}
	}
}

// The table of what asks a gate, each command of it.
func TestPipelineGuideExitCodes(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../../templates/guides/" + pipelineGuide)
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| `terraform (.*?)`(.*?) \\| (\\d) \\|$").FindAllStringSubmatch(string(content), -1)
	if len(rows) != 7 {
		t.Fatalf("%d rows", len(rows))
	}
	w := newWorkspace(t, map[string]string{"main.tf": `locals {
  late = [{ id = "licence/press", owner = "o", expires_at = "2026-11-20T00:00:00Z" }]
}
resource "terraform_data" "server" {}
resource "expiry_gate" "release" {
  deadlines = local.late
}
`, "mocked.tftest.hcl": "mock_provider \"expiry\" {}\nrun \"gate\" {\n  command = plan\n}\n"})
	for _, row := range rows {
		if code, printed := w.run(strings.Fields(row[1])...); string(rune('0'+code)) != row[3] {
			t.Errorf("terraform %s exits with %d\n%s", row[1], code, printed)
		}
	}
	w.write("mocked.tftest.hcl", "run \"gate\" {\n  command = plan\n}\n")
	if code, _ := w.run("test"); code != 1 {
		t.Errorf("without the mock the test passes too: %d", code)
	}
	// A sensitive name is shown, as the page says, and stored nowhere.
	w.write("main.tf", "variable \"name\" {\n  sensitive = true\n  default   = \"licence/"+planted+"\"\n}\nlocals {\n  late = [{ id = var.name, owner = \"o\", expires_at = \"2026-12-01T00:00:00Z\" }]\n}\nresource \"expiry_gate\" \"release\" {\n  deadlines = local.late\n  fail_on = \"expired\"\n}\n")
	if printed := w.must("apply", "-auto-approve"); !strings.Contains(printed, planted) {
		t.Errorf("the message hides it:\n%s", printed)
	}
	if state, err := os.ReadFile(filepath.Join(w.dir, "terraform.tfstate")); err != nil || strings.Contains(string(state), planted) {
		t.Errorf("the state holds it (%v)", err)
	}
}

// The variables of the page are those that are read, no more and no fewer.
func TestPipelineGuideNamesTheVariables(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../../templates/guides/" + pipelineGuide)
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(content), "\n| where | variables |\n")
	told, asked := map[string]bool{}, map[string]bool{}
	for row := range strings.Lines(table) {
		names := map[string]bool{}
		for _, found := range regexp.MustCompile("`([A-Z_]+)`").FindAllStringSubmatch(row, -1) {
			names[found[1]], told[found[1]] = true, true
		}
		for _, given := range []string{"12", ""} {
			place := report.Origin(func(name string) string {
				asked[name] = true
				switch {
				case !names[name]:
					return ""
				case name == "GITHUB_ACTIONS" || name == "GITLAB_CI" || name == "TF_BUILD":
					return "true"
				case strings.HasSuffix(name, "RUN_ID") || strings.HasPrefix(name, "JENKINS") || strings.HasPrefix(name, "ATLANTIS") || strings.HasSuffix(name, "FULL_NAME") || strings.HasSuffix(name, "BUILDID"):
					return "12"
				case name == "TFC_WORKSPACE_SLUG" && given != "":
					return "org/shop"
				}
				return given
			})
			if len(names) > 0 && given != "" && place.IsZero() {
				t.Errorf("nothing is read of %s", row)
			}
		}
	}
	if !maps.Equal(told, asked) {
		for name := range asked {
			if !told[name] {
				t.Errorf("%s is read and not told", name)
			}
		}
		for name := range told {
			if !asked[name] {
				t.Errorf("%s is told and not read", name)
			}
		}
	}
}

// gates.md, S3: EXPIRY_ENFORCEMENT loses to the configuration.
func TestPipelineGuideEnforcement(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, nil)
	w.env = []string{"EXPIRY_ENFORCEMENT=error"}
	for name, test := range map[string]struct {
		provider, source string
		code             int
	}{
		"nothing said":    {"", "", 1},
		"by the provider": {"enforcement = \"warn\"", "", 0},
		"by the source":   {"enforcement = \"error\"", "enforcement = \"none\"", 0},
	} {
		w.write("main.tf", "provider \"expiry\" {\n"+test.provider+"\n}\ndata \"expiry_software\" \"php\" {\n  product = \"php\"\n  version = \"7.4.33\"\n"+test.source+"\n}\n")
		if code, printed := w.run("plan"); code != test.code {
			t.Errorf("%s: exit code %d\n%s", name, code, printed)
		}
	}
}
