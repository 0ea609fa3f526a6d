package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Until is for how long a set passes if nobody acts.
type Until struct {
	// At is the first whole second at which it would fail; zero where it fails
	// already, or where nothing would make it fail.
	At time.Time
	// By names what makes it fail then: "licence/erp (overdue)"; "" with a zero At.
	By string
	// Reason is one sentence: what makes it fail then, or why there is no such
	// instant; a second one names what was not judged.
	Reason string
}

// movesLooked is how often one thing that renews by itself is followed: monthly,
// that is more than ten years.
const movesLooked = 150

// Until finds the first whole second after now at which these items would fail
// by this policy, were they left as they are. It judges again only what can
// change, and only where that can break a rule; the verdict is that of now.
func (p Policy) Until(verdict Verdict, items []Item, now time.Time, loc *time.Location) *Until {
	rest := p.notJudged(verdict)
	if verdict.Outcome == deadline.OutcomeFails {
		return &Until{Reason: "It fails already." + rest}
	}
	c := &course{policy: p, loc: loc, waivers: indexWaivers(p.Waivers, now, loc)}
	isError := func(rule deadline.Rule) bool { return p.couldBe(rule, deadline.SeverityError) }
	c.whole = isError(deadline.RuleWaiverUnused)
	c.relates = slices.ContainsFunc(relating, isError)
	var still []*part
	var moving [][]Item
	for _, part := range c.parts(items, now) {
		if slices.ContainsFunc(part.items, func(i Item) bool { return i.Again != nil && len(i.Moves) > 0 }) {
			moving = append(moving, part.items)
			continue
		}
		still = append(still, part)
	}
	first := c.sweep(still, now, time.Time{})
	var looked time.Time // how far everything that moves was followed, zero for ever
	for _, items := range moving {
		found, until := c.follow(items, now, first.at)
		if !found.at.IsZero() {
			first = found
		}
		if !until.IsZero() && (looked.IsZero() || until.Before(looked)) {
			looked = until
		}
	}
	switch {
	case !first.at.IsZero() && (looked.IsZero() || !first.at.After(looked)):
		return &Until{At: first.at, By: first.by(), Reason: "Then it fails by " + first.by() + "." + rest}
	case !looked.IsZero():
		return &Until{Reason: fmt.Sprintf("It passes until %s at least; what renews by itself was followed no further.", deadline.DateOf(looked, loc)) + rest}
	}
	return &Until{Reason: "Nothing that ends here would make it fail." + rest}
}

// notJudged names what an answer leaves aside.
func (p Policy) notJudged(verdict Verdict) string {
	var names []string
	for _, violation := range verdict.Deferred {
		names = append(names, fmt.Sprintf("%s (%s)", named(violation.ID), violation.Rule))
	}
	if p.incomplete() {
		names = append(names, "what is known only after apply")
	}
	if len(names) == 0 {
		return ""
	}
	return " Not judged: " + listed(names) + "."
}

// course looks ahead: what will be judged otherwise, and when.
type course struct {
	policy  Policy
	loc     *time.Location
	waivers *waiverIndex
	whole   bool // a rule looks at everything, so nothing can be judged apart
	relates bool // one of the relating rules fails
}

// relating are the rules by which the end of one thing is the fault of another.
var relating = []deadline.Rule{
	deadline.RuleBackupMissing, deadline.RuleBackupSharesFate, deadline.RuleBackupStale, deadline.RuleChangeWithoutBackup,
	deadline.RuleSupportContractMissing, deadline.RuleUpstreamNotRenewed,
}

// failure is the first instant that fails, zero for none, and its verdict.
type failure struct {
	at      time.Time
	verdict Verdict
}

// by names what fails, errors alone.
func (f failure) by() string {
	var names []string
	for _, violation := range f.verdict.Violations {
		if violation.Severity == deadline.SeverityError {
			names = append(names, fmt.Sprintf("%s (%s)", named(violation.ID), violation.Rule))
		}
	}
	return listed(names)
}

// judge is the verdict on a part of the items at an instant.
func (c *course) judge(items []Item, at time.Time) Verdict {
	p := c.policy
	if !c.whole {
		// Whether a waiver is of use cannot be told of a part.
		p.Settings = make(map[deadline.Rule]Setting, len(c.policy.Settings)+1)
		maps.Copy(p.Settings, c.policy.Settings)
		p.Settings[deadline.RuleWaiverUnused] = Setting{Severity: deadline.SeverityOff}
	}
	return p.Judge(items, at, c.loc)
}

// follow looks ahead for things that move, move by move, until an instant, zero
// for ever. It gives how far it looked where that is not far enough.
func (c *course) follow(items []Item, from, until time.Time) (failure, time.Time) {
	for range movesLooked {
		next := nextMove(items, from)
		to := next
		if to.IsZero() || !until.IsZero() && until.Before(to) {
			to = until
		}
		if found := c.sweep(c.parts(items, from), from, to); !found.at.IsZero() {
			return found, time.Time{}
		}
		if next.IsZero() || !until.IsZero() && !next.Before(until) {
			return failure{}, time.Time{}
		}
		again := make([]Item, len(items))
		for i, item := range items {
			if again[i] = item; item.Again != nil {
				again[i] = item.Again(next)
			}
		}
		items, from = again, next
		if verdict := c.judge(items, from); verdict.Outcome == deadline.OutcomeFails {
			return failure{from, verdict}, time.Time{}
		}
	}
	return failure{}, from
}

// nextMove is the first whole second after an instant at which one of the items
// is another, zero where none will be.
func nextMove(items []Item, from time.Time) time.Time {
	var next time.Time
	for _, item := range items {
		if item.Again == nil {
			continue
		}
		for _, move := range item.Moves {
			if at := wholeSecond(move); at.After(from) && (next.IsZero() || at.Before(next)) {
				next = at
			}
		}
	}
	return next
}

// wholeSecond is the first whole second that is not before t.
func wholeSecond(t time.Time) time.Time {
	whole := t.UTC().Truncate(time.Second)
	if whole.Before(t) {
		whole = whole.Add(time.Second)
	}
	return whole
}

// expires says that the end of a waiver is an error by itself.
func (c *course) expires(w *Waiver) bool {
	const rule = deadline.RuleWaiverExpired
	severity, _ := c.policy.severity(rule, rule.Severity(), w.subject())
	return severity == deadline.SeverityError
}

// breaks says that a thing could break a rule about time at an instant, counting.
func (c *course) breaks(rule deadline.Rule, of subject, at time.Time) bool {
	if severity, _ := c.policy.severity(rule, rule.Severity(), of); severity != deadline.SeverityError {
		return false
	}
	c.waivers.now = at
	return c.waivers.find(rule, of).holds == nil
}

// String helps to read a failing test.
func (u Until) String() string {
	if u.At.IsZero() {
		return u.Reason
	}
	return strings.Join([]string{deadline.FormatInstant(u.At), u.Reason}, ": ")
}
