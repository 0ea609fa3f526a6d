package text_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

const sample = `# a comment
stops
  en {n|# thing stops|# things stop} before {date}.
  ja {date}より前に{n}件が止まります。

empty
  en
  ja 空
`

func TestCatalogue(t *testing.T) {
	t.Parallel()
	catalogue := text.MustCatalogue(sample)
	for name, test := range map[string]struct {
		language text.Language
		key      string
		values   text.Values
		want     string
	}{
		"one":                    {"en", "stops", text.Values{"n": 1, "date": "May"}, "1 thing stops before May."},
		"none":                   {"en", "stops", text.Values{"n": 0, "date": "May"}, "0 things stop before May."},
		"many":                   {"en", "stops", text.Values{"n": 12345, "date": "May"}, "12,345 things stop before May."},
		"Japanese":               {"ja", "stops", text.Values{"n": 1, "date": "5月"}, "5月より前に1件が止まります。"},
		"no language":            {"", "stops", text.Values{"n": 1, "date": "May"}, "1 thing stops before May."},
		"a language of nobody's": {"xx", "stops", text.Values{"n": 1, "date": "May"}, "1 thing stops before May."},
		"no text":                {"en", "empty", nil, ""},
		"no such key":            {"en", "stop", nil, "{stop}"},
		"a value is not given":   {"ja", "stops", text.Values{"n": 1}, "{date}より前に1件が止まります。"},
		"a value with places":    {"ja", "stops", text.Values{"n": 1, "date": "{n}#|}"}, "{n}#|}より前に1件が止まります。"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := catalogue.Say(test.language, test.key, test.values); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestCatalogueRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ source, says string }{
		"a key twice":      {"a\n  en x\na\n", `line 3: the message "a" stands there twice`},
		"a text twice":     {"a\n  en x\n  en y\n", `line 3: "a" has two texts in "en"`},
		"no key":           {"  en x\n", "line 1: there is no key"},
		"another language": {"a\n  fr x\n", `line 2: "fr" is no language`},
		"an open place":    {"a\n  en {n\n", "no place of a value"},
		"half a choice":    {"a\n  en {n|one}\n", "no place of a value"},
		"a place unnamed":  {"a\n  en {}\n", "no place of a value"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := text.ReadCatalogue(test.source); err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want %q", err, test.says)
			}
		})
	}
}

func TestThousands(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1_000_005: "1,000,005", -1234: "-1,234"} {
		if got := text.Thousands(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}

func FuzzCatalogue(f *testing.F) {
	for _, seed := range []string{sample, "", "a", "a\n  en {x|y|z}", "a\n  ja {", "\r\n  \n#"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		catalogue, err := text.ReadCatalogue(source)
		if err != nil {
			return
		}
		for _, key := range catalogue.Keys() {
			for _, language := range text.Languages {
				catalogue.Say(language, key, text.Values{"n": 2})
			}
		}
	})
}
