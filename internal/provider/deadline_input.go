package provider

import (
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

// treeOf is a value as the room intake reads it: what is not known stands as such,
// at the place where it is not known.
func treeOf(value attr.Value) any {
	switch {
	case value == nil || value.IsUnknown():
		return intake.Unknown{}
	case value.IsNull():
		return nil
	}
	switch value := value.(type) {
	case types.String:
		return value.ValueString()
	case text:
		return value.ValueString()
	case types.Bool:
		return value.ValueBool()
	case types.Number:
		return intake.Number(value.ValueBigFloat().Text('f', -1))
	case types.Dynamic:
		return treeOf(value.UnderlyingValue())
	}
	if parts, ok := objectOf(value); ok {
		object := make(intake.Object, len(parts))
		for name, part := range parts {
			object[name] = treeOf(part)
		}
		return object
	}
	if parts, ok := elementsOf(value); ok {
		elements := make([]any, len(parts))
		for i, part := range parts {
			elements[i] = treeOf(part)
		}
		return elements
	}
	return intake.Unread{}
}

// objectTree are the attributes of a deadline. What nothing reads is left out of
// the walk: a certificate with its chain is large.
func objectTree(attributes map[string]attr.Value) intake.Object {
	object := make(intake.Object, len(attributes))
	for name, value := range attributes {
		switch {
		case intake.Reads(name):
			object[name] = treeOf(value)
		case value.IsNull():
			object[name] = nil
		default:
			object[name] = intake.Unread{}
		}
	}
	return object
}

// itemOf is the deadline as the policy takes it.
func (s *session) itemOf(in intake.Input, now time.Time) (policy.Item, []intake.Fault) {
	given := in
	in = withoutTakenToCome(in, now, s.location)
	var ends *contract.Verdict
	d, faults := in.Deadline(intake.Settings{
		Location: s.location, Arithmetic: s.arithmetic,
		Terms: func(kind string, lifetime time.Duration) deadline.Terms { return s.terms(kind, lifetime, termsInput{}) },
		Contract: func(in intake.Input) (end *intake.ContractEnd, faults []intake.Fault) {
			if ends, faults = s.contractVerdict(in, now); ends != nil {
				end = &intake.ContractEnd{Timeline: ends.Timeline, Cause: ends.Cause, Findings: ends.Findings}
			}
			return end, faults
		},
	})
	item := policy.Item{
		Deadline: d, Status: in.StatusFor(d), Passes: in.Passes, Reason: in.Reason,
		Tracks: in.Tracks, CoveredBy: in.CoveredBy, BacksUp: in.BacksUp, Fate: policy.Fate(in.Fate), ChangeReviewedBy: in.ChangeReviewedBy,
		Upstream: in.Upstream, DeletesData: in.DeletesData != nil && *in.DeletesData,
		Unsettled: in.Unsettled,
	}
	if ends != nil {
		item.Moves = movesOf(ends, in.RenewalProvedOn, s.location)
		item.Again = func(t time.Time) policy.Item {
			again, _ := s.itemOf(given, t)
			return again
		}
	}
	if strings.HasPrefix(in.ID, "waiver/") || strings.HasPrefix(in.ID, "handover/") {
		item.Tracked = false // nobody maintains them, and nothing stands still without them
	}
	if strings.HasPrefix(in.ID, contractKind+"/") && item.Fate.Contract == "" {
		item.Fate.Contract = contractKey(in.ID) // a contract falls with itself
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
