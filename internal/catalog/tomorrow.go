package catalog

import (
	"fmt"
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Today is the day on which the catalog is read, zero where its clock is not given.
func (c *Catalog) Today() deadline.Date {
	if c.config.Now.IsZero() {
		return deadline.Date{}
	}
	return dateOf(c.config.Now)
}

// saidOf is the last day of which facts of the product say to be.
func (p *Product) saidOf() deadline.Date {
	said := p.Confirmed
	for i := range p.Cycles {
		said = later(said, later(p.Cycles[i].Confirmed, p.Cycles[i].CompleteThrough))
	}
	return said
}

// By is the product as far as it is known by a day. Of facts that say to be of a
// later one only what is dated counts: that no end is announced, or no newer
// version, holds for a time after a day which nobody can have seen yet, and so would
// hold for ever. It is the product itself where there are none; a day of grace is
// for clocks and zones.
func (p *Product) By(day deadline.Date) *Product {
	said := p.saidOf()
	if !said.After(day.AddDays(1)) {
		return p
	}
	known := *p
	known.FactsAsOf, known.Confirmed = earlier(p.FactsAsOf, day), earlier(p.Confirmed, day)
	known.Cycles = slices.Clone(p.Cycles)
	for i := range known.Cycles {
		known.Cycles[i].by(day)
	}
	known.Faults = append(slices.Clone(p.Faults),
		fmt.Sprintf("The facts about %s of %s say to be of %s, which has not come: only dates in them count.", p.Slug, p.Source, said))
	return &known
}

func (c *Cycle) by(day deadline.Date) {
	if said := later(c.Confirmed, c.CompleteThrough); said.After(day.AddDays(1)) {
		for _, end := range []*End{&c.ActiveEnds, &c.SecurityEnds, &c.ExtendedEnds} {
			if end.State == EndNone {
				*end = End{}
			}
		}
		c.Note = fmt.Sprintf("its facts say to be of %s, which has not come", said)
		c.Latest, c.CompleteThrough = Version{}, deadline.Date{}
	}
	c.FactsAsOf, c.Confirmed = earlier(c.FactsAsOf, day), earlier(c.Confirmed, day)
}
