package inventory

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"path"
	"strings"
)

//go:embed migrations
var migrationFS embed.FS

// schemaVersion is the newest version that this provider works with: the number of
// migrations. Rows are the same since oldestVersion, and need no newer one;
// readings have tables since readingsVersion.
const (
	schemaVersion   = 2
	oldestVersion   = 1
	readingsVersion = 2
)

// Migration says what a call of Migrate found and left.
type Migration struct {
	// From is the version before, 0 where there was no inventory; To the version
	// now.
	From, To int
	// URL is where the inventory is, without its password: what a configuration says.
	URL string
}

// Migrate makes the schema of an inventory, or brings it up to date. It can be
// run any number of times, also by many at once and after one that was cut off.
// It needs the right to create tables; the role that made them, or one with its
// rights, must run it again after an update. A relative path starts at the working
// directory: a person types it, and Migration.URL has the whole one. The error is
// an *Error.
func Migrate(ctx context.Context, url string) (Migration, error) {
	p, err := parseURL(url)
	if err == nil {
		p, err = p.absolute()
	}
	if err != nil {
		return Migration{}, err
	}
	m := Migration{URL: p.shown}
	store := &Store{config: Config{Timeout: 2 * defaultTimeout}, place: p, migrating: true}
	if store.backend, err = p.backend(ctx, store.config, true); err != nil {
		return m, err
	}
	defer store.Close()
	steps, err := store.backend.migrations()
	if err != nil {
		return m, err
	}
	if m.From, err = store.prepareSchema(ctx); err != nil {
		return m, err
	}
	if m.To = m.From; m.From > len(steps) {
		return m, p.schemaNew(m.From)
	}
	// Up to date it needs no right to change anything.
	for ; m.To < len(steps); m.To++ {
		// A statement is read with the tables that are there, and some databases end
		// the transaction before and after each that defines something (CockroachDB
		// 25.1) or cannot undo it (YugabyteDB): so each stands alone, and whoever was
		// cut off begins the step again.
		for sql := range strings.SplitSeq(steps[m.To], "\n\n") {
			if err := store.define(ctx, statement{sql: sql}); err != nil {
				return m, err
			}
		}
		// Another migration may be ahead of this one.
		if err := store.define(ctx, statement{sql: fmt.Sprintf("UPDATE expiry_schema SET version = %[1]d WHERE id = 1 AND version < %[1]d", m.To+1)}); err != nil {
			return m, err
		}
	}
	return m, nil
}

// define runs one statement that can be run twice in a transaction of its own.
func (s *Store) define(ctx context.Context, step statement) error {
	return s.transact(ctx, defines, func(ctx context.Context, tx transaction, _ bool) error {
		return tx.commit(ctx, step)
	})
}

// prepareSchema makes the table that holds the version, where there is none, and
// gives the version.
func (s *Store) prepareSchema(ctx context.Context) (int, error) {
	version := 0
	err := s.transact(ctx, reads, func(ctx context.Context, tx transaction, _ bool) error {
		return tx.commit(ctx, versionStatement(&version))
	})
	var found *Error
	if err == nil && version > 0 || err != nil && (!errors.As(err, &found) || found.Kind != SchemaMissing) {
		return version, err
	}
	for _, sql := range []string{
		"CREATE TABLE IF NOT EXISTS expiry_schema (id INTEGER PRIMARY KEY, version INTEGER NOT NULL)",
		"INSERT INTO expiry_schema (id, version) VALUES (1, 0) ON CONFLICT (id) DO NOTHING",
	} {
		if err := s.define(ctx, statement{sql: sql}); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

// migrationFiles are the steps of one database, oldest first.
func migrationFiles(dialect string) ([]string, error) {
	steps := make([]string, schemaVersion)
	for i := range steps {
		text, err := migrationFS.ReadFile(path.Join("migrations", dialect, fmt.Sprintf("%04d.sql", i+1)))
		if err != nil {
			return nil, err
		}
		steps[i] = strings.TrimSpace(string(text))
	}
	return steps, nil
}

func versionStatement(found *int) statement {
	return statement{
		sql: "SELECT version FROM expiry_schema WHERE id = 1",
		row: func(scan func(...any) error) error { return scan(found) },
	}
}

func (s *Store) readVersion(ctx context.Context, found *int) error {
	tx, err := s.backend.begin(ctx, reads)
	if err != nil {
		return err
	}
	defer tx.end(ctx)
	return tx.commit(ctx, versionStatement(found))
}

// checkSchema says that the inventory has a version that this provider knows.
func (s *Store) checkSchema(ctx context.Context) error {
	found := -1
	if err := s.readVersion(ctx, &found); err != nil {
		return err
	}
	switch {
	case found < 0:
		return s.place.schemaMissing().Error
	case found < oldestVersion:
		return s.place.schemaOld(found, oldestVersion)
	case found > schemaVersion:
		return s.place.schemaNew(found)
	}
	s.version.Store(int64(found))
	return nil
}

// holdsReadings says whether the inventory has tables for readings. One that had
// none may have been migrated since.
func (s *Store) holdsReadings(ctx context.Context) (bool, error) {
	if s.version.Load() < readingsVersion {
		s.version.Store(0)
		if err := s.transact(ctx, reads, func(context.Context, transaction, bool) error { return nil }); err != nil {
			return false, err
		}
	}
	return s.version.Load() >= readingsVersion, nil
}

// needReadings is the error of an inventory without tables for readings.
func (s *Store) needReadings(ctx context.Context) error {
	holds, err := s.holdsReadings(ctx)
	if err == nil && !holds {
		err = s.place.schemaOld(int(s.version.Load()), readingsVersion)
	}
	return err
}

func (p place) schemaOld(found, needed int) *Error {
	return &Error{
		Kind: SchemaOld,
		Message: fmt.Sprintf("The inventory has schema version %d and this needs %d. Plans and applies never change it; run once, with the role that may create tables: %s",
			found, needed, p.migrateCommand()),
		Facts: []string{"Inventory: " + p.shown},
	}
}

func (p place) schemaNew(found int) *Error {
	return &Error{
		Kind:    SchemaNew,
		Message: fmt.Sprintf("The inventory has schema version %d, made by a newer version of this provider, which knows %d. Use that newer version here too.", found, schemaVersion),
		Facts:   []string{"Inventory: " + p.shown},
	}
}
