package provider

import (
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

// itemOf is the deadline as the policy takes it.
func (s *session) itemOf(in intake.Input, now time.Time) (policy.Item, []intake.Fault) {
	given := in
	in = in.WithoutTakenToCome(now, s.location)
	var ends *contract.Verdict
	d, faults := in.Deadline(intake.Settings{
		Location: s.location, Arithmetic: s.arithmetic, Now: now,
		Terms: func(kind string, lifetime time.Duration) deadline.Terms { return s.terms(kind, lifetime, termsInput{}) },
		Contract: func(in intake.Input) (end *intake.ContractEnd, faults []intake.Fault) {
			if ends, faults = s.contractVerdict(in, now); ends != nil {
				end = &intake.ContractEnd{Timeline: ends.Timeline, Cause: ends.Cause, Findings: ends.Findings}
			}
			return end, faults
		},
	})
	item := policy.Item{
		Thing: deadline.Thing{Deadline: d, Tracks: in.Tracks, CoveredBy: in.CoveredBy, BacksUp: in.BacksUp, Fate: in.Fate, ChangeReviewedBy: in.ChangeReviewedBy, Upstream: in.Upstream, DeletesData: in.DeletesData != nil && *in.DeletesData}, Status: in.StatusFor(d), Passes: in.Passes, Reason: in.Reason,

		Unsettled: in.Unsettled,
	}
	if ends != nil {
		item.Moves = ends.Moves(in.RenewalProvedOn, s.location)
	}
	if over := in.Forgotten(s.location); !over.IsZero() {
		item.Moves = append(item.Moves, over)
	}
	if len(item.Moves) > 0 {
		item.Again = func(t time.Time) policy.Item {
			again, _ := s.itemOf(given, t)
			return again
		}
	}
	if strings.HasPrefix(in.ID, "waiver/") || strings.HasPrefix(in.ID, "handover/") {
		item.Tracked = false // nobody maintains them, and nothing stands still without them
	}
	if strings.HasPrefix(in.ID, contract.Kind+"/") && item.Fate.Contract == "" {
		item.Fate.Contract = contract.KeyOf(in.ID) // a contract falls with itself
	}
	for _, day := range []struct {
		name, written string
		at            *time.Time
	}{{"changed_at", in.ChangedAt, &item.ChangedAt}, {"newest_at", in.NewestAt, &item.NewestAt}} {
		if day.written == "" {
			continue
		}
		var err error
		if *day.at, err = deadline.ParseInstant(day.written, s.location); err != nil {
			faults = append(faults, intake.Fault{Attribute: day.name, Message: err.Error()})
		}
	}
	return item, faults
}
