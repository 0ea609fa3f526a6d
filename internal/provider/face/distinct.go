package face

import (
	"fmt"
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

// Distinct says in a finding which things share an id, since a waiver could not
// tell them apart. Only what is the same in everything, as value shows it, is kept
// once: of two things under one name neither may hide the other.
func Distinct[T any](things []T, of func(*T) *deadline.Judgement, value func(*T) string) []T {
	byID := map[string][]int{}
	for i := range things {
		id := of(&things[i]).ID
		byID[id] = append(byID[id], i)
	}
	var kept []T
	for i := range things {
		id := of(&things[i]).ID
		same := byID[id]
		delete(byID, id)
		seen := map[string]bool{}
		for _, j := range same {
			thing := things[j]
			if len(same) > 1 {
				shown := value(&thing)
				if seen[shown] {
					continue
				}
				seen[shown] = true
				judgement := of(&thing)
				judgement.Findings = append(slices.Clip(judgement.Findings), deadline.NewFinding(deadline.RuleDuplicate, fmt.Sprintf("it is given %d times", len(same))))
			}
			kept = append(kept, thing)
		}
	}
	return kept
}

// DistinctEntries does so with entries.
func DistinctEntries(entries []Entry) []Entry {
	return Distinct(entries, func(e *Entry) *deadline.Judgement { return &e.Judgement }, func(e *Entry) string {
		return fmt.Sprint(PlainFields(attribute.Merged(Values(e.Judgement), e.Own)))
	})
}
