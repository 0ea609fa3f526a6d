package agenda

import (
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// The grid, in units of the picture: months of six weeks, four beside each other.
const (
	columns   = 4
	cellWidth = 32
	cellDepth = 30
	monthHead = 44
	monthWide = 7*cellWidth + 20
	monthDeep = monthHead + 6*cellDepth + 12
	pageHead  = 66
	pageEdge  = 14
)

// The shape of each kind, six wide and six high: what is drawn never depends on
// colour alone.
var shapes = map[Kind]string{
	KindOverdue: "M2 0h2v4h-2zm0 5h2v1h-2z",
	KindWindow:  "M0 0h6v2h-6zm0 4h6v2h-6z",
	KindStep:    "M2 0h2v2h2v2h-2v2h-2v-2h-2v-2h2z",
	KindRemind:  "M0 3a3 3 0 1 0 6 0a3 3 0 1 0-6 0z",
	KindActBy:   "M3 0l3.5 6h-7z",
	KindEnd:     "M0 0h6v6h-6z",
}

const style = `<style>
.expiry-calendar{--paper:#fff;--overdue:#8c1d18;--ink:#1f2328;--faint:#59636e;--rule:#d1d9e0;--end:#b3261e;--act_by:#9a5b00;--remind:#0b5cad;--window:#4d5761;--step:#5f52b5;font:10px system-ui,sans-serif}
@media(prefers-color-scheme:dark){.expiry-calendar{--paper:#0d1117;--overdue:#ffb4ab;--ink:#f0f6fc;--faint:#9198a1;--rule:#3d444d;--end:#ff8a80;--act_by:#f2b25c;--remind:#7cbcff;--window:#b6bec7;--step:#b0a5ff}}
.expiry-calendar .paper{fill:var(--paper)}.expiry-calendar text{fill:var(--ink)}.expiry-calendar .head{font-size:16px;font-weight:600}.expiry-calendar .month{font-size:13px;font-weight:600}
.expiry-calendar .faint{fill:var(--faint)}.expiry-calendar .day{text-anchor:middle}.expiry-calendar .cell{fill:none;stroke:var(--rule)}
.expiry-calendar .overdue{fill:var(--overdue)}.expiry-calendar .end{fill:var(--end)}.expiry-calendar .act_by{fill:var(--act_by)}.expiry-calendar .remind{fill:var(--remind)}.expiry-calendar .window{fill:var(--window)}.expiry-calendar .step{fill:var(--step)}
</style>
`

// SVG is the agenda as a picture that needs nothing else: the months of the
// range, each day with a mark for every kind of event on it and a tooltip that
// names them. It can stand alone or within a page, also several times.
func (a Agenda) SVG() string {
	months := 12*(a.To.Year-a.From.Year) + int(a.To.Month-a.From.Month) + 1
	width := 2*pageEdge + columns*monthWide
	depth := pageHead + (months+columns-1)/columns*monthDeep + pageEdge
	title := a.heading()
	var svg strings.Builder
	fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" class="expiry-calendar" role="img" viewBox="0 0 %d %d" width="%[1]d" height="%[2]d">`+"\n", width, depth)
	fmt.Fprintf(&svg, "<title>%s</title>\n<desc>%s</desc>\n%s", xmlText(title), xmlText(a.summary()), style)
	fmt.Fprintf(&svg, `<rect class="paper" width="%d" height="%d"/>`+"\n"+`<text class="head" x="%d" y="28">%s</text>`+"\n", width, depth, pageEdge, xmlText(title))
	x := pageEdge
	for _, kind := range Kinds {
		mark(&svg, kind, x, 41)
		fmt.Fprintf(&svg, `<text x="%d" y="48">%s</text>`+"\n", x+11, xmlText(a.say("legend-"+string(kind))))
		x += 150
	}
	byDay := make(map[deadline.Date][]Event)
	for _, event := range a.Events {
		day := a.dayOf(event)
		byDay[day] = append(byDay[day], event)
	}
	first := deadline.Date{Year: a.From.Year, Month: a.From.Month, Day: 1}
	for i := range months {
		a.drawMonth(&svg, first.AddMonths(i), pageEdge+i%columns*monthWide, pageHead+i/columns*monthDeep, byDay)
	}
	svg.WriteString("</svg>\n")
	return svg.String()
}

// summary is for who cannot see the picture.
func (a Agenda) summary() string {
	counts := make(map[Kind]int)
	for _, event := range a.Events {
		counts[event.Kind]++
	}
	parts := []string{a.say("summary", "ends", counts[KindEnd], "acts", counts[KindActBy], "starts", counts[KindRemind], "windows", counts[KindWindow], "zone", a.Location.String())}
	if steps := counts[KindStep]; steps > 0 {
		parts = append(parts, a.say("summary-steps", "n", steps))
	}
	if overdue := counts[KindOverdue]; overdue > 0 {
		parts = append([]string{a.say("summary-overdue", "n", overdue, "date", a.From.String())}, parts...)
	}
	return a.joined("sentences", append(parts, a.Notes()...))
}

func (a Agenda) drawMonth(svg *strings.Builder, month deadline.Date, left, top int, byDay map[deadline.Date][]Event) {
	fmt.Fprintf(svg, `<text class="month" x="%d" y="%d">%s</text>`+"\n", left, top+16, xmlText(a.month(month)))
	for i := range 7 {
		weekday := a.weekday((i + 1) % 7) // weeks begin on Monday (ISO 8601)
		fmt.Fprintf(svg, `<text class="faint day" x="%d" y="%d">%s</text>`, left+i*cellWidth+cellWidth/2, top+36, weekday)
	}
	svg.WriteByte('\n')
	place := (int(month.Weekday()) + 6) % 7
	for day := month; day.Month == month.Month; day = day.AddDays(1) {
		x, y := left+place%7*cellWidth, top+monthHead+place/7*cellDepth
		a.drawDay(svg, day, x, y, byDay[day])
		place++
	}
}

func (a Agenda) drawDay(svg *strings.Builder, day deadline.Date, x, y int, events []Event) {
	class := "day"
	if day.Before(a.From) || day.After(a.To) {
		class = "faint day"
	}
	if len(events) == 0 {
		fmt.Fprintf(svg, `<text class="%s" x="%d" y="%d">%d</text>`+"\n", class, x+cellWidth/2, y+13, day.Day)
		return
	}
	fmt.Fprintf(svg, `<g><title>%s</title><rect class="cell" x="%d" y="%d" width="%d" height="%d" rx="3"/><text class="%s" x="%d" y="%d">%d</text>`,
		xmlText(a.tooltip(day, events)), x+1, y+1, cellWidth-2, cellDepth-2, class, x+cellWidth/2, y+13, day.Day)
	var present []Kind
	for _, kind := range Kinds {
		for _, event := range events {
			if event.Kind == kind {
				present = append(present, kind)
				break
			}
		}
	}
	wide := 7
	if len(present) >= 4 { // as many as there are just fit
		wide = 5
	}
	at := x + (cellWidth-wide*len(present)+1)/2
	for _, kind := range present {
		mark(svg, kind, at, y+19)
		at += wide
	}
	svg.WriteString("</g>\n")
}

// tooltip names the first events of a day.
func (a Agenda) tooltip(day deadline.Date, events []Event) string {
	const shown = 5
	text := day.String()
	for i, event := range events {
		if i == shown {
			return text + "\n" + a.say("day-more", "n", len(events)-shown)
		}
		text += "\n" + event.Title
	}
	return text
}

// mark draws the shape of a kind.
func mark(svg *strings.Builder, kind Kind, x, y int) {
	fmt.Fprintf(svg, `<path class="%s" transform="translate(%d %d)" d="%s"/>`, kind, x, y, shapes[kind])
}

func xmlText(text string) string {
	var escaped strings.Builder
	_ = xml.EscapeText(&escaped, []byte(text)) // a strings.Builder takes everything
	return escaped.String()
}
