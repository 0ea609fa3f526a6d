package inventory

import (
	"context"
	"encoding/json"
	"fmt"
)

// maxHistory is how many entries History gives.
const maxHistory = 1000

// Entry is one write of one row. Entries are never changed.
type Entry struct {
	Stamp
	Revision  int64
	Action    Action
	Workspace string
	// Before and After are what people say of a row, as a JSON object; nil where
	// there was no row before, or is none after.
	Before, After json.RawMessage
}

// History is what happened to a row, newest first, at most 1,000 entries; also of
// one that was purged. It is empty where there never was such a row.
func (s *Store) History(ctx context.Context, id string) ([]Entry, error) {
	var entries []Entry
	err := s.read(ctx, func() []statement {
		entries = nil
		return []statement{{
			sql: "SELECT revision, action, written_at, actor, run, workspace, facts_before, facts_after FROM expiry_history " +
				fmt.Sprintf("WHERE tenant = $1 AND asset = $2 ORDER BY revision DESC LIMIT %d", maxHistory),
			args: []any{s.config.Tenant, id}, row: func(scan func(...any) error) error {
				var entry Entry
				var at instant
				var before, after string
				err := scan(&entry.Revision, &entry.Action, &at, &entry.By, &entry.Run, &entry.Workspace, &before, &after)
				entry.At = at.Time
				if before != "" {
					entry.Before = json.RawMessage(before)
				}
				if after != "" {
					entry.After = json.RawMessage(after)
				}
				entries = append(entries, entry)
				return err
			},
		}}
	})
	return entries, err
}
