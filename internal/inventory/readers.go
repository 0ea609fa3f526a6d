package inventory

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Digest is of the ids, ends and owners of readings, in whatever order they come:
// it changes when one of these does, and with nothing that changes by itself.
func Digest(readings []Reading) string {
	lines := make([]string, len(readings))
	for i, reading := range readings {
		end, at := normalLine(reading.Timeline).End, ""
		if end.State == deadline.EndKnown {
			at = deadline.FormatInstant(end.At)
		}
		lines[i] = fmt.Sprintf("%q %s %s %q\n", reading.ID, end.State, at, reading.Owner)
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(slices.Compact(lines), "")))
	return hex.EncodeToString(sum[:])
}

// ReadReader gives a reader of this workspace as it wrote last; false where there
// is none, or it was forgotten.
func (s *Store) ReadReader(ctx context.Context, name string) (Reader, bool, error) {
	if err := s.needReadings(ctx); err != nil {
		return Reader{}, false, err
	}
	readers, err := s.readers(ctx, "workspace = $2 AND reader = $3", s.config.Workspace, name)
	if err != nil || len(readers) == 0 {
		return Reader{}, false, err
	}
	return readers[0], true, nil
}

// Readers gives all readers of the tenant, by workspace and name: who should read,
// and when it last did. There are none in an inventory that has no tables for them.
func (s *Store) Readers(ctx context.Context) ([]Reader, error) {
	if holds, err := s.holdsReadings(ctx); err != nil || !holds {
		return nil, err
	}
	return s.readers(ctx, "TRUE")
}

func (s *Store) readers(ctx context.Context, condition string, args ...any) ([]Reader, error) {
	var readers []Reader
	err := s.read(ctx, func() []statement {
		readers = nil
		return []statement{{
			sql: "SELECT workspace, reader, digest, read_at, refresh_after, readings, updated_at, updated_by, updated_run, " +
				"(SELECT COUNT(*) FROM expiry_readings r WHERE r.tenant = o.tenant AND r.workspace = o.workspace AND r.reader = o.reader AND r.withdrawn_at IS NULL) " +
				"FROM expiry_readers o WHERE tenant = $1 AND withdrawn_at IS NULL AND " + condition + " ORDER BY workspace, reader",
			args: append([]any{s.config.Tenant}, args...), row: func(scan func(...any) error) error {
				var r Reader
				var read, updated instant
				err := scan(&r.Workspace, &r.Name, &r.Digest, &read, &r.RefreshAfter, &r.Count, &updated, &r.Updated.By, &r.Updated.Run, &r.Found)
				r.ReadAt, r.Updated.At = read.Time, updated.Time
				readers = append(readers, r)
				return err
			},
		}}
	})
	return readers, err
}
