package intake

import (
	"maps"
	"slices"
	"strings"
)

// answers are those of a handover, which alone has them. They do not count, save
// for the days on which they say that something was done.
const answers = "answers"

// Taken is what one side of a handover says of one item: that it was taken then,
// as written.
type Taken struct{ Item, Side, At string }

// taken reads what a handover says was taken. What is no handover, or is not known
// yet, says nothing of the kind.
func (r *reader) taken() {
	items, ok := r.object[answers].(Object)
	if !ok || !strings.HasPrefix(r.in.ID, "handover/") {
		return
	}
	for _, item := range slices.Sorted(maps.Keys(items)) {
		sides, _ := items[item].(Object)
		for _, side := range slices.Sorted(maps.Keys(sides)) {
			answer, _ := sides[side].(Object)
			if at, ok := textOf(answer["taken_at"]); ok && !blank(at) {
				r.in.Taken = append(r.in.Taken, Taken{item, side, at})
			}
		}
	}
}
