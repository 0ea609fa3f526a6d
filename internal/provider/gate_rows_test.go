package provider_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// Rows of testdata/gate-rows say how something is handed to a gate and what a
// plan answers. They take place on a day that lies ahead of every clock, so that
// no as_of of theirs is in the past.
const (
	gateRowFiles  = "testdata/gate-rows/*.txt"
	gateRowDay    = "2031-06-15T10:00:00Z"
	fewestRows    = 300
	inOneSentence = " … "
)

var (
	escapeSequence = regexp.MustCompile("\x1b\\[[0-9;]*m")
	diagnosticBox  = regexp.MustCompile(`(?s)╷\n(.*?)╵`)
	sourceLine     = regexp.MustCompile(`^\s*\d+: `)
)

// diagnosticsOf are the warnings and errors that Terraform printed, each as one
// line: without the box around it, without the configuration it quotes, which
// holds every word that a test may look for, and without the line breaks that
// Terraform put into sentences.
func diagnosticsOf(output string) []string {
	var found []string
	for _, box := range diagnosticBox.FindAllStringSubmatch(escapeSequence.ReplaceAllString(output, ""), -1) {
		var words []string
		for line := range strings.SplitSeq(box[1], "\n") {
			line = strings.TrimPrefix(line, "│")
			if !sourceLine.MatchString(line) {
				words = append(words, strings.Fields(line)...)
			}
		}
		diagnostic := strings.Join(words, " ")
		if !strings.HasPrefix(diagnostic, "Warning: Provider development overrides are in effect") {
			found = append(found, diagnostic)
		}
	}
	return found
}

// holding counts the diagnostics in which the pieces of a sentence follow one
// another.
func holding(diagnostics []string, sentence string) (count int) {
	for _, rest := range diagnostics {
		all := true
		for piece := range strings.SplitSeq(sentence, inOneSentence) {
			var found bool
			if _, rest, found = strings.Cut(rest, piece); !found {
				all = false
				break
			}
		}
		if all {
			count++
		}
	}
	return count
}

// faults is what is not as the row says.
func (r gateRow) faults(code int, output string) []string {
	var faults []string
	if code != r.exit {
		faults = append(faults, fmt.Sprintf("exit code %d, expected %d", code, r.exit))
	}
	diagnostics := diagnosticsOf(output)
	for _, sentence := range r.says {
		if holding(diagnostics, sentence) == 0 {
			faults = append(faults, fmt.Sprintf("nothing says %q", sentence))
		}
	}
	for _, sentence := range r.once {
		if n := holding(diagnostics, sentence); n != 1 {
			faults = append(faults, fmt.Sprintf("%d warnings or errors say %q, expected one", n, sentence))
		}
	}
	for _, sentence := range r.never {
		if holding(diagnostics, sentence) > 0 {
			faults = append(faults, fmt.Sprintf("something says %q", sentence))
		}
	}
	if r.quiet && len(diagnostics) > 0 {
		faults = append(faults, fmt.Sprintf("it is not quiet: %q", diagnostics))
	}
	return faults
}

// gateRowCertificate is a chain of one leaf that lives for 90 days around the
// day of the rows, as an ACME authority would have issued it a month ago.
func gateRowCertificate() (leaf, root []byte) {
	day := time.Date(2031, time.June, 15, 10, 0, 0, 0, time.UTC)
	authority := certtest.Root("Rows Root", certtest.ValidBetween(day.AddDate(-1, 0, 0), day.AddDate(9, 0, 0)))
	pair := authority.Leaf([]string{"rows.example.test"}, certtest.ValidBetween(day.AddDate(0, 0, -30), day.AddDate(0, 0, 60)))
	return pair.PEM(), authority.PEM()
}

func TestGateRows(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob(gateRowFiles)
	if err != nil || len(names) == 0 {
		t.Fatalf("no rows in %s (%v)", gateRowFiles, err)
	}
	leaf, root := gateRowCertificate()
	places := make(chan struct{}, runtime.GOMAXPROCS(0))
	seen, count := map[string]bool{}, 0
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := parseGateRows(string(content))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		count += len(rows)
		for _, row := range rows {
			title := strings.TrimSuffix(filepath.Base(name), ".txt") + "/" + row.name
			if seen[title] {
				t.Errorf("two rows are called %q", title)
			}
			seen[title] = true
			t.Run(title, func(t *testing.T) {
				t.Parallel()
				places <- struct{}{}
				defer func() { <-places }()
				files := maps.Clone(row.files)
				files["rows.pem"], files["rows-root.pem"] = string(leaf), string(root)
				w := newWorkspace(t, files)
				if strings.Contains(files["main.tf"], "required_providers") {
					w.write("versions.tf", "")
				}
				if slices.ContainsFunc(slices.Collect(maps.Keys(row.files)), func(name string) bool { return filepath.Dir(name) != "." }) {
					w.must("get") // modules
				}
				w.asOf = row.asOf
				w.env = append([]string{"TF_CLI_ARGS="}, row.env...) // in colour, which draws a box around each diagnostic
				code, output := w.run("plan", "-input=false")
				if faults := row.faults(code, output); len(faults) > 0 {
					t.Errorf("%s\n%s", strings.Join(faults, "\n"), escapeSequence.ReplaceAllString(output, ""))
				}
			})
		}
	}
	if count < fewestRows {
		t.Errorf("%d rows; there were %d once, and none may get lost", count, fewestRows)
	}
}
