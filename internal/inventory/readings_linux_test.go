package inventory_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// reading is of a certificate that ends some days after today.
func reading(name string, days int) inventory.Reading {
	end := today.AddDate(0, 0, days)
	return inventory.Reading{
		ID: "certificate/" + name, Kind: "certificate", Identity: deadline.Identity{Name: name, Owner: "team-web@example.test", System: "shop"},
		Timeline: deadline.Timeline{End: deadline.EndsAt(end), ActBy: end.AddDate(0, 0, -30), RemindAt: end.AddDate(0, 0, -60)},
		Facts:    json.RawMessage(`{"issuer":"Example CA"}`), Source: "data.expiry_certificates.fleet",
	}
}

func mustWrite(t testing.TB, store *inventory.Store, name string, readings ...inventory.Reading) inventory.WrittenReadings {
	t.Helper()
	written, err := store.WriteReadings(t.Context(), inventory.Reader{Name: name, Digest: inventory.Digest(readings), RefreshAfter: "7d"}, readings)
	if err != nil {
		t.Fatal(detail(err))
	}
	return written
}

func collectThings(t testing.TB, store *inventory.Store, filter inventory.ThingFilter) []inventory.Thing {
	t.Helper()
	var things []inventory.Thing
	for thing, err := range store.Things(t.Context(), filter) {
		if err != nil {
			t.Fatal(detail(err))
		}
		things = append(things, thing)
	}
	return things
}

// theReading gives the one reading of an id, withdrawn or not.
func theReading(t testing.TB, store *inventory.Store, id string) inventory.Reading {
	t.Helper()
	var found []inventory.Reading
	for _, thing := range collectThings(t, store, inventory.ThingFilter{Filter: inventory.Filter{IncludeDeleted: true}, Origin: inventory.Read}) {
		if thing.ID() == id {
			found = append(found, thing.Readings...)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d readings of %s", len(found), id)
	}
	return found[0]
}

// on is a store whose writes are of another day.
func on(days int) func(*inventory.Config) {
	return func(c *inventory.Config) { c.Clock = deadline.FixedClock(today.AddDate(0, 0, days)) }
}

func TestBadReadings(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		store := l.open(t, "shop")
		mustWrite(t, store, "fleet", reading("kept", 90))
		for name, change := range map[string]func(*inventory.Reading){
			"no id":          func(r *inventory.Reading) { r.ID = "" },
			"long id":        func(r *inventory.Reading) { r.ID = strings.Repeat("x", 1001) },
			"NUL":            func(r *inventory.Reading) { r.Owner = "a\x00b" },
			"not UTF-8":      func(r *inventory.Reading) { r.Source = "\xff" },
			"long source":    func(r *inventory.Reading) { r.Source = strings.Repeat("x", 1001) },
			"facts no JSON":  func(r *inventory.Reading) { r.Facts = json.RawMessage("{") },
			"facts a list":   func(r *inventory.Reading) { r.Facts = json.RawMessage("[]") },
			"twice, another": func(r *inventory.Reading) { r.ID = "certificate/good" },
		} {
			bad := reading("bad", 90)
			change(&bad)
			_, err := store.WriteReadings(t.Context(), inventory.Reader{Name: "fleet"}, []inventory.Reading{reading("good", 90), bad})
			t.Log(name)
			wantError(t, err, inventory.BadRow)
		}
		long := reading(strings.Repeat("x", 900), 90)
		_, err := l.open(t, strings.Repeat("w", 900)).WriteReadings(t.Context(), inventory.Reader{Name: strings.Repeat("r", 900)}, []inventory.Reading{long})
		wantError(t, err, inventory.BadRow, "at most 2500")
		_, err = store.WriteReadings(t.Context(), inventory.Reader{}, nil)
		wantError(t, err, inventory.BadRow, "the name of who reads")
		_, err = store.WriteReadings(t.Context(), inventory.Reader{Name: "a\x00"}, nil)
		wantError(t, err, inventory.BadRow)
		_, err = l.open(t, "").WriteReadings(t.Context(), inventory.Reader{Name: "fleet"}, nil)
		wantError(t, err, inventory.NoWorkspace)
		_, err = l.open(t, "").Forget(t.Context(), "fleet")
		wantError(t, err, inventory.NoWorkspace)
		if things := collectThings(t, store, inventory.ThingFilter{Filter: inventory.Filter{IncludeDeleted: true}}); len(things) != 1 || things[0].ID() != "certificate/kept" {
			t.Errorf("half-written: %+v", things)
		}
		// What is as long as can be is stored.
		longest := reading(strings.Repeat("x", 980), 90)
		mustWrite(t, l.open(t, strings.Repeat("w", 700)), strings.Repeat("r", 700), longest)
	})
}

func TestReadings(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		store := l.open(t, "shop")
		if _, found, err := store.ReadReader(t.Context(), "fleet"); found || err != nil {
			t.Errorf("a reader that never wrote: %t, %s", found, detail(err))
		}
		open, unknown := reading("open", 0), reading("unknown", 0)
		open.Timeline, unknown.Timeline = deadline.Timeline{End: deadline.OpenEnded}, deadline.Timeline{}
		first := []inventory.Reading{reading("www", 90), reading("mail", 30), open, unknown, reading("www", 90)}
		written := mustWrite(t, store, "fleet", first...)
		if written.Added != 4 || written.Changed+written.Unchanged+len(written.Withdrawn) != 0 || !written.Reader.ReadAt.Equal(today) {
			t.Errorf("%+v", written)
		}
		reader, found, err := store.ReadReader(t.Context(), "fleet")
		want := inventory.Reader{
			Name: "fleet", Digest: inventory.Digest(first), RefreshAfter: "7d", Workspace: "shop", ReadAt: today, Count: 4, Found: 4,
			Updated: inventory.Stamp{At: today, By: "shop@example.test", Run: "run-1"},
		}
		if err != nil || !found || !reflect.DeepEqual(reader, want) || !reflect.DeepEqual(written.Reader, want) {
			t.Errorf("%s: %+v\n%+v\n%+v", detail(err), reader, written.Reader, want)
		}
		got := theReading(t, store, "certificate/www")
		read := reading("www", 90)
		read.ReadAt, read.Workspace, read.Reader = today, "shop", "fleet"
		if !reflect.DeepEqual(got, read) {
			t.Errorf("read\n%+v, wrote\n%+v", got, read)
		}

		// Read again on another day: one as it was, one changed, one that failed, one
		// new and one gone.
		later := l.open(t, "shop", on(7))
		failed := reading("mail", 30)
		failed.Timeline, failed.Facts = deadline.Timeline{}, json.RawMessage(`{"cause":"refused the connection"}`)
		written = mustWrite(t, later, "fleet", reading("www", 90), unknown, reading("open", 400), failed, reading("new", 10))
		written = inventory.WrittenReadings{Added: written.Added, Changed: written.Changed, Unchanged: written.Unchanged, Withdrawn: written.Withdrawn}
		if !reflect.DeepEqual(written, inventory.WrittenReadings{Added: 1, Changed: 2, Unchanged: 2}) {
			t.Errorf("%+v", written)
		}
		day7 := today.AddDate(0, 0, 7)
		if got := theReading(t, store, "certificate/www"); !got.ReadAt.Equal(day7) || got.Good.ReadAt != (time.Time{}) {
			t.Errorf("unchanged: %+v", got)
		}
		got = theReading(t, store, "certificate/mail")
		if good := (inventory.Good{Timeline: reading("mail", 30).Timeline, ReadAt: today}); got.Timeline != (deadline.Timeline{}) || got.Good != good || !got.ReadAt.Equal(day7) {
			t.Errorf("failed: %+v", got)
		}
		// It fails once more, in another way, and then for good: the last good one stays.
		failed.Facts = json.RawMessage(`{"cause":"timed out"}`)
		written = mustWrite(t, l.open(t, "shop", on(8)), "fleet", failed)
		if len(written.Withdrawn) != 4 || written.Withdrawn[0].ID != "certificate/new" || !written.Withdrawn[0].WithdrawnAt.Equal(today.AddDate(0, 0, 8)) {
			t.Errorf("withdrawn: %+v", written.Withdrawn)
		}
		if got := theReading(t, store, "certificate/mail"); !got.Good.ReadAt.Equal(today) {
			t.Errorf("failed again: %+v", got)
		}
		if got := theReading(t, store, "certificate/www"); !got.WithdrawnAt.Equal(today.AddDate(0, 0, 8)) || got.Timeline != reading("www", 90).Timeline {
			t.Errorf("withdrawn: %+v", got)
		}
		if things := collectThings(t, store, inventory.ThingFilter{}); len(things) != 1 {
			t.Errorf("what was withdrawn is listed: %+v", things)
		}
		// What is withdrawn is told once, and read again it is back.
		written = mustWrite(t, l.open(t, "shop", on(9)), "fleet", reading("www", 90), failed)
		if written.Added != 1 || written.Unchanged != 1 || len(written.Withdrawn) != 0 {
			t.Errorf("%+v", written)
		}
		if got := theReading(t, store, "certificate/www"); !got.WithdrawnAt.IsZero() {
			t.Errorf("back: %+v", got)
		}
		// It reads nothing any more, which is no error here, and is told.
		if written = mustWrite(t, l.open(t, "shop", on(10)), "fleet"); len(written.Withdrawn) != 2 {
			t.Errorf("%+v", written)
		}
		if reader, found, err := store.ReadReader(t.Context(), "fleet"); err != nil || !found || reader.Count != 0 || reader.Found != 0 {
			t.Errorf("%+v, %t, %s", reader, found, detail(err))
		}
	})
}

// What a data source read long before an apply, or after it by another clock.
func TestReadAt(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		store := l.open(t, "shop")
		early, late, plain := reading("early", 90), reading("late", 90), reading("plain", 90)
		early.ReadAt, late.ReadAt = today.AddDate(0, 0, -3).Add(time.Millisecond), today.AddDate(0, 0, 3)
		for range 2 { // written, and then as it was
			written := mustWrite(t, store, "fleet", early, late, plain)
			if !written.Reader.ReadAt.Equal(today.AddDate(0, 0, -3)) {
				t.Errorf("the reader's: %v", written.Reader.ReadAt)
			}
			for name, days := range map[string]int{"early": -3, "late": 0, "plain": 0} {
				if got := theReading(t, store, "certificate/"+name); !got.ReadAt.Equal(today.AddDate(0, 0, days)) {
					t.Errorf("%s: %v", name, got.ReadAt)
				}
			}
		}
	})
}

func TestForget(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		shop, mail := l.open(t, "shop"), l.open(t, "mail")
		mustWrite(t, shop, "fleet", reading("www", 90), reading("api", 60))
		mustWrite(t, shop, "others", reading("www", 90))
		mustWrite(t, mail, "fleet", reading("www", 90))
		if withdrawn, err := shop.Forget(t.Context(), "none"); err != nil || len(withdrawn) != 0 {
			t.Errorf("%+v, %s", withdrawn, detail(err))
		}
		withdrawn, err := l.open(t, "shop", on(3)).Forget(t.Context(), "fleet")
		if err != nil || len(withdrawn) != 2 || withdrawn[0].ID != "certificate/api" || !withdrawn[0].WithdrawnAt.Equal(today.AddDate(0, 0, 3)) {
			t.Errorf("%+v, %s", withdrawn, detail(err))
		}
		if _, found, err := shop.ReadReader(t.Context(), "fleet"); found || err != nil {
			t.Errorf("it is there still: %s", detail(err))
		}
		if withdrawn, err := shop.Forget(t.Context(), "fleet"); err != nil || len(withdrawn) != 0 {
			t.Errorf("forgotten twice: %+v, %s", withdrawn, detail(err))
		}
		// Another reader of the workspace, and one of the same name elsewhere, are left.
		if things := collectThings(t, shop, inventory.ThingFilter{}); len(things) != 2 {
			t.Errorf("%+v", things)
		}
		if things := collectThings(t, shop, inventory.ThingFilter{Filter: inventory.Filter{IncludeDeleted: true}}); len(things) != 4 {
			t.Errorf("%+v", things)
		}
		readers, err := shop.Readers(t.Context())
		if err != nil || len(readers) != 2 || readers[0].Workspace != "mail" || readers[1].Name != "others" {
			t.Errorf("%+v, %s", readers, detail(err))
		}
		if written := mustWrite(t, shop, "fleet", reading("www", 90)); written.Added != 1 {
			t.Errorf("begun again: %+v", written)
		}
	})
}

// A digest tells ids, ends and owners, and nothing else.
func TestDigest(t *testing.T) {
	t.Parallel()
	digest := func(change ...func(*inventory.Reading)) string {
		readings := []inventory.Reading{reading("a", 90), reading("b", 90)}
		for _, change := range change {
			change(&readings[1])
		}
		return inventory.Digest(readings)
	}
	same := digest()
	for name, change := range map[string]func(*inventory.Reading){
		"id":                                     func(r *inventory.Reading) { r.ID = "certificate/c" },
		"end":                                    func(r *inventory.Reading) { r.Timeline.End.At = r.Timeline.End.At.Add(time.Second) },
		"unknown":                                func(r *inventory.Reading) { r.Timeline = deadline.Timeline{} },
		"open":                                   func(r *inventory.Reading) { r.Timeline.End = deadline.OpenEnded },
		"owner":                                  func(r *inventory.Reading) { r.Owner = "x" },
		"no owner, and a name with a line break": func(r *inventory.Reading) { r.Owner, r.ID = "", "certificate/b\n" },
	} {
		if digest(change) == same {
			t.Errorf("%s: the digest is the same", name)
		}
	}
	for name, change := range map[string]func(*inventory.Reading){
		"facts":              func(r *inventory.Reading) { r.Facts = nil },
		"act by":             func(r *inventory.Reading) { r.Timeline.ActBy = today },
		"source":             func(r *inventory.Reading) { r.Source = "x" },
		"read at":            func(r *inventory.Reading) { r.ReadAt = today },
		"part of a second":   func(r *inventory.Reading) { r.Timeline.End.At = r.Timeline.End.At.Add(time.Millisecond) },
		"another zone's end": func(r *inventory.Reading) { r.Timeline.End.At = r.Timeline.End.At.In(time.FixedZone("JST", 9*3600)) },
	} {
		if digest(change) != same {
			t.Errorf("%s: the digest is another", name)
		}
	}
	if inventory.Digest([]inventory.Reading{reading("b", 90), reading("a", 90), reading("b", 90)}) != same || inventory.Digest(nil) == same {
		t.Error("the order counts, or what is twice")
	}
}

// Thousands of readings in one write, and as they were. How fast is for a benchmark.
func TestManyReadings(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		store := l.open(t, "shop")
		var readings []inventory.Reading
		for i := range 3_000 {
			readings = append(readings, reading(fmt.Sprintf("n%05d", i), i%400))
		}
		if written := mustWrite(t, store, "fleet", readings...); written.Added != 3_000 {
			t.Errorf("%+v", written.Added)
		}
		readings[17].Owner = "x"
		if written := mustWrite(t, store, "fleet", readings[1:]...); written.Unchanged != 2_998 || written.Changed != 1 || len(written.Withdrawn) != 1 {
			t.Errorf("%d, %d, %d", written.Unchanged, written.Changed, len(written.Withdrawn))
		}
		if reader, _, err := store.ReadReader(t.Context(), "fleet"); err != nil || reader.Count != 2_999 || reader.Found != 2_999 {
			t.Errorf("%+v, %s", reader, detail(err))
		}
	})
}
