package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
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
type waiverResource struct{ named }

const waiverKind = "waiver"

func newWaiver() resource.Resource {
	return &waiverResource{newNamed(waiverKind, trackedFacts)}
}

type waiverResourceModel struct {
	answerable
	faceFacts
	Rule      types.String `tfsdk:"rule"`
	Asset     types.String `tfsdk:"asset"`
	ForSystem types.String `tfsdk:"for_system"`
	ForOwner  types.String `tfsdk:"for_owner"`
	Reason    types.String `tfsdk:"reason"`
	Approver  types.String `tfsdk:"approver"`
	Ticket    types.String `tfsdk:"ticket"`
	GrantedOn text         `tfsdk:"granted_on"`
	EndsOn    text         `tfsdk:"ends_on"`
	LeadTime  text         `tfsdk:"lead_time"`
	Reminder  text         `tfsdk:"reminder"`
	ExpiresAt types.String `tfsdk:"expires_at"`
}

func (r *waiverResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	d := waiverDescriptions
	attributes := map[string]schema.Attribute{
		"name":       r.nameAttribute(),
		"rule":       schema.StringAttribute{Required: true, MarkdownDescription: d["rule"]},
		"asset":      schema.StringAttribute{Optional: true, MarkdownDescription: d["asset"]},
		"for_system": schema.StringAttribute{Optional: true, MarkdownDescription: d["for_system"]},
		"for_owner":  schema.StringAttribute{Optional: true, MarkdownDescription: d["for_owner"]},
		"reason":     schema.StringAttribute{Required: true, MarkdownDescription: d["reason"]},
		"approver":   schema.StringAttribute{Required: true, MarkdownDescription: d["approver"]},
		"ticket":     schema.StringAttribute{Optional: true, MarkdownDescription: d["ticket"]},
		"granted_on": schema.StringAttribute{
			Required: true, CustomType: dateType,
			MarkdownDescription: "Day on which it was granted and from which it holds. It has no default: today would be another day in every plan.",
		},
		"ends_on": schema.StringAttribute{Required: true, CustomType: dateType, MarkdownDescription: d["ends_on"]},
		"kind":    schema.StringAttribute{Computed: true, MarkdownDescription: "`waiver`."},
		"expires_at": schema.StringAttribute{
			Computed: true, MarkdownDescription: "First instant at which it no longer holds: the midnight after `ends_on` in the provider's `time_zone` (RFC 3339, UTC).",
		},
	}
	face := trackedFaceAttributes(waiverKind, attributes)
	// Nothing is worked on when a waiver is granted again.
	delete(face, "maintenance_window")
	face["owner"] = schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: faceDescriptions["owner"] + " Default: the approver."}
	face["act_by"] = schema.StringAttribute{Computed: true, MarkdownDescription: "By when the breach must be ended or another waiver granted: `expires_at` less `lead_time`."}
	face["remind_at"] = schema.StringAttribute{Computed: true, MarkdownDescription: "When to start asking: `act_by` less `reminder`."}
	face["lead_time"] = schema.StringAttribute{Optional: true, CustomType: periodType, MarkdownDescription: descriptionLeadTime + " Default: the provider's for the kind, else `0d`."}
	face["reminder"] = schema.StringAttribute{Optional: true, CustomType: periodType, MarkdownDescription: descriptionReminder + " Default: the provider's for the kind, else `7d`."}
	resp.Schema = schema.Schema{
		Version: stateVersion,
		MarkdownDescription: "Records that the breach of one rule is acceptable for a while: by whom, why and until when. " +
			"Hand it to the `waivers` of every gate and policy that is to honour it; after `ends_on` each of them fails until it is removed or granted again. " +
			"It is a deadline as well: among the `deadlines` of a gate it gives notice before it ends.",
		Attributes: face,
	}
}

// ModifyPlan checks the waiver as of the day on which it was granted, so that
// what is right once stays right, and works out its face.
func (r *waiverResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.planned(req) {
		return
	}
	var config, plan waiverResourceModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &config)...)
	diags.Append(req.Plan.Get(ctx, &plan)...)
	if diags.HasError() {
		return
	}
	plan.ID, plan.Kind, plan.Tracked = r.id(plan.Name), types.StringValue(waiverKind), types.BoolValue(true)
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
		GrantedOn: parseDate(m.GrantedOn), EndsOn: parseDate(m.EndsOn),
	}
}

func (r *waiverResource) planDates(config waiverResourceModel, plan *waiverResourceModel, diags *diagnostics) {
	plan.ExpiresAt, plan.End, plan.ActBy, plan.RemindAt = types.StringUnknown(), types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
	if config.EndsOn.IsUnknown() {
		return
	}
	loc := r.session.location
	end := parseDate(config.EndsOn).End(loc)
	plan.ExpiresAt, plan.End = instantValue(end), types.StringValue(deadline.EndsAt(end).State.String())
	if config.GrantedOn.IsUnknown() || config.LeadTime.IsUnknown() || config.Reminder.IsUnknown() {
		return
	}
	lifetime := end.Sub(parseDate(config.GrantedOn).Start(loc))
	line, err := r.session.arithmetic(lifetime).Timeline(deadline.EndsAt(end), config.terms(r.session))
	if err != nil {
		diags.AddAttributeError(path.Root("lead_time"), "Cannot work out act_by", sentence(err))
		return
	}
	plan.ActBy, plan.RemindAt = instantValue(line.ActBy), instantValue(line.RemindAt)
}

// terms are short, since a waiver is: with the 30 days of other things one of
// two weeks would be overdue on its first day.
func (m waiverResourceModel) terms(s *session) deadline.Terms {
	defaults := s.defaults[waiverKind]
	return deadline.Terms{
		LeadTime: parsePeriod(m.LeadTime, parsePeriod(defaults.LeadTime, deadline.Period{})),
		Reminder: parsePeriod(m.Reminder, parsePeriod(defaults.Reminder, deadline.Days(7))),
	}
}
