package inventory

import (
	"context"
	"iter"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Origin says how the inventory knows a thing.
type Origin string

// The origins.
const (
	Declared Origin = "declared" // a row, written by the resource of a workspace
	Read     Origin = "read"     // a reading, by a data source of a workspace
)

// Thing is a row or a reading, and what else the inventory knows of the same id.
// Both stand side by side: neither hides the other.
type Thing struct {
	Origin Origin
	// Row is the thing where it is declared.
	Row Row
	// Readings are all of this id that are not withdrawn, by workspace and reader,
	// where the thing is declared. Where it was read it is the one, with the owner,
	// system and the like of Beside where it has none of its own.
	Readings []Reading
	// Beside is the declaration of this id, whichever workspace's, where the thing
	// was read; nil where there is none.
	Beside *Declaration
	// Stale says that the thing was read and is older than the filter wants it. Its
	// end is unknown then, and what was read is its last good one. The workspace of
	// the reading should have read it since.
	Stale bool
}

// Declaration is what a reading is completed from.
type Declaration struct {
	Workspace                                           string
	Owner, Maintainer, System, Environment, Criticality string
	Timeline                                            deadline.Timeline
}

// ID is the same for a thing that is declared and its readings.
func (t Thing) ID() string {
	if t.Origin == Read {
		return t.Readings[0].ID
	}
	return t.Row.ID
}

// Timeline is that of the row or the reading.
func (t Thing) Timeline() deadline.Timeline {
	if t.Origin == Read {
		return t.Readings[0].Timeline
	}
	return t.Row.Timeline
}

// Disagree gives the readings whose end is another than the declared one; for a
// thing that was read, itself. An end that is unknown on either side, or that of a
// reading that is stale, disagrees with none.
func (t Thing) Disagree() []Reading {
	declared := t.Row.Timeline.End
	if t.Origin == Read {
		if t.Beside == nil || t.Stale {
			return nil
		}
		declared = t.Beside.Timeline.End
	}
	var others []Reading
	for _, reading := range t.Readings {
		end := reading.Timeline.End
		if declared.State != deadline.EndUnknown && end.State != deadline.EndUnknown && (declared.State != end.State || !declared.At.Equal(end.At)) {
			others = append(others, reading)
		}
	}
	return others
}

// ThingFilter picks rows and readings. Its zero value takes all that are neither
// deleted nor withdrawn.
type ThingFilter struct {
	// Filter takes readings as it takes rows; IncludeDeleted takes those that were
	// withdrawn. What a reading does not say of its owner, system and the like is
	// that of the row with the same id.
	Filter
	// Origin is "" for both.
	Origin Origin
	// StaleBefore makes the end of what was read before it unknown. Zero for never.
	StaleBefore time.Time
}

// ThingCursor is where a page of things ended, for the next to begin after.
type ThingCursor struct{ declared, read position }

// ListThings gives a page of at most size things (MaxPage where size is 0 or more
// than that) after the cursor, nil for the first page: by act_by, those without one
// last. The cursor it returns is nil after the last page.
func (s *Store) ListThings(ctx context.Context, filter ThingFilter, after *ThingCursor, size int) ([]Thing, *ThingCursor, error) {
	if size <= 0 || size > MaxPage {
		size = MaxPage
	}
	merged, err := s.things(ctx, filter, after, size)
	if err != nil {
		return nil, nil, err
	}
	var page []Thing
	for len(page) < size {
		thing, err := merged.next(ctx)
		if err != nil {
			return nil, nil, err
		}
		if thing == nil {
			return page, nil, nil
		}
		page = append(page, *thing)
	}
	rest, err := merged.peek(ctx)
	if rest == nil || err != nil {
		return page, nil, err
	}
	return page, &ThingCursor{merged.declared.at, merged.read.at}, nil
}

// Things gives all things that the filter takes, in the order of ListThings. It
// ends after an error.
func (s *Store) Things(ctx context.Context, filter ThingFilter) iter.Seq2[Thing, error] {
	return func(yield func(Thing, error) bool) {
		merged, err := s.things(ctx, filter, nil, MaxPage)
		for err == nil {
			var thing *Thing
			if thing, err = merged.next(ctx); thing == nil || !yield(*thing, nil) {
				break
			}
		}
		if err != nil {
			yield(Thing{}, err)
		}
	}
}
