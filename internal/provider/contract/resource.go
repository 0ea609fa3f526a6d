package contract

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/tracked"
)

var (
	_ resource.ResourceWithConfigure    = (*contractResource)(nil)
	_ resource.ResourceWithModifyPlan   = (*contractResource)(nil)
	_ resource.ResourceWithImportState  = (*contractResource)(nil)
	_ resource.ResourceWithIdentity     = (*contractResource)(nil)
	_ resource.ResourceWithUpgradeState = (*contractResource)(nil)
)

// contractResource is a contract that a person declares. It stores its terms;
// which tacit renewal it is in is for a gate to tell, on the day it is asked.
type contractResource struct{ tracked.Row }

// NewResource makes the resource of one contract.
func NewResource() resource.Resource {
	return &contractResource{tracked.NewRow(contract.Kind)}
}

type contractModel struct {
	face.Inputs
	face.Facts
	tracked.RowInputs
	ExpiresAt       types.String   `tfsdk:"expires_at"`
	Supplier        types.String   `tfsdk:"supplier"`
	Customer        types.String   `tfsdk:"customer"`
	StartsOn        attribute.Text `tfsdk:"starts_on"`
	EndsOn          types.String   `tfsdk:"ends_on"`
	Term            attribute.Text `tfsdk:"term"`
	Renewal         types.String   `tfsdk:"renewal"`
	RenewalTerm     attribute.Text `tfsdk:"renewal_term"`
	Intent          types.String   `tfsdk:"intent"`
	NoticePeriod    types.String   `tfsdk:"notice_period"`
	NoticeTo        types.String   `tfsdk:"notice_to"`
	NoticeGivenOn   attribute.Text `tfsdk:"notice_given_on"`
	ClosedOn        attribute.Text `tfsdk:"closed_on"`
	ClosedBecause   types.String   `tfsdk:"closed_because"`
	GracePeriod     attribute.Text `tfsdk:"grace_period"`
	DeletesData     types.Bool     `tfsdk:"deletes_data"`
	Upstream        types.String   `tfsdk:"upstream"`
	RenewedFrom     attribute.Text `tfsdk:"renewed_from"`
	RenewedUntil    attribute.Text `tfsdk:"renewed_until"`
	RenewalProof    types.String   `tfsdk:"renewal_proof"`
	RenewalProvedOn attribute.Text `tfsdk:"renewal_proved_on"`
	RenewalProvedBy types.String   `tfsdk:"renewal_proved_by"`
	CoversRenewals  types.List     `tfsdk:"covers_renewals"`
}

func (r *contractResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	d := contractDescriptions
	plain := func(name string, validators ...validator.String) schema.StringAttribute {
		return schema.StringAttribute{Optional: true, Validators: validators, MarkdownDescription: d[name]}
	}
	formed := func(name string, form attribute.TextType) schema.StringAttribute {
		return schema.StringAttribute{Optional: true, CustomType: form, MarkdownDescription: d[name]}
	}
	attributes := map[string]schema.Attribute{
		"name": r.NameAttribute(),
		"kind": schema.StringAttribute{
			Optional: true, Computed: true, Default: stringdefault.StaticString(contract.Kind),
			MarkdownDescription: "Kind of contract: `lease`, `support`, `cloud` or any word of your own. Default: `contract`.",
		},
		"expires_at": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "End of the term that is declared, or renewed to with a proof (RFC 3339, UTC). Null where no term is declared, which is never endless, and where it is declared to have no end. " +
				"A tacitly renewed contract goes on from there: a gate works out the term that runs on the day it judges.",
		},
		"supplier":          schema.StringAttribute{Optional: true, MarkdownDescription: "Who supplies."},
		"customer":          schema.StringAttribute{Optional: true, MarkdownDescription: "Who is supplied."},
		"starts_on":         formed("starts_on", attribute.DateType),
		"ends_on":           plain("ends_on"),
		"term":              formed("term", attribute.PeriodType),
		"renewal":           plain("renewal", stringvalidator.OneOf("none", "tacit", "express")),
		"renewal_term":      formed("renewal_term", attribute.PeriodType),
		"intent":            plain("intent", stringvalidator.OneOf("renew", "end")),
		"notice_period":     plain("notice_period"),
		"notice_to":         plain("notice_to", stringvalidator.OneOf("month", "quarter", "half-year", "year", "fiscal-year")),
		"notice_given_on":   formed("notice_given_on", attribute.DateType),
		"closed_on":         formed("closed_on", attribute.DateType),
		"closed_because":    plain("closed_because"),
		"grace_period":      formed("grace_period", attribute.PeriodType),
		"deletes_data":      schema.BoolAttribute{Optional: true, MarkdownDescription: d["deletes_data"]},
		"upstream":          schema.StringAttribute{Optional: true, MarkdownDescription: "Contract that it rests on, by id: `expiry_contract.usage_right.id`. A gate that is given both finds one that ends before what rests on it."},
		"renewed_from":      formed("renewed_from", attribute.DateType),
		"renewed_until":     formed("renewed_until", attribute.DateType),
		"renewal_proof":     plain("renewal_proof"),
		"renewal_proved_on": formed("renewal_proved_on", attribute.DateType),
		"renewal_proved_by": plain("renewal_proved_by"),
		"covers_renewals":   schema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "What the supplier renews under this contract, by id or in words: a maintenance contract that names the certificate."},
	}
	resp.Schema = schema.Schema{
		Version: tracked.StateVersion,
		MarkdownDescription: "Tracks a contract: who supplies whom, until when, how it is renewed, what it rests on and what happens to data at its end. " +
			"It stores facts and no verdict: hand it to an `expiry_gate`, which judges it in every plan, before it is created.",
		Attributes: tracked.Attributes(tracked.FaceAttributes(contract.Kind, attributes)),
	}
}

// values are the terms that the dates are worked out from, by name.
func (m contractModel) values() map[string]attr.Value {
	return map[string]attr.Value{
		"starts_on": m.StartsOn, "ends_on": m.EndsOn, "term": m.Term, "renewal": m.Renewal, "renewal_term": m.RenewalTerm, "intent": m.Intent,
		"notice_period": m.NoticePeriod, "notice_to": m.NoticeTo, "notice_given_on": m.NoticeGivenOn, "closed_on": m.ClosedOn, "closed_because": m.ClosedBecause, "renewed_from": m.RenewedFrom,
		"grace_period": m.GracePeriod, "upstream": m.Upstream, "renewed_until": m.RenewedUntil,
		"renewal_proof": m.RenewalProof, "renewal_proved_on": m.RenewalProvedOn, "renewal_proved_by": m.RenewalProvedBy,
		"lead_time": m.LeadTime, "reminder": m.Reminder,
	}
}

// mattersNot are the values that change no date.
var mattersNot = []string{"upstream", "renewal_proof", "renewal_proved_by", "renewal_proved_on", "grace_period"}

func (m contractModel) input() intake.Contract {
	in := intake.Contract{DeletesData: m.DeletesData.ValueBoolPointer()}
	values := m.values()
	for _, name := range intake.ContractFields() {
		*in.Text(name), _ = attribute.TextOf(values[name])
	}
	return in
}

// ModifyPlan works out the face from the configuration, so that a gate can judge
// the contract in the plan that creates it.
func (r *contractResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.Planned(req) {
		r.PlanDestroy(ctx, req, &resp.Diagnostics)
		return
	}
	var config, plan contractModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &config)...)
	diags.Append(req.Plan.Get(ctx, &plan)...)
	if diags.HasError() {
		return
	}
	plan.ID, plan.Tracked = r.Id(plan.Name), types.BoolValue(true)
	plan.ExpiresAt, plan.End, plan.ActBy, plan.RemindAt = types.StringUnknown(), types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
	known := attribute.FullyKnown(config.MaintenanceWindow)
	for name, value := range config.values() {
		// An unknown proof may make a renewal count or not.
		known = known && (!value.IsUnknown() || slices.Contains(mattersNot, name) && name != "renewal_proof")
	}
	if known {
		r.planDates(ctx, config, &plan, diags)
	}
	if diags.HasError() {
		return
	}
	diags.Append(resp.Plan.Set(ctx, &plan)...)
	r.PlanRow(ctx, req, resp)
}

func (r *contractResource) planDates(ctx context.Context, config contractModel, plan *contractModel, diags *diag.Diagnostics) {
	fields := termFields("contract/"+plan.nameOr("known after apply"), config.input())
	fields["covers_renewals"] = contract.Field{Text: strings.Join(attribute.StringsOf(config.CoversRenewals), "\n")}
	one, faults := contract.Parse(fields)
	for _, fault := range faults {
		at := path.Root(fault.Field)
		if fault.Field == "contract" {
			at = path.Root("name")
		}
		diags.AddAttributeError(at, "Invalid contract", fmt.Sprintf("In %s: %s", fault.Field, fault.Message))
	}
	in := config.Terms(ctx, r.Session, diags)
	if diags.HasError() {
		return
	}
	terms := r.Session.Terms(contract.Kind, 0, in)
	declared, ok := withoutWindow(func(terms deadline.Terms) (deadline.Deadline, error) {
		return one.Declared(r.Session.Arithmetic(0), terms)
	}, terms, diags)
	if !ok {
		return
	}
	if declared.End.State == deadline.EndUnknown {
		diags.AddWarning("No term declared", fmt.Sprintf("The contract %q says neither ends_on nor starts_on with term, so when it ends is unknown, which is never endless, and a gate fails on it.", one.Key))
	}
	plan.ExpiresAt, plan.End = face.EndValue(declared.End), types.StringValue(declared.End.State.String())
	plan.ActBy, plan.RemindAt = attribute.InstantValue(declared.ActBy), attribute.InstantValue(declared.RemindAt)
}

func (m contractModel) nameOr(otherwise string) string {
	if m.Name.IsUnknown() {
		return otherwise
	}
	return m.Name.ValueString()
}
