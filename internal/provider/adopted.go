package provider

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// forgetAdopted drops from rows that this state wrote and is about to delete those
// that another workspace has adopted since: they are no longer ours to delete, and
// nothing else is left to do for a row to have moved. It says which.
func (s *session) forgetAdopted(ctx context.Context, rows map[string]inventory.Row, diags *diagnostics) map[string]inventory.Row {
	found, err := s.store.Find(ctx, slices.Sorted(maps.Keys(rows)))
	if err != nil {
		addInventoryError(diags, path.Empty(), err)
		return nil
	}
	ours := maps.Clone(rows)
	var moved []string
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		row, there := found[id]
		if !there || row.Deleted() || row.Workspace == s.workspace {
			continue
		}
		delete(ours, id)
		moved = append(moved, fmt.Sprintf("%s belongs to the workspace %q now (adopted by %s)", deadline.Printable(id), deadline.Printable(row.Workspace), orNobody(row.Updated.By)))
	}
	if len(moved) > 0 {
		diags.AddWarning("Forgotten, not deleted", strings.Join(moved[:min(len(moved), worstShown)], "\n")+more(len(moved))+"\n\nThis state forgets what another workspace has adopted; in the inventory it stays.")
	}
	return ours
}

// checkRows tells in the plan which rows of a register another workspace has.
func (s *session) checkRows(ctx context.Context, planned assetsModel, diags *diagnostics) {
	if s.store == nil || diags.HasError() || planned.DeadlinesJSON.IsUnknown() || planned.Adopt.ValueBool() {
		return
	}
	found, err := s.store.Find(ctx, slices.Sorted(maps.Keys(rowsByID(planned.DeadlinesJSON.ValueString()))))
	switch {
	case err != nil && transient(err):
		diags.AddWarning("Inventory not read", sentence(err)+" Whether another workspace has the same rows is seen at apply.")
		return
	case err != nil:
		addInventoryError(diags, path.Empty(), err)
		return
	}
	var taken []string
	for _, id := range slices.Sorted(maps.Keys(found)) {
		if row := found[id]; !row.Deleted() && row.Workspace != s.workspace {
			taken = append(taken, fmt.Sprintf("%s, which the workspace %q made", deadline.Printable(id), deadline.Printable(row.Workspace)))
		}
	}
	if len(taken) > 0 {
		diags.AddAttributeError(path.Root("register"), "Inventory conflict", "In the inventory already: "+strings.Join(taken[:min(len(taken), worstShown)], "; ")+more(len(taken))+
			". Give these rows other names; or, if this workspace is to own them from now on, set adopt = true.")
	}
}
