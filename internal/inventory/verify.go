package inventory

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Verified is what Verify looked at, and what is wrong with it.
type Verified struct {
	// Rows are those of the tenant, tombstones too; Entries those of their history.
	Rows, Entries int64
	// Readings are all that were read, also what was withdrawn.
	Readings int64
	Faults   []Fault
}

// Fault is one thing that does not agree with its history, or makes no sense.
type Fault struct {
	// ID is that of a row; "" for the inventory as a whole.
	ID string
	// Message is one sentence or more.
	Message string
}

// Verify compares each row of the tenant with its history, which can only be added
// to, and each reading with its reader. What is written meanwhile disturbs it not.
// It needs no right to write.
func (s *Store) Verify(ctx context.Context) (Verified, error) {
	v := &verifier{store: s}
	for _, step := range []func(context.Context) error{v.rows, v.lost, v.readings, v.strangers} {
		if err := step(ctx); err != nil {
			return v.Verified, err
		}
	}
	if v.Rows+v.Entries+v.Readings == 0 {
		v.add("", "There is nothing of the tenant %s: neither a row nor history nor readings. If something was ever written, this is another tenant or another inventory.", deadline.Printable(s.config.Tenant))
	}
	return v.Verified, nil
}

type verifier struct {
	Verified
	store *Store
}

func (v *verifier) add(id, format string, args ...any) {
	v.Faults = append(v.Faults, Fault{ID: id, Message: fmt.Sprintf(format, args...)})
}

// past is what the history has of one row.
type past struct {
	first, last, entries int64
	action               Action
	workspace, after     string
}

const (
	pastColumns = "COALESCE((SELECT MIN(x.revision) FROM expiry_history x WHERE x.tenant = h.tenant AND x.asset = h.asset), 0), COALESCE(h.revision, 0), " +
		"(SELECT COUNT(*) FROM expiry_history x WHERE x.tenant = h.tenant AND x.asset = h.asset), COALESCE(h.action, ''), COALESCE(h.workspace, ''), COALESCE(h.facts_after, '')"
	newestOf = "(SELECT MAX(x.revision) FROM expiry_history x WHERE x.tenant = %[1]s.tenant AND x.asset = %[1]s.%[2]s)"
)

func (p *past) places() []any {
	return []any{&p.first, &p.last, &p.entries, &p.action, &p.workspace, &p.after}
}

// pages runs a query for page after page, the id after which it begins in $2.
func (v *verifier) pages(ctx context.Context, sql string, row func(scan func(...any) error) (id string, err error)) error {
	for after, n := "", MaxPage; n == MaxPage; {
		before, last := *v, after
		err := v.store.read(ctx, func() []statement {
			*v, n, after = before, 0, last
			v.Faults = slices.Clone(before.Faults)
			return []statement{{
				sql: fmt.Sprintf("%s LIMIT %d", sql, MaxPage), args: []any{v.store.config.Tenant, last}, row: func(scan func(...any) error) error {
					n++
					id, err := row(scan)
					after = id
					return err
				},
			}}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// rows looks at each row and its history in one statement, which sees one state.
func (v *verifier) rows(ctx context.Context) error {
	var orphans []string
	err := v.pages(
		ctx, "SELECT a."+strings.Join(columns, ", a.")+", "+pastColumns+" FROM expiry_assets a LEFT JOIN expiry_history h ON h.tenant = a.tenant AND h.asset = a.id AND h.revision = "+
			fmt.Sprintf(newestOf, "a", "id")+" WHERE a.tenant = $1 AND a.id > $2 ORDER BY a.id",
		func(scan func(...any) error) (string, error) {
			var p past
			row, odd, err := scanLoosely(func(places ...any) error { return scan(append(places, p.places()...)...) })
			if err != nil {
				return row.ID, err
			}
			v.Rows++
			v.Entries += p.entries
			for _, what := range odd {
				v.add(row.ID, "%s", what)
			}
			if p.entries == 0 {
				orphans = append(orphans, row.ID)
				v.add(row.ID, "The row is at revision %d and has no history: it was not written by this provider, or its history was deleted.", row.Revision)
				return row.ID, nil
			}
			v.compare(row, p, len(odd) > 0)
			return row.ID, nil
		},
	)
	if err != nil {
		return err
	}
	// With another tenant the row would have a history.
	return v.elsewhere(
		ctx, "SELECT DISTINCT h.asset, h.tenant FROM expiry_history h WHERE h.tenant <> $1 AND h.asset IN (%s) AND NOT EXISTS (SELECT 1 FROM expiry_assets a WHERE a.tenant = h.tenant AND a.id = h.asset)",
		orphans, "A history of this row without a row stands under the tenant %s: was the tenant of the row changed?",
	)
}

// compare compares a row with what its history has.
func (v *verifier) compare(row Row, p past, odd bool) {
	switch {
	case p.last > row.Revision:
		v.add(row.ID, "The history is ahead: it ends at revision %d, and the row is at %d. The row was set back.", p.last, row.Revision)
	case p.last < row.Revision:
		v.add(row.ID, "The row is at revision %d, and its history ends at %d. It was changed by something else than this provider, or history was deleted.", row.Revision, p.last)
	}
	v.complete(row.ID, p)
	gone := p.action == Deleted || p.action == Purged
	switch {
	case gone && !row.Deleted():
		v.add(row.ID, "The history says that it was %s at revision %d, and the row is there as if it were not.", p.action, p.last)
	case !gone && row.Deleted():
		v.add(row.ID, "The row is marked as deleted, and the history knows of no deletion: the last entry says %s.", p.action)
	case gone || odd || p.last != row.Revision:
	case p.workspace != row.Workspace:
		v.add(row.ID, "The row belongs to the workspace %s, and its last entry in the history says %s.", deadline.Printable(row.Workspace), deadline.Printable(p.workspace))
	default:
		v.compareFacts(row, p)
	}
}

// complete says where numbers are missing from a history.
func (v *verifier) complete(id string, p past) {
	if p.first != 1 || p.entries != p.last {
		v.add(id, "The history skips revisions: it has %d entries from revision %d to %d, and should have %d.", p.entries, p.first, p.last, p.last)
	}
}

// compareFacts compares what a row says with what was written last.
func (v *verifier) compareFacts(row Row, p past) {
	document, err := row.document()
	said, is := map[string]any{}, map[string]any{}
	if err != nil || json.Unmarshal([]byte(document), &is) != nil || json.Unmarshal([]byte(p.after), &said) != nil {
		v.add(row.ID, "What the last entry of its history says of the row is no JSON object.")
		return
	}
	var differ []string
	for name := range is {
		if !reflect.DeepEqual(is[name], said[name]) {
			differ = append(differ, name)
		}
	}
	for name, value := range said {
		if _, both := is[name]; !both && value != "" {
			differ = append(differ, name)
		}
	}
	if slices.Sort(differ); len(differ) > 0 {
		v.add(row.ID, "The row says something else than the last entry of its history, of revision %d: it was changed by something else than this provider. Different: %s.",
			p.last, deadline.Printable(strings.Join(differ, ", ")))
	}
}

// lost looks for history of rows that are not there and that nobody purged.
func (v *verifier) lost(ctx context.Context) error {
	var missing []string
	err := v.pages(
		ctx, "SELECT h.asset, "+pastColumns+" FROM expiry_history h WHERE h.tenant = $1 AND h.asset > $2 AND NOT EXISTS (SELECT 1 FROM expiry_assets a WHERE a.tenant = h.tenant AND a.id = h.asset) AND h.revision = "+
			fmt.Sprintf(newestOf, "h", "asset")+" ORDER BY h.asset",
		func(scan func(...any) error) (string, error) {
			var id string
			var p past
			if err := scan(append([]any{&id}, p.places()...)...); err != nil {
				return id, err
			}
			v.Entries += p.entries
			v.complete(id, p)
			if p.action != Purged {
				missing = append(missing, id)
				v.add(id, "The history ends at revision %d with %s, and the row is not there: it was deleted by something else than this provider.", p.last, p.action)
			}
			return id, nil
		},
	)
	if err != nil {
		return err
	}
	return v.elsewhere(
		ctx, "SELECT a.id, a.tenant FROM expiry_assets a WHERE a.tenant <> $1 AND a.id IN (%s) AND NOT EXISTS (SELECT 1 FROM expiry_history h WHERE h.tenant = a.tenant AND h.asset = a.id)",
		missing, "A row of this id without a history stands under the tenant %s: was the tenant of the row changed?",
	)
}

// elsewhere looks for the other half of ids under other tenants, as far as these
// can be seen.
func (v *verifier) elsewhere(ctx context.Context, sql string, ids []string, message string) error {
	if len(ids) == 0 {
		return nil
	}
	wanted, list, err := v.store.backend.list(ids)
	if err != nil {
		return err
	}
	var found []Fault
	err = v.store.read(ctx, func() []statement {
		found = nil
		return []statement{{
			sql: fmt.Sprintf(sql, wanted), args: []any{v.store.config.Tenant, list}, row: func(scan func(...any) error) error {
				var id, tenant string
				err := scan(&id, &tenant)
				found = append(found, Fault{ID: id, Message: fmt.Sprintf(message, deadline.Printable(tenant))})
				return err
			},
		}}
	})
	v.Faults = append(v.Faults, found...)
	return err
}

// readings looks at the readings, and whether their readers know of them.
func (v *verifier) readings(ctx context.Context) error {
	if holds, err := v.store.holdsReadings(ctx); err != nil || !holds {
		return err
	}
	readers, err := v.store.Readers(ctx)
	if err != nil {
		return err
	}
	for _, reader := range readers {
		if reader.Count != reader.Found {
			v.add("", "The reader %s of the workspace %s wrote %d readings, and %d are there: they were changed by something else than this provider.",
				deadline.Printable(reader.Name), deadline.Printable(reader.Workspace), reader.Count, reader.Found)
		}
	}
	before := *v
	return v.store.read(ctx, func() []statement {
		*v = before
		v.Faults = slices.Clone(before.Faults)
		return []statement{{
			sql: "SELECT " + strings.Join(readingColumns, ", ") + ", workspace, reader, " +
				"(SELECT COUNT(*) FROM expiry_readers o WHERE o.tenant = r.tenant AND o.workspace = r.workspace AND o.reader = r.reader AND (o.withdrawn_at IS NULL OR r.withdrawn_at IS NOT NULL)) " +
				"FROM expiry_readings r WHERE tenant = $1",
			args: []any{v.store.config.Tenant}, row: func(scan func(...any) error) error {
				var workspace, reader string
				var readers int64
				reading, odd, err := scanReadingLoosely(scan, &workspace, &reader, &readers)
				if err != nil {
					return err
				}
				v.Readings++
				who := fmt.Sprintf("As the reader %s of the workspace %s has it: ", deadline.Printable(reader), deadline.Printable(workspace))
				for _, what := range odd {
					v.add(reading.ID, "%s%s", who, what)
				}
				if readers == 0 {
					v.add(reading.ID, "%sThere is no such reader any more, and the reading is not withdrawn.", who)
				}
				return nil
			},
		}}
	})
}

// strangers looks for rows of other tenants where the database is to hide them.
func (v *verifier) strangers(ctx context.Context) error {
	if v.store.place.sqlite {
		return nil // a file hides nothing
	}
	var seen int64
	holds, err := v.store.holdsReadings(ctx)
	if err != nil {
		return err
	}
	readings := ""
	if holds {
		readings = " UNION ALL SELECT tenant FROM expiry_readings WHERE tenant <> $1 UNION ALL SELECT tenant FROM expiry_readers WHERE tenant <> $1"
	}
	err = v.store.read(ctx, func() []statement {
		return []statement{{
			sql:  "SELECT COUNT(*) FROM (SELECT tenant FROM expiry_assets WHERE tenant <> $1 UNION ALL SELECT tenant FROM expiry_history WHERE tenant <> $1" + readings + ") AS others",
			args: []any{v.store.config.Tenant}, row: func(scan func(...any) error) error { return scan(&seen) },
		}}
	})
	if seen > 0 {
		v.add("", "This user sees %d rows of other tenants. Row-level security does not bind it: it is a superuser or has BYPASSRLS, or the policies were dropped. Use a role that is bound, and run inventory migrate.", seen)
	}
	return err
}
