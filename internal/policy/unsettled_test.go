package policy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

// but says which attributes of an item are known only after apply.
func but(i policy.Item, names ...string) policy.Item {
	i.Unsettled = names
	return i
}

func without(i policy.Item, change func(*policy.Item), names ...string) policy.Item {
	change(&i)
	return but(i, names...)
}

// What is known only after apply puts off what needs it, and nothing else.
func TestUnsettled(t *testing.T) {
	t.Parallel()
	noOwner := func(i *policy.Item) { i.Owner = "" }
	noEnd := func(i *policy.Item) { i.Timeline = deadline.Timeline{} }
	strict := policy.Policy{Settings: map[deadline.Rule]policy.Setting{deadline.RuleOwnerMissing: {Severity: deadline.SeverityError}}}
	off := policy.Policy{Settings: map[deadline.Rule]policy.Setting{deadline.RuleOwnerMissing: {Severity: deadline.SeverityOff}}}
	lateEnd := func(i *policy.Item) { i.Timeline = deadline.Timeline{ActBy: day(-1)} }
	waived := func(w policy.Waiver) policy.Policy { return policy.Policy{Waivers: []policy.Waiver{w}} }
	bySystem := waived(waiver(func(w *policy.Waiver) { w.Asset, w.System = "", "erp" }))
	inProduction := policy.Policy{Settings: map[deadline.Rule]policy.Setting{deadline.RuleOverdue: {Severity: deadline.SeverityWarn, Environments: []string{"prod*"}}}}
	no := false
	for name, test := range map[string]struct {
		policy   policy.Policy
		items    []policy.Item
		outcome  deadline.Outcome
		want     []string
		deferred []string
	}{
		"expired, of an unknown system": {policy.Policy{}, []policy.Item{but(item("a", 0), "system")}, deadline.OutcomeFails, []string{"a expired error"}, nil},
		"ok, of an unknown system":      {policy.Policy{}, []policy.Item{but(item("a", 100), "system")}, deadline.OutcomePasses, nil, nil},
		"an owner, asked for":           {strict, []policy.Item{without(item("a", 100), noOwner, "owner")}, deadline.OutcomeNotJudgedYet, nil, []string{"a owner-missing error"}},
		"an owner, of a mild rule":      {policy.Policy{}, []policy.Item{without(item("a", 100), noOwner, "owner")}, deadline.OutcomeNotJudgedYet, nil, []string{"a owner-missing warn"}},
		"an owner that nobody asks for": {off, []policy.Item{without(item("a", 100), noOwner, "owner")}, deadline.OutcomePasses, nil, nil},
		"an owner of what has expired":  {strict, []policy.Item{without(item("a", 0), noOwner, "owner")}, deadline.OutcomeFails, []string{"a expired error"}, []string{"a owner-missing error"}},
		"expired, act_by unknown":       {policy.Policy{}, []policy.Item{but(item("a", 0), "act_by")}, deadline.OutcomeFails, []string{"a expired error"}, nil},
		"ok, act_by unknown":            {policy.Policy{}, []policy.Item{but(item("a", 100), "act_by")}, deadline.OutcomeNotJudgedYet, nil, []string{"a expired error"}},
		"overdue, act_by unknown":       {policy.Policy{}, []policy.Item{but(item("a", 10), "act_by")}, deadline.OutcomeNotJudgedYet, nil, []string{"a overdue error"}},
		"given as overdue":              {policy.Policy{}, []policy.Item{without(item("a", 100), func(i *policy.Item) { i.Status = deadline.StatusOverdue }, "act_by")}, deadline.OutcomeFails, []string{"a overdue error"}, nil},
		"end unknown":                   {policy.Policy{}, []policy.Item{without(item("a", 0), noEnd, "expires_at")}, deadline.OutcomeNotJudgedYet, nil, []string{"a unknown error"}},
		"all of it unknown":             {policy.Policy{}, []policy.Item{without(item("a", 0), noEnd, "expires_at", "act_by", "remind_at", "status", "passes", "findings")}, deadline.OutcomeNotJudgedYet, nil, []string{"a unknown error"}},
		"end unknown, overdue":          {policy.Policy{}, []policy.Item{without(item("a", 0), lateEnd, "expires_at")}, deadline.OutcomeFails, []string{"a overdue error"}, nil},
		"end unknown, overdue, waived":  {waived(waiver()), []policy.Item{without(item("a", 0), lateEnd, "expires_at")}, deadline.OutcomeNotJudgedYet, nil, []string{"a expired error"}},
		"expired, renewal unknown":      {policy.Policy{}, []policy.Item{but(contract("x", 0, ""), "renewal")}, deadline.OutcomeNotJudgedYet, nil, []string{"contract/x expired error"}},
		"passes unknown":                {policy.Policy{}, []policy.Item{but(item("a", 100), "passes")}, deadline.OutcomeNotJudgedYet, nil, []string{"a expired error"}},
		"refused, status unknown":       {policy.Policy{}, []policy.Item{without(item("a", 100), func(i *policy.Item) { i.Passes = &no }, "status")}, deadline.OutcomeNotJudgedYet, nil, []string{"a refused error"}},
		"waived by system":              {bySystem, []policy.Item{but(item("a", 10), "system")}, deadline.OutcomeNotJudgedYet, nil, []string{"a overdue error"}},
		"of another system":             {bySystem, []policy.Item{item("a", 10)}, deadline.OutcomeFails, []string{"a overdue error", "waiver/overdue:system erp waiver-unused warn"}, nil},
		"a scope by environment":        {inProduction, []policy.Item{but(item("a", 10), "environment")}, deadline.OutcomeNotJudgedYet, nil, []string{"a overdue error"}},
		"expired, out of that scope":    {inProduction, []policy.Item{but(item("a", 0), "environment")}, deadline.OutcomeFails, []string{"a expired error"}, nil},
		"a contract's cover unknown":    {policy.Policy{}, []policy.Item{but(packaged(100), "covered_by")}, deadline.OutcomeNotJudgedYet, nil, []string{"asset/erp support-contract-missing warn"}},
		"a covering contract's end":     {policy.Policy{}, []policy.Item{packaged(100, "contract/a"), without(item("contract/a", 0), noEnd, "expires_at")}, deadline.OutcomeNotJudgedYet, nil, []string{"contract/a term-undeclared error", "contract/a unknown error", "asset/erp support-contract-missing warn"}},
		"an upstream unknown":           {policy.Policy{}, []policy.Item{but(contract("lease", 100, ""), "upstream")}, deadline.OutcomeNotJudgedYet, nil, []string{"contract/lease upstream-not-renewed error"}},
		"an upstream's end":             {policy.Policy{}, []policy.Item{contract("lease", 100, "right"), without(contract("right", 0, ""), noEnd, "expires_at")}, deadline.OutcomeNotJudgedYet, nil, []string{"contract/right term-undeclared error", "contract/right unknown error", "contract/lease upstream-not-renewed error"}},
		"what is a backup of what":      {policy.Policy{}, []policy.Item{database(), backup("b", func(b *policy.Item) { b.BacksUp, b.Unsettled = nil, []string{"backs_up"} })}, deadline.OutcomeNotJudgedYet, nil, []string{"database/crm backup-missing error"}},
		"the age of a backup":           {policy.Policy{}, []policy.Item{database(), backup("b", ageless, func(b *policy.Item) { b.Unsettled = []string{"newest_at"} })}, deadline.OutcomeNotJudgedYet, nil, []string{"database/crm backup-stale warn"}},
		"the fate of a backup":          {policy.Policy{}, []policy.Item{database(), backup("b", fateless, func(b *policy.Item) { b.Unsettled = []string{"fate"} })}, deadline.OutcomeNotJudgedYet, nil, []string{"database/crm backup-shares-fate error"}},
		"the kind of a thing":           {policy.Policy{}, []policy.Item{without(item("a", 100), func(i *policy.Item) { i.Tracked = false }, "kind")}, deadline.OutcomeNotJudgedYet, nil, []string{"a backup-missing error"}},
		"a change nobody reviewed":      {policy.Policy{}, []policy.Item{without(item("a", 100), func(i *policy.Item) { i.ChangedAt = day(-1) }, "change_reviewed_by")}, deadline.OutcomeNotJudgedYet, nil, []string{"a change-unreviewed warn"}},
		"a reviewer of no change":       {policy.Policy{}, []policy.Item{but(item("a", 100), "change_reviewed_by")}, deadline.OutcomePasses, nil, nil},
		"an assertion":                  {policy.Policy{Unjudged: 1}, []policy.Item{item("a", 100)}, deadline.OutcomeNotJudgedYet, nil, nil},
		"other deadlines":               {policy.Policy{Partial: true}, []policy.Item{item("a", 100)}, deadline.OutcomeNotJudgedYet, nil, nil},
		"other deadlines, one expired":  {policy.Policy{Partial: true}, []policy.Item{item("a", 0)}, deadline.OutcomeFails, []string{"a expired error"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			verdict := test.policy.Judge(test.items, now, time.UTC)
			if got := broken(verdict); !slices.Equal(got, test.want) || verdict.Outcome != test.outcome || verdict.Passed != (test.outcome == deadline.OutcomePasses) {
				t.Errorf("%s, passed %t, %q", verdict.Outcome, verdict.Passed, got)
			}
			if len(verdict.Unowned) > 0 {
				t.Errorf("unowned %q", verdict.Unowned)
			}
			if got := broken(policy.Verdict{Violations: verdict.Deferred}); !slices.Equal(got, test.deferred) {
				t.Errorf("deferred %q", got)
			}
		})
	}
}

func TestUnsettledIsSaid(t *testing.T) {
	t.Parallel()
	p := policy.Policy{Settings: map[deadline.Rule]policy.Setting{deadline.RuleOwnerMissing: {Severity: deadline.SeverityError}}}
	for want, items := range map[string][]policy.Item{
		"a is not judged yet by the rule owner-missing: owner is known only after apply.":                                            {without(item("a", 100), func(i *policy.Item) { i.Owner = "" }, "owner")},
		"a is not judged yet by the rule expired: act_by, passes are known only after apply.":                                        {but(item("a", 100), "act_by", "passes")},
		"contract/lease is not judged yet by the rule upstream-not-renewed: expires_at of contract/right is known only after apply.": {contract("lease", 100, "right"), but(contract("right", 100, ""), "expires_at")},
	} {
		verdict := p.Judge(items, now, time.UTC)
		if !slices.ContainsFunc(verdict.Deferred, func(v policy.Violation) bool { return v.Message == want }) {
			t.Errorf("%s\nis not among %+v", want, verdict.Deferred)
		}
	}
}
