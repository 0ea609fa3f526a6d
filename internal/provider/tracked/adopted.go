package tracked

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// ForgetAdopted drops from rows that this state wrote and is about to delete those
// that another workspace has adopted since: they are no longer ours to delete, and
// nothing else is left to do for a row to have moved. It says which.
func ForgetAdopted(ctx context.Context, s *session.Session, rows map[string]inventory.Row, diags *diag.Diagnostics) map[string]inventory.Row {
	found, err := s.Store.Find(ctx, slices.Sorted(maps.Keys(rows)))
	if err != nil {
		session.AddInventoryError(diags, path.Empty(), err)
		return nil
	}
	ours := maps.Clone(rows)
	var moved []string
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		row, there := found[id]
		if !there || row.Deleted() || row.Workspace == s.Workspace {
			continue
		}
		delete(ours, id)
		moved = append(moved, fmt.Sprintf("%s belongs to the workspace %q now (adopted by %s)", deadline.Printable(id), deadline.Printable(row.Workspace), OrNobody(row.Updated.By)))
	}
	if len(moved) > 0 {
		diags.AddWarning("Forgotten, not deleted", strings.Join(moved[:min(len(moved), attribute.WorstShown)], "\n")+attribute.More(len(moved))+"\n\nThis state forgets what another workspace has adopted; in the inventory it stays.")
	}
	return ours
}
