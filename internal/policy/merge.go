package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// variants counts the versions in which one id was given.
type variants struct {
	count int
	line  deadline.Timeline // of the first
	dates bool              // they differ in when it ends, not only in other facts
}

// merged makes one of items that share an id and say the same of the facts that
// a verdict rests on, with all that was said against either. Items that share an
// id but differ are all kept.
func merged(items []Item) ([]Item, map[string]variants) {
	type same struct {
		id       string
		line     deadline.Timeline
		status   deadline.Status
		fate     deadline.Fate
		newest   int64
		upstream string
		software string
	}
	first := make(map[same]int, len(items))
	given := make(map[string]variants, len(items))
	kept := make([]Item, 0, len(items))
	for _, item := range items {
		facts := same{item.ID, item.Timeline, item.Status, item.Fate, item.NewestAt.Unix(), item.Upstream, versionsOf(item.Software)}
		if at, seen := first[facts]; seen {
			kept[at].join(item)
			continue
		}
		first[facts] = len(kept)
		kept = append(kept, item)
		v := given[item.ID]
		if v.count == 0 {
			v.line = item.Timeline
		}
		v.count++
		v.dates = v.dates || v.line != item.Timeline
		given[item.ID] = v
	}
	return kept, given
}

// join takes over what is said of the same thing given once more.
func (i *Item) join(other Item) {
	if other.Passes != nil && !*other.Passes {
		i.Passes = other.Passes
	}
	for _, finding := range other.Findings {
		if !slices.Contains(i.Findings, finding) {
			i.Findings = append(slices.Clip(i.Findings), finding)
		}
	}
	i.fill(other)
	if other.KeyAlgorithm != "" && other.KeyAlgorithm != i.KeyAlgorithm {
		i.KeyAlgorithm = strings.TrimPrefix(i.KeyAlgorithm+", "+other.KeyAlgorithm, ", ") // both count
	}
	i.Tracked = i.Tracked || other.Tracked
	i.DeletesData = i.DeletesData || other.DeletesData
	i.Moves = append(slices.Clip(i.Moves), other.Moves...)
	for _, list := range []struct{ mine, theirs *[]string }{{&i.Unsettled, &other.Unsettled}, {&i.Tracks, &other.Tracks}, {&i.CoveredBy, &other.CoveredBy}, {&i.BacksUp, &other.BacksUp}} {
		for _, name := range *list.theirs {
			if !slices.Contains(*list.mine, name) {
				*list.mine = append(slices.Clip(*list.mine), name)
			}
		}
	}
	if other.ChangedAt.After(i.ChangedAt) {
		i.ChangedAt, i.ChangeReviewedBy = other.ChangedAt, other.ChangeReviewedBy
	}
}

// takeIn merges the items, makes them ready to be looked up and reports those
// that share an id but differ, once for each id.
func (j *judging) takeIn(items []Item) {
	kept, given := merged(inOrder(items))
	j.ids = indexOf(kept)
	j.entries = make([]entry, len(kept))
	for i, item := range kept {
		j.entries[i].Item = item
		v := given[item.ID]
		if v.count < 2 {
			continue
		}
		delete(given, item.ID)
		times, what := "twice", "facts"
		if v.count > 2 {
			times = fmt.Sprintf("%d times", v.count)
		}
		if v.dates {
			what = "dates"
		}
		j.entries[i].twice = fmt.Sprintf("%s is given %s with different %s; give each thing a name of its own.", named(item.ID), times, what)
	}
}
