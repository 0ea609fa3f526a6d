package report_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

var now = time.Date(2026, time.November, 21, 0, 0, 0, 0, time.UTC)

func sample(id, message string) report.Report {
	d := deadline.Deadline{ID: id, Owner: "team|<b>", Timeline: deadline.Timeline{End: deadline.EndsAt(now), ActBy: now.AddDate(0, 0, -30)}}
	return report.Report{
		Title: "gate/release", Now: now, Location: time.UTC,
		Lines:     []report.Line{report.LineOf(d.Judge(now, time.UTC))},
		Breaches:  []report.Breach{{Rule: deadline.RuleExpired, Severity: deadline.SeverityError, ID: id, Message: message, Lesson: "G21", Waived: "by cto"}},
		Unsettled: []string{"asset/later"},
	}
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	page := sample("certificate/www", "it expired").Markdown()
	for _, piece := range []string{
		"# gate/release fails\n", "Judged as of 2026-11-21 00:00 UTC.", "| expired | certificate/www | 2026-11-21T00:00:00Z | 2026-10-22T00:00:00Z |",
		"- **expired** (error, G21): it expired Waived: by cto\n", "## Judged only at apply\n\n- asset/later\n",
	} {
		if !strings.Contains(page, piece) {
			t.Errorf("%q is missing in\n%s", piece, page)
		}
	}
}

// Text from elsewhere never becomes markup.
func TestMarkdownEscapes(t *testing.T) {
	t.Parallel()
	hostile := "<script>x</script> [l](http://e) `c` | **b** \n# h \x1b[31m \u202e"
	page := sample(hostile, hostile).Markdown()
	for _, piece := range []string{"<script>", "[l](", "`c`", "**b**", "\n# h", "\x1b", "\u202e", "team|<b>"} {
		if strings.Contains(page, piece) {
			t.Errorf("%q stands as it is in\n%s", piece, page)
		}
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	directory := filepath.Join(t.TempDir(), "deep", "report")
	r := sample("certificate/www", "it expired")
	r.Title = "gate/../../etc/passwd"
	if err := r.Write(directory); err != nil {
		t.Fatal(err)
	}
	names, err := os.ReadDir(directory)
	if err != nil || len(names) != 2 {
		t.Fatalf("%v %v", names, err)
	}
	content, err := os.ReadFile(filepath.Join(directory, "gate-..-..-etc-passwd.json"))
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Passed    bool
		Deadlines []report.Line
		Breaches  []report.Breach
		JudgedAt  string   `json:"judged_at"`
		Unsettled []string `json:"judged_only_at_apply"`
	}
	if err := json.Unmarshal(content, &read); err != nil {
		t.Fatal(err)
	}
	if read.Passed || len(read.Deadlines) != 1 || len(read.Breaches) != 1 || read.JudgedAt != "2026-11-21T00:00:00Z" || read.Unsettled[0] != "asset/later" {
		t.Errorf("%+v", read)
	}
}

func TestWriteWhereItCannot(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := sample("a", "b").Write(filepath.Join(file, "below")); err == nil {
		t.Error("a directory below a file was made")
	}
}
