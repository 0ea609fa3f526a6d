package inventory_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// migrationStatements are all statements of all steps of one database, in the
// order in which a migration runs them, each a transaction of its own.
func migrationStatements(t *testing.T, dialect string) []string {
	t.Helper()
	files, err := filepath.Glob("migrations/" + dialect + "/*.sql")
	check(t, err)
	statements := []string{
		"CREATE TABLE expiry_schema (id INTEGER PRIMARY KEY, version INTEGER NOT NULL)",
		"INSERT INTO expiry_schema (id, version) VALUES (1, 0)",
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		check(t, err)
		statements = append(statements, strings.Split(strings.TrimSpace(string(text)), "\n\n")...)
		version := strings.TrimLeft(strings.TrimSuffix(filepath.Base(file), ".sql"), "0")
		statements = append(statements, "UPDATE expiry_schema SET version = "+version+" WHERE id = 1")
	}
	if len(files) == 0 {
		t.Fatal("no migrations")
	}
	return statements
}

// runs runs statements one by one as the role that migrates.
func (l ledger) runs(t *testing.T, statements []string) {
	t.Helper()
	path, isSQLite := strings.CutPrefix(l.owner, "sqlite:")
	if !isSQLite {
		check(t, execute(t.Context(), l.owner, statements...))
		return
	}
	db, err := sql.Open("sqlite", path)
	check(t, err)
	defer func() { _ = db.Close() }()
	for _, statement := range statements {
		_, err := db.ExecContext(t.Context(), statement)
		check(t, err)
	}
}

// Issue 15: a migration that was broken off after any of its statements is made
// whole by running it again, and again.
func TestBrokenOffMigration(t *testing.T) {
	t.Parallel()
	for dialect, empty := range map[string]func(t *testing.T) ledger{
		"sqlite":   func(t *testing.T) ledger { return sqliteLedger(t) },
		"postgres": func(t *testing.T) ledger { return postgresLedger(t, sharedServer(t)) },
	} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			whole := empty(t)
			whole.migrate(t)
			want := whole.definitions(t)
			statements := migrationStatements(t, dialect)
			for n := range len(statements) + 1 {
				l := empty(t)
				l.runs(t, statements[:n])
				for range 1 + n%2 {
					if m, err := inventory.Migrate(t.Context(), l.owner); err != nil || m.To != inventory.SchemaVersion {
						t.Fatalf("after %d statements: %+v, %s", n, m, detail(err))
					}
				}
				if got := l.definitions(t); got != want {
					t.Errorf("after %d statements the schema is\n%s\nand not\n%s", n, got, want)
				}
				l.granted(t)
				mustUpsert(t, l.open(t, "prod"), asset("erp", 90), 0)
			}
		})
	}
}

// definitions are the tables, columns, indexes, triggers and policies there are.
func (l ledger) definitions(t *testing.T) string {
	t.Helper()
	query := "SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_master ORDER BY 1"
	if !strings.HasPrefix(l.owner, "sqlite:") {
		query = "SELECT what FROM (SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS what FROM information_schema.columns WHERE table_schema = current_schema() " +
			"UNION ALL SELECT 'index ' || tablename || ' ' || replace(indexdef, current_schema() || '.', '') FROM pg_indexes WHERE schemaname = current_schema() " +
			"UNION ALL SELECT 'policy ' || tablename || ' ' || policyname || ' ' || cmd || COALESCE(qual, '') || COALESCE(with_check, '') FROM pg_policies WHERE schemaname = current_schema() " +
			"UNION ALL SELECT 'security ' || relname || relrowsecurity || relforcerowsecurity FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r') AS all_of_it ORDER BY what"
	}
	lines := l.column(t, query)
	if len(lines) == 0 {
		t.Fatal("nothing is defined")
	}
	return strings.Join(lines, "\n")
}

// An inventory of the provider before this one, with a row in it, opens and is
// brought up to date.
func TestMigratedBefore(t *testing.T) {
	t.Parallel()
	for dialect, l := range map[string]ledger{"sqlite": sqliteLedger(t), "postgres": postgresLedger(t, sharedServer(t))} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile("testdata/version-1-" + dialect + ".sql")
			check(t, err)
			l.runs(t, strings.Split(strings.TrimSpace(string(text)), "\n\n"))
			l.before(t)
			if m, err := inventory.Migrate(t.Context(), l.owner); err != nil || m.From != 1 || m.To != inventory.SchemaVersion {
				t.Fatalf("%+v, %s", m, detail(err))
			}
			l.granted(t)
			store := l.open(t, "prod")
			if row := mustGet(t, store, "asset/erp"); row.Revision != 2 || row.Owner != "a" {
				t.Errorf("%+v", row)
			}
			row := asset("erp", 90)
			row.Owner = "somebody else"
			mustUpsert(t, store, row, 2)
			if _, err := store.WriteReadings(t.Context(), inventory.Reader{Name: "fleet"}, []inventory.Reading{reading("www", 30)}); err != nil {
				t.Error(detail(err))
			}
			if _, lines := verified(t, store); lines != "" {
				t.Error(lines)
			}
		})
	}
}

// before uses an inventory that holds rows alone as this provider does before it is
// migrated: rows are as ever, and readings are told what they need.
func (l ledger) before(t *testing.T) {
	t.Helper()
	if strings.HasPrefix(l.owner, "postgres") {
		l.edit(t, "GRANT SELECT, INSERT, UPDATE, DELETE ON expiry_assets TO ledger_app", "GRANT SELECT, INSERT ON expiry_history TO ledger_app", "GRANT SELECT ON expiry_schema TO ledger_app")
	}
	store := l.open(t, "prod")
	row := asset("erp", 90)
	row.Owner = "a"
	mustUpsert(t, store, row, 1)
	if things := collectThings(t, store, inventory.ThingFilter{}); len(things) != 1 || things[0].Row.Owner != "a" {
		t.Errorf("%+v", things)
	}
	if counts, err := store.CountThings(t.Context(), inventory.ThingFilter{}, today); err != nil || counts.Total != 1 || counts.ByOrigin[inventory.Declared] != 1 {
		t.Errorf("%+v, %s", counts, detail(err))
	}
	if readers, err := store.Readers(t.Context()); err != nil || len(readers) != 0 {
		t.Errorf("%+v, %s", readers, detail(err))
	}
	if _, lines := verified(t, store); lines != "" {
		t.Error(lines)
	}
	_, err := store.WriteReadings(t.Context(), inventory.Reader{Name: "fleet"}, nil)
	wantError(t, err, inventory.SchemaOld, "version 1 and this needs 2", "inventory migrate '")
	_, _, err = store.ReadReader(t.Context(), "fleet")
	wantError(t, err, inventory.SchemaOld)
	_, err = store.Forget(t.Context(), "fleet")
	wantError(t, err, inventory.SchemaOld)
}
