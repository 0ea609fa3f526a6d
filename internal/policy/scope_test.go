package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

// placed is a thing with all that a scope can ask of it.
func placed(id string, end int) policy.Item {
	i := item(id, end)
	i.Kind, i.System, i.Environment, i.Owner = "server", "erp", "production", "team-erp"
	return i
}

func TestScope(t *testing.T) {
	t.Parallel()
	// Outside of its scope a rule stands as it does without it: a milder severity
	// for one environment lets nothing else expire.
	inside, outside := []string{"a expired warn"}, []string{"a expired error"}
	for name, test := range map[string]struct {
		setting policy.Setting
		want    []string
		idle    string // part of what is told of the setting itself
	}{
		"another id":           {policy.Setting{AppliesTo: []string{"b"}}, outside, "is asked of nothing"},
		"another kind":         {policy.Setting{Kinds: []string{"host"}}, outside, "is asked of nothing"},
		"another system":       {policy.Setting{Systems: []string{"crm"}}, outside, "is asked of nothing"},
		"another environment":  {policy.Setting{Environments: []string{"test*"}}, outside, "is asked of nothing"},
		"another owner":        {policy.Setting{Owners: []string{"team"}}, outside, "is asked of nothing"},
		"one of two not":       {policy.Setting{Kinds: []string{"server"}, Systems: []string{"crm"}}, outside, "is asked of nothing"},
		"the id":               {policy.Setting{AppliesTo: []string{"a"}}, inside, ""},
		"the kind":             {policy.Setting{Kinds: []string{"host", "serv*"}}, inside, ""},
		"the system":           {policy.Setting{Systems: []string{"*"}}, inside, ""},
		"the environment":      {policy.Setting{Environments: []string{"prod*"}}, inside, ""},
		"the owner":            {policy.Setting{Owners: []string{"team-*"}}, inside, ""},
		"all at a time":        {policy.Setting{AppliesTo: []string{"*"}, Kinds: []string{"server"}, Systems: []string{"erp"}, Environments: []string{"production"}, Owners: []string{"team-erp"}}, inside, ""},
		"one id that is wrong": {policy.Setting{AppliesTo: []string{"a", "aa"}}, inside, "names aa, and nothing that is judged here has that id"},
		"a pattern for none":   {policy.Setting{AppliesTo: []string{"a", "x*"}}, inside, ""},
		"nothing, but off":     {policy.Setting{AppliesTo: []string{"b"}, Severity: deadline.SeverityOff}, outside, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.setting.Severity == "" {
				test.setting.Severity = deadline.SeverityWarn
			}
			p := policy.Policy{Settings: map[deadline.Rule]policy.Setting{deadline.RuleExpired: test.setting}}
			verdict := p.Judge([]policy.Item{placed("a", 0)}, now, time.UTC)
			if got := broken(verdict); !slices.Equal(got, test.want) || verdict.Passed != slices.Equal(got, inside) {
				t.Errorf("passed %t, %q", verdict.Passed, got)
			}
			var idle string
			for _, fault := range verdict.Idle {
				idle += fault.Error()
			}
			if !strings.Contains(idle, test.idle) || (idle == "") != (test.idle == "") {
				t.Errorf("idle %q", idle)
			}
			p.Partial = true
			if idle := p.Judge([]policy.Item{placed("a", 0)}, now, time.UTC).Idle; len(idle) > 0 {
				t.Errorf("some deadlines are unknown, and %s is told", idle[0])
			}
		})
	}
}

// A scope holds for every rule, whoever finds it broken.
func TestScopeOfEveryRule(t *testing.T) {
	t.Parallel()
	no := false
	for _, doc := range policy.RuleDocs() {
		found := placed("a", 100)
		found.Findings = []deadline.Finding{deadline.NewFinding(doc.Rule, "something")}
		assertion := policy.Assertion{Name: "x", Passed: &no, Owner: "team-erp"}
		within := deadline.SeverityError
		if doc.Severity == within {
			within = deadline.SeverityWarn
		}
		for owner, want := range map[string]deadline.Severity{"team-erp": within, "nobody": doc.Severity} {
			p := policy.Policy{
				Settings:   map[deadline.Rule]policy.Setting{doc.Rule: {Severity: within, Owners: []string{owner}}},
				Assertions: []policy.Assertion{assertion},
			}
			verdict := p.Judge([]policy.Item{found}, now, time.UTC)
			got := slices.IndexFunc(verdict.Violations, func(v policy.Violation) bool { return v.Rule == doc.Rule })
			if want == deadline.SeverityOff && got >= 0 || want != deadline.SeverityOff && (got < 0 || verdict.Violations[got].Severity != want) {
				t.Errorf("%s for %s: %q", doc.Rule, owner, broken(verdict))
			}
		}
	}
}

// For the two rules that choose what they ask of, a scope takes the place of
// that choice.
func TestScopeTakesThePlaceOfAChoice(t *testing.T) {
	t.Parallel()
	host := placed("host/a", 100)
	for _, rule := range []deadline.Rule{deadline.RuleBackupMissing, deadline.RuleSupportContractMissing} {
		for environment, want := range map[string]int{"production": 1, "test": 0} {
			p := policy.Policy{Settings: map[deadline.Rule]policy.Setting{rule: {Environments: []string{environment}}}}
			if got := broken(p.Judge([]policy.Item{host}, now, time.UTC)); len(got) != want {
				t.Errorf("%s in %s: %q", rule, environment, got)
			}
		}
	}
}

func TestWaiverBySystemAndOwner(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		asset, system, owner string
		waived               bool
	}{
		"another system":            {"", "crm", "", false},
		"the id, another system":    {"a", "crm", "", false},
		"the system, another id":    {"b", "erp", "", false},
		"the owner, not the system": {"", "crm", "team-*", false},
		"the system":                {"", "erp", "", true},
		"the owner":                 {"", "", "team-*", true},
		"all":                       {"*", "e*", "team-erp", true},
	} {
		w := waiver(func(w *policy.Waiver) { w.Asset, w.System, w.Owner = test.asset, test.system, test.owner })
		verdict := policy.Policy{Waivers: []policy.Waiver{w}}.Judge([]policy.Item{placed("a", 10)}, now, time.UTC)
		if verdict.Passed != test.waived || (len(verdict.Waived) == 1) != test.waived {
			t.Errorf("%s: passed %t, %q", name, verdict.Passed, broken(verdict))
		}
	}
	// Nobody's system is not that of a waiver.
	if verdict := (policy.Policy{Waivers: []policy.Waiver{waiver(func(w *policy.Waiver) { w.Asset, w.System = "", "e*" })}}).Judge([]policy.Item{item("a", 10)}, now, time.UTC); verdict.Passed {
		t.Error("a waiver of a system covers a thing that names none")
	}
}

func TestWaiverUnused(t *testing.T) {
	t.Parallel()
	tells := "waiver/overdue:a* waiver-unused warn"
	for name, test := range map[string]struct {
		waiver policy.Waiver
		items  []policy.Item
		policy policy.Policy
		told   bool
	}{
		"matches nothing":             {waiver(), []policy.Item{item("b", 100)}, policy.Policy{}, true},
		"another case":                {waiver(func(w *policy.Waiver) { w.Asset = "A*" }), []policy.Item{item("a", 10)}, policy.Policy{}, true},
		"renewed since":               {waiver(), []policy.Item{item("a", 100)}, policy.Policy{}, true},
		"worse by now":                {waiver(), []policy.Item{item("a", 0)}, policy.Policy{}, true},
		"of use on its last day":      {waiver(), []policy.Item{item("a", 40)}, policy.Policy{}, false},
		"of no use on its last day":   {waiver(), []policy.Item{item("a", 41)}, policy.Policy{}, true},
		"in use":                      {waiver(), []policy.Item{item("a", 10)}, policy.Policy{}, false},
		"not granted yet":             {waiver(func(w *policy.Waiver) { w.GrantedOn = deadline.Date{Year: 2026, Month: 11, Day: 30} }), nil, policy.Policy{}, false},
		"over":                        {waiver(func(w *policy.Waiver) { w.EndsOn = deadline.Date{Year: 2026, Month: 11, Day: 20} }), nil, policy.Policy{}, false},
		"some are unknown":            {waiver(), []policy.Item{item("b", 100)}, policy.Policy{Partial: true}, false},
		"an assertion is unknown":     {waiver(), []policy.Item{item("b", 100)}, policy.Policy{Unjudged: 1}, false},
		"something is not judged yet": {waiver(), []policy.Item{but(item("b", 100), "act_by")}, policy.Policy{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.policy.Waivers = []policy.Waiver{test.waiver}
			verdict := test.policy.Judge(test.items, now, time.UTC)
			told := slices.ContainsFunc(broken(verdict), func(s string) bool { return strings.EqualFold(s, tells) })
			if told != test.told {
				t.Errorf("got %q", broken(verdict))
			}
		})
	}
}

func TestWaiverTicket(t *testing.T) {
	t.Parallel()
	asked := policy.Policy{Settings: map[deadline.Rule]policy.Setting{deadline.RuleWaiverTicket: {Severity: deadline.SeverityError}}}
	for ticket, want := range map[string][]string{"": {"waiver/overdue:a* waiver-ticket error"}, "\u3000": {"waiver/overdue:a* waiver-ticket error"}, "OPS-1": nil} {
		asked.Waivers = []policy.Waiver{waiver(func(w *policy.Waiver) { w.Ticket = ticket })}
		if got := broken(asked.Judge([]policy.Item{item("a", 10)}, now, time.UTC)); !slices.Equal(got, want) {
			t.Errorf("%q: %q", ticket, got)
		}
	}
	if got := broken(policy.Policy{Waivers: []policy.Waiver{waiver()}}.Judge([]policy.Item{item("a", 10)}, now, time.UTC)); len(got) > 0 {
		t.Errorf("by default: %q", got)
	}
}

// What is about tidiness never stands in front of what is about an end.
func TestErrorsBeforeTidiness(t *testing.T) {
	t.Parallel()
	bare := item("b", 60)
	bare.Owner, bare.Maintainer, bare.Criticality = "", "", ""
	items := []policy.Item{packaged(100, "contract/a"), item("contract/a", 90), bare, item("z", 10)}
	want := []string{
		"z overdue error", "b due warn", "asset/erp support-contract-missing warn",
		"b criticality-missing warn", "b maintainer-missing warn", "b owner-missing warn",
	}
	if got := broken(policy.Policy{}.Judge(items, now, time.UTC)); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
