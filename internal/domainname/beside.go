package domainname

import (
	"fmt"
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// statuses reads what the statuses say, those of the registrar too where it was
// asked.
func (j *judging) statuses() {
	all := slices.Clone(j.record.Statuses)
	if j.record.FromRegistrar != nil {
		for _, status := range j.record.FromRegistrar.Statuses {
			if !slices.ContainsFunc(all, func(other string) bool { return folded(other) == folded(status) }) {
				all = append(all, status)
			}
		}
	}
	safe, delegated := false, true
	for _, status := range all {
		switch effectOf(status) {
		case lapsed:
			j.over = status
		case renewed:
			j.again = status
		case unwritten:
			j.unwritten = status
		case held:
			j.find(deadline.RuleNotDelegated, deadline.SeverityError, fmt.Sprintf("it has the status %q: its names do not resolve, although its time is not over", status))
			delegated = false
		case inactive:
			j.find(deadline.RuleNotDelegated, deadline.SeverityWarn, fmt.Sprintf("it has the status %q: it has no name servers", status))
			delegated = false
		case changing:
			j.find(deadline.RuleRegistrationStatus, deadline.SeverityWarn, fmt.Sprintf("it has the status %q: check that you asked for the change", status))
		case fixed:
			j.find(deadline.RuleRegistrationStatus, deadline.SeverityWarn, fmt.Sprintf("it has the status %q: it cannot be renewed until that is lifted", status))
		case strange:
			// It may mean that the registration is lost.
			j.find(deadline.RuleRegistrationStatus, deadline.SeverityError, fmt.Sprintf("it has the status %s, whose meaning is not known here: look it up at the registry", deadline.Quote(status)))
		case locked:
			safe = true
		}
	}
	if j.record.Undelegated && delegated {
		j.find(deadline.RuleNotDelegated, deadline.SeverityWarn, "the registry lists no name servers for it")
	}
	if !safe && len(all) > 0 && j.over == "" {
		j.find(deadline.RuleNotLocked, deadline.RuleNotLocked.Severity(), "no status keeps it from being moved to another registrar")
	}
}

// beside tells what else is to be known of the answer.
func (j *judging) beside() {
	for _, one := range j.claims {
		if one.date.assumed != "" {
			j.find(deadline.RuleDateAssumed, deadline.SeverityWarn, fmt.Sprintf("%s gives the end as %s: %s", one.who, deadline.Quote(one.written), one.date.assumed))
		}
	}
	if j.record.RegistrarFault != nil {
		j.find(deadline.RuleStaleFacts, deadline.SeverityWarn, "what the registrar says could not be read: "+j.record.RegistrarFault.Message)
	}
	if updated, found := j.record.last("lastupdateofrdapdatabase"); found && j.ReadAt.Sub(updated) > staleAfter {
		j.find(deadline.RuleStaleFacts, deadline.SeverityWarn, fmt.Sprintf("the registry's answer is out of a copy of %s", updated.Format(time.DateOnly)))
	}
	j.lease()
	if j.q.Name.Asked != j.q.Name.Registrable {
		j.because("its registration is that of " + j.q.Name.Registrable)
	}
}

// lease tells of a private suffix between the name and its registration, where
// names are leased out that end on days of their own.
func (j *judging) lease() {
	if j.q.Name.Lease != "" {
		j.find(deadline.RuleUnreadBeside, deadline.SeverityWarn, fmt.Sprintf("names below %s are given out by its owner: only the registration of %s was looked at, not how long %s is leased",
			j.q.Name.Lease, j.q.Name.Registrable, j.q.Name.Asked))
	}
}
