package contract

import (
	"sort"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// after is the first day after a period that begins with a day.
func after(day deadline.Date, p deadline.Period) deadline.Date { return step(day, p.Months, p.Days) }

// step is the first day after months and days from a day on. Where the month has
// no such day, the months run to its end (Japan's Civil Code, article 143(2);
// BGB, section 188(3)): one month from 31 January ends with February.
func step(day deadline.Date, months, days int) deadline.Date {
	next := day.AddMonths(months)
	if next.Day < day.Day {
		next = next.AddDays(1)
	}
	return next.AddDays(days)
}

// firstEnd is the first day after the declared term. It is false where neither
// an end nor a term with its start is declared.
func (c *Contract) firstEnd() (deadline.Date, bool) {
	switch {
	case !c.EndsOn.IsZero():
		return c.EndsOn.AddDays(1), true
	case c.Term != nil && !c.StartsOn.IsZero():
		return after(c.StartsOn, *c.Term), true
	}
	return deadline.Date{}, false
}

// proved says that the renewal that is claimed counts on a day.
func (c *Contract) proved(on deadline.Date) bool {
	return !c.RenewedUntil.IsZero() && c.RenewalProof != "" && c.Unsaid["renewal_proved_on"] == "" && !c.RenewalProvedOn.After(on)
}

// agreedEnd is the first day after what is agreed by a day: the renewal that is
// proved by then, else the declared term.
func (c *Contract) agreedEnd(on deadline.Date) (deadline.Date, bool) {
	if c.proved(on) && !c.inGap(on) {
		return c.RenewedUntil.AddDays(1), true
	}
	return c.firstEnd()
}

// inGap says that the renewal begins later than the day after the term, and has
// not begun on a day.
func (c *Contract) inGap(on deadline.Date) bool {
	first, declared := c.firstEnd()
	return declared && c.RenewedFrom.After(first) && on.Before(c.RenewedFrom)
}

// schedule is when the periods of a tacitly renewed contract end.
type schedule struct {
	anchor  deadline.Date // what every end is stepped from
	term    deadline.Period
	renewal deadline.Period
	first   deadline.Date // the first day after period 0
	skip    int           // renewals between the anchor's term and period 0
}

// schedule starts at an agreed end. An end that the anchor leads to keeps its
// place among the others; any other is an anchor itself.
func (c *Contract) schedule(agreed deadline.Date) schedule {
	s := schedule{anchor: agreed, renewal: *c.renewal(), first: agreed}
	if c.NoticeTo != BoundaryNone {
		return s
	}
	declared, known := c.firstEnd()
	if !known {
		return s
	}
	anchored := schedule{anchor: declared, renewal: s.renewal, first: declared}
	if c.Term != nil && !c.StartsOn.IsZero() {
		anchored.anchor, anchored.term = c.StartsOn, *c.Term
	}
	k := sort.Search(anchored.within(), func(k int) bool { return !anchored.end(k).Before(agreed) })
	if anchored.end(k) != agreed {
		return s
	}
	anchored.first, anchored.skip = agreed, k
	return anchored
}

// end is the first day after period k.
func (s schedule) end(k int) deadline.Date {
	if k == 0 {
		return s.first
	}
	n := k + s.skip
	return step(s.anchor, s.term.Months+n*s.renewal.Months, s.term.Days+n*s.renewal.Days)
}

// within is a number of periods that reaches beyond the calendar, and not so far
// that a year overflows.
func (s schedule) within() int {
	days := 28*s.renewal.Months + s.renewal.Days
	return 10_000 * 366 / max(1, days)
}
