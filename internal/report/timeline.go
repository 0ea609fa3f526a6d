package report

import (
	"fmt"
	"html/template"
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// timelineRows is how many deadlines the picture draws one by one: the next to
// end. Where there are more, a histogram by month stands above them.
const timelineRows = 20

// histogramMonths is how many months the histogram shows.
const histogramMonths = 12

// What the picture shows at least and at most.
const (
	shortestRange = 60 * 24 * time.Hour
	longestPast   = 120 * 24 * time.Hour
	longestFuture = 2 * 365 * 24 * time.Hour
)

// layout holds the measures of a picture, in the units of its viewBox.
type layout struct {
	Name                     string
	Width, PlotLeft, PlotEnd float64
	RowHeight                float64
	Bar, Baseline            float64 // the middle of a bar and the line of its texts, within its row
	LegendHeight             float64
	HistogramHeight          float64
	labelWidth               float64 // that a label may take
	mostTicks                int
}

// Heights of what stands above the bars.
const (
	endedHeight = 30.0 // the line on what has ended
	monthsHead  = 66.0 // the heading and legend of the histogram, and the number over its highest column
	monthsFoot  = 56.0 // the names of its months
	axisHeight  = 78.0 // the heading, the marks of the day of judgement and of months
)

var (
	// wide has labels beside the bars.
	wide = layout{Name: "wide", Width: 1000, PlotLeft: 270, PlotEnd: 880, RowHeight: 26, Bar: 13, Baseline: 17.5, LegendHeight: 44, HistogramHeight: 120, labelWidth: 246, mostTicks: 13}
	// narrow has them above, for the page on a telephone.
	narrow = layout{Name: "narrow", Width: 400, PlotLeft: 12, PlotEnd: 388, RowHeight: 44, Bar: 31, Baseline: 17, LegendHeight: 78, HistogramHeight: 100, labelWidth: 280, mostTicks: 6}
)

// timeline is the picture laid out: what the template draws, in its units.
type timeline struct {
	layout
	words
	Title, Summary string
	Height         float64
	Ended          string // what has ended, in one line; "" where nothing has
	MonthsTop      float64
	MonthsBase     float64
	Months         []month // none where every end is drawn by itself
	Shades         []shade // what the colours of the columns mean
	Next           string  // what the bars are
	Axis           float64 // where the bars begin
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
	Late         bool // the end lies after what the picture shows
}

// Shape is the outline of the mark at the end, around 0,0: one for each status,
// so that colour is not all that tells them apart.
func (r timelineRow) Shape() string {
	if r.Late {
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

// timeline lays a picture out: one line on what has ended, the ends of the next
// twelve months, then the next ends one by one.
func (r Report) timeline(l layout) timeline {
	loc, w, all := r.location(), r.words(), r.schedule()
	drawn := all.Ahead[:min(len(all.Ahead), timelineRows)]
	s := r.scale(l, drawn)
	picture := timeline{layout: l, words: w, Title: w.say("timeline-title", "title", shortName(r.Title))}
	top := 0.0
	if n := len(all.Ended); n > 0 {
		picture.Ended = w.say("timeline-ended", "n", n, "when", w.when(all.Ended[0].End.At))
		if textWidth(picture.Ended) > l.Width-24 {
			picture.Ended = w.say("timeline-ended-short", "n", n)
		}
		top += endedHeight
	}
	later := 0
	if len(all.Ahead) > len(drawn) {
		picture.Months, later = r.months(l, all.Ahead)
		picture.Shades = shades(w)
		picture.MonthsTop, picture.MonthsBase = top, top+monthsHead+l.HistogramHeight
		top = picture.MonthsBase + monthsFoot
	}
	if len(drawn) == 0 {
		picture.Height = top + endedHeight
		picture.Summary = w.say("timeline-none")
		picture.NotDrawn = all.notDrawn(w, 0, later)
		return picture
	}
	picture.Axis, picture.Next = top, w.say("timeline-next", "n", len(drawn))
	picture.PlotBottom = top + axisHeight + l.RowHeight*float64(len(drawn))
	picture.Height = picture.PlotBottom + l.LegendHeight
	picture.TodayX, picture.Today = s.x(r.Now), w.say("timeline-asof", "date", w.longDate(deadline.DateOf(r.Now, loc)))
	picture.TodayAnchor = l.anchor(picture.TodayX, 90)
	picture.Ticks = s.ticks(w)
	for i, line := range drawn {
		picture.Rows = append(picture.Rows, s.row(w, line, top+axisHeight+l.RowHeight*float64(i)))
	}
	picture.Summary = summarise(w, drawn)
	picture.NotDrawn = all.notDrawn(w, len(drawn), later)
	return picture
}

// scale takes in what is drawn, save what lies more than two years ahead, and no
// more than four months of the past: what was to be done then is late, however late.
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
func (s scale) ticks(w words) []tick {
	months := int(s.to.Sub(s.from)/(30*24*time.Hour)) + 1
	step := 12
	for _, candidate := range []int{1, 2, 3, 6} {
		if months/candidate <= s.mostTicks {
			step = candidate
			break
		}
	}
	date := deadline.DateOf(s.from, w.loc)
	date = deadline.Date{Year: date.Year, Month: time.January, Day: 1}
	var ticks []tick
	for ; date.Start(w.loc).Before(s.to); date = date.AddMonths(step) {
		at := date.Start(w.loc)
		if at.Before(s.from) {
			continue
		}
		name := w.shortMonth(date)
		first := date.Month == time.January
		if first || len(ticks) == 0 {
			name = w.monthOfYear(date)
		}
		ticks = append(ticks, tick{X: s.x(at), Text: name, Anchor: s.anchor(s.x(at), 40), Year: first})
	}
	return thinned(ticks)
}

// thinned takes the name off a tick that would stand over the one before it; its
// line stays.
func thinned(ticks []tick) []tick {
	edge := 0.0
	for i, t := range ticks {
		width := textWidth(t.Text)
		left := t.X - width/2
		switch t.Anchor {
		case "start":
			left = t.X
		case "end":
			left = t.X - width
		}
		if i > 0 && left < edge+6 {
			ticks[i].Text = ""
			continue
		}
		edge = left + width
	}
	return ticks
}

// monthOfYear names a month with its year, in a picture.
func (w words) monthOfYear(day deadline.Date) string {
	return w.say("timeline-month-name", "month", w.shortMonth(day), "year", fmt.Sprintf("%04d", day.Year))
}

// row lays out one deadline.
func (s scale) row(w words, line Line, top float64) timelineRow {
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
		Status: known(line.Status), Label: s.label(line), Date: shownDay(end, w.loc).String(),
		Top:  top,
		AskX: s.x(ask), ActX: s.x(act), EndX: s.x(end), Late: end.After(s.to),
	}
	row.AskW, row.ActW = row.ActX-row.AskX, row.EndX-row.ActX
	row.Title = w.say("timeline-row", "id", shortName(line.ID), "status", w.status(line.Status),
		"ask", day(ask, w.loc), "act", day(act, w.loc), "end", day(end, w.loc))
	return row
}

// summarise is what the bars say, in words.
func summarise(w words, drawn []Line) string {
	last := slices.MaxFunc(drawn, func(a, b Line) int { return a.End.At.Compare(b.End.At) })
	return w.say("timeline-summary", "n", len(drawn), "first", day(drawn[0].End.At, w.loc), "last", day(last.End.At, w.loc))
}

// notDrawn says what the picture leaves out.
func (s schedule) notDrawn(w words, drawn, later int) string {
	var parts []string
	if more := len(s.Ahead) - drawn; more > 0 {
		parts = append(parts, w.say("timeline-more", "n", more))
	}
	if later > 0 {
		parts = append(parts, w.say("timeline-later", "n", later))
	}
	if s.Open > 0 {
		parts = append(parts, w.say("timeline-open", "n", s.Open))
	}
	if unknown := s.Unknown + s.Gone; unknown > 0 {
		parts = append(parts, w.say("timeline-unknown", "n", unknown))
	}
	return w.joined("sentences", parts)
}
