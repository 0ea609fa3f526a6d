package face

import (
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// Entry is one of the many things that a data source reads: how it stands, and its
// fields beside the common face.
type Entry struct {
	deadline.Judgement
	Own map[string]attr.Value
}

// Many are the results of a data source that reads many things, beside its own
// face. Embed it in the model.
type Many struct {
	DueWithin     attribute.Text `tfsdk:"due_within"`
	Deadlines     types.List     `tfsdk:"deadlines"`
	DeadlinesJSON types.String   `tfsdk:"deadlines_json"`
	Counts        types.Object   `tfsdk:"counts"`
	Worst         types.Object   `tfsdk:"worst"`
	Due           types.List     `tfsdk:"due"`
}

// ManyOf says what the entries of a data source are.
type ManyOf struct {
	// Kind is that of an entry ("token"), Things what many are called ("Tokens").
	Kind, Things string
	// Own are the fields of an entry beside the common face, with what they mean.
	Own          map[string]attr.Type
	Descriptions map[string]string
}

func (of ManyOf) types() map[string]attr.Type { return attribute.Merged(AttrTypes, of.Own) }

// Attributes adds the results, and the argument due_within.
func (of ManyOf) Attributes(own map[string]schema.Attribute) map[string]schema.Attribute {
	entry := types.ObjectType{AttrTypes: of.types()}
	maps.Copy(own, map[string]schema.Attribute{
		"due_within": schema.StringAttribute{Optional: true, CustomType: attribute.PeriodType, MarkdownDescription: "Fills `due` with what ends within this period, like `30d` or `6w`. What could not be read is among them: a condition on `expires_at` would pass over it or fail."},
		"deadlines": schema.ListAttribute{
			Computed: true, ElementType: entry,
			MarkdownDescription: "One object for each, sorted by `act_by` (those without come last), then `id`. Each has the common attributes, so that the list can be handed to a gate as it is. The fields are described at `worst`. " + DescriptionListed,
		},
		"deadlines_json": schema.StringAttribute{Computed: true, MarkdownDescription: DescriptionRows},
		"counts":         CountsAttribute(of.Things),
		"due":            schema.ListAttribute{Computed: true, ElementType: entry, MarkdownDescription: "Those of `deadlines` that end within `due_within`, that have ended, or of which nobody knows when they end; without `due_within` those that do not have the status `ok`. At most the first 500."},
		"worst": schema.SingleNestedAttribute{
			Computed: true, MarkdownDescription: "The worst: worst status, then earliest `act_by`. Null where there is none.",
			Attributes: ComputedAttributes(of.types(), of.Descriptions, DescriptionsFor(of.Kind)),
		},
	})
	return own
}

// FillMany writes the entries, and gives the data source's own deadline the end of
// the worst. Nothing to read is nothing known.
func (m *Many) FillMany(s *session.Session, of ManyOf, own deadline.Deadline, now time.Time, entries []Entry) (deadline.Judgement, error) {
	slices.SortStableFunc(entries, func(a, b Entry) int { return deadline.Sooner(a.Deadline, b.Deadline) })
	fields := of.types()
	element := types.ObjectType{AttrTypes: fields}
	counts := map[deadline.Status]int{}
	var listed, due []attr.Value
	var rows Rows
	var worst *Entry
	m.Worst = types.ObjectNull(fields)
	for i := range entries {
		entry := &entries[i]
		values := attribute.Merged(Values(entry.Judgement), entry.Own)
		rows.Add(values)
		counts[entry.Status]++
		if len(entries) <= ListedMost {
			listed = append(listed, types.ObjectValueMust(fields, values))
		}
		if len(due) < ListedMost && IsDue(s, m.DueWithin, entry.Judgement) {
			due = append(due, types.ObjectValueMust(fields, values))
		}
		own.Blocked = own.Blocked || entry.Blocked
		if worst == nil || deadline.Worse(entry.Judgement, worst.Judgement) < 0 {
			worst = entry
			m.Worst = types.ObjectValueMust(fields, values)
		}
	}
	if own.Cause == "" {
		own.Cause = "nothing was found"
	}
	if worst != nil {
		own.Timeline = worst.Timeline
		own.Cause = "that is the end of " + worst.ID
		if worst.End.State != deadline.EndKnown {
			own.Cause = worst.Reason
		}
	}
	m.Deadlines = types.ListNull(element)
	if len(entries) <= ListedMost {
		m.Deadlines = types.ListValueMust(element, listed)
	}
	m.Due, m.Counts = types.ListValueMust(element, due), CountsValue(counts)
	var err error
	m.DeadlinesJSON, err = rows.Value()
	return own.Judge(now, s.Location), err
}

// IsDue tells whether a thing is to be looked at within a period. What nobody knows
// the end of is.
func IsDue(s *session.Session, within attribute.Text, j deadline.Judgement) bool {
	if within.IsNull() {
		return j.Status != deadline.StatusOK
	}
	switch j.End.State {
	case deadline.EndKnown:
		until, err := s.Arithmetic(0).Add(j.Now, attribute.ParsePeriod(within, deadline.Period{}))
		return err != nil || !j.End.At.After(until)
	case deadline.EndOpen:
		return !j.Passes
	}
	return true
}

// Judgements are those of entries.
func Judgements(entries []Entry) []deadline.Judgement {
	judgements := make([]deadline.Judgement, len(entries))
	for i := range entries {
		judgements[i] = entries[i].Judgement
	}
	return judgements
}
