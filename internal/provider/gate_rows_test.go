package provider_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
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

// A gateRow is one plan: what goes in, and what must come out.
type gateRow struct {
	name  string
	exit  int
	says  []string // each in one diagnostic; the pieces between … follow one another
	once  []string // in exactly one diagnostic
	never []string // in none
	quiet bool     // no diagnostic at all
	asOf  string
	env   []string
	files map[string]string
}

// parseGateRows reads rows of the form
//
//	== what is tried
//	exit 1
//	says licence/press … (overdue)
//
//	resource "expiry_gate" …
//
// with "once", "never", "quiet", "as_of" and "env" beside "says", further files
// under "-- name --", and comments before the first row.
func parseGateRows(text string) ([]gateRow, error) {
	var rows []gateRow
	var file string // "" among the directives
	for number, line := range strings.Split(text, "\n") {
		name, heading := strings.CutPrefix(line, "== ")
		switch {
		case heading:
			rows = append(rows, gateRow{name: name, exit: -1, asOf: gateRowDay, files: map[string]string{}})
			file = ""
			continue
		case len(rows) == 0:
			continue // comments
		}
		row := &rows[len(rows)-1]
		if named, ok := strings.CutPrefix(line, "-- "); ok && strings.HasSuffix(named, " --") {
			file = strings.TrimSuffix(named, " --")
			row.files[file] = ""
			continue
		}
		if file != "" {
			row.files[file] += line + "\n"
			continue
		}
		if line == "" {
			file = "main.tf"
			continue
		}
		if err := row.direct(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", number+1, err)
		}
	}
	for _, row := range rows {
		switch {
		case row.exit < 0:
			return nil, fmt.Errorf("%s: no exit code", row.name)
		case row.quiet == (len(row.says)+len(row.once) > 0):
			return nil, fmt.Errorf("%s: say what must stand in the output, or that it is quiet", row.name)
		case row.quiet && (row.exit != 0 || len(row.never) > 0):
			return nil, fmt.Errorf("%s: a quiet plan passes and says nothing", row.name)
		case strings.TrimSpace(row.files["main.tf"]) == "":
			return nil, fmt.Errorf("%s: no configuration", row.name)
		}
	}
	return rows, nil
}

func (r *gateRow) direct(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	if (rest == "") != (word == "quiet") {
		return fmt.Errorf("%q is no directive with its value", line)
	}
	switch word {
	case "exit":
		code, err := strconv.Atoi(rest)
		if err != nil || code < 0 || code > 1 {
			return fmt.Errorf("%q is no exit code of a plan", rest)
		}
		r.exit = code
	case "says":
		r.says = append(r.says, rest)
	case "once":
		r.once = append(r.once, rest)
	case "never":
		r.never = append(r.never, rest)
	case "quiet":
		r.quiet = true
	case "as_of":
		r.asOf = rest
	case "env":
		r.env = append(r.env, rest)
	default:
		return fmt.Errorf("%q is no directive", word)
	}
	return nil
}

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

const gateRowOutput = "╷\n│ Error: Deadlines not met\n│ \n│   with expiry_gate.g,\n│   on main.tf line 2, in resource \"expiry_gate\" \"g\":\n" +
	"│    2:   deadlines = [{ id = \"quoted\" }]\n│ \n│ - licence/a expired\n│ yesterday (expired)\n╵\n╷\n│ Warning: Deadlines to watch\n╵\n"

// A row must be able to fail.
func TestGateRowsCanFail(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		directives, fault string // "": as it should be
	}{
		"as it should be": {"exit 1\nsays licence/a … yesterday\nonce (expired)\nnever quoted", ""},
		"another code":    {"exit 0\nsays licence/a", "exit code 1"},
		"not said":        {"exit 1\nsays licence/b", "nothing says"},
		"another order":   {"exit 1\nsays yesterday … licence/a", "nothing says"},
		"in two":          {"exit 1\nsays Deadlines not met … to watch", "nothing says"},
		"not once":        {"exit 1\nonce Deadlines", "2 warnings or errors"},
		"said all the same": {"exit 1\nsays licence/a\nnever across expired yesterday\nnever expired yesterday",
			`something says "expired yesterday"`},
		"not quiet": {"exit 0\nquiet", "not quiet"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, err := parseGateRows("a comment\n== row\n" + test.directives + "\n\nresource\n")
			if err != nil {
				t.Fatal(err)
			}
			faults := strings.Join(rows[0].faults(1, "before\n"+gateRowOutput), "\n")
			if (faults == "") != (test.fault == "") || !strings.Contains(faults, test.fault) {
				t.Errorf("faults: %q", faults)
			}
		})
	}
	for name, text := range map[string]string{
		"no exit code":         "== a\nsays b\n\nresource",
		"nothing expected":     "== a\nexit 1\n\nresource",
		"quiet, and says":      "== a\nexit 0\nquiet\nsays b\n\nresource",
		"quiet, and fails":     "== a\nexit 1\nquiet\n\nresource",
		"no configuration":     "== a\nexit 1\nsays b\n",
		"misspelt directive":   "== a\nexit 1\nsay b\n\nresource",
		"directive, no value":  "== a\nexit 1\nsays\n\nresource",
		"exit code of no plan": "== a\nexit 3\nsays b\n\nresource",
	} {
		if _, err := parseGateRows(text); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
