package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

// Keys after a day that the policy names (issue 13, forecasts).
func TestQuantumVulnerable(t *testing.T) {
	t.Parallel()
	after := deadline.DateOf(day(60), time.UTC)
	asks := policy.Setting{Severity: deadline.SeverityError, After: after}
	beyond := 62 // ends later than the last moment of the day
	for name, test := range map[string]struct {
		setting policy.Setting
		id      string
		end     int
		change  func(*policy.Item)
		says    string // "" for no breach
	}{
		"off by default":          {policy.Setting{}, "certificate/www", beyond, key("RSA"), ""},
		"off in so many words":    {policy.Setting{Severity: deadline.SeverityOff, After: after}, "certificate/www", beyond, key("RSA"), ""},
		"of another environment":  {policy.Setting{Severity: deadline.SeverityError, After: after, Environments: []string{"production"}}, "certificate/www", beyond, key("RSA"), ""},
		"something without a key": {asks, "contract/lease", beyond, func(*policy.Item) {}, ""},
		"ends before":             {asks, "certificate/www", 40, key("RSA"), ""},
		"ends with the day":       {asks, "certificate/www", 61, key("RSA"), ""},
		"has expired":             {asks, "certificate/www", -1, key("RSA"), ""},
		"post-quantum":            {asks, "certificate/www", beyond, key("ML-DSA-65"), ""},
		"post-quantum, spelt as others do": {
			asks, "certificate/www", beyond, key("SLH_DSA_SHA2_128S"), "",
		},
		"two post-quantum keys": {asks, "certificate/www", beyond, key("ML-DSA-65, XMSS"), ""},
		"tracks a certificate":  {asks, "certificate/www", beyond, func(i *policy.Item) { i.Tracks = []string{"certificate/*"} }, ""},

		"RSA":                   {asks, "certificate/www", beyond, key("RSA"), "its key is RSA, which is not post-quantum"},
		"one of two keys":       {asks, "certificate/www", beyond, key("ML-DSA-65, ECDSA"), "one or more are not post-quantum"},
		"a draft of it":         {asks, "certificate/www", beyond, key("Dilithium3"), "its key is Dilithium3"},
		"a key that nobody has": {asks, "certificate/www", beyond, key("unknown"), "is not known"},
		"nobody says":           {asks, "certificate/www", beyond, func(*policy.Item) {}, "hand key_algorithm over"},
		"of another kind that says which": {
			asks, "token/ci", beyond, key("Ed25519"), "its key is Ed25519",
		},
		"no end":         {asks, "certificate/www", beyond, func(i *policy.Item) { key("RSA")(i); i.Timeline = deadline.Timeline{End: deadline.OpenEnded} }, "is to be in use after"},
		"an unknown end": {asks, "certificate/www", beyond, func(i *policy.Item) { key("RSA")(i); i.Timeline = deadline.Timeline{} }, "is to be in use after"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one := item(test.id, test.end)
			test.change(&one)
			p := policy.Policy{Settings: map[deadline.Rule]policy.Setting{deadline.RuleQuantumVulnerable: test.setting}}
			if test.setting.Severity == "" {
				p.Settings = nil
			}
			verdict := p.Judge([]policy.Item{one, item("certificate/tracked", 40)}, now, time.UTC)
			at := slices.IndexFunc(verdict.Violations, func(v policy.Violation) bool {
				return v.Rule == deadline.RuleQuantumVulnerable && v.ID == test.id
			})
			if (at >= 0) != (test.says != "") || at >= 0 && (!strings.Contains(verdict.Violations[at].Message, test.says) || verdict.Passed) {
				t.Errorf("%+v, want %q", verdict.Violations, test.says)
			}
		})
	}
}

func key(algorithm string) func(*policy.Item) {
	return func(i *policy.Item) { i.KeyAlgorithm = algorithm }
}

// What is known only after apply puts it off, a waiver excuses it.
func TestQuantumVulnerableLater(t *testing.T) {
	t.Parallel()
	p := policy.Policy{Settings: map[deadline.Rule]policy.Setting{deadline.RuleQuantumVulnerable: {Severity: deadline.SeverityError, After: deadline.DateOf(day(60), time.UTC)}}}
	later := item("certificate/www", 100)
	later.Unsettled = []string{"key_algorithm"}
	if v := p.Judge([]policy.Item{later}, now, time.UTC); v.Outcome != deadline.OutcomeNotJudgedYet || len(v.Deferred) != 1 || v.Deferred[0].Rule != deadline.RuleQuantumVulnerable {
		t.Errorf("%v %+v", v.Outcome, v.Deferred)
	}
	p.Waivers = []policy.Waiver{{
		Rule: deadline.RuleQuantumVulnerable, Asset: "certificate/www", Reason: "the appliance takes no other", Approver: "ciso",
		GrantedOn: deadline.DateOf(now, time.UTC), EndsOn: deadline.DateOf(day(30), time.UTC),
	}}
	if v := p.Judge([]policy.Item{item("certificate/www", 100)}, now, time.UTC); !v.Passed || len(v.Waived) != 1 {
		t.Errorf("%v %+v", v.Outcome, v.Violations)
	}
	// Two readings of one server, one of each key type: both count.
	rsa, quantum := item("certificate/www", 100), item("certificate/www", 100)
	key("ML-DSA-44")(&quantum)
	key("RSA")(&rsa)
	p.Waivers = nil
	for _, items := range [][]policy.Item{{rsa, quantum}, {quantum, rsa}} {
		if got := broken(p.Judge(items, now, time.UTC)); !slices.Contains(got, "certificate/www quantum-vulnerable error") {
			t.Errorf("%q", got)
		}
	}
}

func TestCheckAfter(t *testing.T) {
	t.Parallel()
	day := deadline.DateOf(now, time.UTC)
	for name, test := range map[string]struct {
		rule            deadline.Rule
		setting         policy.Setting
		parameter, says string
	}{
		"no day":              {deadline.RuleQuantumVulnerable, policy.Setting{Severity: deadline.SeverityWarn}, "after", `after = "2030-12-31"`},
		"a day alone":         {deadline.RuleQuantumVulnerable, policy.Setting{After: day}, "severity", "off by default"},
		"a day of another":    {deadline.RuleDue, policy.Setting{Severity: deadline.SeverityError, After: day}, "after", "quantum-vulnerable"},
		"off needs no day":    {deadline.RuleQuantumVulnerable, policy.Setting{Severity: deadline.SeverityOff}, "", ""},
		"a day of its own":    {deadline.RuleQuantumVulnerable, policy.Setting{Severity: deadline.SeverityError, After: day}, "", ""},
		"nothing is said yet": {deadline.RuleQuantumVulnerable, policy.Setting{}, "", "severity, after, applies_to"},
	} {
		faults := policy.Policy{Settings: map[deadline.Rule]policy.Setting{test.rule: test.setting}}.Check()
		switch {
		case test.says == "" && len(faults) > 0:
			t.Errorf("%s: %v", name, faults[0])
		case test.says != "" && (len(faults) != 1 || faults[0].Parameter != test.parameter || !strings.Contains(faults[0].Message, test.says)):
			t.Errorf("%s: %+v", name, faults)
		}
	}
}
