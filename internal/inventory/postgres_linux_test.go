package inventory_test

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

func TestLogins(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	l := postgresLedger(t, s)
	if _, err := inventory.Migrate(t.Context(), l.owner); err != nil {
		t.Fatal(detail(err))
	}
	host := fmt.Sprintf("127.0.0.1:%d", s.port)
	for name, c := range map[string]struct {
		url  string
		kind inventory.Kind
		says string
	}{
		"nobody listens":    {"postgres://u:" + escapedSecret + "@127.0.0.1:1/postgres?sslmode=disable", inventory.Unreachable, "refused the connection"},
		"no such host":      {"postgres://u:" + escapedSecret + "@db.invalid/postgres", inventory.Unreachable, "does not resolve"},
		"unknown authority": {"postgres://ledger_app:" + escapedSecret + "@" + host + "/postgres", inventory.Unreachable, "sslrootcert="},
		"another password":  {"postgres://ledger_app:x" + escapedSecret + "@" + host + "/postgres?sslmode=disable", inventory.NoRights, "refuses the login"},
		"another user":      {"postgres://nobody:" + escapedSecret + "@" + host + "/postgres?sslmode=disable", inventory.NoRights, "refuses the login"},
		"another database":  {"postgres://ledger_app:" + escapedSecret + "@" + host + "/nowhere?sslmode=disable", inventory.SchemaMissing, "Create it"},
		"no grants":         {l.url, inventory.NoRights, "GRANT SELECT, INSERT, UPDATE, DELETE ON expiry_assets"},
	} {
		_, err := ledger{url: c.url}.open(t, "prod").Upsert(t.Context(), asset("erp", 90), 0)
		t.Log(name)
		wantError(t, err, c.kind, c.says)
	}
	l.granted(t)
	_, err := ledger{url: l.url + "&default_transaction_read_only=on"}.open(t, "prod").Upsert(t.Context(), asset("erp", 90), 0)
	wantError(t, err, inventory.ReadOnly)
	// Several hosts without one that takes writes.
	standbys := strings.Replace(l.url, host, host+","+host, 1) + "&default_transaction_read_only=on"
	_, err = ledger{url: standbys}.open(t, "prod", impatient).Upsert(t.Context(), asset("erp", 90), 0)
	wantError(t, err, inventory.ReadOnly, "None of the hosts")
	// The password may come from elsewhere, the certificate is verified.
	verified := fmt.Sprintf("postgres://ledger_app:%s@%s/postgres?search_path=%s&sslrootcert=%s", escapedSecret, host, schemaOf(l.url), url.QueryEscape(filepath.Join(s.dir, "ca.pem")))
	mustUpsert(t, ledger{url: verified}.open(t, "prod"), asset("erp", 90), 0)
	wrongName := strings.Replace(verified, "127.0.0.1", "127.0.0.2", 1)
	_, err = ledger{url: wrongName}.open(t, "prod").Upsert(t.Context(), asset("erp", 90), 0)
	wantError(t, err, inventory.Unreachable)
}

func schemaOf(text string) string {
	_, schema, _ := strings.Cut(text, "search_path=")
	return schema
}

// TestRowLevelSecurity goes past the provider, as the workspaces' role.
func TestRowLevelSecurity(t *testing.T) {
	t.Parallel()
	l := postgresLedger(t, sharedServer(t))
	l.migrate(t)
	mustUpsert(t, l.open(t, "prod"), asset("erp", 90), 0)
	for _, role := range []string{l.url, l.owner} { // the owner is bound too
		conn, err := pgx.Connect(t.Context(), role)
		check(t, err)
		defer func() { _ = conn.Close(t.Context()) }()
		for _, tenant := range []string{"", "rival", "acme"} {
			_, err := conn.Exec(t.Context(), "SELECT set_config('expiry.tenant', $1, false)", tenant)
			check(t, err)
			for _, table := range []string{"expiry_assets", "expiry_history"} {
				rows := 0
				check(t, conn.QueryRow(t.Context(), "SELECT COUNT(*) FROM "+table).Scan(&rows))
				if rows != map[string]int{"acme": 1}[tenant] {
					t.Errorf("tenant %q sees %d rows of %s", tenant, rows, table)
				}
			}
			// What no policy allows changes nothing, or is refused.
			for _, sql := range []string{
				"UPDATE expiry_history SET actor = 'x'", "DELETE FROM expiry_history",
				"UPDATE expiry_assets SET tenant = 'stolen'", "INSERT INTO expiry_history SELECT 'stolen', asset, 9, action, written_at, actor, run, workspace, write_id, '', '' FROM expiry_history",
			} {
				if tag, err := conn.Exec(t.Context(), sql); err == nil && tag.RowsAffected() > 0 {
					t.Errorf("tenant %q: %s changed %d rows", tenant, sql, tag.RowsAffected())
				}
			}
		}
	}
}

// TestServerErrors lets a trigger raise what a server says in bad moments.
func TestServerErrors(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	for code, want := range map[string]inventory.Kind{
		"53100": inventory.Full, "57014": inventory.Locked, "25006": inventory.ReadOnly, "42501": inventory.NoRights, "XX000": inventory.Failed,
		"40001": inventory.Locked, "40P01": inventory.Locked, "57P01": inventory.Uncertain, "08006": inventory.Uncertain,
	} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			l := postgresLedger(t, s)
			l.migrate(t)
			mustUpsert(t, l.open(t, "prod"), asset("before", 90), 0)
			raise(t, l, code, 1_000_000)
			_, err := l.open(t, "prod", impatient).Upsert(t.Context(), asset("erp", 90), 0)
			wantError(t, err, want)
			if ids, err := consistent(t.Context(), l.open(t, "prod")); err != nil || len(ids) != 1 {
				t.Errorf("%d rows, %v", len(ids), err)
			}
		})
	}
	for _, code := range []string{"40001", "40P01", "57P01", "40003"} {
		t.Run(code+" that passes", func(t *testing.T) {
			t.Parallel()
			l := postgresLedger(t, s)
			l.migrate(t)
			raise(t, l, code, 3)
			mustUpsert(t, l.open(t, "prod"), asset("erp", 90), 0)
			if ids, err := consistent(t.Context(), l.open(t, "prod")); err != nil || len(ids) != 1 {
				t.Errorf("%d rows, %v", len(ids), err)
			}
		})
	}
}

// raise makes the first n writes fail with an SQLSTATE.
func raise(t *testing.T, l ledger, code string, n int) {
	t.Helper()
	l.edit(
		t, "CREATE SEQUENCE attempts", "GRANT USAGE ON SEQUENCE attempts TO ledger_app",
		fmt.Sprintf("CREATE FUNCTION moan() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "+
			"IF nextval('attempts') <= %d THEN RAISE EXCEPTION 'not now' USING ERRCODE = '%s'; END IF; RETURN NEW; END $$", n, code),
		"CREATE TRIGGER moan BEFORE INSERT ON expiry_history FOR EACH ROW EXECUTE FUNCTION moan()",
	)
}

// TestManyWorkspaces: two hundred applies at once, each with connections of its
// own to a server that takes a hundred. Nothing is lost, and nothing is told to
// be done that is not.
func TestManyWorkspaces(t *testing.T) {
	t.Parallel()
	const workspaces, updates = 200, 3
	s := newServer(t) // which refuses most of them at first
	defer s.remove()
	s.initialise(t)
	s.start(t)
	s.roles(t)
	l := postgresLedger(t, s)
	l.migrate(t)
	mustUpsert(t, l.open(t, "w"), asset("common", 90), 0)
	var group sync.WaitGroup
	var done atomic.Int64
	for i := range workspaces {
		group.Go(func() {
			store := l.open(t, "w", func(c *inventory.Config) { c.Run, c.Timeout = fmt.Sprint(i), 5*time.Minute })
			defer store.Close()
			if _, err := store.Upsert(t.Context(), asset(fmt.Sprint(i), 90), 0); err != nil {
				t.Errorf("workspace %d: %s", i, detail(err))
			}
			common := asset("common", 90)
			for n := range updates {
				common.Owner = fmt.Sprintf("%d-%d", i, n)
				if _, err := store.Upsert(t.Context(), common, inventory.AnyRevision); err != nil {
					t.Errorf("workspace %d: %s", i, detail(err))
					continue
				}
				done.Add(1)
			}
			// One of those who build on the same revision wins, the others are told.
			seen, _, err := store.Get(t.Context(), "asset/common")
			common.Owner = fmt.Sprintf("%d last", i)
			if err == nil {
				_, err = store.Upsert(t.Context(), common, seen.Revision)
			}
			var found *inventory.Error
			switch {
			case err == nil:
				done.Add(1)
			case !errors.As(err, &found) || found.Kind != inventory.Conflict:
				t.Errorf("workspace %d: %s", i, detail(err))
			}
		})
	}
	group.Wait()
	store := l.open(t, "w")
	rows := collect(t, store, inventory.Filter{})
	if len(rows) != workspaces+1 {
		t.Errorf("%d rows", len(rows))
	}
	if common := mustGet(t, store, "asset/common"); common.Revision != done.Load()+1 {
		t.Errorf("%d updates were acknowledged, and the row is at revision %d", done.Load(), common.Revision)
	}
}
