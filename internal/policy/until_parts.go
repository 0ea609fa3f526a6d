package policy

import (
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// part is items that may look at each other, and at nothing outside.
type part struct {
	items   []Item // as they were given
	entries []*entry
	events  []event
}

// parts takes the items apart, and collects what will happen to each.
func (c *course) parts(items []Item, now time.Time) []*part {
	j := &judging{policy: c.policy, now: now, loc: c.loc}
	j.takeIn(items)
	given := make([]Item, len(j.entries))
	for i := range j.entries {
		given[i] = j.entries[i].Item
	}
	tracks := j.relate(func(e *entry) []string { return e.Tracks })
	j.settleTracks()
	covers := j.relate(func(e *entry) []string { return e.CoveredBy })
	backups := j.relate(func(e *entry) []string { return e.BacksUp })

	sets := newSets(len(j.entries))
	for _, relation := range []relation{tracks, covers, backups} {
		for _, g := range relation.groups {
			if len(g.targets) > 0 {
				sets.join(g.targets...)
				sets.join(append(slices.Clone(g.sources), g.targets[0])...)
			}
		}
	}
	// Things that track each other share how they stand.
	shared := newSets(len(j.entries))
	for _, g := range tracks.groups {
		if len(g.targets) > 0 {
			shared.join(append(slices.Clone(g.sources), g.targets...)...)
		}
	}
	// The end of a contract, an upstream or a backup can break a rule of another;
	// where something tracks and has dates of its own too, every change can.
	related, tangled := map[int]bool{}, map[int]bool{}
	for i := range j.entries {
		e := &j.entries[i]
		if above := j.upstreamOf(e); e.Upstream != "" && len(above) > 0 {
			sets.join(append(slices.Clone(above), i)...)
			for _, upstream := range above {
				related[shared.root(upstream)] = true
			}
		}
		if len(covers.byTarget[i])+len(backups.bySource[i]) > 0 {
			related[shared.root(i)] = true
		}
		own := given[i]
		says := own.End.State != deadline.EndUnknown || !own.ActBy.IsZero() || !own.RemindAt.IsZero() || own.Status != ""
		if says && len(tracks.bySource[i]) > 0 {
			tangled[shared.root(i)] = true
		}
		if same := j.ids.at[e.ID]; len(same) > 1 {
			sets.join(same...)
		}
		if c.whole || slices.Contains(e.Unsettled, "backs_up") {
			c.whole = true
		}
	}
	j.joinSheltered(sets)
	if c.whole && len(j.entries) > 0 {
		sets.join(sets.all()...)
	}

	var parts []*part
	byRoot, byID := map[int]*part{}, map[string]*part{}
	for i := range j.entries {
		e, root := &j.entries[i], sets.root(i)
		one := byRoot[root]
		if one == nil {
			one = &part{}
			byRoot[root], parts = one, append(parts, one)
		}
		byID[e.ID] = one
		one.entries = append(one.entries, e)
		for _, happens := range c.eventsOf(e, given[i].Timeline, now) {
			happens.in = one
			happens.spreads = c.whole || tangled[shared.root(i)] || happens.rule == "" || happens.rule == deadline.RuleExpired && c.relates && related[shared.root(i)]
			one.events = append(one.events, happens)
		}
	}
	for _, item := range items {
		one := byID[item.ID]
		one.items = append(one.items, item)
	}
	return parts
}

// joinSheltered joins contracts that delete data with what runs under them: a
// backup of that is a backup of theirs.
func (j *judging) joinSheltered(sets *sets) {
	deleting := map[string][]int{}
	for i := range j.entries {
		if e := &j.entries[i]; e.DeletesData {
			for _, key := range []string{contractKey(e.ID), contractKey(e.Name)} {
				if key != "" {
					deleting[key] = append(deleting[key], i)
				}
			}
		}
	}
	for i := range j.entries {
		if under := deleting[contractKey(j.entries[i].Fate.Contract)]; len(under) > 0 {
			sets.join(append(slices.Clone(under), i)...)
		}
	}
}

// sets joins positions into disjoint sets.
type sets struct{ above []int }

func newSets(n int) *sets {
	s := &sets{make([]int, n)}
	for i := range s.above {
		s.above[i] = i
	}
	return s
}

func (s *sets) root(i int) int {
	for s.above[i] != i {
		s.above[i] = s.above[s.above[i]]
		i = s.above[i]
	}
	return i
}

func (s *sets) join(positions ...int) {
	for _, i := range positions {
		s.above[s.root(i)] = s.root(positions[0])
	}
}

func (s *sets) all() []int {
	all := make([]int, len(s.above))
	for i := range all {
		all[i] = i
	}
	return all
}
