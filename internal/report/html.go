package report

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed" // the styles and the script
	"encoding/base64"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

//go:embed page.css
var pageCSS string

//go:embed page.js
var pageJS string

// Of what is to be done, a page shows at most this many; the rest stands in its
// table. An owner's first few are open, the others folded.
const (
	mostTasks  = 300
	openTasks  = 8
	mostWaived = 1000
)

// page is what the template shows.
type page struct {
	Title, Headline, Detail string
	Passed                  bool
	Tone                    string // "passes", "fails", "open"
	Until, LetThrough       string
	Namesakes               string // that several judgements are told together
	Told                    []string
	MoreTold                int
	JudgedAt, Zone          string
	JudgedInstant           string
	Policy                  string // of the Content-Security-Policy
	Style                   template.CSS
	Script                  template.JS
	Counts                  []count
	All                     int
	Picture, Narrow         timeline
	Owners                  []pageOwner
	MoreTasks               int
	Tables                  []pageTable
	Waived                  []pageWaived
	MoreWaived              int
	Unsettled               []string
	MoreUnsettled           int
	Lessons                 []lesson
}

// count is one status with its share of a bar that is 1000 wide.
type count struct {
	Status deadline.Status
	N      int
	X, W   float64
}

type pageOwner struct {
	Name        string // "" where nobody is named
	First, More []pageTask
	N           int
}

type pageTask struct {
	ID, By, ByLabel, ByInstant string
	Status                     deadline.Status
	Fails                      bool
	Breaches                   []pageBreach
}

type pageBreach struct {
	Rule, Message, Remedy, Lesson string
	Fails                         bool
}

type pageRow struct {
	Status              deadline.Status
	ID, About, Reason   string
	Owner, Maintainer   string
	ActBy, Ends, Breaks string
}

// pageTable is a part of the table of all deadlines. Browsers lay out a part only
// when it comes into view (Far), so that thousands of rows open at once.
type pageTable struct {
	From, To int
	Far      bool
	Rows     []pageRow
}

// tableRows is how many rows a part has.
const tableRows = 200

func tables(rows []pageRow) []pageTable {
	var parts []pageTable
	for part := range slices.Chunk(rows, tableRows) {
		from := len(parts) * tableRows
		parts = append(parts, pageTable{From: from + 1, To: from + len(part), Far: from > 0, Rows: part})
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
	style := paletteCSS + timelineCSS + pageCSS
	view := page{
		Title: shortName(r.Title), Headline: headline, Detail: detail, Passed: r.Passed,
		Tone: r.tone(), Until: r.until(), LetThrough: r.letThrough(), Told: r.told(),
		JudgedAt: r.Now.In(r.location()).Format("2006-01-02 15:04"), JudgedInstant: deadline.FormatInstant(r.Now), Zone: r.zone(),
		Policy: "default-src 'none'; style-src " + digest(style) + "; script-src " + digest(pageJS) + "; base-uri 'none'; form-action 'none'",
		Style:  template.CSS(style), //nolint:gosec // G203: the room's own files
		Script: template.JS(pageJS), //nolint:gosec // G203: the room's own file
		Counts: r.shares(), All: len(r.Lines), Picture: r.timeline(wide), Narrow: r.timeline(narrow),
		Tables: tables(r.rows()), Lessons: r.lessons(),
	}
	view.Owners, view.MoreTasks = r.byOwner()
	if n := len(view.Told); n > 0 {
		view.Namesakes, view.Told, view.MoreTold = namesakesText(n), view.Told[:min(n, mostNamesakes)], n-min(n, mostNamesakes)
	}
	for _, breach := range waived[:min(len(waived), mostWaived)] {
		view.Waived = append(view.Waived, pageWaived{
			Rule: clean(string(breach.Rule)), ID: shortName(breach.ID), Ends: breach.Waiver.EndsOn.String(), Message: message(breach),
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
	counts := r.Counts()
	var shares []count
	x := 0.0
	for _, status := range slices.Backward(deadline.Statuses) {
		share := count{Status: status, N: counts[status], X: x}
		if share.N > 0 {
			share.W = 1000 * float64(share.N) / float64(len(r.Lines))
		}
		x += share.W
		shares = append(shares, share)
	}
	return shares
}

// byOwner groups what is to be done by who should, the owner of the worst first,
// and says how many are left out.
func (r Report) byOwner() (owners []pageOwner, left int) {
	tasks := r.tasks()
	at := map[string]int{}
	for _, t := range tasks[:min(len(tasks), mostTasks)] {
		owner := shortName(t.Owner)
		i, ok := at[owner]
		if !ok {
			i = len(owners)
			at[owner] = i
			owners = append(owners, pageOwner{Name: owner})
		}
		owners[i].N++
		if len(owners[i].First) < openTasks {
			owners[i].First = append(owners[i].First, r.pageTask(t))
		} else {
			owners[i].More = append(owners[i].More, r.pageTask(t))
		}
	}
	return owners, len(tasks) - min(len(tasks), mostTasks)
}

func (r Report) pageTask(t task) pageTask {
	shown := pageTask{ID: shortName(t.ID), Status: t.Status, Fails: t.Fails}
	switch {
	case t.Status == deadline.StatusExpired && t.End.State == deadline.EndKnown:
		shown.ByLabel, shown.By, shown.ByInstant = "ended", day(t.End.At, r.location()), endInstant(t.Timeline)
	case !t.ActBy.IsZero():
		shown.ByLabel, shown.By, shown.ByInstant = "act by", day(t.ActBy, r.location()), instant(t.ActBy)
	}
	for _, breach := range t.Breaches {
		rule := clean(string(breach.Rule))
		if breach.Rule == t.Status.Rule() {
			rule = "" // the status says it already
		}
		shown.Breaches = append(shown.Breaches, pageBreach{
			Rule: rule, Message: message(breach), Remedy: shortSentence(breach.Remedy),
			Lesson: shortName(breach.Lesson), Fails: fails(breach),
		})
	}
	return shown
}

// rows is the table of all deadlines.
func (r Report) rows() []pageRow {
	loc := r.location()
	broken := map[string][]string{}
	for _, breach := range r.Breaches {
		rule := clean(string(breach.Rule))
		if breach.Waiver != nil {
			rule += " (waived)"
		}
		if !slices.Contains(broken[breach.ID], rule) {
			broken[breach.ID] = append(broken[breach.ID], rule)
		}
	}
	rows := make([]pageRow, len(r.Lines))
	for i, line := range r.Lines {
		about := []string{clean(line.System), clean(line.Environment)}
		rows[i] = pageRow{
			Status: known(line.Status), ID: shortName(line.ID),
			About: cut(strings.Join(slices.DeleteFunc(about, func(s string) bool { return s == "" }), " · "), longestName),
			Owner: shortName(line.Owner), Maintainer: shortName(line.Maintainer),
			ActBy: cmp.Or(day(line.ActBy, loc), "–"), Ends: ends(line.Timeline, loc), Breaks: strings.Join(broken[line.ID], ", "),
		}
		if rows[i].Status != deadline.StatusOK {
			rows[i].Reason = capital(shortSentence(strings.TrimLeft(strings.TrimPrefix(line.Reason, line.ID), " :")))
		}
	}
	return rows
}
