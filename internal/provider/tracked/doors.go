package tracked

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Rehearse tells in the plan of a resource with an id what would become of the changes
// that its apply is to make: whose rows are in the way, and what is forgotten.
// surely says that the rows are known as they will be: whether a row of this workspace
// says the same is not told otherwise.
func (r *Row) Rehearse(ctx context.Context, at path.Path, id string, changes []inventory.Change, surely bool, diags *diag.Diagnostics) {
	if r.Session.Workspace == "" {
		diags.AddAttributeError(path.Empty(), inventory.NoWorkspace.Summary(), "A row of the inventory belongs to the workspace that made it. Name this one: workspace = \"shop-production\" in the provider's inventory, or EXPIRY_WORKSPACE.")
		return
	}
	outcomes, clashes, err := r.Session.Store.Rehearse(ctx, changes)
	switch {
	case err != nil && session.Transient(err):
		diags.AddWarning("Inventory not read", attribute.Sentence(err)+" Whether another workspace has the same is seen at apply.")
		return
	case err != nil:
		session.AddInventoryError(diags, path.Empty(), err)
		return
	}
	if gone, all := r.forgotten(clashes); all && !slices.ContainsFunc(changes, func(change inventory.Change) bool { return change.Delete == "" }) {
		outcomes, clashes = append(outcomes, gone...), nil
	}
	if !surely {
		clashes = slices.DeleteFunc(clashes, func(clash inventory.Clash) bool { return !r.foreign(clash) })
	}
	if len(clashes) > 0 {
		messages := make([]string, len(clashes))
		for i, clash := range clashes {
			messages[i] = clash.Message
		}
		diags.AddAttributeError(at, inventory.Conflict.Summary(), text.Lines(messages, attribute.WorstShown)+r.wayOut(id))
	}
	TellForgotten(outcomes, diags)
}

// foreign says that a row is in the way since another workspace has it.
func (r *Row) foreign(clash inventory.Clash) bool {
	return clash.Found.Revision > 0 && clash.Found.Workspace != r.Session.Workspace
}

// wayOut says how to go on after a conflict.
func (r *Row) wayOut(id string) string {
	return fmt.Sprintf("\n\nIf it is to be this workspace's from now on, set adopt = true; if it is the same thing, import it: terraform import expiry_%s.example %s.", r.kind, id)
}

// AddWriteError says why nothing was written, and how to go on.
func (r *Row) AddWriteError(id string, err error, diags *diag.Diagnostics) {
	if fault, ok := errors.AsType[*inventory.Error](err); ok && fault.Kind == inventory.Conflict {
		diags.AddError(fault.Kind.Summary(), fault.Detail()+r.wayOut(id))
		return
	}
	session.AddInventoryError(diags, path.Empty(), err)
}

// TellForgotten says what this state forgets without deleting it: what another
// workspace has adopted is no longer ours to delete, and nothing else is left to do
// for a row to have moved.
func TellForgotten(outcomes []inventory.Outcome, diags *diag.Diagnostics) {
	var moved []string
	for _, outcome := range outcomes {
		if outcome.Action == inventory.Forgotten {
			moved = append(moved, fmt.Sprintf("%s belongs to the workspace %q now (written by %s)", deadline.Printable(outcome.Row.ID), deadline.Printable(outcome.Row.Workspace), OrNobody(outcome.Row.Updated.By)))
		}
	}
	if len(moved) > 0 {
		slices.Sort(moved)
		diags.AddWarning("Forgotten, not deleted", text.Lines(moved, attribute.WorstShown)+"\n\nThis state forgets what another workspace has; in the inventory it stays.")
	}
}

// forgotten is what becomes of the deletion of a row that another workspace has and
// this one never wrote, but imported: nothing of it is ours.
func (r *Row) forgotten(clashes []inventory.Clash) ([]inventory.Outcome, bool) {
	var outcomes []inventory.Outcome
	for _, clash := range clashes {
		if !r.foreign(clash) {
			return nil, false
		}
		outcomes = append(outcomes, inventory.Outcome{Action: inventory.Forgotten, Row: clash.Found})
	}
	return outcomes, len(outcomes) > 0
}

// Destroy deletes the rows of a resource with an id, as changes say it. What is another
// workspace's by now is forgotten.
func (r *Row) Destroy(ctx context.Context, id string, changes []inventory.Change, diags *diag.Diagnostics) {
	outcomes, err := r.Session.Store.Apply(ctx, changes)
	if fault, ok := errors.AsType[*inventory.Error](err); ok {
		if gone, all := r.forgotten(fault.Conflicts); all {
			rest := slices.DeleteFunc(slices.Clone(changes), func(change inventory.Change) bool {
				return slices.ContainsFunc(gone, func(outcome inventory.Outcome) bool { return outcome.Row.ID == change.Row.ID })
			})
			outcomes, err = r.Session.Store.Apply(ctx, rest)
			outcomes = append(outcomes, gone...)
		}
	}
	if err != nil {
		r.AddWriteError(id, err, diags)
		return
	}
	TellForgotten(outcomes, diags)
}

// OrNobody is who did something, for a sentence.
func OrNobody(who string) string {
	if strings.TrimSpace(who) == "" {
		return "somebody"
	}
	return deadline.Printable(who)
}
