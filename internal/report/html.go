package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the styles and the script
	"encoding/base64"
	"fmt"
	"html/template"
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

//go:embed page.css
var pageCSS string

//go:embed page.js
var pageJS string

// Of what is to be done, a page shows at most so many; the rest stands in its
// table. Of one action and owner the first few are open, the others folded; so are
// the owners after the first few.
const (
	mostTasks   = 300
	openTasks   = 6
	openOwners  = 8
	openUntidy  = 2 // owners of what is only untidy, and of their tasks
	shownOwners = 5 // on the first screen
	mostWaived  = 1000
	// printedRows is how many rows of the table are printed: paper is for what is not
	// ok, and thousands of rows are read by no one.
	printedRows = 300
)

// page is what the template shows.
type page struct {
	words
	Lang                    string
	Title, Headline, Detail string
	Lead                    string
	Passed                  bool
	Tone                    string // "passes", "fails", "open"
	Until, LetThrough       string
	Namesakes               string // that several judgements are told together
	Told                    []string
	MoreTold                int
	AsOf                    string
	JudgedInstant           string
	Policy                  string // of the Content-Security-Policy
	Style                   template.CSS
	Script                  template.JS
	Counts                  []count
	Strip                   []stretch
	Who                     []who
	MoreWho                 int
	About                   []fact
	All                     int
	Picture, Narrow         timeline
	Actions                 []pageAction
	MoreTasks               int
	Tables                  []pageTable
	TableNote, PrintNote    string
	Waived                  []pageWaived
	MoreWaived              int
	Unsettled               []string
	MoreUnsettled           int
	Lessons                 []lesson
	Shown                   string // what the filter leaves, with places for the script
}

// fact is a line of where it was judged.
type fact struct{ Name, Value, Link string }

// who is an owner on the first screen.
type who struct {
	Name, First string
	N           int
}

// count is one status with its share of a bar that is 1000 wide.
type count struct {
	Status deadline.Status
	Name   string
	N      int
	X, W   float64
}

type pageAction struct {
	Remedy string
	Rules  []pageRule
	Fails  bool
	N      int
	First  []pageOwner
	More   []pageOwner
	Folded int // the tasks of More
}

// pageRule is a rule with the lesson behind it, "" for none.
type pageRule struct{ Name, Lesson string }

type pageOwner struct {
	Name        string // "" where nobody is named
	First, More []pageTask
	N           int
}

type pageTask struct {
	ID, By, Ago, ByLabel, ByInstant string
	Status                          deadline.Status
	StatusName                      string
	Fails                           bool
	Messages                        []string
}

type pageRow struct {
	Status              deadline.Status
	Shade               string // the class of its colour
	StatusName          string
	ID, About, Reason   string
	Owner, Maintainer   string
	ActBy, Ends, Breaks string
	Printed             bool
}

// pageTable is a part of the table of all deadlines. Browsers lay out a part only
// when it comes into view (Far), so that thousands of rows open at once.
type pageTable struct {
	Caption string
	Far     bool
	Printed bool // some of it
	Rows    []pageRow
}

// tableRows is how many rows a part has.
const tableRows = 200

func (w words) tables(rows []pageRow) []pageTable {
	var parts []pageTable
	for part := range slices.Chunk(rows, tableRows) {
		from := len(parts) * tableRows
		parts = append(parts, pageTable{
			Caption: w.say("all-part", "from", from+1, "to", from+len(part)),
			Far:     from > 0, Printed: part[0].Printed, Rows: part,
		})
	}
	return parts
}

type pageWaived struct {
	Rule, ID, Ends, Approver, Reason, Ticket, Message string
}

// HTML is the report as one page that needs nothing else: no script to be read,
// no file, no network. Scripts, where they run, add a filter.
func (r Report) HTML() ([]byte, error) {
	headline, detail := r.verdict()
	_, waived := r.split()
	w := r.words()
	style := paletteCSS + timelineCSS + pageCSS
	view := page{
		words: w, Lang: string(w.language),
		Title: shortName(r.Title), Headline: headline, Detail: detail, Lead: r.lead(), Passed: r.Passed,
		Tone: r.tone(), Until: r.until(), LetThrough: r.letThrough(), Told: r.told(),
		AsOf: r.asOf(), JudgedInstant: deadline.FormatInstant(r.Now),
		Policy: "default-src 'none'; style-src " + digest(style) + "; script-src " + digest(pageJS) + "; base-uri 'none'; form-action 'none'",
		Style:  template.CSS(style), //nolint:gosec // G203: the room's own files
		Script: template.JS(pageJS), //nolint:gosec // G203: the room's own file
		Counts: r.shares(), Strip: r.strip(), About: r.about(), All: len(r.Lines), Picture: r.timeline(wide), Narrow: r.timeline(narrow),
		Lessons: r.lessons(), TableNote: w.say("all-note"),
		Shown: w.say("filter-shown", "shown", "{shown}", "all", "{all}"),
	}
	view.Who, view.MoreWho = r.who()
	view.Actions, view.MoreTasks = r.pageActions()
	rows, printed := r.rows()
	view.Tables = w.tables(rows)
	switch {
	case printed == 0 && len(rows) > 0:
		view.PrintNote = w.say("all-print-none", "all", len(rows), "file", FileName(r.Title)+".json")
	case printed < len(rows):
		view.PrintNote = w.say("all-print", "n", printed, "all", len(rows), "file", FileName(r.Title)+".json")
	}
	lines := r.lineByID()
	if n := len(view.Told); n > 0 {
		view.Namesakes, view.Told, view.MoreTold = w.say("namesakes", "n", n), view.Told[:min(n, mostNamesakes)], n-min(n, mostNamesakes)
	}
	for _, breach := range waived[:min(len(waived), mostWaived)] {
		view.Waived = append(view.Waived, pageWaived{
			Rule: clean(string(breach.Rule)), ID: shortName(breach.ID), Ends: breach.Waiver.EndsOn.String(), Message: w.about(breach, lines[breach.ID]),
			Approver: shortName(breach.Waiver.Approver), Reason: shortSentence(breach.Waiver.Reason), Ticket: shortName(breach.Waiver.Ticket),
		})
	}
	view.MoreWaived = len(waived) - len(view.Waived)
	for _, id := range r.Unsettled[:min(len(r.Unsettled), mostTasks)] {
		view.Unsettled = append(view.Unsettled, shortName(id))
	}
	view.MoreUnsettled = len(r.Unsettled) - len(view.Unsettled)
	var out bytes.Buffer
	if err := templates().ExecuteTemplate(&out, "page", view); err != nil {
		return nil, fmt.Errorf("writing the report as HTML: %w", err)
	}
	return out.Bytes(), nil
}

// digest is the source expression that lets a page's own text run (CSP level 3,
// section 2.3.1).
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// shares counts the lines by status, worst first.
func (r Report) shares() []count {
	counts, w := r.Counts(), r.words()
	var shares []count
	x := 0.0
	for _, status := range slices.Backward(deadline.Statuses) {
		share := count{Status: status, Name: w.status(status), N: counts[status], X: x}
		if share.N > 0 {
			share.W = 1000 * float64(share.N) / float64(len(r.Lines))
		}
		x += share.W
		shares = append(shares, share)
	}
	return shares
}

// asOf says as of when it was judged.
func (r Report) asOf() string {
	key := "as-of"
	if r.Moved {
		key = "as-of-moved"
	}
	w := r.words()
	return w.say(key, "date", w.asOf(), "zone", r.zone())
}

// about is where it was judged, as far as that is known.
func (r Report) about() []fact {
	w, o := r.words(), r.Origin
	facts := []fact{
		{w.say("about-workspace"), shortName(o.Workspace), ""},
		{w.say("about-repository"), shortName(o.Repository), ""},
		{w.say("about-branch"), shortName(o.Branch), ""},
		{w.say("about-commit"), shortName(o.Commit), ""},
		{w.say("about-change"), shortName(o.Change), ""},
		{w.say("about-pipeline"), shortName(o.Pipeline), linkTo(o.Link, "", "")},
	}
	if pipeline := &facts[len(facts)-1]; pipeline.Value == "" && pipeline.Link != "" {
		pipeline.Value = w.say("about-link")
	}
	return slices.DeleteFunc(facts, func(f fact) bool { return f.Value == "" })
}
