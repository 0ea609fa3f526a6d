package inventory

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// ledgerSearch is what to look for in the inventory.
type ledgerSearch struct {
	now time.Time
	// scope is kind, system and owner; what else there is picks from it.
	scope     inventory.Filter
	unowned   bool
	before    time.Time // of act_by; zero for any
	status    deadline.Status
	origin    inventory.Origin // "" for both
	historyOf string

	// maxAge is how old a reading may be, as it was written, and staleBefore the
	// instant of that: by the clock, for a reading ages whatever day is asked of.
	maxAge      string
	staleBefore time.Time
}

// ledger is what was found.
type ledger struct {
	// unread says that the one row stands for the inventory itself.
	unread bool
	rows   []ledgerRow
	// scope is how many there are before anything is picked, where none was.
	scope         int64
	lastWrittenAt time.Time
	readers       []inventory.Reader
	withdrawn     []inventory.Reading
	staleBefore   time.Time         // of which reading is too old
	history       []inventory.Entry // nil where it was not asked for
}

func (m *ledgerModel) search(s *session.Session, now time.Time, diags *diag.Diagnostics) ledgerSearch {
	search := ledgerSearch{
		now: now, scope: inventory.Filter{Kind: m.Kind.ValueString(), System: m.System.ValueString(), Owner: m.Owner.ValueString()},
		unowned: m.WithoutOwner.ValueBool(), status: deadline.Status(m.WithStatus.ValueString()), historyOf: m.HistoryOf.ValueString(),
		origin: inventory.Origin(m.Origin.ValueString()), maxAge: cmp.Or(m.MaxReadingAge.ValueString(), defaultMaxReadingAge),
	}
	clock := s.Clock().UTC()
	age, err := deadline.ParsePeriod(search.maxAge)
	if err == nil {
		search.staleBefore, err = s.Arithmetic(0).Subtract(clock, age)
	}
	switch {
	case err != nil:
		diags.AddAttributeError(path.Root("max_reading_age"), "Invalid max_reading_age", attribute.Sentence(err)+" Write a period like 3d, 2w or 10bd.")
	case !search.staleBefore.Before(clock):
		diags.AddAttributeError(path.Root("max_reading_age"), "Invalid max_reading_age", fmt.Sprintf("%s is no age: every reading would be too old. Write a period like 3d, 2w or 10bd.", deadline.Quote(search.maxAge)))
	}
	if m.DueWithin.IsNull() {
		return search
	}
	if search.before, err = s.Arithmetic(0).Add(now, attribute.ParsePeriod(m.DueWithin, deadline.Period{})); err != nil {
		diags.AddAttributeError(path.Root("due_within"), "Invalid due_within", attribute.Sentence(err)+" Write a period like 30d, 3mo or 10bd.")
	}
	return search
}

// filters are the queries that together give all candidates. The stored dates tell
// how most rows stand at best; where they do not, the row is judged, whatever they
// say.
func (f ledgerSearch) filters() []inventory.ThingFilter {
	filter := inventory.ThingFilter{Filter: f.scope, Origin: f.origin, StaleBefore: f.staleBefore}
	filter.Unowned, filter.Now = f.unowned, f.now
	untold := filter
	untold.Untold, filter.ActByBefore = true, f.before
	var filters []inventory.ThingFilter
	if f.status == "" || f.status == deadline.StatusOK {
		filters = append(filters, filter)
	} else {
		from := slices.Index(deadline.Statuses, f.status)
		for i, status := range deadline.Statuses {
			// What does not say when it ends may have been read, with an end.
			if i >= from || status == deadline.StatusUnknown {
				filter.Status = status
				filters = append(filters, filter)
			}
		}
	}
	if filter.Status != "" || !f.before.IsZero() {
		filters = append(filters, untold)
	}
	return filters
}

// takes says that a candidate is one of those searched for. What cannot be read
// is never left out.
func (f ledgerSearch) takes(row ledgerRow) bool {
	j := row.judgement
	switch {
	case row.unreadable:
		return true
	case f.status != "" && j.Status != f.status:
		return false
	case f.before.IsZero():
		return true
	case j.ActBy.IsZero():
		return j.End.State != deadline.EndOpen
	}
	return j.ActBy.Before(f.before)
}

// thingKey tells things apart: one id may be declared, and read by many.
type thingKey struct {
	origin                inventory.Origin
	id, workspace, reader string
}

func keyOf(thing inventory.Thing) thingKey {
	key := thingKey{origin: thing.Origin, id: thing.ID()}
	if thing.Origin == inventory.Read {
		key.workspace, key.reader = thing.Readings[0].Workspace, thing.Readings[0].Reader
	}
	return key
}

// readLedger reads the inventory, nothing where it is not known yet. The error is
// an *inventory.Error.
func readLedger(ctx context.Context, s *session.Session, search ledgerSearch) (ledger, error) {
	var found ledger
	if s.Store == nil {
		return found, nil
	}
	byKey := map[thingKey]inventory.Thing{} // what is written meanwhile may come twice
	for _, filter := range search.filters() {
		for thing, err := range s.Store.Things(ctx, filter) {
			if err != nil {
				return ledger{}, err
			}
			byKey[keyOf(thing)] = thing
		}
	}
	things := slices.Collect(maps.Values(byKey))
	align(things)
	judged := make([]ledgerRow, len(things))
	session.InParallel(len(things), func(i int) { judged[i] = judge(s, things[i], search) })
	complete(judged)
	found.rows = slices.DeleteFunc(judged, func(row ledgerRow) bool { return !search.takes(row) })
	var err error
	if found.readers, err = s.Store.Readers(ctx); err != nil {
		return ledger{}, err
	}
	if found.withdrawn, err = s.Store.Withdrawn(ctx, search.staleBefore); err != nil {
		return ledger{}, err
	}
	found.staleBefore = search.staleBefore
	found.rows = append(found.rows, lacking(s, found.readers, search)...)
	slices.SortFunc(found.rows, func(a, b ledgerRow) int {
		return cmp.Or(deadline.Sooner(a.judgement.Deadline, b.judgement.Deadline), cmp.Compare(a.origin, b.origin), cmp.Compare(a.Workspace, b.Workspace), cmp.Compare(a.reader, b.reader))
	})
	if len(found.rows) == 0 {
		var counts inventory.ThingCounts
		if counts, err = s.Store.CountThings(ctx, inventory.ThingFilter{Filter: search.scope, Origin: search.origin}, search.now); err != nil {
			return ledger{}, err
		}
		found.scope = counts.Total
	}
	if found.lastWrittenAt, err = s.Store.LastWrittenAt(ctx); err != nil {
		return ledger{}, err
	}
	for _, reader := range found.readers {
		if reader.Updated.At.After(found.lastWrittenAt) {
			found.lastWrittenAt = reader.Updated.At
		}
	}
	if search.historyOf != "" {
		entries, err := s.Store.History(ctx, search.historyOf)
		if err != nil {
			return ledger{}, err
		}
		found.history = append([]inventory.Entry{}, entries...)
	}
	return found, nil
}

// unreadLedger is what is known of an inventory that could not be read.
func unreadLedger(s *session.Session, own deadline.Deadline, why string, now time.Time) ledger {
	own.Cause = why
	return ledger{unread: true, rows: []ledgerRow{{judgement: own.Judge(now, s.Location)}}}
}

func (l ledger) judgements() []deadline.Judgement {
	judgements := make([]deadline.Judgement, len(l.rows))
	for i := range l.rows {
		judgements[i] = l.rows[i].judgement
	}
	return judgements
}

// summary is the deadline of the whole: the worst, or why there is none.
func (l ledger) summary(own deadline.Deadline, judgements []deadline.Judgement) deadline.Deadline {
	switch {
	case l.unread:
		return judgements[0].Deadline
	case len(judgements) > 0:
		worst := slices.MinFunc(judgements, deadline.Worse)
		own.Timeline, own.Cause = worst.Timeline, worst.Reason
	case l.scope > 0:
		own.Timeline, own.Cause = deadline.Timeline{End: deadline.OpenEnded}, fmt.Sprintf("of %d tracked or read the filters take none", l.scope)
	default:
		own.Cause = "the inventory holds nothing of this kind, system and owner"
	}
	return own
}
