package inventory_test

import (
	"fmt"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// registers 3: a row moves by being adopted, and its first workspace then destroys
// what is no longer its own.
func TestDestroyAdopted(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		a, b, stranger := l.open(t, "a"), l.open(t, "b"), l.open(t, "stranger")
		for i, policy := range []inventory.DeletionPolicy{inventory.Tombstone, inventory.Purge} {
			row, other := asset(fmt.Sprint("moved", i), 90), asset(fmt.Sprint("stays", i), 90)
			if _, err := a.Apply(t.Context(), []inventory.Change{{Row: row}, {Row: other}}); err != nil {
				t.Fatal(detail(err))
			}
			if _, err := b.Apply(t.Context(), []inventory.Change{{Row: row, Adopt: true}}); err != nil {
				t.Fatal(detail(err))
			}
			destroy := []inventory.Change{
				{Row: inventory.Row{ID: row.ID}, Expected: 1, Delete: policy},
				{Row: inventory.Row{ID: other.ID}, Expected: 1, Delete: policy},
			}
			rehearsed, clashes, err := a.Rehearse(t.Context(), destroy)
			if err != nil || len(clashes) != 0 || rehearsed[0].Action != inventory.Forgotten || rehearsed[1].Action == inventory.Unchanged {
				t.Errorf("%s: rehearsed %+v, %+v, %v", policy, rehearsed, clashes, err)
			}
			outcomes, err := a.Apply(t.Context(), destroy)
			if err != nil || outcomes[0].Action != inventory.Forgotten || outcomes[0].Row.Workspace != "b" || outcomes[0].Row.Updated.By != "b@example.test" ||
				outcomes[1].Action != map[inventory.DeletionPolicy]inventory.Action{inventory.Tombstone: inventory.Deleted, inventory.Purge: inventory.Purged}[policy] {
				t.Errorf("%s: %+v, %s", policy, outcomes, detail(err))
			}
			if got := mustGet(t, b, row.ID); got.Workspace != "b" || got.Revision != 2 || got.Deleted() {
				t.Errorf("%s: what was adopted is %+v", policy, got)
			}
			// Again it is the same; and who never had the row has nothing to forget.
			if outcomes, err := a.Apply(t.Context(), destroy[:1]); err != nil || outcomes[0].Action != inventory.Forgotten {
				t.Errorf("%s, again: %+v, %s", policy, outcomes, detail(err))
			}
			_, err = stranger.Apply(t.Context(), destroy[:1])
			wantError(t, err, inventory.Conflict, `belongs to the workspace "b"`)
			// The rest of a call that conflicts is not done either.
			_, err = stranger.Apply(t.Context(), []inventory.Change{{Row: asset("new", 90)}, destroy[0]})
			wantError(t, err, inventory.Conflict)
		}
		if _, found, err := a.Get(t.Context(), "asset/new"); found || err != nil {
			t.Errorf("half-written (%v)", err)
		}
		if _, err := consistent(t.Context(), b); err != nil {
			t.Error(detail(err))
		}
	})
}

// A rehearsal writes nothing, needs no right to write, and knows no more rows than
// it is asked for.
func TestRehearse(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		store := l.open(t, "prod")
		mustUpsert(t, l.open(t, "other"), asset("theirs", 90), 0)
		mustUpsert(t, store, asset("ours", 90), 0)
		var changes []inventory.Change
		for i := range 3_000 {
			changes = append(changes, inventory.Change{Row: asset(fmt.Sprint(i), 90)})
		}
		changes = append(
			changes, inventory.Change{Row: asset("theirs", 120)}, inventory.Change{Row: asset("ours", 120), Expected: 1},
			inventory.Change{Row: asset("ours too", 120), Delete: inventory.Keep},
		)
		outcomes, clashes, err := store.Rehearse(t.Context(), changes)
		if err != nil || len(outcomes) != len(changes) || outcomes[0].Action != inventory.Created || outcomes[3_001].Action != inventory.Updated ||
			outcomes[3_001].Row.Revision != 1 || outcomes[3_002].Action != inventory.Unchanged || len(clashes) != 1 || clashes[0].Found.Workspace != "other" {
			t.Errorf("%s: %d outcomes, clashes %+v", detail(err), len(outcomes), clashes)
		}
		if rows := collect(t, store, inventory.Filter{IncludeDeleted: true}); len(rows) != 2 {
			t.Errorf("%d rows", len(rows))
		}
		if outcomes, clashes, err := store.Rehearse(t.Context(), nil); err != nil || len(outcomes)+len(clashes) != 0 {
			t.Errorf("of nothing: %+v, %+v, %v", outcomes, clashes, err)
		}
		_, _, err = l.open(t, "").Rehearse(t.Context(), changes)
		wantError(t, err, inventory.NoWorkspace)
		_, _, err = store.Rehearse(t.Context(), []inventory.Change{changes[0], changes[0]})
		wantError(t, err, inventory.BadRow)
	})
}
