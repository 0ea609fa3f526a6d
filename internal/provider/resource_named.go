package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// named is what the resources have in common: facts kept under a name, which is
// their key. Each adds its schema and its plan, which works everything out; what
// was planned is what is stored.
type named struct {
	session *session
	kind    string // "asset": the name of the type and of its identifiers
	// imported are the attributes besides name and id that an import knows.
	imported map[string]any
}

// newNamed is what a resource of a kind embeds, of which an import knows these
// attributes beside its name.
func newNamed(kind string, imported map[string]any) named { return named{kind: kind, imported: imported} }

// trackedFacts are what every import of a tracked thing knows.
var trackedFacts = map[string]any{"tracked": true}

func (r *named) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + r.kind
}

func (r *named) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	r.session, _ = req.ProviderData.(*session)
}

func (r *named) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"name": identityschema.StringAttribute{RequiredForImport: true, Description: "Name of the " + r.kind + "."},
	}}
}

// nameAttribute is the key of a named resource.
func (r *named) nameAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Required: true, PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
		Validators:          []validator.String{stringvalidator.LengthBetween(1, 256)},
		MarkdownDescription: fmt.Sprintf("Name and key of the %[1]s. Another name is another %[1]s: changing it replaces the resource.", r.kind),
	}
}

// id is the identifier of a name, unknown where the name is.
func (r *named) id(name types.String) types.String {
	if name.IsUnknown() {
		return types.StringUnknown()
	}
	return types.StringValue(r.kind + "/" + name.ValueString())
}

// planned says that there is something to plan: not a destroy, and not a
// validation without a configured provider.
func (r *named) planned(req resource.ModifyPlanRequest) bool {
	return !req.Plan.Raw.IsNull() && r.session != nil
}

func (r *named) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	resp.State.Raw = req.Plan.Raw
	var name types.String
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("name"), &name)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), name)...)
}

// Read keeps what is stored: the state is the only place where it lives.
func (r *named) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var name types.String
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("name"), &name)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), name)...)
}

func (r *named) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = req.Plan.Raw
	var name types.String
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("name"), &name)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), name)...)
}

func (r *named) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// ImportState takes the name, from the identity or from an id with or without
// its prefix. The facts themselves are nowhere but in the configuration.
func (r *named) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	prefix := r.kind + "/"
	name := strings.TrimPrefix(req.ID, prefix)
	if req.ID == "" {
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root("name"), &name)...)
	}
	if name == "" {
		resp.Diagnostics.AddError("No name to import", fmt.Sprintf("An import needs the name, as in: terraform import expiry_%[1]s.example example.", r.kind))
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("name"), name)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), prefix+name)...)
	for attribute, value := range r.imported {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(attribute), value)...)
	}
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), name)...)
	resp.Diagnostics.AddWarning("Only the name is imported",
		fmt.Sprintf("The %s is recorded in Terraform state alone, so an import knows no more than its name. The next apply stores what the configuration says.", r.kind))
}
