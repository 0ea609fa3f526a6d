package contract

import (
	"fmt"
	"sort"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// standTacit finds the end to which the contract is bound at now: that of the
// running period while notice can still be given, else the first for which it can.
func (c *Contract) standTacit(s *Standing, now time.Time, agreed deadline.Date, in deadline.Arithmetic) error {
	loc := location(in)
	renewal := c.renewal()
	if renewal == nil || renewal.Months+renewal.Days <= 0 {
		s.cause = "it is renewed tacitly for a time that is not declared"
		return nil
	}
	plan := c.schedule(agreed)
	running := sort.Search(plan.within(), func(k int) bool { return now.Before(plan.end(k).Start(loc)) })
	c.setPeriod(s, now, plan.end(running), loc)
	if running > 0 {
		s.PeriodStart = plan.end(running - 1).Start(loc)
	}
	s.Renewals = running

	bound := running
	if c.NoticeBy.IsZero() {
		var err error
		if bound, err = c.bind(s, plan, running, now, in); err != nil {
			return err
		}
	} else {
		if known, err := c.setNotice(s, agreed, in); err != nil || !known {
			return err
		}
		if !now.Before(s.noticeBy) {
			s.noticeBy = time.Time{}
			s.cause = fmt.Sprintf("the last day for notice that is declared, %s, has passed, and that of the next period is not known", c.NoticeBy)
			return nil
		}
	}
	s.End = deadline.EndsAt(plan.end(bound).Start(loc))
	s.OptOutBy = s.noticeBy
	s.cause = joined(s.cause, fmt.Sprintf("notice can be given until %s, else it renews for %s", lastDay(s.noticeBy, loc), inWords(*renewal)))
	return nil
}

// bind finds the first period that can still be the last, and until when notice
// for that can be given. Where it is not the running one, a decision was let pass.
func (c *Contract) bind(s *Standing, plan schedule, running int, now time.Time, in deadline.Arithmetic) (int, error) {
	loc := location(in)
	optOut := func(k int) (time.Time, error) { return c.noticeBefore(plan.end(k), in) }
	open := func(k int) bool {
		by, err := optOut(running + k)
		return err == nil && now.Before(by)
	}
	// Nearly always it is this period or the next, and to count business days is slow.
	reach := 0
	for limit := plan.within(); reach < limit && !open(reach); {
		reach = 2*reach + 1
	}
	bound := running + reach/2 + sort.Search(reach-reach/2, func(k int) bool { return open(reach/2 + k) })
	by, err := optOut(bound)
	if err != nil {
		return 0, err
	}
	s.noticeBy = by
	switch {
	case bound > 0:
		s.asked, err = optOut(bound - 1)
	case !c.StartsOn.IsZero():
		s.asked = c.StartsOn.Start(loc)
	default: // as if it had been renewed before
		s.asked, err = in.Subtract(by, *c.renewal())
	}
	if err != nil {
		return 0, fmt.Errorf("renewal term %s: %w", inWords(*c.renewal()), err)
	}
	if bound == running {
		if running > 0 {
			s.bound = append(s.bound, deadline.NewFinding(deadline.RuleRenewsTacitly, fmt.Sprintf(
				"No notice was given, so it was renewed for %s on %s, until %s.", inWords(*c.renewal()), plan.end(running-1), plan.end(running).AddDays(-1))))
		}
		return bound, nil
	}
	because := fmt.Sprintf("No notice was given by %s", lastDay(s.asked, loc))
	if c.Intent == IntentRenew {
		because = "It is meant to go on"
	}
	s.bound = append(s.bound, deadline.NewFinding(deadline.RuleRenewsTacitly, fmt.Sprintf(
		"%s, so it is renewed for %s from %s, until %s.",
		because, inWords(*c.renewal()), plan.end(bound-1), plan.end(bound).AddDays(-1))))
	return bound, nil
}
