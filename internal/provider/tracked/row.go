package tracked

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// Row is a named resource that is a row of the shared inventory, where one
// is configured. Plans only read; a write says which revision it builds on.
type Row struct{ Named }

// NewRow is what a tracked resource of a kind embeds.
func NewRow(kind string) Row { return Row{NewNamed(kind, Facts)} }

// RowInputs say how the row is kept.
type RowInputs struct {
	Revision       types.Int64  `tfsdk:"revision"`
	DeletionPolicy types.String `tfsdk:"deletion_policy"`
	Adopt          types.Bool   `tfsdk:"adopt"`
}

// Attributes adds those that say how the row is kept.
func Attributes(own map[string]schema.Attribute) map[string]schema.Attribute {
	own["revision"] = schema.Int64Attribute{Computed: true, MarkdownDescription: "Revision in the inventory, null without one. A write builds on it: what somebody else changed in between is a conflict, not lost."}
	own["deletion_policy"] = schema.StringAttribute{
		Optional: true, Validators: []validator.String{stringvalidator.OneOf(string(inventory.Tombstone), string(inventory.Purge), string(inventory.Keep))},
		MarkdownDescription: "What a destroy does in the inventory: `tombstone` (default) marks it as deleted, `purge` deletes it and keeps its history, `keep` leaves it.",
	}
	own["adopt"] = schema.BoolAttribute{Optional: true, MarkdownDescription: "Take over what stands in the inventory under this id, though another workspace made it or this state does not know it. Otherwise that is an error."}
	return own
}

// PlanRow tells what stands in the way of the row, and plans its revision.
func (r *Row) PlanRow(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !resp.Diagnostics.HasError() && r.Session.Store != nil && (req.State.Raw.IsNull() || !resp.Plan.Raw.Equal(req.State.Raw)) {
		r.rehearse(ctx, req, resp)
	}
	r.PlanRevision(ctx, req, resp)
}

// PlanRevision leaves the revision as it is where nothing else changes.
func (r *Row) PlanRevision(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if resp.Diagnostics.HasError() {
		return
	}
	revision := types.Int64Unknown()
	switch {
	case r.Session.Store == nil && r.Session.StoreUnknown == "":
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

// rehearse tells in the plan what would make the write fail.
func (r *Row) rehearse(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	plain, row, _ := stored(resp.Plan.Raw, &resp.Diagnostics)
	var expected int64
	if !req.State.Raw.IsNull() {
		_, _, expected = stored(req.State.Raw, &resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() || row.ID == "" {
		return // a name that is known only after apply
	}
	adopt, _ := plain["adopt"].(bool)
	r.Rehearse(ctx, path.Root("name"), row.ID, []inventory.Change{{Row: row, Expected: expected, Adopt: adopt}}, knownBut(resp.Plan.Raw, "revision"), &resp.Diagnostics)
}

// knownBut says that all of an object is known, one attribute aside.
func knownBut(raw tftypes.Value, name string) bool {
	var parts map[string]tftypes.Value
	if err := raw.As(&parts); err != nil {
		return false
	}
	for other, part := range parts {
		if other != name && !part.IsFullyKnown() {
			return false
		}
	}
	return true
}

// PlanDestroy tells in the plan what a destroy would run into, and what it would
// leave to others.
func (r *Row) PlanDestroy(ctx context.Context, req resource.ModifyPlanRequest, diags *diag.Diagnostics) {
	if !req.Plan.Raw.IsNull() || req.State.Raw.IsNull() || r.Session == nil || r.Session.Store == nil {
		return
	}
	plain, row, revision := stored(req.State.Raw, diags)
	if diags.HasError() || revision == 0 {
		return
	}
	r.Rehearse(ctx, path.Empty(), row.ID, []inventory.Change{{Row: inventory.Row{ID: row.ID}, Expected: revision, Delete: DeletionPolicy(plain)}}, true, diags)
}

// stored reads the resource as Terraform keeps it, and its revision: 0 where it
// is in no inventory.
func stored(raw tftypes.Value, diags *diag.Diagnostics) (plain map[string]any, row inventory.Row, revision int64) {
	plain, err := attribute.PlainObject(raw)
	if err == nil {
		row, err = InventoryRow(plain)
	}
	if err != nil {
		diags.AddError("Resource not read", attribute.Sentence(err))
	}
	if number, ok := plain["revision"].(fmt.Stringer); ok {
		_, _ = fmt.Sscan(number.String(), &revision)
	}
	return plain, row, revision
}

// Create stores what was planned, and writes the row.
func (r *Row) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	r.Named.Create(ctx, req, resp)
	r.write(ctx, req.Plan.Raw, 0, &resp.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		resp.State.RemoveResource(ctx)
	}
}

// Update stores what was planned, and writes the row on the revision that was known.
func (r *Row) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	_, _, revision := stored(req.State.Raw, &resp.Diagnostics)
	r.Named.Update(ctx, req, resp)
	r.write(ctx, req.Plan.Raw, revision, &resp.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		resp.State.Raw = req.State.Raw
	}
}

// StateSetter is a state in which an attribute can be set.
type StateSetter interface {
	SetAttribute(ctx context.Context, at path.Path, value any) diag.Diagnostics
}

// write writes the row and keeps its new revision.
func (r *Row) write(ctx context.Context, raw tftypes.Value, expected int64, state StateSetter, diags *diag.Diagnostics) {
	if diags.HasError() {
		return
	}
	if r.Session.Store == nil {
		diags.Append(state.SetAttribute(ctx, path.Root("revision"), types.Int64Null())...)
		return
	}
	plain, row, _ := stored(raw, diags)
	if diags.HasError() {
		return
	}
	adopt, _ := plain["adopt"].(bool)
	outcomes, err := r.Session.Store.Apply(ctx, []inventory.Change{{Row: row, Expected: expected, Adopt: adopt}})
	if err != nil {
		r.AddWriteError(row.ID, err, diags)
		return
	}
	diags.Append(state.SetAttribute(ctx, path.Root("revision"), outcomes[0].Row.Revision)...)
}

// Read takes over what stands in the inventory, where it is not what was written
// last.
func (r *Row) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	r.Named.Read(ctx, req, resp)
	_, known, revision := stored(req.State.Raw, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || r.Session == nil || r.Session.Store == nil || revision == 0 {
		return
	}
	row, found, err := r.Session.Store.Get(ctx, known.ID)
	switch {
	case err != nil && session.Transient(err):
		AddNotRead(&resp.Diagnostics, err)
	case err != nil:
		session.AddInventoryError(&resp.Diagnostics, path.Empty(), err)
	case !found:
		resp.Diagnostics.AddWarning("Gone from the inventory", known.ID+" is no longer in the inventory; the next apply writes it again.")
		resp.State.RemoveResource(ctx)
	case row.Deleted():
		resp.Diagnostics.AddWarning("Deleted in the inventory", fmt.Sprintf("%s was deleted by %s at %s; the next apply writes it again.", row.ID, OrNobody(row.Updated.By), deadline.FormatInstant(row.DeletedAt)))
		resp.State.RemoveResource(ctx)
	case row.Revision != revision:
		resp.Diagnostics.AddWarning("Changed in the inventory", fmt.Sprintf("%s was changed by %s at %s (workspace %s).", row.ID, OrNobody(row.Updated.By), deadline.FormatInstant(row.Updated.At), deadline.Printable(row.Workspace)))
		r.takeOver(ctx, row, &resp.State.Raw, resp.State.Schema.Type().TerraformType(ctx), &resp.Diagnostics)
	}
}

// AddNotRead says that the inventory did not answer while a resource was read.
func AddNotRead(diags *diag.Diagnostics, err error) {
	diags.AddWarning("Inventory not read", attribute.Sentence(err)+" What Terraform's state says is judged instead.")
}

// takeOver makes the state what the row says; how the row is kept stays.
func (r *Row) takeOver(_ context.Context, row inventory.Row, raw *tftypes.Value, kind tftypes.Type, diags *diag.Diagnostics) {
	plain, err := PlainRow(row)
	if err != nil {
		diags.AddError("Inventory not read", attribute.Sentence(err))
		return
	}
	if !raw.IsNull() {
		before, err := attribute.PlainObject(*raw)
		if err != nil {
			diags.AddError("Resource not read", attribute.Sentence(err))
			return
		}
		plain["deletion_policy"], plain["adopt"] = before["deletion_policy"], before["adopt"]
	}
	*raw = attribute.TerraformOf(plain, kind)
}

// Delete deletes the row as its deletion policy says; what is another workspace's by
// now is forgotten.
func (r *Row) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	plain, row, revision := stored(req.State.Raw, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || r.Session == nil || r.Session.Store == nil || revision == 0 {
		return
	}
	r.Destroy(ctx, row.ID, []inventory.Change{{Row: inventory.Row{ID: row.ID}, Expected: revision, Delete: DeletionPolicy(plain)}}, &resp.Diagnostics)
}

// DeletionPolicy is what a destroy does to the row.
func DeletionPolicy(plain map[string]any) inventory.DeletionPolicy {
	if policy, ok := plain["deletion_policy"].(string); ok {
		return inventory.DeletionPolicy(policy)
	}
	return inventory.Tombstone
}

// ImportState takes all facts from the inventory, where there is one.
func (r *Row) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if r.Session == nil || r.Session.Store == nil {
		r.Named.ImportState(ctx, req, resp)
		return
	}
	name := strings.TrimPrefix(req.ID, r.kind+"/")
	if req.ID == "" {
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root("name"), &name)...)
	}
	row, found, err := r.Session.Store.Get(ctx, r.kind+"/"+name)
	switch {
	case err != nil:
		session.AddInventoryError(&resp.Diagnostics, path.Empty(), err)
	case !found || row.Deleted():
		resp.Diagnostics.AddError("Not in the inventory", fmt.Sprintf("The inventory has no %s/%s to import.\n\nInventory: %s", r.kind, name, r.Session.Store.URL()))
	default:
		r.takeOver(ctx, row, &resp.State.Raw, resp.State.Schema.Type().TerraformType(ctx), &resp.Diagnostics)
		resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), name)...)
	}
}
