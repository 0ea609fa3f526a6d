package provider_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/daemontest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// sharedLedger is an inventory on a PostgreSQL server, with a role for the
// workspaces that owns nothing, so that row-level security holds for it.
func sharedLedger(t *testing.T) (url string, store *inventory.Store) {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests run with TF_ACC=1; make test sets it")
	}
	address := daemontest.Database(t).Address("postgres")
	owner := "postgres://postgres@" + address + "/postgres?sslmode=disable"
	if _, err := inventory.Migrate(t.Context(), owner); err != nil {
		t.Fatal(err)
	}
	connection, err := pgx.Connect(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(context.Background()) //nolint:usetesting // also after the test's context
	for _, grant := range []string{
		"CREATE ROLE workspaces LOGIN PASSWORD 's3cr3t-p4ss'",
		"GRANT SELECT, INSERT, UPDATE, DELETE ON expiry_assets TO workspaces", "GRANT SELECT, INSERT, UPDATE ON expiry_readers, expiry_readings TO workspaces", "GRANT SELECT, INSERT ON expiry_history TO workspaces", "GRANT SELECT ON expiry_schema TO workspaces",
	} {
		if _, err := connection.Exec(t.Context(), grant); err != nil {
			t.Fatal(err)
		}
	}
	url = "postgres://workspaces:s3cr3t-p4ss@" + address + "/postgres?sslmode=disable"
	store, err = inventory.Open(inventory.Config{URL: url, Tenant: "acme"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	return url, store
}

// Workspaces that apply at the same time lose nothing, and each sees its own
// tenant alone.
func TestInventoryConcurrentApplies(t *testing.T) {
	t.Parallel()
	url, store := sharedLedger(t)
	const workspaces = 12
	var group sync.WaitGroup
	outputs := make([]string, workspaces)
	codes := make([]int, workspaces)
	for i := range workspaces {
		name := "team-" + strconv.Itoa(i)
		w := member(t, url, name, strings.ReplaceAll(erpAsset, `"erp"`, `"`+name+`"`)+"resource \"expiry_asset\" \"shared\" {\n name = \"shared\"\n expires_on = \"2030-01-01\"\n}\n")
		w.env = append(w.env, "EXPIRY_TENANT=acme")
		group.Go(func() { codes[i], outputs[i] = w.run("apply", "-auto-approve") })
	}
	group.Wait()
	passed := 0
	for i, code := range codes {
		// One of them gets the thing that all claim; to the others it is a conflict.
		if code == 0 {
			passed++
		} else if !strings.Contains(outputs[i], "Inventory conflict") {
			t.Errorf("workspace %d: exit code %d\n%s", i, code, outputs[i])
		}
		if strings.Contains(outputs[i], "s3cr3t-p4ss") {
			t.Errorf("workspace %d prints the password", i)
		}
	}
	if passed != 1 {
		t.Errorf("%d workspaces say that they own asset/shared", passed)
	}
	counts, err := store.Counts(t.Context(), inventory.Filter{}, time.Time{})
	if err != nil || counts.Total > workspaces+1 || counts.Total < 2 {
		t.Errorf("%d rows, %v", counts.Total, err)
	}
	for i := range workspaces {
		id := "asset/team-" + strconv.Itoa(i)
		_, found, err := store.Get(t.Context(), id)
		// Terraform applies both at once: where one conflicts the other may stand.
		if err != nil || codes[i] == 0 && !found {
			t.Errorf("%s: found %t, %v", id, found, err)
		}
	}
	stranger, err := inventory.Open(inventory.Config{URL: url, Tenant: "other"})
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	if seen, err := stranger.Counts(t.Context(), inventory.Filter{}, time.Time{}); err != nil || seen.Total != 0 {
		t.Errorf("another tenant sees %d rows, %v", seen.Total, err)
	}
}

// The provider is killed in the middle of an apply, at random points: after the
// next apply state and inventory agree, and nothing was said to be done that is
// not. EXPIRY_KILLS sets how often (10).
func TestInventorySurvivesKills(t *testing.T) {
	t.Parallel()
	url, open := ledgerAt(t)
	store := open("")
	kills := 10
	if n, err := strconv.Atoi(os.Getenv("EXPIRY_KILLS")); err == nil {
		kills = n
	}
	w := member(t, url, "erp", "")
	// A wrapper that kills the provider after a while.
	real := providerBinary(t)
	bin := t.TempDir()
	wrapper := filepath.Join(bin, "terraform-provider-expiry")
	if err := os.WriteFile(wrapper, []byte("#!/bin/sh\n"+real+" \"$@\" &\npid=$!\nif [ -s "+bin+"/after ]; then ( sleep $(cat "+bin+"/after); kill -9 $pid 2>/dev/null ) & fi\nwait $pid\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	w.write(".terraformrc", "provider_installation {\n  dev_overrides {\n    \"terraform-expiry/expiry\" = \""+filepath.ToSlash(bin)+"\"\n  }\n  direct {}\n}\n")
	config := func(round int) string {
		var all strings.Builder
		for i := range 8 {
			fmt.Fprintf(&all, "resource \"expiry_asset\" \"a%d\" {\n  name = \"a%d\"\n  owner = \"round-%d\"\n  expires_on = \"2030-01-%02d\"\n}\n", i, i, round, 1+i)
		}
		return all.String()
	}
	broken := 0
	random := rand.New(rand.NewPCG(20201101, 1))
	for round := range kills {
		w.write("main.tf", config(round))
		if err := os.WriteFile(filepath.Join(bin, "after"), []byte(fmt.Sprintf("%.3f", 0.01+0.25*random.Float64())), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, _ := w.run("apply", "-auto-approve"); code != 0 {
			broken++
		}
		if err := os.Remove(filepath.Join(bin, "after")); err != nil {
			t.Fatal(err)
		}
		w.must("apply", "-auto-approve")
		if code, output := w.run("plan", "-detailed-exitcode"); code != 0 {
			t.Fatalf("round %d: exit code %d\n%s", round, code, output)
		}
		for i := range 8 {
			row := rowIs(t, store, "asset/a"+strconv.Itoa(i))
			if row.Owner != "round-"+strconv.Itoa(round) {
				t.Fatalf("round %d: %+v", round, row)
			}
		}
	}
	t.Logf("%d of %d applies were broken off", broken, kills)
	if broken == 0 {
		t.Error("no apply was broken off, so this showed nothing")
	}
}

// The guide on what is read, in PostgreSQL.
func TestReadingsGuideInPostgreSQL(t *testing.T) {
	t.Parallel()
	url, _ := sharedLedger(t)
	tellsReadingsGuide(t, url)
}

// What many read and what kills break off, in PostgreSQL.
func TestReadingsInPostgreSQL(t *testing.T) {
	t.Parallel()
	url, _ := sharedLedger(t)
	manyWorkspacesRead(t, url)
	store, err := inventory.Open(inventory.Config{URL: url, Tenant: "killed", Workspace: "w"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	readingsSurviveKills(t, url, store)
}
