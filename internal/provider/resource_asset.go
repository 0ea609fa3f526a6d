package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

var (
	_ resource.ResourceWithConfigure   = (*assetResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*assetResource)(nil)
	_ resource.ResourceWithImportState = (*assetResource)(nil)
	_ resource.ResourceWithIdentity    = (*assetResource)(nil)
)

// assetResource is anything with an end date that a person declares. It stores
// facts, never a verdict, and knows its whole face while planning.
type assetResource struct{ session *session }

type assetModel struct {
	faceInputs
	faceFacts
	ExpiresAt text `tfsdk:"expires_at"`
	ExpiresOn text `tfsdk:"expires_on"`
}

const defaultAssetKind = "asset"

func (r *assetResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_asset"
}

func (r *assetResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	d := faceDescriptions
	attributes := map[string]schema.Attribute{
		"name": schema.StringAttribute{
			Required: true, PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			Validators:          []validator.String{stringvalidator.LengthBetween(1, 256)},
			MarkdownDescription: "Name and key of the asset. Another name is another asset: changing it replaces the resource.",
		},
		"kind": schema.StringAttribute{
			Optional: true, Computed: true, Default: stringdefault.StaticString(defaultAssetKind),
			MarkdownDescription: "Kind of thing: `certificate`, `licence`, `contract`, `domain`, `token`, `hardware` or any word of your own. It picks the default lead time and reminder. Default: `asset`.",
		},
		"expires_on": schema.StringAttribute{
			Optional: true, CustomType: dateType,
			Validators:          []validator.String{stringvalidator.ConflictsWith(path.MatchRoot("expires_at"))},
			MarkdownDescription: "Last day on which it works, like `2027-03-31`; it ends at the next midnight in the provider's `time_zone`. Conflicts with `expires_at`.",
		},
		"expires_at": schema.StringAttribute{
			Optional: true, Computed: true, CustomType: endType,
			MarkdownDescription: d["expires_at"] + " Give it in UTC form (`2027-03-31T15:00:00Z`), or give `expires_on`. With neither, the end is unknown and every gate fails on it.",
		},
		"lead_time":          schema.StringAttribute{Optional: true, CustomType: periodType, MarkdownDescription: descriptionLeadTime + " Default: the provider's for the kind."},
		"reminder":           schema.StringAttribute{Optional: true, CustomType: periodType, MarkdownDescription: descriptionReminder + " Default: the provider's for the kind."},
		"maintenance_window": windowResourceAttribute(),
		"tracked":            schema.BoolAttribute{Computed: true, MarkdownDescription: d["tracked"]},
	}
	for _, name := range []string{"owner", "maintainer", "system", "environment", "criticality"} {
		attributes[name] = schema.StringAttribute{Optional: true, MarkdownDescription: d[name]}
	}
	for _, name := range []string{"id", "act_by", "remind_at"} {
		attributes[name] = schema.StringAttribute{Computed: true, MarkdownDescription: strings.Replace(d[name], "%s", "asset", 1)}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Tracks anything with an end date that nobody can read off a wire: a licence, a contract, a certificate inside a product. " +
			"It stores facts and no verdict: hand it to an `expiry_gate`, which judges it in every plan, before it is created.",
		Attributes: attributes,
	}
}

func (r *assetResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"name": identityschema.StringAttribute{RequiredForImport: true, Description: "Name of the asset."},
	}}
}

func (r *assetResource) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	r.session, _ = req.ProviderData.(*session)
}

// ModifyPlan works out the face from the configuration, so that a gate can judge
// the asset in the plan that creates it.
func (r *assetResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || r.session == nil {
		return
	}
	var config, plan assetModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	plan.Tracked = types.BoolValue(true)
	plan.ID = types.StringUnknown()
	if !plan.Name.IsUnknown() {
		plan.ID = types.StringValue("asset/" + plan.Name.ValueString())
	}
	r.planDates(ctx, config, &plan, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
}

// planDates fills the dates, or leaves them unknown where what they come from is
// not known yet.
func (r *assetResource) planDates(ctx context.Context, config assetModel, plan *assetModel, diags *diagnostics) {
	if config.ExpiresAt.IsUnknown() || config.ExpiresOn.IsUnknown() {
		plan.ExpiresAt, plan.ActBy, plan.RemindAt = text{types.StringUnknown(), endType.form}, types.StringUnknown(), types.StringUnknown()
		return
	}
	end := deadline.End{}
	switch {
	case !config.ExpiresAt.IsNull():
		if t, err := deadline.ParseInstant(config.ExpiresAt.ValueString(), r.session.location); err == nil {
			end = deadline.EndsAt(t)
		}
	case !config.ExpiresOn.IsNull():
		if t, err := deadline.ParseEnd(config.ExpiresOn.ValueString(), r.session.location); err == nil {
			end = deadline.EndsAt(t)
		}
	default:
		diags.AddWarning("No end declared", "The asset \""+plan.Name.ValueString()+"\" has neither expires_on nor expires_at, so when it ends is unknown and a gate fails on it.")
	}
	plan.ExpiresAt = text{endValue(end), endType.form}
	if config.Kind.IsUnknown() || config.LeadTime.IsUnknown() || config.Reminder.IsUnknown() || !fullyKnown(config.MaintenanceWindow) {
		plan.ActBy, plan.RemindAt = types.StringUnknown(), types.StringUnknown()
		return
	}
	line := r.session.timeline(plan.Kind.ValueString(), end, 0, plan.terms(ctx, r.session, diags), diags)
	plan.ActBy, plan.RemindAt = instantValue(line.ActBy), instantValue(line.RemindAt)
}

func (r *assetResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan assetModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), plan.Name)...)
}

// Read keeps what is stored: the state is the only place where it lives.
func (r *assetResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var name types.String
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("name"), &name)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), name)...)
}

func (r *assetResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan assetModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), plan.Name)...)
}

func (r *assetResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// ImportState takes the name, or the id "asset/NAME". The facts themselves are
// nowhere but in the configuration; the next apply stores them.
func (r *assetResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	importByName(ctx, "asset/", req, resp)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("tracked"), true)...)
	resp.Diagnostics.AddWarning("Only the name is imported",
		"The asset is recorded in Terraform state alone, so an import knows no more than its name. The next apply stores what the configuration says.")
}
