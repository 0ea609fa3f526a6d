package inventory_test

import (
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// withoutClock is a store as the provider opens it: writes are dated by the
// database.
func withoutClock(c *inventory.Config) { c.Clock = nil }

// registers, "Distributed engines": written_at was the client's clock.
func TestDatabaseClock(t *testing.T) {
	t.Parallel()
	// A server in whose world it is another day than on this machine.
	l := postgresLedger(t, sharedServer(t))
	l.migrate(t)
	l.edit(
		t, "CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT timestamptz '2001-02-03T04:05:06.7+09:00' $$",
	)
	l.url += "%2Cpg_catalog"
	store := l.open(t, "prod", withoutClock)
	mustUpsert(t, store, asset("erp", 90), 0)
	want := time.Date(2001, 2, 2, 19, 5, 6, 0, time.UTC)
	row := mustGet(t, store, "asset/erp")
	entries, err := store.History(t.Context(), "asset/erp")
	if err != nil || len(entries) != 1 || !entries[0].At.Equal(want) || !row.Created.At.Equal(want) || !row.Updated.At.Equal(want) {
		t.Errorf("%v: created %v, updated %v, %+v", err, row.Created.At, row.Updated.At, entries)
	}
	changed := asset("erp", 120)
	outcome, err := store.Delete(t.Context(), changed.ID, 1, inventory.Tombstone)
	if err != nil || !outcome.Row.DeletedAt.Equal(want) {
		t.Errorf("%s: deleted at %v", detail(err), outcome.Row.DeletedAt)
	}
}

// A file's database runs on the clock of its machine.
func TestFileClock(t *testing.T) {
	t.Parallel()
	l := sqliteLedger(t)
	l.migrate(t)
	store := l.open(t, "prod", withoutClock)
	now := func() string { return l.column(t, "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now')")[0] }
	before := now()
	mustUpsert(t, store, asset("erp", 90), 0)
	row := mustGet(t, store, "asset/erp")
	if at := row.Updated.At.Format(time.RFC3339); at < before || at > now() {
		t.Errorf("written at %s, and not between %s and %s", at, before, now())
	}
	entries, err := store.History(t.Context(), "asset/erp")
	if err != nil || len(entries) != 1 || !entries[0].At.Equal(row.Updated.At) {
		t.Errorf("%v: %+v", err, entries)
	}
}
