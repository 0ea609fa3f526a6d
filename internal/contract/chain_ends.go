package contract

import (
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// chainEnds is what ends first on a chain.
type chainEnds struct {
	weakest  *Link // with a known end
	agreed   *Link // above the contract, with a known end that only an agreement moves
	decision *Link // above the contract, the first that goes on unless somebody objects
	unknown  *Link // the nearest whose end cannot be told
}

func (f *chainEnds) see(link *Link, own bool) {
	switch link.End.State {
	case deadline.EndOpen:
		return
	case deadline.EndKnown:
	default:
		if f.unknown == nil {
			f.unknown = link
		}
		return
	}
	if f.weakest == nil || link.End.At.Before(f.weakest.End.At) {
		f.weakest = link
	}
	switch {
	case own:
	case link.goesOn() && link.Intent == IntentRenew: // decided
	case link.goesOn():
		if f.decision == nil || link.noticeBy.Before(f.decision.noticeBy) {
			f.decision = link
		}
	case f.agreed == nil || link.End.At.Before(f.agreed.End.At):
		f.agreed = link
	}
}

// timeline is the earliest end with the earliest instants at which to act.
func (f *chainEnds) timeline(own *Link, in deadline.Arithmetic, terms deadline.Terms) (deadline.Timeline, error) {
	line, err := own.timeline(in, terms, true)
	if err != nil || f.weakest == nil {
		return line, err
	}
	line.End = f.weakest.End
	for _, link := range []*Link{f.agreed, f.decision} {
		if link == nil {
			continue
		}
		other, err := link.timeline(in, terms, false)
		if err != nil {
			return line, err
		}
		line.ActBy = earlier(line.ActBy, other.ActBy)
		line.RemindAt = earlier(line.RemindAt, other.RemindAt)
	}
	return line, nil
}

// earlier is the earlier of two instants, of which the first may be none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}
