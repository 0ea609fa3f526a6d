package inventory

import (
	"context"
	"strings"
	"time"
)

// pass is a part of the rows or of the readings that an index serves in order.
type pass int

// The passes, in the order in which they are read.
const (
	dated   pass = iota + 1 // those with an act_by
	undated                 // those without
	stale                   // readings that are too old, oldest first
)

// position is where a stream stands: in a pass (0 before the first), after a thing
// ("" before the first).
type position struct {
	pass                  pass
	at                    time.Time // act_by or, of a stale reading, read_at
	id, workspace, reader string
}

// placed is a thing and where it stands.
type placed struct {
	Thing
	at position
}

// stream is the rows or the readings, page by page, each in the database's order.
type stream struct {
	store  *Store
	passes []pass
	size   int
	// query reads a page of a pass, and complete what else belongs to the things.
	query    func(after position, page *[]placed) statement
	complete func(ctx context.Context, page []placed) error

	buffer []placed
	// at is the place of what was taken last, next that after which the next page
	// begins.
	at, next position
	ended    bool
}

// fill has something in the buffer, unless there is nothing more. Passes that were
// not begun are read together, since most inventories fit on a page.
func (s *stream) fill(ctx context.Context) error {
	for len(s.buffer) == 0 && !s.ended {
		var begins []position
		for _, pass := range s.passes {
			switch {
			case pass == s.next.pass:
				begins = append(begins, s.next)
			case pass > s.next.pass && s.next.id == "":
				begins = append(begins, position{pass: pass})
			}
		}
		pages := make([][]placed, len(begins))
		err := s.store.read(ctx, func() []statement {
			var queries []statement
			for i, begin := range begins {
				pages[i] = nil
				queries = append(queries, s.query(begin, &pages[i]))
			}
			return queries
		})
		if err != nil {
			return err
		}
		s.take(pages)
		if s.complete != nil && len(s.buffer) > 0 {
			if err := s.complete(ctx, s.buffer); err != nil {
				return err
			}
		}
	}
	return nil
}

// take takes the pages of passes in order, up to the first that is full.
func (s *stream) take(pages [][]placed) {
	for _, page := range pages {
		s.buffer = append(s.buffer, page...)
		if len(page) == s.size {
			s.next = page[s.size-1].at
			return
		}
	}
	s.next = position{pass: s.next.pass + 1}
	s.ended = len(pages) != 1 || s.next.pass > s.passes[len(s.passes)-1]
}

// merge is both streams as one.
type merge struct{ declared, read *stream }

// things are the streams of a filter after a cursor. An inventory without tables
// for readings has none: nobody could write any.
func (s *Store) things(ctx context.Context, filter ThingFilter, after *ThingCursor, size int) (merge, error) {
	holds, err := s.holdsReadings(ctx)
	if err != nil {
		return merge{}, err
	}
	if after == nil {
		after = &ThingCursor{}
	}
	declared := &stream{
		store: s, passes: []pass{dated, undated}, size: size, at: after.declared, next: after.declared, ended: filter.Origin == Read,
		query: func(after position, page *[]placed) statement { return s.declaredPage(filter, after, size, page) },
	}
	if holds {
		declared.complete = func(ctx context.Context, page []placed) error { return s.besideRows(ctx, filter, page) }
	}
	read := &stream{
		store: s, passes: filter.readPasses(), size: size, at: after.read, next: after.read, ended: filter.Origin == Declared || !holds,
		query: func(after position, page *[]placed) statement { return s.readPage(filter, after, size, page) },
	}
	return merge{declared, read}, nil
}

// peek gives the stream that has the next thing; nil where there is none.
func (m merge) peek(ctx context.Context) (*stream, error) {
	var best *stream
	for _, candidate := range []*stream{m.declared, m.read} {
		if err := candidate.fill(ctx); err != nil {
			return nil, err
		}
		if len(candidate.buffer) > 0 && (best == nil || sooner(candidate.buffer[0].Thing, best.buffer[0].Thing)) {
			best = candidate
		}
	}
	return best, nil
}

func (m merge) next(ctx context.Context) (*Thing, error) {
	best, err := m.peek(ctx)
	if best == nil || err != nil {
		return nil, err
	}
	first := best.buffer[0]
	best.buffer, best.at = best.buffer[1:], first.at
	return &first.Thing, nil
}

// sooner orders by act_by, those without one last, then by id; what is declared
// comes before what was read.
func sooner(a, b Thing) bool {
	one, other := a.Timeline().ActBy, b.Timeline().ActBy
	if one.IsZero() != other.IsZero() {
		return other.IsZero()
	}
	if !one.Equal(other) {
		return one.Before(other)
	}
	return strings.Compare(a.ID(), b.ID()) < 0
}
