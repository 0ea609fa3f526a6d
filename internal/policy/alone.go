package policy

import (
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// checkAlone reports the rules that a thing breaks whatever else there is.
func (j *judging) checkAlone(e *entry) {
	j.checkTime(e)
	e.judgement.Reason = cut(e.judgement.Reason, maxMessage) // after checkTime, which looks for the findings in it
	j.checkFindings(e)
	if e.twice != "" {
		j.report(e, deadline.RuleDuplicate, e.twice)
	}
	id := named(e.ID)
	if e.Owner == "" {
		j.report(e, deadline.RuleOwnerMissing, id+" names no owner, so nobody is asked to renew it.")
	}
	if e.Tracked && e.Maintainer == "" {
		j.report(e, deadline.RuleMaintainerMissing, id+" names no maintainer, so nobody is known to do the work.")
	}
	if e.Tracked && e.Criticality == "" {
		j.report(e, deadline.RuleCriticalityMissing, id+" does not say how critical it is.")
	}
	if e.isContract() && e.judgement.Status == deadline.StatusUnknown && e.End.State == deadline.EndUnknown && !e.told {
		message := id + " does not say when its term ends; a supplier's default may end it without notice."
		if e.DeletesData {
			message = id + " does not say when its term ends, and its end deletes the data."
		}
		j.report(e, deadline.RuleTermUndeclared, message)
	}
	if !e.ChangedAt.IsZero() && strings.TrimSpace(e.ChangeReviewedBy) == "" {
		j.report(e, deadline.RuleChangeUnreviewed, id+" was changed on "+deadline.DateOf(e.ChangedAt, j.loc).String()+", and nobody is named who reviewed the change.")
	}
}

// checkTime reports how the thing stands, unless that is told of what it tracks.
func (j *judging) checkTime(e *entry) {
	rule := e.judgement.Status.Rule()
	if rule == "" || e.told {
		return
	}
	message := deadline.ReasonWithout(e.judgement.Reason, e.Findings)
	violation := violationOf(e, rule, j.policy.severity(rule, rule.Severity()), message)
	violation.byAbsence = e.untold
	j.found = append(j.found, violation)
}

// checkFindings passes on what whoever read the thing has found.
func (j *judging) checkFindings(e *entry) {
	failing := false
	for _, finding := range e.Findings {
		rule := finding.Rule
		if !known(rule) {
			rule = deadline.Rule(named(string(rule)))
		}
		violation := violationOf(e, rule, j.policy.severity(rule, finding.Severity), named(e.ID)+": "+finding.Message)
		j.found = append(j.found, violation)
		failing = failing || finding.Severity == deadline.SeverityError
	}
	if e.refused && !failing {
		rule := deadline.RuleUnknown
		message := named(e.ID) + " is said not to pass, and no finding says why."
		j.found = append(j.found, violationOf(e, rule, j.policy.severity(rule, deadline.SeverityError), message))
	}
}

const contractPrefix = "contract/"

func (i Item) isContract() bool {
	return i.Kind == "contract" || strings.HasPrefix(i.ID, contractPrefix)
}
