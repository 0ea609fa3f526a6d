// Package face makes schemas and values of Terraform from the tables of the common
// face, deadline.Face and deadline.Relations.
package face

import (
	"cmp"
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// How the terms of a thing are described.
const (
	DescriptionLeadTime = session.DescriptionLeadTime
	DescriptionReminder = session.DescriptionReminder
)

// Answerable is what a thing is called, who answers for it and what it belongs
// to.
type Answerable struct {
	Name        types.String `tfsdk:"name"`
	Owner       types.String `tfsdk:"owner"`
	Maintainer  types.String `tfsdk:"maintainer"`
	System      types.String `tfsdk:"system"`
	Environment types.String `tfsdk:"environment"`
	Criticality types.String `tfsdk:"criticality"`
	Note        types.String `tfsdk:"note"`
}

// Parts are the arguments by name.
func (a *Answerable) Parts() map[string]*types.String {
	return map[string]*types.String{
		"name": &a.Name, "owner": &a.Owner, "maintainer": &a.Maintainer,
		"system": &a.System, "environment": &a.Environment, "criticality": &a.Criticality, "note": &a.Note,
	}
}

// Identity is what the arguments say; a word like なし or n/a says nothing.
func (a Answerable) Identity() (said deadline.Identity) {
	for name, value := range a.Parts() {
		*said.Part(name) = saidBy(*value)
	}
	said.Name = a.Name.ValueString()
	return said
}

// SetAnswering writes who answers for a thing as results.
func (a *Answerable) SetAnswering(said deadline.Identity) {
	for _, name := range deadline.AnsweringFields() {
		*a.Parts()[name] = attribute.Optional(*said.Part(name))
	}
}

// Inputs are the arguments of the common face.
type Inputs struct {
	Answerable
	LeadTime          attribute.Text `tfsdk:"lead_time"`
	Reminder          attribute.Text `tfsdk:"reminder"`
	MaintenanceWindow types.Object   `tfsdk:"maintenance_window"`
}

// Facts are the results of the common face that do not depend on now.
type Facts struct {
	ID       types.String `tfsdk:"id"`
	Kind     types.String `tfsdk:"kind"`
	End      types.String `tfsdk:"end"`
	ActBy    types.String `tfsdk:"act_by"`
	RemindAt types.String `tfsdk:"remind_at"`
	Tracked  types.Bool   `tfsdk:"tracked"`
}

// Data is the whole face of a data source: embed it in the model.
type Data struct {
	Inputs
	Facts
	ExpiresAt   types.String   `tfsdk:"expires_at"`
	Enforcement types.String   `tfsdk:"enforcement"`
	AsOf        attribute.Text `tfsdk:"as_of"`
	DaysLeft    types.Int64    `tfsdk:"days_left"`
	Status      types.String   `tfsdk:"status"`
	Passes      types.Bool     `tfsdk:"passes"`
	Reason      types.String   `tfsdk:"reason"`
	Findings    types.List     `tfsdk:"findings"`
}

// FindingType is one finding.
var FindingType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"rule": types.StringType, "severity": types.StringType, "message": types.StringType, "lesson": types.StringType,
}}

// DataAttributes adds the attributes of the common face to a data source's
// own.
func DataAttributes(kind string, own map[string]dsschema.Attribute) map[string]dsschema.Attribute {
	for _, field := range deadline.Face {
		text := meaning(field, kind)
		switch attribute := computedAttribute(AttrTypes[field.Name], text); {
		case field.Name == "name":
			own["name"] = dsschema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: text + " Default: the source as written."}
		case field.Told:
			own[field.Name] = dsschema.StringAttribute{Optional: true, MarkdownDescription: text}
		default:
			own[field.Name] = attribute
		}
	}
	own["lead_time"] = dsschema.StringAttribute{Optional: true, CustomType: attribute.PeriodType, MarkdownDescription: DescriptionLeadTime + " Default: the provider's for the kind."}
	own["reminder"] = dsschema.StringAttribute{Optional: true, CustomType: attribute.PeriodType, MarkdownDescription: DescriptionReminder + " Default: the provider's for the kind."}
	own["maintenance_window"] = attribute.WindowDataSourceAttribute()
	own["enforcement"] = dsschema.StringAttribute{
		Optional: true, Validators: []validator.String{stringvalidator.OneOf(session.Enforcements...)},
		MarkdownDescription: "`none`, `warn` or `error`: what this data source does by itself. Default: the provider's.",
	}
	own["as_of"] = dsschema.StringAttribute{
		Optional: true, CustomType: attribute.InstantType,
		MarkdownDescription: "Judge as of this day (`2027-03-01`) or instant instead of the provider's.",
	}
	return own
}

// Deadline starts a deadline of a kind from the inputs; source stands in for a
// name that is not given.
func (f Inputs) Deadline(kind, source string) deadline.Deadline {
	said := f.Identity()
	said.Name = cmp.Or(said.Name, source)
	return deadline.Deadline{ID: kind + "/" + said.Name, Kind: kind, Identity: said}
}

// Unnamed are the inputs for one of many things: the name is that of them all.
func (f Inputs) Unnamed() Inputs {
	f.Name = types.StringNull()
	return f
}

// Terms reads the inputs that say how much time is needed.
func (f Inputs) Terms(ctx context.Context, s *session.Session, diags *diag.Diagnostics) session.TermsInput {
	return session.TermsInput{
		LeadTime: f.LeadTime, Reminder: f.Reminder,
		Window: attribute.ParseWindow(ctx, f.MaintenanceWindow, path.Root("maintenance_window"), s.Location, diags),
	}
}

// factsOf writes a deadline's facts as attributes.
func factsOf(d deadline.Deadline) Facts {
	return Facts{
		ID: types.StringValue(d.ID), Kind: types.StringValue(d.Kind), Tracked: types.BoolValue(d.Tracked),
		End: types.StringValue(d.End.State.String()), ActBy: attribute.InstantValue(d.ActBy), RemindAt: attribute.InstantValue(d.RemindAt),
	}
}

// EndValue is an end as expires_at: null where it is not known.
func EndValue(end deadline.End) types.String {
	if end.State != deadline.EndKnown {
		return types.StringNull()
	}
	return attribute.InstantValue(end.At)
}

// Fill writes a judgement into the face.
func (f *Data) Fill(j deadline.Judgement) {
	f.Facts = factsOf(j.Deadline)
	f.Name, f.ExpiresAt = types.StringValue(j.Name), EndValue(j.End)
	f.DaysLeft = types.Int64PointerValue(j.DaysLeft)
	f.Status, f.Passes = types.StringValue(string(j.Status)), types.BoolValue(j.Passes)
	f.Reason, f.Findings = types.StringValue(j.Reason), FindingsValue(j.Findings)
}

// saidBy is what an argument says: nothing, where it holds a word like なし or n/a.
func saidBy(value types.String) string {
	said, _ := deadline.Said(value.ValueString())
	return said
}
