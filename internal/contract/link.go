package contract

import (
	"fmt"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Link is one contract of a chain as it stands at one instant.
type Link struct {
	*Contract
	Standing
	// Upstream is the link that it rests on, nil at the last supplier.
	Upstream *Link
}

// goesOn says that the contract is renewed unless somebody objects, and that
// nobody has or means to.
func (l *Link) goesOn() bool { return l.Contract.goesOn() && !l.Noticed && !l.Closed }

// Chain is the link and all that it rests on, to the last supplier.
func (l *Link) Chain() []*Link {
	var chain []*Link
	for ; l != nil; l = l.Upstream {
		chain = append(chain, l)
	}
	return chain
}

// timeline is by when to act on one link alone. The notice of a contract is a
// matter of those who made it: own says that we did.
func (l *Link) timeline(in deadline.Arithmetic, terms deadline.Terms, own bool) (deadline.Timeline, error) {
	switch {
	case own && !l.actNow.IsZero():
		return deadline.Timeline{End: l.End, ActBy: l.actNow, RemindAt: l.actNow}, nil
	case l.End.State != deadline.EndKnown:
		return deadline.Timeline{End: l.End}, nil
	case l.Noticed:
		// Everything is said, and nothing is left to do before the end.
		return deadline.Timeline{End: l.End, ActBy: l.End.At, RemindAt: l.End.At}, nil
	}
	by := l.End.At
	if own || l.goesOn() {
		by = l.noticeBy
	}
	terms.Notice = deadline.Period{}
	if l.goesOn() || own && l.Renewal == RenewalTacit {
		// Nobody waits for a maintenance window to give notice.
		terms.Window = nil
	}
	line, err := in.Timeline(deadline.EndsAt(by), terms)
	if err != nil {
		return line, err
	}
	if l.goesOn() && (!own || l.leavesNoTime(line.ActBy)) {
		// Somebody else decides, and until then has the time for it.
		line.ActBy = by
	}
	line.End = l.End
	return line, nil
}

// leavesNoTime says that a contract renews so often that its lead time takes up
// what lies between one last day for notice and the next: all of it, or most where
// nobody chose it for this contract. Then the last day itself is what counts.
func (l *Link) leavesNoTime(actBy time.Time) bool {
	return !actBy.After(l.asked) || l.LeadTime == nil && l.noticeBy.Sub(actBy) > l.noticeBy.Sub(l.asked)/2
}

// notRenewedAbove finds a contract that is agreed for longer than what it rests
// on, or from an earlier day on. What goes on unless somebody objects needs no
// agreement.
func (l *Link) notRenewedAbove(loc *time.Location) (deadline.Finding, bool) {
	above := l.Upstream
	switch {
	case above == nil || l.Closed:
		return deadline.Finding{}, false
	case above.Closed:
		return notCarried("%s rests on %s, which was closed on %s.", deadline.Quote(l.Key), deadline.Quote(above.Key), above.ClosedOn)
	case !above.begins.IsZero() && (l.begins.IsZero() || l.begins.Before(above.begins)):
		if above.StartsOn == above.begins {
			return notCarried("%s rests on %s, which begins only on %s.", deadline.Quote(l.Key), deadline.Quote(above.Key), above.begins)
		}
		return notCarried("%s rests on %s, which is not in force.", deadline.Quote(l.Key), deadline.Quote(above.Key))
	case above.goesOn() || above.End.State != deadline.EndKnown:
		return deadline.Finding{}, false
	}
	until := "without an end"
	switch l.End.State {
	case deadline.EndOpen:
	case deadline.EndKnown:
		if !above.End.At.Before(l.End.At) {
			return deadline.Finding{}, false
		}
		until = "until " + lastDay(l.End.At, loc)
	default:
		return deadline.Finding{}, false
	}
	return notCarried("%s is agreed %s, but %s, on which it rests, ends on %s.", deadline.Quote(l.Key), until, deadline.Quote(above.Key), lastDay(above.End.At, loc))
}

func notCarried(format string, args ...any) (deadline.Finding, bool) {
	return deadline.NewFinding(deadline.RuleUpstreamNotRenewed, fmt.Sprintf(format, args...)), true
}

// decided is the link as it stands where somebody means it to go on: from the day
// on which it would have to be decided it counts as renewed.
func (l *Link) decided(now time.Time, in deadline.Arithmetic, terms deadline.Terms) (*Link, error) {
	if !l.goesOn() || l.Intent != IntentRenew || !l.NoticeBy.IsZero() || l.End.State != deadline.EndKnown {
		return l, nil
	}
	line, err := l.timeline(in, terms, true)
	if err != nil || now.Before(line.ActBy) || !now.Before(l.noticeBy) {
		return l, err
	}
	later, err := l.stand(l.noticeBy, in)
	if err != nil {
		return l, err
	}
	return &Link{Contract: l.Contract, Standing: later, Upstream: l.Upstream}, nil
}
