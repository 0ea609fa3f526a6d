package asset

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/tracked"
)

// rehearseRows tells in the plan what of the register another workspace has, what was
// changed by somebody, and what is forgotten.
func (r *assetsResource) rehearseRows(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	diags := &resp.Diagnostics
	if r.Session.Store == nil || diags.HasError() {
		return
	}
	after := writtenRegister(resp.Plan.Raw, diags)
	before := registerBefore(req.State.Raw, diags)
	if diags.HasError() || after.plain["deadlines_json"] == nil {
		return // the rows are known only after apply
	}
	r.Rehearse(ctx, path.Root("register"), fmt.Sprint(after.plain["id"]), changesOfRows(before, after), true, diags)
}

// planDestroy tells in the plan which rows a destroy would leave to others.
func (r *assetsResource) planDestroy(ctx context.Context, req resource.ModifyPlanRequest, diags *diag.Diagnostics) {
	if !req.Plan.Raw.IsNull() || req.State.Raw.IsNull() || r.Session == nil || r.Session.Store == nil {
		return
	}
	written := writtenRegister(req.State.Raw, diags)
	if !diags.HasError() && written.stored() {
		r.Rehearse(ctx, path.Empty(), fmt.Sprint(written.plain["id"]), deletions(written.rows, written.plain), true, diags)
	}
}

// registerBefore are the rows that a state has written, none where there is none.
func registerBefore(raw tftypes.Value, diags *diag.Diagnostics) map[string]inventory.Row {
	if raw.IsNull() {
		return nil
	}
	before := writtenRegister(raw, diags)
	if !before.stored() {
		return nil // they were never written
	}
	return before.rows
}

// changesOfRows write what stands in a register and delete what no longer does.
func changesOfRows(before map[string]inventory.Row, after registerRows) []inventory.Change {
	adopt, _ := after.plain["adopt"].(bool)
	gone := maps.Clone(before)
	var changes []inventory.Change
	for _, id := range slices.Sorted(maps.Keys(after.rows)) {
		change := inventory.Change{Row: after.rows[id], Adopt: adopt}
		if _, ours := before[id]; ours {
			change.Expected = inventory.AnyRevision
		}
		changes = append(changes, change)
		delete(gone, id)
	}
	return append(changes, deletions(gone, after.plain)...)
}

func (r *assetsResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	r.Named.Create(ctx, req, resp)
	r.writeRows(ctx, nil, writtenRegister(req.Plan.Raw, &resp.Diagnostics), &resp.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		resp.State.RemoveResource(ctx)
	}
}

func (r *assetsResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	before := registerBefore(req.State.Raw, &resp.Diagnostics)
	r.Named.Update(ctx, req, resp)
	r.writeRows(ctx, before, writtenRegister(req.Plan.Raw, &resp.Diagnostics), &resp.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		resp.State.Raw = req.State.Raw
	}
}

// registerRows is a register as it stands in a plan or a state.
type registerRows struct {
	plain map[string]any
	rows  map[string]inventory.Row // by id
}

// stored says that the rows are in the inventory.
func (r registerRows) stored() bool { return r.plain["revision"] != nil }

func writtenRegister(raw tftypes.Value, diags *diag.Diagnostics) registerRows {
	plain, err := attribute.PlainObject(raw)
	var listed []map[string]any
	if err == nil {
		// An import knows the name alone, and no row.
		if document, known := plain["deadlines_json"].(string); known {
			err = json.Unmarshal([]byte(document), &listed)
		}
	}
	rows := make(map[string]inventory.Row, len(listed))
	for _, one := range listed {
		var row inventory.Row
		if row, err = tracked.InventoryRow(one); err != nil {
			break
		}
		rows[row.ID] = row
	}
	if err != nil {
		diags.AddError("Resource not read", attribute.Sentence(err))
	}
	return registerRows{plain, rows}
}

// writeRows writes what stands in the register and deletes what no longer does.
func (r *assetsResource) writeRows(ctx context.Context, before map[string]inventory.Row, after registerRows, state tracked.StateSetter, diags *diag.Diagnostics) {
	if diags.HasError() {
		return
	}
	if r.Session.Store == nil {
		diags.Append(state.SetAttribute(ctx, path.Root("revision"), types.Int64Null())...)
		return
	}
	outcomes, err := r.Session.Store.Apply(ctx, changesOfRows(before, after))
	if err != nil {
		r.AddWriteError(fmt.Sprint(after.plain["id"]), err, diags)
		return
	}
	tracked.TellForgotten(outcomes, diags)
	highest := int64(1)
	for _, outcome := range outcomes {
		if outcome.Action != inventory.Forgotten {
			highest = max(highest, outcome.Row.Revision)
		}
	}
	diags.Append(state.SetAttribute(ctx, path.Root("revision"), highest)...)
}

// deletions delete rows as the register's deletion policy says.
func deletions(rows map[string]inventory.Row, plain map[string]any) []inventory.Change {
	var changes []inventory.Change
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		changes = append(changes, inventory.Change{Row: inventory.Row{ID: id}, Expected: inventory.AnyRevision, Delete: tracked.DeletionPolicy(plain)})
	}
	return changes
}

// Read finds rows that somebody changed behind the register's back. The register
// is right: the next apply writes it again.
func (r *assetsResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	r.Named.Read(ctx, req, resp)
	if r.Session == nil || r.Session.Store == nil {
		return
	}
	diags := &resp.Diagnostics
	written := writtenRegister(req.State.Raw, diags)
	if diags.HasError() || !written.stored() {
		return
	}
	ids := slices.Sorted(maps.Keys(written.rows))
	found, err := r.Session.Store.Find(ctx, ids)
	switch {
	case err != nil && session.Transient(err):
		tracked.AddNotRead(diags, err)
		return
	case err != nil:
		session.AddInventoryError(diags, path.Empty(), err)
		return
	}
	var changed []string
	for _, id := range ids {
		row, there := found[id]
		switch {
		case !there || row.Deleted():
			changed = append(changed, id+" is gone")
		case !sameRow(written.rows[id], row):
			changed = append(changed, fmt.Sprintf("%s, by %s", id, tracked.OrNobody(row.Updated.By)))
		}
	}
	if len(changed) == 0 {
		return
	}
	detail := strings.Join(changed[:min(len(changed), attribute.WorstShown)], "\n") + attribute.More(len(changed))
	diags.AddWarning("Changed in the inventory", detail+"\n\nThe next apply writes what the register says.")
	// Revision 0 asks for all to be written again.
	diags.Append(resp.State.SetAttribute(ctx, path.Root("revision"), 0)...)
}

// sameRow says that a row of the inventory says what was written.
func sameRow(written, found inventory.Row) bool {
	a, err := tracked.PlainRow(written)
	if err != nil {
		return false
	}
	b, err := tracked.PlainRow(found)
	if err != nil {
		return false
	}
	delete(a, "revision")
	delete(b, "revision")
	return reflect.DeepEqual(a, b)
}

func (r *assetsResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	if r.Session == nil || r.Session.Store == nil {
		return
	}
	written := writtenRegister(req.State.Raw, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !written.stored() {
		return
	}
	r.Destroy(ctx, fmt.Sprint(written.plain["id"]), deletions(written.rows, written.plain), &resp.Diagnostics)
}

// ImportState knows the name alone: the rows come from the register.
func (r *assetsResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	r.Named.ImportState(ctx, req, resp)
}
