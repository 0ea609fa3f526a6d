package state

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts/statefile"
)

// judging is how ends become entries.
type judging struct {
	session  *session.Session
	terms    session.TermsInput
	now      time.Time
	trackers trackers
	diags    *diag.Diagnostics
}

// entry judges one end that a source gave.
func (j judging) entry(state string, one ending, age string) face.Entry {
	d := deadline.Deadline{ID: one.id, Kind: one.Kind, Identity: one.Identity}
	read := face.Reading{End: one.End, Lifetime: lifetime(one.Fact), Findings: slices.Clone(one.Findings), Cause: joined(one.Cause, age)}
	if j.trackers.untracked(one) {
		read.Findings = append(read.Findings, j.trackers.finding()...)
	}
	return face.Entry{Judgement: read.Judge(j.session, d, j.terms, j.now, j.diags), Own: map[string]attr.Value{
		"state": types.StringValue(state), "address": attribute.Optional(one.Address), "type": attribute.Optional(one.Type), "part": attribute.Optional(one.Part),
		"deposed": attribute.Optional(one.deposed), "path": attribute.Optional(one.Path), "product": attribute.Optional(one.Product),
		"version": attribute.Optional(one.Version), "cycle": attribute.Optional(one.Cycle), "endpoint": attribute.Optional(one.Endpoint),
	}}
}

// lifetime is from the beginning to the end, 0 where that is not known.
func lifetime(fact statefacts.Fact) time.Duration {
	if fact.End.State != deadline.EndKnown || fact.Begins.IsZero() {
		return 0
	}
	return max(0, fact.End.At.Sub(fact.Begins))
}

// ageOf says of when a source is, as a clause for the reason.
func ageOf(outcome statefile.Outcome, now time.Time, location *time.Location) string {
	what := "the state"
	if outcome.Header.Format == statefile.Plan || outcome.Header.Format == statefile.WrappedPlan {
		what = "the plan"
	}
	if outcome.Header.Serial >= 0 {
		what += fmt.Sprintf(" (serial %d)", outcome.Header.Serial)
	}
	at, by := writtenAt(outcome)
	if at.IsZero() {
		return what + " does not say how old it is"
	}
	text := what + " is of "
	if by == string(statefile.ByDate) || by == string(statefile.ByDatabase) {
		text = what + " does not say when it was written, and was read on "
	}
	text += at.In(location).Format("2006-01-02 15:04 MST")
	switch days := deadline.DaysBetween(at, now); {
	case days == 1:
		text += ", a day ago"
	case days > 1:
		text += fmt.Sprintf(", %d days ago", days)
	}
	return text
}

// writtenAt is when a source was written, and who says so.
func writtenAt(outcome statefile.Outcome) (time.Time, string) {
	if !outcome.Header.Timestamp.IsZero() {
		return outcome.Header.Timestamp, "the plan"
	}
	return outcome.Age.At, string(outcome.Age.By)
}

// untrackedEnd is an end with its place in the list: what has ended and what nobody
// knows before what is to come.
type untrackedEnd struct {
	entry      face.Entry
	suggestion string
}

func soonest(a, b untrackedEnd) int {
	rank := func(end deadline.End) time.Time {
		if end.State == deadline.EndKnown {
			return end.At
		}
		return time.Time{}
	}
	return cmp.Or(rank(a.entry.End).Compare(rank(b.entry.End)), strings.Compare(a.entry.ID, b.entry.ID))
}

func untrackedValue(list []untrackedEnd) types.List {
	slices.SortFunc(list, soonest)
	list = list[:min(len(list), face.ListedMost)]
	values := make([]attr.Value, len(list))
	for i, one := range list {
		values[i] = types.ObjectValueMust(untrackedType.AttrTypes, attribute.Merged(face.Values(one.entry.Judgement), map[string]attr.Value{
			"state": one.entry.Own["state"], "address": one.entry.Own["address"], "type": one.entry.Own["type"], "suggestion": types.StringValue(one.suggestion),
		}))
	}
	return types.ListValueMust(untrackedType, values)
}

func unjudgedValue(list []unjudged) types.List {
	list = list[:min(len(list), face.ListedMost)]
	values := make([]attr.Value, len(list))
	for i, one := range list {
		values[i] = types.ObjectValueMust(unjudgedType.AttrTypes, map[string]attr.Value{
			"state": types.StringValue(one.state), "address": types.StringValue(one.address), "type": types.StringValue(one.kind), "path": types.StringValue(one.path),
		})
	}
	return types.ListValueMust(unjudgedType, values)
}

func asidesValue(counts map[aside]int64) types.List {
	sorted := slices.SortedFunc(maps.Keys(counts), func(a, b aside) int {
		return cmp.Or(strings.Compare(a.kind, b.kind), strings.Compare(a.reason, b.reason))
	})
	values := make([]attr.Value, len(sorted))
	for i, one := range sorted {
		values[i] = types.ObjectValueMust(leftAsideType.AttrTypes, map[string]attr.Value{
			"type": types.StringValue(one.kind), "reason": types.StringValue(one.reason), "count": types.Int64Value(counts[one]),
		})
	}
	return types.ListValueMust(leftAsideType, values)
}

// sourceValue is a source as a result.
func sourceValue(outcome statefile.Outcome, deadlines int) attr.Value {
	header := outcome.Header
	count := func(n int) types.Int64 { return types.Int64Value(int64(n)) }
	at, by := writtenAt(outcome)
	values := map[string]attr.Value{
		"name": types.StringValue(outcome.Name), "source": types.StringValue(outcome.Shown), "format": attribute.Optional(string(header.Format)),
		"tool": attribute.Optional(header.Tool), "terraform_version": attribute.Optional(header.TerraformVersion), "serial": types.Int64Null(),
		"read_at": attribute.InstantValue(at.Truncate(time.Second)), "read_at_by": types.StringNull(), "error": types.StringNull(),
		"resources": count(header.Counts.Resources), "deadlines": count(deadlines), "deleted": count(header.Counts.Deleted),
		"deposed": count(header.Counts.Deposed), "unreadable": count(header.Counts.Unreadable),
	}
	if !at.IsZero() {
		values["read_at_by"] = types.StringValue(by)
	}
	if header.Serial >= 0 && header.Format != "" {
		values["serial"] = types.Int64Value(header.Serial)
	}
	if outcome.Err != nil {
		values["error"] = types.StringValue(outcome.Err.Error())
		for _, name := range []string{"resources", "deadlines", "deleted", "deposed", "unreadable"} {
			values[name] = types.Int64Null()
		}
	}
	return types.ObjectValueMust(sourceTypes, values)
}
