package policy_test

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

// registers.md 9: a contract that has not begun, or was closed, covers nothing and
// carries nothing, however late it ends.
func TestContractsThatAreNotInForce(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)
	until := func(year int) deadline.Timeline {
		return deadline.Timeline{End: deadline.EndsAt(time.Date(year, 4, 1, 0, 0, 0, 0, time.UTC))}
	}
	contract := func(id string, line deadline.Timeline, rules ...deadline.Rule) policy.Item {
		item := policy.Item{Thing: deadline.Thing{Deadline: deadline.Deadline{ID: id, Kind: "contract", Identity: deadline.Identity{Name: id, Owner: "o", Maintainer: "m", Criticality: "high"}, Timeline: line}}}
		for _, rule := range rules {
			item.Findings = append(item.Findings, deadline.NewFinding(rule, "It says so."))
		}
		return item
	}
	box := policy.Item{
		Thing: deadline.Thing{Deadline: deadline.Deadline{ID: "asset/box", Kind: "hardware", Identity: deadline.Identity{Name: "box", Owner: "o", Maintainer: "m", Criticality: "high"}, Tracked: true, Timeline: until(2029)}, CoveredBy: []string{"contract/support"}},
	}
	lease := contract("contract/lease", until(2029))
	lease.Upstream = "contract/right"
	begins := lease
	begins.Findings = []deadline.Finding{deadline.NewFinding(deadline.RuleNotYetValid, "It begins later.")}
	for name, test := range map[string]struct {
		items []policy.Item
		rule  deadline.Rule
		says  string // "" for no violation
	}{
		"in force":                     {[]policy.Item{box, contract("contract/support", until(2030))}, deadline.RuleSupportContractMissing, ""},
		"not begun":                    {[]policy.Item{box, contract("contract/support", until(2030), deadline.RuleNotYetValid)}, deadline.RuleSupportContractMissing, "is not in force yet"},
		"closed":                       {[]policy.Item{box, contract("contract/support", deadline.Timeline{End: deadline.OpenEnded}, deadline.RuleClosed)}, deadline.RuleSupportContractMissing, "has been closed"},
		"rests on one in force":        {[]policy.Item{lease, contract("contract/right", until(2030))}, deadline.RuleUpstreamNotRenewed, ""},
		"rests on one not begun":       {[]policy.Item{lease, contract("contract/right", until(2030), deadline.RuleNotYetValid)}, deadline.RuleUpstreamNotRenewed, "is not in force yet"},
		"neither has begun":            {[]policy.Item{begins, contract("contract/right", until(2030), deadline.RuleNotYetValid)}, deadline.RuleUpstreamNotRenewed, ""},
		"rests on one that was closed": {[]policy.Item{begins, contract("contract/right", deadline.Timeline{End: deadline.OpenEnded}, deadline.RuleClosed)}, deadline.RuleUpstreamNotRenewed, "has been closed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var said []string
			for _, violation := range (policy.Policy{}).Judge(test.items, now, time.UTC).Violations {
				if violation.Rule == test.rule {
					said = append(said, violation.Message)
				}
				if violation.Rule == deadline.RuleClosed {
					t.Errorf("closed is told: %s", violation.Message)
				}
			}
			got := strings.Join(said, " ")
			if (got == "") != (test.says == "") || !strings.Contains(got, test.says) {
				t.Errorf("got %q, want %q", got, test.says)
			}
		})
	}
}
