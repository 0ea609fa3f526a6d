package report_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

var extensions = []string{".badge.svg", ".html", ".json", ".junit.xml", ".md", ".prom", ".sarif"}

// filesIn are the names in a directory, none where it is absent.
func filesIn(t *testing.T, directory string) []string {
	t.Helper()
	entries, err := os.ReadDir(directory)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// leave judges a report as a run does.
func leave(t *testing.T, directory *report.Directory, r report.Report) (shared bool) {
	t.Helper()
	if err := directory.Begin(r.Title); err != nil {
		t.Fatal(err)
	}
	shared, err := directory.Write(r)
	if err != nil {
		t.Fatal(err)
	}
	return shared
}

type written struct {
	Title    string
	Outcome  string
	Passed   bool
	JudgedAt string `json:"judged_at"`
	Verdicts []struct{ Outcome string }
}

func readJSON(t *testing.T, path string) written {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	validate(t, compile(t, report.Schema()), content)
	var read written
	if err := json.Unmarshal(content, &read); err != nil {
		t.Fatal(err)
	}
	return read
}

func TestDirectory(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "deep", "report")
	r := world()
	for range 2 { // of two runs
		if leave(t, report.NewDirectory(path), r) {
			t.Error("the files are said to hold others")
		}
	}
	var want []string
	for _, extension := range extensions {
		want = append(want, "gate-release"+extension)
	}
	if names := filesIn(t, path); !slices.Equal(names, want) {
		t.Errorf("written: %q", names)
	}
	if read := readJSON(t, filepath.Join(path, "gate-release.json")); read.JudgedAt != "2026-11-22T00:00:00Z" || read.Outcome != "fails" || read.Verdicts != nil {
		t.Errorf("%+v", read)
	}
}

func TestNoDirectory(t *testing.T) {
	t.Parallel()
	if leave(t, nil, world()) {
		t.Error("what is nowhere is shared")
	}
}

// gates.md 4: two gates of one name in one run; the file holds both, the worse
// first, in whatever order they are judged.
func TestTwoOfOneName(t *testing.T) {
	t.Parallel()
	good, bad := judged("gate/default", thing("certificate/good", "o", 300, 30, 30)), judged("gate/default", thing("certificate/bad", "o", -3, 30, 30))
	later := unsettled(judged("gate/default", thing("certificate/later", "o", 300, 30, 30)))
	var first map[string]string
	for _, order := range [][]report.Report{{good, bad, later}, {good, later, bad}, {bad, good, later}, {bad, later, good}, {later, good, bad}, {later, bad, good}} {
		path := t.TempDir()
		directory := report.NewDirectory(path)
		for i, r := range order {
			if shared := leave(t, directory, r); shared != (i > 0) {
				t.Errorf("judgement %d: shared %t", i, shared)
			}
		}
		leave(t, directory, order[0]) // judged again, as for a replacement
		files := map[string]string{}
		for _, name := range filesIn(t, path) {
			content, err := os.ReadFile(filepath.Join(path, name))
			if err != nil {
				t.Fatal(err)
			}
			files[name] = string(content)
			for _, id := range []string{"certificate/good", "certificate/bad", "certificate/later"} {
				if name != "gate-default.sarif" && name != "gate-default.badge.svg" && !strings.Contains(string(content), id) {
					t.Errorf("%s does not hold %s", name, id)
				}
			}
		}
		if first == nil {
			first = files
		}
		for name, content := range files {
			if first[name] != content {
				t.Errorf("%s depends on the order", name)
			}
		}
		read := readJSON(t, filepath.Join(path, "gate-default.json"))
		if read.Passed || read.Outcome != "fails" || len(read.Verdicts) != 3 || read.Verdicts[0].Outcome != "fails" || read.Verdicts[1].Outcome != "not judged yet" || read.Verdicts[2].Outcome != "passes" {
			t.Errorf("%+v", read)
		}
		for name, pieces := range map[string][]string{
			"gate-default.md":        {"❌ gate/default fails", "3 judgements of this name", "1. ❌ Fails. Of 1 deadline, 1 expired. 1 thing fails the plan.", "2. ⏳ Is not judged yet.", "3. ✅ Passes. In good time: 1 deadline, none due."},
			"gate-default.html":      {"3 judgements of this name", "<li>Fails. Of 1 deadline, 1 expired."},
			"gate-default.sarif":     {"certificate/bad", "3 judgements of this name"},
			"gate-default.junit.xml": {`<property name="outcome" value="fails">`, "3 judgements of this name"},
		} {
			for _, piece := range pieces {
				if !strings.Contains(files[name], piece) {
					t.Errorf("%s does not say %q:\n%.3000s", name, piece, files[name])
				}
			}
		}
	}
}

// Terraform judges ten at a time.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	directory := report.NewDirectory(path)
	var group sync.WaitGroup
	for i := range 40 {
		group.Go(func() {
			r := judged([]string{"gate/a", "gate/b"}[i%2], thing(fmt.Sprintf("x/%d", i), "o", i*10, 1, 1))
			if err := directory.Begin(r.Title); err != nil {
				t.Error(err)
			}
			if _, err := directory.Write(r); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for _, name := range []string{"gate-a.json", "gate-b.json"} {
		if read := readJSON(t, filepath.Join(path, name)); len(read.Verdicts) != 20 {
			t.Errorf("%s holds %d verdicts", name, len(read.Verdicts))
		}
	}
}

// Many of one name are counted, and no page breaks.
func TestManyOfOneName(t *testing.T) {
	t.Parallel()
	var reports []report.Report
	for i := range 30 {
		reports = append(reports, judged("gate/default", thing("certificate/x", "o", -30+i*7, 30, 30)))
	}
	merged := report.Merge(reports)
	readBack(t, merged)
	if text := merged.Markdown(0); !strings.Contains(text, "And 25 more, which are no worse.") {
		t.Errorf("%.2000s", text)
	}
}

// Names that differ in case alone are one file to some systems.
func TestNamesThatDifferInCase(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	directory := report.NewDirectory(path)
	leave(t, directory, judged("gate/Prod", thing("a/a", "o", -3, 30, 30)))
	if !leave(t, directory, judged("gate/prod", thing("a/b", "o", 300, 30, 30))) {
		t.Error("nobody is told")
	}
	for _, name := range []string{"gate-Prod.json", "gate-prod.json"} {
		if read := readJSON(t, filepath.Join(path, name)); read.Passed || len(read.Verdicts) != 2 {
			t.Errorf("%s: %+v", name, read)
		}
	}
}

// gates.md 17: what an earlier run left does not speak for one that ends in
// wrong input; and nothing else is touched.
func TestStaleReportsGo(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	good := judged("gate/default", thing("a/a", "o", 300, 30, 30))
	leave(t, report.NewDirectory(path), good)
	other := good
	other.Title = "gate/default-2"
	leave(t, report.NewDirectory(path), other)
	for _, name := range []string{"gate-default.txt", "gate-default.md.bak", "notes.md"} {
		if err := os.WriteFile(filepath.Join(path, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := report.NewDirectory(path).Begin("gate/default"); err != nil {
		t.Fatal(err)
	}
	want := []string{"gate-default-2.badge.svg", "gate-default-2.html", "gate-default-2.json", "gate-default-2.junit.xml", "gate-default-2.md", "gate-default-2.prom", "gate-default-2.sarif", "gate-default.md.bak", "gate-default.txt", "notes.md"}
	if names := filesIn(t, path); !slices.Equal(names, want) {
		t.Errorf("left: %q", names)
	}
}

// Where one of two of a name ends in wrong input, no file says how it stands, in
// whatever order they come.
func TestOneOfTwoIsWrong(t *testing.T) {
	t.Parallel()
	good := judged("gate/default", thing("a/a", "o", 300, 30, 30))
	for name, run := range map[string]func(*report.Directory){
		"wrong first": func(d *report.Directory) { _ = d.Begin(good.Title); leave(t, d, good) },
		"wrong last":  func(d *report.Directory) { leave(t, d, good); _ = d.Begin(good.Title) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := t.TempDir()
			run(report.NewDirectory(path))
			if names := filesIn(t, path); len(names) > 0 {
				t.Errorf("left: %q", names)
			}
		})
	}
}

// security.md 2: where one format cannot be written, none is left that tells of
// another verdict.
func TestWhereItCannotBeWritten(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	if err := os.MkdirAll(filepath.Join(path, "gate-release.sarif", "in the way"), 0o755); err != nil {
		t.Fatal(err)
	}
	directory := report.NewDirectory(path)
	if err := directory.Begin("gate/release"); err == nil {
		t.Error("nobody is told that something cannot be removed")
	}
	if _, err := directory.Write(world()); err == nil {
		t.Error("nobody is told that it is not written")
	}
	if names := filesIn(t, path); !slices.Equal(names, []string{"gate-release.sarif"}) {
		t.Errorf("left: %q", names)
	}
	file := filepath.Join(path, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	below := report.NewDirectory(filepath.Join(file, "below"))
	if err := below.Begin("gate/release"); err != nil {
		t.Errorf("what is not there cannot be removed: %v", err)
	}
	if _, err := below.Write(world()); err == nil {
		t.Error("a directory below a file was made")
	}
}
