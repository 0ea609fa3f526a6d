package agenda_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/agenda"
)

func TestMarkdown(t *testing.T) {
	t.Parallel()
	tokyo := zone(t, "Asia/Tokyo")
	a := made(t, "2027-01-31", "2027-04-01", tokyo,
		[]agenda.Window{
			window(t, "web", "FREQ=MONTHLY;BYDAY=4WE", "20:00", "4h", tokyo),
			window(t, "long", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=30", "22:00", "30h", tokyo),
		},
		item(t, "certificate/www", "2027-01-31T10:00:00Z", "2027-02-24T11:00:00Z", "2027-03-31T15:00:00Z"),
		item(t, "a`b", "", "", ""))
	const want = "# Calendar from 2027-01-31 to 2027-04-01\n" + `
Days and times are those of |Asia/Tokyo|.

Not shown, because their end is not known: || a|b ||.

## January 2027

- **Sun 31**
  - 2027-01-30 22:00–2027-02-01 04:00 Maintenance: |long| (|ops|)
  - 19:00 Start to renew: |certificate/www| (|team|)

## February 2027

- **Wed 24**
  - 20:00–24:00 Maintenance: |web| (|ops|)
  - Renew by 20:00: |certificate/www| (|team|)

## March 2027

- **Wed 24**
  - 20:00–24:00 Maintenance: |web| (|ops|)
- **Wed 31**
  - Ends today: |certificate/www| (|team|)

## April 2027

Nothing.
`
	if got := a.Markdown(); got != strings.ReplaceAll(want, "|", "`") {
		t.Errorf("got\n%s", got)
	}
}

// newcomer.md 2: what is overdue stands first in every form, and under no month.
func TestOverdueStandsFirst(t *testing.T) {
	t.Parallel()
	a := made(t, "2027-01-31", "2027-02-28", nil, nil,
		item(t, "contract/mail", "2026-09-05", "2026-11-03", "2027-02-02"), item(t, "certificate/www", "2026-12-01", "2027-02-03", "2027-03-01"))
	const want = "# Calendar from 2027-01-31 to 2027-02-28\n" + `
Days and times are those of |UTC|.

## Overdue on 2027-01-31

- Overdue: renew |contract/mail|, was due by 2026-11-02 (|team|)

## January 2027

- **Sun 31**
  - Start to renew, due since 2026-12-01: |certificate/www| (|team|)

## February 2027

- **Mon 1**
  - Ends today: |contract/mail| (|team|)
- **Tue 2**
  - Renew by today: |certificate/www| (|team|)
- **Sun 28**
  - Ends today: |certificate/www| (|team|)
`
	if got := a.Markdown(); got != strings.ReplaceAll(want, "|", "`") {
		t.Errorf("got\n%s", got)
	}
	picture := a.SVG()
	if classes := wholePicture(t, picture); classes["overdue"] != 2 || !strings.Contains(picture, "<desc>1 overdue on 2027-01-31. 2 ends,") || !strings.Contains(picture, "<title>2027-01-31&#xA;Overdue: renew contract/mail") {
		t.Errorf("%d marks of overdue in\n%s", classes["overdue"], picture)
	}
	entries := readBack(t, a.ICS())
	if first := entries[0]; !strings.HasPrefix(first["SUMMARY"], "Overdue: renew contract/mail") || first["CATEGORIES"] != "overdue" || first["DTSTART DATE"] != "20270131" {
		t.Errorf("the first entry is %q", first)
	}
}

func TestHostileText(t *testing.T) {
	t.Parallel()
	a := made(t, "2027-01-01", "2027-12-31", nil, nil, item(t, hostile, "", "", "2027-04-01"), item(t, hostile, "", "", ""))
	wholePage(t, a.Markdown(), 1)
	wholePicture(t, a.SVG())
}

// wholePage checks that a Markdown reader sees our headings and items and no
// markup but ours.
func wholePage(t testing.TB, page string, items int) {
	t.Helper()
	source := []byte(page)
	reader := goldmark.New(goldmark.WithExtensions(extension.GFM))
	var headings, leaves int
	_ = ast.Walk(reader.Parser().Parse(text.NewReader(source)), func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch node.Kind() {
		case ast.KindDocument, ast.KindParagraph, ast.KindTextBlock, ast.KindText, ast.KindString, ast.KindEmphasis, ast.KindCodeSpan, ast.KindList:
		case ast.KindHeading:
			headings++
		case ast.KindListItem:
			if !slices.ContainsFunc(children(node), func(child ast.Node) bool { return child.Kind() == ast.KindList }) {
				leaves++
			}
		default:
			t.Errorf("the page holds a %s:\n%s", node.Kind(), page)
		}
		return ast.WalkContinue, nil
	})
	if headings != 13 || leaves != items {
		t.Errorf("%d headings of 13 and %d items of %d in\n%s", headings, leaves, items, page)
	}
}

func children(node ast.Node) (list []ast.Node) {
	for child := node.FirstChild(); child != nil; child = child.NextSibling() {
		list = append(list, child)
	}
	return list
}

// wholePicture checks that an XML reader sees our elements and no others, and
// counts those of each class.
func wholePicture(t testing.TB, picture string) map[string]int {
	t.Helper()
	decoder := xml.NewDecoder(bytes.NewReader([]byte(picture)))
	classes := map[string]int{}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return classes
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, picture)
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !slices.Contains([]string{"svg", "title", "desc", "style", "rect", "text", "g", "path"}, element.Name.Local) {
			t.Errorf("the picture holds a %s", element.Name.Local)
		}
		for _, attribute := range element.Attr {
			switch {
			case attribute.Name.Local == "class":
				classes[attribute.Value]++
			case strings.HasPrefix(attribute.Name.Local, "on") || strings.Contains(attribute.Name.Local, "href"):
				t.Errorf("the picture holds %s", attribute.Name.Local)
			}
		}
	}
}

func TestSVG(t *testing.T) {
	t.Parallel()
	a := made(t, "2027-01-15", "2028-01-14", nil, []agenda.Window{window(t, "web", "FREQ=MONTHLY;BYDAY=4WE", "20:00", "4h", time.UTC)},
		item(t, "certificate/www", "2027-02-01", "2027-03-01", "2027-04-01"),
		item(t, "certificate/ftp", "2027-02-01", "2027-03-01", "2027-04-02"),
		item(t, "certificate/imap", "2027-02-01", "2027-02-25", "2027-04-02"))
	picture := a.SVG()
	classes := wholePicture(t, picture)
	// A mark stands for all events of a kind on a day, and once in the legend.
	for class, want := range map[string]int{"month": 13, "cell": 12 + 1 + 1 + 2, "window": 12 + 1, "remind": 1 + 1, "act_by": 2 + 1, "end": 2 + 1} {
		if classes[class] != want {
			t.Errorf("%d of class %s, want %d", classes[class], class, want)
		}
	}
	for _, want := range []string{
		"<title>Calendar from 2027-01-15 to 2028-01-14</title>",
		"<desc>3 ends, 3 dates by which to act, 3 dates to start a renewal, 12 maintenance windows; days are those of UTC.</desc>",
		"<title>2027-04-01&#xA;Ends today: certificate/ftp&#xA;Ends today: certificate/imap</title>",
		`role="img"`, "prefers-color-scheme:dark",
	} {
		if !strings.Contains(picture, want) {
			t.Errorf("the picture does not hold %s", want)
		}
	}
	if strings.Contains(strings.ReplaceAll(picture, `xmlns="http://www.w3.org/2000/svg"`, ""), "http") || strings.Contains(picture, " id=") {
		t.Error("the picture needs something else, or would clash with another on its page")
	}
}

// The picture of ten years with something every day stays of a size to look at.
func TestSVGOfTenYears(t *testing.T) {
	t.Parallel()
	var windows []agenda.Window
	for i := range 6 {
		windows = append(windows, window(t, strings.Repeat("x", 1000+i), "FREQ=DAILY", "20:00", "4h", time.UTC))
	}
	picture := made(t, "2027-01-01", "2036-12-31", nil, windows).SVG()
	if classes := wholePicture(t, picture); classes["month"] != 120 || len(picture) > 10<<20 {
		t.Errorf("%d months in %d bytes", classes["month"], len(picture))
	}
}
