package inventory

import "context"

// Rehearse says what Apply would do at this moment, and writes nothing, nor needs
// the right to: a plan tells with it whose rows are in the way. The outcomes are
// in the order of the changes, each with the row as it stands; that of a change
// that clashes has no action.
func (s *Store) Rehearse(ctx context.Context, changes []Change) (outcomes []Outcome, clashes []Clash, err error) {
	writer, err := s.writer(changes)
	if err != nil {
		return nil, nil, err
	}
	if len(writer.ids) == 0 {
		return writer.outcomes, nil, nil
	}
	wanted, ids, err := s.backend.list(writer.ids)
	if err != nil {
		return nil, nil, err
	}
	err = s.read(ctx, func() []statement {
		writer.reset()
		return append(writer.ownedOnce(wanted, []any{s.config.Tenant, ids}), s.byID(wanted, ids, writer.found))
	})
	if err != nil {
		return nil, nil, err
	}
	clashes = writer.decide()
	return writer.outcomes, clashes, nil
}
