package inventory

import (
	"context"
	"fmt"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// besideColumns are those of a declaration, by the name of the reading's fields.
const besideColumns = "beside, beside_owner, beside_maintainer, beside_system, beside_environment, beside_criticality, beside_state, beside_expires_at, beside_act_by, beside_remind_at"

// readingsFrom is expiry_readings as a table with the columns of expiry_assets that
// conditions name, each reading completed from what is declared of it.
func readingsFrom(isStale bool) string {
	columns := map[string]string{
		"end_state": "r.end_state", "expires_at": "r.expires_at", "act_by": "r.act_by", "remind_at": "r.remind_at",
		"good_state": "r.good_state", "good_expires_at": "r.good_expires_at", "good_act_by": "r.good_act_by", "good_remind_at": "r.good_remind_at", "good_read_at": "r.good_read_at",
	}
	if isStale {
		for _, column := range []string{"expires_at", "act_by", "remind_at", "read_at"} {
			columns[column] = "CAST(NULL AS TIMESTAMPTZ)"
			columns["good_"+column] = fmt.Sprintf("CASE r.end_state WHEN 'unknown' THEN r.good_%[1]s ELSE r.%[1]s END", column)
		}
		columns["end_state"], columns["good_state"] = "'unknown'", "CASE r.end_state WHEN 'unknown' THEN r.good_state ELSE r.end_state END"
		delete(columns, "read_at")
	}
	for _, column := range []string{"owner", "maintainer", "system", "environment", "criticality"} {
		columns[column] = fmt.Sprintf("COALESCE(NULLIF(r.%[1]s, ''), a.%[1]s, '')", column)
	}
	var selected strings.Builder
	for _, column := range readingColumns {
		expression := columns[column]
		if expression == "" {
			expression = "r." + column
		}
		fmt.Fprintf(&selected, "%s AS %s, ", expression, column)
	}
	for _, column := range []string{"owner", "maintainer", "system", "environment", "criticality"} {
		fmt.Fprintf(&selected, "COALESCE(a.%[1]s, '') AS beside_%[1]s, ", column)
	}
	return "(SELECT " + selected.String() + "r.tenant, r.workspace, r.reader, r.withdrawn_at AS deleted_at, COALESCE(a.workspace, '') AS beside, " +
		"COALESCE(a.end_state, '') AS beside_state, a.expires_at AS beside_expires_at, a.act_by AS beside_act_by, a.remind_at AS beside_remind_at " +
		"FROM expiry_readings r LEFT JOIN expiry_assets a ON a.tenant = r.tenant AND a.id = r.id AND a.deleted_at IS NULL) AS seen"
}

var freshReadings, staleReadings = readingsFrom(false), readingsFrom(true)

// readPasses are the passes over the readings.
func (f ThingFilter) readPasses() []pass {
	if f.StaleBefore.IsZero() {
		return []pass{dated, undated}
	}
	return []pass{dated, undated, stale}
}

// readConditions are what a pass over the readings looks in, and for what.
func (s *Store) readConditions(filter ThingFilter, in pass) (from string, c *conditions) {
	from, c = freshReadings, s.conditions(filter.Filter)
	bound := roundedUp(filter.StaleBefore)
	switch {
	case in == stale:
		from = staleReadings
		c.add("read_at < $%d AND deleted_at IS NULL", bound)
	case filter.StaleBefore.IsZero():
	case filter.IncludeDeleted:
		c.add("(read_at >= $%d OR deleted_at IS NOT NULL)", bound) // nobody was to read it
	default:
		c.add("read_at >= $%d", bound)
	}
	return from, c
}

// readPage reads a page of a pass over the readings.
func (s *Store) readPage(filter ThingFilter, after position, size int, page *[]placed) statement {
	from, c := s.readConditions(filter, after.pass)
	order := "id, workspace, reader"
	switch after.pass {
	case dated:
		c.add("act_by IS NOT NULL")
		order = "act_by, " + order
		if !filter.ActByBefore.IsZero() {
			c.add("act_by < $%d", roundedUp(filter.ActByBefore))
		}
		if after.id != "" {
			c.add("(act_by, id, workspace, reader) > ($%d, $%d, $%d, $%d)", instant{after.at}, after.id, after.workspace, after.reader)
		}
	case undated:
		c.add("act_by IS NULL")
		if !filter.ActByBefore.IsZero() {
			c.add("end_state <> 'open'")
		}
		if after.id != "" {
			c.add("(id, workspace, reader) > ($%d, $%d, $%d)", after.id, after.workspace, after.reader)
		}
	case stale:
		order = "read_at, " + order
		if after.id != "" {
			c.add("(read_at, id, workspace, reader) > ($%d, $%d, $%d, $%d)", instant{after.at}, after.id, after.workspace, after.reader)
		}
	}
	return statement{
		sql:  fmt.Sprintf("SELECT %s, workspace, reader, %s FROM %s WHERE %s ORDER BY %s LIMIT %d", strings.Join(readingColumns, ", "), besideColumns, from, c, order, size),
		args: c.args, row: func(scan func(...any) error) error {
			thing, err := scanThing(scan)
			thing.Stale = after.pass == stale
			reading := thing.Readings[0]
			at := position{pass: after.pass, at: reading.Timeline.ActBy, id: reading.ID, workspace: reading.Workspace, reader: reading.Reader}
			if thing.Stale {
				at.at = reading.ReadAt
			}
			*page = append(*page, placed{thing, at})
			return err
		},
	}
}

// scanThing reads a reading and what is declared beside it.
func scanThing(scan func(...any) error) (Thing, error) {
	var workspace, reader, state string
	var beside Declaration
	var expires, actBy, remind instant
	reading, err := scanReading(
		scan, &workspace, &reader, &beside.Workspace, &beside.Owner, &beside.Maintainer, &beside.System, &beside.Environment, &beside.Criticality,
		&state, &expires, &actBy, &remind,
	)
	reading.Workspace, reading.Reader = workspace, reader
	thing := Thing{Origin: Read, Readings: []Reading{reading}}
	if beside.Workspace != "" {
		beside.Timeline = normalLine(deadline.Timeline{End: deadline.End{State: deadline.ParseEndState(state), At: expires.Time}, ActBy: actBy.Time, RemindAt: remind.Time})
		thing.Beside = &beside
	}
	return thing, err
}

// declaredPage reads a page of a pass over the rows.
func (s *Store) declaredPage(filter ThingFilter, after position, size int, page *[]placed) statement {
	var cursor *Cursor
	if after.id != "" {
		cursor = &Cursor{after.at, after.id}
	}
	rows := s.query(filter.Filter, after.pass == dated, cursor, size)
	rows.row = func(scan func(...any) error) error {
		row, err := scanRow(scan)
		*page = append(*page, placed{Thing{Origin: Declared, Row: row}, position{pass: after.pass, at: row.Timeline.ActBy, id: row.ID}})
		return err
	}
	return rows
}

// besideRows reads the readings of the ids of declared things.
func (s *Store) besideRows(ctx context.Context, filter ThingFilter, page []placed) error {
	places := make(map[string]int, len(page))
	ids := make([]string, len(page))
	for i, placed := range page {
		ids[i] = placed.Row.ID
		places[placed.Row.ID] = i
	}
	wanted, list, err := s.backend.list(ids)
	if err != nil {
		return err
	}
	return s.read(ctx, func() []statement {
		for i := range page {
			page[i].Readings = nil
		}
		return []statement{{
			sql:  "SELECT " + strings.Join(readingColumns, ", ") + ", workspace, reader FROM expiry_readings WHERE tenant = $1 AND withdrawn_at IS NULL AND id IN (" + wanted + ") ORDER BY workspace, reader",
			args: []any{s.config.Tenant, list}, row: func(scan func(...any) error) error {
				var workspace, reader string
				reading, err := scanReading(scan, &workspace, &reader)
				reading.Workspace, reading.Reader = workspace, reader
				if reading.ReadAt.Before(filter.StaleBefore) {
					reading.Good, reading.Timeline = reading.lastGood(), deadline.Timeline{}
				}
				thing := &page[places[reading.ID]].Thing
				thing.Readings = append(thing.Readings, reading)
				return err
			},
		}}
	})
}
