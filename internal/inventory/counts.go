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
	c := s.conditions(filter)
	if !filter.ActByBefore.IsZero() {
		c.add("(act_by < $%d OR act_by IS NULL AND end_state <> 'open')", roundedUp(filter.ActByBefore))
	}
	where := c.String()
	c.add(statusCase, instant{whole(now)})
	status := c.parts[len(c.parts)-1]
	err := s.read(ctx, func() []statement {
		counts = Counts{ByStatus: map[deadline.Status]int64{}, ByKind: map[string]int64{}, ByOwner: map[string]int64{}}
		for _, status := range deadline.Statuses {
			counts.ByStatus[status] = 0
		}
		return []statement{{
			sql:  "SELECT state, kind, owner, COUNT(*) FROM (SELECT " + status + " AS state, kind, owner FROM expiry_assets WHERE " + where + ") AS judged GROUP BY state, kind, owner",
			args: c.args, row: func(scan func(...any) error) error {
				var status, kind, owner string
				var n int64
				if err := scan(&status, &kind, &owner, &n); err != nil {
					return err
				}
				counts.Total += n
				counts.ByStatus[deadline.Status(status)] += n
				counts.ByKind[kind] += n
				if owner == "" {
					counts.Unowned += n
				} else {
					counts.ByOwner[owner] += n
				}
				return nil
			},
		}}
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
