package inventory_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

func TestNotMigrated(t *testing.T) {
	eachLedger(t, func(t *testing.T, l ledger) {
		store := l.open(t, "prod")
		_, err := store.Upsert(t.Context(), asset("erp", 90), 0)
		wantError(t, err, inventory.SchemaMissing, "terraform-provider-expiry inventory migrate '"+store.URL())
		_, _, err = store.List(t.Context(), inventory.Filter{}, nil, 0)
		wantError(t, err, inventory.SchemaMissing)
		if path, ok := strings.CutPrefix(l.url, "sqlite:"); ok {
			if _, err := os.Stat(path); err == nil {
				t.Error("a plan made the file")
			}
		}
		// The same store works once somebody has migrated.
		l.migrate(t)
		mustUpsert(t, store, asset("erp", 90), 0)
	})
}

func TestManyMigrations(t *testing.T) {
	eachLedger(t, func(t *testing.T, l ledger) {
		var group sync.WaitGroup
		for range 30 {
			group.Go(func() {
				if m, err := inventory.Migrate(t.Context(), l.owner); err != nil || m.To != inventory.SchemaVersion {
					t.Errorf("%+v, %s", m, detail(err))
				}
			})
		}
		group.Wait()
		l.granted(t)
		mustUpsert(t, l.open(t, "prod"), asset("erp", 90), 0)
		// Once more changes nothing and needs no rights but to read.
		if m, err := inventory.Migrate(t.Context(), l.url); err != nil || m.From != inventory.SchemaVersion || m.To != m.From {
			t.Errorf("%+v, %s", m, detail(err))
		}
		mustGet(t, l.open(t, "prod"), "asset/erp")
	})
}

func TestOtherSchemaVersions(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		l.edit(t, fmt.Sprintf("UPDATE expiry_schema SET version = %d", inventory.SchemaVersion+1))
		_, err := l.open(t, "prod").Upsert(t.Context(), asset("erp", 90), 0)
		wantError(t, err, inventory.SchemaNew, fmt.Sprintf("version %d", inventory.SchemaVersion+1), "newer version")
		_, err = inventory.Migrate(t.Context(), l.owner)
		wantError(t, err, inventory.SchemaNew)
		l.edit(t, "UPDATE expiry_schema SET version = 0")
		_, err = l.open(t, "prod").Upsert(t.Context(), asset("erp", 90), 0)
		wantError(t, err, inventory.SchemaOld, "version 0", "inventory migrate '")
		// A migration that was cut off is done again.
		l.migrate(t)
		mustUpsert(t, l.open(t, "prod"), asset("erp", 90), 0)
		l.edit(t, "DELETE FROM expiry_schema")
		_, err = l.open(t, "prod").Upsert(t.Context(), asset("erp", 90), 0)
		wantError(t, err, inventory.SchemaMissing)
	})
}

func TestMigrateNowhere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	check(t, os.WriteFile(filepath.Join(dir, "text.db"), []byte(strings.Repeat("no database\n", 100)), 0o600))
	for url, want := range map[string]inventory.Kind{
		"":                             inventory.BadURL,
		"sqlite:" + dir:                inventory.BadURL,
		"sqlite:" + dir + "/none/x.db": inventory.BadURL,
		"sqlite:" + dir + "/text.db":   inventory.Damaged,
		"postgres://u:" + escapedSecret + "@127.0.0.1:1/x": inventory.Unreachable,
	} {
		_, err := inventory.Migrate(t.Context(), url)
		t.Log(url)
		wantError(t, err, want)
	}
	s := sharedServer(t)
	schema := s.schema(t)
	_, err := inventory.Migrate(t.Context(), s.url("ledger_app", schema))
	wantError(t, err, inventory.NoRights, "GRANT")
}
