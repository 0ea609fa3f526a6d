package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// rows is the table of all deadlines, and how many of its rows are printed.
func (r Report) rows() (rows []pageRow, printed int) {
	w := r.words()
	broken := map[string][]string{}
	for _, breach := range r.Breaches {
		rule := clean(string(breach.Rule))
		if breach.Waiver != nil {
			rule = w.say("waived-rule", "rule", rule)
		}
		if !slices.Contains(broken[breach.ID], rule) {
			broken[breach.ID] = append(broken[breach.ID], rule)
		}
	}
	for _, line := range r.Lines {
		about := []string{clean(line.System), clean(line.Environment)}
		status := known(line.Status)
		row := pageRow{
			Status: status, Shade: shadeOf(line), StatusName: w.status(status), ID: shortName(line.ID),
			About: cut(strings.Join(slices.DeleteFunc(about, func(s string) bool { return s == "" }), " · "), longestName),
			Owner: shortName(line.Owner), Maintainer: shortName(line.Maintainer),
			ActBy: cmp.Or(day(line.ActBy, w.loc), "–"), Ends: w.ends(line.Timeline), Breaks: strings.Join(broken[line.ID], ", "),
			Printed: printed < printedRows && status != deadline.StatusOK,
		}
		switch {
		case status != deadline.StatusOK:
			row.Reason = w.reason(line)
		case line.End.State == deadline.EndUnknown:
			row.Reason = w.say("told-given")
		}
		if row.Printed {
			printed++
		}
		rows = append(rows, row)
	}
	return rows, printed
}

// shadeOf is the class of a line's colour: what somebody says is ok without an end
// is not green.
func shadeOf(line Line) string {
	if known(line.Status) == deadline.StatusOK && line.End.State == deadline.EndUnknown {
		return string(deadline.StatusUnknown)
	}
	return string(known(line.Status))
}

// reason is why a line stands as it does: in the page's own words where those say
// all, else as it was given.
func (w words) reason(line Line) string {
	if cause, same := w.causeIn(line.Reason, line); same {
		return w.time(line, cause)
	}
	return w.others(capital(shortSentence(strings.TrimLeft(strings.TrimPrefix(line.Reason, line.ID), " :"))))
}
