package policy

import (
	"fmt"
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// What may be known only after apply, by what it decides. The names are those
// of a face.
var (
	// moving can move an end that stands already: a contract renews.
	moving = []string{"renewal", "renewal_term", "term", "starts_on", "ends_on", "renewed_until", "renewal_proof", "renewal_proved_on", "intent"}
	// acting shape by when to act.
	acting = append([]string{"act_by", "lead_time", "notice_period", "not_before"}, moving...)
	// timing are all that tell how a thing stands.
	timing = append([]string{"expires_at", "end", "remind_at", "reminder", "status", "tracks"}, acting...)
	// outcome are timing and what else can refuse a thing.
	outcome = append([]string{"passes", "findings"}, timing...)
)

// needs are the attributes without which a breach of a rule that is about time
// cannot be told. What has expired stays so, whatever else becomes known.
var needs = map[deadline.Rule][]string{
	deadline.RuleExpired:        moving,
	deadline.RuleOverdue:        acting,
	deadline.RuleDue:            append([]string{"remind_at", "reminder"}, acting...),
	deadline.RuleUnknown:        timing,
	deadline.RuleTermUndeclared: timing,
	deadline.RuleRefused:        outcome,

	deadline.RuleQuantumVulnerable: append([]string{"key_algorithm", "kind", "expires_at", "end"}, moving...),
}

// timeRules are those of which each thing breaks at most one, or is refused.
var timeRules = []deadline.Rule{deadline.RuleExpired, deadline.RuleOverdue, deadline.RuleUnknown, deadline.RuleRefused, deadline.RuleDue}

// lacks are those of the named attributes that are known only after apply.
func (i Item) lacks(names ...string) []string {
	var missing []string
	for _, name := range i.Unsettled {
		if slices.Contains(names, name) && !slices.Contains(missing, name) {
			missing = append(missing, name)
		}
	}
	return missing
}

// lacksOf are the same of several entries, with the id of each.
func lacksOf(others []*entry, names ...string) []string {
	var missing []string
	for _, other := range others {
		for _, name := range other.lacks(names...) {
			missing = append(missing, name+" of "+named(other.ID))
		}
	}
	return missing
}

// postponed is the sentence of what cannot be judged yet.
func postponed(id string, rule deadline.Rule, lacking []string) string {
	verb := "is"
	if len(lacking) > 1 {
		verb = "are"
	}
	return fit(fmt.Sprintf("%s is not judged yet by the rule %s: %s %s known only after apply.", named(id), rule, listed(lacking), verb))
}

// settleLater names, once each, the things whose standing can still change and
// of which nothing else says so.
func (j *judging) settleLater(verdict *Verdict) {
	named := map[string]bool{}
	for _, violation := range verdict.Deferred {
		if slices.Contains(timeRules, violation.Rule) {
			named[violation.ID] = true
		}
	}
	for _, violation := range verdict.Violations {
		if violation.Severity == deadline.SeverityError && slices.Contains(timeRules, violation.Rule) {
			named[violation.ID] = true
		}
	}
	for i := range j.entries {
		e := &j.entries[i]
		missing := e.lacks(outcome...)
		if len(missing) == 0 || named[e.ID] || e.judgement.Status == deadline.StatusExpired && len(e.lacks(moving...)) == 0 {
			continue
		}
		rule, severity := j.worstYet(e)
		if severity == deadline.SeverityOff {
			continue
		}
		named[e.ID] = true
		violation := j.violationOf(e, rule, severity, postponed(e.ID, rule, missing))
		verdict.Deferred = append(verdict.Deferred, violation)
	}
}

// worstYet is the gravest rule about time that asks for the thing.
func (j *judging) worstYet(e *entry) (deadline.Rule, deadline.Severity) {
	rule, worst := deadline.RuleExpired, deadline.SeverityOff
	for _, one := range timeRules {
		severity, _ := j.policy.severity(one, one.Severity(), subjectOf(e))
		if severity == deadline.SeverityOff {
			continue
		}
		if worst == deadline.SeverityOff || severity == deadline.SeverityError && worst == deadline.SeverityWarn {
			rule, worst = one, severity
		}
	}
	return rule, worst
}
