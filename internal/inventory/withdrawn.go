package inventory

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Withdrawn gives at most MaxPage readings of the tenant that were withdrawn at or
// after an instant, the last first: what is no longer read, by whom, since when. There
// are none in an inventory that has no tables for readings.
func (s *Store) Withdrawn(ctx context.Context, since time.Time) ([]Reading, error) {
	if holds, err := s.holdsReadings(ctx); err != nil || !holds {
		return nil, err
	}
	var withdrawn []Reading
	err := s.read(ctx, func() []statement {
		withdrawn = nil
		return []statement{{
			sql: fmt.Sprintf("SELECT %s, workspace, reader FROM expiry_readings WHERE tenant = $1 AND withdrawn_at >= $2 ORDER BY withdrawn_at DESC, id, workspace, reader LIMIT %d",
				strings.Join(readingColumns, ", "), MaxPage),
			args: []any{s.config.Tenant, instant{whole(since)}}, row: func(scan func(...any) error) error {
				var workspace, reader string
				reading, err := scanReading(scan, &workspace, &reader)
				reading.Workspace, reading.Reader = workspace, reader
				withdrawn = append(withdrawn, reading)
				return err
			},
		}}
	})
	return withdrawn, err
}
