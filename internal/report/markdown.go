package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// leastMarkdown is the room that the verdict and the notes on what was cut take
// at most.
const leastMarkdown = 6_000

// topTasks is how many things to do stand open in a comment.
const topTasks = 10

// Markdown is the report as a page fit for a comment on a pull request: the
// verdict in one line, the ten things that matter, and the rest folded by owner.
// It is at most limit characters long, DefaultMarkdownLimit where limit is 0; a
// limit below 6,000 counts as that. What does not fit is counted.
func (r Report) Markdown(limit int) string {
	if limit <= 0 {
		limit = DefaultMarkdownLimit
	}
	w := r.words()
	page := markdownPage{words: w, limit: max(limit, leastMarkdown)}
	r.markdownVerdict(&page)
	r.markdownTasks(&page)

	chart := w.folded("chart", 0, "")
	if text := r.mermaid(); text != "" {
		chart.rows = []func() string{func() string { return text }}
		chart.share = 0.5
	}
	page.section(chart)

	_, waived := r.split()
	excused := w.folded("waived", len(waived), w.head("column-until", "column-deadline", "column-rule", "column-approver", "column-because"))
	excused.cut, excused.share = "cut-waivers", 0.3
	for _, breach := range waived {
		excused.rows = append(excused.rows, func() string {
			waiver := breach.Waiver
			return row(unbroken(waiver.EndsOn.String()), codeCell(shortName(breach.ID)), codeCell(shortName(string(breach.Rule))),
				codeCell(shortName(waiver.Approver)), escape(shortSentence(strings.TrimSpace(waiver.Reason+" "+waiver.Ticket))))
		})
	}
	page.section(excused)

	unsettled := w.folded("unsettled", len(r.Unsettled), "")
	unsettled.cut, unsettled.share = "cut-ids", 0.3
	for _, id := range r.Unsettled {
		unsettled.rows = append(unsettled.rows, func() string { return "- " + cmp.Or(code(shortName(id)), "–") + "\n" })
	}
	page.section(unsettled)

	lessons := r.lessons()
	learned := w.folded("lessons", len(lessons), "")
	learned.cut, learned.share = "cut-lessons", 0.3
	for _, l := range lessons {
		learned.rows = append(learned.rows, func() string {
			rules := make([]string, len(l.Rules))
			for i, rule := range l.Rules {
				rules[i] = code(rule)
			}
			return "- **" + escape(l.ID) + "** " + escape(l.Text) + " (" + strings.Join(rules, ", ") + ")\n"
		})
	}
	page.section(learned)

	all := w.folded("all", len(r.Lines), w.head("column-status", "column-deadline", "column-owner", "column-act", "column-ends"))
	all.cut, all.share = "cut-deadlines", 1
	for _, line := range r.Lines {
		all.rows = append(all.rows, func() string {
			return row(w.statusMark(line), codeCell(shortName(line.ID)), codeCell(shortName(line.Owner)),
				unbroken(day(line.ActBy, w.loc)), unbroken(w.ends(line.Timeline)))
		})
	}
	page.section(all)
	return page.text.String()
}

func (r Report) markdownVerdict(page *markdownPage) {
	headline, detail := r.verdict()
	page.write(fmt.Sprintf("## %s %s\n", r.mark(), escape(page.say("page-title", "title", shortName(r.Title), "headline", headline))))
	if lead := r.lead(); lead != "" {
		page.write("\n**" + escape(lead) + "**\n")
	}
	page.write("\n" + escape(detail) + "\n")
	if until := r.until(); until != "" {
		page.write("\n" + escape(until) + "\n")
	}
	if note := r.letThrough(); note != "" {
		page.write("\n⚠️ **" + escape(note) + "**\n")
	}
	r.markdownNamesakes(page)
	about := []string{escape(r.asOf())}
	for _, fact := range r.about() {
		value := code(fact.Value)
		if fact.Link != "" {
			value = "[" + escape(fact.Value) + "](" + fact.Link + ")"
		}
		about = append(about, escape(fact.Name)+" "+value)
	}
	page.write("\n" + strings.Join(about, " · ") + "\n")
}

// markdownNamesakes says that several judgements are told together.
func (r Report) markdownNamesakes(page *markdownPage) {
	told := r.told()
	if len(told) == 0 {
		return
	}
	page.write(fmt.Sprintf("\n⚠️ **%s**\n\n", escape(page.say("namesakes", "n", len(told)))))
	for i, one := range told[:min(len(told), mostNamesakes)] {
		page.write(fmt.Sprintf("%d. %s %s\n", i+1, r.namesakes[i].mark(), escape(one)))
	}
	if more := len(told) - mostNamesakes; more > 0 {
		page.write("\n" + escape(page.say("namesakes-more", "n", more)) + "\n")
	}
}

// markdownTasks tells the ten things that matter, each remedy once, and the rest
// by owner.
func (r Report) markdownTasks(page *markdownPage) {
	w, tasks, lines := r.words(), r.tasks(), r.lineByID()
	top := section{
		open:  "\n### " + w.say("todo") + "\n\n" + w.head("column-act", "column-deadline", "column-owner", "column-why"),
		close: "\n", cut: "cut-tasks", share: 0.4,
	}
	for _, t := range tasks[:min(len(tasks), topTasks)] {
		top.rows = append(top.rows, func() string { return w.markdownTask(t, lines[t.ID], true) })
	}
	page.section(top)

	remedies := section{close: "\n", cut: "cut-remedies", share: 0.3}
	for _, a := range r.actions() {
		remedies.rows = append(remedies.rows, func() string {
			rules := make([]string, len(a.Rules))
			for i, rule := range a.Rules {
				rules[i] = code(shortName(string(rule)))
			}
			return "- " + escape(cmp.Or(a.Remedy, w.say("todo-no-remedy"))) + " (" + strings.Join(rules, ", ") + ": " + w.say("who-count", "n", a.N) + ")\n"
		})
	}
	page.section(remedies)

	if len(tasks) <= topTasks {
		return
	}
	var owners []string
	rest := map[string][]task{}
	for _, t := range tasks[topTasks:] {
		owner := shortName(t.Owner)
		if rest[owner] == nil {
			owners = append(owners, owner)
		}
		rest[owner] = append(rest[owner], t)
	}
	group := sections{room: (page.left() - reserve) / 2, cut: "cut-tasks"}
	for _, owner := range owners {
		s := w.foldedUnder(cmp.Or(owner, w.say("who-nobody")), len(rest[owner]), w.head("column-act", "column-deadline", "column-why"))
		for _, t := range rest[owner] {
			s.rows = append(s.rows, func() string { return w.markdownTask(t, lines[t.ID], false) })
		}
		group.all = append(group.all, s)
	}
	page.sections(group)
}

// markdownTask is a row: by when, what, who (where the rows are of several) and
// why.
func (w words) markdownTask(t task, line Line, withOwner bool) string {
	by := ""
	switch {
	case t.Status == deadline.StatusExpired && t.End.State == deadline.EndKnown:
		by = w.by(t, "by-ended-on")
	case !t.ActBy.IsZero():
		by = w.by(t, "by-act-on")
	case t.Fails:
		by = w.say("by-now")
	}
	by = escape(by)
	if t.Fails {
		by = "**" + by + "**"
	}
	var why []string
	for _, breach := range t.Breaches[:min(len(t.Breaches), 5)] {
		why = append(why, strings.TrimSpace(escape(w.about(breach, line))+" ("+codeCell(shortName(string(breach.Rule)))+")"))
	}
	if more := len(t.Breaches) - len(why); more > 0 {
		why = append(why, escape(w.say("todo-more", "n", more)))
	}
	if note := t.note(); note != "" {
		why = append(why, escape(capital(w.say("told-note", "note", note))))
	}
	cells := []string{by, codeCell(shortName(t.ID))}
	if withOwner {
		cells = append(cells, cmp.Or(codeCell(shortName(t.Owner)), escape(w.say("who-nobody"))))
	}
	return row(append(cells, strings.Join(why, "<br>"))...)
}

// by is when something ended or is to be done, in a cell that does not break
// within its date.
func (w words) by(t task, key string) string {
	at := t.ActBy
	if key == "by-ended-on" {
		at = t.End.At
	}
	return w.say(key, "date", unbroken(w.date(shownDay(at, w.loc))), "ago", unbroken(w.ago(at)))
}

// unbroken keeps a date on one line: a hyphen or a space in it is none at which a
// browser breaks.
func unbroken(date string) string { return unbreakable.Replace(date) }

var unbreakable = strings.NewReplacer(" ", "\u00a0", "-", "\u2011")

// statusMark is a status with a mark that tells it apart at a glance. Green is
// only what has an end, or is known to have none.
func (w words) statusMark(line Line) string {
	return map[string]string{
		"expired": "🔴", "overdue": "🟠", "unknown": "⚪", "due": "🟡", "ok": "🟢",
	}[shadeOf(line)] + " " + w.status(line.Status)
}

// head is the head of a table.
func (w words) head(columns ...string) string {
	names, rule := "|", "|"
	for _, column := range columns {
		names += " " + w.say(column) + " |"
		rule += " --- |"
	}
	return names + "\n" + rule + "\n"
}

// row is one row of a table; an empty cell holds a dash.
func row(cells ...string) string {
	for i, cell := range cells {
		cells[i] = cmp.Or(cell, "–")
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}
