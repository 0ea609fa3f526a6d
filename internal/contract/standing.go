package contract

import (
	"fmt"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Standing is how one contract stands by itself at one instant. Instants are UTC
// and zero where they are not known.
type Standing struct {
	// End is when it ends as far as is agreed, or will be because nobody gave
	// notice in time. It is unknown where no term is declared.
	End deadline.End
	// OptOutBy is the instant before which notice must be given so that a tacitly
	// renewed contract ends at End.
	OptOutBy time.Time
	// PeriodStart and PeriodEnd bound the period that runs.
	PeriodStart, PeriodEnd time.Time
	// Renewals counts the tacit renewals that have begun since what is agreed.
	Renewals int
	// Proved says whether the renewal that is claimed counts; nil where none is.
	Proved *bool
	// Noticed says that notice was given, so that it ends at End; Closed, that it
	// is over, as was recorded.
	Noticed, Closed bool

	begins   deadline.Date // the day on which it will, zero once it has
	asked    time.Time     // since when it can be decided on that notice
	noticeBy time.Time     // until when something can be said, for any contract
	actNow   time.Time     // since when notice is awaited of what has no end
	cause    string
	findings []deadline.Finding // of what is declared
	bound    []deadline.Finding // about the contract alone, not what rests on it
}

// stand works out how the contract stands at now.
func (c *Contract) stand(now time.Time, in deadline.Arithmetic) (Standing, error) {
	loc := location(in)
	today := deadline.DateOf(now, loc)
	s := Standing{bound: c.unnamed(), findings: c.unseenUpstream()}
	if !c.RenewedUntil.IsZero() {
		counts := c.proved(today)
		s.Proved = &counts
	}
	if c.closed(today) {
		c.standClosed(&s, loc)
		return s, nil
	}
	s.Noticed = c.noticed(today)
	c.tellBegin(&s, today)
	agreed, declared := c.agreedEnd(today)
	if c.Renewal == RenewalTacit && declared {
		agreed = c.NoticeTo.next(agreed, c.FiscalEnd)
	}
	c.tellNotice(&s, today, declared)
	if c.Endless {
		return s, c.standEndless(&s, now, in)
	}
	if !declared {
		c.standUndeclared(&s)
		return s, nil
	}
	switch {
	case s.Proved != nil && !*s.Proved:
		c.tellUnproved(&s, agreed)
	case s.Proved != nil && c.inGap(today):
		s.findings = append(s.findings, deadline.NewFinding(deadline.RuleRenewalMissed, fmt.Sprintf(
			"The renewal of %s begins only on %s, %d days after its term ends on %s: in between it does not hold.",
			deadline.Quote(c.Key), c.RenewedFrom, c.RenewedFrom.DaysSince(agreed), agreed.AddDays(-1))))
	}
	switch {
	case s.Noticed && c.Renewal == RenewalTacit:
		return s, c.standNoticed(&s, now, agreed, in)
	case c.goesOn():
		return s, c.standTacit(&s, now, agreed, in)
	}
	return s, c.standAgreed(&s, now, agreed, in)
}

func (c *Contract) standUndeclared(s *Standing) {
	s.cause = "no end and no term are declared for " + deadline.Quote(c.Key)
	message := fmt.Sprintf("The term of %s is not declared, which is not the same as endless", deadline.Quote(c.Key))
	for _, field := range []string{"ends_on", "term"} {
		if word := c.Unsaid[field]; word != "" {
			message = fmt.Sprintf("The term of %s is written %s, which says nothing and is not the same as endless", deadline.Quote(c.Key), deadline.Quote(word))
		}
	}
	if c.DeletesData != nil && *c.DeletesData {
		message += "; data is deleted at an end that nobody knows"
	}
	s.findings = append(s.findings, deadline.NewFinding(deadline.RuleTermUndeclared, message+"."))
	if why := c.unproven(); s.Proved != nil && why != "" {
		s.findings = append(s.findings, deadline.NewFinding(deadline.RuleRenewalUnproven,
			fmt.Sprintf("%s is said to be renewed until %s, but %s.", deadline.Quote(c.Key), c.RenewedUntil, why)))
	}
}

// tellUnproved says why a renewal does not count.
func (c *Contract) tellUnproved(s *Standing, agreed deadline.Date) {
	why := c.unproven()
	if why == "" {
		s.findings = append(s.findings, deadline.NewFinding(deadline.RuleRenewalUnproven,
			fmt.Sprintf("%s: its renewal until %s counts only from %s, the day of its proof, which is yet to come.", deadline.Quote(c.Key), c.RenewedUntil, c.RenewalProvedOn)))
		return
	}
	counts := "it counts as ending on " + agreed.AddDays(-1).String()
	if c.goesOn() {
		counts = "only the periods of its tacit renewal count"
	}
	s.findings = append(s.findings, deadline.NewFinding(deadline.RuleRenewalUnproven,
		fmt.Sprintf("%s is said to be renewed until %s, but %s; %s.", deadline.Quote(c.Key), c.RenewedUntil, why, counts)))
}

// standAgreed is for what ends when nothing is done, and for what somebody means
// to end: that never moves on by itself to a later end, or the alarm would fall
// silent on the day after.
func (c *Contract) standAgreed(s *Standing, now time.Time, agreed deadline.Date, in deadline.Arithmetic) error {
	loc := location(in)
	s.End = deadline.EndsAt(agreed.Start(loc))
	c.setPeriod(s, now, agreed, loc)
	if s.End.State != deadline.EndKnown {
		return nil
	}
	known, err := c.setNotice(s, agreed, in)
	if err != nil {
		return err
	}
	ended := !now.Before(agreed.Start(loc))
	if !known && ended {
		// What has ended is not unknown for want of a day for notice.
		s.End, s.cause = deadline.EndsAt(agreed.Start(loc)), ""
		s.noticeBy = s.End.At
	}
	switch {
	case ended && (c.meantToEnd() || s.Noticed):
		s.cause = "it is meant to end: where it has, write closed_on and closed_because; where it has been renewed instead, say until when and by what proof"
	case !known || s.Noticed:
	case c.Renewal == RenewalTacit:
		s.cause = joined(s.cause, "it is meant to end, so notice is to be given by "+lastDay(s.noticeBy, loc))
	case s.noticeBy.Before(s.End.At):
		s.cause = joined(s.cause, "what is to be said before its end is to be said by "+lastDay(s.noticeBy, loc))
	}
	if c.Renewal == RenewalTacit && known {
		s.OptOutBy = s.noticeBy
	}
	return nil
}

// setNotice works out until when notice can be given for an agreed end. It is
// false, and the standing unknown, where the day that is declared for it belongs
// to another period.
func (c *Contract) setNotice(s *Standing, agreed deadline.Date, in deadline.Arithmetic) (bool, error) {
	loc := location(in)
	if c.NoticeBy.IsZero() {
		by, err := c.noticeBefore(agreed, in)
		if err != nil {
			return false, err
		}
		s.noticeBy = by
		return true, nil
	}
	first, declared := c.firstEnd()
	belongs := c.NoticeBy.Before(agreed)
	if declared && agreed.After(first) {
		belongs = belongs && !c.NoticeBy.Before(first)
	}
	if !belongs {
		s.End = deadline.End{}
		s.cause = fmt.Sprintf("the last day for notice that is declared, %s, is not that of the term that ends on %s", c.NoticeBy, agreed.AddDays(-1))
		return false, nil
	}
	s.noticeBy = c.NoticeBy.End(loc)
	return true, nil
}

// noticeBefore is the instant before which notice must be given for the contract
// to end before a day.
func (c *Contract) noticeBefore(ends deadline.Date, in deadline.Arithmetic) (time.Time, error) {
	by, err := in.Subtract(ends.Start(location(in)), c.noticePeriod())
	if err != nil {
		return time.Time{}, fmt.Errorf("notice period %s: %w", c.Notice, err)
	}
	return by, nil
}

// setPeriod sets the period that runs and ends before a day.
func (c *Contract) setPeriod(s *Standing, now time.Time, ends deadline.Date, loc *time.Location) {
	s.PeriodEnd = ends.Start(loc)
	first, declared := c.firstEnd()
	switch {
	case declared && ends.After(first) && !now.Before(first.Start(loc)):
		s.PeriodStart = first.Start(loc)
	case !c.StartsOn.IsZero():
		s.PeriodStart = c.StartsOn.Start(loc)
	}
}

func location(in deadline.Arithmetic) *time.Location {
	if in.Location == nil {
		return time.UTC
	}
	return in.Location
}

// lastDay is the day that ends at an instant.
func lastDay(t time.Time, loc *time.Location) string {
	return deadline.DateOf(t.Add(-1), loc).String()
}

// joined puts clauses together.
func joined(clauses ...string) string {
	text := ""
	for _, clause := range clauses {
		if text != "" && clause != "" {
			text += "; "
		}
		text += clause
	}
	return text
}
