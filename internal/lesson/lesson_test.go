package lesson_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/lesson"
)

func TestUnknown(t *testing.T) {
	t.Parallel()
	c := lesson.BuiltIn()
	for _, id := range []string{"", "G1", "G210", "fukui", "G21 "} {
		if got, found := c.Lookup(id); found || got.ID != "" {
			t.Errorf("%q is found: %+v", id, got)
		}
		if line := c.OneLine(id, lesson.English); line != "" {
			t.Errorf("%q is %q", id, line)
		}
	}
	if got := c.ForRule("expierd"); got != nil {
		t.Errorf("lessons for what is no rule: %+v", got)
	}
}

// Every rule has the lesson that it names and is named by it; nothing else is
// promised to users than what is there.
func TestRules(t *testing.T) {
	t.Parallel()
	c := lesson.BuiltIn()
	for _, rule := range deadline.Rules() {
		lessons := c.ForRule(rule)
		if len(lessons) == 0 || lessons[0].ID != rule.Lesson() {
			t.Errorf("%s names %s, but its lessons are %+v", rule, rule.Lesson(), lessons)
		}
	}
	for _, known := range c.All() {
		for _, rule := range known.Rules {
			if !rule.Known() {
				t.Errorf("%s names %q, which is no rule", known.ID, rule)
			}
		}
	}
}

func TestBuiltIn(t *testing.T) {
	t.Parallel()
	all := lesson.BuiltIn().All()
	want := []string{
		"G17", "G18", "G19", "G20", "G21", "T27", "T28", "T29",
		"azure-2012", "sorenson-2016", "equifax-2017", "softbank-2018", "firefox-2019", "teams-2020", "calredie-2020", "fukui-2020",
		"ovh-2021", "dst-root-2021", "vedge-2023", "unisuper-2024", "servicenow-2024", "chromecast-2025", "bazel-2025",
	}
	var ids []string
	for _, known := range all {
		ids = append(ids, known.ID)
		if !known.BuiltIn || len(known.Sources) == 0 {
			t.Errorf("%s is incomplete: %+v", known.ID, known)
		}
		if domain := map[byte]lesson.Domain{'G': lesson.DomainGovernance, 'T': lesson.DomainTechnical}[known.ID[0]]; domain != "" && known.Domain != domain {
			t.Errorf("%s is of the domain %s", known.ID, known.Domain)
		}
		for _, text := range []lesson.Text{known.Title, known.Problem, known.Cause, known.Measure} {
			if english := text.In(lesson.English); english == "" || isJapanese(english) {
				t.Errorf("%s has the English text %q", known.ID, english)
			}
			if japanese := text.In(lesson.Japanese); !isJapanese(japanese) {
				t.Errorf("%s has the Japanese text %q", known.ID, japanese)
			}
			if deadline.Printable(text.En+text.Ja) != text.En+text.Ja {
				t.Errorf("%s has a text of several lines: %q", known.ID, text)
			}
		}
		if title := known.Title.En; len(title) > 100 || strings.HasSuffix(title, ".") {
			t.Errorf("%s has the title %q", known.ID, title)
		}
		if year := regexp.MustCompile(`\d{4}$`).FindString(known.ID); !strings.Contains(known.Problem.En+known.Cause.En, year) {
			t.Errorf("%s does not tell its year: %s", known.ID, known.Problem.En)
		}
	}
	if !slices.Equal(ids, want) {
		t.Errorf("got  %q\nwant %q", ids, want)
	}
	all[0].ID = "changed"
	if lesson.BuiltIn().All()[0].ID != "G17" {
		t.Error("a caller can change the collection")
	}
}

func isJapanese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana) })
}

func TestOneLine(t *testing.T) {
	t.Parallel()
	c := lesson.BuiltIn()
	for _, test := range []struct {
		id       string
		language lesson.Language
		want     string
	}{
		{"G21", lesson.English, "G21: Know of everything that expires, when it does, and who renews it"},
		{"g21", lesson.Japanese, "G21: 期限のあるものをすべて把握し、期限と更新する人を明らかにする"},
		{"G21", "fr", "G21: Know of everything that expires, when it does, and who renews it"},
	} {
		if got := c.OneLine(test.id, test.language); got != test.want {
			t.Errorf("%s in %s is %q, want %q", test.id, test.language, got, test.want)
		}
	}
	own, err := lesson.Parse("own.yaml", []byte("[{id: a, domain: technical, title: {ja: \"い\\n\\e[1mろ\\u202e\"}, problem: p, cause: c, measure: m}]"), lesson.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.With(own).OneLine("a", lesson.English); got != "a: い �[1mろ�" {
		t.Errorf("a title of two lines with control characters is %q", got)
	}
}
