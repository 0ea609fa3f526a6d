package report

import (
	"fmt"
	"html"
	"strings"
)

// cutNote is the room that the note on what a section leaves out takes at most.
const cutNote = 120

// section is a part of a Markdown page whose rows may not all fit.
type section struct {
	open, close string
	name, names string          // of one row and of many, for the note on what is cut
	share       float64         // of the room left, at most
	rows        []func() string // made only while there is room
}

// folded is a section that the reader opens.
func folded(title string, n int, head, name, names string, share float64) section {
	return section{
		open:  fmt.Sprintf("\n<details><summary>%s (%s)</summary>\n\n%s", html.EscapeString(title), thousands(n), head),
		close: "\n</details>\n", name: name, names: names, share: share,
	}
}

// markdownPage is a page that never gets longer than its limit.
type markdownPage struct {
	text  strings.Builder
	limit int
}

func (p *markdownPage) left() int { return p.limit - p.text.Len() }

// section adds a section with as many rows as fit into its share of the room
// left, and says how many do not. Every section keeps room to be mentioned.
func (p *markdownPage) section(s section) {
	if len(s.rows) == 0 {
		return
	}
	most := int(float64(p.left()-reserve)*s.share) - len(s.open) - len(s.close) - cutNote
	var shown strings.Builder
	n := 0
	for _, row := range s.rows {
		text := row()
		if shown.Len()+len(text) > most {
			break
		}
		shown.WriteString(text)
		n++
	}
	note := ""
	if rest := len(s.rows) - n; rest > 0 {
		note = fmt.Sprintf("\nLeft out for length: %s.\n", plural(rest, s.name, s.names))
	}
	if n == 0 {
		p.text.WriteString(note)
		return
	}
	p.text.WriteString(s.open + shown.String() + note + s.close)
}

// reserve is the room kept for the notes of the sections to come.
const reserve = 4 * cutNote

// chart adds the chart if it takes no more than half of the room left.
func (p *markdownPage) chart(text string) {
	if text != "" && len(text) < (p.left()-reserve)/2 {
		p.text.WriteString(text)
	}
}
