package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

func TestCheckSettings(t *testing.T) {
	t.Parallel()
	period := func(text string) deadline.Period {
		p, err := deadline.ParsePeriod(text)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	for name, test := range map[string]struct {
		rule      deadline.Rule
		setting   policy.Setting
		parameter string
		says      string // "" is fine
	}{
		"unknown rule":         {"overdeu", policy.Setting{}, "", "overdue"},
		"unknown severity":     {deadline.RuleDue, policy.Setting{Severity: "fatal"}, "severity", "off, warn and error"},
		"age of another rule":  {deadline.RuleExpired, policy.Setting{MaxAge: period("7d")}, "max_age", "backup-stale"},
		"no age":               {deadline.RuleBackupStale, policy.Setting{MaxAge: period("0d")}, "max_age", "7d"},
		"a share":              {deadline.RuleBackupStale, policy.Setting{MaxAge: period("33%")}, "max_age", "no lifetime"},
		"no ids":               {deadline.RuleBackupMissing, policy.Setting{AppliesTo: []string{}}, "applies_to", "leave it out"},
		"a blank id":           {deadline.RuleBackupMissing, policy.Setting{AppliesTo: []string{"a", " "}}, "applies_to", "number 2"},
		"a full-width blank":   {deadline.RuleDue, policy.Setting{Owners: []string{"\u3000"}, Severity: deadline.SeverityError}, "owners", "number 1"},
		"no kinds":             {deadline.RuleDue, policy.Setting{Kinds: []string{}}, "kinds", "asks of nothing"},
		"nothing said":         {deadline.RuleDue, policy.Setting{}, "", "sets nothing, and so does one of misspelt names, which Terraform drops; set severity, applies_to"},
		"nothing of backups":   {deadline.RuleBackupStale, policy.Setting{}, "", "severity, max_age, applies_to"},
		"a scope alone":        {deadline.RuleExpired, policy.Setting{Environments: []string{"production"}}, "", "sets nothing in it"},
		"that of a choice":     {deadline.RuleBackupMissing, policy.Setting{Environments: []string{"production"}}, "", ""},
		"versions of a backup": {deadline.RuleBackupStale, policy.Setting{Allowed: onlyThese{"php": nil}}, "allowed", "it can be set of version-not-allowed"},
		"no versions":          {deadline.RuleVersionNotAllowed, policy.Setting{Allowed: onlyThese{}}, "allowed", "an empty allowed allows everything"},
		"versions":             {deadline.RuleVersionNotAllowed, policy.Setting{Allowed: onlyThese{"php": nil}}, "", ""},
		"nothing of versions":  {deadline.RuleVersionNotAllowed, policy.Setting{}, "", "severity, allowed, applies_to"},
		"an assertion":         {policy.RuleAssertion, policy.Setting{Severity: deadline.SeverityWarn}, "", ""},
		"an age":               {deadline.RuleBackupStale, policy.Setting{Severity: deadline.SeverityOff, MaxAge: period("5bd")}, "", ""},
		"ids":                  {deadline.RuleSupportContractMissing, policy.Setting{AppliesTo: []string{"asset/*"}}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			faults := policy.Policy{Settings: map[deadline.Rule]policy.Setting{test.rule: test.setting}}.Check()
			if test.says == "" {
				if len(faults) > 0 {
					t.Errorf("got %q", faults[0])
				}
				return
			}
			if len(faults) != 1 || faults[0].Rule != test.rule || faults[0].Parameter != test.parameter || !strings.Contains(faults[0].Error(), test.says) {
				t.Errorf("got %+v", faults)
			}
		})
	}
}

func TestCheckNamesEveryFault(t *testing.T) {
	t.Parallel()
	faults := policy.Policy{Settings: map[deadline.Rule]policy.Setting{
		"x":                  {},
		deadline.RuleDue:     {Severity: "loud", AppliesTo: []string{}},
		deadline.RuleExpired: {Severity: deadline.SeverityWarn},
	}}.Check()
	var got []string
	for _, fault := range faults {
		got = append(got, string(fault.Rule)+"."+fault.Parameter)
	}
	if want := []string{"due.severity", "due.applies_to", "x."}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// Settings win over severities, and both over what a reader said.
func TestSettingsWin(t *testing.T) {
	t.Parallel()
	found := item("a", 100)
	found.Findings = []deadline.Finding{{Rule: deadline.RuleUntrusted, Severity: deadline.SeverityError, Message: "not trusted"}}
	for severity, want := range map[deadline.Severity][]string{
		"":                     {"a untrusted warn"},
		deadline.SeverityOff:   nil,
		deadline.SeverityWarn:  {"a untrusted warn"},
		deadline.SeverityError: {"a untrusted error"},
	} {
		p := policy.Policy{
			Severities: map[deadline.Rule]deadline.Severity{deadline.RuleUntrusted: deadline.SeverityWarn},
			Settings:   map[deadline.Rule]policy.Setting{deadline.RuleUntrusted: {Severity: severity}},
		}
		if got := broken(p.Judge([]policy.Item{found}, now, time.UTC)); !slices.Equal(got, want) {
			t.Errorf("%s: %q", severity, got)
		}
	}
}

// Whatever rule a reader found broken is passed on with its severity, and every
// policy can set it.
func TestEveryRuleIsPassedOn(t *testing.T) {
	t.Parallel()
	for _, rule := range deadline.Rules() {
		found := item("a", 100)
		found.Findings = []deadline.Finding{deadline.NewFinding(rule, "something")}
		for _, setting := range []deadline.Severity{"", deadline.SeverityOff, deadline.SeverityWarn, deadline.SeverityError} {
			severity := setting
			if severity == "" {
				severity = rule.Severity()
			}
			p := policy.Policy{Settings: map[deadline.Rule]policy.Setting{rule: {Severity: setting}}}
			verdict := p.Judge([]policy.Item{found}, now, time.UTC)
			if verdict.Passed == (severity == deadline.SeverityError) {
				t.Errorf("%s set to %q: passed %t", rule, setting, verdict.Passed)
			}
			if severity == deadline.SeverityOff {
				if len(verdict.Violations) > 0 {
					t.Errorf("%s is off, and got %q", rule, broken(verdict))
				}
				continue
			}
			v := verdict.Violations[0]
			if len(verdict.Violations) != 1 || v.Rule != rule || v.Severity != severity || v.Lesson != rule.Lesson() || v.Remedy != rule.Remedy() || v.Message != "a: something" {
				t.Errorf("%s set to %q: %+v", rule, setting, verdict.Violations)
			}
		}
	}
}

func TestRuleDocs(t *testing.T) {
	t.Parallel()
	docs := policy.RuleDocs()
	if len(docs) != len(deadline.Rules())+1 {
		t.Errorf("%d rules", len(docs))
	}
	for i, doc := range docs {
		if doc.Summary == "" || doc.Remedy == "" || doc.Severity == "" || i > 0 && docs[i-1].Rule >= doc.Rule {
			t.Errorf("%+v", doc)
		}
		for _, parameter := range doc.Parameters {
			if parameter.Name == "" || parameter.Default == "" || parameter.Meaning == "" {
				t.Errorf("%s: %+v", doc.Rule, parameter)
			}
		}
	}
}
