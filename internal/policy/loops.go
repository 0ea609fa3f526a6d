package policy

import "slices"

// loops finds the positions from which a way leads back to themselves, sorted;
// above holds the positions above each. It is Tarjan's search for strongly
// connected components without recursion, since a chain can be long.
func loops(above [][]int) []int {
	const unseen = 0
	var (
		found, path []int
		order       = make([]int, len(above)) // when a position was first seen
		lowest      = make([]int, len(above)) // the first seen position it leads to
		onPath      = make([]bool, len(above))
		next        = make([]int, len(above)) // which of above comes next
		count       int
	)
	for start := range above {
		if order[start] != unseen {
			continue
		}
		for walk := []int{start}; len(walk) > 0; {
			at := walk[len(walk)-1]
			if order[at] == unseen {
				count++
				order[at], lowest[at], onPath[at] = count, count, true
				path = append(path, at)
			}
			if next[at] < len(above[at]) {
				to := above[at][next[at]]
				next[at]++
				switch {
				case order[to] == unseen:
					walk = append(walk, to)
				case onPath[to]:
					lowest[at] = min(lowest[at], order[to])
				}
				continue
			}
			walk = walk[:len(walk)-1]
			if len(walk) > 0 {
				below := walk[len(walk)-1]
				lowest[below] = min(lowest[below], lowest[at])
			}
			if lowest[at] != order[at] {
				continue
			}
			from := slices.Index(path, at)
			if len(path)-from > 1 || slices.Contains(above[at], at) {
				found = append(found, path[from:]...)
			}
			for _, one := range path[from:] {
				onPath[one] = false
			}
			path = path[:from]
		}
	}
	slices.Sort(found)
	return found
}
