// Package gate fails plans: gates, policies, their rules and waivers.
package gate

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/given"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/tracked"
)

var (
	_ resource.ResourceWithConfigure   = (*gateResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*gateResource)(nil)
	_ resource.ResourceWithImportState = (*gateResource)(nil)
	_ resource.ResourceWithIdentity    = (*gateResource)(nil)
)

// gateResource judges deadlines while Terraform plans. It is a resource because
// a resource is planned whatever is deferred around it; it stores nothing of
// what it judged.
type gateResource struct{ tracked.Named }

// NewResource makes the gate.
func NewResource() resource.Resource {
	return &gateResource{tracked.NewNamed("gate", map[string]any{"pending": 0})}
}

type gateModel struct {
	policyInputs
	ID        types.String `tfsdk:"id"`
	Name      types.String `tfsdk:"name"`
	FailOn    types.String `tfsdk:"fail_on"`
	OnUnknown types.String `tfsdk:"on_unknown"`
	Source    types.String `tfsdk:"source"`
	Pending   types.Int64  `tfsdk:"pending"`
}

const defaultGateName = "default"

func (r *gateResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Fails the plan when a deadline is overdue, expired or unknown. It judges while Terraform plans, in every plan, and cannot be deferred: " +
			"what is known is judged, and what is not is named and judged at apply. Nothing of the deadlines is stored. Needs Terraform 1.11 or OpenTofu 1.11 for its write-only argument.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{Computed: true, MarkdownDescription: "`gate/` and the name."},
			"name": schema.StringAttribute{
				Optional: true, Computed: true, Default: stringdefault.StaticString(defaultGateName),
				Validators:          []validator.String{stringvalidator.LengthBetween(1, 256)},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
				MarkdownDescription: "Name of the gate, for its report files. Default: `default`.",
			},
			"deadlines": given.GateAttribute(),
			"deadlines_json": schema.StringAttribute{
				Optional: true, WriteOnly: true, MarkdownDescription: given.DescriptionJSON + " Write-only: never stored.",
			},
			"fail_on": schema.StringAttribute{
				Optional: true, Computed: true, Default: stringdefault.StaticString("overdue"),
				Validators:          []validator.String{stringvalidator.OneOf(failOns...)},
				MarkdownDescription: "The mildest status that fails the plan: `due`, `overdue` or `expired`. What is milder is a warning. Default: `overdue`.",
			},
			"on_unknown": schema.StringAttribute{
				Optional: true, Computed: true, Default: stringdefault.StaticString("error"),
				Validators:          []validator.String{stringvalidator.OneOf(onUnknowns...)},
				MarkdownDescription: "What a deadline with an unknown status does: `error` or `warn`. Default: `error`.",
			},
			"allow_empty": schema.BoolAttribute{
				Optional: true, Computed: true, Default: booldefault.StaticBool(false),
				MarkdownDescription: "Accept an empty list of deadlines, which otherwise is an error: a gate that judges nothing passes everything. Default: `false`.",
			},
			"source": schema.StringAttribute{
				Optional: true, Validators: []validator.String{sourceValidator()}, MarkdownDescription: descriptionSource,
			},
			"rules":      gateRulesAttribute(),
			"waivers":    gateWaiversAttribute(),
			"assertions": gateAssertionsAttribute(),
			"pending": schema.Int64Attribute{
				Computed:            true,
				MarkdownDescription: "0, or known only after apply where some deadline is: then the gate is judged again at apply.",
			},
		},
	}
}

// ModifyPlan is the gate. Terraform calls it in every plan and once more during
// apply, when everything is known.
func (r *gateResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.Planned(req) {
		return
	}
	var plan gateModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.Session.BeginReport(r.Id(plan.Name), &resp.Diagnostics)
	for name, known := range map[string]bool{
		"fail_on": attribute.FullyKnown(plan.FailOn), "on_unknown": attribute.FullyKnown(plan.OnUnknown), "rules": attribute.FullyKnown(plan.Rules), "waivers": waiversKnown(plan.Waivers),
	} {
		if !known {
			resp.Diagnostics.AddAttributeError(path.Root(name), "Unknown gate setting",
				name+" depends on something that is known only after apply, so nothing can be judged while planning. Give a value that is known while planning.")
		}
	}
	if resp.Diagnostics.HasError() {
		return
	}
	s, diags := r.Session, &resp.Diagnostics
	judged := Judge(ctx, s, s.Now, plan.terms(ctx, diags), "gate", diags)
	if diags.HasError() {
		return
	}
	verdict, pending := judged.Verdict, judged.Pending
	plan.ID = r.Id(plan.Name)
	plan.Pending = types.Int64Value(0)
	if len(pending)+len(verdict.Deferred) > 0 {
		plan.Pending = types.Int64Unknown()
	}
	diags.Append(resp.Plan.Set(ctx, &plan)...)
	if s.ReportDir != "" {
		verdict.Until = judged.until(s, s.Now)
	}
	reportVerdict(s, plan, verdict, pending, diags)
}

// terms are what the gate judges by.
func (m gateModel) terms(ctx context.Context, diags *diag.Diagnostics) Terms {
	return Terms{
		FailOn: m.FailOn, OnUnknown: m.OnUnknown, Rules: m.Rules, Waivers: m.Waivers, AllowEmpty: m.AllowEmpty,
		Assertions: handedAssertions(ctx, diags),
	}
}
