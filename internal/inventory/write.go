package inventory

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// AnyRevision as the expected revision writes over whatever revision there is,
// as long as the row is the workspace's own.
const AnyRevision int64 = -1

// DeletionPolicy says what becomes of a row whose resource is destroyed.
type DeletionPolicy string

// The deletion policies.
const (
	Tombstone DeletionPolicy = "tombstone" // the row stays, marked as deleted
	Purge     DeletionPolicy = "purge"     // the row goes, its history stays
	Keep      DeletionPolicy = "keep"      // nothing is done
)

// Change is one row to be written, or deleted.
type Change struct {
	// Row is how it shall be; for a deletion its ID is enough.
	Row Row
	// Expected is the revision that the change builds on: 0 for a row that is not
	// there yet (or is a tombstone), or AnyRevision.
	Expected int64
	// Adopt takes over a row of another workspace, or one of this workspace that
	// its state does not know.
	Adopt bool
	// Delete makes it a deletion; "" for none.
	Delete DeletionPolicy
}

// Action is what a write did.
type Action string

// The actions.
const (
	Unchanged Action = "unchanged" // it was so already; not in the history
	Created   Action = "created"
	Updated   Action = "updated"
	Adopted   Action = "adopted"
	Restored  Action = "restored" // written over a tombstone
	Deleted   Action = "deleted"
	Purged    Action = "purged"
	// Forgotten is a deletion of what another workspace has adopted since: nothing is
	// written, and Outcome.Row says whose it is now. Whoever asked is to tell it.
	Forgotten Action = "forgotten"
)

// Outcome is what became of one change.
type Outcome struct {
	Action Action
	// Row is the row after the change; of a purged row the last revision.
	Row Row
}

// Upsert writes one row that builds on a revision (see Change.Expected). The same
// row again changes nothing.
func (s *Store) Upsert(ctx context.Context, row Row, expected int64) (Outcome, error) {
	return s.applyOne(ctx, Change{Row: row, Expected: expected})
}

// Delete deletes one row that builds on a revision. A row that is not there, or is
// a tombstone, is deleted already.
func (s *Store) Delete(ctx context.Context, id string, expected int64, policy DeletionPolicy) (Outcome, error) {
	return s.applyOne(ctx, Change{Row: Row{ID: id}, Expected: expected, Delete: policy})
}

func (s *Store) applyOne(ctx context.Context, change Change) (Outcome, error) {
	outcomes, err := s.Apply(ctx, []Change{change})
	if err != nil {
		return Outcome{}, err
	}
	return outcomes[0], nil
}

// Apply does all changes in one transaction or, with an error, none. The outcomes
// are in the order of the changes. Errors are *Error: Conflict names every row
// that others own or changed; Uncertain says that the connection broke for good
// during the COMMIT.
func (s *Store) Apply(ctx context.Context, changes []Change) ([]Outcome, error) {
	writer, err := s.writer(changes)
	if err != nil {
		return nil, err
	}
	if len(writer.ids) == 0 {
		return writer.outcomes, nil
	}
	if err := s.transact(ctx, writes, writer.write); err != nil {
		return nil, err
	}
	return writer.outcomes, nil
}

// writer prepares a call of Apply.
func (s *Store) writer(changes []Change) (*writer, error) {
	w := &writer{store: s, changes: slices.Clone(changes), id: rand.Text()}
	if s.config.Workspace == "" {
		return w, &Error{Kind: NoWorkspace, Message: "A row of the inventory belongs to the workspace that wrote it, and nobody said which one writes."}
	}
	return w, w.prepare()
}

// writer is one call of Apply.
type writer struct {
	store    *Store
	changes  []Change
	outcomes []Outcome
	// id marks the history of this call, so that after a COMMIT without an answer
	// it can tell whether it was done.
	id string
	// ids are those of the rows, sorted: who locks many in one order never waits
	// for somebody who waits for him.
	ids []string
	// places are where the changes of ids stand.
	places map[string]int
	at     Stamp
	found  map[string]Row
	// last has the newest revision in the history of each row, also of one that was
	// purged.
	last map[string]int64
	// ours are the rows to be deleted that this workspace has written at some time.
	ours map[string]bool
	// written has what an earlier attempt of this call did after all.
	written map[string]Outcome
}

func (w *writer) prepare() error {
	config := w.store.config
	w.at = Stamp{By: config.Actor, Run: config.Run}
	w.outcomes, w.places = make([]Outcome, len(w.changes)), map[string]int{}
	for i, change := range w.changes {
		row, err := change.Row.normal()
		if err != nil {
			return err
		}
		w.changes[i].Row = row
		switch change.Delete {
		case "", Tombstone, Purge:
			if _, twice := w.places[row.ID]; twice {
				return &Error{Kind: BadRow, Message: fmt.Sprintf("The row %s stands twice among those to be written.", deadline.Printable(row.ID))}
			}
			w.ids, w.places[row.ID] = append(w.ids, row.ID), i
		case Keep:
			w.outcomes[i] = Outcome{Action: Unchanged, Row: row}
		default:
			return &Error{Kind: BadRow, Message: fmt.Sprintf("The deletion policy %q is not known. Known are tombstone, purge and keep.", deadline.Printable(string(change.Delete)))}
		}
	}
	slices.Sort(w.ids)
	return nil
}

// write is one attempt: read and lock, decide, write.
func (w *writer) write(ctx context.Context, tx transaction, again bool) error {
	if err := w.read(ctx, tx, again); err != nil {
		return err
	}
	clashes := w.decide()
	if len(clashes) > 0 {
		return conflict(w.store.place.shown, clashes)
	}
	var statements []statement
	for i, change := range w.changes {
		outcome := &w.outcomes[i]
		if _, isDone := w.written[change.Row.ID]; isDone || outcome.Action == Unchanged || outcome.Action == Forgotten {
			continue
		}
		added, err := w.statements(outcome, change, outcome.Row)
		if err != nil {
			return err
		}
		statements = append(statements, added...)
	}
	if len(statements) == 0 {
		return nil // what was read is all there is to know
	}
	return tx.commit(ctx, statements...)
}

// decide fills in the outcomes, each with the row as it was found, and gives the
// clashes.
func (w *writer) decide() []Clash {
	var clashes []Clash
	for i, change := range w.changes {
		if change.Delete == Keep {
			continue
		}
		done, isDone := w.written[change.Row.ID]
		if isDone {
			w.outcomes[i] = done
			continue
		}
		found := w.found[change.Row.ID]
		verdict, clash := decide(change, found, w.store.config.Workspace, w.ours[change.Row.ID])
		if len(w.written) > 0 {
			// One transaction did them all, so whatever is not in it was not written.
			if verdict != Forgotten {
				verdict = Unchanged
			}
			clash = ""
		}
		if clash != "" {
			clashes = append(clashes, Clash{ID: change.Row.ID, Found: found, Message: clash})
			continue
		}
		w.outcomes[i] = Outcome{Action: verdict, Row: found}
	}
	return clashes
}

func (w *writer) read(ctx context.Context, tx transaction, again bool) error {
	w.reset()
	wanted, ids, err := w.store.backend.list(w.ids)
	if err != nil {
		return err
	}
	args := []any{w.store.config.Tenant, ids}
	rows := w.store.byID(wanted, ids, w.found)
	rows.sql += w.store.backend.lock("expiry_assets")
	statements := []statement{rows, {
		sql:  "SELECT asset, MAX(revision) FROM expiry_history WHERE tenant = $1 AND asset IN (" + wanted + ") GROUP BY asset",
		args: args, row: func(scan func(...any) error) error {
			var id string
			var revision int64
			err := scan(&id, &revision)
			w.last[id] = revision
			return err
		},
	}}
	statements = append(statements, w.ownedOnce(wanted, args)...)
	if again {
		statements = append(statements, w.lookBack(wanted, args))
	}
	return tx.send(ctx, append(statements, w.store.readClock(&w.at.At))...)
}

func (w *writer) reset() {
	w.found, w.last, w.ours, w.written = map[string]Row{}, map[string]int64{}, map[string]bool{}, map[string]Outcome{}
}

// ownedOnce finds which of the rows this workspace has written at some time. Only a
// deletion asks.
func (w *writer) ownedOnce(wanted string, args []any) []statement {
	if !slices.ContainsFunc(w.changes, func(c Change) bool { return c.Delete == Tombstone || c.Delete == Purge }) {
		return nil
	}
	return []statement{{
		sql:  "SELECT DISTINCT asset FROM expiry_history WHERE tenant = $1 AND asset IN (" + wanted + ") AND workspace = $3",
		args: append(slices.Clone(args), w.store.config.Workspace), row: func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			w.ours[id] = true
			return err
		},
	}}
}

// lookBack finds what an earlier attempt wrote, even if others wrote since.
func (w *writer) lookBack(wanted string, args []any) statement {
	return statement{
		sql:  "SELECT asset, revision, action, written_at FROM expiry_history WHERE tenant = $1 AND asset IN (" + wanted + ") AND write_id = $3",
		args: append(slices.Clone(args), w.id), row: func(scan func(...any) error) error {
			var id string
			var done Outcome
			var at instant
			if err := scan(&id, &done.Row.Revision, &done.Action, &at); err != nil {
				return err
			}
			revision := done.Row.Revision
			if done.Row = w.found[id]; done.Row.Revision != revision {
				// Purged, or written by somebody else since: ours is what we wrote.
				done.Row = w.mine(id, revision, at.Time)
			}
			w.written[id] = done
			return nil
		},
	}
}

// mine is the row as this call wrote it.
func (w *writer) mine(id string, revision int64, at time.Time) Row {
	row := w.changes[w.places[id]].Row
	row.Revision, row.Workspace, row.Created, row.Updated = revision, w.store.config.Workspace, w.found[id].Created, w.at
	row.Updated.At = at
	return row
}
