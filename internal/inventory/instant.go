package inventory

import (
	"database/sql/driver"
	"fmt"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// instant is a time as both stores take and give it: TIMESTAMPTZ in PostgreSQL,
// RFC 3339 text in UTC, which sorts as the instants do, in SQLite. The zero time
// is NULL.
type instant struct{ time.Time }

// Value is the text form, which PostgreSQL reads too.
func (i instant) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return deadline.FormatInstant(i.Time), nil
}

// Scan reads either store's form.
func (i *instant) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		i.Time = time.Time{}
		return nil
	case time.Time:
		i.Time = v.UTC()
		return nil
	case string:
		at, err := deadline.ParseInstant(v, time.UTC)
		i.Time = at
		return err
	}
	return fmt.Errorf("%v is no instant", value)
}

// looseInstant is an instant, or what stands in its place.
type looseInstant struct {
	instant
	odd string
}

// Scan never fails.
func (i *looseInstant) Scan(value any) error {
	if err := i.instant.Scan(value); err != nil {
		i.odd = fmt.Sprint(value)
	}
	return nil
}

// roundedUp is a bound that takes the same whole seconds as t does.
func roundedUp(t time.Time) instant {
	if rest := t.Nanosecond(); rest > 0 {
		t = t.Add(time.Second - time.Duration(rest))
	}
	return instant{t}
}

// whole is t in UTC, less the fraction of a second that no store keeps.
func whole(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Second)
}

// readClock reads by which time a write is dated. It comes after what locks the
// rows, so that the times in a row's history are in the order of its revisions.
func (s *Store) readClock(at *time.Time) statement {
	return statement{sql: "SELECT " + s.backend.clock(), row: func(scan func(...any) error) error {
		var now instant
		err := scan(&now)
		if *at = whole(now.Time); s.config.Clock != nil {
			*at = whole(s.config.Clock())
		}
		return err
	}}
}
