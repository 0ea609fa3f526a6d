package policy

import (
	"fmt"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// checkUpstream reports things that rest on a contract which ends before them,
// has ended, or cannot be seen to last.
func (j *judging) checkUpstream() {
	const rule = deadline.RuleUpstreamNotRenewed
	above := make([][]int, len(j.entries))
	for i := range j.entries {
		e := &j.entries[i]
		if lacking := e.lacks("upstream"); len(lacking) > 0 {
			j.reportUnless(e, rule, "", lacking...)
			continue
		}
		if e.Upstream == "" {
			continue
		}
		above[i] = j.upstreamOf(e)
		for _, upstream := range above[i] {
			j.checkLink(e, &j.entries[upstream])
		}
		if len(above[i]) == 0 {
			j.reportAbsence(e, rule, fmt.Sprintf("whether %s, on which %s rests, lasts as long cannot be told: it is not among these deadlines; hand it over too.",
				named(e.Upstream), named(e.ID)))
		}
	}
	for _, i := range loops(above) {
		e := &j.entries[i]
		j.report(e, rule, fmt.Sprintf("what %s rests on leads back to itself, so the last supplier is not known.", named(e.ID)))
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
	if e == upstream {
		return // told as a loop
	}
	message := ""
	id, above := named(e.ID), named(upstream.ID)
	lacking := append(e.lacks(timing...), lacksOf([]*entry{upstream}, timing...)...)
	switch {
	case e.Closed():
	case !upstream.inForce() && (e.inForce() || upstream.Closed()):
		message = fmt.Sprintf("%s rests on %s, which %s.", id, above, upstream.notInForce())
	case upstream.judgement.Status == deadline.StatusExpired:
		message = fmt.Sprintf("%s rests on %s, which has expired.", id, above)
		lacking = lacksOf([]*entry{upstream}, moving...)
	case upstream.judgement.Status == deadline.StatusUnknown:
		message = fmt.Sprintf("%s rests on %s, and when that ends is unknown.", id, above)
	case e.judgement.Status == deadline.StatusUnknown:
		message = fmt.Sprintf("whether %s, on which %s rests, lasts as long cannot be told: when %s ends is unknown.", above, id, id)
	case endsBefore(upstream, e):
		first, second := twoEnds(upstream.End, e.End, j.loc)
		message = fmt.Sprintf("%s is to last until %s, but %s, on which it rests, ends on %s.", id, second, above, first)
	}
	j.reportUnless(e, deadline.RuleUpstreamNotRenewed, message, lacking...)
}
