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
