package report

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Merge puts judgements of one title into one report, in which each is told and
// the worst comes first; it passes only where all do. The order in which they are
// given makes no difference.
func Merge(reports []Report) Report {
	if len(reports) == 1 {
		return reports[0]
	}
	sorted := slices.SortedStableFunc(slices.Values(reports), worse)
	merged := Report{Passed: true, namesakes: sorted}
	for i, r := range sorted {
		if i == 0 {
			merged.Title, merged.Now, merged.Location, merged.Source, merged.BreakGlass = r.Title, r.Now, r.Location, r.Source, r.BreakGlass
			merged.Language, merged.Moved, merged.Origin, merged.MarkdownLimit = r.Language, r.Moved, r.Origin, r.MarkdownLimit
		}
		merged.Passed = merged.Passed && r.Passed
		merged.Lines = append(merged.Lines, r.Lines...)
		merged.Breaches = append(merged.Breaches, r.Breaches...)
		for _, id := range r.Unsettled {
			if !slices.Contains(merged.Unsettled, id) {
				merged.Unsettled = append(merged.Unsettled, id)
			}
		}
	}
	slices.SortStableFunc(merged.Lines, func(a, b Line) int { return known(b.Status).Rank() - known(a.Status).Rank() })
	slices.SortStableFunc(merged.Breaches, func(a, b Breach) int { return weight(a) - weight(b) })
	merged.Until = firstUntil(sorted)
	return merged
}

// worse orders judgements: those that fail, then those not judged yet, then by
// how much fails; of equals by what they say, so that the order is always one.
func worse(a, b Report) int {
	rank := map[deadline.Outcome]int{deadline.OutcomeFails: 0, deadline.OutcomeNotJudgedYet: 1, deadline.OutcomePasses: 2}
	if order := cmp.Or(rank[a.Outcome()]-rank[b.Outcome()], b.failing()-a.failing(), a.Now.Compare(b.Now)); order != 0 {
		return order
	}
	return bytes.Compare(a.content(), b.content())
}

func (r Report) failing() int {
	n := 0
	for _, breach := range r.Breaches {
		if fails(breach) {
			n++
		}
	}
	return n
}

// content is what the report says, for comparing two.
func (r Report) content() []byte {
	content, _ := r.JSON()
	return append(content, r.Source...)
}

// weight orders breaches: what fails, what warns, what is waived.
func weight(b Breach) int {
	switch {
	case fails(b):
		return 0
	case b.Waiver == nil:
		return 1
	}
	return 2
}

// firstUntil is the earliest day on which one of the judgements fails, nil where
// one does not tell.
func firstUntil(reports []Report) *Until {
	var first *Until
	for _, r := range reports {
		switch {
		case r.Until == nil:
			return nil
		case r.Outcome() == deadline.OutcomeFails:
			return r.Until
		case first == nil || first.At.IsZero() || !r.Until.At.IsZero() && r.Until.At.Before(first.At):
			first = r.Until
		}
	}
	return first
}

// all are the judgements in the report: itself, or those that were merged.
func (r Report) all() []Report {
	if len(r.namesakes) > 0 {
		return r.namesakes
	}
	return []Report{r}
}

// told says how each of several judgements of one name stands, worst first; none
// where there is one.
func (r Report) told() []string {
	var told []string
	for _, one := range r.namesakes {
		headline, detail := one.verdict()
		told = append(told, one.words().say("namesake", "headline", capital(headline), "detail", detail))
	}
	return told
}

// mostNamesakes is how many judgements of one name a page for people tells one by
// one; the rest are counted.
const mostNamesakes = 5

// english is the report for documents that machines read, whose words never
// change.
func (r Report) english() Report {
	r.Language = text.English
	r.namesakes = slices.Clone(r.namesakes)
	for i := range r.namesakes {
		r.namesakes[i].Language = text.English
	}
	return r
}
