package asset

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/tracked"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// rowChanges is what differs between the rows that were applied last and those that
// are planned.
type rowChanges struct {
	before, after int
	lines         []string // one for each row that differs
	gone          []string // ids, sorted
}

// changesOf compares the rows by id; where none were applied, nothing has changed.
func changesOf(ctx context.Context, req resource.ModifyPlanRequest, planned string, diags *diag.Diagnostics) (changes rowChanges) {
	if req.State.Raw.IsNull() {
		return changes
	}
	var stored types.String
	diags.Append(req.State.GetAttribute(ctx, path.Root("deadlines_json"), &stored)...)
	if stored.IsNull() || stored.ValueString() == planned {
		return changes
	}
	before, after := tracked.RowsByID(stored.ValueString()), tracked.RowsByID(planned)
	changes.before, changes.after = len(before), len(after)
	for _, id := range sortedKeys(before, after) {
		was, stood := before[id]
		is, stands := after[id]
		switch {
		case !stood:
			changes.lines = append(changes.lines, "+ "+id)
		case !stands:
			changes.gone = append(changes.gone, id)
			changes.lines = append(changes.lines, "- "+id)
		default:
			if what := tracked.ChangedFields(was, is); what != "" {
				changes.lines = append(changes.lines, "~ "+id+": "+what)
			}
		}
	}
	return changes
}

// tell says by name what differs from the rows that are stored.
func (c rowChanges) tell(diags *diag.Diagnostics) {
	const shown, longest = 20, 400
	lines := slices.Clone(c.lines)
	for i := range lines[:min(len(lines), shown)] {
		lines[i] = text.Shorten(lines[i], longest) // a cell may hold pages
	}
	if len(lines) > 0 {
		diags.AddAttributeWarning(path.Root("register"), "Rows of the register changed", text.Lines(lines, shown))
	}
}

// refuseLoss refuses a register that has lost most of its rows: it may have been cut
// short, and applying it would have an inventory forget them.
func (c rowChanges) refuseLoss(diags *diag.Diagnostics) {
	if 2*len(c.gone) <= c.before {
		return
	}
	names := make([]string, len(c.gone))
	for i, id := range c.gone {
		names[i] = deadline.Printable(id)
	}
	are := "are"
	if len(names) == 1 {
		are = "is"
	}
	diags.AddAttributeError(path.Root("register"), "Register has shrunk", fmt.Sprintf(
		"Of the %d rows that were applied last, %d %s gone from the register: %s. A register that was cut short, or mixed up with another, looks the same. "+
			"Put them back; what is over stays in the register with closed_on and closed_because. Where they are gone for good, set allow_shrink = true for one apply.\n\nRows before: %d\nRows now: %d",
		c.before, len(c.gone), are, text.Some(names, attribute.WorstShown), c.before, c.after))
}

func sortedKeys(some, more map[string]map[string]any) []string {
	var keys []string
	for key := range attribute.Merged(some, more) {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
