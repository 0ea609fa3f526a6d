// Package report writes what was judged to files that people and pipelines read
// after a plan, also after one that failed. It is plain Go and knows nothing of
// Terraform.
package report

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Report is one judgement of many deadlines: that of a gate or of a data source.
type Report struct {
	Title     string // "gate/release", the stem of the file names
	Passed    bool
	Now       time.Time
	Location  *time.Location
	Lines     []Line // sorted, worst first
	Breaches  []Breach
	Unsettled []string // ids that are known only at apply
}

// Line is one deadline of a report.
type Line struct {
	ID        string          `json:"id"`
	Status    deadline.Status `json:"status"`
	ExpiresAt string          `json:"expires_at,omitempty"`
	ActBy     string          `json:"act_by,omitempty"`
	Owner     string          `json:"owner,omitempty"`
	Reason    string          `json:"reason"`
}

// Breach is one rule that a deadline breaks.
type Breach struct {
	Rule     deadline.Rule     `json:"rule"`
	Severity deadline.Severity `json:"severity"`
	ID       string            `json:"id"`
	Message  string            `json:"message"`
	Lesson   string            `json:"lesson"`
	Waived   string            `json:"waived,omitempty"` // who waived it and why
}

// LineOf is the line of a judgement.
func LineOf(j deadline.Judgement) Line {
	line := Line{ID: j.ID, Status: j.Status, Owner: j.Owner, Reason: j.Reason}
	if j.End.State == deadline.EndKnown {
		line.ExpiresAt = deadline.FormatInstant(j.End.At)
	}
	if !j.ActBy.IsZero() {
		line.ActBy = deadline.FormatInstant(j.ActBy)
	}
	return line
}

// Write writes the report as JSON and as Markdown into a directory, which it
// makes where it is absent. Files are replaced whole, so that a reader never
// sees half of one.
func (r Report) Write(directory string) error {
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return fmt.Errorf("making the report directory: %w", err)
	}
	stem := filepath.Join(directory, fileName(r.Title))
	document, err := r.JSON()
	if err != nil {
		return err
	}
	if err := replace(stem+".json", document); err != nil {
		return err
	}
	return replace(stem+".md", []byte(r.Markdown()))
}

// JSON is the report as a JSON document.
func (r Report) JSON() ([]byte, error) {
	document, err := json.MarshalIndent(struct {
		Title     string   `json:"title"`
		Passed    bool     `json:"passed"`
		JudgedAt  string   `json:"judged_at"`
		Deadlines []Line   `json:"deadlines"`
		Breaches  []Breach `json:"breaches"`
		Unsettled []string `json:"judged_only_at_apply,omitempty"`
	}{r.Title, r.Passed, deadline.FormatInstant(r.Now), orEmpty(r.Lines), orEmpty(r.Breaches), r.Unsettled}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encoding the report: %w", err)
	}
	return append(document, '\n'), nil
}

// Markdown is the report as a page that fits a pull request comment.
func (r Report) Markdown() string {
	var page strings.Builder
	verdict := "passes"
	if !r.Passed {
		verdict = "fails"
	}
	fmt.Fprintf(&page, "# %s %s\n\nJudged as of %s.\n", escape(r.Title), verdict, r.Now.In(r.Location).Format("2006-01-02 15:04 MST"))
	if len(r.Lines) > 0 {
		page.WriteString("\n| status | what | ends | act by | owner |\n| --- | --- | --- | --- | --- |\n")
	}
	for _, line := range r.Lines {
		fmt.Fprintf(&page, "| %s | %s | %s | %s | %s |\n",
			line.Status, escape(line.ID), orDash(line.ExpiresAt), orDash(line.ActBy), orDash(escape(line.Owner)))
	}
	if len(r.Breaches) > 0 {
		page.WriteString("\n## Why\n\n")
	}
	for _, breach := range r.Breaches {
		fmt.Fprintf(&page, "- **%s** (%s, %s): %s", breach.Rule, breach.Severity, breach.Lesson, escape(breach.Message))
		if breach.Waived != "" {
			fmt.Fprintf(&page, " Waived: %s", escape(breach.Waived))
		}
		page.WriteString("\n")
	}
	for i, id := range r.Unsettled {
		if i == 0 {
			page.WriteString("\n## Judged only at apply\n\n")
		}
		fmt.Fprintf(&page, "- %s\n", escape(id))
	}
	return page.String()
}

// fileName makes a title fit for a file name on every system.
func fileName(title string) string {
	safe := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-', r == '_':
			return r
		}
		return '-'
	}, title)
	if len(safe) > 100 {
		safe = safe[:100]
	}
	return safe
}

// escape keeps text from becoming markup: Markdown knows a backslash escape for
// every ASCII punctuation character (CommonMark 2.4).
func escape(text string) string {
	var escaped strings.Builder
	for _, r := range deadline.Printable(text) {
		if strings.ContainsRune("\\`*_{}[]<>()#+!|~&$@", r) {
			escaped.WriteByte('\\')
		}
		escaped.WriteRune(r)
	}
	return escaped.String()
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func replace(name string, content []byte) error {
	file, err := os.CreateTemp(filepath.Dir(name), ".report-*")
	if err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	defer os.Remove(file.Name())
	_, err = file.Write(content)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(file.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}
