package contract

import (
	"fmt"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// What comes before a contract is in force, and after it is meant to be over.

// tellBegin tells of what is not in force yet: it covers nothing and carries
// nothing.
func (c *Contract) tellBegin(s *Standing, today deadline.Date) {
	message := ""
	switch word := c.Unsaid["starts_on"]; {
	case c.StartsOn.After(today):
		s.begins = c.StartsOn
		message = fmt.Sprintf("It begins only on %s.", c.StartsOn)
	case c.Stage == deadline.StageDraft:
		s.begins = today.AddDays(1)
		message = "It is not in force: its status says so."
	case deadline.Unsettled(word) && word != "":
		message = fmt.Sprintf("When it begins is written %s, so whether it is in force cannot be told.", deadline.Quote(word))
	}
	if message != "" {
		s.bound = append(s.bound, deadline.NewFinding(deadline.RuleNotYetValid, message))
	}
}

// tellNotice tells of a notice that is missing in the register: until when one
// can be given, or that a contract said to be over has none.
func (c *Contract) tellNotice(s *Standing, today deadline.Date, declared bool) {
	if c.NoticeGivenOn.After(today) {
		s.cause = fmt.Sprintf("the notice is dated %s, which is yet to come, so it does not count", c.NoticeGivenOn)
	}
	if c.Stage == deadline.StageOver && !s.Noticed {
		s.cause = joined(s.cause, "its status says that it is over: write notice_given_on, or closed_on with closed_because")
	}
	undeclared := c.Notice == nil && c.NoticeBy.IsZero()
	asked := declared && c.Renewal == RenewalTacit && !s.Noticed || c.Endless && (s.Noticed || c.meantToEnd())
	if !undeclared || !asked {
		return
	}
	message := fmt.Sprintf("Until when notice of %s can be given is not declared", deadline.Quote(c.Key))
	if word := c.Unsaid["notice_period"]; word != "" {
		message = fmt.Sprintf("Until when notice of %s can be given is written %s, which says nothing", deadline.Quote(c.Key), deadline.Quote(word))
	}
	s.bound = append(s.bound, deadline.NewFinding(deadline.RuleTermUndeclared, message+"; write notice_period, 0d where none is needed."))
}

// standClosed is for what is over, as was recorded.
func (c *Contract) standClosed(s *Standing, loc *time.Location) {
	s.Closed, s.End = true, deadline.EndsAt(c.ClosedOn.End(loc))
	s.cause = fmt.Sprintf("since %s: %s", c.ClosedOn, c.ClosedBecause)
	s.bound, s.findings = nil, nil
}

// standEndless is for what is agreed to have no end. Notice gives it one; where it
// is meant to end, that notice is awaited from now on, or in time for the day on
// which it is to be closed.
func (c *Contract) standEndless(s *Standing, now time.Time, in deadline.Arithmetic) error {
	loc := location(in)
	s.End = deadline.OpenEnded
	today := deadline.DateOf(now, loc)
	undeclared := c.Notice == nil && c.NoticeBy.IsZero()
	switch {
	case s.Noticed && undeclared:
		s.End, s.cause = deadline.End{}, joined(s.cause, fmt.Sprintf("notice was given on %s, and how long it runs after that is not declared", c.NoticeGivenOn))
	case s.Noticed:
		ends, err := c.afterNotice(c.NoticeGivenOn, in)
		if err != nil {
			return err
		}
		s.End, s.noticeBy = deadline.EndsAt(ends), ends
		s.cause = c.noticedCause(now, ends, loc)
	case c.meantToEnd() && !c.ClosedOn.IsZero():
		s.End = deadline.EndsAt(c.ClosedOn.End(loc))
		by, err := c.noticeBefore(c.ClosedOn.AddDays(1), in)
		if err != nil {
			return err
		}
		s.noticeBy = by
		s.cause = joined(s.cause, fmt.Sprintf("it is to be closed on %s, so notice is to be given by %s", c.ClosedOn, lastDay(by, loc)))
	case c.meantToEnd() && !now.IsZero():
		ends, err := c.afterNotice(today, in)
		if err != nil {
			return err
		}
		s.actNow, s.noticeBy = today.Start(loc), today.Start(loc)
		s.cause = joined(s.cause, fmt.Sprintf("it is meant to end, and no notice is said to have been given: given today it ends on %s; where it is to end later, write that day as closed_on", lastDay(ends, loc)))
	}
	return nil
}

// afterNotice is when a contract without an end ends after notice given on a day:
// that day is not counted (BGB, section 187(1); Japan's Civil Code, article 140).
func (c *Contract) afterNotice(given deadline.Date, in deadline.Arithmetic) (time.Time, error) {
	notice := c.noticePeriod()
	ends := given.AddMonths(notice.Months).AddDays(notice.Days)
	ends = in.Calendar.Step(ends, notice.BusinessDays)
	if ends.Year > lastYear {
		return time.Time{}, fmt.Errorf("notice period %s: %w", notice, deadline.ErrOutOfRange)
	}
	return c.NoticeTo.next(ends.AddDays(1), c.FiscalEnd).Start(location(in)), nil
}

// standNoticed is for a tacitly renewed contract of which notice was given: it
// ends with the first period for which that was in time.
func (c *Contract) standNoticed(s *Standing, now time.Time, agreed deadline.Date, in deadline.Arithmetic) error {
	loc := location(in)
	if !c.NoticeBy.IsZero() {
		if known, err := c.setNotice(s, agreed, in); err != nil || !known {
			return err
		}
		if c.NoticeGivenOn.After(c.NoticeBy) {
			s.cause = fmt.Sprintf("notice was given on %s, after the last day that is declared, %s, and that of the next period is not known", c.NoticeGivenOn, c.NoticeBy)
			return nil
		}
		s.End = deadline.EndsAt(agreed.Start(loc))
		c.setPeriod(s, now, agreed, loc)
		s.cause = c.noticedCause(now, s.End.At, loc)
		return nil
	}
	var then Standing
	if err := c.standTacit(&then, c.NoticeGivenOn.Start(loc), agreed, in); err != nil || then.End.State != deadline.EndKnown {
		s.cause = then.cause
		return err
	}
	s.End, s.noticeBy = then.End, then.End.At
	s.PeriodStart, s.PeriodEnd, s.Renewals = then.PeriodStart, then.PeriodEnd, then.Renewals
	s.cause = c.noticedCause(now, s.End.At, loc)
	return nil
}

func (c *Contract) noticedCause(now, ends time.Time, loc *time.Location) string {
	if now.Before(ends) {
		return fmt.Sprintf("notice was given on %s, so it ends with %s", c.NoticeGivenOn, lastDay(ends, loc))
	}
	return fmt.Sprintf("notice was given on %s: where it has ended, write closed_on and closed_because", c.NoticeGivenOn)
}
