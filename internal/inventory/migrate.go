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

// schemaVersion is the version that this provider works with: the number of
// migrations.
const schemaVersion = 1

// Migration says what a call of Migrate found and left.
type Migration struct {
	// From is the version before, 0 where there was no inventory; To the version
	// now.
	From, To int
	// URL is where the inventory is, without its password.
	URL string
}

// Migrate makes the schema of an inventory, or brings it up to date. It can be
// run any number of times, also by many at once. It needs the right to create
// tables; the role that made them, or one with its rights, must run it again
// after an update. The error is an *Error.
func Migrate(ctx context.Context, url string) (Migration, error) {
	p, err := parseURL(url)
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
	if m.To = m.From; m.From == len(steps) {
		return m, nil // needs no right to change anything
	}
	err = store.transact(ctx, true, func(ctx context.Context, tx transaction, _ bool) error {
		if err := tx.send(ctx, versionStatement(&m.From, store.backend.lock("expiry_schema"))); err != nil {
			return err
		}
		if m.From > len(steps) {
			return p.schemaNew(m.From)
		}
		for _, step := range steps[m.From:] {
			// One by one, since a statement is read with the tables that are there.
			for sql := range strings.SplitSeq(step, "\n\n") {
				if err := tx.send(ctx, statement{sql: sql}); err != nil {
					return err
				}
			}
		}
		m.To = len(steps)
		return tx.commit(ctx, statement{sql: "UPDATE expiry_schema SET version = $1 WHERE id = 1", args: []any{m.To}})
	})
	return m, err
}

// prepareSchema makes the table that holds the version, where there is none, and
// gives the version.
func (s *Store) prepareSchema(ctx context.Context) (int, error) {
	version := 0
	err := s.transact(ctx, false, func(ctx context.Context, tx transaction, _ bool) error {
		return tx.commit(ctx, versionStatement(&version, ""))
	})
	var found *Error
	if err == nil && version > 0 || err != nil && (!errors.As(err, &found) || found.Kind != SchemaMissing) {
		return version, err
	}
	return 0, s.transact(ctx, true, func(ctx context.Context, tx transaction, _ bool) error {
		if err := tx.send(ctx, statement{sql: "CREATE TABLE IF NOT EXISTS expiry_schema (id INTEGER PRIMARY KEY, version INTEGER NOT NULL)"}); err != nil {
			return err
		}
		return tx.commit(ctx, statement{sql: "INSERT INTO expiry_schema (id, version) VALUES (1, 0) ON CONFLICT (id) DO NOTHING"})
	})
}

// migrationFiles are the steps of one database, oldest first.
func migrationFiles(dialect string) ([]string, error) {
	steps := make([]string, schemaVersion)
	for i := range steps {
		text, err := migrationFS.ReadFile(path.Join("migrations", dialect, fmt.Sprintf("%04d.sql", i+1)))
		if err != nil {
			return nil, err
		}
		steps[i] = string(text)
	}
	return steps, nil
}

func versionStatement(found *int, lock string) statement {
	return statement{
		sql: "SELECT version FROM expiry_schema WHERE id = 1" + lock,
		row: func(scan func(...any) error) error { return scan(found) },
	}
}

func (s *Store) readVersion(ctx context.Context, found *int) error {
	tx, err := s.backend.begin(ctx, false)
	if err != nil {
		return err
	}
	defer tx.end(ctx)
	return tx.commit(ctx, versionStatement(found, ""))
}

// checkSchema says that the inventory has the version of this provider.
func (s *Store) checkSchema(ctx context.Context) error {
	found := -1
	if err := s.readVersion(ctx, &found); err != nil {
		return err
	}
	switch {
	case found < 0:
		return s.place.schemaMissing().Error
	case found < schemaVersion:
		return &Error{
			Kind:    SchemaOld,
			Message: fmt.Sprintf("The inventory has schema version %d and this provider needs %d. Plans and applies never change it; run once: %s", found, schemaVersion, s.place.migrateCommand()),
			Facts:   []string{"Inventory: " + s.place.shown},
		}
	case found > schemaVersion:
		return s.place.schemaNew(found)
	}
	return nil
}

func (p place) schemaNew(found int) *Error {
	return &Error{
		Kind:    SchemaNew,
		Message: fmt.Sprintf("The inventory has schema version %d, made by a newer version of this provider, which knows %d. Use that newer version here too.", found, schemaVersion),
		Facts:   []string{"Inventory: " + p.shown},
	}
}
