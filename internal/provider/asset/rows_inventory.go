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

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/tracked"
)

// checkRows tells in the plan which rows of a register another workspace has.
func checkRows(ctx context.Context, s *session.Session, planned assetsModel, diags *diag.Diagnostics) {
	if s.Store == nil || diags.HasError() || planned.DeadlinesJSON.IsUnknown() || planned.Adopt.ValueBool() {
		return
	}
	found, err := s.Store.Find(ctx, slices.Sorted(maps.Keys(tracked.RowsByID(planned.DeadlinesJSON.ValueString()))))
	switch {
	case err != nil && session.Transient(err):
		diags.AddWarning("Inventory not read", attribute.Sentence(err)+" Whether another workspace has the same rows is seen at apply.")
		return
	case err != nil:
		session.AddInventoryError(diags, path.Empty(), err)
		return
	}
	var taken []string
	for _, id := range slices.Sorted(maps.Keys(found)) {
		if row := found[id]; !row.Deleted() && row.Workspace != s.Workspace {
			taken = append(taken, fmt.Sprintf("%s, which the workspace %q made", deadline.Printable(id), deadline.Printable(row.Workspace)))
		}
	}
	if len(taken) > 0 {
		diags.AddAttributeError(path.Root("register"), "Inventory conflict", "In the inventory already: "+strings.Join(taken[:min(len(taken), attribute.WorstShown)], "; ")+attribute.More(len(taken))+
			". Give these rows other names; or, if this workspace is to own them from now on, set adopt = true.")
	}
}

func (r *assetsResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	r.Named.Create(ctx, req, resp)
	r.writeRows(ctx, nil, writtenRegister(req.Plan.Raw, &resp.Diagnostics), &resp.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		resp.State.RemoveResource(ctx)
	}
}

func (r *assetsResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	before := writtenRegister(req.State.Raw, &resp.Diagnostics)
	if !before.stored() {
		before.rows = nil // they were never written
	}
	r.Named.Update(ctx, req, resp)
	r.writeRows(ctx, before.rows, writtenRegister(req.Plan.Raw, &resp.Diagnostics), &resp.State, &resp.Diagnostics)
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
	if gone = tracked.ForgetAdopted(ctx, r.Session, gone, diags); diags.HasError() {
		return
	}
	outcomes, err := r.Session.Store.Apply(ctx, append(changes, deletions(gone, after.plain)...))
	if err != nil {
		r.AddWriteError(fmt.Sprint(after.plain["id"]), err, diags)
		return
	}
	highest := int64(1)
	for _, outcome := range outcomes {
		highest = max(highest, outcome.Row.Revision)
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
	ours := tracked.ForgetAdopted(ctx, r.Session, written.rows, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if _, err := r.Session.Store.Apply(ctx, deletions(ours, written.plain)); err != nil {
		r.AddWriteError(fmt.Sprint(written.plain["id"]), err, &resp.Diagnostics)
	}
}

// ImportState knows the name alone: the rows come from the register.
func (r *assetsResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	r.Named.ImportState(ctx, req, resp)
}
