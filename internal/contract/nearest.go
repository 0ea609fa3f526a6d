package contract

import (
	"cmp"
	"slices"
	"strings"
)

const nearestCount = 5

// nearest lists the keys that come nearest to a wrong one.
func (b *Book) nearest(wrong string) []string {
	type candidate struct {
		key      string
		distance int
	}
	folded := []rune(strings.ToLower(narrow(wrong)))
	folded = folded[:min(len(folded), 100)]
	candidates := make([]candidate, 0, len(b.byKey))
	for key := range b.byKey {
		runes := []rune(strings.ToLower(key))
		candidates = append(candidates, candidate{key, editDistance(folded, runes[:min(len(runes), 100)])})
	}
	slices.SortFunc(candidates, func(x, y candidate) int {
		return cmp.Or(x.distance-y.distance, strings.Compare(x.key, y.key))
	})
	var keys []string
	for _, candidate := range candidates[:min(nearestCount, len(candidates))] {
		keys = append(keys, candidate.key)
	}
	return keys
}

// editDistance counts insertions, deletions and replacements.
func editDistance(from, to []rune) int {
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j := range to {
			cost := diagonal
			if from[i] != to[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(to)]
}
