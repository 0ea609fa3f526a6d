package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"golang.org/x/net/html"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
	words "github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// hostileTexts are what people, files and servers may call a thing.
var hostileTexts = []string{
	`"><script>alert(1)</script><img src=x onerror=alert(1)> ]]> </style></title></textarea>`,
	"</script><!-- --><![CDATA[ ]]> &lt;b&gt; &#x3c;b> '\"`",
	"| a | b |\n|---|---|\n# heading\n- list\n\n<details>\r\n> quote\x00\x1b[31m\x7f",
	"[l](http://evil.example) ![i](http://evil.example/x.png) <http://evil.example> http://evil.example www.evil.example @team @org/team #1 **b** _i_ ~~s~~ `c` ``d`` $x$",
	"```\nsection x :crit, done, a, 2026-01-01, 1d\n%%{init: {}}%%\nclick a href \"javascript:alert(1)\" #quot; ; end",
	"\u202egnp.exe\u2066\u200f\u2028\u2029\u0085 \ufffe\uffff",
	"\xff\xfe\xc0\x80 \xed\xa0\x80 \xf8",
	`\| \\| \` + "`" + `|` + "`" + ` \`,
	strings.Repeat("長い名前", 2500),
	strings.Repeat("a", 10_000),
	strings.Repeat("<|`", 3_000),
	strings.Repeat("e\u0301\u0302\u0303", 2_000),
	"javascript:alert(1)", "data:text/html,<script>", "{{.}} ${x} %{y}", " ", "", "\t\n", "--", "section", "end", "----",
}

// hostileReport has one text in every place.
func hostileReport(text string) report.Report {
	line := report.Line{
		ID: text, Kind: text, Identity: deadline.Identity{Name: text, Owner: text, Maintainer: text, System: text, Environment: text}, Reason: text,
		Status: deadline.StatusExpired, Timeline: thing("", "", -1, 30, 30).Timeline,
	}
	odd := line
	odd.Status, odd.Timeline = deadline.Status(text), deadline.Timeline{}
	open := report.Breach{
		Rule: deadline.RuleExpired, Severity: deadline.SeverityError, ID: text, Owner: text, Message: text, Fact: text,
		Remedy: text, Lesson: text, LessonText: text, Timeline: line.Timeline,
	}
	warn, waived, elsewhere := open, open, open
	warn.Rule, warn.Severity = deadline.Rule(text), deadline.SeverityWarn
	waived.Waiver = &report.Waiver{Approver: text, Reason: text, Ticket: text, EndsOn: deadline.Date{Year: 2027, Month: time.January, Day: 1}}
	elsewhere.ID = "assertion/" + text
	line.Criticality = text
	ahead := thing(text, text, 12, 30, 30)
	ahead.Cause, ahead.System, ahead.Findings = text, text, []deadline.Finding{{Rule: deadline.Rule(text), Severity: deadline.SeverityWarn, Message: text, Lesson: text}}
	return report.Report{
		Title: text, Now: now, Location: time.UTC, Source: text, BreakGlass: text, Until: &report.Until{Reason: text},
		Origin: report.Place{Workspace: text, Repository: text, Branch: text, Commit: text, Pipeline: text, Link: text, Change: text},
		Lines:  []report.Line{line, odd, report.LineOf(ahead.Judge(now, time.UTC))}, Breaches: []report.Breach{open, warn, waived, elsewhere}, Unsettled: []string{text},
	}
}

func TestHostileTexts(t *testing.T) {
	t.Parallel()
	for _, text := range hostileTexts {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			for _, language := range []words.Language{words.English, words.Japanese} {
				r, other := hostileReport(text), hostileReport(text)
				r.Language, other.Language = language, language
				readBack(t, r)
				other.Passed, other.Breaches = true, nil
				readBack(t, report.Merge([]report.Report{other, r}))
			}
		})
	}
}

func FuzzFormats(f *testing.F) {
	for _, text := range hostileTexts {
		if len(text) < 200 {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := hostileReport(text)
		readBack(t, r)
		r.Language = words.Japanese
		readBack(t, r)
	})
}

// readBack reads every format back, and fails the test where it is broken or
// where markup stands in it that the room did not write.
func readBack(t *testing.T, r report.Report) {
	t.Helper()
	formats := map[string][]byte{"markdown": []byte(r.Markdown(0)), "metrics": r.Prometheus()}
	notices := r.Notices("x.html")
	formats["notices"] = []byte(notices.Fails + notices.Watch)
	for name, format := range map[string]func() ([]byte, error){"json": r.JSON, "html": r.HTML, "svg": r.SVG, "sarif": r.SARIF, "junit": r.JUnit, "badge": r.Badge} {
		content, err := format()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		formats[name] = content
	}
	for name, content := range formats {
		if !utf8.Valid(content) {
			t.Errorf("%s is not UTF-8", name)
		}
		if at := strings.IndexFunc(string(content), forbidden); at >= 0 && name != "json" {
			t.Errorf("%s holds %q", name, content[at:min(len(content), at+8)])
		}
	}
	for _, name := range []string{"json", "sarif"} {
		if !json.Valid(formats[name]) {
			t.Errorf("%s cannot be read", name)
		}
	}
	for _, name := range []string{"svg", "junit", "badge"} {
		readXML(t, name, formats[name])
	}
	checkMarkup(t, formats["html"], pageMarkup)
	checkMarkup(t, render(t, formats["markdown"]), markdownMarkup)
	checkMermaid(t, string(formats["markdown"]))
	checkMetrics(t, formats["metrics"])
}

// forbidden are characters that steer terminals or turn text around.
func forbidden(r rune) bool {
	return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfffe || r == 0xffff
}

func readXML(t *testing.T, name string, content []byte) {
	t.Helper()
	decoder := xml.NewDecoder(bytes.NewReader(content))
	decoder.Strict = true
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		if start, ok := token.(xml.StartElement); ok && (start.Name.Local == "script" || start.Name.Local == "b") {
			t.Errorf("%s holds <%s>", name, start.Name.Local)
		}
	}
}

// pageMarkup and markdownMarkup are the elements that the room writes itself,
// with their attributes.
var (
	pageMarkup = map[string]string{
		"html": "lang", "head": "", "meta": "charset http-equiv content name", "title": "id", "style": "", "body": "", "a": "class href rel",
		"header": "class", "p": "class", "time": "datetime", "h1": "", "h2": "id", "h3": "", "h4": "", "strong": "", "dl": "class aria-label", "div": "class role aria-label tabindex id data-owner",
		"dt": "class", "dd": "", "svg": "class xmlns viewbox role aria-labelledby aria-hidden preserveaspectratio", "desc": "id", "nav": "aria-label",
		"main": "", "section": "id aria-labelledby tabindex class", "rect": "class x y width height rx", "line": "class x1 x2 y1 y2",
		"text": "class x y text-anchor", "g": "class transform", "path": "class transform d", "form": "id class role aria-label hidden",
		"label": "for", "select": "id", "option": "value", "input": "id type autocomplete spellcheck", "output": "id for data-shown", "span": "class",
		"ul": "class", "ol": "class", "li": "class", "details": "", "summary": "", "table": "class", "thead": "", "tbody": "id", "tr": "class", "th": "scope", "td": "class",
		"small": "", "script": "", "caption": "",
	}
	markdownMarkup = map[string]string{
		"h2": "", "h3": "", "p": "", "table": "", "thead": "", "tbody": "", "tr": "", "th": "style", "td": "style", "code": "class", "pre": "",
		"strong": "", "br": "", "details": "", "summary": "", "ul": "", "ol": "", "li": "", "a": "href",
	}
)

// linked is where a link of these tests may lead: to a pipeline of theirs.
var linked = regexp.MustCompile(`^https://ci\.example\.test/[a-z0-9/?=]*$`)

func checkMarkup(t *testing.T, content []byte, allowed map[string]string) {
	t.Helper()
	tokens := html.NewTokenizer(bytes.NewReader(content))
	scripts := 0
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			if !errors.Is(tokens.Err(), io.EOF) {
				t.Error(tokens.Err())
			}
			if scripts > 1 {
				t.Errorf("%d scripts", scripts)
			}
			return
		case html.CommentToken:
			t.Errorf("a comment: %q", tokens.Token().Data)
		case html.StartTagToken, html.SelfClosingTagToken:
			token := tokens.Token()
			attributes, ok := allowed[token.Data]
			if !ok {
				t.Errorf("<%s> was injected", token.Data)
			}
			if token.Data == "script" {
				scripts++
			}
			for _, attribute := range token.Attr {
				if !strings.Contains(" "+attributes+" ", " "+attribute.Key+" ") {
					t.Errorf("<%s> has %s=%q", token.Data, attribute.Key, attribute.Val)
				}
				if attribute.Key == "href" && !strings.HasPrefix(attribute.Val, "#") && !strings.HasPrefix(attribute.Val, "mailto:") && !linked.MatchString(attribute.Val) {
					t.Errorf("a link leads to %q", attribute.Val)
				}
			}
		}
	}
}

// render turns a page into HTML as a code host would: with tables, and with
// whatever looks like a link made one.
func render(t *testing.T, page []byte) []byte {
	t.Helper()
	var rendered bytes.Buffer
	markdown := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(unsafe()))
	if err := markdown.Convert(page, &rendered); err != nil {
		t.Fatal(err)
	}
	return rendered.Bytes()
}

// checkMermaid fails where a line of the chart is none that the room writes.
func checkMermaid(t *testing.T, page string) {
	t.Helper()
	_, chart, found := strings.Cut(page, "\n```mermaid\n")
	chart, _, closed := strings.Cut(chart, "\n```\n")
	if found != closed {
		t.Fatalf("the chart does not end:\n%s", chart)
	}
	for line := range strings.Lines(chart) {
		line = strings.TrimSpace(line)
		name, isSection := strings.CutPrefix(line, "section ")
		switch {
		case isSection && name != "" && !strings.ContainsAny(name, ":#;%<>{}\"`"):
		case mermaidLine.MatchString(line):
		default:
			t.Errorf("in the chart stands %q", line)
		}
	}
}
