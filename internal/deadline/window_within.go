package deadline

import "time"

// Occurrence is one maintenance window on the calendar, from its start until
// just before its end, in UTC.
type Occurrence struct {
	Start time.Time
	End   time.Time
}

// Within lists, in order, the windows that share a moment with the time from one
// instant until just before another, at most limit of them where limit is above
// 0. One that began earlier and still lasts is among them.
func (w *Window) Within(from, to time.Time, limit int) []Occurrence {
	if !from.Before(to) {
		return nil
	}
	// A day that its zone skips has its window on the next one: begin a day early.
	// No more than three of the first days can turn out to be over.
	first := DateOf(from.Add(-w.length.Time), w.loc).AddDays(-1)
	days := 0
	if limit > 0 {
		days = limit + 4
	}
	var found []Occurrence
	for _, day := range w.between(first, DateOf(to, w.loc), days) {
		start := day.at(w.start, w.loc)
		end := start.Add(w.length.Time)
		switch {
		case !end.After(from) || !start.Before(to):
			continue
		case len(found) > 0 && found[len(found)-1].Start.Equal(start):
			continue // the window of a skipped day and that of the day after it
		}
		if found = append(found, Occurrence{start, end}); len(found) == limit {
			break
		}
	}
	return found
}
