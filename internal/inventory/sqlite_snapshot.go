package inventory

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
)

// SQLite keeps a log beside a file and wants to write even where it reads. Who may
// not write reads the log of those who may, as long as there is one; without one
// the file is whole, and is read as one that does not change. That it did not is
// looked at afterwards, since SQLite no longer does.

// mayOnlyRead says that this user can write the file or its directory in no way.
// One who may not write the file makes no log either: it would be his, and shut
// out the others.
func (s *sqlite) mayOnlyRead() bool {
	info, err := os.Stat(s.place.target)
	return err == nil && info.Mode().IsRegular() && (!mayWrite(s.place.target) || !mayWrite(filepath.Dir(s.place.target)))
}

// hasLog says that there are writes that are not in the file yet.
func (s *sqlite) hasLog() bool {
	info, err := os.Stat(s.place.target + "-wal")
	return err == nil && info.Size() > 0
}

// errChanged says that the file was written while it was read as one that does
// not change.
var errChanged = errors.New("the file was written while it was read")

// readError is an error of somebody who may only read.
type readError struct{ error }

func (e *readError) Unwrap() error { return e.error }

// snapshot is a transaction on a file without a log.
type snapshot struct {
	*sqliteTransaction
	file   *sqlite
	db     *sql.DB
	before os.FileInfo
}

func (s *sqlite) beginSnapshot(ctx context.Context) (transaction, error) {
	before, err := os.Stat(s.place.target)
	if err != nil {
		return nil, &readError{err}
	}
	source, err := s.source("mode=ro&immutable=1")
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", source)
	if err != nil {
		return nil, err
	}
	tx, err := beginOn(ctx, db, "BEGIN")
	if err != nil {
		_ = db.Close()
		return nil, &readError{err}
	}
	return &snapshot{tx, s, db, before}, nil
}

func (t *snapshot) commit(ctx context.Context, statements ...statement) error {
	err := t.sqliteTransaction.commit(ctx, statements...)
	after, statErr := os.Stat(t.file.place.target)
	if statErr != nil || !os.SameFile(t.before, after) || t.before.Size() != after.Size() || !t.before.ModTime().Equal(after.ModTime()) || t.file.hasLog() {
		// Whatever was read, or went wrong, is of two states.
		return &readError{errChanged}
	}
	return err
}

func (t *snapshot) end(ctx context.Context) {
	t.sqliteTransaction.end(ctx)
	_ = t.db.Close()
}

// logReader reads the log of those who may write.
type logReader struct{ *sqliteTransaction }

func (t logReader) commit(ctx context.Context, statements ...statement) error {
	if err := t.sqliteTransaction.commit(ctx, statements...); err != nil {
		return &readError{err}
	}
	return nil
}
