package inventory

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Filter picks rows in the database. Its zero value takes all that are not
// deleted.
type Filter struct {
	// ActByBefore and RemindBefore take the rows whose act_by or remind_at lies
	// before the instant, and those without such an instant unless they are
	// open-ended: what is not known is never taken for fine. Zero for no bound.
	ActByBefore, RemindBefore time.Time
	// Kind, System and Owner are exact; "" for any. Unowned takes the rows without
	// an owner alone.
	Kind, System, Owner string
	Unowned             bool
	// Status is as of Now, and as the stored dates have it; "" for any.
	Status deadline.Status
	Now    time.Time
	// Untold takes the rows of which the stored dates do not tell how they stand:
	// where an end has none to act by or dates cannot all hold, contracts, whose terms
	// tell it on the day on which somebody asks, and readings that say more than dates.
	Untold bool
	// IncludeDeleted takes tombstones too.
	IncludeDeleted bool
}

// Cursor is where a page ended, for the next to begin after.
type Cursor struct {
	actBy time.Time
	id    string
}

// MaxPage is the most rows that one call of List gives.
const MaxPage = 1000

// Get gives the row with an id, tombstones too; false where there is none.
func (s *Store) Get(ctx context.Context, id string) (Row, bool, error) {
	rows, err := s.Find(ctx, []string{id})
	row := rows[id]
	return row, row.Revision > 0, err
}

// Find gives the rows with the ids, tombstones too, by id. Of what is not there
// it has nothing.
func (s *Store) Find(ctx context.Context, ids []string) (map[string]Row, error) {
	wanted, list, err := s.backend.list(ids)
	if err != nil {
		return nil, err
	}
	var rows map[string]Row
	err = s.read(ctx, func() []statement {
		rows = make(map[string]Row, len(ids))
		return []statement{s.byID(wanted, list, rows)}
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// byID reads the rows with the ids in a list, as the backend writes it. Not a list
// of placeholders: a server without statistics compares each row of the tenant
// with each of them.
func (s *Store) byID(wanted string, list any, rows map[string]Row) statement {
	return statement{
		sql:  "SELECT " + rowColumns + " FROM expiry_assets WHERE tenant = $1 AND id IN (" + wanted + ") ORDER BY id",
		args: []any{s.config.Tenant, list}, row: func(scan func(...any) error) error {
			row, err := scanRow(scan)
			rows[row.ID] = row
			return err
		},
	}
}

// List gives a page of at most size rows (MaxPage where size is 0 or more than
// that) after the cursor, nil for the first page: by act_by, rows without one
// last, then by id in the database's order. The cursor it returns is nil after
// the last page.
func (s *Store) List(ctx context.Context, filter Filter, after *Cursor, size int) ([]Row, *Cursor, error) {
	if size <= 0 || size > MaxPage {
		size = MaxPage
	}
	// Two queries that an index serves each, rather than one with an OR that none
	// does: the rows with an act_by, then those without. A first page asks for both
	// at once, since most inventories fit on it.
	passes := [][]bool{{true}, {false}}
	switch {
	case after == nil:
		passes = [][]bool{{true, false}}
	case after.actBy.IsZero():
		passes = [][]bool{{false}}
	}
	var rows []Row
	for _, pass := range passes {
		var page []Row
		err := s.read(ctx, func() []statement {
			page = nil
			var queries []statement
			for _, dated := range pass {
				query := s.query(filter, dated, after, size+1-len(rows))
				query.row = func(scan func(...any) error) error {
					row, err := scanRow(scan)
					page = append(page, row)
					return err
				}
				queries = append(queries, query)
			}
			return queries
		})
		if err != nil {
			return nil, nil, err
		}
		if rows = append(rows, page...); len(rows) > size {
			rows = rows[:size]
			last := rows[size-1]
			return rows, &Cursor{last.Timeline.ActBy, last.ID}, nil
		}
	}
	return rows, nil, nil
}

// Rows gives all rows that the filter takes, page by page, in the order of List.
// It ends after an error.
func (s *Store) Rows(ctx context.Context, filter Filter) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		var after *Cursor
		for {
			rows, next, err := s.List(ctx, filter, after, MaxPage)
			if err != nil {
				yield(Row{}, err)
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
			if next == nil {
				return
			}
			after = next
		}
	}
}

// query is one pass of a page: the rows with an act_by, or those without.
func (s *Store) query(filter Filter, dated bool, after *Cursor, size int) statement {
	c := s.conditions(filter)
	order := "id"
	switch {
	case dated:
		c.add("act_by IS NOT NULL")
		order = "act_by, id"
		if !filter.ActByBefore.IsZero() {
			c.add("act_by < $%d", roundedUp(filter.ActByBefore))
		}
		if after != nil {
			c.add("(act_by, id) > ($%d, $%d)", instant{after.actBy}, after.id)
		}
	default:
		c.add("act_by IS NULL")
		if !filter.ActByBefore.IsZero() {
			c.add("end_state <> 'open'")
		}
		if after != nil && after.actBy.IsZero() {
			c.add("id > $%d", after.id)
		}
	}
	return statement{sql: fmt.Sprintf("SELECT %s FROM expiry_assets WHERE %s ORDER BY %s LIMIT %d", rowColumns, c, order, size), args: c.args}
}

// statusCase is deadline.Timeline's Status as SQL, of the instant $%[1]d.
const statusCase = "CASE WHEN end_state = 'ended' OR end_state = 'known' AND expires_at <= $%[1]d THEN 'expired' " +
	"WHEN end_state <> 'open' AND (end_state <> 'known' OR expires_at IS NULL) THEN 'unknown' " +
	"WHEN act_by <= $%[1]d THEN 'overdue' WHEN remind_at <= $%[1]d THEN 'due' ELSE 'ok' END"

// untold is Filter.Untold as SQL. What is looked for among the facts are the terms
// of a contract, and of a reading a status that its dates do not explain and the
// day until which it has no end.
const untold = "(end_state = 'known' AND (act_by IS NULL OR remind_at IS NULL OR act_by > expires_at) OR remind_at > act_by " +
	"OR id LIKE 'contract/%%' OR facts LIKE '%%\"renew%%' OR facts LIKE '%%\"term\"%%' OR facts LIKE '%%\"status\"%%' OR facts LIKE '%%\"known_until\"%%')"

// conditions is a WHERE clause in the making.
type conditions struct {
	parts []string
	args  []any
}

func (c *conditions) String() string { return strings.Join(c.parts, " AND ") }

// add adds a condition whose $%d become the numbers of the arguments.
func (c *conditions) add(condition string, args ...any) {
	numbers := make([]any, len(args))
	for i := range args {
		numbers[i] = len(c.args) + i + 1
	}
	c.parts, c.args = append(c.parts, fmt.Sprintf(condition, numbers...)), append(c.args, args...)
}

// conditions are those of the filter that do not depend on the pass.
func (s *Store) conditions(filter Filter) *conditions {
	c := &conditions{}
	c.add("tenant = $%d", s.config.Tenant)
	if !filter.IncludeDeleted {
		c.add("deleted_at IS NULL")
	}
	for _, exact := range []struct{ column, value string }{{"kind", filter.Kind}, {"system", filter.System}, {"owner", filter.Owner}} {
		if exact.value != "" {
			c.add(exact.column+" = $%d", exact.value)
		}
	}
	if filter.Unowned {
		c.add("owner = ''")
	}
	if !filter.RemindBefore.IsZero() {
		c.add("(remind_at < $%d OR remind_at IS NULL AND end_state <> 'open')", roundedUp(filter.RemindBefore))
	}
	if filter.Untold {
		c.add(untold)
	}
	if filter.Status != "" {
		now := instant{whole(filter.Now)}
		c.add("("+statusCase+") = $%[2]d", now, string(filter.Status))
	}
	return c
}
