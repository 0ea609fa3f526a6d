package provider_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// Issue 18: twenty workspaces write 500 readings each at once, and none is lost. The
// next day a plan of each has nothing to do, and on the eighth it writes again.
func TestManyWorkspacesRead(t *testing.T) {
	if testing.Short() {
		t.Skip("twenty writers at once: make test runs it")
	}
	t.Parallel()
	manyWorkspacesRead(t, inventoryFile(t))
}

func manyWorkspacesRead(t *testing.T, url string) {
	t.Helper()
	const workspaces, each = 20, 500
	runs, configs := make([]*directResource, workspaces), make([]values, workspaces)
	together := func(do func(i int)) {
		var group sync.WaitGroup
		for i := range workspaces {
			group.Go(func() { do(i) })
		}
		group.Wait()
	}
	for i := range workspaces {
		runs[i] = readingsOf(t, url, fmt.Sprintf("w%d", i))
		rows := make([]string, each)
		for n := range each {
			// Some of each workspace are read by all of them.
			name := fmt.Sprintf("w%d-%d", i, n)
			if n%50 == 0 {
				name = fmt.Sprintf("common-%d", n)
			}
			rows[n] = certificateRow(name, 100+n)
		}
		configs[i] = handing(rows...)
	}
	together(func(i int) {
		if said := runs[i].apply(configs[i]); failed(said) {
			t.Errorf("workspace %d: %s", i, saidOf(said))
		}
	})
	store, err := inventory.Open(inventory.Config{URL: url, Tenant: "acme"})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	counts, err := store.CountThings(t.Context(), inventory.ThingFilter{}, today)
	if err != nil || counts.ByOrigin[inventory.Read] != workspaces*each {
		t.Errorf("%d of %d readings, %v", counts.ByOrigin[inventory.Read], workspaces*each, err)
	}
	for day, changes := range map[int]bool{1: false, 8: true} {
		together(func(i int) {
			run := *runs[i]
			run.at = today.AddDate(0, 0, day)
			if p := run.plan(configs[i]); p.changes != changes || failed(p.diagnostics) {
				t.Errorf("workspace %d on day %d: changes %t\n%s", i, day, p.changes, saidOf(p.diagnostics))
			}
		})
	}
	if view := viewed(t, url, today.AddDate(0, 0, 1), values{}); len(view.rows) != workspaces*each || view.text("status") != "ok" || len(view.diagnostics) > 0 {
		t.Errorf("the ledger shows %d, and is %s: %s", len(view.rows), view.text("status"), saidOf(view.diagnostics))
	}
}
