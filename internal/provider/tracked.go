package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// tracked is a named resource that is a row of the shared inventory, where one
// is configured. Plans only read; a write says which revision it builds on.
type tracked struct{ named }

// newTracked is what a tracked resource of a kind embeds.
func newTracked(kind string) tracked { return tracked{newNamed(kind, trackedFacts)} }

// trackedInputs say how the row is kept.
type trackedInputs struct {
	Revision       types.Int64  `tfsdk:"revision"`
	DeletionPolicy types.String `tfsdk:"deletion_policy"`
	Adopt          types.Bool   `tfsdk:"adopt"`
}

func trackedAttributes(own map[string]schema.Attribute) map[string]schema.Attribute {
	own["revision"] = schema.Int64Attribute{Computed: true, MarkdownDescription: "Revision in the inventory, null without one. A write builds on it: what somebody else changed in between is a conflict, not lost."}
	own["deletion_policy"] = schema.StringAttribute{
		Optional: true, Validators: []validator.String{stringvalidator.OneOf(string(inventory.Tombstone), string(inventory.Purge), string(inventory.Keep))},
		MarkdownDescription: "What a destroy does in the inventory: `tombstone` (default) marks it as deleted, `purge` deletes it and keeps its history, `keep` leaves it.",
	}
	own["adopt"] = schema.BoolAttribute{Optional: true, MarkdownDescription: "Take over what stands in the inventory under this id, though another workspace made it or this state does not know it. Otherwise that is an error."}
	return own
}

// planRevision leaves the revision as it is where nothing else changes.
func (r *tracked) planRevision(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if resp.Diagnostics.HasError() {
		return
	}
	revision := types.Int64Unknown()
	if r.session.store != nil && (req.State.Raw.IsNull() || !resp.Plan.Raw.Equal(req.State.Raw)) {
		r.checkClaim(ctx, resp)
	}
	switch {
	case r.session.store == nil && r.session.storeUnknown == "":
		revision = types.Int64Null()
	case !req.State.Raw.IsNull():
		var stored types.Int64
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("revision"), &stored)...)
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("revision"), stored)...)
		if stored.ValueInt64() > 0 && resp.Plan.Raw.Equal(req.State.Raw) {
			return
		}
	}
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("revision"), revision)...)
}

// checkClaim tells in the plan what would make a write fail: no workspace, no
// schema, or a row that is somebody else's.
func (r *tracked) checkClaim(ctx context.Context, resp *resource.ModifyPlanResponse) {
	diags := &resp.Diagnostics
	if r.session.workspace == "" {
		diags.AddAttributeError(path.Empty(), inventory.NoWorkspace.Summary(), "A row of the inventory belongs to the workspace that made it. Name this one: workspace = \"shop-production\" in the provider's inventory, or EXPIRY_WORKSPACE.")
		return
	}
	var id types.String
	var adopt types.Bool
	diags.Append(resp.Plan.GetAttribute(ctx, path.Root("id"), &id)...)
	diags.Append(resp.Plan.GetAttribute(ctx, path.Root("adopt"), &adopt)...)
	row, found, err := r.session.store.Get(ctx, id.ValueString())
	switch {
	case err != nil && transient(err):
		diags.AddWarning("Inventory not read", sentence(err)+" Whether another workspace has the same thing is seen at apply.")
	case err != nil:
		addInventoryError(diags, path.Empty(), err)
	case found && !row.Deleted() && row.Workspace != r.session.workspace && !adopt.ValueBool():
		diags.AddAttributeError(path.Root("name"), "Inventory conflict",
			fmt.Sprintf("%s is in the inventory already: the workspace %q made it. Give this one another name; or, if this workspace is to own it from now on, set adopt = true.\n\nOwner: %s\nWritten: %s by %s",
				row.ID, deadline.Printable(row.Workspace), orNobody(row.Owner), deadline.FormatInstant(row.Updated.At), orNobody(row.Updated.By)))
	}
}

// stored reads the resource as Terraform keeps it, and its revision: 0 where it
// is in no inventory.
func stored(raw tftypes.Value, diags *diagnostics) (plain map[string]any, row inventory.Row, revision int64) {
	plain, err := plainObject(raw)
	if err == nil {
		row, err = inventoryRow(plain)
	}
	if err != nil {
		diags.AddError("Resource not read", sentence(err))
	}
	if number, ok := plain["revision"].(fmt.Stringer); ok {
		_, _ = fmt.Sscan(number.String(), &revision)
	}
	return plain, row, revision
}

func (r *tracked) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	r.named.Create(ctx, req, resp)
	r.write(ctx, req.Plan.Raw, 0, &resp.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		resp.State.RemoveResource(ctx)
	}
}

func (r *tracked) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	_, _, revision := stored(req.State.Raw, &resp.Diagnostics)
	r.named.Update(ctx, req, resp)
	r.write(ctx, req.Plan.Raw, revision, &resp.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		resp.State.Raw = req.State.Raw
	}
}

// stateSetter is a state in which an attribute can be set.
type stateSetter interface {
	SetAttribute(ctx context.Context, at path.Path, value any) diagnostics
}

// write writes the row and keeps its new revision.
func (r *tracked) write(ctx context.Context, raw tftypes.Value, expected int64, state stateSetter, diags *diagnostics) {
	if diags.HasError() {
		return
	}
	if r.session.store == nil {
		diags.Append(state.SetAttribute(ctx, path.Root("revision"), types.Int64Null())...)
		return
	}
	plain, row, _ := stored(raw, diags)
	if diags.HasError() {
		return
	}
	adopt, _ := plain["adopt"].(bool)
	outcomes, err := r.session.store.Apply(ctx, []inventory.Change{{Row: row, Expected: expected, Adopt: adopt}})
	if err != nil {
		r.addWriteError(row.ID, err, diags)
		return
	}
	diags.Append(state.SetAttribute(ctx, path.Root("revision"), outcomes[0].Row.Revision)...)
}

// addWriteError says why nothing was written, and how to go on.
func (r *tracked) addWriteError(id string, err error, diags *diagnostics) {
	fault, ok := errors.AsType[*inventory.Error](err)
	if ok && fault.Kind == inventory.Conflict {
		diags.AddError("Inventory conflict", fmt.Sprintf("%s\n\nIf it is to be this workspace's from now on, set adopt = true; if it is the same thing, import it: terraform import expiry_%s.example %s.",
			fault.Detail(), r.kind, id))
		return
	}
	addInventoryError(diags, path.Empty(), err)
}

// Read takes over what stands in the inventory, where it is not what was written
// last.
func (r *tracked) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	r.named.Read(ctx, req, resp)
	_, known, revision := stored(req.State.Raw, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || r.session == nil || r.session.store == nil || revision == 0 {
		return
	}
	row, found, err := r.session.store.Get(ctx, known.ID)
	switch {
	case err != nil && transient(err):
		addNotRead(&resp.Diagnostics, err)
	case err != nil:
		addInventoryError(&resp.Diagnostics, path.Empty(), err)
	case !found:
		resp.Diagnostics.AddWarning("Gone from the inventory", known.ID+" is no longer in the inventory; the next apply writes it again.")
		resp.State.RemoveResource(ctx)
	case row.Deleted():
		resp.Diagnostics.AddWarning("Deleted in the inventory", fmt.Sprintf("%s was deleted by %s at %s; the next apply writes it again.", row.ID, orNobody(row.Updated.By), deadline.FormatInstant(row.DeletedAt)))
		resp.State.RemoveResource(ctx)
	case row.Revision != revision:
		resp.Diagnostics.AddWarning("Changed in the inventory", fmt.Sprintf("%s was changed by %s at %s (workspace %s).", row.ID, orNobody(row.Updated.By), deadline.FormatInstant(row.Updated.At), deadline.Printable(row.Workspace)))
		r.takeOver(ctx, row, &resp.State.Raw, resp.State.Schema.Type().TerraformType(ctx), &resp.Diagnostics)
	}
}

// addNotRead says that the inventory did not answer while a resource was read.
func addNotRead(diags *diagnostics, err error) {
	diags.AddWarning("Inventory not read", sentence(err)+" What Terraform's state says is judged instead.")
}

func orNobody(who string) string {
	if who == "" {
		return "somebody"
	}
	return deadline.Printable(who)
}

// takeOver makes the state what the row says; how the row is kept stays.
func (r *tracked) takeOver(_ context.Context, row inventory.Row, raw *tftypes.Value, kind tftypes.Type, diags *diagnostics) {
	plain, err := plainRow(row)
	if err != nil {
		diags.AddError("Inventory not read", sentence(err))
		return
	}
	if !raw.IsNull() {
		before, err := plainObject(*raw)
		if err != nil {
			diags.AddError("Resource not read", sentence(err))
			return
		}
		plain["deletion_policy"], plain["adopt"] = before["deletion_policy"], before["adopt"]
	}
	*raw = terraformOf(plain, kind)
}

func (r *tracked) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	plain, row, revision := stored(req.State.Raw, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || r.session == nil || r.session.store == nil || revision == 0 {
		return
	}
	if ours := r.session.forgetAdopted(ctx, map[string]inventory.Row{row.ID: row}, &resp.Diagnostics); len(ours) == 0 {
		return
	}
	if _, err := r.session.store.Delete(ctx, row.ID, revision, deletionPolicy(plain)); err != nil {
		r.addWriteError(row.ID, err, &resp.Diagnostics)
	}
}

func deletionPolicy(plain map[string]any) inventory.DeletionPolicy {
	if policy, ok := plain["deletion_policy"].(string); ok {
		return inventory.DeletionPolicy(policy)
	}
	return inventory.Tombstone
}

// ImportState takes all facts from the inventory, where there is one.
func (r *tracked) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if r.session == nil || r.session.store == nil {
		r.named.ImportState(ctx, req, resp)
		return
	}
	name := strings.TrimPrefix(req.ID, r.kind+"/")
	if req.ID == "" {
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root("name"), &name)...)
	}
	row, found, err := r.session.store.Get(ctx, r.kind+"/"+name)
	switch {
	case err != nil:
		addInventoryError(&resp.Diagnostics, path.Empty(), err)
	case !found || row.Deleted():
		resp.Diagnostics.AddError("Not in the inventory", fmt.Sprintf("The inventory has no %s/%s to import.\n\nInventory: %s", r.kind, name, r.session.store.URL()))
	default:
		r.takeOver(ctx, row, &resp.State.Raw, resp.State.Schema.Type().TerraformType(ctx), &resp.Diagnostics)
		resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), name)...)
	}
}
