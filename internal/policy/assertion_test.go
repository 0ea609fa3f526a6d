package policy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

func TestAssertions(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	end := deadline.Date{Year: 2026, Month: 12, Day: 1}
	for name, test := range map[string]struct {
		assertion policy.Assertion
		policy    policy.Policy
		want      []string
		message   string
	}{
		"fails":            {policy.Assertion{Name: "quota", Passed: &no, Message: "raise the quota"}, policy.Policy{}, []string{"assertion/quota assertion error"}, "assertion/quota: raise the quota"},
		"unknown":          {policy.Assertion{Name: "quota", Message: "raise the quota"}, policy.Policy{}, []string{"assertion/quota assertion error"}, "assertion/quota: whether it holds cannot be told; raise the quota"},
		"no message":       {policy.Assertion{Name: "quota", Passed: &no}, policy.Policy{}, []string{"assertion/quota assertion error"}, "assertion/quota: it does not hold, and gives no message."},
		"odd severity":     {policy.Assertion{Name: "quota", Passed: &no, Message: "m", Severity: "loud"}, policy.Policy{}, []string{"assertion/quota assertion error"}, "assertion/quota: m"},
		"a warning":        {policy.Assertion{Name: "quota", Passed: &no, Message: "m", Severity: deadline.SeverityWarn}, policy.Policy{}, []string{"assertion/quota assertion warn"}, "assertion/quota: m"},
		"set for all":      {policy.Assertion{Name: "quota", Passed: &no, Message: "m"}, policy.Policy{Settings: map[deadline.Rule]policy.Setting{policy.RuleAssertion: {Severity: deadline.SeverityWarn}}}, []string{"assertion/quota assertion warn"}, "assertion/quota: m"},
		"off":              {policy.Assertion{Name: "quota", Passed: &no, Severity: deadline.SeverityOff}, policy.Policy{}, nil, ""},
		"waived":           {policy.Assertion{Name: "quota", Passed: &no}, policy.Policy{Waivers: []policy.Waiver{{Rule: policy.RuleAssertion, Asset: "assertion/*", Reason: "r", Approver: "a", EndsOn: end}}}, nil, ""},
		"holds":            {policy.Assertion{Name: "quota", Passed: &yes}, policy.Policy{}, nil, ""},
		"holds, with text": {policy.Assertion{Name: "quota", Passed: &yes, Message: "m", Severity: deadline.SeverityWarn}, policy.Policy{}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.policy.Assertions = []policy.Assertion{test.assertion}
			verdict := test.policy.Judge([]policy.Item{item("a", 100)}, now, time.UTC)
			if got := broken(verdict); !slices.Equal(got, test.want) {
				t.Fatalf("got %q", got)
			}
			wantPass := len(verdict.Violations) == 0 || verdict.Violations[0].Severity == deadline.SeverityWarn
			if verdict.Passed != wantPass {
				t.Errorf("passed %t", verdict.Passed)
			}
			if len(verdict.Violations) > 0 && (verdict.Violations[0].Message != test.message || verdict.Violations[0].Remedy == "") {
				t.Errorf("got %+v", verdict.Violations[0])
			}
		})
	}
}
