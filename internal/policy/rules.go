package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// UnknownRule is the sentence for a name that is no rule: it names the nearest.
func UnknownRule(name string) string {
	type near struct {
		rule     string
		distance int
	}
	var all []near
	for _, rule := range deadline.Rules() {
		distance := editDistance(strings.ToLower(name), string(rule))
		if name != "" && strings.Contains(string(rule), strings.ToLower(name)) {
			distance = 0
		}
		all = append(all, near{string(rule), distance})
	}
	slices.SortStableFunc(all, func(a, b near) int { return a.distance - b.distance })
	return fmt.Sprintf("%q is not a rule; the nearest are %s, %s and %s", name, all[0].rule, all[1].rule, all[2].rule)
}

// editDistance counts the insertions, deletions and replacements that turn one
// text into another (Levenshtein).
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
