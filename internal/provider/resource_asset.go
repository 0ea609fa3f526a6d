package provider

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/asset"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
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
type assetResource struct{ tracked }

func newAsset() resource.Resource {
	return &assetResource{newTracked("asset")}
}

type assetModel struct {
	faceInputs
	faceFacts
	trackedInputs
	CriticalityReason types.String `tfsdk:"criticality_reason"`
	ExpiresAt         text         `tfsdk:"expires_at"`
	ExpiresOn         text         `tfsdk:"expires_on"`
	Tracks            types.List   `tfsdk:"tracks"`
	ServiceEndsOn     text         `tfsdk:"service_ends_on"`
	Hardware          types.Object `tfsdk:"hardware"`
	CoveredBy         types.List   `tfsdk:"covered_by"`
	BacksUp           types.List   `tfsdk:"backs_up"`
	Fate              types.Object `tfsdk:"fate"`
	ChangedAt         text         `tfsdk:"changed_at"`
	ChangeReviewedBy  types.String `tfsdk:"change_reviewed_by"`
	NewestAt          text         `tfsdk:"newest_at"`
}

func (r *assetResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := map[string]schema.Attribute{
		"name": r.nameAttribute(),
		"kind": schema.StringAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: "Kind of thing: `certificate`, `licence`, `hardware`, `backup`, `domain`, `token`, `software` or any word of your own. It picks the default lead time and reminder. Default: `asset`, or `hardware` where `hardware` is given.",
		},
		"criticality_reason": schema.StringAttribute{Optional: true, MarkdownDescription: "Why it is so critical."},
		"expires_on": schema.StringAttribute{
			Optional: true, CustomType: dateType,
			Validators:          []validator.String{stringvalidator.ConflictsWith(path.MatchRoot("expires_at"))},
			MarkdownDescription: "Last day on which it works, like `2027-03-31`; it ends at the next midnight in the provider's `time_zone`. `9999-12-31` says that it has no end; `expires_at` is null then. Conflicts with `expires_at`.",
		},
		"expires_at": schema.StringAttribute{
			Optional: true, Computed: true, CustomType: endType,
			MarkdownDescription: faceDescriptions["expires_at"] + " Give it in UTC form (`2027-03-31T15:00:00Z`; the year 9999 says that there is no end), or give `expires_on`, `tracks`, `service_ends_on` or `hardware`. " +
				"With none of them the end is unknown and every gate fails on it. Where the service ends before the thing does, this is the end of the service.",
		},
		"service_ends_on": schema.StringAttribute{Optional: true, CustomType: dateType, MarkdownDescription: "Last day of the service that it is for. After it nothing has to be renewed, and something has to be taken down."},
		"hardware": schema.SingleNestedAttribute{
			Optional: true, MarkdownDescription: "Dates that the manufacturer of hardware announces.",
			Attributes: map[string]schema.Attribute{
				"end_of_sale_on":        schema.StringAttribute{Optional: true, CustomType: dateType, MarkdownDescription: "Last day of sale."},
				"last_support_order_on": schema.StringAttribute{Optional: true, CustomType: dateType, MarkdownDescription: "Last day on which support can be bought. `act_by` is no later than its end, unless `covered_by` names a contract."},
				"end_of_support_on":     schema.StringAttribute{Optional: true, CustomType: dateType, MarkdownDescription: "Last day of support: the end of the asset."},
			},
		},
	}
	maps.Copy(attributes, relationAttributes())
	resp.Schema = schema.Schema{
		Version: stateVersion,
		MarkdownDescription: "Tracks anything with an end date that nobody can read off a wire: a licence, hardware, a backup, a certificate inside a product. " +
			"It stores facts and no verdict: hand it to an `expiry_gate`, which judges it in every plan, before it is created.",
		Attributes: trackedAttributes(trackedFaceAttributes("asset", attributes)),
	}
}

// ModifyPlan works out the face from the configuration, so that a gate can judge
// the asset in the plan that creates it.
func (r *assetResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.planned(req) {
		return
	}
	var config, plan assetModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &config)...)
	diags.Append(req.Plan.Get(ctx, &plan)...)
	if diags.HasError() {
		return
	}
	plan.ID, plan.Tracked = r.id(plan.Name), types.BoolValue(true)
	a := config.asset(r.session.location)
	if plan.Kind = config.Kind; config.Kind.IsNull() {
		plan.Kind = types.StringValue(a.KindOf())
		if config.Hardware.IsUnknown() {
			plan.Kind = types.StringUnknown()
		}
	}
	if fullyKnown(config.Hardware) && !config.Kind.IsUnknown() {
		for _, fault := range a.Check() {
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
	r.planRevision(ctx, req, resp)
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
		Identity: deadline.Identity{Name: m.Name.ValueString()}, Kind: m.Kind.ValueString(), ExpiresOn: parseDate(m.ExpiresOn), ServiceEndsOn: parseDate(m.ServiceEndsOn),
		Tracks: stringsOf(m.Tracks), CoveredBy: stringsOf(m.CoveredBy), BacksUp: stringsOf(m.BacksUp),
	}
	if m.Name.IsUnknown() {
		a.Name = "known after apply"
	}
	a.ExpiresAt, _ = deadline.ParseInstant(m.ExpiresAt.ValueString(), loc)
	if dates := m.Hardware.Attributes(); dates != nil {
		date := func(name string) deadline.Date {
			written, _ := dates[name].(text)
			return parseDate(written)
		}
		a.Hardware = asset.Hardware{EndOfSaleOn: date("end_of_sale_on"), LastSupportOrderOn: date("last_support_order_on"), EndOfSupportOn: date("end_of_support_on")}
	}
	return a
}

// planDates fills the dates, or leaves them unknown where what they come from is
// not known yet.
func (r *assetResource) planDates(ctx context.Context, config assetModel, a asset.Asset, plan *assetModel, diags *diagnostics) {
	for _, value := range []attr.Value{config.ExpiresAt, config.ExpiresOn, config.ServiceEndsOn, config.Hardware} {
		if !fullyKnown(value) {
			plan.ExpiresAt = endType.of(types.StringUnknown())
			plan.End, plan.ActBy, plan.RemindAt = types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
			if !config.ExpiresAt.IsNull() {
				plan.ExpiresAt = config.ExpiresAt
			}
			return
		}
	}
	end, _ := a.End(r.session.location)
	if end.State == deadline.EndUnknown && config.Tracks.IsNull() {
		diags.AddWarning("No end declared", fmt.Sprintf("The asset %q says neither when it ends nor what tracks it, so its end is unknown and a gate fails on it. Give expires_on, expires_at, tracks, service_ends_on or hardware.", a.Name))
	}
	plan.End, plan.ExpiresAt = types.StringValue(end.State.String()), endType.of(endValue(end))
	if end.State == deadline.EndOpen && !config.ExpiresAt.IsNull() {
		plan.ExpiresAt = config.ExpiresAt // which a provider may not rewrite
	}
	if !config.ExpiresAt.IsNull() && !plan.ExpiresAt.Equal(config.ExpiresAt) {
		diags.AddAttributeError(path.Root("expires_at"), "Ends after its service",
			fmt.Sprintf("The asset is to end at %s, but its service ends on %s, before that. Give the end as expires_on: then expires_at is worked out as the earlier of the two.", config.ExpiresAt.ValueString(), a.ServiceEndsOn))
		return
	}
	for _, value := range []attr.Value{plan.Kind, config.LeadTime, config.Reminder, config.MaintenanceWindow, config.CoveredBy} {
		if !fullyKnown(value) {
			plan.ActBy, plan.RemindAt = types.StringUnknown(), types.StringUnknown()
			return
		}
	}
	line := a.Cap(r.session.timeline(plan.Kind.ValueString(), end, 0, plan.terms(ctx, r.session, diags), diags), r.session.location)
	plan.ActBy, plan.RemindAt = instantValue(line.ActBy), instantValue(line.RemindAt)
}

// trackedFaceAttributes adds the attributes of the common face to those of a
// tracked resource.
func trackedFaceAttributes(kind string, own map[string]schema.Attribute) map[string]schema.Attribute {
	texts := faceDescriptionsFor(kind)
	for _, name := range deadline.AnsweringFields() {
		own[name] = schema.StringAttribute{Optional: true, MarkdownDescription: texts[name]}
	}
	for _, name := range []string{"id", "end", "act_by", "remind_at"} {
		own[name] = schema.StringAttribute{Computed: true, MarkdownDescription: texts[name]}
	}
	own["lead_time"] = schema.StringAttribute{Optional: true, CustomType: periodType, MarkdownDescription: descriptionLeadTime + " Default: the provider's for the kind."}
	own["reminder"] = schema.StringAttribute{Optional: true, CustomType: periodType, MarkdownDescription: descriptionReminder + " Default: the provider's for the kind."}
	own["maintenance_window"] = windowResourceAttribute()
	own["tracked"] = schema.BoolAttribute{Computed: true, MarkdownDescription: texts["tracked"]}
	return own
}
