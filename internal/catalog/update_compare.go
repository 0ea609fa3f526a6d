package catalog

import (
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// comparison is the work on one product.
type comparison struct {
	facts       *factsProduct
	told        *Product
	accepted    bool
	differences []Difference
}

// compare takes the feed's side where the facts came from it, and confirms them
// with its day.
func (c *comparison) compare() {
	before := c.facts.Confirmed
	if before == "" {
		before = c.facts.FactsAsOf
	}
	day := c.told.FactsAsOf.String()
	newer := day > before
	for i := range c.facts.Cycles {
		facts := &c.facts.Cycles[i]
		told, there := c.told.Cycle(facts.Cycle)
		switch {
		case !there:
			c.untold(facts, before, newer)
		case newer || day == before:
			facts.Confirmed = ""
			c.compareCycle(facts, told, before)
		}
	}
	for i := len(c.told.Cycles) - 1; i >= 0; i-- {
		told := &c.told.Cycles[i]
		if slices.ContainsFunc(c.facts.Cycles, func(f factsCycle) bool { return f.Cycle == told.Name }) || slices.Contains(c.facts.Omits, told.Name) {
			continue
		}
		c.insert(factsOf(told, c.facts.Source, c.told.FactsAsOf))
		c.note(told.Name, "cycle", "", "released "+told.Released.String(), Added, "")
	}
	if newer {
		c.facts.Confirmed = day
	}
}

// insert puts a cycle before the first that was released after it.
func (c *comparison) insert(cycle factsCycle) {
	at := slices.IndexFunc(c.facts.Cycles, func(f factsCycle) bool { return f.Released > cycle.Released })
	if at < 0 {
		at = len(c.facts.Cycles)
	}
	c.facts.Cycles = slices.Insert(c.facts.Cycles, at, cycle)
}

// untold keeps the day of a cycle that the feed does not tell: what has ended
// needs no confirmation, anything else was confirmed when it was.
func (c *comparison) untold(facts *factsCycle, before string, newer bool) {
	end := facts.SecurityEnds
	settled := end != "" && end != textNone && end <= before || strings.HasPrefix(end, textEnded)
	if newer && !settled && facts.Confirmed == "" {
		facts.Confirmed = before
	}
}

func (c *comparison) compareCycle(facts *factsCycle, told *Cycle, before string) {
	released := ""
	if !told.Released.IsZero() {
		released = told.Released.String()
	}
	c.change(facts, "released", &facts.Released, released, before)
	for _, end := range []struct {
		fact string
		into *string
		told End
	}{
		{"active_ends", &facts.ActiveEnds, told.ActiveEnds},
		{"security_ends", &facts.SecurityEnds, told.SecurityEnds},
		{"extended_ends", &facts.ExtendedEnds, told.ExtendedEnds},
	} {
		c.change(facts, end.fact, end.into, endText(end.told, c.told.FactsAsOf), before)
	}
	c.latest(facts, told.Latest, before)
}

// endText is an end in the form of the files; one on an untold day had passed by
// the day of the feed.
func endText(end End, asOf deadline.Date) string {
	if end.State == EndUndated && end.Date.IsZero() && !asOf.IsZero() {
		end.Date = asOf
	}
	return end.String()
}

// change takes a fact over where there was none, or it came from the feed, and
// keeps what a publisher said or somebody corrected.
func (c *comparison) change(facts *factsCycle, fact string, into *string, text, before string) {
	known := *into
	if text == "" || text == known || strings.HasPrefix(text, textEnded) && known != textNone && known != "" {
		return
	}
	if reason := facts.Corrected[fact]; reason != "" {
		c.note(facts.Cycle, fact, known, text, Kept, reason)
		return
	}
	publisher := facts.Source != "" && !ofFeed(facts.Source)
	ours := publisher || facts.Source == "" && !ofFeed(c.facts.Source)
	dated := known != "" && known != textNone
	past := dated && (len(known) != len(before) || known <= before)
	if !c.accepted && (dated && publisher || past && (ours || fact == "released")) {
		c.note(facts.Cycle, fact, known, text, Conflict, facts.Source)
		return
	}
	*into = text
	c.note(facts.Cycle, fact, known, text, kindOf(known, text), "")
}

// kindOf is what a change of an end means to who reads it.
func kindOf(known, text string) Kind {
	switch {
	case known == "":
		return Added
	case known == textNone && text != textNone:
		return Ended
	default:
		return Moved
	}
}

// ofFeed says that a source is endoflife.date, or came through it.
func ofFeed(source string) bool { return strings.Contains(source, "endoflife.date") }

// latest takes a newer release over. Those between it and the ones that are
// listed are not known, so the list stays complete only up to the day of the
// facts; the former newest keeps its verdict on the days through which it was.
func (c *comparison) latest(facts *factsCycle, told Version, before string) {
	if told.Name == "" || told.Name == facts.Latest || facts.Corrected["latest"] != "" {
		return
	}
	newest, newestName := "", ""
	listed := false
	for _, text := range facts.Versions {
		name, days, _ := strings.Cut(text, " ")
		day, _, _ := strings.Cut(days, " ")
		listed = listed || name == told.Name
		if day >= newest {
			newest, newestName = day, name
		}
	}
	if listed {
		// The newest of a list that has no gap is confirmed as that.
		if newestName == told.Name && facts.Latest == "" && !facts.Incomplete {
			facts.Latest, facts.LatestReleased = newestName, newest
		}
		return
	}
	if told.Released.IsZero() || told.Released.String() <= max(newest, facts.LatestReleased) {
		return
	}
	c.note(facts.Cycle, "latest", facts.Latest, told.Name+" "+told.Released.String(), Moved, "")
	if facts.Latest != "" && facts.LatestReleased != "" && facts.Latest != newestName {
		facts.Versions = append(facts.Versions, facts.Latest+" "+facts.LatestReleased+" "+before)
	}
	facts.Latest, facts.LatestReleased = told.Name, told.Released.String()
}

func (c *comparison) note(cycle, fact, old, text string, kind Kind, reason string) {
	c.differences = append(c.differences, Difference{
		Product: c.facts.Product, Cycle: cycle, Fact: fact, Old: old, New: text, Kind: kind, Reason: reason,
	})
}

// factsOf writes a cycle of a feed in the form of the files.
func factsOf(cycle *Cycle, source string, asOf deadline.Date) factsCycle {
	facts := factsCycle{
		Cycle: cycle.Name, Codename: cycle.Codename, Label: cycle.Label,
		ActiveEnds: endText(cycle.ActiveEnds, asOf), SecurityEnds: endText(cycle.SecurityEnds, asOf), ExtendedEnds: endText(cycle.ExtendedEnds, asOf),
		Latest: cycle.Latest.Name, Incomplete: true,
	}
	for _, day := range []struct {
		date deadline.Date
		into *string
	}{{cycle.Released, &facts.Released}, {cycle.Latest.Released, &facts.LatestReleased}} {
		if !day.date.IsZero() {
			*day.into = day.date.String()
		}
	}
	if facts.LatestReleased != "" && facts.Released > facts.LatestReleased {
		facts.Latest, facts.LatestReleased = "", ""
	}
	if !ofFeed(source) {
		facts.Source = "https://endoflife.date"
	}
	return facts
}
