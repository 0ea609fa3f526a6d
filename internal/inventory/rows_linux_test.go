package inventory_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

func TestBadRows(t *testing.T) {
	t.Parallel()
	l := sqliteLedger(t)
	l.migrate(t)
	store := l.open(t, "prod")
	for name, change := range map[string]func(*inventory.Row){
		"no id":         func(r *inventory.Row) { r.ID = "" },
		"long id":       func(r *inventory.Row) { r.ID = strings.Repeat("x", 1001) },
		"NUL":           func(r *inventory.Row) { r.Owner = "a\x00b" },
		"not UTF-8":     func(r *inventory.Row) { r.System = "\xff" },
		"facts no JSON": func(r *inventory.Row) { r.Facts = json.RawMessage("{") },
		"facts a list":  func(r *inventory.Row) { r.Facts = json.RawMessage("[]") },
		"facts null":    func(r *inventory.Row) { r.Facts = json.RawMessage("null") },
		"two facts":     func(r *inventory.Row) { r.Facts = json.RawMessage("{}{}") },
		"huge facts":    func(r *inventory.Row) { r.Facts = json.RawMessage(`{"x":"` + strings.Repeat("x", 1<<20) + `"}`) },
	} {
		row := asset("erp", 90)
		change(&row)
		_, err := store.Upsert(t.Context(), row, 0)
		t.Log(name)
		wantError(t, err, inventory.BadRow)
	}
	_, err := store.Apply(t.Context(), []inventory.Change{{Row: asset("erp", 90)}, {Row: asset("erp", 91)}})
	wantError(t, err, inventory.BadRow, "asset/erp stands twice")
	_, err = store.Delete(t.Context(), "asset/erp", 1, "burn")
	wantError(t, err, inventory.BadRow, `"burn"`, "tombstone")
	_, err = l.open(t, "").Upsert(t.Context(), asset("erp", 90), 0)
	wantError(t, err, inventory.NoWorkspace)
	if rows := collect(t, store, inventory.Filter{IncludeDeleted: true}); len(rows) != 0 {
		t.Errorf("%d rows were written", len(rows))
	}
}

func TestRoundTrip(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		store := l.open(t, "prod")
		tokyo := time.FixedZone("JST", 9*3600)
		for name, change := range map[string]func(*inventory.Row){
			"plain":           func(*inventory.Row) {},
			"text":            func(r *inventory.Row) { r.Name, r.Owner = "契約 \"x'; DROP\n\u202e", "😀" },
			"zone":            func(r *inventory.Row) { r.Timeline.End.At = r.Timeline.End.At.In(tokyo).Add(time.Millisecond) },
			"open":            func(r *inventory.Row) { r.Timeline = deadline.Timeline{End: deadline.OpenEnded} },
			"open, to act on": func(r *inventory.Row) { r.Timeline.End = deadline.OpenEnded },
			"unknown":         func(r *inventory.Row) { r.Timeline = deadline.Timeline{} },
			"ended": func(r *inventory.Row) {
				r.Timeline = deadline.Timeline{End: deadline.End{State: deadline.EndedUnknownDay}}
			},
			"ancient":  func(r *inventory.Row) { r.Timeline.RemindAt = time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC) },
			"far":      func(r *inventory.Row) { r.Timeline.End.At = time.Date(9998, 12, 31, 23, 59, 59, 0, time.UTC) },
			"no facts": func(r *inventory.Row) { r.Facts = nil },
			"facts": func(r *inventory.Row) {
				r.Facts = json.RawMessage(`{ "b": 1.0, "a": 12345678901234567890, "n": "\u0000" }`)
			},
			"long name": func(r *inventory.Row) { r.ID = "asset/" + strings.Repeat("é", 490) },
		} {
			row := asset(name, 90)
			change(&row)
			got := mustUpsert(t, store, row, 0)
			if got.Action != inventory.Created || got.Row.Revision != 1 {
				t.Errorf("%s: %+v", name, got)
			}
			read := mustGet(t, store, row.ID)
			if !reflect.DeepEqual(read, got.Row) {
				t.Errorf("%s: read\n%+v, wrote\n%+v", name, read, got.Row)
			}
			if line := row.Timeline; line.End.State == deadline.EndOpen && read.Timeline != line {
				t.Errorf("%s: the day to act by is lost: %+v", name, read.Timeline)
			}
			if read.Timeline.End.State != row.Timeline.End.State || !read.Timeline.End.At.Equal(row.Timeline.End.At.Truncate(time.Second)) || read.Name != row.Name || read.Owner != row.Owner {
				t.Errorf("%s: read %+v", name, read)
			}
			stamp := inventory.Stamp{At: today, By: "prod@example.test", Run: "run-1"}
			if read.Created != stamp || read.Updated != stamp || read.Workspace != "prod" {
				t.Errorf("%s: stamps %+v", name, read)
			}
			// What was read is the same as what was written, and so is the same again.
			for _, expected := range []int64{0, 1, 7, inventory.AnyRevision} {
				if again := mustUpsert(t, store, row, expected); again.Action != inventory.Unchanged || !reflect.DeepEqual(again.Row, read) {
					t.Errorf("%s: the same again: %+v", name, again)
				}
			}
			entries, err := store.History(t.Context(), row.ID)
			if err != nil || len(entries) != 1 {
				t.Errorf("%s: %d entries, %v", name, len(entries), err)
			}
		}
		if facts := string(mustGet(t, store, "asset/facts").Facts); facts != `{"a":12345678901234567890,"b":1.0,"n":"\u0000"}` {
			t.Errorf("facts %s", facts)
		}
		if _, found, err := store.Get(t.Context(), "asset/none"); found || err != nil {
			t.Errorf("a row that is not there: %t, %v", found, err)
		}
	})
}

func TestHistory(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		store := l.open(t, "prod")
		row := asset("erp", 90)
		mustUpsert(t, store, row, 0)
		row.Owner = "somebody else"
		later := l.open(t, "prod", func(c *inventory.Config) {
			c.Run, c.Clock = "run-2", deadline.FixedClock(today.AddDate(0, 0, 1))
		})
		mustUpsert(t, later, row, 1)
		if _, err := later.Delete(t.Context(), row.ID, 2, inventory.Purge); err != nil {
			t.Fatal(detail(err))
		}
		entries, err := store.History(t.Context(), row.ID)
		if err != nil || len(entries) != 3 {
			t.Fatalf("%d entries, %v", len(entries), detail(err))
		}
		for i, want := range []struct {
			action        inventory.Action
			run           string
			before, after string
		}{
			{inventory.Purged, "run-2", "somebody else", ""},
			{inventory.Updated, "run-2", "team-erp@example.test", "somebody else"},
			{inventory.Created, "run-1", "", "team-erp@example.test"},
		} {
			got := entries[i]
			if got.Action != want.action || got.Run != want.run || got.Revision != int64(3-i) || got.Workspace != "prod" || got.By != "prod@example.test" {
				t.Errorf("entry %d: %+v", i, got)
			}
			if owner(t, got.Before) != want.before || owner(t, got.After) != want.after {
				t.Errorf("entry %d: before %s, after %s", i, got.Before, got.After)
			}
		}
		if at, err := store.LastWrittenAt(t.Context()); err != nil || !at.Equal(today.AddDate(0, 0, 1)) {
			t.Errorf("last written at %v, %v", at, err)
		}
		if at, err := l.open(t, "prod", func(c *inventory.Config) { c.Tenant = "other" }).LastWrittenAt(t.Context()); err != nil || !at.IsZero() {
			t.Errorf("a tenant without rows: last written at %v, %v", at, err)
		}
	})
}

func owner(t *testing.T, document json.RawMessage) string {
	t.Helper()
	if document == nil {
		return ""
	}
	var row struct{ Owner string }
	check(t, json.Unmarshal(document, &row))
	return row.Owner
}

// Many rows by id in one go: those that are there, tombstones too, and no others.
func TestFind(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		store := l.open(t, "prod")
		if _, err := store.Apply(t.Context(), []inventory.Change{{Row: asset("a", 90)}, {Row: asset("b", 90)}, {Row: asset("c", 90)}}); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Delete(t.Context(), "asset/b", 1, inventory.Tombstone); err != nil {
			t.Fatal(err)
		}
		rows, err := store.Find(t.Context(), []string{"asset/a", "asset/b", "asset/none", "asset/a"})
		if err != nil || len(rows) != 2 || rows["asset/a"].Revision != 1 || rows["asset/a"].Deleted() || !rows["asset/b"].Deleted() {
			t.Errorf("%v %+v", err, rows)
		}
		if rows, err := store.Find(t.Context(), nil); err != nil || len(rows) != 0 {
			t.Errorf("of no ids: %v %+v", err, rows)
		}
	})
}
