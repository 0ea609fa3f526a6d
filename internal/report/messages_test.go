package report_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/net/html"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

func catalogue(t *testing.T, file string) *text.Catalogue {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	read, err := text.ReadCatalogue(string(source))
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// keyUsed finds the messages that the room asks for, whole or by their beginning.
var keyUsed = regexp.MustCompile(`(?:[sS]ay\(?|joined\(|folded\(|key(?: \+?=|, \w+ :=) ?|cut: *|\.cut, \w+\.share = |w\.by\(t, |head\(|", )\s*"([a-z0-9-]+)"`)

// Every message stands in both languages with the same places, and none stands
// there for nothing.
func TestEveryMessageHasBothLanguages(t *testing.T) {
	t.Parallel()
	messages := catalogue(t, "messages.txt")
	sources, err := filepath.Glob("*.*")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, name := range sources {
		if extension := filepath.Ext(name); extension == ".go" && !strings.HasSuffix(name, "_test.go") || extension == ".tmpl" {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			code.Write(content)
		}
	}
	for _, key := range messages.Keys() {
		english, ok := messages.Places(text.English, key)
		japanese, both := messages.Places(text.Japanese, key)
		if !ok || !both {
			t.Errorf("%s stands in one language alone", key)
		}
		if !slices.Equal(english, japanese) {
			t.Errorf("%s has the places %q and %q", key, english, japanese)
		}
		said := strings.Contains(code.String(), `"`+key+`"`) || slices.Contains(put, key)
		for i, r := range key { // "month-11" is made of "month-" and a number
			said = said || r == '-' && strings.Contains(code.String(), `"`+key[:i+1]+`"+`) || r == '-' && strings.Contains(code.String(), `"`+key[:i+1]+`" +`)
		}
		if !said {
			t.Errorf("nothing says %s", key)
		}
	}
	for _, found := range keyUsed.FindAllStringSubmatch(code.String(), -1) {
		if key := found[1]; !messages.Has(key) && !strings.HasSuffix(key, "-") && strings.Contains(found[0], "ay") {
			t.Errorf("%q is said and is no message", key)
		}
	}
}

// put are the keys that are put together in other ways.
var put = []string{"in-less", "in-days", "in-months", "in-years", "ago-less", "ago-days", "ago-months", "ago-years", "told-expired-cause", "told-ends-cause", "told-unknown-cause", "told-open-cause", "told-past-cause"}

// Every rule says in Japanese what it reports and what to do about it.
func TestEveryRuleSpeaksJapanese(t *testing.T) {
	t.Parallel()
	rules := catalogue(t, "rules.ja.txt")
	for _, rule := range deadline.Rules() {
		for _, key := range []string{string(rule), string(rule) + " remedy"} {
			if places, ok := rules.Places(text.Japanese, key); !ok || len(places) > 0 {
				t.Errorf("%q has no text", key)
			}
		}
	}
	for _, task := range []string{deadline.TaskRetire, deadline.TaskNotice} {
		for _, rule := range []deadline.Rule{deadline.RuleDue, deadline.RuleOverdue, deadline.RuleExpired} {
			remedy := rule.RemedyFor(task)
			if key := string(rule) + " remedy, " + task; !rules.Has(key) || remedy == rule.Remedy() || rule.TaskOf(remedy) != task {
				t.Errorf("%q has no text beside %q", key, remedy)
			}
		}
	}
}

// japanese is a report whose free texts are all in Japanese.
func japanese() report.Report {
	r := world()
	r.Language = text.Japanese
	for i := range r.Breaches {
		b := &r.Breaches[i]
		b.Remedy = b.Rule.Remedy()
		b.LessonText = "終わりのあるものをすべて書き出す。"
		if b.Rule.Tidiness() || b.Rule == deadline.RuleUntrusted {
			b.Message = b.ID + ": 責任者が書かれていない"
		}
		if b.Waiver != nil {
			b.Waiver.Reason = "次の版で入れ替える。"
		}
	}
	for i, line := range r.Lines {
		switch line.ID {
		case "certificate/adfs.example.test:443", "certificate/mail.example.test:465":
			d := deadline.Deadline{ID: line.ID, Kind: line.Kind, Identity: deadline.Identity{Owner: line.Owner}, Timeline: line.Timeline, Cause: "接続が拒否された"}
			j := d.Judge(now, time.UTC)
			r.Lines[i] = report.LineOf(j)
			for k := range r.Breaches {
				if r.Breaches[k].ID == line.ID {
					r.Breaches[k].Message = j.Reason
				}
			}
		case "certificate/partner.example.test:443":
			r.Lines[i].Reason = "経路がない"
		}
		r.Lines[i].System, r.Lines[i].Environment = "基幹", "本番"
	}
	r.Origin = report.Place{Workspace: "w1", Repository: "r/1", Branch: "b1", Commit: "0a1b2c3d", Pipeline: "p1", Link: "https://ci.example.test/1"}
	r.Until = &report.Until{Reason: "何も終わらない"}
	r.BreakGlass = "緊急"
	return r
}

// latin is a word of Latin letters.
var latin = regexp.MustCompile(`[A-Za-z][A-Za-z-]+`)

// Nothing in a Japanese page is English but ids, names, rules and the names of
// settings.
func TestJapaneseIsWhole(t *testing.T) {
	t.Parallel()
	r := japanese()
	allowed := map[string]bool{"UTC": true, "EXPIRY_BREAK_GLASS": true}
	for _, line := range r.Lines {
		for _, text := range []string{line.ID, line.Owner} {
			for _, word := range latin.FindAllString(text, -1) {
				allowed[word] = true
			}
		}
	}
	for _, breach := range r.Breaches {
		allowed[string(breach.Rule)] = true
		if breach.Waiver != nil {
			for _, word := range latin.FindAllString(breach.Waiver.Approver+" "+breach.Waiver.Ticket, -1) {
				allowed[word] = true
			}
		}
	}
	for _, word := range []string{"gate", "release", "TLS", "OCSP", "covered", "by", "lead", "time", "ca", "file", "passes", "false", "EXPIRY", "BREAK", "GLASS", "new-lb", "gate-release", "json"} {
		allowed[word] = true
	}
	picture, err := r.SVG()
	if err != nil {
		t.Fatal(err)
	}
	checked := map[string][]string{
		"the page": visible(t, page(t, r)), "SVG": visible(t, string(picture)),
		"Markdown": visible(t, withoutChart.ReplaceAllString(string(render(t, []byte(r.Markdown(0)))), "")),
	}
	passing := report.Report{Language: text.Japanese, Title: "g", Passed: true, Now: now, Moved: true, Lines: r.Lines[len(r.Lines)-3:]}
	checked["a passing page"] = visible(t, page(t, passing))
	for name, texts := range checked {
		if len(texts) < 10 {
			t.Errorf("%s: only %q", name, texts)
		}
		for _, text := range texts {
			for _, word := range latin.FindAllString(text, -1) {
				if !allowed[word] {
					t.Errorf("%s: %q stands in %q", name, word, text)
				}
			}
		}
	}
	lead := report.Report{Language: text.Japanese, Title: "g", Now: now, Lines: r.Lines, Breaches: r.Breaches}.Markdown(0)
	if want := "2件がすでに終了し、さらに2件が12月22日までに終了します。1件は終了時期が分かりません。3名の責任者の対応が必要で、1件は責任者が決まっていません。最優先はcertificate/adfs.example.test:443（1日前に期限切れ）です。"; !strings.Contains(lead, want) {
		t.Errorf("%.1000s", lead)
	}
}

var withoutChart = regexp.MustCompile(`(?s)<pre>.*?</pre>`)

// visible are the texts that a reader sees or hears.
func visible(t *testing.T, content string) (texts []string) {
	t.Helper()
	tokens := html.NewTokenizer(strings.NewReader(content))
	hidden := false
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return texts
		case html.StartTagToken, html.SelfClosingTagToken:
			token := tokens.Token()
			hidden = token.Data == "style" || token.Data == "script"
			for _, attribute := range token.Attr {
				if attribute.Key == "aria-label" || attribute.Key == "data-shown" {
					texts = append(texts, strings.NewReplacer("{shown}", "", "{all}", "").Replace(attribute.Val))
				}
			}
		case html.TextToken:
			if text := strings.TrimFunc(string(tokens.Text()), unicode.IsSpace); text != "" && !hidden {
				texts = append(texts, html.UnescapeString(text))
			}
		}
	}
}
