package inventory

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// RehearseReadings says what WriteReadings would do at this moment, and writes
// nothing, nor needs the right to. Its errors are those of WriteReadings.
func (s *Store) RehearseReadings(ctx context.Context, reader Reader, readings []Reading) (WrittenReadings, error) {
	w, err := s.readingsWriter(ctx, reader)
	if err == nil {
		err = w.prepare(readings)
	}
	if err == nil {
		err = s.transact(ctx, reads, func(ctx context.Context, tx transaction, _ bool) error {
			if err := w.look(ctx, tx, ""); err != nil {
				return err
			}
			if _, _, err := w.decide(); err != nil {
				return err
			}
			return tx.commit(ctx)
		})
	}
	return w.outcome, err
}

// decide says what becomes of the readings: which are written, and which are only
// dated anew. It is an error where somebody else has the name of a new reader.
func (w *readingsWriter) decide() (written, unchanged []Reading, err error) {
	w.outcome = WrittenReadings{Reader: w.reader}
	if w.reader.New && w.isThere && w.found.Digest != w.reader.Digest {
		return nil, nil, conflict(w.store.place.shown, []Clash{{ID: w.reader.Name, Message: w.taken()}})
	}
	oldest := w.now
	for _, reading := range w.readings {
		if reading.ReadAt.IsZero() || reading.ReadAt.After(w.now) {
			reading.ReadAt = w.now
		}
		if reading.ReadAt.Before(oldest) {
			oldest = reading.ReadAt
		}
		before, isThere := w.existing[reading.ID]
		delete(w.existing, reading.ID)
		isThere = isThere && before.WithdrawnAt.IsZero()
		switch {
		case isThere && sameReading(before, reading):
			w.outcome.Unchanged++
			unchanged = append(unchanged, reading)
			continue
		case isThere:
			w.outcome.Changed++
		default:
			w.outcome.Added++
		}
		if reading.Timeline.End.State == deadline.EndUnknown {
			reading.Good = before.lastGood()
		}
		written = append(written, reading)
	}
	w.withdraw()
	w.outcome.Reader.ReadAt = oldest
	w.outcome.Reader.Count, w.outcome.Reader.Found = int64(len(w.readings)), int64(len(w.readings))
	return written, unchanged, nil
}

// taken says who has the name of a reader.
func (w *readingsWriter) taken() string {
	return fmt.Sprintf("The workspace %q has readings of the name %q in the inventory already: %d, written by %s at %s. Give these another name, or adopt those.",
		deadline.Printable(w.reader.Workspace), deadline.Printable(w.reader.Name), w.found.Count, writerName(w.found.Updated), deadline.FormatInstant(w.found.Updated.At))
}

// withdraw marks what there still is of the readings that there were.
func (w *readingsWriter) withdraw() {
	for _, id := range slices.Sorted(maps.Keys(w.existing)) {
		if reading := w.existing[id]; reading.WithdrawnAt.IsZero() {
			reading.WithdrawnAt = w.now
			w.outcome.Withdrawn = append(w.outcome.Withdrawn, reading)
		}
	}
}
