package inventory

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// WrittenReadings is what became of the readings of a reader.
type WrittenReadings struct {
	Reader Reader
	// Added, Changed and Unchanged count the readings that were written. One that is
	// read again after it was withdrawn counts as added.
	Added, Changed, Unchanged int
	// Withdrawn are those that were read the last time and no longer are, by id: who
	// writes is to tell it.
	Withdrawn []Reading
}

// WriteReadings makes the readings of a reader of this workspace what was read now,
// all at once or, with an error, not at all. What is not among them is withdrawn:
// it stays, with the day. An end that is unknown now keeps beside it the last one
// that was not. The same thing twice is one reading if it says the same; errors are
// *Error, as those of Apply.
func (s *Store) WriteReadings(ctx context.Context, reader Reader, readings []Reading) (WrittenReadings, error) {
	w, err := s.readingsWriter(ctx, reader)
	if err == nil {
		err = w.prepare(readings)
	}
	if err == nil {
		err = s.transact(ctx, writes, w.write)
	}
	return w.outcome, err
}

// Forget ends a reader whose resource is destroyed: all that it read is withdrawn,
// and returned to be told. It gives nothing where there is no such reader.
func (s *Store) Forget(ctx context.Context, name string) ([]Reading, error) {
	w, err := s.readingsWriter(ctx, Reader{Name: name})
	if err == nil {
		err = s.transact(ctx, writes, w.forget)
	}
	return w.outcome.Withdrawn, err
}

func (s *Store) readingsWriter(ctx context.Context, reader Reader) (*readingsWriter, error) {
	reader.Workspace = s.config.Workspace
	w := &readingsWriter{store: s, reader: reader, id: rand.Text()}
	if reader.Workspace == "" {
		return w, &Error{Kind: NoWorkspace, Message: "A reading in the inventory belongs to the workspace that read it, and nobody said which one reads."}
	}
	if reader.Name == "" {
		return w, &Error{Kind: BadRow, Message: "Readings in the inventory need the name of who reads them, for instance \"fleet\"."}
	}
	for _, field := range []struct{ name, value string }{{"reader", reader.Name}, {"digest", reader.Digest}, {"refresh_after", reader.RefreshAfter}} {
		if err := checkText(field.name, field.value); err != nil {
			return w, err
		}
	}
	return w, s.needReadings(ctx)
}

// readingsWriter is one call of WriteReadings or Forget.
type readingsWriter struct {
	store    *Store
	reader   Reader
	readings []Reading // sorted by id
	// id marks what this call wrote, so that after a COMMIT without an answer it can
	// tell whether it was done.
	id      string
	outcome WrittenReadings

	// What follows is read anew in each attempt.

	now      time.Time
	isThere  bool   // the reader, and not withdrawn
	writeID  string // of who wrote it last
	found    Reader // as it was written last
	existing map[string]Reading
}

func (w *readingsWriter) prepare(readings []Reading) error {
	at := map[string]int{}
	for _, reading := range readings {
		reading, err := reading.normal()
		if err != nil {
			return err
		}
		if length := len(w.store.config.Tenant) + len(w.reader.Workspace) + len(w.reader.Name) + len(reading.ID); length > maxKey {
			return &Error{
				Kind:    BadRow,
				Message: fmt.Sprintf("Tenant, workspace, reader and id of a reading are %d bytes long together; at most %d can be stored.", length, maxKey),
				Facts:   []string{"Id: " + shorten(reading.ID)},
			}
		}
		reading.Workspace, reading.Reader, reading.Good, reading.WithdrawnAt = w.reader.Workspace, w.reader.Name, Good{}, time.Time{}
		i, twice := at[reading.ID]
		switch {
		case !twice:
			at[reading.ID] = len(w.readings)
			w.readings = append(w.readings, reading)
		case !sameReading(w.readings[i], reading):
			return &Error{Kind: BadRow, Message: fmt.Sprintf("%s stands twice among what was read, and not as the same. Give one of them another name.", deadline.Printable(reading.ID))}
		}
	}
	slices.SortFunc(w.readings, func(a, b Reading) int { return strings.Compare(a.ID, b.ID) })
	return nil
}

const (
	// A reader that is new is made first, withdrawn as yet, so that two who write it
	// at once wait for one another.
	claimReader = "INSERT INTO expiry_readers (tenant, workspace, reader, digest, read_at, refresh_after, readings, write_id, updated_at, updated_by, updated_run, withdrawn_at) " +
		"VALUES ($1, $2, $3, '', %[1]s, '', 0, '', %[1]s, '', '', %[1]s) ON CONFLICT (tenant, workspace, reader) DO NOTHING"
	updateReader = "UPDATE expiry_readers SET digest = $4, read_at = $5, refresh_after = $6, readings = $7, write_id = $8, updated_at = $9, updated_by = $10, updated_run = $11, withdrawn_at = $12 " +
		"WHERE tenant = $1 AND workspace = $2 AND reader = $3"
	ofReader = " WHERE tenant = $1 AND workspace = $2 AND reader = $3"
)

// key are the first three arguments of every statement.
func (w *readingsWriter) key() []any {
	return []any{w.store.config.Tenant, w.reader.Workspace, w.reader.Name}
}

// look reads the reader, with the lock where it is to be written, and what it has.
func (w *readingsWriter) look(ctx context.Context, tx transaction, lock string, before ...statement) error {
	w.isThere, w.writeID, w.found, w.existing = false, "", Reader{}, map[string]Reading{}
	return tx.send(ctx, append(before, statement{
		sql:  "SELECT write_id, digest, readings, updated_at, updated_by, updated_run, withdrawn_at FROM expiry_readers" + ofReader + lock,
		args: w.key(), row: func(scan func(...any) error) error {
			var updated, withdrawn instant
			err := scan(&w.writeID, &w.found.Digest, &w.found.Count, &updated, &w.found.Updated.By, &w.found.Updated.Run, &withdrawn)
			w.isThere, w.found.Updated.At = withdrawn.IsZero(), updated.Time
			return err
		},
	}, w.store.readClock(&w.now), statement{
		sql:  "SELECT " + strings.Join(readingColumns, ", ") + " FROM expiry_readings" + ofReader,
		args: w.key(), row: func(scan func(...any) error) error {
			// What makes no sense is written over.
			reading, _, err := scanReadingLoosely(scan)
			reading.Workspace, reading.Reader = w.reader.Workspace, w.reader.Name
			w.existing[reading.ID] = reading
			return err
		},
	})...)
}

func (w *readingsWriter) write(ctx context.Context, tx transaction, again bool) error {
	if err := w.look(ctx, tx, w.store.backend.lock("expiry_readers"), statement{sql: fmt.Sprintf(claimReader, w.store.backend.clock()), args: w.key()}); err != nil {
		return err
	}
	if again && w.writeID == w.id {
		return nil // an earlier attempt did it after all, with this outcome
	}
	written, unchanged, err := w.decide()
	if err != nil {
		return err
	}
	statements := append(w.readAgain(unchanged), w.withdrawn()...)
	for _, reading := range written {
		statements = append(statements, statement{sql: writeReading, args: append(w.key(), reading.values()...)})
	}
	return tx.commit(ctx, append(statements, w.finish(time.Time{}))...)
}

// readAgain dates what was read as it was before. Mostly all of it was read at one
// time, and one statement dates them: whatever else it dates is written after it. A
// list of ids in its place makes a server without statistics compare all with all.
func (w *readingsWriter) readAgain(unchanged []Reading) []statement {
	times := map[time.Time]int{}
	for _, reading := range unchanged {
		times[reading.ReadAt]++
	}
	var statements []statement
	var common time.Time
	for at, n := range times {
		if n > times[common] {
			common = at
		}
	}
	if len(unchanged) > 0 {
		statements = append(statements, statement{sql: "UPDATE expiry_readings SET read_at = $4" + ofReader + " AND withdrawn_at IS NULL", args: append(w.key(), instant{common})})
	}
	for _, reading := range unchanged {
		if !reading.ReadAt.Equal(common) {
			statements = append(statements, w.date(reading))
		}
	}
	return statements
}

// date writes when a reading was read and withdrawn.
func (w *readingsWriter) date(reading Reading) statement {
	return statement{
		sql:  "UPDATE expiry_readings SET read_at = $5, withdrawn_at = $6" + ofReader + " AND id = $4",
		args: append(w.key(), reading.ID, instant{reading.ReadAt}, instant{reading.WithdrawnAt}),
	}
}

func (w *readingsWriter) forget(ctx context.Context, tx transaction, again bool) error {
	if err := w.look(ctx, tx, w.store.backend.lock("expiry_readers")); err != nil {
		return err
	}
	if again && w.writeID == w.id {
		return nil
	}
	w.outcome = WrittenReadings{Reader: w.reader}
	if !w.isThere {
		return nil
	}
	w.outcome.Reader.ReadAt = w.now
	w.withdraw()
	return tx.commit(ctx, append(w.withdrawn(), w.finish(w.now))...)
}

// withdrawn are the statements that withdraw what is to be.
func (w *readingsWriter) withdrawn() []statement {
	var statements []statement
	for _, reading := range w.outcome.Withdrawn {
		statements = append(statements, w.date(reading))
	}
	return statements
}

// finish writes the reader's own row.
func (w *readingsWriter) finish(withdrawnAt time.Time) statement {
	config, reader := w.store.config, &w.outcome.Reader
	reader.Updated = Stamp{At: w.now, By: config.Actor, Run: config.Run}
	return statement{sql: updateReader, args: append(
		w.key(), reader.Digest, instant{reader.ReadAt}, reader.RefreshAfter, reader.Count, w.id, instant{w.now}, config.Actor, config.Run, instant{withdrawnAt},
	)}
}
