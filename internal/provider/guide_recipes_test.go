package provider_test

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

const recipesGuide = "recipes.md.tmpl"

// recipe is a workspace with one section of the guide.
func recipe(t *testing.T, heading string, files map[string]string) (*workspace, map[string][]string) {
	t.Helper()
	blocks := sectionBlocks(t, recipesGuide, heading)
	w := newWorkspace(t, files)
	w.write("main.tf", blocks["terraform"][0])
	return w, blocks
}

// failsOn plans as of a day; the plan must fail by one gate.
func (w *workspace) failsOn(day string) string {
	w.t.Helper()
	w.asOf = day
	code, printed := w.run("plan")
	if code != 1 || strings.Count(printed, "Error: ") != 1 {
		w.t.Errorf("%s: exit code %d, and one thing has to say why\n%s", day, code, printed)
	}
	return printed
}

func (w *workspace) replace(from, to string) {
	w.t.Helper()
	name := filepath.Join(w.dir, "main.tf")
	content, err := os.ReadFile(name)
	if err != nil || !strings.Contains(string(content), from) {
		w.t.Fatalf("%v: the recipe has no %s", err, from)
	}
	w.write("main.tf", strings.Replace(string(content), from, to, 1))
}

func leafFrom(name string) string {
	return string(certtest.Root("Example Root").Leaf([]string{name}).PEM())
}

// newcomer.md, wanted 1: each thing is said once.
func TestRecipeSayOnce(t *testing.T) {
	t.Parallel()
	w, _ := recipe(t, "Say each thing once", map[string]string{"www.pem": leafFrom("www.example.test")})
	const said = "certificate/www.pem expires"
	if printed := w.failsOn(overdueDay); strings.Count(printed, said) != 1 {
		t.Errorf("it is not said once:\n%s", printed)
	}
	w.replace(`enforcement = "none"`, `enforcement = "warn"`)
	if printed := w.failsOn(overdueDay); strings.Count(printed, said) != 2 {
		t.Errorf("without the setting nothing is said twice, so this test sees nothing:\n%s", printed)
	}
	w.asOf = healthyDay
	w.must("plan")
}

// newcomer.md, wanted 2: when it fails next.
func TestRecipePassesUntil(t *testing.T) {
	t.Parallel()
	w, blocks := recipe(t, "See when it fails next", nil)
	w.write("gate.tf", "resource \"expiry_gate\" \"g\" {\n  deadlines = local.deadlines\n}\n")
	w.must("apply", "-auto-approve")
	if got := w.must("output", "-raw", "passes_until"); strings.TrimSpace(got) != strings.TrimSpace(blocks["text"][0]) {
		t.Errorf("the output is %q", got)
	}
	if code, printed := w.run("plan", "-detailed-exitcode"); code != 0 {
		t.Errorf("the output changes: exit code %d\n%s", code, printed)
	}
	w.asOf = "2027-01-29T23:59:59Z"
	w.must("plan")
	w.failsOn("2027-01-30T00:00:00Z")
}

// newcomer.md, wanted 3: due_within lists what cannot be read.
func TestRecipeDueWithin(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	w, _ := recipe(t, "Find what ends within six weeks, of hundreds", map[string]string{
		"certs/far.pem":    string(root.Leaf([]string{"far.example.test"}, certtest.ValidBetween(today.AddDate(0, 0, -10), today.AddDate(0, 0, 80))).PEM()),
		"certs/near.pem":   string(root.Leaf([]string{"near.example.test"}, certtest.ValidBetween(today.AddDate(0, 0, -50), today.AddDate(0, 0, 40))).PEM()),
		"certs/broken.pem": "-----BEGIN CERTIFICATE-----\n",
	})
	w.must("apply", "-auto-approve")
	got := w.must("output", "-json", "due")
	if !strings.Contains(got, "certificate/certs/near.pem") || !strings.Contains(got, "certificate/certs/broken.pem") || strings.Contains(got, "far.pem") {
		t.Errorf("due are %s", got)
	}
}

// newcomer.md, wanted 4: rules and waivers have a scope.
func TestRecipeScope(t *testing.T) {
	t.Parallel()
	w, blocks := recipe(t, "Ask more of production, and excuse one team for a while", nil)
	printed := w.failsOn("2026-11-21")
	for line := range strings.Lines(blocks["text"][0]) {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "licence/fax") && !says(line).MatchString(printed) {
			t.Errorf("without %q:\n%s", line, printed)
		}
	}
	if !says("1 of 3 fails").MatchString(printed) || !strings.Contains(printed, "Waived: 1") {
		t.Errorf("production alone has to fail, less what is waived:\n%s", printed)
	}
	w.replace(`    ticket     = "OPS-7"`+"\n", "")
	if printed := w.failsOn("2026-11-21"); !says("(waiver-ticket)").MatchString(printed) {
		t.Errorf("without a ticket:\n%s", printed)
	}
	w.replace(`environment = "production", owner = "team-shop`, `environment = "test", owner = "team-shop`)
	w.replace(`    approver   = "cto@example.test"`, "    approver   = \"cto@example.test\"\n    ticket = \"OPS-7\"")
	w.asOf = "2026-11-21"
	if printed := w.must("plan"); !says("licence/fax: overdue, waived by cto@example.test until 2027-01-31").MatchString(printed) {
		t.Errorf("what is waived is not told:\n%s", printed)
	}
}

// newcomer.md, wanted 5: only what ended over a year ago, with its owner, and no
// stumbling over an empty list.
func TestRecipeEndedLongAgo(t *testing.T) {
	t.Parallel()
	w, blocks := recipe(t, "Fail only on software that ended long ago", nil)
	printed := w.failsOn("2026-11-21")
	for line := range strings.Lines(blocks["text"][0]) {
		if !says(strings.TrimSpace(line)).MatchString(printed) {
			t.Errorf("without %q:\n%s", line, printed)
		}
	}
	if strings.Contains(printed, "nginx") {
		t.Errorf("what is supported fails:\n%s", printed)
	}
	w.replace(`wiki = { headers = { "X-Powered-By" = "PHP/5.3.3" }`, `wiki = { headers = { Server = "" }`)
	if printed := w.failsOn("2026-11-21"); !says("a site tells nothing about its software").MatchString(printed) {
		t.Errorf("a silent site:\n%s", printed)
	}
	w.replace(`wiki = { headers = { Server = "" }, owner = "team-wiki@example.test", distro = "rhel 6" }`, "")
	w.must("plan")
}

// newcomer.md, wanted 6, and S2 number 2: entries say what to do, to what and with
// whom, and what is overdue is never left out.
func TestRecipeCalendar(t *testing.T) {
	t.Parallel()
	w, blocks := recipe(t, "Put the work into a calendar", nil)
	w.must("apply", "-auto-approve")
	unfold := func(ics string) string { return strings.ReplaceAll(ics, "\r\n ", "") }
	calendar := unfold(w.must("output", "-raw", "calendar"))
	for line := range strings.Lines(blocks["text"][0]) {
		if !strings.Contains(calendar, strings.TrimSpace(line)) {
			t.Errorf("without %q:\n%s", line, calendar)
		}
	}
	w.replace(`from      = "2027-01-01"`, `from      = "2027-08-01"`)
	w.must("apply", "-auto-approve")
	if calendar := unfold(w.must("output", "-raw", "calendar")); !strings.Contains(calendar, "DTSTART;VALUE=DATE:20270801") || !strings.Contains(calendar, "Give notice to Office Ltd") {
		t.Errorf("what is overdue is gone:\n%s", calendar)
	}
}

// newcomer.md, wanted 7: the remedy of untrusted names ca_file.
func TestRecipeOwnAuthority(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Company Root")
	w, _ := recipe(t, "Trust your own authority", map[string]string{
		"intranet.pem": string(root.Leaf([]string{"intranet.example.test"}).PEM()), "company-root.pem": string(root.PEM()),
	})
	w.must("plan")
	w.replace("  ca_file         = \"company-root.pem\"\n", "")
	if printed := w.failsOn("2026-11-21"); !says("(untrusted)").MatchString(printed) || !strings.Contains(printed, "ca_file") {
		t.Errorf("the remedy does not name ca_file:\n%s", printed)
	}
	w.write("provider.tf", "provider \"expiry\" {\n  network = { ca_file = \"company-root.pem\" }\n}\n")
	w.must("plan")
}

// newcomer.md, wanted 8: break glass, where the binary lies, by and run of a history.
func TestRecipeBreakGlassAndHistory(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the commands are for a POSIX shell")
	}
	w, blocks := recipe(t, "Let the plan through that mends it", nil)
	// As init installs it, from a mirror in place of the registry.
	host := cmp.Or(os.Getenv("TF_ACC_PROVIDER_HOST"), "registry.terraform.io") // OpenTofu's is another
	installed := filepath.Join(w.dir, "mirror", host, "terraform-expiry/expiry/0.0.1", runtime.GOOS+"_"+runtime.GOARCH)
	if err := os.MkdirAll(installed, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(providerBinary(t), filepath.Join(installed, "terraform-provider-expiry_v0.0.1")); err != nil {
		t.Fatal(err)
	}
	w.write(".terraformrc", "provider_installation {\n  filesystem_mirror {\n    path = \""+filepath.ToSlash(filepath.Join(w.dir, "mirror"))+"\"\n  }\n}\n")
	w.must("init")
	if printed := w.shell(blocks["shell"][1]); !strings.Contains(printed, "up to date") && !strings.Contains(printed, "inventory") {
		t.Errorf("migrate says %s", printed)
	}
	inventory := "EXPIRY_INVENTORY_URL=sqlite:" + filepath.ToSlash(filepath.Join(w.dir, "inventory.db"))
	w.write("provider.tf", "provider \"expiry\" {\n  inventory = { workspace = \"erp\" }\n}\n")
	w.shell(blocks["shell"][2], inventory)
	w.shell(blocks["shell"][2], inventory) // outputs are read before the first apply writes
	w.env = []string{inventory}
	if got := w.must("output", "-json", "history"); !strings.Contains(got, strings.TrimSpace(blocks["text"][0])) {
		t.Errorf("the history is %s", got)
	}
	w.write("gate.tf", "locals {\n  late = [{ id = \"c\", owner = \"o\", expires_at = \"2026-11-20T00:00:00Z\" }]\n}\nresource \"expiry_gate\" \"g\" {\n  deadlines = local.late\n}\n")
	w.failsOn("2026-11-21")
	if printed := w.shell(blocks["shell"][0], inventory); !says("OPS-1 renewing the certificate today").MatchString(printed) {
		t.Errorf("the reason is not told:\n%s", printed)
	}
}

// newcomer.md, wanted 9: depends_on for a module, and open items once.
func TestRecipeHandover(t *testing.T) {
	t.Parallel()
	w, blocks := recipe(t, "Hand a system over before it goes live", map[string]string{"production/main.tf": "resource \"terraform_data\" \"server\" {}\n"})
	w.must("get")
	printed := w.failsOn("2026-11-21")
	if !says(strings.TrimSpace(blocks["text"][0])).MatchString(printed) || strings.Contains(printed, "Warning: Deadline") {
		t.Errorf("open items are said once:\n%s", printed)
	}
	if code, printed := w.run("apply", "-auto-approve"); code != 1 || strings.Contains(printed, "module.production.terraform_data.server: Creat") {
		t.Errorf("exit code %d, and the module must not be made:\n%s", code, printed)
	}
}

// newcomer.md, S2 number 4: a typed variable strips what a gate needs; any does not.
func TestRecipeModule(t *testing.T) {
	t.Parallel()
	w, blocks := recipe(t, "Share one gate as a module", map[string]string{"intranet.pem": leafFrom("intranet.example.test")})
	w.write("main.tf", blocks["terraform"][1])
	const versions = "terraform {\n  required_providers {\n    expiry = {\n      source = \"terraform-expiry/expiry\"\n    }\n  }\n}\n"
	w.write("gate/main.tf", versions+blocks["terraform"][0])
	w.must("get")
	if printed := w.failsOn("2026-11-21"); !says("(untrusted)").MatchString(printed) {
		t.Error(printed)
	}
	w.write("gate/main.tf", versions+strings.Replace(blocks["terraform"][0], "type = any", "type = list(object({ id = string, owner = string, expires_at = string }))", 1))
	w.must("plan")
}

// Every section of the guide has its test above, and every command its form.
func TestRecipesAreTen(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../../templates/guides/" + recipesGuide)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(content), "\n## "); n != 10 {
		t.Errorf("%d recipes", n)
	}
	for _, block := range guideBlocks(t, recipesGuide, "shell") {
		if printed, err := exec.CommandContext(t.Context(), "sh", "-n", "-c", block).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, printed)
		}
	}
}
