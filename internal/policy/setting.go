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
	// AppliesTo are the ids, or patterns of ids, for which alone the rule asks
	// (backup-missing, support-contract-missing); empty is the rule's own choice.
	AppliesTo []string
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
	switch s.Severity {
	case "", deadline.SeverityOff, deadline.SeverityWarn, deadline.SeverityError:
	default:
		fault("severity", "%q is no severity; off, warn and error are accepted", named(string(s.Severity)))
	}
	given := s.MaxAge != (deadline.Period{})
	switch {
	case given && !hasParameter(rule, parameterMaxAge):
		fault("max_age", "%s", withoutParameter(rule, parameterMaxAge))
	case given && s.MaxAge.IsZero():
		fault("max_age", "a max_age of %s would call every backup too old; give the longest time that may pass between two backups, like 7d", s.MaxAge)
	case s.MaxAge.Percent != 0:
		fault("max_age", "max_age is %s, and a backup has no lifetime of which that could be a share; give a time like 7d", s.MaxAge)
	}
	if s.AppliesTo != nil && !hasParameter(rule, parameterAppliesTo) {
		fault("applies_to", "%s", withoutParameter(rule, parameterAppliesTo))
	}
	if s.AppliesTo != nil && len(s.AppliesTo) == 0 {
		fault("applies_to", "an empty applies_to asks of nothing; leave it out for the rule's own choice, or set severity to off")
	}
	for i, pattern := range s.AppliesTo {
		if strings.TrimSpace(pattern) == "" {
			fault("applies_to", `pattern number %d is empty; give an id or a pattern like "asset/*"`, i+1)
		}
	}
	return faults
}

// severity is the policy's own for the rule, else the given one.
func (p Policy) severity(rule deadline.Rule, given deadline.Severity) deadline.Severity {
	if severity := p.Settings[rule].Severity; severity != "" {
		return severity
	}
	if severity, ok := p.Severities[rule]; ok {
		return severity
	}
	return given
}

// asksFor says whether a rule with applies_to asks for this item.
func (p Policy) asksFor(rule deadline.Rule, id string, otherwise bool) bool {
	if patterns := p.Settings[rule].AppliesTo; len(patterns) > 0 {
		return matchesAny(patterns, id)
	}
	return otherwise
}
