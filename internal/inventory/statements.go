package inventory

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// columns are those of expiry_assets after the tenant, in the order in which rows
// are read and written.
var columns = []string{
	"id", "kind", "name", "owner", "maintainer", "system", "environment", "criticality",
	"end_state", "expires_at", "act_by", "remind_at", "facts", "workspace", "revision",
	"created_at", "created_by", "created_run", "updated_at", "updated_by", "updated_run", "deleted_at",
}

var (
	rowColumns = strings.Join(columns, ", ")
	insertRow  = func() string {
		var places strings.Builder
		places.WriteString("$1")
		for i := range columns {
			places.WriteString(fmt.Sprintf(", $%d", i+2))
		}
		return "INSERT INTO expiry_assets (tenant, " + rowColumns + ") VALUES (" + places.String() + ")"
	}()
	updateRow = func() string {
		var set []string
		for i, column := range columns[1:] {
			set = append(set, fmt.Sprintf("%s = $%d", column, i+3))
		}
		return "UPDATE expiry_assets SET " + strings.Join(set, ", ") + " WHERE tenant = $1 AND id = $2"
	}()
)

const (
	purgeRow   = "DELETE FROM expiry_assets WHERE tenant = $1 AND id = $2"
	addHistory = "INSERT INTO expiry_history (tenant, asset, revision, action, written_at, actor, run, workspace, write_id, facts_before, facts_after) " +
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
)

// values are the row's columns after the tenant.
func (r Row) values() []any {
	line := r.Timeline
	return []any{
		r.ID, r.Kind, r.Name, r.Owner, r.Maintainer, r.System, r.Environment, r.Criticality,
		line.End.State.String(),
		instant{line.End.At},
		instant{line.ActBy},
		instant{line.RemindAt},
		string(r.Facts), r.Workspace, r.Revision,
		instant{r.Created.At},
		r.Created.By, r.Created.Run,
		instant{r.Updated.At},
		r.Updated.By, r.Updated.Run,
		instant{r.DeletedAt},
	}
}

// scanRow reads rowColumns. A row that was edited into something that makes no
// sense has an unknown end, so that it never passes.
func scanRow(scan func(...any) error) (Row, error) {
	r, odd, err := scanLoosely(scan)
	if err == nil && len(odd) > 0 {
		err = &Error{Kind: Damaged, Message: damagedMessage, Facts: []string{"Row: " + shorten(r.ID), "Cause: " + odd[0]}}
	}
	return r, err
}

// scanLoosely reads rowColumns, and says in sentences what in them makes no sense.
func scanLoosely(scan func(...any) error) (r Row, odd []string, err error) {
	var state, facts string
	var expires, actBy, remind, created, updated, deleted looseInstant
	err = scan(
		&r.ID, &r.Kind, &r.Name, &r.Owner, &r.Maintainer, &r.System, &r.Environment, &r.Criticality,
		&state, &expires, &actBy, &remind, &facts, &r.Workspace, &r.Revision,
		&created, &r.Created.By, &r.Created.Run, &updated, &r.Updated.By, &r.Updated.Run, &deleted,
	)
	if err != nil {
		return r, nil, err
	}
	for _, at := range []struct {
		column string
		looseInstant
	}{{"expires_at", expires}, {"act_by", actBy}, {"remind_at", remind}, {"created_at", created}, {"updated_at", updated}, {"deleted_at", deleted}} {
		if at.odd != "" {
			odd = append(odd, notAnInstant(at.column, at.odd))
		}
	}
	r.Facts = json.RawMessage(facts)
	r.Timeline = normalLine(deadline.Timeline{End: deadline.End{State: deadline.ParseEndState(state), At: expires.Time}, ActBy: actBy.Time, RemindAt: remind.Time})
	r.Created.At, r.Updated.At, r.DeletedAt = created.Time, updated.Time, deleted.Time
	if !strings.HasPrefix(facts, "{") || !json.Valid(r.Facts) {
		odd = append(odd, factsNoObject)
	}
	return r, odd, nil
}

const factsNoObject = "Its facts are no JSON object."

func notAnInstant(column, value string) string {
	return fmt.Sprintf("In the column %s stands %s, which is no instant.", column, shorten(value))
}

const damagedMessage = "A row of the inventory cannot be read. It was probably changed by something else than this provider; correct it or restore it."

// statements write one change and its history, and complete its outcome.
func (w *writer) statements(outcome *Outcome, change Change, found Row) ([]statement, error) {
	tenant := w.store.config.Tenant
	row := change.Row
	if change.Delete != "" {
		row = found
		row.DeletedAt = w.at.At
	} else {
		row.DeletedAt = time.Time{}
	}
	row.Workspace, row.Updated = w.store.config.Workspace, w.at
	row.Created = found.Created
	if outcome.Action == Created {
		row.Created = w.at
	}
	// The history counts, in which the row may have been before it was purged.
	row.Revision = max(found.Revision, w.last[row.ID]) + 1
	before, after := "", ""
	var err error
	if found.Revision > 0 {
		if before, err = found.document(); err != nil {
			return nil, err
		}
	}
	if change.Delete == "" {
		if after, err = row.document(); err != nil {
			return nil, err
		}
	}
	outcome.Row = row
	write := statement{sql: updateRow, args: append([]any{tenant}, row.values()...)}
	switch outcome.Action {
	case Created:
		write.sql = insertRow
	case Purged:
		write = statement{sql: purgeRow, args: []any{tenant, row.ID}}
	}
	history := statement{sql: addHistory, args: []any{
		tenant, row.ID, row.Revision, string(outcome.Action), instant{w.at.At}, w.at.By, w.at.Run, row.Workspace, w.id, before, after,
	}}
	return []statement{write, history}, nil
}
