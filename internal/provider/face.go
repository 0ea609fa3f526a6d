package provider

import (
	"cmp"
	"context"

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

// parts are the arguments by name.
func (a *answerable) parts() map[string]*types.String {
	return map[string]*types.String{
		"name": &a.Name, "owner": &a.Owner, "maintainer": &a.Maintainer,
		"system": &a.System, "environment": &a.Environment, "criticality": &a.Criticality,
	}
}

// identity is what the arguments say; a word like なし or n/a says nothing.
func (a answerable) identity() (said deadline.Identity) {
	for name, value := range a.parts() {
		*said.Part(name) = saidBy(*value)
	}
	said.Name = a.Name.ValueString()
	return said
}

// setAnswering writes who answers for a thing as results.
func (a *answerable) setAnswering(said deadline.Identity) {
	for _, name := range deadline.AnsweringFields() {
		*a.parts()[name] = optional(*said.Part(name))
	}
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
	End      types.String `tfsdk:"end"`
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
	for _, field := range deadline.Face {
		text := meaning(field, kind)
		switch attribute := computedAttribute(faceAttrTypes[field.Name], text); {
		case field.Name == "name":
			own["name"] = dsschema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: text + " Default: the source as written."}
		case field.Told:
			own[field.Name] = dsschema.StringAttribute{Optional: true, MarkdownDescription: text}
		default:
			own[field.Name] = attribute
		}
	}
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
	return own
}

// deadline starts a deadline of a kind from the inputs; source stands in for a
// name that is not given.
func (f faceInputs) deadline(kind, source string) deadline.Deadline {
	said := f.identity()
	said.Name = cmp.Or(said.Name, source)
	return deadline.Deadline{ID: kind + "/" + said.Name, Kind: kind, Identity: said}
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
		End: types.StringValue(d.End.State.String()), ActBy: instantValue(d.ActBy), RemindAt: instantValue(d.RemindAt),
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
