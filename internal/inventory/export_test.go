package inventory

import "context"

// SchemaVersion is that of this provider.
const SchemaVersion = schemaVersion

// RefuseNetwork judges a file system by its number.
func RefuseNetwork(number uint32) error { return refuseNetwork(place{shown: "sqlite:x"}, number) }

// LimitPages makes the disk of a SQLite store as small as a number of pages.
func LimitPages(ctx context.Context, s *Store, pages string) error {
	file := s.backend.(*sqlite)
	file.db.SetMaxOpenConns(1)
	_, err := file.db.ExecContext(ctx, "PRAGMA max_page_count = "+pages)
	return err
}
