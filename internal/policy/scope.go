package policy

import (
	"fmt"
	"maps"
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// answer is whether something matches; perhaps, where that is known only after
// apply.
type answer int

const (
	no answer = iota
	perhaps
	yes
)

// subject is what rules and waivers are matched against: a deadline, an
// assertion, a waiver.
type subject struct {
	id, kind, system, environment, owner string
	unsettled                            []string
}

func subjectOf(e *entry) subject {
	return subject{e.ID, e.Kind, e.System, e.Environment, e.Owner, e.Unsettled}
}

func (v Violation) subject() subject {
	return subject{v.ID, v.Kind, v.System, v.Environment, v.Owner, v.unsettled}
}

// condition is one thing that is asked of a subject.
type condition struct {
	name     string // the attribute's
	patterns []string
	value    string
}

// meets says whether the subject meets every condition; one without patterns
// asks nothing.
func (s subject) meets(conditions ...condition) answer {
	all := yes
	for _, c := range conditions {
		switch {
		case len(c.patterns) == 0:
		case slices.Contains(s.unsettled, c.name):
			all = min(all, perhaps)
		case !matchesAny(c.patterns, c.value):
			return no
		}
	}
	return all
}

// asks says whether the rule is asked of a subject.
func (s Setting) asks(of subject) answer {
	return of.meets(
		condition{"id", s.AppliesTo, of.id},
		condition{"kind", s.Kinds, of.kind},
		condition{"system", s.Systems, of.system},
		condition{"environment", s.Environments, of.environment},
		condition{"owner", s.Owners, of.owner},
	)
}

// scoped says that the rule is not asked of everything.
func (s Setting) scoped() bool {
	for _, scope := range s.scopes() {
		if len(scope.patterns) > 0 {
			return true
		}
	}
	return false
}

// scopes are the lists that narrow a rule, by parameter.
func (s Setting) scopes() []condition {
	return []condition{
		{parameterAppliesTo, s.AppliesTo, ""},
		{parameterKinds, s.Kinds, ""},
		{parameterSystems, s.Systems, ""},
		{parameterEnvironments, s.Environments, ""},
		{parameterOwners, s.Owners, ""},
	}
}

// idle lists the scopes in which there is nothing, and the ids in them that
// nothing has.
func (j *judging) idle() []*SettingError {
	if j.policy.incomplete() {
		return nil
	}
	var faults []*SettingError
	for _, rule := range slices.Sorted(maps.Keys(j.policy.Settings)) {
		setting := j.policy.Settings[rule]
		if !setting.scoped() || setting.Severity == deadline.SeverityOff {
			continue
		}
		subjects := j.subjects(rule)
		if !slices.ContainsFunc(subjects, func(s subject) bool { return setting.asks(s) != no }) {
			parameter := parameterAppliesTo
			for _, scope := range setting.scopes() {
				if len(scope.patterns) > 0 {
					parameter = scope.name
					break
				}
			}
			faults = append(faults, &SettingError{rule, parameter, fmt.Sprintf("the rule %s is asked of nothing: none of what is judged here lies within its scope", rule)})
			continue
		}
		for _, id := range setting.AppliesTo {
			if !isPattern(id) && !slices.ContainsFunc(subjects, func(s subject) bool { return s.id == id }) {
				faults = append(faults, &SettingError{rule, parameterAppliesTo, fmt.Sprintf("applies_to of the rule %s names %s, and nothing that is judged here has that id", rule, named(id))})
			}
		}
	}
	return append(faults, j.absentProducts()...)
}

// subjects are what a rule can be asked of.
func (j *judging) subjects(rule deadline.Rule) []subject {
	var all []subject
	switch rule {
	case RuleAssertion:
		for _, assertion := range j.policy.Assertions {
			all = append(all, subject{id: assertion.ID(), owner: assertion.Owner})
		}
	case deadline.RuleWaiverExpired, deadline.RuleWaiverTicket, deadline.RuleWaiverUnused:
		for _, waiver := range j.policy.Waivers {
			all = append(all, waiver.subject())
		}
	default:
		for i := range j.entries {
			all = append(all, subjectOf(&j.entries[i]))
		}
	}
	return all
}
