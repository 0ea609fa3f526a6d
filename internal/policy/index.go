package policy

import (
	"slices"
	"sort"
	"strings"
)

// index finds items by id or pattern.
type index struct {
	at     map[string][]int // positions by id
	sorted []string         // ids, each once
	found  map[string][]int // positions by pattern, once looked for
}

func indexOf(items []Item) *index {
	x := &index{at: make(map[string][]int, len(items)), found: map[string][]int{}}
	for i, item := range items {
		x.at[item.ID] = append(x.at[item.ID], i)
	}
	return x
}

// find gives the positions of what a name means: the item of that id, else those
// that match it as a pattern. Only ids that begin like the pattern are looked at.
func (x *index) find(name string) []int {
	if at, ok := x.at[name]; ok || !isPattern(name) {
		return at
	}
	if at, ok := x.found[name]; ok {
		return at
	}
	if x.sorted == nil {
		for id := range x.at {
			x.sorted = append(x.sorted, id)
		}
		slices.Sort(x.sorted)
	}
	prefix, _, _ := strings.Cut(name, "*")
	var at []int
	for _, id := range x.sorted[sort.SearchStrings(x.sorted, prefix):] {
		if !strings.HasPrefix(id, prefix) {
			break
		}
		if Match(name, id) {
			at = append(at, x.at[id]...)
		}
	}
	slices.Sort(at)
	x.found[name] = at
	return at
}

// group is one name that items use for others: who names it, and what it means.
type group struct {
	name             string
	sources, targets []int
}

// relation is how items name each other for one purpose. Items that use the same
// pattern share a group, so that many of them cost no more than one.
type relation struct {
	groups   []*group
	bySource [][]*group
	byTarget [][]*group
}

// relate looks up the names that each entry gives for others. Blank names name
// nothing.
func (j *judging) relate(names func(*entry) []string) relation {
	r := relation{bySource: make([][]*group, len(j.entries)), byTarget: make([][]*group, len(j.entries))}
	byName := map[string]*group{}
	for i := range j.entries {
		for _, name := range names(&j.entries[i]) {
			name = strings.TrimSpace(name)
			g, ok := byName[name]
			switch {
			case name == "":
				continue
			case !ok:
				g = &group{name: name, targets: j.ids.find(name)}
				byName[name] = g
				r.groups = append(r.groups, g)
				for _, target := range g.targets {
					r.byTarget[target] = append(r.byTarget[target], g)
				}
			case slices.Contains(r.bySource[i], g):
				continue
			}
			g.sources = append(g.sources, i)
			r.bySource[i] = append(r.bySource[i], g)
		}
	}
	return r
}
