package policy

import (
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// event is something that happens to one thing as time goes by, at a whole
// second. It breaks its rule about time, and where it spreads perhaps any other.
type event struct {
	at      time.Time
	rule    deadline.Rule // due, overdue or expired, else ""
	of      *entry
	in      *part
	spreads bool
	waiver  *Waiver // whose last day is over, then of and in are nil
}

// eventsOf are what will happen to a thing after now: its own dates, as they were
// given; a backup that grows too old; a claim whose day comes.
func (c *course) eventsOf(e *entry, own deadline.Timeline, now time.Time) []event {
	var events []event
	add := func(at time.Time, rule deadline.Rule) {
		if at = wholeSecond(at); at.After(now) {
			events = append(events, event{at: at, rule: rule, of: e})
		}
	}
	if !own.RemindAt.IsZero() {
		add(own.RemindAt, deadline.RuleDue)
	}
	if !own.ActBy.IsZero() {
		add(own.ActBy, deadline.RuleOverdue)
	}
	if own.End.State == deadline.EndKnown {
		add(own.End.At, deadline.RuleExpired)
	}
	for _, claim := range []time.Time{e.NewestAt, e.ChangedAt} {
		if !claim.IsZero() {
			add(deadline.DateOf(claim, c.loc).Start(c.loc), "")
		}
	}
	stale := deadline.RuleBackupStale
	if !e.NewestAt.IsZero() && c.policy.couldBe(stale, deadline.SeverityError) {
		for _, maxAge := range c.policy.maxAges() {
			if at, found := c.staleFrom(e.NewestAt, maxAge); found {
				add(at, "")
			}
		}
	}
	return events
}

// staleFrom is the first whole second at which a backup is too old. Calendars
// are not turned round by arithmetic, so it is searched for.
func (c *course) staleFrom(newest time.Time, maxAge deadline.Period) (time.Time, bool) {
	stale := func(unix int64) bool { return newest.Before(oldestBackup(maxAge, time.Unix(unix, 0).UTC(), c.loc)) }
	fresh, step := newest.Unix(), int64(86_400)
	for !stale(fresh + step) {
		if step *= 2; step > 1_000*366*86_400 {
			return time.Time{}, false
		}
	}
	for low, high := fresh, fresh+step; ; {
		if high-low <= 1 {
			return time.Unix(high, 0).UTC(), true
		}
		if middle := low + (high-low)/2; stale(middle) {
			high = middle
		} else {
			low = middle
		}
	}
}

// sweep goes through what will happen after one instant and before another, zero
// for ever, and judges what it can break, until something fails. What passed
// before an event passes after it, unless the event itself breaks a rule.
func (c *course) sweep(parts []*part, from, to time.Time) failure {
	var events []event
	for _, one := range parts {
		events = append(events, one.events...)
	}
	for i := range c.policy.Waivers {
		w := &c.policy.Waivers[i]
		events = append(events, event{at: wholeSecond(w.EndsOn.End(c.loc)), waiver: w})
		if c.whole {
			events = append(events, event{at: wholeSecond(w.GrantedOn.Start(c.loc)), waiver: w})
		}
	}
	slices.SortStableFunc(events, func(a, b event) int { return a.at.Compare(b.at) })
	for first := 0; first < len(events); {
		at, last := events[first].at, first+1
		for last < len(events) && events[last].at.Equal(at) {
			last++
		}
		if at.After(from) && (to.IsZero() || at.Before(to)) {
			if touched, again := c.touched(parts, events[first:last]); again {
				var items []Item
				for _, one := range touched {
					items = append(items, one.items...)
				}
				if verdict := c.judge(items, at); verdict.Outcome == deadline.OutcomeFails {
					return failure{at, verdict}
				}
			}
		}
		first = last
	}
	return failure{}
}

// touched are the parts that events of one instant can break, and whether to
// judge at all: assertions and waivers belong to no part.
func (c *course) touched(parts []*part, events []event) (touched []*part, again bool) {
	seen := map[*part]bool{}
	touch := func(one *part) {
		if again = true; !seen[one] {
			seen[one], touched = true, append(touched, one)
		}
	}
	for _, happens := range events {
		if w := happens.waiver; w != nil {
			again = again || c.whole || w.Rule == RuleAssertion || c.expires(w)
			for _, one := range parts {
				if slices.ContainsFunc(one.entries, func(e *entry) bool { return w.isFor(subjectOf(e)) != no }) {
					touch(one)
				}
			}
			continue
		}
		if happens.spreads || c.breaks(happens.rule, subjectOf(happens.of), happens.at) {
			touch(happens.in)
		}
	}
	return touched, again
}
