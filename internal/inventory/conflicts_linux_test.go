package inventory_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

func TestConflicts(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		prod, test := l.open(t, "prod"), l.open(t, "test")
		changed := asset("erp", 120)
		for name, c := range map[string]struct {
			change inventory.Change
			says   string
		}{
			"another workspace":  {inventory.Change{Row: changed}, `"other"`},
			"any revision":       {inventory.Change{Row: changed, Expected: inventory.AnyRevision}, `"other"`},
			"its deletion":       {inventory.Change{Row: changed, Expected: 1, Delete: inventory.Tombstone}, `"other"`},
			"its purge":          {inventory.Change{Row: changed, Expected: inventory.AnyRevision, Delete: inventory.Purge}, `"other"`},
			"claimed already":    {inventory.Change{Row: changed}, "is in the inventory already"},
			"a newer revision":   {inventory.Change{Row: changed, Expected: 1}, "was changed by test@example.test in run run-1 at 2026-11-22T00:00:00Z"},
			"a stale deletion":   {inventory.Change{Row: changed, Expected: 1, Delete: inventory.Tombstone}, "revision 2, not 1"},
			"gone":               {inventory.Change{Row: changed, Expected: 3}, "no longer in the inventory"},
			"deleted meanwhile":  {inventory.Change{Row: changed, Expected: 1}, "was deleted by test@example.test"},
			"adopted, but stale": {inventory.Change{Row: changed, Expected: 1, Adopt: true}, "revision 2, not 1"},
		} {
			c.change.Row.ID = "asset/" + name
			row := asset(name, 90)
			switch name {
			case "another workspace", "any revision", "its deletion", "its purge":
				mustUpsert(t, l.open(t, "other"), row, 0)
			case "gone":
			case "deleted meanwhile":
				mustUpsert(t, test, row, 0)
				if _, err := test.Delete(t.Context(), row.ID, 1, inventory.Tombstone); err != nil {
					t.Fatal(detail(err))
				}
			default:
				mustUpsert(t, test, row, 0)
				row.Owner = "x"
				mustUpsert(t, test, row, 1)
			}
			// The rest of the same call is not written either.
			bystander := inventory.Change{Row: asset("bystander of "+name, 90)}
			t.Log(name)
			// registers 5: conflicts of updates were told at apply only.
			outcomes, clashes, err := test.Rehearse(t.Context(), []inventory.Change{bystander, c.change})
			if err != nil || len(clashes) != 1 || clashes[0].ID != c.change.Row.ID || !strings.Contains(clashes[0].Message, c.says) ||
				len(outcomes) != 2 || outcomes[0].Action != inventory.Created || outcomes[1].Action != "" {
				t.Errorf("rehearsed: %s, clashes %+v, outcomes %+v", detail(err), clashes, outcomes)
			}
			_, err = test.Apply(t.Context(), []inventory.Change{bystander, c.change})
			wantError(t, err, inventory.Conflict, c.says, "Nothing was written")
			found, _ := errors.AsType[*inventory.Error](err)
			if len(found.Conflicts) != 1 || found.Conflicts[0].ID != c.change.Row.ID {
				t.Errorf("%s: clashes %+v", name, found.Conflicts)
			}
			if _, found, err := test.Get(t.Context(), bystander.Row.ID); found || err != nil {
				t.Errorf("%s: half-written (%v)", name, err)
			}
		}
		if _, err := consistent(t.Context(), prod); err != nil {
			t.Error(err)
		}
	})
}

func TestAdoptAndDelete(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		ctx := t.Context()
		prod, test := l.open(t, "prod"), l.open(t, "test")
		row := asset("erp", 90)
		mustUpsert(t, prod, row, 0)
		step := func(store *inventory.Store, change inventory.Change, action inventory.Action, revision int64, workspace string, deleted bool) {
			t.Helper()
			if change.Row.ID == "" {
				change.Row = row
			}
			outcomes, err := store.Apply(ctx, []inventory.Change{change})
			if err != nil {
				t.Fatal(detail(err))
			}
			if outcomes[0].Action != action {
				t.Errorf("%s, want %s", outcomes[0].Action, action)
			}
			if action == inventory.Purged {
				if _, found, err := store.Get(ctx, row.ID); found || err != nil {
					t.Errorf("purged, but %t, %v", found, err)
				}
				return
			}
			got := mustGet(t, store, row.ID)
			if got.Revision != revision || got.Workspace != workspace || got.Deleted() != deleted {
				t.Errorf("%s: %+v", action, got)
			}
		}
		step(test, inventory.Change{Adopt: true}, inventory.Adopted, 2, "test", false)
		step(test, inventory.Change{Adopt: true}, inventory.Unchanged, 2, "test", false)
		step(test, inventory.Change{Delete: inventory.Keep, Expected: 9}, inventory.Unchanged, 2, "test", false)
		step(test, inventory.Change{Delete: inventory.Tombstone, Expected: 2}, inventory.Deleted, 3, "test", true)
		step(test, inventory.Change{Delete: inventory.Tombstone, Expected: 2}, inventory.Unchanged, 3, "test", true)
		if rows := collect(t, test, inventory.Filter{}); len(rows) != 0 {
			t.Errorf("a tombstone is listed: %v", rows)
		}
		if rows := collect(t, test, inventory.Filter{IncludeDeleted: true}); len(rows) != 1 {
			t.Errorf("a tombstone is not listed where asked for: %v", rows)
		}
		step(prod, inventory.Change{}, inventory.Restored, 4, "prod", false)
		row.Owner = "x"
		step(prod, inventory.Change{Expected: 4}, inventory.Updated, 5, "prod", false)
		step(prod, inventory.Change{Delete: inventory.Purge, Expected: inventory.AnyRevision}, inventory.Purged, 0, "", false)
		// Revisions go on, so that whoever remembers an old one cannot be mistaken.
		step(test, inventory.Change{}, inventory.Created, 7, "test", false)
		if rows := collect(t, test, inventory.Filter{}); len(rows) != 1 {
			t.Errorf("rows %v", rows)
		}
	})
}

func TestTenants(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		ctx := t.Context()
		acme := l.open(t, "prod")
		rival := l.open(t, "prod", func(c *inventory.Config) { c.Tenant = "rival" })
		row := asset("erp", 90)
		mustUpsert(t, acme, row, 0)
		if rows := collect(t, rival, inventory.Filter{IncludeDeleted: true}); len(rows) != 0 {
			t.Errorf("another tenant sees %v", rows)
		}
		if _, found, err := rival.Get(ctx, row.ID); found || err != nil {
			t.Errorf("another tenant gets it: %t, %v", found, err)
		}
		if entries, err := rival.History(ctx, row.ID); len(entries) != 0 || err != nil {
			t.Errorf("another tenant sees its history: %v, %v", entries, err)
		}
		if outcome, err := rival.Delete(ctx, row.ID, inventory.AnyRevision, inventory.Purge); err != nil || outcome.Action != inventory.Unchanged {
			t.Errorf("another tenant deletes it: %v, %v", outcome, err)
		}
		row.Owner = "rival"
		mustUpsert(t, rival, row, 0)
		if got := mustGet(t, acme, row.ID); got.Owner != "team-erp@example.test" || got.Revision != 1 {
			t.Errorf("another tenant changed it: %+v", got)
		}
	})
}
