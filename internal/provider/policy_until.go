package provider

import (
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

// untilOf is for how long a verdict holds, as a report tells it.
func untilOf(until *policy.Until) *report.Until {
	switch {
	case until == nil:
		return nil
	case until.At.IsZero():
		return &report.Until{Reason: strings.ToLower(until.Reason[:1]) + until.Reason[1:]}
	}
	return &report.Until{At: until.At, Reason: "it fails by " + until.By}
}

// movesOf are the instants at which a contract stands otherwise than now: a
// period or the time for notice ends, or the proof of a renewal begins to count.
func movesOf(verdict *contract.Verdict, provedOn string, loc *time.Location) []time.Time {
	var moves []time.Time
	if !verdict.ActBy.IsZero() {
		moves = append(moves, verdict.ActBy) // where it is decided to renew, it has renewed from then on
	}
	for _, link := range verdict.Own.Chain() {
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
