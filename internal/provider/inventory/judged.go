package inventory

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/given"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// ledgerRow is one row or one reading as judged. Of a reading the Row has what it says
// in the same way.
type ledgerRow struct {
	inventory.Row
	origin         inventory.Origin // "" where it stands for the inventory itself
	reader, source string
	readAt         time.Time
	good           inventory.Good

	in        intake.Input
	thing     deadline.Thing
	facts     map[string]json.RawMessage
	judgement deadline.Judgement
	// unreadable says that the facts of the row make no sense.
	unreadable bool
}

// judge judges a thing as a gate would that is given what wrote it.
func judge(s *session.Session, thing inventory.Thing, search ledgerSearch) ledgerRow {
	if thing.Origin == inventory.Read {
		return judgeReading(s, thing, search)
	}
	row := ledgerRow{Row: completed(thing), origin: inventory.Declared}
	row.judge(s, search.now, func(facts intake.Object) {
		facts["end"], facts["tracked"] = storedEnd(row.Row), true
		for _, name := range []string{"status", "reason", "passes", "findings"} {
			delete(facts, name) // worked out here
		}
	}, nil)
	row.add(disagreements(thing))
	return row
}

// judgeReading judges what was read, by what holds of it today.
func judgeReading(s *session.Session, thing inventory.Thing, search ledgerSearch) ledgerRow {
	reading := thing.Readings[0]
	row := ledgerRow{
		Row:    inventory.Row{ID: reading.ID, Kind: reading.Kind, Identity: reading.Identity, Timeline: reading.Timeline, Facts: reading.Facts, Workspace: reading.Workspace},
		origin: inventory.Read, reader: reading.Reader, source: reading.Source, readAt: reading.ReadAt, good: reading.Good,
	}
	stale := ""
	if thing.Stale {
		stale = fmt.Sprintf("the workspace %s, which reads it (%s), did so last at %s, and what is older than %s is not relied on",
			deadline.Quote(reading.Workspace), deadline.Printable(reading.Reader), deadline.FormatInstant(reading.ReadAt), search.maxAge)
	}
	row.judge(s, search.now, func(facts intake.Object) {
		facts["end"] = reading.Timeline.End.State.String()
		if thing.Stale {
			row.forgetTerms(facts)
		}
		if facts["status"] == nil && facts["known_until"] == nil && facts[judgedFact] == true {
			facts["status"] = string(deadline.StatusOK) // the mildest, which no date is better than
		}
	}, func(item *policy.Item) {
		if thing.Stale {
			item.Cause = stale
		}
	})
	if !row.good.ReadAt.IsZero() && row.Timeline.End.State == deadline.EndUnknown {
		row.judgement.Reason += " " + goodText(row.good, thing.Stale)
	}
	row.add(disagreements(thing))
	return row
}

// outliving are the facts of a reading that hold however old it is: none of them tells
// when it ends, nor that it is fine.
var outliving = []string{
	"note", "tracks", "covered_by", "backs_up", "fate", "changed_at", "change_reviewed_by", "newest_at", "upstream", "deletes_data", "supplier", "findings", "passes", "tracked",
}

// forgetTerms leaves out of a reading that is too old whatever an end could be worked
// out from, here or by a gate that is given the row.
func (row *ledgerRow) forgetTerms(facts intake.Object) {
	for name := range row.facts {
		if !slices.Contains(outliving, name) {
			delete(row.facts, name)
			if row.Part(name) == nil {
				delete(facts, name)
			}
		}
	}
}

// goodText says what was known of an end that is not known now.
func goodText(good inventory.Good, isStale bool) string {
	if isStale {
		return fmt.Sprintf("What it read then is that it %s.", endText(good.Timeline.End))
	}
	return fmt.Sprintf("Its end could last be read at %s: it %s.", deadline.FormatInstant(good.ReadAt), endText(good.Timeline.End))
}

// completed is a declared row that says nothing of its end with the end that was read
// of the same id, the earliest where several were.
func completed(thing inventory.Thing) inventory.Row {
	row := thing.Row
	if row.Timeline.End.State != deadline.EndUnknown || storedEnd(row) != "" {
		return row
	}
	var known []deadline.Timeline
	for _, reading := range thing.Readings {
		if reading.Timeline.End.State != deadline.EndUnknown {
			known = append(known, reading.Timeline)
		}
	}
	if len(known) > 0 {
		row.Timeline = slices.MinFunc(known, func(a, b deadline.Timeline) int { return endRank(a.End).Compare(endRank(b.End)) })
	}
	return row
}

// endRank orders ends: what has ended on some day first, what never ends last.
func endRank(end deadline.End) time.Time {
	switch end.State {
	case deadline.EndKnown:
		return end.At
	case deadline.EndOpen:
		return time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Time{}
}

// judge judges the row by its facts and its columns. prepare changes the facts before
// they are read, and adjust what came of them, nil for nothing.
func (row *ledgerRow) judge(s *session.Session, now time.Time, prepare func(intake.Object), adjust func(*policy.Item)) {
	fail := func(cause string) {
		own := deadline.Deadline{ID: row.ID, Kind: row.Kind, Identity: row.Identity, Tracked: row.origin == inventory.Declared, Cause: cause}
		row.judgement, row.unreadable, row.facts = own.Judge(now, s.Location), true, nil
	}
	tree, err := intake.ParseJSON(row.Facts)
	facts, ok := tree.(intake.Object)
	if err != nil || !ok || json.Unmarshal(row.Facts, &row.facts) != nil {
		fail("what the inventory says of it cannot be read")
		return
	}
	for name, said := range row.All() {
		if said != "" {
			facts[name] = said
		}
	}
	for name, value := range map[string]string{
		"id": row.ID, "kind": row.Kind, "expires_at": face.EndValue(row.Timeline.End).ValueString(),
		"act_by": attribute.InstantValue(row.Timeline.ActBy).ValueString(), "remind_at": attribute.InstantValue(row.Timeline.RemindAt).ValueString(),
	} {
		facts[name] = value
	}
	prepare(facts)
	in, faults := intake.Read(facts)
	var item policy.Item
	if len(faults) == 0 {
		item, faults = given.Item(s, in, now)
	}
	if len(faults) > 0 {
		fail(fmt.Sprintf("the inventory says of it in %s: %s", faults[0].Attribute, faults[0].Message))
		return
	}
	if adjust != nil {
		adjust(&item)
	}
	row.in, row.thing = in, item.Thing
	row.judgement = item.JudgeGiven(now, s.Location)
}

// add adds findings.
func (row *ledgerRow) add(findings []deadline.Finding) {
	row.judgement.Findings = append(slices.Clip(row.judgement.Findings), findings...)
}

// disagreements are the ends that were read of a thing and that are another than the
// declared one.
func disagreements(thing inventory.Thing) []deadline.Finding {
	declared, workspace := thing.Row.Timeline.End, thing.Row.Workspace
	if thing.Beside != nil {
		declared, workspace = thing.Beside.Timeline.End, thing.Beside.Workspace
	}
	var findings []deadline.Finding
	for _, reading := range thing.Disagree() {
		findings = append(findings, deadline.NewFinding(deadline.RuleDuplicate, fmt.Sprintf("The workspace %s declares that %s %s, and the workspace %s read at %s that it %s; correct what is wrong.",
			deadline.Quote(workspace), deadline.Printable(thing.ID()), endText(declared), deadline.Quote(reading.Workspace), deadline.FormatInstant(reading.ReadAt), endText(reading.Timeline.End))))
	}
	return findings
}

// endText is an end as the end of a sentence.
func endText(end deadline.End) string {
	switch end.State {
	case deadline.EndKnown:
		return "ends at " + deadline.FormatInstant(end.At)
	case deadline.EndOpen:
		return "has no end"
	case deadline.EndedUnknownDay:
		return "has ended"
	}
	return "ends at an unknown time"
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

// lacking are readers of which the inventory does not have what they wrote, and those
// that have nothing and did not look since: no reading would tell of either.
func lacking(s *session.Session, readers []inventory.Reader, search ledgerSearch) []ledgerRow {
	if search.origin == inventory.Declared || search.status != "" && search.status != deadline.StatusUnknown {
		return nil
	}
	var rows []ledgerRow
	for _, reader := range readers {
		cause := ""
		switch {
		case reader.Found != reader.Count:
			cause = fmt.Sprintf("of %d readings that the workspace %s wrote, the inventory has %d: something else than this provider changed them, and the next apply of that workspace writes them again", reader.Count, deadline.Quote(reader.Workspace), reader.Found)
		case reader.Count == 0 && reader.ReadAt.Before(search.staleBefore):
			cause = fmt.Sprintf("the workspace %s had nothing to read at %s and did not look since", deadline.Quote(reader.Workspace), deadline.FormatInstant(reader.ReadAt))
		default:
			continue
		}
		id := readingsKind + "/" + reader.Workspace + "/" + reader.Name
		own := deadline.Deadline{ID: id, Kind: readingsKind, Identity: deadline.Identity{Name: reader.Name}, Cause: cause}
		rows = append(rows, ledgerRow{
			Row: inventory.Row{ID: id, Kind: readingsKind, Workspace: reader.Workspace}, origin: inventory.Read, reader: reader.Name, readAt: reader.ReadAt,
			judgement: own.Judge(search.now, s.Location), unreadable: true,
		})
	}
	return rows
}
