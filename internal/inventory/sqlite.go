package inventory

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // registers the driver, in pure Go
)

// busyTimeout is how long SQLite itself waits for a lock. It is short, since it
// does not see that the caller gave up; the store's own attempts go on.
const busyTimeout = "250"

// sqlite is a file of this machine, shared by its processes.
type sqlite struct {
	place place
	db    *sql.DB
}

// newSQLite prepares the file's connections. Only a migration creates the file.
func newSQLite(p place, creates bool) (*sqlite, error) {
	if err := checkFileSystem(p); err != nil {
		return nil, err
	}
	file := &sqlite{place: p}
	options := "mode=rw"
	if creates {
		// With a write-ahead log others read while one writes. The file remembers it.
		options = "mode=rwc&_pragma=journal_mode(wal)"
	}
	source, err := file.source(options + "&_pragma=busy_timeout(" + busyTimeout + ")")
	if err != nil {
		return nil, err
	}
	if file.db, err = sql.Open("sqlite", source); err != nil {
		return nil, p.trouble(Failed, "The inventory cannot be opened.", err).Error
	}
	file.db.SetMaxOpenConns(maxConnections)
	return file, nil
}

// source is the file's name for the driver.
func (s *sqlite) source(options string) (string, error) {
	path, err := filepath.Abs(s.place.target)
	if err != nil {
		return "", s.place.trouble(BadURL, "The path of the inventory cannot be made absolute.", err).Error
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") { // C:/… on Windows
		path = "/" + path
	}
	name := url.URL{Scheme: "file", Path: path, RawQuery: options}
	return name.String(), nil
}

func (s *sqlite) lock(string) string { return "" } // begin has locked everything
func (s *sqlite) renew()             {}
func (s *sqlite) close()             { _ = s.db.Close() }

func (s *sqlite) list(values []string) (string, any, error) {
	text, err := json.Marshal(values)
	return "SELECT value FROM json_each($2)", string(text), err
}

func (s *sqlite) clock() string { return "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')" }

func (s *sqlite) migrations() ([]string, error) { return migrationFiles("sqlite") }

// begin takes the write lock at once where there will be writes: a transaction
// that reads first and then asks for it fails when another was faster.
func (s *sqlite) begin(ctx context.Context, why purpose) (transaction, error) {
	if why != reads {
		return beginOn(ctx, s.db, "BEGIN IMMEDIATE")
	}
	if onlyReads := s.mayOnlyRead(); onlyReads && !s.hasLog() {
		return s.beginSnapshot(ctx)
	} else if onlyReads {
		tx, err := beginOn(ctx, s.db, "BEGIN")
		if err != nil {
			return nil, &readError{err}
		}
		return logReader{tx}, nil
	}
	return beginOn(ctx, s.db, "BEGIN")
}

func beginOn(ctx context.Context, db *sql.DB, begin string) (*sqliteTransaction, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, begin); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return &sqliteTransaction{conn: conn}, nil
}

type sqliteTransaction struct {
	conn *sql.Conn
	done bool
}

func (t *sqliteTransaction) send(ctx context.Context, statements ...statement) error {
	for _, s := range statements {
		if err := t.run(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

func (t *sqliteTransaction) run(ctx context.Context, s statement) error {
	if s.row == nil {
		_, err := t.conn.ExecContext(ctx, s.sql, s.args...)
		return err
	}
	rows, err := t.conn.QueryContext(ctx, s.sql, s.args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := s.row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (t *sqliteTransaction) commit(ctx context.Context, statements ...statement) error {
	if err := t.send(ctx, statements...); err != nil {
		return err
	}
	// From here on the caller's impatience would only leave open what happened.
	_, err := t.conn.ExecContext(context.WithoutCancel(ctx), "COMMIT")
	t.done = err == nil
	return err
}

func (t *sqliteTransaction) end(ctx context.Context) {
	if !t.done {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_, _ = t.conn.ExecContext(ctx, "ROLLBACK")
	}
	_ = t.conn.Close()
}
