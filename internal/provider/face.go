package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// The common face: the attributes that every data source and every tracked
// resource carries, so that any of them can be handed to a gate as it is.

const (
	descriptionLeadTime = "How long a renewal takes: `30d`, `6w`, `3mo`, `5bd` (business days), `33%` (of a lifetime), `P1Y6M`."
	descriptionReminder = "How long before `act_by` to start asking, in the same forms as `lead_time`."
)

var faceDescriptions = map[string]string{
	"id":          "Stable identifier that speaks: `%s/` and the name. Waivers match on it.",
	"kind":        "Kind of thing.",
	"name":        "Name in the identifier.",
	"owner":       "Who is responsible for the renewal: a person or team that can be reached.",
	"maintainer":  "Who does the work.",
	"system":      "System that the thing belongs to.",
	"environment": "Environment of that system, like `production`.",
	"criticality": "How important it is, in your own words, like `high`.",
	"expires_at":  "First instant at which it no longer works (RFC 3339, UTC). Null when open-ended, ended on an unknown day or unknown: `status` tells which.",
	"act_by":      "By when the renewal must be done: `expires_at` less `lead_time`; with a maintenance window the start of the last window wholly before that. Null without `expires_at`.",
	"remind_at":   "When to start asking: `act_by` less `reminder`. Null without `expires_at`.",
	"tracked":     "Whether a person declared it (an asset) rather than the thing itself (a certificate that was read).",
	"days_left":   "Whole days to `expires_at`, rounded down, negative after it. Changes every day: do not export it in a root output.",
	"status":      "`ok`, then `due` (from `remind_at`), `overdue` (from `act_by`), `expired` (from `expires_at`); `unknown` when it cannot be told.",
	"passes":      "True for `ok` and `due`, never null: what a precondition tests.",
	"reason":      "One sentence for a person, fit for an `error_message`.",
	"findings":    "What else should be known: `rule`, `severity` (`warn` or `error`), `message`, `lesson`.",
}

// answerable is what a thing is called, who answers for it and what it belongs
// to.
type answerable struct {
	Name        types.String `tfsdk:"name"`
	Owner       types.String `tfsdk:"owner"`
	Maintainer  types.String `tfsdk:"maintainer"`
	System      types.String `tfsdk:"system"`
	Environment types.String `tfsdk:"environment"`
	Criticality types.String `tfsdk:"criticality"`
}

// faceInputs are the arguments of the common face.
type faceInputs struct {
	answerable
	LeadTime          text         `tfsdk:"lead_time"`
	Reminder          text         `tfsdk:"reminder"`
	MaintenanceWindow types.Object `tfsdk:"maintenance_window"`
}

// faceFacts are the results of the common face that do not depend on now.
type faceFacts struct {
	ID       types.String `tfsdk:"id"`
	Kind     types.String `tfsdk:"kind"`
	ActBy    types.String `tfsdk:"act_by"`
	RemindAt types.String `tfsdk:"remind_at"`
	Tracked  types.Bool   `tfsdk:"tracked"`
}

// dataFace is the whole face of a data source: embed it in the model.
type dataFace struct {
	faceInputs
	faceFacts
	ExpiresAt   types.String `tfsdk:"expires_at"`
	Enforcement types.String `tfsdk:"enforcement"`
	AsOf        text         `tfsdk:"as_of"`
	DaysLeft    types.Int64  `tfsdk:"days_left"`
	Status      types.String `tfsdk:"status"`
	Passes      types.Bool   `tfsdk:"passes"`
	Reason      types.String `tfsdk:"reason"`
	Findings    types.List   `tfsdk:"findings"`
}

var findingType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"rule": types.StringType, "severity": types.StringType, "message": types.StringType, "lesson": types.StringType,
}}

// dataFaceAttributes adds the attributes of the common face to a data source's
// own.
func dataFaceAttributes(kind string, own map[string]dsschema.Attribute) map[string]dsschema.Attribute {
	d := faceDescriptions
	for _, name := range []string{"owner", "maintainer", "system", "environment", "criticality"} {
		own[name] = dsschema.StringAttribute{Optional: true, MarkdownDescription: d[name]}
	}
	for _, name := range []string{"id", "kind", "expires_at", "act_by", "remind_at", "status", "reason"} {
		own[name] = dsschema.StringAttribute{Computed: true, MarkdownDescription: strings.Replace(d[name], "%s", kind, 1)}
	}
	own["name"] = dsschema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: d["name"] + " Default: the source as written."}
	own["lead_time"] = dsschema.StringAttribute{Optional: true, CustomType: periodType, MarkdownDescription: descriptionLeadTime + " Default: the provider's for the kind."}
	own["reminder"] = dsschema.StringAttribute{Optional: true, CustomType: periodType, MarkdownDescription: descriptionReminder + " Default: the provider's for the kind."}
	own["maintenance_window"] = windowDataSourceAttribute()
	own["enforcement"] = dsschema.StringAttribute{
		Optional: true, Validators: []validator.String{stringvalidator.OneOf(enforcements...)},
		MarkdownDescription: "`none`, `warn` or `error`: what this data source does by itself. Default: the provider's.",
	}
	own["as_of"] = dsschema.StringAttribute{
		Optional: true, CustomType: instantType,
		MarkdownDescription: "Judge as of this day (`2027-03-01`) or instant instead of the provider's.",
	}
	own["tracked"] = dsschema.BoolAttribute{Computed: true, MarkdownDescription: d["tracked"]}
	own["passes"] = dsschema.BoolAttribute{Computed: true, MarkdownDescription: d["passes"]}
	own["days_left"] = dsschema.Int64Attribute{Computed: true, MarkdownDescription: d["days_left"]}
	own["findings"] = dsschema.ListAttribute{Computed: true, ElementType: findingType, MarkdownDescription: d["findings"]}
	return own
}

// deadline starts a deadline of a kind from the inputs; source stands in for a
// name that is not given.
func (f faceInputs) deadline(kind, source string) deadline.Deadline {
	name := f.Name.ValueString()
	if name == "" {
		name = source
	}
	return deadline.Deadline{
		ID: kind + "/" + name, Kind: kind, Name: name,
		Owner: saidBy(f.Owner), Maintainer: saidBy(f.Maintainer),
		System: saidBy(f.System), Environment: saidBy(f.Environment), Criticality: saidBy(f.Criticality),
	}
}

// fillIn takes who answers for a thing, and what it belongs to, from another
// source where the first does not say, and tells whether it took anything.
func fillIn(d *deadline.Deadline, otherwise deadline.Deadline) (changed bool) {
	for _, fact := range []struct {
		said      *string
		otherwise string
	}{
		{&d.Owner, otherwise.Owner},
		{&d.Maintainer, otherwise.Maintainer},
		{&d.System, otherwise.System},
		{&d.Environment, otherwise.Environment},
		{&d.Criticality, otherwise.Criticality},
	} {
		if *fact.said == "" && fact.otherwise != "" {
			*fact.said, changed = fact.otherwise, true
		}
	}
	return changed
}

// unnamed are the inputs for one of many things: the name is that of them all.
func (f faceInputs) unnamed() faceInputs {
	f.Name = types.StringNull()
	return f
}

// terms reads the inputs that say how much time is needed.
func (f faceInputs) terms(ctx context.Context, s *session, diags *diagnostics) termsInput {
	return termsInput{
		LeadTime: f.LeadTime, Reminder: f.Reminder,
		Window: parseWindow(ctx, f.MaintenanceWindow, path.Root("maintenance_window"), s.location, diags),
	}
}

// factsOf writes a deadline's facts as attributes.
func factsOf(d deadline.Deadline) faceFacts {
	return faceFacts{
		ID: types.StringValue(d.ID), Kind: types.StringValue(d.Kind), Tracked: types.BoolValue(d.Tracked),
		ActBy: instantValue(d.ActBy), RemindAt: instantValue(d.RemindAt),
	}
}

// endValue is an end as expires_at: null where it is not known.
func endValue(end deadline.End) types.String {
	if end.State != deadline.EndKnown {
		return types.StringNull()
	}
	return instantValue(end.At)
}

// fill writes a judgement into the face.
func (f *dataFace) fill(j deadline.Judgement) {
	f.faceFacts = factsOf(j.Deadline)
	f.Name, f.ExpiresAt = types.StringValue(j.Name), endValue(j.End)
	f.DaysLeft = types.Int64PointerValue(j.DaysLeft)
	f.Status, f.Passes = types.StringValue(string(j.Status)), types.BoolValue(j.Passes)
	f.Reason, f.Findings = types.StringValue(j.Reason), findingsValue(j.Findings)
}

func findingsValue(findings []deadline.Finding) types.List {
	values := make([]attr.Value, len(findings))
	for i, finding := range findings {
		values[i] = types.ObjectValueMust(findingType.AttrTypes, map[string]attr.Value{
			"rule": types.StringValue(string(finding.Rule)), "severity": types.StringValue(string(finding.Severity)),
			"message": types.StringValue(deadline.Printable(finding.Message)), "lesson": types.StringValue(finding.Lesson),
		})
	}
	return types.ListValueMust(findingType, values)
}
