package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
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
type gateResource struct{ session *session }

type gateModel struct {
	ID         types.String `tfsdk:"id"`
	Name       types.String `tfsdk:"name"`
	Deadlines  types.List   `tfsdk:"deadlines"`
	FailOn     types.String `tfsdk:"fail_on"`
	OnUnknown  types.String `tfsdk:"on_unknown"`
	AllowEmpty types.Bool   `tfsdk:"allow_empty"`
	Rules      types.Map    `tfsdk:"rules"`
	Waivers    types.List   `tfsdk:"waivers"`
	Pending    types.Int64  `tfsdk:"pending"`
}

const defaultGateName = "default"

func (r *gateResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_gate"
}

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
			"deadlines": gateDeadlinesAttribute(),
			"fail_on": schema.StringAttribute{
				Optional: true, Computed: true, Default: stringdefault.StaticString("overdue"),
				Validators:          []validator.String{stringvalidator.OneOf("due", "overdue", "expired")},
				MarkdownDescription: "The mildest status that fails the plan: `due`, `overdue` or `expired`. What is milder is a warning. Default: `overdue`.",
			},
			"on_unknown": schema.StringAttribute{
				Optional: true, Computed: true, Default: stringdefault.StaticString("error"),
				Validators:          []validator.String{stringvalidator.OneOf("error", "warn")},
				MarkdownDescription: "What a deadline with an unknown status does: `error` or `warn`. Default: `error`.",
			},
			"allow_empty": schema.BoolAttribute{
				Optional: true, Computed: true, Default: booldefault.StaticBool(false),
				MarkdownDescription: "Accept an empty list of deadlines, which otherwise is an error: a gate that judges nothing passes everything. Default: `false`.",
			},
			"rules":   gateRulesAttribute(),
			"waivers": gateWaiversAttribute(),
			"pending": schema.Int64Attribute{
				Computed:            true,
				MarkdownDescription: "0, or known only after apply where some deadline is: then the gate is judged again at apply.",
			},
		},
	}
}

func (r *gateResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"name": identityschema.StringAttribute{RequiredForImport: true, Description: "Name of the gate."},
	}}
}

func (r *gateResource) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	r.session, _ = req.ProviderData.(*session)
}

// ModifyPlan is the gate. Terraform calls it in every plan and once more during
// apply, when everything is known.
func (r *gateResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || r.session == nil {
		return
	}
	var config, plan gateModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	for name, value := range map[string]attr.Value{"fail_on": plan.FailOn, "on_unknown": plan.OnUnknown, "rules": plan.Rules, "waivers": plan.Waivers} {
		if value.IsUnknown() {
			resp.Diagnostics.AddAttributeError(path.Root(name), "Unknown gate setting",
				name+" depends on something that is known only after apply, so nothing can be judged while planning. Give a value that is known while planning.")
		}
	}
	if resp.Diagnostics.HasError() {
		return
	}
	rules := r.session.gatePolicy(ctx, plan, &resp.Diagnostics)
	items, pending := gateItems(ctx, config.Deadlines, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	plan.ID = types.StringUnknown()
	if !plan.Name.IsUnknown() {
		plan.ID = types.StringValue("gate/" + plan.Name.ValueString())
	}
	plan.Pending = types.Int64Value(0)
	if len(pending) > 0 {
		plan.Pending = types.Int64Unknown()
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)

	if len(items)+len(pending) == 0 && !plan.AllowEmpty.ValueBool() {
		resp.Diagnostics.AddAttributeError(path.Root("deadlines"), "No deadlines to judge",
			"The gate is given no deadline, so it would pass everything. Hand it data sources, resources or lists of them, or set allow_empty = true where nothing is a fine answer.")
		return
	}
	r.session.reportVerdict(plan, rules.Judge(items, r.session.now, r.session.location), pending, &resp.Diagnostics)
}

func (r *gateResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan gateModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	plan.Pending = types.Int64Value(0)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), plan.Name)...)
}

// Read keeps what is stored: the settings, and nothing of what was judged.
func (r *gateResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var name types.String
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("name"), &name)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), name)...)
}

func (r *gateResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan gateModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	plan.Pending = types.Int64Value(0)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), plan.Name)...)
}

func (r *gateResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// ImportState takes the gate's name, or the id "gate/NAME".
func (r *gateResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	importByName(ctx, "gate/", req, resp)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("pending"), 0)...)
}
