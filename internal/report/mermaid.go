package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// unnamed is the name of bars, a space without width: Mermaid wants one, and sets
// what does not fit into a bar over that of the next.
const unnamed = "\u200b"

// mermaidRows is how many deadlines a chart in a comment shows.
const mermaidRows = 15

// mermaid is the timeline of the next ends as a Mermaid Gantt chart, which code
// hosts draw; "" where nothing ends on a known day ahead. Ids stand only in the
// names of sections, where Mermaid reads to the end of the line.
func (r Report) mermaid() string {
	var chart strings.Builder
	drawn := 0
	for _, line := range r.schedule().Ahead {
		if drawn == mermaidRows {
			break
		}
		bars := r.mermaidBars(line, drawn)
		if bars == "" {
			continue
		}
		fmt.Fprintf(&chart, "  section %s\n%s", r.words().mermaidLabel(line), bars)
		drawn++
	}
	if drawn == 0 {
		return ""
	}
	// Compact is one row a section; the padding is the room for its name, which
	// Mermaid does not measure. Mermaid's own marker of today is the reader's, not that of the judgement.
	w, judged := r.words(), r.Now.In(r.location()).Format(time.DateOnly)
	return fmt.Sprintf("```mermaid\n%%%%{init: {\"gantt\": {\"displayMode\": \"compact\", \"leftPadding\": 240}}}%%%%\ngantt\n  dateFormat YYYY-MM-DD\n  axisFormat %%Y-%%m-%%d\n  todayMarker off\n"+
		"  section %s\n  %s :milestone, judged, %s, 0d\n%s```\n",
		w.say("chart-judged"), w.say("chart-asof", "date", judged), judged, chart.String())
}

// mermaidLabel names a deadline, also one of whose name nothing is left.
func (w words) mermaidLabel(line Line) string {
	text := mermaidText(cut(clean(line.ID), 44))
	if text == "" {
		return w.say("chart-deadline")
	}
	return text
}

// mermaidBars are the bars of one deadline, within two years of the judgement: one far
// date would press all others together.
func (r Report) mermaidBars(line Line, n int) string {
	loc := r.location()
	earliest, latest := deadline.DateOf(r.Now.Add(-longestPast), loc), deadline.DateOf(r.Now.Add(longestFuture), loc)
	within := func(t time.Time) deadline.Date {
		date := deadline.DateOf(t, loc)
		switch {
		case date.Before(earliest):
			return earliest
		case date.After(latest):
			return latest
		}
		return date
	}
	end := within(line.End.At)
	ask, act := end, end
	if !line.ActBy.IsZero() {
		act = within(line.ActBy)
		ask = act
	}
	if !line.RemindAt.IsZero() {
		ask = within(line.RemindAt)
	}
	tone := map[deadline.Status]string{deadline.StatusExpired: "crit, ", deadline.StatusOverdue: "crit, ", deadline.StatusDue: "active, "}[known(line.Status)]
	var bars strings.Builder
	if ask.Before(act) {
		fmt.Fprintf(&bars, "  %s :%sa%d, %s, %s\n", unnamed, tone, n, ask, act)
	}
	if act.Before(end) {
		fmt.Fprintf(&bars, "  %s :%sb%d, %s, %s\n", unnamed, tone, n, act, end)
	}
	fmt.Fprintf(&bars, "  %s :%smilestone, c%d, %s, 0d\n", r.words().mermaidEnd(line, end), tone, n, end)
	return bars.String()
}

// mermaidEnd is the last day, and says where that is not where it is drawn. A
// name that begins with a date is none to Mermaid.
func (w words) mermaidEnd(line Line, drawn deadline.Date) string {
	key := "chart-until"
	if deadline.DateOf(line.End.At, w.loc) != drawn {
		key = "chart-far"
	}
	return w.say(key, "date", shownDay(line.End.At, w.loc).String())
}
