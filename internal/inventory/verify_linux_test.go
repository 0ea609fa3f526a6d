package inventory_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// verified is all that Verify finds, a line each.
func verified(t *testing.T, store *inventory.Store) (inventory.Verified, string) {
	t.Helper()
	found, err := store.Verify(t.Context())
	if err != nil {
		t.Fatal(detail(err))
	}
	var lines strings.Builder
	for _, fault := range found.Faults {
		fmt.Fprintf(&lines, "%s: %s\n", fault.ID, fault.Message)
	}
	return found, lines.String()
}

// Issue 15: rows are verified against their history.
func TestVerify(t *testing.T) {
	// What only an administrator can do to history, on either database.
	alsoPostgres := []string{"row without history", "history ahead", "a revision skipped", "tombstone with live row", "row gone", "edited", "another tenant's row", "a reading gone", "a reader gone too soon"}
	free := map[string][]string{"sqlite": {"DROP TRIGGER expiry_history_is_kept", "DROP TRIGGER expiry_history_is_fixed"}}
	for name, c := range map[string]struct {
		edits []string
		says  []string
	}{
		"row without history":     {[]string{"DELETE FROM expiry_history WHERE asset = 'asset/erp'"}, []string{"asset/erp: The row is at revision 3 and has no history"}},
		"history ahead":           {[]string{"UPDATE expiry_assets SET revision = 2 WHERE id = 'asset/erp'"}, []string{"asset/erp: The history is ahead: it ends at revision 3, and the row is at 2"}},
		"row ahead":               {[]string{"UPDATE expiry_assets SET revision = 7 WHERE id = 'asset/erp'"}, []string{"asset/erp: The row is at revision 7, and its history ends at 3"}},
		"a revision skipped":      {[]string{"DELETE FROM expiry_history WHERE asset = 'asset/erp' AND revision = 2"}, []string{"asset/erp: The history skips revisions: it has 2 entries from revision 1 to 3, and should have 3"}},
		"its beginning gone":      {[]string{"DELETE FROM expiry_history WHERE asset = 'asset/erp' AND revision = 1"}, []string{"2 entries from revision 2 to 3"}},
		"a purged one's is gone":  {[]string{"DELETE FROM expiry_history WHERE asset = 'asset/purged' AND revision = 1"}, []string{"asset/purged: The history skips revisions"}},
		"tombstone with live row": {[]string{"UPDATE expiry_assets SET deleted_at = NULL WHERE id = 'asset/deleted'"}, []string{"asset/deleted: The history says that it was deleted at revision 2, and the row is there"}},
		"live row made tombstone": {[]string{"UPDATE expiry_assets SET deleted_at = updated_at WHERE id = 'asset/erp'"}, []string{"asset/erp: The row is marked as deleted, and the history knows of no deletion"}},
		"row gone":                {[]string{"DELETE FROM expiry_assets WHERE id = 'asset/erp'"}, []string{"asset/erp: The history ends at revision 3 with updated, and the row is not there"}},
		"facts no JSON":           {[]string{"UPDATE expiry_assets SET facts = 'nonsense' WHERE id = 'asset/erp'"}, []string{"asset/erp: Its facts are no JSON object."}},
		"facts a list":            {[]string{"UPDATE expiry_assets SET facts = '[]' WHERE id = 'asset/erp'"}, []string{"asset/erp: Its facts are no JSON object."}},
		"history no JSON":         {[]string{"UPDATE expiry_history SET facts_after = '{' WHERE asset = 'asset/erp' AND revision = 3"}, []string{"asset/erp: What the last entry of its history says of the row is no JSON object."}},
		"edited": {
			[]string{"UPDATE expiry_assets SET owner = 'x', expires_at = '2030-01-01T00:00:00Z' WHERE id = 'asset/erp'"},
			[]string{"asset/erp: The row says something else than the last entry of its history, of revision 3", "Different: expires_at, owner."},
		},
		"edited into nonsense": {[]string{"UPDATE expiry_assets SET end_state = 'never' WHERE id = 'asset/erp'"}, []string{"Different: act_by, end, expires_at, remind_at."}},
		"another workspace's":  {[]string{"UPDATE expiry_assets SET workspace = 'test' WHERE id = 'asset/erp'"}, []string{"asset/erp: The row belongs to the workspace test, and its last entry in the history says prod"}},
		"another tenant's row": {
			[]string{"UPDATE expiry_assets SET tenant = 'rival' WHERE id = 'asset/erp'"},
			[]string{"asset/erp: The history ends at revision 3 with updated, and the row is not there"},
		},
		"another tenant's history": {
			[]string{"UPDATE expiry_history SET tenant = 'rival' WHERE asset = 'asset/erp'"},
			[]string{"asset/erp: The row is at revision 3 and has no history"},
		},
		"a reading gone":         {[]string{"DELETE FROM expiry_readings WHERE id = 'certificate/www'"}, []string{": The reader fleet of the workspace prod wrote 2 readings, and 1 are there"}},
		"a reading of no JSON":   {[]string{"UPDATE expiry_readings SET facts = '[]' WHERE id = 'certificate/www'"}, []string{"certificate/www: As the reader fleet of the workspace prod has it: Its facts are no JSON object."}},
		"a reader gone too soon": {[]string{"DELETE FROM expiry_readers WHERE reader = 'other'"}, []string{"certificate/one: As the reader other of the workspace prod has it: There is no such reader any more"}},
		"everything gone":        {[]string{"DELETE FROM expiry_assets", "DELETE FROM expiry_history", "DELETE FROM expiry_readers", "DELETE FROM expiry_readings"}, []string{": There is nothing of the tenant acme"}},
	} {
		t.Run(name, func(t *testing.T) {
			eachLedger(t, func(t *testing.T, l ledger) {
				if strings.HasPrefix(l.url, "postgres") && !slices.Contains(alsoPostgres, name) {
					return // the same statements as in SQLite
				}
				l.migrate(t)
				store := l.open(t, "prod")
				for i := range 3 {
					row := asset("erp", 90)
					row.Owner = fmt.Sprint(i)
					mustUpsert(t, store, row, int64(i))
				}
				for id, policy := range map[string]inventory.DeletionPolicy{"deleted": inventory.Tombstone, "purged": inventory.Purge} {
					mustUpsert(t, store, asset(id, 90), 0)
					if _, err := store.Delete(t.Context(), "asset/"+id, 1, policy); err != nil {
						t.Fatal(detail(err))
					}
				}
				mustUpsert(t, l.open(t, "test"), asset("other", 90), 0)
				mustWrite(t, store, "fleet", reading("www", 90), reading("api", 90))
				mustWrite(t, store, "fleet", reading("www", 90), reading("mail", 90))
				mustWrite(t, store, "other", reading("one", 90))
				if found, lines := verified(t, store); lines != "" || found.Rows != 3 || found.Entries != 8 || found.Readings != 4 {
					t.Fatalf("%+v, before: %s", found, lines)
				}
				dialect := "postgres"
				if strings.HasPrefix(l.url, "sqlite:") {
					dialect = "sqlite"
				}
				l.edit(t, append(free[dialect], c.edits...)...)
				_, lines := verified(t, store)
				for _, says := range c.says {
					if !strings.Contains(lines, says) {
						t.Errorf("it does not say %q: %s", says, lines)
					}
				}
				// The half that stands elsewhere is found where it can be seen.
				if elsewhere := strings.Contains(name, "tenant's") && dialect == "sqlite"; elsewhere != strings.Contains(lines, "under the tenant rival") {
					t.Errorf("elsewhere: %s", lines)
				}
				if n := strings.Count(lines, "\n"); n != len(c.says) && !strings.Contains(name, "edited") && !strings.Contains(name, "tenant's") {
					t.Errorf("%d faults: %s", n, lines)
				}
			})
		})
	}
}

// Where row-level security does not bind who checks, that is a fault too.
func TestVerifyUnbound(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	l := postgresLedger(t, s)
	l.migrate(t)
	mustUpsert(t, l.open(t, "prod"), asset("erp", 90), 0)
	mustUpsert(t, l.open(t, "prod", func(c *inventory.Config) { c.Tenant = "rival" }), asset("erp", 90), 0)
	if _, lines := verified(t, l.open(t, "")); lines != "" {
		t.Error(lines)
	}
	admin := ledger{url: s.admin() + "&search_path=" + schemaOf(l.url)}
	if _, lines := verified(t, admin.open(t, "")); !strings.Contains(lines, "sees 2 rows of other tenants") {
		t.Error(lines)
	}
}

// Whoever writes meanwhile is not taken for a fault, and all pages are looked at.
func TestVerifyAmongWriters(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		store := l.open(t, "prod")
		var changes []inventory.Change
		for i := range 2_500 {
			changes = append(changes, inventory.Change{Row: asset(fmt.Sprint(i), 90)})
		}
		if _, err := store.Apply(t.Context(), changes); err != nil {
			t.Fatal(detail(err))
		}
		var group sync.WaitGroup
		group.Go(func() {
			for i := range 40 {
				row := asset("0", 90)
				row.Owner = fmt.Sprint(i)
				if _, err := l.open(t, "prod").Upsert(t.Context(), row, inventory.AnyRevision); err != nil {
					t.Error(detail(err))
				}
			}
		})
		for range 5 {
			if found, lines := verified(t, store); lines != "" || found.Rows != 2_500 {
				t.Errorf("%d rows: %s", found.Rows, lines)
			}
		}
		group.Wait()
		l.edit(t, "UPDATE expiry_assets SET owner = 'x' WHERE id = 'asset/2499'")
		if _, lines := verified(t, store); !strings.Contains(lines, "asset/2499") {
			t.Errorf("the last is not looked at: %s", lines)
		}
	})
}
