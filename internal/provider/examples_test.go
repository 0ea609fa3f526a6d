package provider_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// plannedExamples lists the directories of examples/ that hold a configuration.
func plannedExamples(t *testing.T) []string {
	t.Helper()
	found := map[string]bool{}
	var directories []string
	err := filepath.WalkDir("../../examples", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && entry.Name() == "modules" {
			return fs.SkipDir // a module has no deadlines of its own: TestGateModule hands it some
		}
		if err == nil && !entry.IsDir() && strings.HasSuffix(name, ".tf") && !found[filepath.Dir(name)] {
			found[filepath.Dir(name)] = true
			directories = append(directories, filepath.Dir(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return directories
}

// Every example is planned as it stands. Its hosts do not exist, so certificates
// are unknown and gates fail, which is what they are for; nothing else may.
func TestExamplesArePlanned(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	pem := string(root.Leaf([]string{"www.example.test"}).PEM())
	for _, directory := range plannedExamples(t) {
		t.Run(filepath.ToSlash(strings.TrimPrefix(directory, filepath.Join("..", "..", "examples"))), func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t, map[string]string{
				"www.pem": pem, "certs/internal.pem": pem, "certs/company-root.pem": string(root.PEM()),
			})
			declares, domains := false, false
			for _, name := range mainFiles(t, directory) {
				content, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				w.write(filepath.Base(name), string(content))
				declares = declares || strings.Contains(string(content), "required_providers")
				domains = domains || strings.Contains(string(content), `data "expiry_domain`)
			}
			if domains {
				// Registries exist, other than the hosts of the other examples: nobody
				// is asked through a proxy that is not there.
				w.write("offline.tf", "provider \"expiry\" {\n  network = { proxy_url = \"http://127.0.0.1:1\", retries = 0, rdap_pace = \"0s\" }\n}\n")
			}
			if declares {
				w.write("versions.tf", "")
			}
			w.env = []string{"EXPIRY_BREAK_GLASS=TEST examples have no servers"}
			if code, output := w.run("plan"); code != 0 {
				t.Errorf("exit code %d\n%s", code, output)
			}
		})
	}
}

// newcomer.md, wanted 1: an example whose gate judges tells its data sources to keep
// quiet, so that users who copy it are told everything once.
func TestExamplesSayThingsOnce(t *testing.T) {
	t.Parallel()
	gates := 0
	for _, directory := range plannedExamples(t) {
		for _, name := range mainFiles(t, directory) {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if source := string(content); strings.Contains(source, `resource "expiry_gate"`) && strings.Contains(source, `data "expiry_`) {
				gates++
				if !strings.Contains(source, `enforcement = "none"`) {
					t.Errorf("%s: gate and data sources say everything twice", name)
				}
			}
		}
	}
	if gates < 10 {
		t.Errorf("%d examples with a gate", gates)
	}
}

// mainFiles are the files of an example that make a configuration by themselves,
// with what it reads; import blocks belong to the resource beside them.
func mainFiles(t *testing.T, directory string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(directory, "*.*"))
	if err != nil {
		t.Fatal(err)
	}
	var kept []string
	for _, name := range names {
		if !strings.HasPrefix(filepath.Base(name), "import") {
			kept = append(kept, name)
		}
	}
	return kept
}

// wholeGuides have a test of their own, since their blocks belong together.
var wholeGuides = map[string]bool{
	"from-spreadsheet-to-gate.md.tmpl": true, "one-policy-for-everything.md.tmpl": true, "one-inventory-for-many-workspaces.md.tmpl": true,
	"find-what-nobody-tracks.md.tmpl": true, "tokens-domains-and-documents.md.tmpl": true, "is-there-a-backup.md.tmpl": true, "recipes.md.tmpl": true, "in-your-pipeline.md.tmpl": true,
	"one-ledger-for-everything-that-is-read.md.tmpl": true,
}

// Every block of Terraform in README and in the guides is planned, too.
func TestGuidesArePlanned(t *testing.T) {
	t.Parallel()
	guides, err := filepath.Glob("../../templates/guides/*")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```terraform\n(.*?)```")
	for _, guide := range append(guides, "../../README.md") {
		if wholeGuides[filepath.Base(guide)] {
			continue
		}
		content, err := os.ReadFile(guide)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range block.FindAllStringSubmatch(string(content), -1) {
			t.Run(filepath.Base(guide), func(t *testing.T) {
				t.Parallel()
				w := newWorkspace(t, map[string]string{"main.tf": found[1]})
				if strings.Contains(found[1], "required_providers") {
					w.write("versions.tf", "")
				}
				w.env = []string{"EXPIRY_BREAK_GLASS=TEST examples have no servers"}
				if code, output := w.run("plan"); code != 0 {
					t.Errorf("exit code %d\n%s", code, output)
				}
			})
		}
	}
}
