package lesson_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/lesson"
)

// entry is a lesson in YAML with some of its fields written otherwise; "" leaves
// a field out.
func entry(changes ...string) string {
	fields := [][2]string{{"id", "acme-1"}, {"domain", "technical"}, {"title", "Renew"}, {"problem", "It broke."}, {"cause", "Nobody looked."}, {"measure", "Look."}, {"rules", "[expired]"}, {"sources", "[wiki]"}}
	var text strings.Builder
	for _, field := range fields {
		for i := 0; i < len(changes); i += 2 {
			if field[0] == changes[i] {
				field[1] = changes[i+1]
			}
		}
		if field[1] != "" {
			text.WriteString("  " + field[0] + ": " + field[1] + "\n")
		}
	}
	return "-" + text.String()[1:]
}

// parse is a file of which only the lessons count.
func parse(name, content string) ([]lesson.Lesson, error) {
	own, err := lesson.Parse(name, []byte(content), lesson.Options{})
	return own.Lessons, err
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		content string
		want    string // of the message, "|" between
	}{
		"empty":                 {" \n", "own.yaml: it is empty|list of lessons"},
		"not YAML":              {"- id: a\n  b", "own.yaml: it is not valid YAML at line 2|list of lessons"},
		"tabs":                  {"-\tid: [", "own.yaml: it is not valid YAML"},
		"two documents":         {entry() + "---\n" + entry(), "own.yaml: it is not valid YAML of one document|several"},
		"a key twice":           {entry() + "  id: b\n", "not valid YAML at line"},
		"bomb":                  {"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f]", "own.yaml: it is not valid YAML"},
		"no list":               {"id: a", "own.yaml: it holds a set of fields, not a list of lessons"},
		"a text":                {"hello", "it holds a text, not a list"},
		"only a comment":        {"# none yet", "it holds nothing, not a list"},
		"too large":             {strings.Repeat("#", lesson.MaxBytes+1), "more than 1048576 bytes"},
		"too many":              {"[" + strings.Repeat("1,", lesson.MaxLessons) + "1]", "1001 lessons|at most 1000"},
		"no lesson":             {entry() + "- hello", "own.yaml, lesson number 2: it is a text, not a lesson with id"},
		"keys that are no text": {"- 1: 2", "lesson number 1: it is a set of fields, not a lesson"},
		"unknown field":         {entry() + "  titel: b\n", `own.yaml, lesson number 1: "titel" is not a field|measure`},
		"no id":                 {entry("id", ""), `own.yaml, lesson number 1, id: it is missing|acme-2024-vpn`},
		"a number as id":        {entry("id", "2024"), "lesson number 1, id: it is a number|in quotes"},
		"a date as id":          {entry("id", "2024-01-31"), "id: it is a date|in quotes"},
		"an id of two words":    {entry("id", "my lesson"), `id: "my lesson" is not an id|up to 60 letters`},
		"a long id":             {entry("id", strings.Repeat("x", 61)), "id: |x…"},
		"an id of ours":         {entry("id", "g21"), `id: "g21" is the id of a built-in lesson|acme-g21`},
		"an id twice":           {entry() + entry("id", "ACME-1"), `lesson number 2, id: "ACME-1" is already the id of lesson number 1`},
		"no domain":             {entry("domain", ""), "domain: it is missing|governance or technical"},
		"another domain":        {entry("domain", "legal"), `domain: "legal" is not a domain|governance or technical`},
		"a list as domain":      {entry("domain", "[a]"), "domain: it is a list"},
		"no title":              {entry("title", ""), "title: it is missing or empty|en and ja"},
		"an empty title":        {entry("title", "''"), "title: it is missing or empty"},
		"a long title":          {entry("title", "{ja: "+strings.Repeat("長", 201)+"}"), "title: it has 201 characters|at most 200"},
		"no language":           {entry("problem", "{}"), "problem: it is empty|en, ja or both"},
		"another language":      {entry("cause", "{fr: oui}"), `cause: "fr" is not a language|en, ja or both`},
		"an empty language":     {entry("measure", "{en: a, ja: ''}"), "measure.ja: it is missing or empty"},
		"a number as text":      {entry("measure", "{en: 12}"), "measure.en: it is a number|in quotes"},
		"true as text":          {entry("problem", "true"), "problem: it is true or false"},
		"rules as text":         {entry("rules", "expired"), "rules: it is a text; write a list"},
		"unknown rule":          {entry() + entry("id", "b") + entry("id", "c", "rules", "[expired, expierd]"), `own.yaml, lesson number 3, rules: "expierd" is not a rule; the nearest are expired, `},
		"a rule twice":          {entry("rules", "[due, due]"), `rules: "due" is there twice`},
		"a number as source":    {entry("sources", "[a, 1]"), "sources: entry 2 is a number"},
		"nothing as a title":    {entry("title", "なし"), "title: it is missing or empty"},
		"a mistyped part":       {"lessons: []\nlesons: []", `own.yaml: "lesons" is not a part of such a file; those are lessons and incidents`},
		"lessons as fields":     {"lessons: {id: a}", "own.yaml, lessons: it is a set of fields; write a list of lessons"},
		"an empty source":       {entry("sources", "[' ']"), "sources: entry 1 is an empty text"},
		"a hostile field":       {entry() + "  \"\\e[1m\\u202e" + strings.Repeat("x", 500) + "\": b\n", `"\x1b[1m\u202ex`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lessons, err := parse("own.yaml", test.content)
			checkRefused(t, lessons, err, test.want)
		})
	}
}

func checkRefused(t testing.TB, lessons []lesson.Lesson, err error, want string) {
	t.Helper()
	var fault *lesson.FileError
	if lessons != nil || !errors.As(err, &fault) {
		t.Fatalf("%d lessons and the error %v", len(lessons), err)
	}
	text := err.Error()
	for part := range strings.SplitSeq(want, "|") {
		if !strings.Contains(text, part) {
			t.Errorf("error %q does not name %q", text, part)
		}
	}
	if len(text) > 1000 || deadline.Printable(text) != text || strings.Contains(text, " yaml:") || strings.Contains(text, " json:") || strings.Contains(text, "%!") {
		t.Errorf("error %q is not for a person", text)
	}
}

func TestParseJSONRefuses(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"[\n{]":      "own.json: it is not valid JSON at line 2",
		"[":          "own.json: it is not valid JSON at line 1",
		"[] []":      "not valid JSON",
		"{}":         "it holds a set of fields, not a list",
		`[{"id":1}]`: "own.json, lesson number 1, id: it is a number",
		entry():      "own.json: it is not valid JSON",
	} {
		lessons, err := parse("own.json", content)
		checkRefused(t, lessons, err, want)
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	const yaml = "\ufeff" + `
- id: acme-2024-vpn
  domain: governance
  title: Ask the vendor
  problem: {en: It broke., ja: 壊れた。}
  cause: |
    Nobody
    asked.
  measure: {ja: 聞く。}
  rules: [expired, unknown]
  sources: [wiki/42]
- {id: acme-2, domain: technical, title: t, problem: p, cause: c, measure: m}
`
	want := []lesson.Lesson{{
		ID: "acme-2024-vpn", Domain: lesson.DomainGovernance, Title: lesson.Text{En: "Ask the vendor"},
		Problem: lesson.Text{En: "It broke.", Ja: "壊れた。"}, Cause: lesson.Text{En: "Nobody\nasked."}, Measure: lesson.Text{Ja: "聞く。"},
		Rules: []deadline.Rule{deadline.RuleExpired, deadline.RuleUnknown}, Sources: []string{"wiki/42"},
	}, {
		ID: "acme-2", Domain: lesson.DomainTechnical, Title: lesson.Text{En: "t"}, Problem: lesson.Text{En: "p"}, Cause: lesson.Text{En: "c"}, Measure: lesson.Text{En: "m"},
		Rules: []deadline.Rule{}, Sources: []string{},
	}}
	got, err := parse("own.yml", yaml)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("%v\ngot  %+v\nwant %+v", err, got, want)
	}
	if text := got[0].Cause.In(lesson.Japanese); text != "Nobody\nasked." {
		t.Errorf("without a Japanese text there is %q", text)
	}
	if text := got[0].Measure.In(lesson.English); text != "聞く。" {
		t.Errorf("without an English text there is %q", text)
	}
	const json = `[{"id":"acme-2","domain":"technical","title":"t","problem":"p","cause":"c","measure":"m"}]`
	if got, err = parse("own.JSON", json); err != nil || !reflect.DeepEqual(got, want[1:]) {
		t.Fatalf("%v\ngot  %+v", err, got)
	}
	if got, err = parse("own.yaml", "[]"); err != nil || len(got) != 0 {
		t.Errorf("an empty list: %+v, %v", got, err)
	}
}

func TestWith(t *testing.T) {
	t.Parallel()
	own, err := lesson.Parse("own.yaml", []byte(entry()), lesson.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := lesson.BuiltIn().With(own)
	if found, ok := c.Lookup("ACME-1"); !ok || found.BuiltIn {
		t.Errorf("own lesson is %+v", found)
	}
	behind := c.ForRule(deadline.RuleExpired)
	if behind[0].ID != "G21" || behind[len(behind)-1].ID != "acme-1" {
		t.Errorf("the lessons behind expired are %+v", behind)
	}
	if _, ok := lesson.BuiltIn().Lookup("acme-1"); ok {
		t.Error("an own lesson is among the built-in ones")
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	large, good := filepath.Join(folder, "large.yaml"), filepath.Join(folder, "good.yaml")
	for path, content := range map[string]string{large: strings.Repeat("#", lesson.MaxBytes+1), good: entry()} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]string{
		filepath.Join(folder, "none.yaml"): "none.yaml: there is no such file",
		folder:                             "it is not a file",
		large:                              "large.yaml: it has more than",
	} {
		own, err := lesson.Read(t.Context(), path, lesson.Options{})
		checkRefused(t, own.Lessons, err, want)
	}
	if own, err := lesson.Read(t.Context(), good, lesson.Options{}); err != nil || len(own.Lessons) != 1 {
		t.Errorf("%+v, %v", own, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "[]", entry(), entry("id", "G21"), "- {id: &a x, title: *a}", "- 1: 2", "!!binary a", "- ? {a: b}\n  : c", `[{"id":"a"}]`, incident(), incident("started_at", "2024-05-01T09:30:00+09:00")} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, content string, json bool) {
		name := "own.yaml"
		if json {
			name = "own.json"
		}
		read, err := lesson.Parse(name, []byte(content), lesson.Options{})
		if err != nil {
			checkRefused(t, read.Lessons, err, name)
			return
		}
		c := lesson.BuiltIn().With(read)
		for _, incident := range read.Incidents {
			for _, id := range incident.Lessons {
				if _, ok := c.Lookup(id); !ok {
					t.Errorf("%+v names no lesson", incident)
				}
			}
			if incident.ID == "" || incident.System == "" || incident.StartedAt == "" || incident.Cause == (lesson.Text{}) {
				t.Errorf("%+v", incident)
			}
		}
		for i, own := range read.Lessons {
			found, ok := c.Lookup(own.ID)
			if !ok || !reflect.DeepEqual(found, own) || own.BuiltIn {
				t.Errorf("lesson %d is %+v, found %+v", i, own, found)
			}
			line := c.OneLine(own.ID, lesson.Japanese)
			if line == "" || deadline.Printable(line) != line || !utf8.ValidString(line) || slices.Contains(own.Rules, "") {
				t.Error(fmt.Sprint(line, own))
			}
		}
	})
}
