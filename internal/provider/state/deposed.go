package state

import (
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// setAside judges a deposed object: it was replaced, and waits to be destroyed. No
// day by which to renew it is left, so it has no end of its own to act on; that it
// has ended, or that nobody can tell, is a warning.
func (e *ending) setAside(asOf time.Time) {
	end, cause := e.End, e.Cause
	e.End = deadline.OpenEnded
	e.Cause = "it was replaced, and this deposed object waits to be destroyed; the one in use is judged apart"
	switch {
	case end.State == deadline.EndUnknown:
		e.Findings = append(e.Findings, deadline.NewFinding(deadline.RuleUnreadBeside, "When the deposed object "+e.deposed+" ends is not known: "+cause+"."))
	case end.State == deadline.EndedUnknownDay:
		e.Findings = append(e.Findings, deadline.NewFinding(deadline.RuleExpiredBeside, "The deposed object "+e.deposed+" has ended on a day that is not known; the next apply destroys it."))
	case end.State == deadline.EndKnown && !asOf.Before(end.At):
		e.Findings = append(e.Findings, deadline.NewFinding(deadline.RuleExpiredBeside, "The deposed object "+e.deposed+" ended at "+deadline.FormatInstant(end.At)+"; the next apply destroys it."))
	case end.State == deadline.EndKnown:
		e.Cause = joined(e.Cause, "by itself it would end at "+deadline.FormatInstant(end.At))
	}
}
