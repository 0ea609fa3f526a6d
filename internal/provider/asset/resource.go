// Package asset has what a person declares: one asset, or a register of them.
package asset

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/asset"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/tracked"
)

var (
	_ resource.ResourceWithConfigure    = (*assetResource)(nil)
	_ resource.ResourceWithModifyPlan   = (*assetResource)(nil)
	_ resource.ResourceWithImportState  = (*assetResource)(nil)
	_ resource.ResourceWithIdentity     = (*assetResource)(nil)
	_ resource.ResourceWithUpgradeState = (*assetResource)(nil)
)

// assetResource is anything with an end date that a person declares. It stores
// facts, never a verdict, and knows its whole face while planning.
type assetResource struct{ tracked.Row }

// NewResource makes the resource of one asset.
func NewResource() resource.Resource {
	return &assetResource{tracked.NewRow("asset")}
}

type assetModel struct {
	face.Inputs
	face.Facts
	tracked.RowInputs
	CriticalityReason types.String   `tfsdk:"criticality_reason"`
	ExpiresAt         attribute.Text `tfsdk:"expires_at"`
	ExpiresOn         attribute.Text `tfsdk:"expires_on"`
	Tracks            types.List     `tfsdk:"tracks"`
	ServiceEndsOn     attribute.Text `tfsdk:"service_ends_on"`
	Hardware          types.Object   `tfsdk:"hardware"`
	CoveredBy         types.List     `tfsdk:"covered_by"`
	BacksUp           types.List     `tfsdk:"backs_up"`
	Fate              types.Object   `tfsdk:"fate"`
	ChangedAt         attribute.Text `tfsdk:"changed_at"`
	ChangeReviewedBy  types.String   `tfsdk:"change_reviewed_by"`
	NewestAt          attribute.Text `tfsdk:"newest_at"`
	ClosedOn          attribute.Text `tfsdk:"closed_on"`
	ClosedBecause     types.String   `tfsdk:"closed_because"`
}

func (r *assetResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := map[string]schema.Attribute{
		"name": r.NameAttribute(),
		"kind": schema.StringAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: "Kind of thing: `certificate`, `licence`, `hardware`, `backup`, `domain`, `token`, `software` or any word of your own. It picks the default lead time and reminder. Default: `asset`, or `hardware` where `hardware` is given.",
		},
		"criticality_reason": schema.StringAttribute{Optional: true, MarkdownDescription: "Why it is so critical."},
		"expires_on": schema.StringAttribute{
			Optional: true, CustomType: attribute.DateType,
			Validators:          []validator.String{stringvalidator.ConflictsWith(path.MatchRoot("expires_at"))},
			MarkdownDescription: "Last day on which it works, like `2027-03-31`; it ends at the next midnight in the provider's `time_zone`. `9999-12-31` says that it has no end; `expires_at` is null then. Conflicts with `expires_at`.",
		},
		"expires_at": schema.StringAttribute{
			Optional: true, Computed: true, CustomType: attribute.EndType,
			MarkdownDescription: face.Descriptions["expires_at"] + " Give it in UTC form (`2027-03-31T15:00:00Z`; the year 9999 says that there is no end), or give `expires_on`, `tracks`, `service_ends_on` or `hardware`. " +
				"With none of them the end is unknown and every gate fails on it. Where the service ends before the thing does, this is the end of the service.",
		},
		"service_ends_on": schema.StringAttribute{Optional: true, CustomType: attribute.DateType, MarkdownDescription: "Last day of the service that it is for. After it nothing has to be renewed, and something has to be taken down."},
		"closed_on": schema.StringAttribute{
			Optional: true, CustomType: attribute.DateType,
			MarkdownDescription: "Day since which it is over and kept only to be seen: a gate passes it, nobody is asked to renew it, and it tracks, covers and backs up nothing. Needs `closed_because`. A day that lies ahead is an error: what is only meant to end has `service_ends_on`.",
		},
		"closed_because": schema.StringAttribute{Optional: true, MarkdownDescription: "Why it was closed: `replaced by erp-2`."},
		"hardware": schema.SingleNestedAttribute{
			Optional: true, MarkdownDescription: "Dates that the manufacturer of hardware announces.",
			Attributes: map[string]schema.Attribute{
				"end_of_sale_on":        schema.StringAttribute{Optional: true, CustomType: attribute.DateType, MarkdownDescription: "Last day of sale."},
				"last_support_order_on": schema.StringAttribute{Optional: true, CustomType: attribute.DateType, MarkdownDescription: "Last day on which support can be bought. `act_by` is no later than its end, unless `covered_by` names a contract."},
				"end_of_support_on":     schema.StringAttribute{Optional: true, CustomType: attribute.DateType, MarkdownDescription: "Last day of support: the end of the asset."},
			},
		},
	}
	maps.Copy(attributes, face.RelationAttributes())
	resp.Schema = schema.Schema{
		Version: tracked.StateVersion,
		MarkdownDescription: "Tracks anything with an end date that nobody can read off a wire: a licence, hardware, a backup, a certificate inside a product. " +
			"It stores facts and no verdict: hand it to an `expiry_gate`, which judges it in every plan, before it is created.",
		Attributes: tracked.Attributes(tracked.FaceAttributes("asset", attributes)),
	}
}

// ModifyPlan works out the face from the configuration, so that a gate can judge
// the asset in the plan that creates it.
func (r *assetResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.Planned(req) {
		r.PlanDestroy(ctx, req, &resp.Diagnostics)
		return
	}
	var config, plan assetModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &config)...)
	diags.Append(req.Plan.Get(ctx, &plan)...)
	if diags.HasError() {
		return
	}
	plan.ID, plan.Tracked = r.Id(plan.Name), types.BoolValue(true)
	a := config.asset(r.Session.Location)
	if plan.Kind = config.Kind; config.Kind.IsNull() {
		plan.Kind = types.StringValue(a.KindOf())
		if config.Hardware.IsUnknown() {
			plan.Kind = types.StringUnknown()
		}
	}
	if attribute.FullyKnown(config.Hardware) && !config.Kind.IsUnknown() && !config.ClosedOn.IsUnknown() && !config.ClosedBecause.IsUnknown() {
		for _, fault := range checked(r.Session, a) {
			at := assetPath(fault.Field)
			diags.AddAttributeError(at, "Invalid asset", fmt.Sprintf("In %s: %s.", at, fault.Message))
		}
	}
	if diags.HasError() {
		return
	}
	r.planDates(ctx, config, a, &plan, diags)
	if diags.HasError() {
		return
	}
	diags.Append(resp.Plan.Set(ctx, &plan)...)
	r.PlanRow(ctx, req, resp)
}

// checked lists what contradicts itself, and a day of closing that no clock has
// reached: neither that of the judgement nor, where as_of is in the past, the wall's.
func checked(s *session.Session, a asset.Asset) []*asset.Fault {
	faults := a.Check()
	if fault := a.CheckClosedBy(latestDay(s)); fault != nil {
		faults = append(faults, fault)
	}
	return faults
}

func latestDay(s *session.Session) deadline.Date {
	today, wall := deadline.DateOf(s.Now, s.Location), deadline.DateOf(s.Clock(), s.Location)
	if wall.After(today) {
		return wall
	}
	return today
}

// assetPath is where a field of an asset stands in the configuration.
func assetPath(field string) path.Path {
	switch field {
	case "end_of_sale_on", "last_support_order_on", "end_of_support_on":
		return path.Root("hardware").AtName(field)
	}
	return path.Root(field)
}

// asset is what the configuration says, unknown values left out.
func (m assetModel) asset(loc *time.Location) asset.Asset {
	a := asset.Asset{
		Identity: deadline.Identity{Name: m.Name.ValueString()}, Kind: m.Kind.ValueString(), ExpiresOn: attribute.ParseDate(m.ExpiresOn), ServiceEndsOn: attribute.ParseDate(m.ServiceEndsOn),
		Tracks: attribute.StringsOf(m.Tracks), CoveredBy: attribute.StringsOf(m.CoveredBy), BacksUp: attribute.StringsOf(m.BacksUp),
	}
	if m.Name.IsUnknown() {
		a.Name = "known after apply"
	}
	a.ExpiresAt, _ = deadline.ParseInstant(m.ExpiresAt.ValueString(), loc)
	a.ClosedOn = attribute.ParseDate(m.ClosedOn)
	if because, word := deadline.Said(m.ClosedBecause.ValueString()); word != "" {
		a.Unsaid = map[string]string{"closed_because": word}
	} else {
		a.ClosedBecause = because
	}
	if dates := m.Hardware.Attributes(); dates != nil {
		date := func(name string) deadline.Date {
			written, _ := dates[name].(attribute.Text)
			return attribute.ParseDate(written)
		}
		a.Hardware = asset.Hardware{EndOfSaleOn: date("end_of_sale_on"), LastSupportOrderOn: date("last_support_order_on"), EndOfSupportOn: date("end_of_support_on")}
	}
	return a
}

// planDates fills the dates, or leaves them unknown where what they come from is
// not known yet.
func (r *assetResource) planDates(ctx context.Context, config assetModel, a asset.Asset, plan *assetModel, diags *diag.Diagnostics) {
	for _, value := range []attr.Value{config.ExpiresAt, config.ExpiresOn, config.ServiceEndsOn, config.Hardware, config.ClosedOn} {
		if !attribute.FullyKnown(value) {
			plan.ExpiresAt = attribute.EndType.Of(types.StringUnknown())
			plan.End, plan.ActBy, plan.RemindAt = types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
			if !config.ExpiresAt.IsNull() {
				plan.ExpiresAt = config.ExpiresAt
			}
			return
		}
	}
	end, _ := a.End(r.Session.Location)
	if end.State == deadline.EndUnknown && config.Tracks.IsNull() {
		diags.AddWarning("No end declared", fmt.Sprintf("The asset %q says neither when it ends nor what tracks it, so its end is unknown and a gate fails on it. Give expires_on, expires_at, tracks, service_ends_on or hardware.", a.Name))
	}
	plan.End, plan.ExpiresAt = types.StringValue(end.State.String()), attribute.EndType.Of(face.EndValue(end))
	if end.State == deadline.EndOpen && !config.ExpiresAt.IsNull() {
		plan.ExpiresAt = config.ExpiresAt // which a provider may not rewrite
		plan.End = types.StringValue(deadline.EndsAt(a.ExpiresAt).State.String())
	}
	if !config.ExpiresAt.IsNull() && !plan.ExpiresAt.Equal(config.ExpiresAt) {
		diags.AddAttributeError(path.Root("expires_at"), "Ends after its service",
			fmt.Sprintf("The asset is to end at %s, but its service ends on %s, before that. Give the end as expires_on: then expires_at is worked out as the earlier of the two.", config.ExpiresAt.ValueString(), a.ServiceEndsOn))
		return
	}
	for _, value := range []attr.Value{plan.Kind, config.LeadTime, config.Reminder, config.MaintenanceWindow, config.CoveredBy} {
		if !attribute.FullyKnown(value) {
			plan.ActBy, plan.RemindAt = types.StringUnknown(), types.StringUnknown()
			return
		}
	}
	line := a.Cap(r.Session.Timeline(plan.Kind.ValueString(), end, 0, plan.Terms(ctx, r.Session, diags), diags), r.Session.Location)
	plan.ActBy, plan.RemindAt = attribute.InstantValue(line.ActBy), attribute.InstantValue(line.RemindAt)
}
