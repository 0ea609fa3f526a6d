package inventory_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// faulty is one call, made on something that no other call of the test touches.
type faulty struct {
	name string
	// reads says that it writes nothing: where it is cut makes no difference.
	reads bool
	// prepare is done without faults, before.
	prepare func(t *testing.T, store *inventory.Store, name string)
	call    func(t *testing.T, store *inventory.Store, name string) error
	// wants says what is to be there after the call.
	wants func(t *testing.T, store *inventory.Store, name string)
}

// wantRow demands a row at a revision.
func wantRow(revision int64, deleted bool) func(t *testing.T, store *inventory.Store, name string) {
	return func(t *testing.T, store *inventory.Store, name string) {
		t.Helper()
		if row := mustGet(t, store, "asset/"+name); row.Revision != revision || row.Deleted() != deleted {
			t.Errorf("%s: %+v", name, row)
		}
	}
}

func wantReadings(n, withdrawn int) func(t *testing.T, store *inventory.Store, name string) {
	return func(t *testing.T, store *inventory.Store, name string) {
		t.Helper()
		got, gone := 0, 0
		for _, thing := range collectThings(t, store, inventory.ThingFilter{Filter: inventory.Filter{IncludeDeleted: true}, Origin: inventory.Read}) {
			if r := thing.Readings[0]; r.Reader == name && r.WithdrawnAt.IsZero() {
				got++
			} else if r.Reader == name {
				gone++
			}
		}
		if got != n || gone != withdrawn {
			t.Errorf("%s: %d readings and %d withdrawn, want %d and %d", name, got, gone, n, withdrawn)
		}
	}
}

func upsert(days int, expected int64, want inventory.Action) func(t *testing.T, store *inventory.Store, name string) error {
	return func(t *testing.T, store *inventory.Store, name string) error {
		t.Helper()
		outcome, err := store.Upsert(t.Context(), asset(name, days), expected)
		if err == nil && (outcome.Action != want || outcome.Row.Revision != expected+1) {
			t.Errorf("%s: %s at revision %d", name, outcome.Action, outcome.Row.Revision)
		}
		return err
	}
}

func remove(policy inventory.DeletionPolicy, want inventory.Action) func(t *testing.T, store *inventory.Store, name string) error {
	return func(t *testing.T, store *inventory.Store, name string) error {
		t.Helper()
		outcome, err := store.Delete(t.Context(), "asset/"+name, 1, policy)
		if err == nil && outcome.Action != want {
			t.Errorf("%s: %s", name, outcome.Action)
		}
		return err
	}
}

func written(t *testing.T, store *inventory.Store, name string) {
	t.Helper()
	mustUpsert(t, store, asset(name, 90), 0)
}

func readOnce(t *testing.T, store *inventory.Store, name string) {
	t.Helper()
	mustWrite(t, store, name, reading("a", 90), reading("b", 90), reading("c", 90), reading("d", 90))
}

var faults = []faulty{
	{"create", false, nil, upsert(90, 0, inventory.Created), wantRow(1, false)},
	{"update", false, written, upsert(120, 1, inventory.Updated), wantRow(2, false)},
	{"delete", false, written, remove(inventory.Tombstone, inventory.Deleted), wantRow(2, true)},
	{"purge", false, written, remove(inventory.Purge, inventory.Purged), func(t *testing.T, store *inventory.Store, name string) {
		t.Helper()
		entries, err := store.History(t.Context(), "asset/"+name)
		if _, found, getErr := store.Get(t.Context(), "asset/"+name); found || err != nil || getErr != nil || len(entries) != 2 {
			t.Errorf("%s: found %t, %d entries, %v, %v", name, found, len(entries), err, getErr)
		}
	}},
	{"read for the first time", false, nil, func(t *testing.T, store *inventory.Store, name string) error {
		t.Helper()
		written, err := store.WriteReadings(t.Context(), inventory.Reader{Name: name}, []inventory.Reading{reading("a", 90), reading("b", 90)})
		if err == nil && (written.Added != 2 || written.Reader.Count != 2) {
			t.Errorf("%s: %+v", name, written)
		}
		return err
	}, wantReadings(2, 0)},
	{"read again", false, readOnce, func(t *testing.T, store *inventory.Store, name string) error {
		t.Helper()
		failed := reading("b", 90)
		failed.Timeline = deadline.Timeline{}
		written, err := store.WriteReadings(t.Context(), inventory.Reader{Name: name}, []inventory.Reading{reading("a", 90), failed, reading("e", 90)})
		if err == nil && (written.Added != 1 || written.Changed != 1 || written.Unchanged != 1 || len(written.Withdrawn) != 2) {
			t.Errorf("%s: %+v", name, written)
		}
		return err
	}, wantReadings(3, 2)},
	{"forget", false, readOnce, func(t *testing.T, store *inventory.Store, name string) error {
		t.Helper()
		withdrawn, err := store.Forget(t.Context(), name)
		if err == nil && len(withdrawn) != 4 {
			t.Errorf("%s: %d withdrawn", name, len(withdrawn))
		}
		return err
	}, wantReadings(0, 4)},
	{"rehearse", true, written, func(t *testing.T, store *inventory.Store, name string) error {
		t.Helper()
		outcomes, _, err := store.Rehearse(t.Context(), []inventory.Change{{Row: asset(name, 120), Expected: 1}})
		if err == nil && outcomes[0].Action != inventory.Updated {
			t.Errorf("%s: %+v", name, outcomes)
		}
		return err
	}, wantRow(1, false)},
	{"list", true, written, func(t *testing.T, store *inventory.Store, _ string) error {
		t.Helper()
		page, _, err := store.ListThings(t.Context(), inventory.ThingFilter{}, nil, 5)
		if err == nil && len(page) == 0 {
			t.Error("an empty list")
		}
		return err
	}, wantRow(1, false)},
}

// Issues 15 and 22: the connection breaks at every statement, before, in the middle
// and after. The call is done once, says so, and nothing is there by half.
func TestCutAtEveryStatement(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()
			l := postgresLedger(t, s)
			l.migrate(t)
			cutter := newCutter(t, s)
			direct, cuts := l.open(t, "prod"), 0
			hows := []cut{before, during, after}
			if fault.reads {
				hows = hows[2:]
			}
			for _, how := range hows {
				for n := 1; ; n++ {
					name := fmt.Sprintf("%s-%s-%d", strings.ReplaceAll(fault.name, " ", "-"), how, n)
					if fault.prepare != nil {
						fault.prepare(t, direct, name)
					}
					store := cutter.through(l).open(t, "prod")
					cutter.arm(n, how)
					err := fault.call(t, store, name)
					store.Close()
					if err != nil {
						t.Fatalf("cut %s message %d: %s", how, n, detail(err))
					}
					fault.wants(t, direct, name)
					if !cutter.fired.Load() {
						break
					}
					cuts++
				}
			}
			if _, lines := verified(t, direct); lines != "" {
				t.Error(lines)
			}
			if cuts < 5*len(hows) {
				t.Errorf("cut %d times only", cuts)
			}
		})
	}
}

// The same while the tables are made.
func TestCutMigration(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	cutter := newCutter(t, s)
	for n := 1; ; n++ {
		how := cut(n % 3)
		l := postgresLedger(t, s)
		cutter.arm(n, how)
		if m, err := inventory.Migrate(t.Context(), cutter.through(l).owner); err != nil || m.To != inventory.SchemaVersion {
			t.Fatalf("cut %s message %d: %+v, %s", how, n, m, detail(err))
		}
		l.granted(t)
		written(t, l.open(t, "prod"), "erp")
		if !cutter.fired.Load() {
			if n < 30 {
				t.Errorf("cut %d times only", n-1)
			}
			return
		}
	}
}

// A file that may not grow any further breaks each write at another page. What was
// there stays, and with room for it the next call completes.
func TestNoRoomAtEveryPage(t *testing.T) {
	alone(t)
	t.Parallel()
	const readings = 60
	l := sqliteLedger(t)
	l.migrate(t)
	for kind, j := range map[string]job{"readings": {Readings: readings, Count: 1}, "rows": {Count: 1}} {
		j.URL, j.Workspace = l.url, "w"
		failures := 0
		for round := 0; round < 3; {
			j.From = round
			j.Bytes += 6 << 10
			out, err := worker(t.Context(), t, j).CombinedOutput()
			if err == nil {
				round, j.Bytes = round+1, 0
			} else if failures++; !strings.Contains(string(out), "Inventory:") {
				t.Fatalf("%s in %d bytes: %v\n%s", kind, j.Bytes, err, out)
			}
			store := l.open(t, "w")
			if _, lines := verified(t, store); lines != "" && round > 0 {
				t.Errorf("%s in %d bytes: %s", kind, j.Bytes, lines)
			}
			store.Close()
			if kind == "readings" {
				if there := wholeRound(t, l, "w", readings); there != round-1 {
					t.Errorf("in %d bytes: round %d is there, and %d was acknowledged", j.Bytes, there, round-1)
				}
			}
		}
		if failures < 5 {
			t.Errorf("%s: it failed %d times only", kind, failures)
		}
	}
}
