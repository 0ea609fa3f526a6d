package given

import (
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	contracts "github.com/terraform-expiry/terraform-provider-expiry/internal/provider/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// Item is the deadline as the policy takes it.
func Item(s *session.Session, in intake.Input, now time.Time) (policy.Item, []intake.Fault) {
	given := in
	in = in.WithoutTakenToCome(now, s.Location)
	var ends *contract.Verdict
	d, faults := in.Deadline(intake.Settings{
		Location: s.Location, Arithmetic: s.Arithmetic, Now: now,
		Terms: func(kind string, lifetime time.Duration) deadline.Terms {
			return s.Terms(kind, lifetime, session.TermsInput{})
		},
		Contract: func(in intake.Input) (end *intake.ContractEnd, faults []intake.Fault) {
			if ends, faults = contracts.Verdict(s, in, now); ends != nil {
				end = &intake.ContractEnd{Timeline: ends.Timeline, Task: ends.Task, Cause: ends.Cause, Findings: ends.Findings}
			}
			return end, faults
		},
	})
	item := policy.Item{
		Thing: deadline.Thing{
			Deadline: d, Tracks: in.Tracks, CoveredBy: in.CoveredBy, BacksUp: in.BacksUp, Fate: in.Fate, ChangeReviewedBy: in.ChangeReviewedBy,
			Upstream: in.Upstream, DeletesData: in.DeletesData != nil && *in.DeletesData, Supplier: in.Supplier, KeyAlgorithm: in.KeyAlgorithm,
		},
		Status: in.StatusFor(d), Passes: in.Passes, Reason: in.Reason, Unsettled: in.Unsettled,
	}
	for _, one := range in.Software {
		item.Software = append(item.Software, policy.Software(one))
	}
	if in.Renewal == string(contract.RenewalTacit) {
		item.Renews, _ = deadline.ParsePeriod(in.RenewalTerm) // one that is none is a fault already
	}
	if ends != nil {
		item.Moves = ends.Moves(in.RenewalProvedOn, s.Location)
	}
	if over := in.Forgotten(s.Location); !over.IsZero() {
		item.Moves = append(item.Moves, over)
	}
	if begins := in.Begins(s.Location); begins.After(now) {
		item.Moves = append(item.Moves, begins)
	}
	if closes := in.Closes(); closes.After(deadline.DateOf(now, s.Location)) {
		item.Moves = append(item.Moves, closes.Start(s.Location))
	}
	if len(item.Moves) > 0 {
		item.Again = func(t time.Time) policy.Item {
			again, _ := Item(s, given, t)
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
		if *day.at, err = deadline.ParseInstant(day.written, s.Location); err != nil {
			faults = append(faults, intake.Fault{Attribute: day.name, Message: err.Error()})
		}
	}
	return item, faults
}
