package provider_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
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
		"said all the same": {
			"exit 1\nsays licence/a\nnever across expired yesterday\nnever expired yesterday",
			`something says "expired yesterday"`,
		},
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
