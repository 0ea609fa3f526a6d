package inventory

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// Create writes all that was read.
func (r *readingsResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan readingsModel
	diags := &resp.Diagnostics
	diags.Append(req.Plan.Get(ctx, &plan)...)
	r.write(ctx, &plan, true, diags)
	if diags.HasError() {
		return
	}
	diags.Append(resp.State.Set(ctx, &plan)...)
	diags.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), plan.Name)...)
}

// Update writes all that was read, once more.
func (r *readingsResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan readingsModel
	diags := &resp.Diagnostics
	diags.Append(req.Plan.Get(ctx, &plan)...)
	r.write(ctx, &plan, false, diags)
	if diags.HasError() {
		return // the state stays as it was
	}
	diags.Append(resp.State.Set(ctx, &plan)...)
	diags.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), plan.Name)...)
}

// write writes what was read and completes the model from what became of it.
func (r *readingsResource) write(ctx context.Context, model *readingsModel, isNew bool, diags *diag.Diagnostics) {
	if diags.HasError() {
		return
	}
	if r.Session == nil || r.Session.Store == nil {
		addNoInventory(r.Session, diags)
		return
	}
	if ahead := aheadText(r.Session); ahead != "" {
		diags.AddError(summaryAhead, ahead)
		return
	}
	found := r.handed(ctx, *model, diags)
	if found.pending && !diags.HasError() {
		diags.AddAttributeError(path.Root("deadlines"), "Readings not known", "Some of the deadlines are not known even now, while they are to be written. Nothing was written.")
	}
	if diags.HasError() {
		return
	}
	written, err := r.Session.Store.WriteReadings(ctx, model.reader(found.digest, isNew), found.readings)
	if err != nil {
		addReadingsError(err, diags)
		return
	}
	model.ID = r.Id(model.Name)
	model.Digest, model.Total, model.ReadAt = types.StringValue(found.digest), types.Int64Value(written.Reader.Count), attribute.InstantValue(written.Reader.ReadAt)
	model.Withdrawn = attribute.StringsValue(idsOf(written.Withdrawn))
	if len(written.Withdrawn) > 0 {
		diags.AddWarning("No longer read", withdrawnText("was withdrawn", written.Withdrawn))
	}
}

// Delete withdraws all that was read.
func (r *readingsResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state readingsModel
	diags := &resp.Diagnostics
	diags.Append(req.State.Get(ctx, &state)...)
	if diags.HasError() {
		return
	}
	if r.Session != nil && r.Session.StoreUnknown != "" {
		addNoInventory(r.Session, diags) // it is somewhere, and would go on standing there
		return
	}
	if r.Session == nil || r.Session.Store == nil {
		diags.AddWarning("Readings left in the inventory", fmt.Sprintf("The provider has no inventory configured any more, so the readings %s stay where they were written. They are unknown as soon as they are too old.", deadline.Quote(state.Name.ValueString())))
		return
	}
	withdrawn, err := r.Session.Store.Forget(ctx, state.Name.ValueString())
	if err != nil {
		session.AddInventoryError(diags, path.Empty(), err)
		return
	}
	if len(withdrawn) > 0 {
		diags.AddWarning("No longer read", withdrawnText("was withdrawn", withdrawn))
	}
}
