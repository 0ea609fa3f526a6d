package catalog

import (
	"fmt"
	"strings"
)

// Kind says what becomes of a difference between the files and a feed.
type Kind int

// The kinds, in the order in which a reviewer should read them.
const (
	// Ended is an end that was told where none had been announced.
	Ended Kind = iota
	// Moved is another day, or a newer release.
	Moved
	// Added is a fact, a cycle or a product that was not there.
	Added
	// Conflict is a day of a publisher from which the feed differs: it is kept.
	Conflict
	// Kept is a day that somebody corrected, with the reason.
	Kept
)

var kindTitles = map[Kind]string{
	Ended: "Ended", Moved: "Moved", Added: "Added",
	Conflict: "In conflict with a publisher (kept)", Kept: "Corrected by us (kept)",
}

// Difference is one fact in which the embedded files and a feed differ.
type Difference struct {
	Product, Cycle string
	// Fact is "product", "cycle", "released", "active_ends", "security_ends",
	// "extended_ends" or "latest".
	Fact     string
	Old, New string
	Kind     Kind
	// Reason is why the old side was kept: its source, or the correction's reason.
	Reason string
}

// Applied says that the update takes the feed's side.
func (d Difference) Applied() bool { return d.Kind != Conflict && d.Kind != Kept }

// String is one line for a maintainer.
func (d Difference) String() string {
	old := d.Old
	if old == "" {
		old = "nothing"
	}
	line := fmt.Sprintf("%s %s: %s: %s -> %s", d.Product, d.Cycle, d.Fact, old, d.New)
	if d.Reason != "" {
		line += " (" + d.Reason + ")"
	}
	return strings.Replace(line, " : ", ": ", 1)
}

// Summary is the text of a pull request, in Markdown: what ended, moved and was
// added, and what the feed says otherwise.
func (u *Update) Summary() string {
	var text strings.Builder
	fmt.Fprintf(&text, "# Facts confirmed on %s\n\n%d products were compared with the feed", u.AsOf, len(u.Confirmed))
	if len(u.Untold) > 0 {
		fmt.Fprintf(&text, "; it does not tell %s, which keep their day", strings.Join(u.Untold, ", "))
	}
	fmt.Fprintf(&text, ". %d files change.\n", len(u.Files))
	for kind := Ended; kind <= Kept; kind++ {
		count := 0
		for _, difference := range u.Differences {
			if difference.Kind != kind {
				continue
			}
			if count++; count == 1 {
				fmt.Fprintf(&text, "\n## %s\n\n", kindTitles[kind])
			}
			fmt.Fprintf(&text, "- %s\n", difference)
		}
	}
	if len(u.Differences) == 0 {
		text.WriteString("\nNothing differs.\n")
	}
	return text.String()
}
