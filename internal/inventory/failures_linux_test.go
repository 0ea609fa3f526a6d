package inventory_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// impatient is a store that gives up soon.
func impatient(c *inventory.Config) { c.Timeout = time.Second }

func TestEditedBehindOurBack(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		store := l.open(t, "prod")
		mustUpsert(t, store, asset("erp", 90), 0)
		// An end that makes no sense is unknown, and so never passes.
		for _, edit := range []string{
			"UPDATE expiry_assets SET expires_at = NULL", "UPDATE expiry_assets SET end_state = 'never'", "UPDATE expiry_assets SET end_state = ''",
		} {
			l.edit(t, edit)
			if line := mustGet(t, store, "asset/erp").Timeline; line.Status(today) != deadline.StatusUnknown {
				t.Errorf("%s: %+v", edit, line)
			}
			counts, err := store.Counts(t.Context(), inventory.Filter{ActByBefore: today.AddDate(10, 0, 0)}, today)
			if err != nil || counts.ByStatus[deadline.StatusUnknown] != 1 {
				t.Errorf("%s: %+v, %v", edit, counts, err)
			}
		}
		// The next apply puts it right, and the history has what was there.
		l.edit(t, "UPDATE expiry_assets SET owner = 'nobody', revision = 1")
		if outcome := mustUpsert(t, store, asset("erp", 90), 1); outcome.Action != inventory.Updated || outcome.Row.Revision != 2 {
			t.Errorf("%+v", outcome)
		}
		entries, err := store.History(t.Context(), "asset/erp")
		if err != nil || len(entries) != 2 || owner(t, entries[0].Before) != "nobody" {
			t.Errorf("history %+v, %v", entries, err)
		}
		// A revision set back does not make two entries of one number.
		l.edit(t, "UPDATE expiry_assets SET owner = 'nobody', revision = 1")
		if outcome := mustUpsert(t, store, asset("erp", 90), 1); outcome.Row.Revision != 3 {
			t.Errorf("%+v", outcome)
		}
		l.edit(t, "UPDATE expiry_assets SET facts = 'nonsense'")
		_, _, err = store.Get(t.Context(), "asset/erp")
		wantError(t, err, inventory.Damaged, "asset/erp")
		for _, err := range store.Rows(t.Context(), inventory.Filter{}) {
			wantError(t, err, inventory.Damaged)
		}
	})
}

func TestOddInstant(t *testing.T) {
	t.Parallel()
	l := sqliteLedger(t)
	l.migrate(t)
	store := l.open(t, "prod")
	mustUpsert(t, store, asset("erp", 90), 0)
	l.edit(t, "UPDATE expiry_assets SET act_by = 'tomorrow'")
	_, _, err := store.Get(t.Context(), "asset/erp")
	wantError(t, err, inventory.Damaged)
}

func TestLockedFile(t *testing.T) {
	t.Parallel()
	l := sqliteLedger(t)
	l.migrate(t)
	mustUpsert(t, l.open(t, "prod"), asset("erp", 90), 0)
	db, err := sql.Open("sqlite", strings.TrimPrefix(l.url, "sqlite:"))
	check(t, err)
	defer func() { _ = db.Close() }()
	conn, err := db.Conn(t.Context())
	check(t, err)
	_, err = conn.ExecContext(t.Context(), "BEGIN IMMEDIATE")
	check(t, err)
	store := l.open(t, "prod", impatient)
	_, err = store.Upsert(t.Context(), asset("crm", 90), 0)
	wantError(t, err, inventory.Locked)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err = l.open(t, "prod").Upsert(ctx, asset("crm", 90), 0)
	wantError(t, err, inventory.Locked)
	mustGet(t, store, "asset/erp") // who reads waits for nobody
	time.AfterFunc(300*time.Millisecond, func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") })
	mustUpsert(t, l.open(t, "prod"), asset("crm", 90), 0)
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	l := sqliteLedger(t)
	l.migrate(t)
	store := l.open(t, "prod")
	mustUpsert(t, store, asset("first", 90), 0)
	check(t, inventory.LimitPages(t.Context(), store, "40"))
	written := 1
	for i := 0; ; i++ {
		row := asset(fmt.Sprint(i), 90)
		row.Facts = json.RawMessage(`{"x":"` + strings.Repeat("x", 10_000) + `"}`)
		if _, err := store.Upsert(t.Context(), row, 0); err != nil {
			wantError(t, err, inventory.Full)
			break
		}
		written++
	}
	ids, err := consistent(t.Context(), l.open(t, "prod"))
	if err != nil || len(ids) != written || written < 2 {
		t.Errorf("%d rows of %d, %v", len(ids), written, err)
	}
}

// TestReadOnlyFile runs its store as another user where the tests run as root,
// who may write anything.
func TestReadOnlyFile(t *testing.T) {
	alone(t)
	t.Parallel()
	dir, err := os.MkdirTemp("", "ledger")
	check(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	path := filepath.Join(dir, "inventory.db")
	l := ledger{url: "sqlite:" + path, owner: "sqlite:" + path, granted: func(testing.TB) {}}
	l.migrate(t)
	l.open(t, "prod").Close()
	program := copyProgram(t, dir)
	for _, modes := range []struct{ dir, file fs.FileMode }{{0o755, 0o444}, {0o555, 0o444}, {0o555, 0o644}, {0o755, 0o000}} {
		check(t, os.Chmod(path, modes.file))
		check(t, os.Chmod(dir, modes.dir))
		cmd := worker(t.Context(), t, job{URL: l.url, Workspace: "w", Count: 1})
		cmd.Path, cmd.Dir = program, "/"
		if os.Geteuid() == 0 {
			cmd.SysProcAttr.Credential = newNobody(t)
		}
		out, err := cmd.CombinedOutput()
		if err == nil || !(strings.Contains(string(out), "read-only") || strings.Contains(string(out), "writable") || strings.Contains(string(out), "may not be")) {
			t.Errorf("directory %o, file %o: %v\n%s", modes.dir, modes.file, err, out)
		}
	}
	check(t, os.Chmod(dir, 0o755))
	check(t, os.Chmod(path, 0o644))
	if rows := collect(t, l.open(t, "prod"), inventory.Filter{}); len(rows) != 0 {
		t.Errorf("rows %v", rows)
	}
}

func TestCancelled(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := l.open(t, "prod").Upsert(ctx, asset("erp", 90), 0)
		wantError(t, err, inventory.Cancelled)
		if rows := collect(t, l.open(t, "prod"), inventory.Filter{}); len(rows) != 0 {
			t.Errorf("rows %v", rows)
		}
	})
}
