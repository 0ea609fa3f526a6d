package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// checkAlone reports the rules that a thing breaks whatever else there is.
func (j *judging) checkAlone(e *entry) {
	j.checkTime(e)
	e.judgement.Reason = text.Shorten(e.judgement.Reason, maxMessage) // after checkTime, which looks for the findings in it
	j.checkFindings(e)
	if e.twice != "" {
		j.report(e, deadline.RuleDuplicate, e.twice)
	}
	j.checkPeople(e)
	j.checkChanged(e)
	j.checkQuantum(e)
	if e.isContract() && e.judgement.Status == deadline.StatusUnknown && e.End.State == deadline.EndUnknown && !e.told {
		message := named(e.ID) + " does not say when its term ends; a supplier's default may end it without notice."
		if e.DeletesData {
			message = named(e.ID) + " does not say when its term ends, and its end deletes the data."
		}
		j.reportUnless(e, deadline.RuleTermUndeclared, message, e.lacks(needs[deadline.RuleTermUndeclared]...)...)
	}
}

// checkPeople reports who is not named and what nobody rated.
func (j *judging) checkPeople(e *entry) {
	if e.Closed() {
		return // nobody has to see to it any longer
	}
	id := named(e.ID)
	owner, maintainer, criticality := "", "", ""
	if e.Owner == "" {
		owner = id + " names no owner, so nobody is asked to renew it." + written(e.unsaid.owner)
	}
	j.reportUnless(e, deadline.RuleOwnerMissing, owner, e.lacks("owner")...)
	if !e.Tracked && len(e.lacks("tracked")) == 0 {
		return
	}
	if e.Maintainer == "" {
		maintainer = id + " names no maintainer, so nobody is known to do the work." + written(e.unsaid.maintainer)
	}
	if e.Criticality == "" {
		criticality = id + " does not say how critical it is." + written(e.unsaid.criticality)
	}
	if maintainer != "" || len(e.lacks("maintainer")) > 0 {
		j.reportUnless(e, deadline.RuleMaintainerMissing, maintainer, e.lacks("maintainer", "tracked")...)
	}
	if criticality != "" || len(e.lacks("criticality")) > 0 {
		j.reportUnless(e, deadline.RuleCriticalityMissing, criticality, e.lacks("criticality", "tracked")...)
	}
}

// checkChanged reports a change that nobody reviewed, or that is still to come.
func (j *judging) checkChanged(e *entry) {
	const rule = deadline.RuleChangeUnreviewed
	message := ""
	switch lacking := e.lacks("changed_at", "change_reviewed_by"); {
	case e.Closed():
		return
	case len(lacking) > 0 && e.ChangeReviewedBy == "" && (!e.ChangedAt.IsZero() || slices.Contains(lacking, "changed_at")):
		j.reportUnless(e, rule, "", lacking...)
		return
	case e.ChangedAt.IsZero():
		return
	case j.isToCome(e.ChangedAt):
		message = fmt.Sprintf("the change of %s is dated %s, after the day of judgement, so neither it nor its review counts.", named(e.ID), deadline.DateOf(e.ChangedAt, j.loc))
	case e.ChangeReviewedBy == "":
		message = fmt.Sprintf("%s was changed on %s, and nobody is named who reviewed the change.", named(e.ID), deadline.DateOf(e.ChangedAt, j.loc)) + written(e.unsaid.reviewer)
	}
	j.report(e, rule, message)
}

// isToCome says that an instant at which something is said to have been done
// lies after the day of judgement: it was not done.
func (j *judging) isToCome(t time.Time) bool {
	return deadline.DateOf(t, j.loc).After(deadline.DateOf(j.now, j.loc))
}

// checkTime reports how the thing stands, unless that is told of what it tracks.
func (j *judging) checkTime(e *entry) {
	rule := e.judgement.Status.Rule()
	if rule == "" || e.told {
		return
	}
	message := deadline.ReasonWithout(e.judgement.Reason, e.Findings)
	violation := j.violationOf(e, rule, rule.Severity(), message)
	violation.byAbsence = e.untold
	if !e.statusCounts() {
		violation.lacking = e.lacks(needs[rule]...)
	}
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
		violation := j.violationOf(e, rule, finding.Severity, named(e.ID)+": "+finding.Message)
		j.found = append(j.found, violation)
		failing = failing || finding.Severity == deadline.SeverityError
	}
	if e.refuses() && !failing && e.judgement.Status.Passes() {
		const rule = deadline.RuleRefused
		j.reportUnless(e, rule, named(e.ID)+" is said not to pass, and neither its status nor a finding says why.", e.lacks(needs[rule]...)...)
	}
}

const contractPrefix = "contract/"

func (i Item) isContract() bool {
	return i.Kind == "contract" || strings.HasPrefix(i.ID, contractPrefix)
}
