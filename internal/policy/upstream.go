package policy

import (
	"fmt"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// checkUpstream reports things that rest on a contract which ends before them,
// has ended, or cannot be seen to last.
func (j *judging) checkUpstream() {
	above := make([]int, len(j.entries)) // 1 + position of the upstream, 0 without one
	for i := range j.entries {
		e := &j.entries[i]
		if strings.TrimSpace(e.Upstream) == "" {
			continue
		}
		if at := j.upstreamOf(e); len(at) > 0 {
			above[i] = 1 + at[0]
			for _, upstream := range at {
				j.checkLink(e, &j.entries[upstream])
			}
			continue
		}
		j.reportAbsence(e, deadline.RuleUpstreamNotRenewed, fmt.Sprintf("whether %s, on which %s rests, lasts as long cannot be told: it is not among these deadlines; hand it over too.",
			named(e.Upstream), named(e.ID)))
	}
	for _, i := range loops(above) {
		e := &j.entries[i]
		j.report(e, deadline.RuleUpstreamNotRenewed, fmt.Sprintf("what %s rests on leads back to itself, so the last supplier is not known.", named(e.ID)))
	}
}

// upstreamOf finds the upstream by its id, or by its name where it is a contract.
func (j *judging) upstreamOf(e *entry) []int {
	upstream := strings.TrimSpace(e.Upstream)
	if at := j.ids.at[upstream]; len(at) > 0 {
		return at
	}
	return j.ids.at[contractPrefix+upstream]
}

func (j *judging) checkLink(e, upstream *entry) {
	const rule = deadline.RuleUpstreamNotRenewed
	id, above := named(e.ID), named(upstream.ID)
	switch {
	case e == upstream:
	case upstream.judgement.Status == deadline.StatusExpired:
		j.report(e, rule, fmt.Sprintf("%s rests on %s, which has expired.", id, above))
	case upstream.judgement.Status == deadline.StatusUnknown:
		j.report(e, rule, fmt.Sprintf("%s rests on %s, and when that ends is unknown.", id, above))
	case e.judgement.Status == deadline.StatusUnknown:
		j.report(e, rule, fmt.Sprintf("whether %s, on which %s rests, lasts as long cannot be told: when %s ends is unknown.", above, id, id))
	case endsBefore(upstream, e):
		first, second := twoEnds(upstream.End, e.End, j.loc)
		j.report(e, rule, fmt.Sprintf("%s is to last until %s, but %s, on which it rests, ends on %s.", id, second, above, first))
	}
}

// loops finds the positions that lead back to themselves; above holds 1 + the
// position above each, 0 at the top.
func loops(above []int) []int {
	var found []int
	pass := make([]int, len(above)) // the walk that came by, 0 for none
	for start := range above {
		i := start
		for pass[i] == 0 {
			pass[i] = start + 1
			if above[i] == 0 {
				break
			}
			i = above[i] - 1
		}
		if above[i] == 0 || pass[i] != start+1 {
			continue
		}
		for at := i; ; {
			found = append(found, at)
			if at = above[at] - 1; at == i {
				break
			}
		}
	}
	return found
}
