package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

// gates.md 2: what says that it does not pass fails by a rule of its own, and only where
// nothing else says why: fail_on, on_unknown and waivers keep working.
func TestRefused(t *testing.T) {
	t.Parallel()
	no := false
	refusing := func(i policy.Item, status deadline.Status) policy.Item {
		i.Status, i.Passes = status, &no
		return i
	}
	mild := func(rule deadline.Rule) policy.Policy {
		return policy.Policy{Severities: map[deadline.Rule]deadline.Severity{rule: deadline.SeverityWarn}}
	}
	excusing := func(rule deadline.Rule) policy.Policy {
		return policy.Policy{Waivers: []policy.Waiver{waiver(func(w *policy.Waiver) { w.Rule = rule })}}
	}
	found := refusing(item("a", 100), deadline.StatusOK)
	found.Findings = []deadline.Finding{{Rule: deadline.RuleUntrusted, Severity: deadline.SeverityError, Message: "not trusted"}}
	hinted := refusing(item("a", 100), deadline.StatusOK)
	hinted.Findings = []deadline.Finding{deadline.NewFinding(deadline.RuleUntrusted, "not trusted")}
	follower := refusing(tracker("a", "c"), "")
	for name, test := range map[string]struct {
		policy policy.Policy
		items  []policy.Item
		want   []string
	}{
		"expired, failing on expired":     {mild(deadline.RuleOverdue), []policy.Item{refusing(item("a", 0), deadline.StatusExpired)}, []string{"a expired error"}},
		"overdue, failing on expired":     {mild(deadline.RuleOverdue), []policy.Item{refusing(item("a", 10), deadline.StatusOverdue)}, []string{"a overdue warn"}},
		"overdue by its dates alone":      {mild(deadline.RuleOverdue), []policy.Item{refusing(item("a", 10), deadline.StatusOK)}, []string{"a overdue warn"}},
		"overdue as it is given":          {mild(deadline.RuleOverdue), []policy.Item{refusing(item("a", 100), deadline.StatusOverdue)}, []string{"a overdue warn"}},
		"unknown, which is a warning":     {mild(deadline.RuleUnknown), []policy.Item{refusing(unknown("a"), deadline.StatusUnknown)}, []string{"a unknown warn"}},
		"unknown and without a status":    {mild(deadline.RuleUnknown), []policy.Item{refusing(unknown("a"), "")}, []string{"a unknown warn"}},
		"unknown and waived":              {excusing(deadline.RuleUnknown), []policy.Item{refusing(unknown("a"), "")}, nil},
		"ok":                              {policy.Policy{}, []policy.Item{refusing(item("a", 100), deadline.StatusOK)}, []string{"a refused error"}},
		"ok, unknown being waived":        {excusing(deadline.RuleUnknown), []policy.Item{refusing(item("a", 100), deadline.StatusOK)}, []string{"a refused error", "waiver/unknown:a* waiver-unused warn"}},
		"ok, unknown being a warning":     {mild(deadline.RuleUnknown), []policy.Item{refusing(item("a", 100), "")}, []string{"a refused error"}},
		"ok, and excused by its own rule": {excusing(deadline.RuleRefused), []policy.Item{refusing(item("a", 100), "")}, nil},
		"due":                             {policy.Policy{}, []policy.Item{refusing(item("a", 50), deadline.StatusDue)}, []string{"a refused error", "a due warn"}},
		"an error finding":                {policy.Policy{}, []policy.Item{found}, []string{"a untrusted error"}},
		"a finding that is a warning":     {policy.Policy{}, []policy.Item{hinted}, []string{"a refused error", "a untrusted warn"}},
		"a tracker of what is fine":       {policy.Policy{}, []policy.Item{follower, item("c", 100)}, []string{"a refused error"}},
		"a tracker of what is overdue":    {mild(deadline.RuleOverdue), []policy.Item{follower, item("c", 10)}, []string{"c overdue warn"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			verdict := test.policy.Judge(test.items, now, time.UTC)
			if got := broken(verdict); !slices.Equal(got, test.want) {
				t.Errorf("got %q", got)
			}
			fails := slices.ContainsFunc(test.want, func(s string) bool { return strings.HasSuffix(s, "error") })
			if verdict.Passed == fails || (verdict.Outcome == deadline.OutcomeFails) != fails {
				t.Errorf("passed %t, %s", verdict.Passed, verdict.Outcome)
			}
		})
	}
}

// A status that is worse than the dates counts, and the message says whence it is.
func TestGivenStatusIsSaid(t *testing.T) {
	t.Parallel()
	given := item("licence/x", 100)
	given.Status, given.Reason = deadline.StatusExpired, "licence/x was withdrawn"
	byActing := unknown("licence/x")
	byActing.ActBy, byActing.Status = day(-1), deadline.StatusOK
	for want, one := range map[string]policy.Item{
		"licence/x is given as expired, though its dates say ok.":                             given,
		"licence/x was to be renewed by 2026-11-20T00:00:00Z, and when it ends is not known.": byActing,
	} {
		verdict := policy.Policy{}.Judge([]policy.Item{one}, now, time.UTC)
		if got := verdict.Violations[0].Message; got != want {
			t.Errorf("got %q", got)
		}
	}
}
