// Package tracked is what resources have in common that keep facts: under a name,
// in Terraform's state and as a row of the shared inventory.
package tracked

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

	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// Named is what the resources have in common: facts kept under a name, which is
// their key. Each adds its schema and its plan, which works everything out; what
// was planned is what is stored.
type Named struct {
	Session *session.Session
	kind    string // "asset": the name of the type and of its identifiers
	// imported are the attributes besides name and id that an import knows.
	imported map[string]any
}

// NewNamed is what a resource of a kind embeds, of which an import knows these
// attributes beside its name.
func NewNamed(kind string, imported map[string]any) Named {
	return Named{kind: kind, imported: imported}
}

// Facts are what every import of a tracked thing knows.
var Facts = map[string]any{"tracked": true}

// Metadata names the type.
func (r *Named) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + r.kind
}

// Configure takes the session.
func (r *Named) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	r.Session, _ = req.ProviderData.(*session.Session)
}

// IdentitySchema says that the name identifies.
func (r *Named) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"name": identityschema.StringAttribute{RequiredForImport: true, Description: "Name of the " + r.kind + "."},
	}}
}

// NameAttribute is the key of a named resource.
func (r *Named) NameAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Required: true, PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
		Validators:          []validator.String{stringvalidator.LengthBetween(1, 256)},
		MarkdownDescription: fmt.Sprintf("Name and key of the %[1]s. Another name is another %[1]s: changing it replaces the resource.", r.kind),
	}
}

// Id is the identifier of a name, unknown where the name is.
func (r *Named) Id(name types.String) types.String {
	if name.IsUnknown() {
		return types.StringUnknown()
	}
	return types.StringValue(r.kind + "/" + name.ValueString())
}

// Planned says that there is something to plan: not a destroy, and not a
// validation without a configured provider.
func (r *Named) Planned(req resource.ModifyPlanRequest) bool {
	return !req.Plan.Raw.IsNull() && r.Session != nil
}

// Create stores what was planned.
func (r *Named) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	resp.State.Raw = req.Plan.Raw
	var name types.String
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("name"), &name)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), name)...)
}

// Read keeps what is stored: the state is the only place where it lives.
func (r *Named) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var name types.String
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("name"), &name)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), name)...)
}

// Update stores what was planned.
func (r *Named) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = req.Plan.Raw
	var name types.String
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("name"), &name)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), name)...)
}

// Delete forgets it, which Terraform does by itself.
func (r *Named) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// ImportState takes the name, from the identity or from an id with or without
// its prefix. The facts themselves are nowhere but in the configuration.
func (r *Named) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
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
