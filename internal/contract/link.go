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
	if l.End.State != deadline.EndKnown {
		return deadline.Timeline{End: l.End}, nil
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
	if l.goesOn() {
		// What is to be done is a decision, and until then is the time for it.
		line.ActBy = by
	}
	line.End = l.End
	return line, nil
}

// notRenewedAbove finds a contract that is agreed for longer than what it rests
// on. What goes on unless somebody objects needs no agreement.
func (l *Link) notRenewedAbove(loc *time.Location) (deadline.Finding, bool) {
	above := l.Upstream
	if above == nil || above.goesOn() || above.End.State != deadline.EndKnown {
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
	return deadline.NewFinding(deadline.RuleUpstreamNotRenewed, fmt.Sprintf("%s is agreed %s, but %s, on which it rests, ends on %s.",
		deadline.Quote(l.Key), until, deadline.Quote(above.Key), lastDay(above.End.At, loc))), true
}
