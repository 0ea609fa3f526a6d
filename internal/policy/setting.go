package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Setting is what a policy says of one rule. The zero value says nothing.
type Setting struct {
	Severity deadline.Severity // "" leaves it as it is
	// MaxAge is how old the newest backup may be (backup-stale); zero is 7 days.
	MaxAge deadline.Period
	// After is the day after which keys must be post-quantum (quantum-vulnerable).
	After deadline.Date
	// Allowed are the versions that are allowed (version-not-allowed), nil for any.
	Allowed Versions
	// The rule is asked only of what matches a pattern of every list that is
	// given; empty ones narrow nothing. For backup-missing and
	// support-contract-missing they also take the place of the rule's own choice.
	AppliesTo    []string // on ids
	Kinds        []string
	Systems      []string
	Environments []string
	Owners       []string
}

var defaultMaxAge = deadline.Days(7)

// A SettingError says which parameter of which rule's setting is at fault;
// Parameter is "" where the rule itself is.
type SettingError struct {
	Rule      deadline.Rule
	Parameter string
	Message   string
}

func (e *SettingError) Error() string { return e.Message }

// Check lists what is wrong with the settings, by rule, nil if nothing is.
// Waivers have a check of their own.
func (p Policy) Check() []*SettingError {
	var faults []*SettingError
	for _, rule := range slices.Sorted(maps.Keys(p.Settings)) {
		faults = append(faults, p.Settings[rule].check(rule)...)
	}
	return faults
}

func (s Setting) check(rule deadline.Rule) (faults []*SettingError) {
	fault := func(parameter, format string, a ...any) {
		faults = append(faults, &SettingError{rule, parameter, fmt.Sprintf(format, a...)})
	}
	if !known(rule) {
		fault("", "%s", UnknownRule(string(rule)))
		return faults
	}
	given := s.MaxAge != (deadline.Period{})
	sets := s.Severity != "" || given || s.Allowed != nil || !s.After.IsZero()
	if !sets && !slices.ContainsFunc(s.scopes(), func(c condition) bool { return c.patterns != nil }) {
		fault("", "the entry for %s sets nothing, and so does one of misspelt names, which Terraform drops; set %s", rule, settable(rule))
	}
	if !sets && s.scoped() && !choosing[rule] {
		fault("", "the entry for %s has a scope and sets nothing in it; give a severity too", rule)
	}
	faults = append(faults, s.checkAfter(rule)...)
	switch s.Severity {
	case "", deadline.SeverityOff, deadline.SeverityWarn, deadline.SeverityError:
	default:
		fault("severity", "%q is no severity; off, warn and error are accepted", named(string(s.Severity)))
	}
	switch {
	case given && !hasParameter(rule, parameterMaxAge):
		fault("max_age", "%s", withoutParameter(rule, parameterMaxAge))
	case given && s.MaxAge.IsZero():
		fault("max_age", "a max_age of %s would call every backup too old; give the longest time that may pass between two backups, like 7d", s.MaxAge)
	case s.Allowed != nil && !hasParameter(rule, parameterAllowed):
		fault(parameterAllowed, "%s", withoutParameter(rule, parameterAllowed))
	case s.Allowed != nil && len(s.Allowed.Products()) == 0:
		fault(parameterAllowed, "an empty allowed allows everything; name the versions of a product, like { php = \">= 8.2, < 9\" }, or leave it out")
	case s.MaxAge.Percent != 0:
		fault("max_age", "max_age is %s, and a backup has no lifetime of which that could be a share; give a time like 7d", s.MaxAge)
	}
	for _, scope := range s.scopes() {
		if scope.patterns != nil && len(scope.patterns) == 0 {
			fault(scope.name, "an empty %s asks of nothing; leave it out to narrow nothing, or set severity to off", scope.name)
		}
		for i, pattern := range scope.patterns {
			if blank(pattern) {
				fault(scope.name, `pattern number %d of %s is empty; give a name or a pattern like "asset/*"`, i+1, scope.name)
			}
		}
	}
	return faults
}

// checkAfter asks for the day of the rule that has one: without, it would ask of
// nothing, and a day for a rule that is off does too.
func (s Setting) checkAfter(rule deadline.Rule) []*SettingError {
	fault := func(parameter, message string) []*SettingError {
		return []*SettingError{{rule, parameter, message}}
	}
	switch has := hasParameter(rule, parameterAfter); {
	case !has && !s.After.IsZero():
		return fault(parameterAfter, withoutParameter(rule, parameterAfter))
	case !has:
	case s.After.IsZero() && (s.Severity == deadline.SeverityWarn || s.Severity == deadline.SeverityError):
		return fault(parameterAfter, fmt.Sprintf("without the last day on which other keys are fine %s asks of nothing; give it, like after = %q", rule, "2030-12-31"))
	case !s.After.IsZero() && s.Severity == "":
		return fault("severity", fmt.Sprintf("the rule %s is off by default, so after alone sets nothing; give a severity too", rule))
	}
	return nil
}

// severity is that of a rule for one subject: what the setting says of its scope;
// outside, what holds without it, so that a rule narrowed to one environment still
// stands in the others. Unsure is true where only what is known after apply tells
// which; then it is the graver.
func (p Policy) severity(rule deadline.Rule, given deadline.Severity, of subject) (severity deadline.Severity, unsure bool) {
	if all, ok := p.Severities[rule]; ok {
		given = all
	}
	setting := p.Settings[rule]
	if setting.Severity == "" || setting.Severity == given {
		return given, false
	}
	switch setting.asks(of) {
	case yes:
		return setting.Severity, false
	case no:
		return given, false
	}
	for _, graver := range []deadline.Severity{deadline.SeverityError, deadline.SeverityWarn} {
		if graver == given || graver == setting.Severity {
			return graver, true
		}
	}
	return given, true
}

// couldBe says that the policy can give a rule this severity, for whatever subject.
func (p Policy) couldBe(rule deadline.Rule, severity deadline.Severity) bool {
	otherwise := rule.Severity()
	if all, ok := p.Severities[rule]; ok {
		otherwise = all
	}
	setting := p.Settings[rule]
	return setting.Severity == severity || otherwise == severity && (setting.Severity == "" || setting.scoped())
}

// choosing are the rules that choose what they ask of; a scope takes the place of
// that choice.
var choosing = map[deadline.Rule]bool{deadline.RuleBackupMissing: true, deadline.RuleSupportContractMissing: true}

// asksFor says whether a rule that makes a choice of its own asks for this item:
// a scope takes the place of that choice.
func (p Policy) asksFor(rule deadline.Rule, e *entry, otherwise answer) answer {
	if setting := p.Settings[rule]; setting.scoped() {
		return setting.asks(subjectOf(e))
	}
	return otherwise
}

// settable names what can be set of a rule.
func settable(rule deadline.Rule) string {
	names := []string{"severity"}
	for _, parameter := range []string{parameterMaxAge, parameterAfter, parameterAllowed} {
		if hasParameter(rule, parameter) {
			names = append(names, parameter)
		}
	}
	for _, scope := range (Setting{}).scopes() {
		names = append(names, scope.name)
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}
