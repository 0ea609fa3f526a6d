package inventory

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/given"
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
	historyOf string
}

// ledger is what was found.
type ledger struct {
	// unread says that the one row stands for the inventory itself.
	unread bool
	rows   []ledgerRow
	// scope is how many there are before anything is picked, where none was.
	scope         int64
	lastWrittenAt time.Time
	history       []inventory.Entry // nil where it was not asked for
}

// ledgerRow is one row as judged.
type ledgerRow struct {
	inventory.Row
	in        intake.Input
	thing     deadline.Thing
	facts     map[string]json.RawMessage
	judgement deadline.Judgement
	// unreadable says that the facts of the row make no sense.
	unreadable bool
}

func (m *ledgerModel) search(s *session.Session, now time.Time, diags *diag.Diagnostics) ledgerSearch {
	search := ledgerSearch{
		now: now, scope: inventory.Filter{Kind: m.Kind.ValueString(), System: m.System.ValueString(), Owner: m.Owner.ValueString()},
		unowned: m.WithoutOwner.ValueBool(), status: deadline.Status(m.WithStatus.ValueString()), historyOf: m.HistoryOf.ValueString(),
	}
	if m.DueWithin.IsNull() {
		return search
	}
	var err error
	if search.before, err = s.Arithmetic(0).Add(now, attribute.ParsePeriod(m.DueWithin, deadline.Period{})); err != nil {
		diags.AddAttributeError(path.Root("due_within"), "Invalid due_within", attribute.Sentence(err)+" Write a period like 30d, 3mo or 10bd.")
	}
	return search
}

// filters are the queries that together give all candidates. The stored dates tell
// how most rows stand at best; where they do not, the row is judged, whatever they
// say.
func (f ledgerSearch) filters() []inventory.Filter {
	filter := f.scope
	filter.Unowned, filter.Now = f.unowned, f.now
	untold := filter
	untold.Untold, filter.ActByBefore = true, f.before
	var filters []inventory.Filter
	if f.status == "" || f.status == deadline.StatusOK {
		filters = append(filters, filter)
	} else {
		for _, status := range deadline.Statuses[slices.Index(deadline.Statuses, f.status):] {
			filter.Status = status
			filters = append(filters, filter)
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

// readLedger reads the inventory, nothing where it is not known yet. The error is
// an *inventory.Error.
func readLedger(ctx context.Context, s *session.Session, search ledgerSearch) (ledger, error) {
	var found ledger
	if s.Store == nil {
		return found, nil
	}
	byID := map[string]inventory.Row{} // a row that is written meanwhile may come twice
	for _, filter := range search.filters() {
		for row, err := range s.Store.Rows(ctx, filter) {
			if err != nil {
				return ledger{}, err
			}
			byID[row.ID] = row
		}
	}
	rows := slices.Collect(maps.Values(byID))
	judged := make([]ledgerRow, len(rows))
	session.InParallel(len(rows), func(i int) { judged[i] = judgeRow(s, rows[i], search.now) })
	found.rows = slices.DeleteFunc(judged, func(row ledgerRow) bool { return !search.takes(row) })
	slices.SortFunc(found.rows, func(a, b ledgerRow) int { return deadline.Sooner(a.judgement.Deadline, b.judgement.Deadline) })
	var err error
	if len(found.rows) == 0 {
		var counts inventory.Counts
		if counts, err = s.Store.Counts(ctx, search.scope, search.now); err != nil {
			return ledger{}, err
		}
		found.scope = counts.Total
	}
	if found.lastWrittenAt, err = s.Store.LastWrittenAt(ctx); err != nil {
		return ledger{}, err
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

// judgeRow judges a row as a gate would that is given its resource. Its verdict
// is worked out here, whatever else stands among its facts.
func judgeRow(s *session.Session, row inventory.Row, now time.Time) ledgerRow {
	judged := ledgerRow{Row: row}
	own := deadline.Deadline{
		ID: row.ID, Kind: row.Kind, Identity: row.Identity,
		Tracked: true,
	}
	fail := func(cause string) ledgerRow {
		own.Cause = cause
		return ledgerRow{Row: row, judgement: own.Judge(now, s.Location), unreadable: true}
	}
	tree, err := intake.ParseJSON(row.Facts)
	facts, ok := tree.(intake.Object)
	if err != nil || !ok || json.Unmarshal(row.Facts, &judged.facts) != nil {
		return fail("what the inventory says of it cannot be read")
	}
	for name, said := range row.All() {
		if said != "" {
			facts[name] = said
		}
	}
	for name, value := range map[string]string{
		"id": row.ID, "kind": row.Kind, "end": storedEnd(row), "expires_at": face.EndValue(row.Timeline.End).ValueString(),
		"act_by": attribute.InstantValue(row.Timeline.ActBy).ValueString(), "remind_at": attribute.InstantValue(row.Timeline.RemindAt).ValueString(),
	} {
		facts[name] = value
	}
	for _, name := range []string{"status", "reason", "passes", "findings"} {
		delete(facts, name) // worked out here
	}
	facts["tracked"] = true
	in, faults := intake.Read(facts)
	var item policy.Item
	if len(faults) == 0 {
		item, faults = given.Item(s, in, now)
	}
	if len(faults) > 0 {
		return fail(fmt.Sprintf("the inventory says of it in %s: %s", faults[0].Attribute, faults[0].Message))
	}
	judged.in, judged.thing = in, item.Thing
	judged.judgement = item.Judge(now, s.Location)
	return judged
}

// storedEnd is the state of the end as a row says it. Of one that it does not know
// its facts may tell: earlier versions of the provider wrote no other state than
// known and unknown, whatever was declared.
func storedEnd(row inventory.Row) string {
	switch state := row.Timeline.End.State; state {
	case deadline.EndOpen, deadline.EndedUnknownDay:
		return state.String()
	}
	return ""
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
		own.Timeline, own.Cause = deadline.Timeline{End: deadline.OpenEnded}, fmt.Sprintf("of %d tracked the filters take none", l.scope)
	default:
		own.Cause = "the inventory holds nothing of this kind, system and owner"
	}
	return own
}
