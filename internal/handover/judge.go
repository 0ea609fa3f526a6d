package handover

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Result says whether the handover is complete and what is still open.
type Result struct {
	Complete bool
	Open     []Open // in the order of the checklist, each item once
}

// Open is one item that keeps a handover from being complete.
type Open struct {
	Item string
	Side Side   // who has to do something, "" for both
	Why  string // one sentence
}

// Judge compares the answers of both sides. The handover is complete when each
// item has the same answer of both: no, or yes with the same assets, at least
// one. An item that asks for something taken before going live is never closed
// by a no. goLive is when the system goes live, zero where that is not known.
// With faults there is no result.
func (c Checklist) Judge(answers []Answer, goLive time.Time) (Result, []Fault) {
	if faults := c.check(answers); len(faults) > 0 {
		return Result{}, faults
	}
	given := make(map[string]map[Side]Answer, len(c.Items))
	for _, answer := range answers {
		if given[answer.Item] == nil {
			given[answer.Item] = map[Side]Answer{}
		}
		given[answer.Item][answer.Side] = answer
	}
	var result Result
	for _, item := range c.Items {
		result.Open = append(result.Open, item.open(given[item.ID][SideGiver], given[item.ID][SideTaker], goLive)...)
	}
	// No item at all is no handover.
	result.Complete = len(c.Items) > 0 && len(result.Open) == 0
	return result, nil
}

// open is what is open of one item, nil where nothing is.
func (i Item) open(giver, taker Answer, goLive time.Time) []Open {
	var open []Open
	for _, side := range []struct {
		side   Side
		answer Answer
	}{{SideGiver, giver}, {SideTaker, taker}} {
		switch {
		case side.answer.Says != SaysYes && side.answer.Says != SaysNo:
			open = append(open, Open{i.ID, side.side, unanswered(side.side)})
		case side.answer.Says == SaysYes && len(side.answer.named()) == 0:
			why := fmt.Sprintf("the %s says yes but names no asset", side.side)
			if len(side.answer.Assets) > 0 {
				why = fmt.Sprintf("the %s says yes but names only %s, which says nothing", side.side, deadline.Quote(side.answer.Assets[0]))
			}
			open = append(open, Open{i.ID, side.side, why})
		}
	}
	switch {
	case len(open) == 2:
		return []Open{{i.ID, "", BothOwe(open[0].Why, open[1].Why)}}
	case len(open) == 1:
		return open
	}
	if why := disagreement(giver, taker); why != "" {
		return []Open{{i.ID, "", why}}
	}
	if why := i.tooLate(giver, taker, goLive); i.BeforeGoLive && why != "" {
		return []Open{{i.ID, "", why}}
	}
	return nil
}

func unanswered(side Side) string { return fmt.Sprintf("the %s has not answered", side) }

// BothOwe says in one sentence what each side owes to an item: whoever counts what
// is open counts the item once.
func BothOwe(giver, taker string) string {
	if giver == unanswered(SideGiver) && taker == unanswered(SideTaker) {
		return "neither side has answered"
	}
	return giver + ", and " + taker
}

// tooLate says why it is not proved that something was taken before going live.
func (i Item) tooLate(giver, taker Answer, goLive time.Time) string {
	if giver.Says == SaysNo {
		return "both sides say no, but something must be taken before going live"
	}
	taken := []time.Time{giver.TakenAt, taker.TakenAt}
	taken = slices.DeleteFunc(taken, time.Time.IsZero)
	switch {
	case len(taken) == 0:
		return "neither side says with taken_at when it was taken"
	case len(taken) == 2 && !taken[0].Equal(taken[1]):
		return fmt.Sprintf("the giver says that it was taken at %s, the taker at %s", deadline.FormatInstant(taken[0]), deadline.FormatInstant(taken[1]))
	case goLive.IsZero():
		return "when the system goes live is not known, so nothing shows that it was taken before"
	case !taken[0].Before(goLive):
		return fmt.Sprintf("it was taken at %s, not before the system went live at %s", deadline.FormatInstant(taken[0]), deadline.FormatInstant(goLive))
	}
	return ""
}

// disagreement says both answers where they differ.
func disagreement(giver, taker Answer) string {
	if giver.Says != taker.Says {
		return fmt.Sprintf("the giver says %s, the taker says %s", giver, taker)
	}
	var parts []string
	if only := without(giver.named(), taker.named()); len(only) > 0 {
		parts = append(parts, "only the giver names "+shown(only))
	}
	if only := without(taker.named(), giver.named()); len(only) > 0 {
		parts = append(parts, "only the taker names "+shown(only))
	}
	if len(parts) == 0 {
		return ""
	}
	return "both say yes, but " + strings.Join(parts, " and ")
}

// without lists the ids that are not among others.
func without(ids, others []string) []string {
	known := make(map[string]bool, len(others))
	for _, id := range others {
		known[id] = true
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return known[id] })
}

// String is the answer within a sentence.
func (a Answer) String() string {
	if len(a.Assets) == 0 {
		return string(a.Says)
	}
	return fmt.Sprintf("%s (%s)", a.Says, shown(a.Assets))
}

// shown names assets, sorted, the first of many, fit for one line.
func shown(assets []string) string {
	sorted := slices.Sorted(slices.Values(assets))
	for i, id := range sorted {
		sorted[i] = strings.Trim(deadline.Quote(id), `"`)
	}
	return listed(sorted)
}
