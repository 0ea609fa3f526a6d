package report

import (
	"fmt"
	"html"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// cutNote is the room that the note on what a section leaves out takes at most.
const cutNote = 120

// section is a part of a Markdown page whose rows may not all fit.
type section struct {
	open, close string
	cut         string          // the message on what is cut
	share       float64         // of the room left, at most
	rows        []func() string // made only while there is room
}

// sections are parts that share their room; what is cut of them is counted
// together.
type sections struct {
	all  []section
	room int
	cut  string
}

// folded is a section that the reader opens, with the number of its rows where
// that is not 0.
func (w words) folded(title string, n int, head string) section {
	return w.foldedUnder(w.say(title), n, head)
}

func (w words) foldedUnder(title string, n int, head string) section {
	if n > 0 {
		title = fmt.Sprintf("%s (%s)", title, text.Thousands(n))
	}
	return section{open: "\n<details><summary>" + html.EscapeString(title) + "</summary>\n\n" + head, close: "\n</details>\n"}
}

// markdownPage is a page that never gets longer than its limit.
type markdownPage struct {
	words
	text  strings.Builder
	long  int // as length counts
	limit int
}

func (p *markdownPage) write(text string) {
	p.text.WriteString(text)
	p.long += length(text)
}

func (p *markdownPage) left() int { return p.limit - p.long }

// section adds a section with as many rows as fit into its share of the room
// left, and says how many do not. Every section keeps room to be mentioned.
func (p *markdownPage) section(s section) {
	most := int(float64(p.left()-reserve)*s.share) - cutNote
	text, cut, _ := s.within(most)
	p.write(text)
	p.note(s.cut, cut)
}

// sections adds several.
func (p *markdownPage) sections(group sections) {
	room, cut := group.room-cutNote, 0
	for _, s := range group.all {
		text, left, long := s.within(room)
		p.write(text)
		cut += left
		room -= long
	}
	p.note(group.cut, cut)
}

// note says what is left out.
func (p *markdownPage) note(key string, n int) {
	if n > 0 && key != "" {
		p.write("\n" + escape(p.say(key, "n", n)) + "\n")
	}
}

// within is the section with as many rows as fit into a room, how many do not,
// and how long it is.
func (s section) within(room int) (text string, cut, long int) {
	if len(s.rows) == 0 {
		return "", 0, 0
	}
	var shown strings.Builder
	long = length(s.open) + length(s.close)
	n := 0
	for _, row := range s.rows {
		text := row()
		if long+length(text) > room {
			break
		}
		shown.WriteString(text)
		long += length(text)
		n++
	}
	if n == 0 {
		return "", len(s.rows), 0
	}
	return s.open + shown.String() + s.close, len(s.rows) - n, long
}

// reserve is the room kept for the notes of the sections to come.
const reserve = 7 * cutNote
