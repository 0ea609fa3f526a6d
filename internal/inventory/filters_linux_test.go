package inventory_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// manyRows has every kind of end, boundary instants, and rows at the same one.
func manyRows() []inventory.Row {
	var rows []inventory.Row
	for i := range 120 {
		row := asset(fmt.Sprintf("n%03d", i), i-20)
		row.Kind = []string{"certificate", "licence", "asset"}[i%3]
		row.System = []string{"erp", "shop"}[i%2]
		row.Owner = []string{"a@example.test", "b@example.test", "", "O'Neil"}[i%4]
		switch i % 10 {
		case 1:
			if i%20 == 1 {
				row.Timeline.End = deadline.OpenEnded // and yet there is a day to act by
			}
		case 2:
			row.Timeline.RemindAt = time.Time{}
		case 3:
			row.Timeline = deadline.Timeline{End: deadline.OpenEnded}
		case 4:
			row.Facts = json.RawMessage([]string{`{}`, `{"renewed_until":"2030-01-01"}`, `{"term":"1y"}`, `{"terms":"renewed"}`, `{"ends_on":"unlimited"}`}[i/10%5])
		case 5:
			row.Timeline = deadline.Timeline{}
		case 7:
			row.Timeline = deadline.Timeline{End: deadline.End{State: deadline.EndedUnknownDay}}
		case 8:
			row.Timeline.ActBy = today.AddDate(0, 0, 7) // after some of the ends, and before some of the reminders
		case 9:
			row.Timeline = deadline.Timeline{End: deadline.EndsAt(today.AddDate(1, 0, 0))} // nobody said by when to act
		}
		rows = append(rows, row)
	}
	return rows
}

// takes is what a filter says, without a database.
func takes(f inventory.Filter, r inventory.Row) bool {
	line := r.Timeline
	before := func(at, bound time.Time) bool {
		return bound.IsZero() || (!at.IsZero() && at.Before(bound)) || (at.IsZero() && line.End.State != deadline.EndOpen)
	}
	return (f.Kind == "" || f.Kind == r.Kind) && (f.System == "" || f.System == r.System) && (f.Owner == "" || f.Owner == r.Owner) &&
		(!f.Unowned || r.Owner == "") && (!f.Untold || untold(r)) && (f.Status == "" || f.Status == line.Status(f.Now)) &&
		before(line.ActBy, f.ActByBefore) && before(line.RemindAt, f.RemindBefore)
}

// untold is what a filter says of rows whose dates do not tell how they stand.
func untold(r inventory.Row) bool {
	line := r.Timeline
	known := line.End.State == deadline.EndKnown
	return known && (line.ActBy.IsZero() || line.RemindAt.IsZero() || line.ActBy.After(line.End.At)) ||
		!line.ActBy.IsZero() && line.RemindAt.After(line.ActBy) || strings.HasPrefix(r.ID, "contract/") ||
		strings.Contains(string(r.Facts), `"renew`) || strings.Contains(string(r.Facts), `"term"`)
}

func TestFilters(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		store := l.open(t, "prod")
		rows := manyRows()
		rows[6].ID = "contract/lease"
		var changes []inventory.Change
		for _, row := range rows {
			changes = append(changes, inventory.Change{Row: row})
		}
		if _, err := store.Apply(t.Context(), changes); err != nil {
			t.Fatal(detail(err))
		}
		slices.SortFunc(rows, func(a, b inventory.Row) int {
			return deadline.Sooner(deadline.Deadline{ID: a.ID, Timeline: a.Timeline}, deadline.Deadline{ID: b.ID, Timeline: b.Timeline})
		})
		filters := []inventory.Filter{
			{},
			{Kind: "licence"},
			{System: "erp"},
			{Owner: "O'Neil"},
			{Unowned: true},
			{Kind: "none"},
			{Untold: true},
			{Untold: true, Unowned: true, System: "erp"},
			{ActByBefore: today},
			{ActByBefore: today.Add(time.Nanosecond)},
			{ActByBefore: today.AddDate(0, 0, 7)},
			{ActByBefore: today.AddDate(0, 0, 30), Kind: "asset"},
			{RemindBefore: today},
			{RemindBefore: today.AddDate(0, 0, 1), System: "shop", Unowned: true},
		}
		for _, status := range append(slices.Clone(deadline.Statuses), "nonsense") {
			for _, now := range []time.Time{today, today.Add(-time.Nanosecond), today.Add(time.Second), today.AddDate(5, 0, 0)} {
				filters = append(filters, inventory.Filter{Status: status, Now: now}, inventory.Filter{Status: status, Now: now, ActByBefore: today.AddDate(0, 0, 14)})
			}
		}
		for _, filter := range filters {
			var want []string
			for _, row := range rows {
				if takes(filter, row) {
					want = append(want, row.ID)
				}
			}
			for _, size := range []int{0, 7, 1} {
				if got := pages(t, store, filter, size); !slices.Equal(got, want) {
					t.Fatalf("%+v in pages of %d: got %d rows %v\nwant %d rows %v", filter, size, len(got), got, len(want), want)
				}
			}
			counted, err := store.Counts(t.Context(), filter, today)
			check(t, err)
			compareCounts(t, filter, counted, rows)
		}
	})
}

func pages(t *testing.T, store *inventory.Store, filter inventory.Filter, size int) []string {
	t.Helper()
	if size == 1 && filter.Status != "" {
		return pages(t, store, filter, 3) // enough is enough
	}
	var ids []string
	var after *inventory.Cursor
	for {
		rows, next, err := store.List(t.Context(), filter, after, size)
		if err != nil {
			t.Fatal(detail(err))
		}
		for _, row := range rows {
			ids = append(ids, row.ID)
		}
		if size > 0 && len(rows) > size {
			t.Fatalf("a page of %d rows, not %d", len(rows), size)
		}
		if next == nil {
			return ids
		}
		after = next
	}
}

func compareCounts(t *testing.T, filter inventory.Filter, got inventory.Counts, rows []inventory.Row) {
	t.Helper()
	// Counts judges as of its own now, so the filter's status is as of that too.
	filter.Now = today
	want := inventory.Counts{ByStatus: map[deadline.Status]int64{}, ByKind: map[string]int64{}, ByOwner: map[string]int64{}}
	for _, status := range deadline.Statuses {
		want.ByStatus[status] = 0
	}
	for _, row := range rows {
		if !takes(filter, row) {
			continue
		}
		want.Total++
		want.ByStatus[row.Timeline.Status(today)]++
		want.ByKind[row.Kind]++
		if row.Owner == "" {
			want.Unowned++
		} else {
			want.ByOwner[row.Owner]++
		}
	}
	if got.Total != want.Total || got.Unowned != want.Unowned || !maps.Equal(got.ByStatus, want.ByStatus) || !maps.Equal(got.ByKind, want.ByKind) || !maps.Equal(got.ByOwner, want.ByOwner) {
		t.Errorf("%+v: counted %+v, want %+v", filter, got, want)
	}
}

// TestRegister: a register in one call, and again with one row changed and one gone.
func TestRegister(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		store := l.open(t, "prod")
		var changes []inventory.Change
		for i := range 2_000 {
			changes = append(changes, inventory.Change{Row: asset(fmt.Sprintf("r%04d", i), i%400), Expected: inventory.AnyRevision})
		}
		slices.Reverse(changes)
		for round, want := range []map[inventory.Action]int{{inventory.Created: 2_000}, {inventory.Unchanged: 1_998, inventory.Updated: 1, inventory.Deleted: 1}} {
			if round == 1 {
				changes[17].Row.Owner = "somebody else"
				changes[18].Delete = inventory.Tombstone
			}
			outcomes, err := store.Apply(t.Context(), changes)
			if err != nil {
				t.Fatal(detail(err))
			}
			got := map[inventory.Action]int{}
			for i, outcome := range outcomes {
				got[outcome.Action]++
				if outcome.Row.ID != changes[i].Row.ID {
					t.Fatalf("outcome %d is that of %s", i, outcome.Row.ID)
				}
			}
			if !maps.Equal(got, want) {
				t.Errorf("round %d: %v, want %v", round, got, want)
			}
		}
		counts, err := store.Counts(t.Context(), inventory.Filter{}, today)
		if err != nil || counts.Total != 1_999 {
			t.Errorf("%d rows, %v", counts.Total, err)
		}
	})
}
