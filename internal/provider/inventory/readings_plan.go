package inventory

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/given"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// read is what was handed over, ready to be kept.
type read struct {
	readings []inventory.Reading
	digest   string
	// pending says that some of it is known only after apply.
	pending bool
}

// handed reads what the request hands over. The clock judges it, whatever as_of says:
// what is kept is what is true today.
func (r *readingsResource) handed(ctx context.Context, model readingsModel, diags *diag.Diagnostics) (found read) {
	s := r.Session
	deadlines, pending := given.Read(ctx, s, s.Clock().UTC(), diags)
	if diags.HasError() {
		return found
	}
	found.pending = len(pending) > 0 || model.Source.IsUnknown() || slices.ContainsFunc(deadlines, func(one given.Deadline) bool { return len(one.Item.Unsettled) > 0 })
	if len(deadlines)+len(pending) == 0 && !model.AllowEmpty.ValueBool() && !model.AllowEmpty.IsUnknown() {
		diags.AddAttributeError(path.Root("deadlines"), "Nothing was read",
			"No deadline was handed over, so that everything would be withdrawn that was read before. Hand over data sources or the deadlines_json of some, or set allow_empty = true where nothing is a fine answer.")
	}
	deadlines = merged(deadlines)
	var err error
	if found.readings, err = readingsOf(deadlines, model.Source.ValueString(), s.Now); err != nil {
		diags.AddError("Readings not kept", attribute.Sentence(err))
	}
	found.digest = digestOf(found.readings, deadlines)
	return found
}

// ModifyPlan compares what was read with what was written last.
func (r *readingsResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.Planned(req) {
		return
	}
	var plan readingsModel
	var state *readingsModel
	diags := &resp.Diagnostics
	diags.Append(req.Plan.Get(ctx, &plan)...)
	if !req.State.Raw.IsNull() {
		state = &readingsModel{}
		diags.Append(req.State.Get(ctx, state)...)
	}
	if diags.HasError() {
		return
	}
	plan.ID = r.Id(plan.Name)
	if r.Session.Store == nil && r.Session.StoreUnknown == "" {
		addNoInventory(r.Session, diags)
	} else if r.Session.Store != nil && r.Session.Workspace == "" {
		diags.AddError(inventory.NoWorkspace.Summary(), "What was read belongs to the workspace that read it. Name this one: workspace = \"shop-production\" in the provider's inventory, or EXPIRY_WORKSPACE.")
	}
	now := r.handed(ctx, plan, diags)
	isDue := r.isDue(plan, state, diags)
	if diags.HasError() {
		return
	}
	if state != nil && !now.pending && !isDue && plan.asked(*state) && state.Digest.ValueString() == now.digest {
		plan.Digest, plan.Total, plan.ReadAt, plan.Withdrawn = state.Digest, state.Total, state.ReadAt, state.Withdrawn
	} else {
		// Unknown, so that what is planned and what is planned anew during the apply agree.
		plan.Digest, plan.Total, plan.ReadAt, plan.Withdrawn = types.StringUnknown(), types.Int64Unknown(), types.StringUnknown(), types.ListUnknown(types.StringType)
		if ahead := aheadText(r.Session); ahead != "" {
			diags.AddWarning(summaryAhead, ahead)
		}
		if r.Session.Store != nil && !now.pending && !plan.Name.IsUnknown() {
			r.rehearse(ctx, plan, state, now, diags)
		}
	}
	diags.Append(resp.Plan.Set(ctx, &plan)...)
}

const summaryAhead = "Read as of another day"

// aheadText says why nothing is written as of a day to come, "" where it is none: a
// contract that renews itself then shows the term after the one that runs, and the
// days by which to act on that one are gone.
func aheadText(s *session.Session) string {
	if s.Now.Sub(s.Clock()) < 24*time.Hour {
		return ""
	}
	return fmt.Sprintf("What was read is as of %s, a day to come, and no apply writes it: the ledger holds what is true today. Leave as_of (or EXPIRY_AS_OF) out of the apply.", deadline.FormatInstant(s.Now))
}

// asked says that the configuration asks for the same as before.
func (m readingsModel) asked(before readingsModel) bool {
	return m.Name.Equal(before.Name) && m.RefreshAfter.Equal(before.RefreshAfter) && m.Source.Equal(before.Source) && m.AllowEmpty.Equal(before.AllowEmpty) && m.Adopt.Equal(before.Adopt)
}

// isDue says that it is time to write again, though nothing changed.
func (r *readingsResource) isDue(plan readingsModel, state *readingsModel, diags *diag.Diagnostics) bool {
	if plan.RefreshAfter.IsUnknown() {
		return true
	}
	from := r.Session.Clock().UTC()
	after := attribute.ParsePeriod(plan.RefreshAfter, deadline.Period{})
	due, err := r.Session.Arithmetic(0).Add(from, after)
	switch {
	case err != nil:
		diags.AddAttributeError(path.Root("refresh_after"), "Invalid refresh_after", attribute.Sentence(err)+" Write a period like 1d, 2w or 5bd.")
		return false
	case due.Sub(from) < time.Hour:
		diags.AddAttributeError(path.Root("refresh_after"), "Invalid refresh_after", fmt.Sprintf("After %s, that is less than an hour, every plan would have an update in it. Write a period like 1d, 2w or 5bd.", deadline.Quote(plan.RefreshAfter.ValueString())))
		return false
	case state == nil:
		return true
	}
	readAt, err := deadline.ParseCanonical(state.ReadAt.ValueString())
	if err != nil {
		return true // when it was written, nobody knows
	}
	due, err = r.Session.Arithmetic(0).Add(readAt, after)
	return err != nil || !from.Before(due)
}

// reader is who writes, for the room.
func (m readingsModel) reader(digest string, isNew bool) inventory.Reader {
	return inventory.Reader{Name: m.Name.ValueString(), Digest: digest, RefreshAfter: m.RefreshAfter.ValueString(), New: isNew && !m.Adopt.ValueBool()}
}

// rehearse tells in the plan what the apply would run into, and what it would
// withdraw.
func (r *readingsResource) rehearse(ctx context.Context, plan readingsModel, state *readingsModel, now read, diags *diag.Diagnostics) {
	isNew := state == nil || !state.Name.Equal(plan.Name)
	written, err := r.Session.Store.RehearseReadings(ctx, plan.reader(now.digest, isNew), now.readings)
	switch {
	case err != nil && session.Transient(err):
		diags.AddWarning("Inventory not read", attribute.Sentence(err)+" What is no longer read is told at apply.")
	case err != nil:
		addReadingsError(err, diags)
	case len(written.Withdrawn) > 0:
		diags.AddWarning("No longer read", withdrawnText("will be withdrawn", written.Withdrawn))
	}
}

// withdrawnText names the first of what is withdrawn.
func withdrawnText(what string, withdrawn []inventory.Reading) string {
	return fmt.Sprintf("What was read before and no longer is %s: %s. Where one of them still runs, read it again.", what, deadline.Printable(text.Some(idsOf(withdrawn), attribute.WorstShown)))
}

func idsOf(readings []inventory.Reading) []string {
	ids := make([]string, len(readings))
	for i, reading := range readings {
		ids[i] = reading.ID
	}
	return ids
}

// addNoInventory says what the inventory is for, where there is none.
func addNoInventory(s *session.Session, diags *diag.Diagnostics) {
	if s != nil && s.StoreUnknown != "" {
		diags.AddError("Inventory not known yet", attribute.AsSentence(s.StoreUnknown))
		return
	}
	diags.AddError("No inventory configured", "What this configuration reads was to be kept in the shared inventory, where one gate, one page and one calendar find what all workspaces read; the provider is configured without one. "+
		`Write inventory = { url = "sqlite:/var/lib/expiry/inventory.db", workspace = "shop" } in the provider block, or inventory = { url = "postgres://expiry@db.example.test/expiry", tenant = "acme", workspace = "shop" }, or set EXPIRY_INVENTORY_URL, EXPIRY_TENANT and EXPIRY_WORKSPACE. `+
		"A gate for what this configuration reads needs none: hand the deadlines to an expiry_gate.")
}

// addReadingsError says why readings are not written, and how to go on.
func addReadingsError(err error, diags *diag.Diagnostics) {
	fault, ok := errors.AsType[*inventory.Error](err)
	switch {
	case ok && fault.Kind == inventory.Conflict:
		diags.AddAttributeError(path.Root("name"), fault.Kind.Summary(), fault.Detail()+
			"\n\nWhere it is another resource's, write another name. Where it is this one's, and its state was lost, set adopt = true or import it: terraform import expiry_readings.example NAME.")
	case ok && fault.Kind == inventory.BadRow:
		diags.AddAttributeError(path.Root("deadlines"), "Readings not kept", fault.Detail())
	default:
		session.AddInventoryError(diags, path.Empty(), err)
	}
}

func kindOf(err error) inventory.Kind {
	if fault, ok := errors.AsType[*inventory.Error](err); ok {
		return fault.Kind
	}
	return ""
}
