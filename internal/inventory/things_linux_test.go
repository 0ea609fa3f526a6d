package inventory_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// estate is an inventory of declared rows and of readings by three readers, some of
// them old, with every kind of end and ids that are both.
func estate(t *testing.T, l ledger) (rows []inventory.Row, readings []inventory.Reading) {
	t.Helper()
	rows = manyRows()
	for i := range rows {
		if i%4 == 0 { // declared as what is read by others
			rows[i].ID = fmt.Sprintf("certificate/n%03d", i)
		}
		rows[i].Workspace = "prod"
	}
	var changes []inventory.Change
	for _, row := range rows {
		changes = append(changes, inventory.Change{Row: row})
	}
	if _, err := l.open(t, "prod").Apply(t.Context(), changes); err != nil {
		t.Fatal(detail(err))
	}
	for r, reader := range []struct {
		workspace, name string
		days            int
	}{{"shop", "fleet", 0}, {"shop", "more", -20}, {"mail", "fleet", -3}} {
		var own []inventory.Reading
		for i, row := range manyRows() {
			if (i+r)%3 == 0 {
				continue
			}
			one := reading(fmt.Sprintf("n%03d", i), 0)
			one.Kind, one.Owner, one.System, one.Timeline, one.Facts = row.Kind, row.Owner, row.System, row.Timeline, row.Facts
			if i%5 == 2 && one.Timeline.End.State == deadline.EndKnown {
				one.Timeline.End.At = one.Timeline.End.At.AddDate(0, 0, 1) // not as declared
			}
			if i%8 == 0 {
				one.Owner, one.System = "", "" // as declared
			}
			own = append(own, one)
		}
		mustWrite(t, l.open(t, reader.workspace, on(reader.days)), reader.name, own...)
		for _, one := range own {
			one.Workspace, one.Reader, one.ReadAt = reader.workspace, reader.name, today.AddDate(0, 0, reader.days)
			readings = append(readings, one)
		}
	}
	return rows, readings
}

// expected is what a filter takes, without a database: a line for each.
func expected(f inventory.ThingFilter, rows []inventory.Row, readings []inventory.Reading) []string {
	var lines []string
	declared := map[string]inventory.Row{}
	for _, row := range rows {
		declared[row.ID] = row
		if f.Origin != inventory.Read && takes(f.Filter, row) {
			lines = append(lines, fmt.Sprint(inventory.Declared, row.ID, row.Workspace))
		}
	}
	for _, r := range readings {
		seen := inventory.Row{ID: r.ID, Kind: r.Kind, Identity: deadline.Identity{Owner: r.Owner, System: r.System}, Timeline: r.Timeline, Facts: r.Facts}
		if row, both := declared[r.ID]; both {
			seen.Owner, seen.System = cmp.Or(seen.Owner, row.Owner), cmp.Or(seen.System, row.System)
		}
		if r.ReadAt.Before(f.StaleBefore) {
			seen.Timeline = deadline.Timeline{}
		}
		if f.Origin != inventory.Declared && takes(f.Filter, seen) {
			lines = append(lines, fmt.Sprint(inventory.Read, r.ID, r.Workspace, r.Reader, seen.Owner))
		}
	}
	slices.Sort(lines)
	return lines
}

func found(things []inventory.Thing) []string {
	var lines []string
	for _, thing := range things {
		line := fmt.Sprint(thing.Origin, thing.ID(), thing.Row.Workspace)
		if thing.Origin == inventory.Read {
			r := thing.Readings[0]
			line = fmt.Sprint(thing.Origin, thing.ID(), r.Workspace, r.Reader, r.Owner)
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return lines
}

func TestThings(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		rows, readings := estate(t, l)
		store := l.open(t, "")
		old := today.AddDate(0, 0, -14)
		filters := []inventory.ThingFilter{{}}
		for _, filter := range []inventory.Filter{
			{},
			{Kind: "licence"},
			{System: "erp"},
			{Owner: "O'Neil"},
			{Unowned: true},
			{Kind: "none"},
			{Untold: true},
			{Untold: true, Unowned: true, System: "erp"},
			{ActByBefore: today},
			{ActByBefore: today.AddDate(0, 0, 7)},
			{ActByBefore: today.AddDate(0, 0, 30), Kind: "asset"},
			{RemindBefore: today},
			{RemindBefore: today.AddDate(0, 0, 1), System: "shop", Unowned: true},
		} {
			filters = append(filters, inventory.ThingFilter{Filter: filter}, inventory.ThingFilter{Filter: filter, StaleBefore: old}, inventory.ThingFilter{Filter: filter, StaleBefore: today.AddDate(0, 0, 1)})
		}
		for _, status := range append(slices.Clone(deadline.Statuses), "nonsense") {
			filters = append(
				filters, inventory.ThingFilter{Filter: inventory.Filter{Status: status, Now: today}, StaleBefore: old},
				inventory.ThingFilter{Filter: inventory.Filter{Status: status, Now: today, ActByBefore: today.AddDate(0, 0, 14)}, StaleBefore: old.Add(time.Nanosecond)},
			)
		}
		for _, origin := range []inventory.Origin{inventory.Declared, inventory.Read} {
			filters = append(filters, inventory.ThingFilter{Origin: origin}, inventory.ThingFilter{Origin: origin, StaleBefore: old, Filter: inventory.Filter{Status: deadline.StatusUnknown, Now: today}})
		}
		for i, filter := range filters {
			want := expected(filter, rows, readings)
			things := collectThings(t, store, filter)
			if got := found(things); !slices.Equal(got, want) {
				t.Fatalf("%+v: got %d\n%v\nwant %d\n%v", filter, len(got), got, len(want), want)
			}
			for i := range things {
				if i > 0 && things[i-1].Timeline().ActBy.After(things[i].Timeline().ActBy) && !things[i].Timeline().ActBy.IsZero() {
					t.Errorf("%+v: %s comes before %s", filter, things[i-1].ID(), things[i].ID())
				}
			}
			if size := []int{29, 0, 13, 0}[i%4]; size > 0 {
				if got := found(thingPages(t, store, filter, size)); !slices.Equal(got, want) {
					t.Fatalf("%+v in pages of %d: got %d\n%v\nwant %d\n%v", filter, size, len(got), got, len(want), want)
				}
			}
			compareThingCounts(t, store, filter, things)
		}
	})
}

func thingPages(t *testing.T, store *inventory.Store, filter inventory.ThingFilter, size int) []inventory.Thing {
	t.Helper()
	var things []inventory.Thing
	var after *inventory.ThingCursor
	for {
		page, next, err := store.ListThings(t.Context(), filter, after, size)
		if err != nil {
			t.Fatal(detail(err))
		}
		if things = append(things, page...); next == nil {
			return things
		}
		if len(page) != size {
			t.Fatalf("a page of %d, not %d, and more to come", len(page), size)
		}
		after = next
	}
}

func compareThingCounts(t *testing.T, store *inventory.Store, filter inventory.ThingFilter, things []inventory.Thing) {
	t.Helper()
	got, err := store.CountThings(t.Context(), filter, today)
	check(t, err)
	want := inventory.ThingCounts{ByOrigin: map[inventory.Origin]int64{inventory.Declared: 0, inventory.Read: 0}}
	want.ByStatus, want.ByKind, want.ByOwner = map[deadline.Status]int64{}, map[string]int64{}, map[string]int64{}
	for _, status := range deadline.Statuses {
		want.ByStatus[status] = 0
	}
	for _, thing := range things {
		kind, owner := thing.Row.Kind, thing.Row.Owner
		if thing.Origin == inventory.Read {
			kind, owner = thing.Readings[0].Kind, thing.Readings[0].Owner
		}
		want.Total++
		want.ByOrigin[thing.Origin]++
		want.ByStatus[thing.Timeline().Status(today)]++
		want.ByKind[kind]++
		if owner == "" {
			want.Unowned++
		} else {
			want.ByOwner[owner]++
		}
		if thing.Stale {
			want.Stale++
		}
	}
	if got.Total != want.Total || got.Unowned != want.Unowned || got.Stale != want.Stale || !maps.Equal(got.ByStatus, want.ByStatus) ||
		!maps.Equal(got.ByKind, want.ByKind) || !maps.Equal(got.ByOwner, want.ByOwner) || !maps.Equal(got.ByOrigin, want.ByOrigin) {
		t.Errorf("%+v: counted\n%+v, want\n%+v", filter, got, want)
	}
}

// Issue 18: what is declared and what is read of one id, in other workspaces and
// tenants. Both stand, nobody's is overwritten, and each knows of the other.
func TestDeclaredAndRead(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		declared := asset("www", 90)
		declared.ID, declared.Owner, declared.Maintainer, declared.Criticality = "certificate/www", "team-declared@example.test", "vendor@example.test", "high"
		mustUpsert(t, l.open(t, "declares"), declared, 0)
		gone := declared
		gone.ID = "certificate/gone"
		mustUpsert(t, l.open(t, "declares"), gone, 0)
		if _, err := l.open(t, "declares").Delete(t.Context(), gone.ID, 1, inventory.Tombstone); err != nil {
			t.Fatal(detail(err))
		}
		mustUpsert(t, l.open(t, "declares", func(c *inventory.Config) { c.Tenant = "rival" }), declared, 0)
		ownerless, other, undeclared := reading("www", 90), reading("www", 60), reading("gone", 90)
		ownerless.Owner, ownerless.System, undeclared.Owner = "", "", ""
		other.Owner = "team-read@example.test"
		mustWrite(t, l.open(t, "reads"), "fleet", ownerless, undeclared)
		mustWrite(t, l.open(t, "reads too"), "fleet", other)
		mustWrite(t, l.open(t, "reads", func(c *inventory.Config) { c.Tenant = "rival" }), "fleet", reading("secret", 5))

		if row := mustGet(t, l.open(t, "declares"), declared.ID); row.Revision != 1 || row.Owner != declared.Owner || row.Workspace != "declares" {
			t.Errorf("the row is %+v", row)
		}
		things := map[string]inventory.Thing{}
		for _, thing := range collectThings(t, l.open(t, ""), inventory.ThingFilter{}) {
			name := string(thing.Origin) + " " + thing.ID()
			if thing.Origin == inventory.Read {
				name += " " + thing.Readings[0].Workspace
			}
			things[name] = thing
		}
		if len(things) != 4 {
			t.Fatalf("%d things: %v", len(things), slices.Collect(maps.Keys(things)))
		}
		row, agrees, differs := things["declared certificate/www"], things["read certificate/www reads"], things["read certificate/www reads too"]
		if len(row.Readings) != 2 || row.Readings[0].Workspace != "reads" || row.Readings[1].Workspace != "reads too" || row.Beside != nil {
			t.Errorf("the row knows of %+v", row.Readings)
		}
		if others := row.Disagree(); len(others) != 1 || others[0].Workspace != "reads too" {
			t.Errorf("the row disagrees with %+v", others)
		}
		got := agrees.Readings[0]
		if got.Owner != declared.Owner || got.Maintainer != declared.Maintainer || got.System != "erp" || got.Criticality != "high" || agrees.Beside == nil || agrees.Beside.Workspace != "declares" ||
			agrees.Beside.Timeline != declared.Timeline || len(agrees.Disagree()) != 0 {
			t.Errorf("completed: %+v beside %+v", got, agrees.Beside)
		}
		if differs.Readings[0].Owner != other.Owner || differs.Readings[0].Maintainer != declared.Maintainer || len(differs.Disagree()) != 1 {
			t.Errorf("what differs: %+v", differs)
		}
		if alone := things["read certificate/gone reads"]; alone.Beside != nil || alone.Readings[0].Owner != "" {
			t.Errorf("beside a tombstone: %+v", alone)
		}
		// What is too old says so, and disagrees with nobody.
		for _, thing := range collectThings(t, l.open(t, ""), inventory.ThingFilter{StaleBefore: today.AddDate(0, 0, 1)}) {
			if len(thing.Disagree()) != 0 {
				t.Errorf("what is too old disagrees: %+v", thing)
			}
			if thing.Origin == inventory.Declared {
				continue
			}
			r := thing.Readings[0]
			if !thing.Stale || r.Timeline != (deadline.Timeline{}) || r.Good.Timeline.End.State != deadline.EndKnown || !r.Good.ReadAt.Equal(today) || !strings.HasPrefix(r.Workspace, "reads") {
				t.Errorf("too old: %+v", thing)
			}
		}
	})
}

// A reading that failed and then grew old keeps the last good one there was.
func TestOldFailure(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		store := l.open(t, "shop")
		mustWrite(t, store, "fleet", reading("www", 90))
		failed := reading("www", 90)
		failed.Timeline = deadline.Timeline{}
		mustWrite(t, l.open(t, "shop", on(1)), "fleet", failed)
		for _, bound := range []time.Time{{}, today.AddDate(0, 0, 30)} {
			things := collectThings(t, store, inventory.ThingFilter{StaleBefore: bound})
			if len(things) != 1 || things[0].Stale == bound.IsZero() || !things[0].Readings[0].Good.ReadAt.Equal(today) || things[0].Readings[0].Good.Timeline != reading("www", 90).Timeline {
				t.Errorf("%v: %+v", bound, things)
			}
		}
		// What was withdrawn nobody has to read any more.
		mustWrite(t, l.open(t, "shop", on(2)), "fleet")
		things := collectThings(t, store, inventory.ThingFilter{Filter: inventory.Filter{IncludeDeleted: true}, StaleBefore: today.AddDate(0, 0, 30)})
		if len(things) != 1 || things[0].Stale {
			t.Errorf("withdrawn: %+v", things)
		}
	})
}

// Readings that somebody edited into nonsense are no good news.
func TestEditedReadings(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		store := l.open(t, "shop")
		mustWrite(t, store, "fleet", reading("www", 90))
		for _, edit := range []string{"UPDATE expiry_readings SET expires_at = NULL", "UPDATE expiry_readings SET end_state = 'never'", "UPDATE expiry_readings SET end_state = ''"} {
			l.edit(t, edit)
			if status := collectThings(t, store, inventory.ThingFilter{})[0].Timeline().Status(today); status != deadline.StatusUnknown {
				t.Errorf("%s: %s", edit, status)
			}
			counts, err := store.CountThings(t.Context(), inventory.ThingFilter{Filter: inventory.Filter{ActByBefore: today.AddDate(10, 0, 0)}}, today)
			if err != nil || counts.ByStatus[deadline.StatusUnknown] != 1 {
				t.Errorf("%s: %+v, %s", edit, counts, detail(err))
			}
		}
		l.edit(t, "UPDATE expiry_readings SET facts = 'nonsense'")
		for _, err := range store.Things(t.Context(), inventory.ThingFilter{}) {
			wantError(t, err, inventory.Damaged, "certificate/www")
		}
		_, _, err := store.ListThings(t.Context(), inventory.ThingFilter{}, nil, 0)
		wantError(t, err, inventory.Damaged)
		// The next write puts it right; what somebody deleted shows in the reader.
		mustWrite(t, store, "fleet", reading("www", 90), reading("api", 90))
		if got := theReading(t, store, "certificate/www"); got.Timeline != reading("www", 90).Timeline {
			t.Errorf("%+v", got)
		}
		l.edit(t, "DELETE FROM expiry_readings WHERE id = 'certificate/api'")
		if reader, found, err := store.ReadReader(t.Context(), "fleet"); err != nil || !found || reader.Count != 2 || reader.Found != 1 {
			t.Errorf("%+v, %s", reader, detail(err))
		}
	})
}
