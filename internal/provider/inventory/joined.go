package inventory

import (
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// align gives things of one id whose ends agree one day to act by, the earliest: they
// are one thing to whoever is given both, and lead times of who declares and who reads
// it are no disagreement.
func align(things []inventory.Thing) {
	byID := make(map[string][]*inventory.Thing, len(things))
	for i := range things {
		byID[things[i].ID()] = append(byID[things[i].ID()], &things[i])
	}
	for _, same := range byID {
		for _, one := range same {
			line := lineOf(one)
			for _, other := range same {
				if theirs := *lineOf(other); theirs.End == line.End {
					line.ActBy, line.RemindAt = earlier(line.ActBy, theirs.ActBy), earlier(line.RemindAt, theirs.RemindAt)
				}
			}
		}
	}
}

// lineOf is where the timeline of a thing stands.
func lineOf(thing *inventory.Thing) *deadline.Timeline {
	if thing.Origin == inventory.Read {
		return &thing.Readings[0].Timeline
	}
	return &thing.Row.Timeline
}

// earlier is the earlier of two instants, of which the zero one is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// complete lets rows of one id say of others what any of them says: what is declared
// first.
func complete(rows []ledgerRow) {
	byID := make(map[string][]*ledgerRow, len(rows))
	for i := range rows {
		byID[rows[i].ID] = append(byID[rows[i].ID], &rows[i])
	}
	for _, same := range byID {
		if len(same) < 2 {
			continue
		}
		slices.SortStableFunc(same, func(a, b *ledgerRow) int { return compareOrigins(a.origin, b.origin) })
		for _, one := range same {
			for _, other := range same {
				one.take(*other)
			}
		}
	}
}

// compareOrigins puts what is declared first.
func compareOrigins(a, b inventory.Origin) int {
	switch {
	case a == b:
		return 0
	case a == inventory.Declared:
		return -1
	}
	return 1
}

// take takes over what another says of the same thing, where the row says nothing.
func (row *ledgerRow) take(other ledgerRow) {
	if row.thing.Fate == (deadline.Fate{}) {
		row.thing.Fate = other.thing.Fate
	}
	for _, list := range []struct{ mine, theirs *[]string }{{&row.thing.Tracks, &other.thing.Tracks}, {&row.thing.CoveredBy, &other.thing.CoveredBy}, {&row.thing.BacksUp, &other.thing.BacksUp}} {
		if len(*list.mine) == 0 {
			*list.mine = *list.theirs
		}
	}
	for _, text := range []struct{ mine, theirs *string }{{&row.in.Upstream, &other.in.Upstream}, {&row.in.NewestAt, &other.in.NewestAt}} {
		if *text.mine == "" {
			*text.mine = *text.theirs
		}
	}
}
