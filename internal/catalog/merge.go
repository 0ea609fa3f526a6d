package catalog

import (
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// merge lays over upon under, field by field and cycle by cycle. What over does
// not state stays. corrects says that over is an own file, whose owner knows; a
// feed adds, and erases nothing that is known better.
func merge(under, over *Product, corrects bool) *Product {
	product := *under
	if over.Name != "" {
		product.Name = over.Name
	}
	if over.Category != "" {
		product.Category = over.Category
	}
	if over.Note != "" {
		product.Note = over.Note
	}
	product.Source, product.FactsAsOf = over.Source, over.FactsAsOf
	product.Confirmed = later(under.Confirmed, over.Confirmed)
	product.Aliases = union(under.Aliases, over.Aliases)
	product.Identifiers = union(under.Identifiers, over.Identifiers)
	product.Faults = append(slices.Clone(under.Faults), over.Faults...)
	product.Cycles = slices.Clone(under.Cycles)
	for i := range over.Cycles {
		at := slices.IndexFunc(product.Cycles, func(c Cycle) bool { return c.Name == over.Cycles[i].Name })
		switch {
		case at >= 0:
			product.Cycles[at] = mergeCycle(&product.Cycles[at], &over.Cycles[i], corrects)
		case corrects || !slices.Contains(under.Omits, over.Cycles[i].Name):
			product.Cycles = append(product.Cycles, over.Cycles[i])
		}
	}
	return &product
}

func mergeCycle(under, over *Cycle, corrects bool) Cycle {
	cycle := *under
	cycle.Confirmed = later(under.Confirmed, over.Confirmed)
	cycle.Versions = slices.Clone(under.Versions)
	cycle.Alternatives = slices.Clone(under.Alternatives)
	overText(&cycle.Codename, over.Codename)
	overText(&cycle.Label, over.Label)
	overText(&cycle.VersionsBegin, over.VersionsBegin)
	overText(&cycle.Note, over.Note)
	if !over.Released.IsZero() && (corrects || cycle.Released.IsZero()) {
		cycle.Released = over.Released
	}
	if len(over.Hosts) > 0 {
		cycle.Hosts = over.Hosts
	}
	cycle.mergeEnds(under, over, corrects)
	if cycle.leansOn(under, over) {
		// "No end announced" is as old as whoever says it, whatever else is known since.
		cycle.Confirmed = over.Confirmed
	}
	if over.Latest.Name != "" && (corrects || under.mayTakeLatest(over)) {
		cycle.Latest = over.Latest
		cycle.settleLatest()
	}
	for _, version := range over.Versions {
		at, known := cycle.version(version.Name)
		switch {
		case !known:
			cycle.Versions = append(cycle.Versions, version)
		case corrects:
			cycle.Versions[at] = version
		}
	}
	if over.CompleteThrough.After(cycle.CompleteThrough) {
		cycle.CompleteThrough = over.CompleteThrough
	}
	cycle.Alternatives = append(cycle.Alternatives, over.Alternatives...)
	return cycle
}

// leansOn says that some end of the merged cycle is none only because over says so.
func (c *Cycle) leansOn(under, over *Cycle) bool {
	for _, end := range [][3]End{
		{c.ActiveEnds, under.ActiveEnds, over.ActiveEnds}, {c.SecurityEnds, under.SecurityEnds, over.SecurityEnds}, {c.ExtendedEnds, under.ExtendedEnds, over.ExtendedEnds},
	} {
		if end[0].State == EndNone && end[1].State != EndNone && end[2].State == EndNone {
			return true
		}
	}
	return false
}

// mayTakeLatest says that a feed's newest release is no older one than is known.
func (c *Cycle) mayTakeLatest(over *Cycle) bool {
	if c.Corrected["latest"] {
		return false
	}
	return c.Latest.Name == "" || c.Latest.Name == over.Latest.Name || c.Latest.Released.IsZero() || !over.Latest.Released.Before(c.Latest.Released)
}

func (c *Cycle) mergeEnds(under, over *Cycle, corrects bool) {
	if takes(under, over, "active_ends", under.ActiveEnds, over.ActiveEnds, corrects) {
		c.ActiveEnds = over.ActiveEnds
	}
	if takes(under, over, "extended_ends", under.ExtendedEnds, over.ExtendedEnds, corrects) {
		c.ExtendedEnds = over.ExtendedEnds
	}
	switch {
	case over.SecurityEnds.State == EndUnknown:
		if over.Source != under.Source {
			c.Source = over.Source + "; " + under.Source
		}
	case over.SecurityEnds == under.SecurityEnds:
		c.Source, c.Derived, c.FactsAsOf = over.Source, over.Derived, over.FactsAsOf
	case takes(under, over, "security_ends", under.SecurityEnds, over.SecurityEnds, corrects):
		if under.SecurityEnds.State != EndUnknown {
			c.Alternatives = append(c.Alternatives, Alternative{Ends: under.SecurityEnds, Source: under.Source})
		}
		c.SecurityEnds, c.Source, c.Derived, c.FactsAsOf = over.SecurityEnds, over.Source, over.Derived, over.FactsAsOf
	default:
		c.Alternatives = append(c.Alternatives, Alternative{Ends: over.SecurityEnds, Source: over.Source})
	}
}

// takes says that the upper layer's end takes the place of the lower one's. A feed
// gives a day where none was known, and another one for a day that itself came
// from the feed. It never says "no end" of what has one, nor "ended" of a day that
// is known, and contradicts neither a correction nor a publisher's own day.
func takes(under, over *Cycle, field string, known, told End, corrects bool) bool {
	switch {
	case told.State == EndUnknown || told == known:
		return false
	case corrects || known.State == EndUnknown:
		return true
	case under.Corrected[field] || over.Confirmed.Before(under.Confirmed):
		return false
	case known.State == EndNone:
		return true
	case told.State != EndOn:
		return false
	case known.State == EndUndated:
		return true
	}
	return ofFeed(under.Source)
}

func later(a, b deadline.Date) deadline.Date {
	if a.After(b) {
		return a
	}
	return b
}

func overText(into *string, text string) {
	if text != "" {
		*into = text
	}
}

func union(a, b []string) []string {
	all := slices.Clone(a)
	for _, text := range b {
		if !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return all
}
