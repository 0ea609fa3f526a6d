package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// A register is as many rows of the inventory as it has. They are written in one
// transaction, all or none.

func (r *assetsResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	r.named.Create(ctx, req, resp)
	r.writeRows(ctx, nil, rowsOf(req.Plan.Raw, &resp.Diagnostics), req.Plan.Raw, &resp.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		resp.State.RemoveResource(ctx)
	}
}

func (r *assetsResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	before := rowsOf(req.State.Raw, &resp.Diagnostics)
	if plain, _, _ := stored(req.State.Raw, &resp.Diagnostics); plain["revision"] == nil {
		before = nil // they were never written
	}
	r.named.Update(ctx, req, resp)
	r.writeRows(ctx, before, rowsOf(req.Plan.Raw, &resp.Diagnostics), req.Plan.Raw, &resp.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		resp.State.Raw = req.State.Raw
	}
}

// rowsOf are the rows of a register as they stand in a plan or a state, by id.
func rowsOf(raw tftypes.Value, diags *diagnostics) map[string]inventory.Row {
	plain, err := plainObject(raw)
	var listed []map[string]any
	if err == nil {
		document, _ := plain["deadlines_json"].(string)
		err = json.Unmarshal([]byte(document), &listed)
	}
	rows := make(map[string]inventory.Row, len(listed))
	for _, one := range listed {
		var row inventory.Row
		if row, err = inventoryRow(one); err != nil {
			break
		}
		rows[row.ID] = row
	}
	if err != nil {
		diags.AddError("Resource not read", sentence(err))
	}
	return rows
}

// writeRows writes what stands in the register and deletes what no longer does.
func (r *assetsResource) writeRows(ctx context.Context, before, after map[string]inventory.Row, raw tftypes.Value, state stateSetter, diags *diagnostics) {
	plain, _, _ := stored(raw, diags)
	if diags.HasError() {
		return
	}
	if r.session.store == nil {
		diags.Append(state.SetAttribute(ctx, path.Root("revision"), types.Int64Null())...)
		return
	}
	adopt, _ := plain["adopt"].(bool)
	var changes []inventory.Change
	for _, id := range slices.Sorted(maps.Keys(after)) {
		change := inventory.Change{Row: after[id], Adopt: adopt}
		if _, ours := before[id]; ours {
			change.Expected = inventory.AnyRevision
		}
		changes = append(changes, change)
	}
	for _, id := range slices.Sorted(maps.Keys(before)) {
		if _, stays := after[id]; !stays {
			changes = append(changes, inventory.Change{Row: inventory.Row{ID: id}, Expected: inventory.AnyRevision, Delete: deletionPolicy(plain)})
		}
	}
	outcomes, err := r.session.store.Apply(ctx, changes)
	if err != nil {
		r.addWriteError(fmt.Sprint(plain["id"]), err, diags)
		return
	}
	highest := int64(1)
	for _, outcome := range outcomes {
		highest = max(highest, outcome.Row.Revision)
	}
	diags.Append(state.SetAttribute(ctx, path.Root("revision"), highest)...)
}

// Read finds rows that somebody changed behind the register's back. The register
// is right: the next apply writes it again.
func (r *assetsResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	r.named.Read(ctx, req, resp)
	_, _, revision := stored(req.State.Raw, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || r.session == nil || r.session.store == nil || revision == 0 {
		return
	}
	missing := rowsOf(req.State.Raw, &resp.Diagnostics)
	var changed []string
	for row, err := range r.session.store.Rows(ctx, inventory.Filter{}) {
		if err != nil && transient(err) {
			resp.Diagnostics.AddWarning("Inventory not read", sentence(err)+" What Terraform's state says is judged instead.")
			return
		}
		if err != nil {
			addInventoryError(&resp.Diagnostics, path.Empty(), err)
			return
		}
		written, ours := missing[row.ID]
		if !ours {
			continue
		}
		delete(missing, row.ID)
		if !sameRow(written, row) {
			changed = append(changed, fmt.Sprintf("%s, by %s", row.ID, orNobody(row.Updated.By)))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(missing)) {
		changed = append(changed, id+" is gone")
	}
	if len(changed) == 0 {
		return
	}
	detail := strings.Join(changed[:min(len(changed), worstShown)], "\n") + more(len(changed))
	resp.Diagnostics.AddWarning("Changed in the inventory", detail+"\n\nThe next apply writes what the register says.")
	// Revision 0 asks for all to be written again.
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("revision"), 0)...)
}

// sameRow says that a row of the inventory says what was written.
func sameRow(written, found inventory.Row) bool {
	a, err := plainRow(written)
	if err != nil {
		return false
	}
	b, err := plainRow(found)
	if err != nil {
		return false
	}
	delete(a, "revision")
	delete(b, "revision")
	first, _ := json.Marshal(a)
	second, _ := json.Marshal(b)
	return string(first) == string(second)
}

func (r *assetsResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	plain, _, _ := stored(req.State.Raw, &resp.Diagnostics)
	rows := rowsOf(req.State.Raw, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || r.session == nil || r.session.store == nil || plain["revision"] == nil {
		return
	}
	var changes []inventory.Change
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		changes = append(changes, inventory.Change{Row: inventory.Row{ID: id}, Expected: inventory.AnyRevision, Delete: deletionPolicy(plain)})
	}
	if _, err := r.session.store.Apply(ctx, changes); err != nil {
		r.addWriteError(fmt.Sprint(plain["id"]), err, &resp.Diagnostics)
	}
}

// ImportState knows the name alone: the rows come from the register.
func (r *assetsResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	r.named.ImportState(ctx, req, resp)
}
