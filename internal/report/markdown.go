package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// DefaultMarkdownLimit is how long Markdown may get where nobody says: GitHub
// takes comments of up to 65,536 characters, and whoever posts the page may have
// words to add.
const DefaultMarkdownLimit = 60_000

// leastMarkdown is the room that the verdict and the notes on what was cut take
// at most.
const leastMarkdown = 4_000

// Markdown is the report as a page fit for a comment on a pull request: the
// verdict, what to do, a chart, and the rest folded. It is at most limit bytes
// long, DefaultMarkdownLimit where limit is 0; a limit below 4,000 counts as
// that. What does not fit is counted.
func (r Report) Markdown(limit int) string {
	if limit <= 0 {
		limit = DefaultMarkdownLimit
	}
	page := markdownPage{limit: max(limit, leastMarkdown)}
	r.markdownVerdict(&page)
	tasks := r.tasks()
	todo := section{
		open:  "\n### What to do\n\n| by | what | who | why |\n| --- | --- | --- | --- |\n",
		close: "\n", name: "thing to do", names: "things to do", share: 0.5,
	}
	for _, t := range tasks {
		todo.rows = append(todo.rows, func() string { return r.markdownTask(t) })
	}
	page.section(todo)
	page.chart(r.mermaid())

	_, waived := r.split()
	excused := folded("Waived for now", len(waived), "| until | what | rule | approved by | because |\n| --- | --- | --- | --- | --- |\n", "waiver", "waivers", 0.3)
	for _, breach := range waived {
		excused.rows = append(excused.rows, func() string {
			waiver := breach.Waiver
			return row(waiver.EndsOn.String(), codeCell(shortName(breach.ID)), codeCell(shortName(string(breach.Rule))),
				codeCell(shortName(waiver.Approver)), escape(shortSentence(strings.TrimSpace(waiver.Reason+" "+waiver.Ticket))))
		})
	}
	page.section(excused)

	unsettled := folded("Judged only at apply, since not known while planning", len(r.Unsettled), "", "id", "ids", 0.3)
	for _, id := range r.Unsettled {
		unsettled.rows = append(unsettled.rows, func() string { return "- " + cmp.Or(code(shortName(id)), "–") + "\n" })
	}
	page.section(unsettled)

	lessons := r.lessons()
	learned := folded("Lessons behind the rules", len(lessons), "", "lesson", "lessons", 0.3)
	for _, l := range lessons {
		learned.rows = append(learned.rows, func() string {
			return "- **" + escape(l.ID) + "** " + escape(l.Text) + "\n"
		})
	}
	page.section(learned)

	all := folded("All deadlines", len(r.Lines), "| status | what | owner | act by | ends |\n| --- | --- | --- | --- | --- |\n", "deadline", "deadlines", 1)
	for _, line := range r.Lines {
		all.rows = append(all.rows, func() string {
			return row(statusMark(line.Status), codeCell(shortName(line.ID)), codeCell(shortName(line.Owner)),
				day(line.ActBy, r.location()), ends(line.Timeline, r.location()))
		})
	}
	page.section(all)
	return page.text.String()
}

func (r Report) markdownVerdict(page *markdownPage) {
	headline, detail := r.verdict()
	fmt.Fprintf(&page.text, "## %s %s %s\n\n%s\n", cmp.Or(r.mark(), "⚪"), escape(shortName(r.Title)), headline, escape(detail))
	r.markdownNotes(page)
	fmt.Fprintf(&page.text, "\nJudged as of %s %s; days are counted from then. A date without a time of day means until the end of that day.\n",
		r.Now.In(r.location()).Format("2006-01-02 15:04"), escape(r.zone()))
	if len(r.Lines) == 0 {
		return
	}
	head, rule, body := "\n|", "|", "|"
	for _, share := range r.shares() {
		head += " " + statusMark(share.Status) + " |"
		rule += " ---: |"
		body += " " + thousands(share.N) + " |"
	}
	page.text.WriteString(head + "\n" + rule + "\n" + body + "\n")
}

// markdownNotes says what stands beside the verdict: until when it holds, that
// errors were let through, and that several judgements are told together.
func (r Report) markdownNotes(page *markdownPage) {
	if until := r.until(); until != "" {
		page.text.WriteString("\n" + escape(until) + "\n")
	}
	if note := r.letThrough(); note != "" {
		page.text.WriteString("\n⚠️ **" + escape(note) + "**\n")
	}
	told := r.told()
	if len(told) == 0 {
		return
	}
	fmt.Fprintf(&page.text, "\n⚠️ **%s**\n\n", escape(namesakesText(len(told))))
	for i, one := range told[:min(len(told), mostNamesakes)] {
		fmt.Fprintf(&page.text, "%d. %s %s\n", i+1, cmp.Or(r.namesakes[i].mark(), "⚪"), escape(one))
	}
	if more := len(told) - mostNamesakes; more > 0 {
		fmt.Fprintf(&page.text, "\nAnd %s more, which are no worse.\n", thousands(more))
	}
}

func (r Report) markdownTask(t task) string {
	by := ""
	switch {
	case t.Status == deadline.StatusExpired && t.End.State == deadline.EndKnown:
		by = "ended " + day(t.End.At, r.location())
	case !t.ActBy.IsZero():
		by = day(t.ActBy, r.location())
	}
	if t.Fails {
		by = "**" + cmp.Or(by, "now") + "**"
	}
	var why []string
	for _, breach := range t.Breaches[:min(len(t.Breaches), 5)] {
		text := escape(message(breach))
		if breach.Remedy != "" {
			text += " → " + escape(shortSentence(breach.Remedy))
		}
		note := codeCell(shortName(string(breach.Rule)))
		if breach.Lesson != "" {
			note += ", " + escape(shortName(breach.Lesson))
		}
		why = append(why, text+" ("+note+")")
	}
	if more := len(t.Breaches) - len(why); more > 0 {
		why = append(why, fmt.Sprintf("and %d more", more))
	}
	return row(by, codeCell(shortName(t.ID)), cmp.Or(codeCell(shortName(t.Owner)), "nobody is named"), strings.Join(why, "<br>"))
}

// statusMark is a status with a mark that tells it apart at a glance.
func statusMark(status deadline.Status) string {
	status = known(status)
	return map[deadline.Status]string{
		deadline.StatusExpired: "🔴", deadline.StatusOverdue: "🟠", deadline.StatusUnknown: "⚪",
		deadline.StatusDue: "🟡", deadline.StatusOK: "🟢",
	}[status] + " " + string(status)
}

// row is one row of a table; an empty cell holds a dash.
func row(cells ...string) string {
	for i, cell := range cells {
		cells[i] = cmp.Or(cell, "–")
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}
