package inventory_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// What a plan tells of readings is what the apply does, and the plan writes nothing.
func TestRehearsedReadings(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		store := l.open(t, "shop")
		mustWrite(t, store, "fleet", reading("www", 90), reading("mail", 30), reading("gone", 30))
		later := l.open(t, "shop", on(3))
		now := []inventory.Reading{reading("www", 90), reading("mail", 120), reading("new", 30)}
		said, err := later.RehearseReadings(t.Context(), inventory.Reader{Name: "fleet"}, now)
		if err != nil || said.Added != 1 || said.Changed != 1 || said.Unchanged != 1 || len(said.Withdrawn) != 1 || said.Withdrawn[0].ID != "certificate/gone" {
			t.Errorf("%s: %+v", detail(err), said)
		}
		if reader, _, err := store.ReadReader(t.Context(), "fleet"); err != nil || !reader.ReadAt.Equal(today) || reader.Found != 3 {
			t.Errorf("a rehearsal wrote: %s: %+v", detail(err), reader)
		}
		if written, err := later.WriteReadings(t.Context(), inventory.Reader{Name: "fleet"}, now); err != nil || written.Added != said.Added || written.Changed != said.Changed || len(written.Withdrawn) != 1 {
			t.Errorf("%s: %+v", detail(err), written)
		}
		twice := reading("www", 91)
		_, err = later.RehearseReadings(t.Context(), inventory.Reader{Name: "fleet"}, append(now, twice))
		wantError(t, err, inventory.BadRow, "stands twice")
		if said, err := later.RehearseReadings(t.Context(), inventory.Reader{Name: "none", New: true}, now); err != nil || said.Added != 3 {
			t.Errorf("%s: %+v", detail(err), said)
		}
		if _, found, err := store.ReadReader(t.Context(), "none"); err != nil || found {
			t.Errorf("a rehearsal made a reader: %s", detail(err))
		}
	})
}

// What is no longer read can be asked for, with its day.
func TestWithdrawn(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		mustWrite(t, l.open(t, "shop"), "fleet", reading("a", 90), reading("b", 90), reading("c", 90))
		mustWrite(t, l.open(t, "shop", on(1)), "fleet", reading("b", 90), reading("c", 90))
		mustWrite(t, l.open(t, "shop", on(3)), "fleet", reading("c", 90))
		for since, want := range map[int]string{0: "certificate/b certificate/a", 1: "certificate/b certificate/a", 2: "certificate/b", 3: "certificate/b", 4: ""} {
			withdrawn, err := l.open(t, "").Withdrawn(t.Context(), today.AddDate(0, 0, since))
			check(t, err)
			var ids []string
			for _, reading := range withdrawn {
				ids = append(ids, reading.ID)
				if reading.Workspace != "shop" || reading.Reader != "fleet" || reading.WithdrawnAt.IsZero() {
					t.Errorf("%+v", reading)
				}
			}
			if got := strings.Join(ids, " "); got != want {
				t.Errorf("since day %d: %s", since, got)
			}
		}
		if others, err := l.open(t, "", func(c *inventory.Config) { c.Tenant = "other" }).Withdrawn(t.Context(), today); err != nil || len(others) != 0 {
			t.Errorf("another tenant sees %+v, %v", others, err)
		}
	})
}

// Two resources of one name: the second is told, and takes nothing from the first.
// Whoever writes the same once more, after a state was lost, goes on.
func TestReaderOfTheSameName(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		store := l.open(t, "shop")
		first, other := []inventory.Reading{reading("www", 90)}, []inventory.Reading{reading("mail", 90)}
		write := func(isNew bool, readings ...inventory.Reading) error {
			_, err := store.WriteReadings(t.Context(), inventory.Reader{Name: "fleet", Digest: inventory.Digest(readings), New: isNew}, readings)
			return err
		}
		check(t, write(true, first...))
		for _, err := range []error{write(true, other...), func() error {
			_, err := store.RehearseReadings(t.Context(), inventory.Reader{Name: "fleet", Digest: "other", New: true}, other)
			return err
		}()} {
			wantError(t, err, inventory.Conflict, `"shop" has readings of the name "fleet"`, "shop@example.test", "Nothing was written")
		}
		if things := collectThings(t, store, inventory.ThingFilter{}); len(things) != 1 || things[0].ID() != "certificate/www" {
			t.Errorf("%+v", things)
		}
		check(t, write(true, first...))
		check(t, write(false, other...))
		_, err := store.Forget(t.Context(), "fleet")
		check(t, err)
		check(t, write(true, first...)) // it was forgotten, so the name is free
	})
}
