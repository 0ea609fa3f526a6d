package policy

import (
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// waiverIndex finds the waivers of a rule, those for one id without a search.
type waiverIndex map[deadline.Rule]*ruleWaivers

type ruleWaivers struct {
	byID     map[string][]*Waiver
	patterns []*Waiver
}

func indexWaivers(waivers []Waiver) waiverIndex {
	x := waiverIndex{}
	for i := range waivers {
		w := &waivers[i]
		of := x[w.Rule]
		if of == nil {
			of = &ruleWaivers{byID: map[string][]*Waiver{}}
			x[w.Rule] = of
		}
		if isPattern(w.Asset) {
			of.patterns = append(of.patterns, w)
		} else {
			of.byID[w.Asset] = append(of.byID[w.Asset], w)
		}
	}
	return x
}

// find gives the waiver that excuses a violation at now, else one that will.
func (x waiverIndex) find(v Violation, now time.Time, loc *time.Location) (holds, later *Waiver) {
	of := x[v.Rule]
	if of == nil {
		return nil, nil
	}
	for _, list := range [][]*Waiver{of.byID[v.ID], of.patterns} {
		for _, w := range list {
			switch {
			case w.Expired(now, loc) || !w.Covers(v.Rule, v.ID):
			case w.Holds(now, loc):
				return w, nil
			default:
				later = w
			}
		}
	}
	return nil, later
}
