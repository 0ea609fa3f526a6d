package contract

import (
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Moves are the instants at which a contract stands otherwise than now: a
// period or the time for notice ends, or the proof of a renewal begins to count.
func (v *Verdict) Moves(provedOn string, loc *time.Location) []time.Time {
	var moves []time.Time
	if !v.ActBy.IsZero() {
		moves = append(moves, v.ActBy) // where it is decided to renew, it has renewed from then on
	}
	for _, link := range v.Own.Chain() {
		for _, at := range []time.Time{link.OptOutBy, link.PeriodEnd, link.End.At} {
			if !at.IsZero() {
				moves = append(moves, at)
			}
		}
	}
	if day, err := deadline.ParseDate(provedOn); err == nil {
		moves = append(moves, day.Start(loc))
	}
	return moves
}
