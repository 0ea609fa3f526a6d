package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// sort brings every list into the order in which it is read.
func (v *Verdict) sort() {
	slices.Sort(v.Unowned)
	v.Unowned = slices.Compact(v.Unowned)
	slices.SortFunc(v.Judgements, func(a, b deadline.Judgement) int {
		return cmp.Or(deadline.Worse(a, b), cmp.Compare(a.Reason, b.Reason))
	})
	for _, list := range [][]Violation{v.Violations, v.Waived, v.Deferred} {
		slices.SortFunc(list, worse)
	}
}

// worse puts errors first, and tidiness behind what is about time and trust, so
// that a list that is cut never hides something grave behind something small.
func worse(a, b Violation) int {
	mild := func(v Violation) int {
		if v.Severity == deadline.SeverityWarn {
			return 1
		}
		return 0
	}
	tidy := func(v Violation) int {
		if v.Rule.Tidiness() {
			return 1
		}
		return 0
	}
	return cmp.Or(
		mild(a)-mild(b),
		tidy(a)-tidy(b),
		b.Status.Rank()-a.Status.Rank(),
		deadline.Sooner(deadline.Deadline{ID: a.ID, Timeline: a.Timeline}, deadline.Deadline{ID: b.ID, Timeline: b.Timeline}),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Message, b.Message),
		cmp.Compare(a.Owner, b.Owner),
	)
}

// inOrder are the items sorted by id, and those of one id by all that is said of
// them: a verdict must not hang on the order in which they are given.
func inOrder(items []Item) []Item {
	sorted := slices.Clone(items)
	for i := range sorted {
		sorted[i].clean()
	}
	slices.SortStableFunc(sorted, func(a, b Item) int { return strings.Compare(a.ID, b.ID) })
	for from := 0; from < len(sorted); {
		to := from + 1
		for to < len(sorted) && sorted[to].ID == sorted[from].ID {
			to++
		}
		if to-from > 1 {
			sortSame(sorted[from:to])
		}
		from = to
	}
	return sorted
}

// sortSame sorts items of one id by their facts as a text.
func sortSame(items []Item) {
	type keyed struct {
		item Item
		key  string
	}
	all := make([]keyed, len(items))
	for i, item := range items {
		passes := "unsaid"
		if item.Passes != nil {
			passes = fmt.Sprint(*item.Passes)
		}
		facts := item
		facts.Passes, facts.Again = nil, nil
		all[i] = keyed{item, fmt.Sprintf("%q %s", fmt.Sprintf("%+v", facts), passes)}
	}
	slices.SortStableFunc(all, func(a, b keyed) int { return strings.Compare(a.key, b.key) })
	for i := range items {
		items[i] = all[i].item
	}
}
