package inventory

import (
	"context"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Counts is how many rows there are of each status, kind and owner.
type Counts struct {
	Total int64
	// ByStatus has every status, also those of which there are none.
	ByStatus map[deadline.Status]int64
	ByKind   map[string]int64
	// ByOwner leaves out what has no owner: that is Unowned.
	ByOwner map[string]int64
	Unowned int64
}

// Counts counts the rows that the filter takes, with their status as of now.
func (s *Store) Counts(ctx context.Context, filter Filter, now time.Time) (Counts, error) {
	filter.Now = now
	var counts Counts
	err := s.read(ctx, func() []statement {
		counts = noCounts()
		return []statement{counting("expiry_assets", s.conditions(filter), filter, counts.add)}
	})
	return counts, err
}

func noCounts() Counts {
	counts := Counts{ByStatus: map[deadline.Status]int64{}, ByKind: map[string]int64{}, ByOwner: map[string]int64{}}
	for _, status := range deadline.Statuses {
		counts.ByStatus[status] = 0
	}
	return counts
}

func (c *Counts) add(status deadline.Status, kind, owner string, n int64) {
	c.Total += n
	c.ByStatus[status] += n
	c.ByKind[kind] += n
	if owner == "" {
		c.Unowned += n
	} else {
		c.ByOwner[owner] += n
	}
}

// counting counts what the conditions take from a table, and what else the filter
// does.
func counting(from string, c *conditions, filter Filter, add func(status deadline.Status, kind, owner string, n int64)) statement {
	if !filter.ActByBefore.IsZero() {
		c.add("(act_by < $%d OR act_by IS NULL AND end_state <> 'open')", roundedUp(filter.ActByBefore))
	}
	where := c.String()
	c.add(statusCase, instant{whole(filter.Now)})
	status := c.parts[len(c.parts)-1]
	return statement{
		sql:  "SELECT state, kind, owner, COUNT(*) FROM (SELECT " + status + " AS state, kind, owner FROM " + from + " WHERE " + where + ") AS judged GROUP BY state, kind, owner",
		args: c.args, row: func(scan func(...any) error) error {
			var status, kind, owner string
			var n int64
			if err := scan(&status, &kind, &owner, &n); err != nil {
				return err
			}
			add(deadline.Status(status), kind, owner, n)
			return nil
		},
	}
}

// ThingCounts is Counts of rows and readings together, and how many there are of
// either.
type ThingCounts struct {
	Counts
	ByOrigin map[Origin]int64
	// Stale are the readings that are too old, and therefore unknown.
	Stale int64
}

// CountThings counts the things that the filter takes, with their status as of now.
// What is both declared and read is counted as both.
func (s *Store) CountThings(ctx context.Context, filter ThingFilter, now time.Time) (ThingCounts, error) {
	filter.Now = now
	holds, err := s.holdsReadings(ctx)
	if err != nil {
		return ThingCounts{}, err
	}
	var counts ThingCounts
	err = s.read(ctx, func() []statement {
		counts = ThingCounts{Counts: noCounts(), ByOrigin: map[Origin]int64{Declared: 0, Read: 0}}
		adding := func(origin Origin, more *int64) func(deadline.Status, string, string, int64) {
			return func(status deadline.Status, kind, owner string, n int64) {
				counts.add(status, kind, owner, n)
				counts.ByOrigin[origin] += n
				*more += n
			}
		}
		var fresh int64
		var queries []statement
		if filter.Origin != Read {
			queries = append(queries, counting("expiry_assets", s.conditions(filter.Filter), filter.Filter, adding(Declared, &fresh)))
		}
		if filter.Origin == Declared || !holds {
			return queries
		}
		from, c := s.readConditions(filter, dated)
		queries = append(queries, counting(from, c, filter.Filter, adding(Read, &fresh)))
		if !filter.StaleBefore.IsZero() {
			from, c := s.readConditions(filter, stale)
			queries = append(queries, counting(from, c, filter.Filter, adding(Read, &counts.Stale)))
		}
		return queries
	})
	return counts, err
}

// LastWrittenAt is when anything of the tenant was last written; the zero time
// where nothing ever was.
func (s *Store) LastWrittenAt(ctx context.Context) (time.Time, error) {
	var at instant
	err := s.read(ctx, func() []statement {
		at = instant{}
		return []statement{{
			sql:  "SELECT written_at FROM expiry_history WHERE tenant = $1 ORDER BY written_at DESC LIMIT 1",
			args: []any{s.config.Tenant}, row: func(scan func(...any) error) error { return scan(&at) },
		}}
	})
	return at.Time, err
}
