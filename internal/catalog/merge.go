package catalog

import (
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// merge lays over upon under, field by field and cycle by cycle. What over does
// not state stays. corrects says that over's days of known versions win: an own
// file corrects, while a feed is often less exact than the embedded days.
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
	product.Cycles = slices.Clone(under.Cycles)
	for i := range over.Cycles {
		at := slices.IndexFunc(product.Cycles, func(c Cycle) bool { return c.Name == over.Cycles[i].Name })
		if at < 0 {
			product.Cycles = append(product.Cycles, over.Cycles[i])
			continue
		}
		product.Cycles[at] = mergeCycle(&product.Cycles[at], &over.Cycles[i], corrects)
	}
	return &product
}

func mergeCycle(under, over *Cycle, corrects bool) Cycle {
	cycle := *under
	cycle.FactsAsOf, cycle.Confirmed = over.FactsAsOf, later(under.Confirmed, over.Confirmed)
	cycle.Versions = slices.Clone(under.Versions)
	cycle.Alternatives = slices.Clone(under.Alternatives)
	overText(&cycle.Codename, over.Codename)
	overText(&cycle.Label, over.Label)
	overText(&cycle.VersionsBegin, over.VersionsBegin)
	overText(&cycle.Note, over.Note)
	if !over.Released.IsZero() {
		cycle.Released = over.Released
	}
	if len(over.Hosts) > 0 {
		cycle.Hosts = over.Hosts
	}
	cycle.mergeEnds(under, over)
	if over.Latest.Name != "" {
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

func (c *Cycle) mergeEnds(under, over *Cycle) {
	if over.ActiveEnds.State != EndUnknown {
		c.ActiveEnds = over.ActiveEnds
	}
	if over.ExtendedEnds.State != EndUnknown {
		c.ExtendedEnds = over.ExtendedEnds
	}
	if over.SecurityEnds.State == EndUnknown {
		if over.Source != under.Source {
			c.Source = over.Source + "; " + under.Source
		}
		return
	}
	if under.SecurityEnds.State != EndUnknown && under.SecurityEnds != over.SecurityEnds {
		c.Alternatives = append(c.Alternatives, Alternative{Ends: under.SecurityEnds, Source: under.Source})
	}
	c.SecurityEnds, c.Source, c.Derived = over.SecurityEnds, over.Source, over.Derived
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
