package gate

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/tracked"
)

var (
	_ resource.ResourceWithConfigure    = (*waiverResource)(nil)
	_ resource.ResourceWithModifyPlan   = (*waiverResource)(nil)
	_ resource.ResourceWithImportState  = (*waiverResource)(nil)
	_ resource.ResourceWithIdentity     = (*waiverResource)(nil)
	_ resource.ResourceWithUpgradeState = (*waiverResource)(nil)
)

// waiverResource is a waiver that several gates honour. It is a deadline as
// well: whoever granted it is to be asked again before it ends.
type waiverResource struct{ tracked.Named }

// WaiverKind is the kind of an expiry_waiver.
const WaiverKind = "waiver"

// NewWaiver makes the resource of a waiver that several gates honour.
func NewWaiver() resource.Resource {
	return &waiverResource{tracked.NewNamed(WaiverKind, tracked.Facts)}
}

type waiverResourceModel struct {
	face.Answerable
	face.Facts
	Rule      types.String   `tfsdk:"rule"`
	Asset     types.String   `tfsdk:"asset"`
	ForSystem types.String   `tfsdk:"for_system"`
	ForOwner  types.String   `tfsdk:"for_owner"`
	Reason    types.String   `tfsdk:"reason"`
	Approver  types.String   `tfsdk:"approver"`
	Ticket    types.String   `tfsdk:"ticket"`
	GrantedOn attribute.Text `tfsdk:"granted_on"`
	EndsOn    attribute.Text `tfsdk:"ends_on"`
	LeadTime  attribute.Text `tfsdk:"lead_time"`
	Reminder  attribute.Text `tfsdk:"reminder"`
	ExpiresAt types.String   `tfsdk:"expires_at"`
}

func (r *waiverResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	d := waiverDescriptions
	attributes := map[string]schema.Attribute{
		"name":       r.NameAttribute(),
		"rule":       schema.StringAttribute{Required: true, MarkdownDescription: d["rule"]},
		"asset":      schema.StringAttribute{Optional: true, MarkdownDescription: d["asset"]},
		"for_system": schema.StringAttribute{Optional: true, MarkdownDescription: d["for_system"]},
		"for_owner":  schema.StringAttribute{Optional: true, MarkdownDescription: d["for_owner"]},
		"reason":     schema.StringAttribute{Required: true, MarkdownDescription: d["reason"]},
		"approver":   schema.StringAttribute{Required: true, MarkdownDescription: d["approver"]},
		"ticket":     schema.StringAttribute{Optional: true, MarkdownDescription: d["ticket"]},
		"granted_on": schema.StringAttribute{
			Required: true, CustomType: attribute.DateType,
			MarkdownDescription: "Day on which it was granted and from which it holds. It has no default: today would be another day in every plan.",
		},
		"ends_on": schema.StringAttribute{Required: true, CustomType: attribute.DateType, MarkdownDescription: d["ends_on"]},
		"kind":    schema.StringAttribute{Computed: true, MarkdownDescription: "`waiver`."},
		"expires_at": schema.StringAttribute{
			Computed: true, MarkdownDescription: "First instant at which it no longer holds: the midnight after `ends_on` in the provider's `time_zone` (RFC 3339, UTC).",
		},
	}
	own := tracked.FaceAttributes(WaiverKind, attributes)
	// Nothing is worked on when a waiver is granted again.
	delete(own, "maintenance_window")
	own["owner"] = schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: face.Descriptions["owner"] + " Default: the approver."}
	own["act_by"] = schema.StringAttribute{Computed: true, MarkdownDescription: "By when the breach must be ended or another waiver granted: `expires_at` less `lead_time`."}
	own["remind_at"] = schema.StringAttribute{Computed: true, MarkdownDescription: "When to start asking: `act_by` less `reminder`."}
	own["lead_time"] = schema.StringAttribute{Optional: true, CustomType: attribute.PeriodType, MarkdownDescription: face.DescriptionLeadTime + " Default: the provider's for the kind, else `0d`."}
	own["reminder"] = schema.StringAttribute{Optional: true, CustomType: attribute.PeriodType, MarkdownDescription: face.DescriptionReminder + " Default: the provider's for the kind, else `7d`."}
	resp.Schema = schema.Schema{
		Version: tracked.StateVersion,
		MarkdownDescription: "Records that the breach of one rule is acceptable for a while: by whom, why and until when. " +
			"Hand it to the `waivers` of every gate and policy that is to honour it; after `ends_on` each of them fails until it is removed or granted again. " +
			"It is a deadline as well: among the `deadlines` of a gate it gives notice before it ends.",
		Attributes: own,
	}
}

// ModifyPlan checks the waiver as of the day on which it was granted, so that
// what is right once stays right, and works out its face.
func (r *waiverResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.Planned(req) {
		return
	}
	var config, plan waiverResourceModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &config)...)
	diags.Append(req.Plan.Get(ctx, &plan)...)
	if diags.HasError() {
		return
	}
	plan.ID, plan.Kind, plan.Tracked = r.Id(plan.Name), types.StringValue(WaiverKind), types.BoolValue(true)
	if plan.Owner = config.Owner; config.Owner.IsNull() {
		plan.Owner = config.Approver
	}
	if config.settled() {
		waiver := config.waiver()
		if fault, ok := errors.AsType[*policy.WaiverError](waiver.Check(waiver.GrantedOn)); ok {
			diags.AddAttributeError(path.Root(fault.Part), "Invalid waiver", fmt.Sprintf("In %s: %s.", fault.Part, fault.Message))
			return
		}
	}
	r.planDates(config, &plan, diags)
	if diags.HasError() {
		return
	}
	diags.Append(resp.Plan.Set(ctx, &plan)...)
}

// settled says that everything is known that makes a waiver right or wrong.
func (m waiverResourceModel) settled() bool {
	for _, value := range []attr.Value{m.Rule, m.Asset, m.ForSystem, m.ForOwner, m.Reason, m.Approver, m.GrantedOn, m.EndsOn} {
		if value.IsUnknown() {
			return false
		}
	}
	return true
}

func (m waiverResourceModel) waiver() policy.Waiver {
	return policy.Waiver{
		Rule: deadline.Rule(m.Rule.ValueString()), Asset: m.Asset.ValueString(), System: m.ForSystem.ValueString(), Owner: m.ForOwner.ValueString(),
		Reason: m.Reason.ValueString(), Approver: m.Approver.ValueString(), Ticket: m.Ticket.ValueString(),
		GrantedOn: attribute.ParseDate(m.GrantedOn), EndsOn: attribute.ParseDate(m.EndsOn),
	}
}

func (r *waiverResource) planDates(config waiverResourceModel, plan *waiverResourceModel, diags *diag.Diagnostics) {
	plan.ExpiresAt, plan.End, plan.ActBy, plan.RemindAt = types.StringUnknown(), types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
	if config.EndsOn.IsUnknown() {
		return
	}
	loc := r.Session.Location
	end := attribute.ParseDate(config.EndsOn).End(loc)
	plan.ExpiresAt, plan.End = attribute.InstantValue(end), types.StringValue(deadline.EndsAt(end).State.String())
	if config.GrantedOn.IsUnknown() || config.LeadTime.IsUnknown() || config.Reminder.IsUnknown() {
		return
	}
	lifetime := end.Sub(attribute.ParseDate(config.GrantedOn).Start(loc))
	line, err := r.Session.Arithmetic(lifetime).Timeline(deadline.EndsAt(end), config.terms(r.Session))
	if err != nil {
		diags.AddAttributeError(path.Root("lead_time"), "Cannot work out act_by", attribute.Sentence(err))
		return
	}
	plan.ActBy, plan.RemindAt = attribute.InstantValue(line.ActBy), attribute.InstantValue(line.RemindAt)
}

// terms are short, since a waiver is: with the 30 days of other things one of
// two weeks would be overdue on its first day.
func (m waiverResourceModel) terms(s *session.Session) deadline.Terms {
	defaults := s.Defaults[WaiverKind]
	return deadline.Terms{
		LeadTime: attribute.ParsePeriod(m.LeadTime, attribute.ParsePeriod(defaults.LeadTime, deadline.Period{})),
		Reminder: attribute.ParsePeriod(m.Reminder, attribute.ParsePeriod(defaults.Reminder, deadline.Days(7))),
	}
}
