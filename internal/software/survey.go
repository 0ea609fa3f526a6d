package software

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Surveyed is one product of one site with its verdict, as a survey counts it.
type Surveyed struct {
	Site, Product, ProductName, Cycle string
	// Version is "" where the site does not tell one; such a site is counted as
	// unknown.
	Version string
	Support SupportClass
	Patch   PatchClass
	// Backport says that a distributor may have patched it.
	Backport bool
}

// TableRow counts the sites of one product, or of one release cycle of it where
// Cycle is set. Percentages are of Total.
type TableRow struct {
	Product, Cycle string
	Counts         map[string]int
	Total          int
}

// Percent is the share of one class in whole per cent, rounded.
func (r TableRow) Percent(class string) int {
	if r.Total == 0 {
		return 0
	}
	return (200*r.Counts[class] + r.Total) / (2 * r.Total)
}

// Classes of the two tables, in the order of their columns.
var (
	SupportClasses = []string{string(Supported), string(EndedWithinYear), string(EndedOverYear), string(SupportUnknown)}
	PatchClasses   = []string{string(PatchLatest), string(PatchLatestKnown), string(PatchBehind), string(PatchUnknown)}
)

// SupportTable counts sites by product, and within a product by cycle, in the
// classes of the survey of 2014 (IPA Technical Watch, 2014-04-25, table of
// support). A site that names a product twice is counted once, at its worst.
func SupportTable(surveyed []Surveyed) []TableRow {
	return tabulate(surveyed, SupportClasses, func(s Surveyed) string { return string(s.Support) })
}

// PatchTable counts sites by whether the newest patch of their cycle is applied.
func PatchTable(surveyed []Surveyed) []TableRow {
	return tabulate(surveyed, PatchClasses, func(s Surveyed) string { return string(s.Patch) })
}

func tabulate(surveyed []Surveyed, classes []string, class func(Surveyed) string) []TableRow {
	type place struct{ product, cycle string }
	rows := map[place]*TableRow{}
	count := func(at place, s Surveyed) {
		row := rows[at]
		if row == nil {
			row = &TableRow{Product: at.product, Cycle: at.cycle, Counts: map[string]int{}}
			rows[at] = row
		}
		row.Counts[class(s)]++
		row.Total++
	}
	for _, s := range worstPerSite(surveyed, classes, class) {
		count(place{s.Product, ""}, s)
		if s.Cycle != "" {
			count(place{s.Product, s.Cycle}, s)
		}
	}
	table := make([]TableRow, 0, len(rows))
	for _, row := range rows {
		table = append(table, *row)
	}
	slices.SortFunc(table, func(a, b TableRow) int {
		return cmp.Or(cmp.Compare(a.Product, b.Product), CompareVersions(a.Cycle, b.Cycle))
	})
	return table
}

// worstPerSite keeps one entry for each site and product: of several, the one in
// the worst class that is known.
func worstPerSite(surveyed []Surveyed, classes []string, class func(Surveyed) string) []Surveyed {
	rank := func(s Surveyed) int {
		at := slices.Index(classes, class(s))
		if at == len(classes)-1 {
			return -1 // unknown
		}
		return at
	}
	at := map[[2]string]int{}
	var kept []Surveyed
	for _, s := range surveyed {
		key := [2]string{s.Site, s.Product}
		i, seen := at[key]
		if !seen {
			at[key] = len(kept)
			kept = append(kept, s)
		} else if rank(s) > rank(kept[i]) {
			kept[i] = s
		}
	}
	return kept
}

// surveyCaveats are those of the survey itself: what its numbers do not say.
const surveyCaveats = `
What these numbers do not say:

- A distributor may support and patch a version without changing the number that a server sends (backports).
- The newest patch of a cycle whose support has ended still counts as the newest.
- Not every patch is a security patch.
- Some servers send no version, or a wrong one; a proxy in front may answer for them.
- The sites asked are not a sample of all sites: those that were reported for a weakness, for instance, run older software than others.
`

// SurveyMarkdown shows both tables, by product and by cycle, with what they do
// not say.
func SurveyMarkdown(surveyed []Surveyed, sites int) string {
	var page strings.Builder
	fmt.Fprintf(&page, "# Server software of %d sites\n", sites)
	writeTable(&page, "Support", SupportClasses, SupportTable(surveyed))
	writeTable(&page, "Newest patch", PatchClasses, PatchTable(surveyed))
	backports := map[string]bool{}
	for _, s := range surveyed {
		if s.Backport {
			backports[s.Site] = true
		}
	}
	if len(backports) > 0 {
		fmt.Fprintf(&page, "\nSites whose distributor may have patched an old version: %d.\n", len(backports))
	}
	page.WriteString(surveyCaveats)
	return page.String()
}

func writeTable(page *strings.Builder, title string, classes []string, rows []TableRow) {
	fmt.Fprintf(page, "\n## %s\n\n| product | cycle |", title)
	for _, class := range classes {
		page.WriteString(" " + strings.ReplaceAll(class, "_", " ") + " |")
	}
	page.WriteString(" sites |\n| --- | --- |" + strings.Repeat(" ---: |", len(classes)+1) + "\n")
	for _, row := range rows {
		cycle := row.Cycle
		if cycle == "" {
			cycle = "all"
		}
		fmt.Fprintf(page, "| %s | %s |", cell(row.Product), cell(cycle))
		for _, class := range classes {
			fmt.Fprintf(page, " %d (%d %%) |", row.Counts[class], row.Percent(class))
		}
		fmt.Fprintf(page, " %d |\n", row.Total)
	}
}

// cell makes text fit for a cell of a Markdown table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\\", `\\`, "<", `\<`, "`", "\\`", "*", `\*`, "[", `\[`).Replace(printable(text))
}
