package inventory

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Reading is one thing as one workspace read it. It never stands in the way of a
// row, of whichever workspace: both stay, and are joined by id for who looks.
type Reading struct {
	ID   string // kind/name, as its data source gives it
	Kind string
	deadline.Identity
	// Timeline is in whole seconds; an end that is unknown is that of a reading
	// that failed.
	Timeline deadline.Timeline
	// Facts is whatever else was read and does not depend on now: one JSON object,
	// or nothing.
	Facts json.RawMessage
	// Source is what read it.
	Source string
	// ReadAt is when; zero for now. What lies ahead of the database's clock is now.
	ReadAt time.Time

	// What follows is the store's to say.

	// Workspace and Reader are who read it.
	Workspace, Reader string
	// Good is the last reading whose end was not unknown, where this one's is.
	Good Good
	// WithdrawnAt is when it was no longer read; zero where it still is.
	WithdrawnAt time.Time
}

// Good is a reading whose end was not unknown; its ReadAt is zero where there was
// none.
type Good struct {
	Timeline deadline.Timeline
	ReadAt   time.Time
}

// Reader is the things that one resource of a workspace reads.
type Reader struct {
	// Name is the resource's, unique in its workspace.
	Name string
	// Digest is of what was read, as who writes it makes it; RefreshAfter the period
	// after which it wants to read again.
	Digest, RefreshAfter string
	// New says that nobody knows of an earlier one: where there is one of the name
	// that wrote something else, writing is a Conflict.
	New bool

	// What follows is the store's to say.

	Workspace string
	// ReadAt is when the oldest of its readings was read.
	ReadAt time.Time
	// Count is how many readings it wrote last, and Found how many of it there are:
	// another number says that somebody deleted some.
	Count, Found int64
	Updated      Stamp
}

// maxKey is how many bytes tenant, workspace, reader and id may have together, for
// PostgreSQL to index them.
const maxKey = 2500

// normal is the reading as the store keeps it, or why it cannot.
func (r Reading) normal() (Reading, error) {
	row, err := r.row().normal()
	if err != nil {
		return r, err
	}
	r.Timeline, r.Facts, r.ReadAt = row.Timeline, row.Facts, whole(r.ReadAt)
	return r, checkText("source", r.Source)
}

// row is what a reading says, as a row says it.
func (r Reading) row() Row {
	return Row{
		ID: r.ID, Kind: r.Kind, Identity: r.Identity, Timeline: r.Timeline, Facts: r.Facts,
	}
}

// sameReading says that two readings say the same, whenever they were read. Both
// are in their normal form.
func sameReading(a, b Reading) bool {
	return a.Source == b.Source && same(a.row(), b.row())
}

// lastGood is the last reading of which the end was not unknown, before another.
func (r Reading) lastGood() Good {
	if r.Timeline.End.State != deadline.EndUnknown {
		return Good{r.Timeline, r.ReadAt}
	}
	return r.Good
}

// readingColumns are those of expiry_readings after tenant, workspace and reader.
var readingColumns = []string{
	"id", "kind", "name", "owner", "maintainer", "system", "environment", "criticality",
	"end_state", "expires_at", "act_by", "remind_at", "facts", "source", "read_at",
	"good_state", "good_expires_at", "good_act_by", "good_remind_at", "good_read_at", "withdrawn_at",
}

var writeReading = func() string {
	var places, set []string
	for i := range len(readingColumns) + 3 {
		places = append(places, fmt.Sprintf("$%d", i+1))
	}
	for _, column := range readingColumns[1:] {
		set = append(set, column+" = excluded."+column)
	}
	return "INSERT INTO expiry_readings (tenant, workspace, reader, " + strings.Join(readingColumns, ", ") + ") VALUES (" + strings.Join(places, ", ") +
		") ON CONFLICT (tenant, workspace, reader, id) DO UPDATE SET " + strings.Join(set, ", ")
}()

// values are the reading's columns after tenant, workspace and reader.
func (r Reading) values() []any {
	line, good, state := r.Timeline, r.Good.Timeline, ""
	if !r.Good.ReadAt.IsZero() {
		state = good.End.State.String()
	}
	return []any{
		r.ID, r.Kind, r.Name, r.Owner, r.Maintainer, r.System, r.Environment, r.Criticality,
		line.End.State.String(),
		instant{line.End.At},
		instant{line.ActBy},
		instant{line.RemindAt},
		string(r.Facts), r.Source,
		instant{r.ReadAt},
		state,
		instant{good.End.At},
		instant{good.ActBy},
		instant{good.RemindAt},
		instant{r.Good.ReadAt},
		instant{r.WithdrawnAt},
	}
}

// scanReading reads readingColumns, and more after them.
func scanReading(scan func(...any) error, more ...any) (Reading, error) {
	r, odd, err := scanReadingLoosely(scan, more...)
	if err == nil && len(odd) > 0 {
		err = &Error{Kind: Damaged, Message: damagedMessage, Facts: []string{"Reading: " + shorten(r.ID), "Cause: " + odd[0]}}
	}
	return r, err
}

// scanReadingLoosely says in sentences what makes no sense. Such an end is unknown,
// so that it never passes.
func scanReadingLoosely(scan func(...any) error, more ...any) (r Reading, odd []string, err error) {
	var state, facts, goodState string
	var expires, actBy, remind, read, goodExpires, goodActBy, goodRemind, goodRead, withdrawn looseInstant
	err = scan(append([]any{
		&r.ID, &r.Kind, &r.Name, &r.Owner, &r.Maintainer, &r.System, &r.Environment, &r.Criticality,
		&state, &expires, &actBy, &remind, &facts, &r.Source, &read, &goodState, &goodExpires, &goodActBy, &goodRemind, &goodRead, &withdrawn,
	}, more...)...)
	if err != nil {
		return r, nil, err
	}
	for i, at := range []looseInstant{expires, actBy, remind, read, goodExpires, goodActBy, goodRemind, goodRead, withdrawn} {
		if at.odd != "" {
			column := []string{"expires_at", "act_by", "remind_at", "read_at", "good_expires_at", "good_act_by", "good_remind_at", "good_read_at", "withdrawn_at"}[i]
			odd = append(odd, notAnInstant(column, at.odd))
		}
	}
	r.Facts = json.RawMessage(facts)
	r.Timeline = normalLine(deadline.Timeline{End: deadline.End{State: deadline.ParseEndState(state), At: expires.Time}, ActBy: actBy.Time, RemindAt: remind.Time})
	r.ReadAt, r.WithdrawnAt = read.Time, withdrawn.Time
	good := normalLine(deadline.Timeline{End: deadline.End{State: deadline.ParseEndState(goodState), At: goodExpires.Time}, ActBy: goodActBy.Time, RemindAt: goodRemind.Time})
	if r.Timeline.End.State == deadline.EndUnknown && good.End.State != deadline.EndUnknown {
		r.Good = Good{good, goodRead.Time}
	}
	if !strings.HasPrefix(facts, "{") || !json.Valid(r.Facts) {
		odd = append(odd, factsNoObject)
	}
	return r, odd, nil
}
