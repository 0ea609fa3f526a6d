package report

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// timelineRows is how many deadlines the picture shows: the worst, since a
// picture of thousands shows nothing.
const timelineRows = 40

// What the picture shows at least and at most.
const (
	shortestRange = 60 * 24 * time.Hour
	longestPast   = 365 * 24 * time.Hour
	longestFuture = 2 * 365 * 24 * time.Hour
)

// layout holds the measures of a picture, in the units of its viewBox.
type layout struct {
	Name                     string
	Width, PlotLeft, PlotEnd float64
	RowHeight                float64
	Bar, Baseline            float64 // the middle of a bar and the line of its texts, within its row
	LegendHeight             float64
	columns                  int // of text that a label may take; an ideograph takes two
	mostTicks                int
}

// plotTop leaves room for the marks of the day of judgement and of months.
const plotTop = 56.0

var (
	// wide has labels beside the bars.
	wide = layout{Name: "wide", Width: 1000, PlotLeft: 270, PlotEnd: 880, RowHeight: 26, Bar: 13, Baseline: 17.5, LegendHeight: 44, columns: 36, mostTicks: 13}
	// narrow has them above, for the page on a telephone.
	narrow = layout{Name: "narrow", Width: 400, PlotLeft: 12, PlotEnd: 388, RowHeight: 44, Bar: 31, Baseline: 17, LegendHeight: 78, columns: 34, mostTicks: 6}
)

// timeline is the picture laid out: what the template draws, in its units.
type timeline struct {
	layout
	Title, Summary string
	Height         float64
	PlotBottom     float64
	TodayX         float64
	Today          string
	TodayAnchor    string
	Ticks          []tick
	Rows           []timelineRow
	NotDrawn       string       // what is left out, in words
	Style          template.CSS // of a picture by itself; a page brings its own
}

type tick struct {
	X      float64
	Text   string
	Anchor string
	Year   bool // the first of a year, drawn stronger
}

// timelineRow is one deadline: the time to ask for its renewal, then the time
// that the renewal itself takes, then its end.
type timelineRow struct {
	Status       deadline.Status
	Label, Title string
	Date         string
	Top          float64 // of the row
	AskX, AskW   float64 // remind_at to act_by
	ActX, ActW   float64 // act_by to the end
	EndX         float64
	Early, Late  bool // the end lies before or after what the picture shows
}

// Shape is the outline of the mark at the end, around 0,0: one for each status,
// so that colour is not all that tells them apart.
func (r timelineRow) Shape() string {
	switch {
	case r.Early:
		return "M-9 0 1-7V7Z"
	case r.Late:
		return "M9 0-1-7V7Z"
	}
	switch r.Status {
	case deadline.StatusOK:
		return "M-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0Z"
	case deadline.StatusDue:
		return "M0-7 7 5.5H-7Z"
	case deadline.StatusOverdue:
		return "M0-7.5 7.5 0 0 7.5-7.5 0Z"
	case deadline.StatusExpired:
		return "M-7-4.5-4.5-7 0-2.5 4.5-7 7-4.5 2.5 0 7 4.5 4.5 7 0 2.5-4.5 7-7 4.5-2.5 0Z"
	}
	return "M-5.5-5.5H5.5V5.5H-5.5Z"
}

// scale turns instants into places between the plot's edges.
type scale struct {
	layout
	from, to time.Time
}

func (s scale) x(t time.Time) float64 {
	share := float64(t.Sub(s.from)) / float64(s.to.Sub(s.from))
	return s.PlotLeft + min(max(share, 0), 1)*(s.PlotEnd-s.PlotLeft)
}

// anchor is the side on which a text at x hangs, so that it stays in the picture.
func (l layout) anchor(x, halfWidth float64) string {
	switch {
	case x < halfWidth:
		return "start"
	case x > l.Width-halfWidth:
		return "end"
	}
	return "middle"
}

// timeline lays a picture out.
func (r Report) timeline(l layout) timeline {
	loc := r.location()
	var drawn []Line
	ended := 0
	for _, line := range r.Lines {
		if line.End.State != deadline.EndKnown {
			continue
		}
		ended++
		if len(drawn) < timelineRows {
			drawn = append(drawn, line)
		}
	}
	s := r.scale(l, drawn)
	bottom := plotTop + l.RowHeight*float64(len(drawn))
	picture := timeline{
		layout:     l,
		Title:      "When each deadline ends: " + shortName(r.Title),
		Height:     bottom + l.LegendHeight,
		PlotBottom: bottom,
		TodayX:     s.x(r.Now),
		Today:      "as of " + r.Now.In(loc).Format(time.DateOnly),
		Ticks:      s.ticks(loc),
	}
	picture.TodayAnchor = l.anchor(picture.TodayX, 66)
	for i, line := range drawn {
		picture.Rows = append(picture.Rows, s.row(line, plotTop+l.RowHeight*float64(i), loc))
	}
	picture.Summary = summarise(drawn, loc)
	picture.NotDrawn = notDrawn(len(drawn), ended, len(r.Lines))
	return picture
}

// scale takes in what is drawn, save what lies more than a year back or two
// ahead: one far date would press all others together.
func (r Report) scale(l layout, drawn []Line) scale {
	from, to := r.Now.Add(-shortestRange/4), r.Now.Add(shortestRange)
	earliest, latest := r.Now.Add(-longestPast), r.Now.Add(longestFuture)
	for _, line := range drawn {
		for _, t := range []time.Time{line.RemindAt, line.ActBy, line.End.At} {
			switch {
			case t.Before(earliest) || t.After(latest):
			case t.Before(from):
				from = t
			case t.After(to):
				to = t
			}
		}
	}
	margin := to.Sub(from) / 40
	return scale{l, from.Add(-margin), to.Add(margin)}
}

// ticks marks the beginnings of months, as many as fit.
func (s scale) ticks(loc *time.Location) []tick {
	months := int(s.to.Sub(s.from)/(30*24*time.Hour)) + 1
	step := 12
	for _, candidate := range []int{1, 2, 3, 6} {
		if months/candidate <= s.mostTicks {
			step = candidate
			break
		}
	}
	date := deadline.DateOf(s.from, loc)
	date = deadline.Date{Year: date.Year, Month: time.January, Day: 1}
	var ticks []tick
	for ; date.Start(loc).Before(s.to); date = date.AddMonths(step) {
		at := date.Start(loc)
		if at.Before(s.from) {
			continue
		}
		text := date.Month.String()[:3]
		first := date.Month == time.January
		if first || len(ticks) == 0 {
			text = fmt.Sprintf("%s %04d", text, date.Year)
		}
		ticks = append(ticks, tick{X: s.x(at), Text: text, Anchor: s.anchor(s.x(at), 30), Year: first})
	}
	return ticks
}

// row lays out one deadline.
func (s scale) row(line Line, top float64, loc *time.Location) timelineRow {
	end := line.End.At
	act := line.ActBy
	if act.IsZero() || act.After(end) {
		act = end
	}
	ask := line.RemindAt
	if ask.IsZero() || ask.After(act) {
		ask = act
	}
	row := timelineRow{
		Status: known(line.Status), Label: s.label(line), Date: day(end, loc)[:len(time.DateOnly)],
		Top:  top,
		AskX: s.x(ask), ActX: s.x(act), EndX: s.x(end),
		Early: end.Before(s.from), Late: end.After(s.to),
	}
	row.AskW, row.ActW = row.ActX-row.AskX, row.EndX-row.ActX
	row.Title = fmt.Sprintf("%s: %s, ask from %s, act by %s, ends %s",
		shortName(line.ID), row.Status, day(ask, loc), day(act, loc), day(end, loc))
	return row
}

// label names a deadline in the space that the picture has: without its kind,
// which most ids begin with.
func (l layout) label(line Line) string {
	text := clean(line.ID)
	if kind := clean(line.Kind); kind != "" {
		text = strings.TrimPrefix(text, kind+"/")
	}
	columns := 0
	for i, r := range text {
		columns++
		if r > 0x2e7f { // CJK and beyond
			columns++
		}
		if columns > l.columns {
			return strings.TrimSpace(text[:i]) + "…"
		}
	}
	return text
}

// summarise is what the picture says, in words.
func summarise(drawn []Line, loc *time.Location) string {
	if len(drawn) == 0 {
		return "No deadline has a known end."
	}
	first := slices.MinFunc(drawn, func(a, b Line) int { return a.End.At.Compare(b.End.At) })
	last := slices.MaxFunc(drawn, func(a, b Line) int { return a.End.At.Compare(b.End.At) })
	return fmt.Sprintf("%s, one a row, worst first. The earliest ends %s, the latest %s. All dates stand in the table of deadlines.",
		plural(len(drawn), "deadline", "deadlines"), day(first.End.At, loc), day(last.End.At, loc))
}

// notDrawn says what the picture leaves out.
func notDrawn(drawn, ended, all int) string {
	var parts []string
	if ended > drawn {
		parts = append(parts, fmt.Sprintf("Drawn are the worst %d of %s.", drawn, thousands(ended)))
	}
	if open := all - ended; open > 0 {
		parts = append(parts, plural(open, "deadline without a known end is", "deadlines without a known end are")+" not drawn.")
	}
	return strings.Join(parts, " ")
}
