package inventory_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// today is when the tests take place.
var today = time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)

var schemas atomic.Int64

// ledger is an empty inventory in one of the two databases.
type ledger struct {
	// url is that of the workspaces, owner that of who migrates.
	url, owner string
	// edit changes the database behind the provider's back, and column reads one of
	// text.
	edit   func(t testing.TB, statements ...string)
	column func(t testing.TB, query string) []string
	// granted gives the workspaces their rights once the tables are there.
	granted func(t testing.TB)
}

func sqliteLedger(t testing.TB) ledger {
	path := filepath.Join(t.TempDir(), "inventory.db")
	return ledger{
		url: "sqlite:" + path, owner: "sqlite:" + path, granted: func(testing.TB) {},
		edit: func(t testing.TB, statements ...string) {
			t.Helper()
			db, err := sql.Open("sqlite", path)
			check(t, err)
			defer func() { _ = db.Close() }()
			for _, statement := range statements {
				_, err := db.ExecContext(t.Context(), statement)
				check(t, err)
			}
		},
		column: func(t testing.TB, query string) []string {
			t.Helper()
			db, err := sql.Open("sqlite", path)
			check(t, err)
			defer func() { _ = db.Close() }()
			rows, err := db.QueryContext(t.Context(), query)
			check(t, err)
			defer func() { _ = rows.Close() }()
			var found []string
			for rows.Next() {
				var text string
				check(t, rows.Scan(&text))
				found = append(found, text)
			}
			check(t, rows.Err())
			return found
		},
	}
}

func postgresLedger(t testing.TB, s *server) ledger {
	t.Helper()
	schema := s.schema(t)
	return ledger{
		url: s.url("ledger_app", schema), owner: s.url("ledger_owner", schema),
		granted: func(t testing.TB) { s.grant(t, schema) },
		edit: func(t testing.TB, statements ...string) {
			t.Helper()
			s.sql(t, append([]string{"SET search_path = " + schema}, statements...)...)
		},
		column: func(t testing.TB, query string) []string {
			t.Helper()
			conn, err := pgx.Connect(t.Context(), s.admin()+"&search_path="+schema)
			check(t, err)
			defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
			rows, err := conn.Query(t.Context(), query)
			check(t, err)
			found, err := pgx.CollectRows(rows, pgx.RowTo[string])
			check(t, err)
			return found
		},
	}
}

// eachLedger runs a test against both databases, each empty.
func eachLedger(t *testing.T, test func(t *testing.T, l ledger)) {
	t.Helper()
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, sqliteLedger(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, postgresLedger(t, sharedServer(t)))
	})
}

// eachInventory is eachLedger with the schema made.
func eachInventory(t *testing.T, test func(t *testing.T, l ledger)) {
	t.Helper()
	eachLedger(t, func(t *testing.T, l ledger) {
		l.migrate(t)
		test(t, l)
	})
}

func (l ledger) migrate(t testing.TB) {
	t.Helper()
	if _, err := inventory.Migrate(t.Context(), l.owner); err != nil {
		t.Fatal(detail(err))
	}
	l.granted(t)
}

// open gives the store of a workspace of the tenant acme.
func (l ledger) open(t testing.TB, workspace string, change ...func(*inventory.Config)) *inventory.Store {
	t.Helper()
	config := inventory.Config{
		URL: l.url, Tenant: "acme", Workspace: workspace, Actor: workspace + "@example.test", Run: "run-1",
		Clock: deadline.FixedClock(today),
	}
	for _, change := range change {
		change(&config)
	}
	store, err := inventory.Open(config)
	if err != nil {
		t.Fatal(detail(err))
	}
	t.Cleanup(store.Close)
	return store
}

// asset is a row that ends some days after today.
func asset(name string, days int) inventory.Row {
	end := today.AddDate(0, 0, days)
	return inventory.Row{
		ID: "asset/" + name, Kind: "certificate", Identity: deadline.Identity{Name: name, Owner: "team-erp@example.test", System: "erp"},
		Timeline: deadline.Timeline{End: deadline.EndsAt(end), ActBy: end.AddDate(0, 0, -30), RemindAt: end.AddDate(0, 0, -60)},
		Facts:    json.RawMessage(`{"covered_by":["contract/lease"]}`),
	}
}

func mustUpsert(t testing.TB, store *inventory.Store, row inventory.Row, expected int64) inventory.Outcome {
	t.Helper()
	outcome, err := store.Upsert(t.Context(), row, expected)
	if err != nil {
		t.Fatal(detail(err))
	}
	return outcome
}

func mustGet(t testing.TB, store *inventory.Store, id string) inventory.Row {
	t.Helper()
	row, found, err := store.Get(t.Context(), id)
	if err != nil || !found {
		t.Fatalf("%s: found %t, %v", id, found, detail(err))
	}
	return row
}

// wantError demands an error of a kind that says all of some texts and never the
// password.
func wantError(t testing.TB, err error, kind inventory.Kind, says ...string) {
	t.Helper()
	var found *inventory.Error
	if !errors.As(err, &found) {
		t.Fatalf("got %v, want an error of kind %s", err, kind)
	}
	text := found.Detail()
	if found.Kind != kind {
		t.Errorf("got kind %s, want %s: %s", found.Kind, kind, text)
	}
	for _, part := range says {
		if !strings.Contains(text, part) {
			t.Errorf("the error does not say %q: %s", part, text)
		}
	}
	for _, hidden := range []string{secret, escapedSecret, "p%40ss", "p@ss"} {
		if strings.Contains(text, hidden) {
			t.Errorf("the error shows the password: %s", text)
		}
	}
	if words := len(strings.Fields(found.Kind.Summary())); words < 2 || words > 5 {
		t.Errorf("summary %q", found.Kind.Summary())
	}
}

// detail is all that an error says.
func detail(err error) string {
	if found, ok := errors.AsType[*inventory.Error](err); ok {
		return found.Detail()
	}
	return fmt.Sprint(err)
}

func collect(t testing.TB, store *inventory.Store, filter inventory.Filter) []inventory.Row {
	t.Helper()
	var rows []inventory.Row
	for row, err := range store.Rows(t.Context(), filter) {
		if err != nil {
			t.Fatal(detail(err))
		}
		rows = append(rows, row)
	}
	return rows
}

// consistent demands that every row has an unbroken history that ends in it, and
// gives the ids.
func consistent(ctx context.Context, store *inventory.Store) (map[string]bool, error) {
	ids := map[string]bool{}
	for row, err := range store.Rows(ctx, inventory.Filter{IncludeDeleted: true}) {
		if err != nil {
			return nil, err
		}
		ids[row.ID] = true
		entries, err := store.History(ctx, row.ID)
		if err != nil {
			return nil, err
		}
		if int64(len(entries)) != row.Revision || entries[0].Revision != row.Revision {
			return nil, fmt.Errorf("%s is at revision %d and has %d entries in its history", row.ID, row.Revision, len(entries))
		}
	}
	return ids, nil
}
