package statefacts_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
)

func TestOwnTablesThatAreWrong(t *testing.T) {
	t.Parallel()
	const end = `{"kind": "contract", "at": ["valid_until"]}`
	for _, test := range []struct {
		content string
		field   string
		says    []string
	}{
		{``, "", []string{"it is empty", `{"types": [`}},
		{`{`, "", []string{"no valid JSON", "line 1"}},
		{`5`, "", []string{"a number", "a set of fields", "types"}},
		{`{"types": {}}`, "types", []string{"a set of fields", "list of types"}},
		{`{"types": []}`, "types", []string{"a list of types"}},
		{`{"type": []}`, "", []string{`"type" is no field`, "did you mean types"}},
		{`[5]`, "", []string{"a number", "also, endpoint, ends"}},
		{`[{"ends": [` + end + `]}]`, "type", []string{"no type of resource", "aws_acm_certificate"}},
		{`[{"type": "Acme", "ends": [` + end + `]}]`, "type", []string{`"Acme"`}},
		{`[{"type": "acme_thing"}]`, "ends", []string{"missing", "skip"}},
		{`[{"type": "acme_thing", "ends": []}]`, "ends", []string{"missing or empty"}},
		{`[{"type": "acme_thing", "skip": "n/a"}]`, "ends", []string{"a reason under skip"}},
		{`[{"type": "acme_thing", "skip": "no end", "ends": [` + end + `]}]`, "skip", []string{"not both"}},
		{`[{"type": "acme_thing", "mode": "resource", "ends": [` + end + `]}]`, "mode", []string{`"resource"`, `"managed", "data"`}},
		{`[{"type": "acme_thing", "ends": [` + end + `]}, {"type": "acme_thing", "ends": [` + end + `]}]`, "type", []string{"entry 1 already"}},
		{`[{"type": "acme_thing", "ends": [` + end + `, ` + end + `]}]`, "ends", []string{"the same of"}},
		{`[{"type": "acme_thing", "ends": [{"at": ["a"]}]}]`, "ends[0].kind", []string{"missing", `"certificate"`}},
		{`[{"type": "acme_thing", "ends": [{"kind": "contract"}]}]`, "ends[0].at", []string{"missing", "not_after"}},
		{`[{"type": "acme_thing", "ends": [{"kind": "contract", "at": "valid_until"}]}]`, "ends[0].at", []string{"a text", "a list"}},
		{`[{"type": "acme_thing", "ends": [{"kind": "contract", "at": [5]}]}]`, "ends[0].at[0]", []string{"a number"}},
		{`[{"type": "acme_thing", "ends": [{"kind": "contract", "at": ["a..b"]}]}]`, "ends[0].at[0]", []string{`"a..b"`, "no path"}},
		{`[{"type": "acme_thing", "ends": [{"kind": "contract", "at": ["a"], "formt": "word"}]}]`, "ends[0]", []string{`"formt"`, "did you mean format"}},
		{`[{"type": "acme_thing", "ends": [{"kind": "contract", "at": ["a"], "format": "date"}]}]`, "ends[0].format", []string{`"date"`, `"moment"`}},
		{`[{"type": "acme_thing", "ends": [{"kind": "contract", "at": ["a"], "format": "word"}]}]`, "ends[0].words", []string{"missing"}},
		{`[{"type": "acme_thing", "ends": [{"kind": "contract", "at": ["a"], "words": {"x": "soon"}}]}]`, "ends[0].words.x", []string{`"soon"`, "2027-03-31"}},
		{`[{"type": "acme_thing", "ends": [{"kind": "contract", "at": ["a"], "shift": "1 day"}]}]`, "ends[0].shift", []string{`"1 day"`, `"-30m"`}},
		{`[{"type": "acme_thing", "ends": [{"kind": "contract", "at": ["a"], "never_from": 2099}]}]`, "ends[0].never_from", []string{"a number"}},
		{`[{"type": "acme_thing", "ends": [{"kind": "contract", "at": ["a"], "empty": "ok"}]}]`, "ends[0].empty", []string{`"ok"`}},
		{`[{"type": "acme_thing", "ends": [{"kind": "contract", "at": ["a"], "zoneless": "yes"}]}]`, "ends[0].zoneless", []string{"a text", "true or false"}},
		{`[{"type": "acme_thing", "ends": [{"kind": "contract", "at": ["a"], "because": null}]}]`, "ends[0].because", []string{"leave the field out"}},
		{`[{"type": "acme_thing", "ends": [{"kind": "contract", "at": [{"path": "a", "plus": "b"}]}]}]`, "ends[0].at", []string{"unit"}},
		{`[{"type": "acme_thing", "ends": [{"kind": "contract", "at": [{"format": "pem"}]}]}]`, "ends[0].at[0].path", []string{"missing"}},
		{`[{"type": "acme_thing", "ends": [{"kind": "contract", "at": ["a"], "spare": ["b"]}]}]`, "ends[0].spare", []string{"documents"}},
		{`[{"type": "acme_thing", "ends": [{"kind": "software", "at": ["a"], "versions": [{"match": "("}]}]}]`, "ends[0].versions[0].match", []string{"regular expression", "RE2"}},
		{`[{"type": "acme_thing", "ends": [{"kind": "software", "at": ["a"], "versions": [{"match": "x"}]}]}]`, "ends[0].versions[0]", []string{"product"}},
		{`[{"type": "acme_thing", "ends": [{"kind": "software", "at": ["a"], "product": "My Product"}]}]`, "ends[0].product", []string{`"My Product"`, "lower-case"}},
		{`[{"type": "acme_thing", "ends": [{"kind": "software", "at": ["a"], "product": "php", "level": "gold"}]}]`, "ends[0].level", []string{`"gold"`}},
		{`[{"type": "acme_thing", "ends": [{"kind": "contract", "at": ["a"], "cases": [{"is": "ended"}]}]}]`, "ends[0].cases[0]", []string{"because"}},
		{`[{"type": "acme_thing", "ends": [{"kind": "contract", "at": ["a"], "cases": [{"when": {"a[": "x"}}]}]}]`, "ends[0].cases[0].when", []string{"no path"}},
	} {
		_, err := statefacts.ParseOwn("tables/own.json", []byte(test.content))
		var wrong *statefacts.TableError
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v", test.content, err)
			continue
		}
		if wrong.Field != test.field {
			t.Errorf("%s: the field is %q, want %q", test.content, wrong.Field, test.field)
		}
		for _, part := range append(test.says, "File: tables/own.json") {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %q is not in %s", test.content, part, err)
			}
		}
	}
}

func TestOwnTableAsYAML(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "own.yaml")
	content := `
types:
  - type: acme_licence
    name: [title]
    ends:
      - kind: contract
        at: ["term[0].ends_on"]
  - type: acme_appliance
    ends:
      - kind: hardware
        at: [model]
        format: word
        words: {m1: 2027-05-01}
  - type: time_offset
    ends:
      - kind: token
        at: [rfc3339]
  - type: random_password
    skip: nobody asks here
`
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	mine, err := statefacts.ReadOwn(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	table := statefacts.Embedded().With(mine)
	for kind, test := range map[string]struct{ attributes, want string }{
		"acme_licence":    {`{"title": "CAD", "term": [{"ends_on": "2027-05-01"}]}`, "2027-05-02T00:00:00Z"},
		"acme_appliance":  {`{"model": "m1"}`, "2027-05-02T00:00:00Z"},
		"time_offset":     {`{"rfc3339": "2027-05-01T00:00:00Z"}`, "2027-05-01T00:00:00Z"}, // off in the built-in table
		"random_password": {`{}`, "skip"},
		"tfe_team_token":  {`{"expired_at": "2027-05-01T00:00:00Z"}`, "2027-05-01T00:00:00Z"}, // as before
	} {
		if facts := table.Judge(resource(kind, test.attributes), options()); len(facts) != 1 || said(facts[0]) != test.want {
			t.Errorf("%s: %+v, want %s", kind, facts, test.want)
		}
	}
	if facts := statefacts.Embedded().Judge(resource("acme_licence", `{}`), options()); facts != nil {
		t.Error("the built-in table was changed")
	}
	for _, wrong := range []string{"a: [", "a: 1\n---\nb: 2", "types:\n  - type: acme_x\n    ends: [{kind: token, at: [a], never: [true]}]", "types: [{1: 2}]"} {
		if _, err := statefacts.ParseOwn("own.yml", []byte(wrong)); !errors.As(err, new(*statefacts.TableError)) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func TestOwnTableThatCannotBeRead(t *testing.T) {
	t.Parallel()
	large := filepath.Join(t.TempDir(), "large.json")
	if err := os.WriteFile(large, make([]byte, statefacts.MaxOwnBytes+1), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{"no-such-file.yaml": "there is no such file", t.TempDir(): "it is no file", large: "more than 4194304 bytes"} {
		if _, err := statefacts.ReadOwn(t.Context(), path); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestOwnTableOfTheDocumentation reads the example that people copy.
func TestOwnTableOfTheDocumentation(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(page), "```yaml\n")
	block, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatal("README.md has no example")
	}
	table, err := statefacts.ParseOwn("own.yaml", []byte(block))
	if err != nil {
		t.Fatal(err)
	}
	facts := table.Judge(resource("acme_licence", `{"title": "CAD", "term": {"ends_on": "2027-05-01"}, "host": "cad.example.test"}`), options())
	if len(facts) != 1 || said(facts[0]) != "2027-05-02T00:00:00Z" || facts[0].Name != "CAD" || facts[0].Endpoint != "cad.example.test:443" {
		t.Errorf("%+v", facts)
	}
}
