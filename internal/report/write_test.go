package report_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	directory := filepath.Join(t.TempDir(), "deep", "report")
	r := world()
	r.Title = "gate/../../etc/passwd"
	for range 2 {
		if err := r.Write(directory); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, strings.TrimPrefix(entry.Name(), "gate-..-..-etc-passwd"))
	}
	if want := []string{".html", ".json", ".junit.xml", ".md", ".sarif"}; !slices.Equal(names, want) {
		t.Errorf("written: %q", names)
	}
	content, err := os.ReadFile(filepath.Join(directory, "gate-..-..-etc-passwd.json"))
	if err != nil {
		t.Fatal(err)
	}
	validate(t, compile(t, report.Schema()), content)
	var read struct {
		JudgedAt string `json:"judged_at"`
	}
	if err := json.Unmarshal(content, &read); err != nil || read.JudgedAt != "2026-11-22T00:00:00Z" {
		t.Errorf("judged at %q, %v", read.JudgedAt, err)
	}
}

func TestWriteWhereItCannot(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := world().Write(filepath.Join(file, "below")); err == nil {
		t.Error("a directory below a file was made")
	}
}
