package provider_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// testsThere are the names of all tests, fuzz targets and benchmarks of this tree.
func testsThere(t *testing.T) map[string]bool {
	t.Helper()
	there := map[string]bool{}
	err := filepath.WalkDir(filepath.Join("..", "..", "internal"), func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, found := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`).FindAllSubmatch(source, -1) {
			there[string(found[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return there
}

// TestSecurityNamesTests holds the threat model to what is tested: each test that it
// names for what holds must be there.
func TestSecurityNamesTests(t *testing.T) {
	t.Parallel()
	model, err := os.ReadFile(filepath.Join("..", "..", "SECURITY.md"))
	if err != nil {
		t.Fatal(err)
	}
	there := testsThere(t)
	named := 0
	for line := range strings.Lines(string(model)) {
		for _, name := range regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(line, -1) {
			if named++; !there[name[1]] {
				t.Errorf("SECURITY.md names %s, and there is no such test", name[1])
			}
		}
	}
	if named < 20 {
		t.Errorf("SECURITY.md names %d tests", named)
	}
}

// TestPastFaultsHaveTests: whatever once passed falsely has a test by its name.
func TestPastFaultsHaveTests(t *testing.T) {
	t.Parallel()
	faults, err := os.ReadFile("testdata/past-faults.txt")
	if err != nil {
		t.Fatal(err)
	}
	there := testsThere(t)
	files, err := filepath.Glob("testdata/gate-rows/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		rows, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, title := range regexp.MustCompile(`(?m)^== (.*)$`).FindAllSubmatch(rows, -1) {
			there["row: "+string(title[1])] = true
		}
	}
	told := 0
	for line := range strings.Lines(string(faults)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(strings.TrimSpace(line), " | ")
		if len(parts) != 3 {
			t.Fatalf("%q is no fault, what was wrong, and its tests", line)
		}
		told++
		for name := range strings.SplitSeq(parts[2], "; ") {
			if !there[name] {
				t.Errorf("%s names %q, and there is no such test", parts[0], name)
			}
		}
	}
	if told < 60 {
		t.Errorf("%d faults are told", told)
	}
}
