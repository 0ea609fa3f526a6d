package contract

import (
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// maxTermMonths keeps every end within the calendar: a century.
const maxTermMonths = 100 * 12

// lastYear is the last in which something can end: 9999 stands for no end.
const lastYear = 9998

// check finds what the fields say against one another. A field that could not be
// read is not held against others.
func (p *parser) check(c *Contract) {
	if word := p.unsaid["contract"]; word != "" {
		p.fail("contract", "A contract needs a key of its own, by which others can name it, like cloud-lease; %s says nothing.", deadline.Quote(word))
	} else if c.Key == "" {
		p.fail("contract", "A contract needs a key of its own, by which others can name it, like cloud-lease.")
	} else if deadline.Printable(c.Key) != c.Key {
		p.fail("contract", "The key %s holds characters that cannot be shown; use letters, digits and signs.", deadline.Quote(c.Key))
	}
	if c.Key != "" && c.Upstream == c.Key {
		p.fail("upstream", "The contract rests on itself; name the key of the contract that its supplier holds, or leave the field blank.")
	}
	p.checkUnits(c)
	p.checkTerm(c)
	p.checkTacit(c)
	p.checkNotice(c)
	p.checkRenewed(c)
	p.checkClosed(c)
}

// checkUnits refuses lengths that do not go with days of a calendar.
func (p *parser) checkUnits(c *Contract) {
	for _, field := range []struct {
		name   string
		period *deadline.Period
		spare  bool // business days do
	}{{"term", c.Term, false}, {"renewal_term", c.RenewalTerm, false}, {"notice_period", c.Notice, true}} {
		switch length := field.period; {
		case length == nil || p.faulty(field.name):
		case length.Time != 0:
			p.fail(field.name, "%s is not in whole days, but a contract begins and ends with a day; write it like 12mo, 1y or 30d.", deadline.Quote(length.String()))
		case length.BusinessDays != 0 && !field.spare:
			p.fail(field.name, "%s is in business days, which moves with every holiday; write it like 12mo, 1y or 30d.", deadline.Quote(length.String()))
		case length.IsZero() && !field.spare:
			p.fail(field.name, "A length of %s is none; write it like 12mo, 1y or 30d, or leave the field blank where nothing is agreed.", length)
		case length.Months > maxTermMonths || length.Days > 366*maxTermMonths/12:
			p.fail(field.name, "%s is longer than a century; for a contract without an end write unlimited as its end.", deadline.Quote(length.String()))
		}
	}
}

func (p *parser) checkTerm(c *Contract) {
	if p.faulty("starts_on", "ends_on", "term") {
		return
	}
	switch {
	case c.Endless && c.Term != nil:
		p.fail("ends_on", "The contract is said to have no end, but also a term of %s; keep the one that holds.", inWords(*c.Term))
	case c.Term != nil && c.StartsOn.IsZero() && c.EndsOn.IsZero():
		p.fail("term", "A term of %s tells no end without the day it starts on; add starts_on or ends_on.", inWords(*c.Term))
	case c.Term != nil && !c.StartsOn.IsZero() && after(c.StartsOn, *c.Term).Year > lastYear:
		p.fail("term", "A term of %s from %s ends beyond the year %d; for a contract without an end write unlimited as its end.", inWords(*c.Term), c.StartsOn, lastYear)
	case c.EndsOn.IsZero() || c.StartsOn.IsZero():
	case c.EndsOn.Before(c.StartsOn):
		p.fail("ends_on", "The contract would end on %s, before it starts on %s; check which of the two is wrong.", c.EndsOn, c.StartsOn)
	case c.Term != nil && !agree(c):
		p.fail("ends_on", "The contract is said to end on %s, but %s from %s end on %s; check which of the three is wrong. The end is the last day on which the contract holds.",
			c.EndsOn, inWords(*c.Term), c.StartsOn, after(c.StartsOn, *c.Term).AddDays(-1))
	}
}

// agree says that the term ends on the declared day. Where the month of the end
// has no such day as the start, some count the term to the day before the last of
// that month: then the declared day stands.
func agree(c *Contract) bool {
	next := after(c.StartsOn, *c.Term)
	clamped := c.Term.Days == 0 && next.Day < c.StartsOn.Day && next.Day == 1
	return c.EndsOn == next.AddDays(-1) || clamped && c.EndsOn == next.AddDays(-2)
}

func (p *parser) checkTacit(c *Contract) {
	if c.Endless && c.Renewal == RenewalNone && speaksOfRenewal(p.fields["ends_on"].Text) {
		p.fail("ends_on", "The contract is said to renew by itself where its end belongs (%s), but renewal says that nothing renews it; keep the one that holds, and write the end of its term.", deadline.Quote(p.fields["ends_on"].Text))
	}
	if c.Renewal != RenewalTacit || p.faulty("ends_on", "renewal_term") || c.NoticeTo != BoundaryNone && !c.Endless {
		return
	}
	switch {
	case c.Endless:
		p.fail("renewal", "The contract is said to have no end, so there is nothing to renew tacitly; declare the end of its term, or no renewal.")
	case c.RenewalTerm == nil && c.Term != nil:
		p.fail("renewal_term", "Tacit renewal needs the length of one renewal; write it even where it is the same as the term, like %s.", c.Term)
	case c.RenewalTerm == nil:
		p.fail("renewal_term", "Tacit renewal needs the length of one renewal; write it like 12mo or 1年.")
	}
}

// speaksOfRenewal says that a word for no end means one renewal after another.
func speaksOfRenewal(text string) bool {
	text = strings.ToLower(text)
	return strings.Contains(text, "auto") || strings.Contains(text, "自動") || strings.Contains(text, "rolling")
}

// checkNotice compares the notice with the term, by days of the week where it is
// in business days: holidays only make it longer.
func (p *parser) checkNotice(c *Contract) {
	if p.faulty("starts_on", "ends_on", "term", "notice_period", "renewed_until") {
		return
	}
	ends, declared := c.firstEnd()
	if !declared {
		return
	}
	if !c.NoticeBy.IsZero() {
		if last := latest(ends.AddDays(-1), c.RenewedUntil); c.NoticeBy.After(last) {
			p.fail("notice_period", "The last day for notice is %s, after the end on %s; check which of the two is wrong.", c.NoticeBy, last)
		} else if c.NoticeBy.Before(c.StartsOn) {
			p.fail("notice_period", "The last day for notice is %s, before the start on %s; check which of the two is wrong.", c.NoticeBy, c.StartsOn)
		}
		return
	}
	// A notice longer than one renewal is no fault: a contract that rolls on by
	// the month may well take three months to leave.
	by, err := deadline.Arithmetic{}.Subtract(ends.Start(time.UTC), c.noticePeriod())
	if !c.StartsOn.IsZero() && (err != nil || deadline.DateOf(by, time.UTC).Before(c.StartsOn)) {
		p.fail("notice_period", "The notice period of %s is longer than the term from %s to %s; check which of them is wrong.", inWords(c.noticePeriod()), c.StartsOn, ends.AddDays(-1))
	}
}

func (p *parser) checkRenewed(c *Contract) {
	if p.faulty("renewed_until") {
		return
	}
	if c.RenewedUntil.IsZero() {
		for _, name := range []string{"renewed_from", "renewal_proof", "renewal_proved_on", "renewal_proved_by"} {
			if p.text(name) != "" && p.unsaid["renewed_until"] == "" {
				p.fail(name, "There is proof of a renewal, but not until when it was renewed; add renewed_until.")
			}
		}
		return
	}
	if c.RenewedFrom.After(c.RenewedUntil) && !p.faulty("renewed_from") {
		p.fail("renewed_from", "The renewal would begin on %s, after its end on %s; check which of the two is wrong.", c.RenewedFrom, c.RenewedUntil)
	}
	if c.RenewedUntil.Year > lastYear {
		p.fail("renewed_until", "The contract would be renewed until %s, which stands for no end; where that was agreed, write unlimited as its end instead.", c.RenewedUntil)
		return
	}
	if c.Endless {
		p.fail("renewed_until", "The contract is said to have no end, so there is no renewal until %s; keep the one that holds.", c.RenewedUntil)
		return
	}
	if ends, declared := c.firstEnd(); declared && !p.faulty("starts_on", "ends_on", "term") && c.RenewedUntil.Before(ends.AddDays(-1)) {
		p.fail("renewed_until", "The contract would be renewed until %s, which is before its end on %s; leave renewed_until blank until it is renewed.", c.RenewedUntil, ends.AddDays(-1))
	}
}

// checkClosed holds the end that was recorded against the rest: a row is closed
// for a reason, or somebody will open it again.
func (p *parser) checkClosed(c *Contract) {
	switch {
	case p.faulty("closed_on", "notice_given_on", "starts_on"):
	case c.ClosedOn.IsZero() && c.ClosedBecause != "" && p.unsaid["closed_on"] == "":
		p.fail("closed_because", "There is a reason why the contract was closed, but not since when; add closed_on.")
	case !c.ClosedOn.IsZero() && c.ClosedBecause == "":
		p.fail("closed_because", "The contract is said to be closed on %s, but not why; write a reason, like \"replaced by office-lease-2\".", c.ClosedOn)
	case !c.ClosedOn.IsZero() && c.ClosedOn.Before(c.StartsOn):
		p.fail("closed_on", "The contract would be closed on %s, before it starts on %s; check which of the two is wrong.", c.ClosedOn, c.StartsOn)
	case !c.NoticeGivenOn.IsZero() && c.NoticeGivenOn.Before(c.StartsOn):
		p.fail("notice_given_on", "Notice would have been given on %s, before the start on %s; check which of the two is wrong.", c.NoticeGivenOn, c.StartsOn)
	}
}

func latest(a, b deadline.Date) deadline.Date {
	if a.Before(b) {
		return b
	}
	return a
}
