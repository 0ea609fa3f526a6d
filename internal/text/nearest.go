package text

import (
	"cmp"
	"slices"
	"strings"
)

// maxCompared bounds what is compared of each name, in characters: the work grows
// with the product of two lengths.
const maxCompared = 100

// Nearest are the names that may have been meant by a wrong one, at most most, the
// nearest first.
func Nearest(wrong string, names []string, most int) []string {
	type candidate struct {
		name  string
		apart int
	}
	candidates := make([]candidate, len(names))
	for i, name := range names {
		candidates[i] = candidate{name, Apart(wrong, name)}
	}
	slices.SortFunc(candidates, func(a, b candidate) int { return cmp.Or(a.apart-b.apart, strings.Compare(a.name, b.name)) })
	nearest := make([]string, 0, min(most, len(candidates)))
	for _, candidate := range candidates[:min(most, len(candidates))] {
		nearest = append(nearest, candidate.name)
	}
	return nearest
}

// Apart ranks names by how far they are from a wrong one, in halves of an edit and
// whatever their case. A name of which one is a part of the other is nearer than
// its length tells.
func Apart(wrong, name string) int {
	wrong, name = compared(wrong), compared(name)
	apart := 2 * Distance(wrong, name)
	if len(wrong) >= 3 && strings.Contains(name, wrong) || len(name) >= 3 && strings.Contains(wrong, name) {
		return min(apart, 3)
	}
	return apart
}

func compared(name string) string {
	if runes := []rune(name); len(runes) > maxCompared {
		name = string(runes[:maxCompared])
	}
	return strings.ToLower(name)
}
