package policy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

func packaged(end int, coveredBy ...string) policy.Item {
	packaged := item("asset/erp", end)
	packaged.Kind, packaged.CoveredBy = "package", coveredBy
	return packaged
}

func TestSupport(t *testing.T) {
	t.Parallel()
	fails := "asset/erp support-contract-missing warn"
	of := func(kind string, tracked bool) policy.Item {
		of := packaged(100)
		of.Kind, of.Tracked = kind, tracked
		return of
	}
	renewing := item("contract/a", 90)
	renewing.Findings = []deadline.Finding{deadline.NewFinding(deadline.RuleRenewsTacitly, "it renews")}
	open := packaged(0, "contract/a")
	open.Timeline = deadline.Timeline{End: deadline.OpenEnded}
	for name, test := range map[string]struct {
		items []policy.Item
		want  []string
	}{
		"no contract":                {[]policy.Item{packaged(100)}, []string{fails}},
		"a blank name":               {[]policy.Item{packaged(100, " ")}, []string{fails}},
		"not in the list":            {[]policy.Item{packaged(100, "contract/a")}, []string{fails}},
		"a pattern that is for none": {[]policy.Item{packaged(100, "contract/*")}, []string{fails}},
		"expired":                    {[]policy.Item{packaged(100, "contract/a"), item("contract/a", 0)}, []string{"contract/a expired error", fails}},
		"unknown":                    {[]policy.Item{packaged(100, "contract/a"), unknown("contract/a")}, []string{"contract/a term-undeclared error", "contract/a unknown error", fails}},
		"ends before the thing":      {[]policy.Item{packaged(100, "contract/a"), item("contract/a", 90)}, []string{fails}},
		"ends with the thing":        {[]policy.Item{packaged(100, "contract/a"), item("contract/a", 100)}, nil},
		"the longest counts":         {[]policy.Item{packaged(100, "contract/*"), item("contract/a", 70), item("contract/b", 110), item("contract/c", 80)}, nil},
		"one of two is enough":       {[]policy.Item{packaged(100, "contract/x", "contract/b"), item("contract/b", 110)}, nil},
		"renews by itself":           {[]policy.Item{packaged(100, "contract/a"), renewing}, []string{"contract/a renews-tacitly warn"}},
		"a thing without an end":     {[]policy.Item{open, item("contract/a", 90)}, nil},
		"any kind that names one":    {[]policy.Item{func() policy.Item { i := packaged(100, "contract/a"); i.Kind = "host"; return i }()}, []string{fails}},
		"a kind that needs none":     {[]policy.Item{of("certificate", true)}, nil},
		"software":                   {[]policy.Item{of("software", true)}, []string{fails}},
		"software that was read":     {[]policy.Item{of("software", false)}, nil},
		"hardware":                   {[]policy.Item{of("hardware", true)}, []string{fails}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := broken(policy.Policy{}.Judge(test.items, now, time.UTC)); !slices.Equal(got, test.want) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestSupportAppliesTo(t *testing.T) {
	t.Parallel()
	p := policy.Policy{Settings: map[deadline.Rule]policy.Setting{deadline.RuleSupportContractMissing: {AppliesTo: []string{"software/*"}}}}
	read := item("software/php@7.4.33", 100)
	read.Kind, read.Tracked = "software", false
	if got, want := broken(p.Judge([]policy.Item{read, packaged(100)}, now, time.UTC)), []string{"software/php@7.4.33 support-contract-missing warn"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func contract(name string, end int, upstream string) policy.Item {
	contract := item("contract/"+name, end)
	contract.Kind, contract.Name, contract.Upstream = "contract", name, upstream
	return contract
}

func TestUpstream(t *testing.T) {
	t.Parallel()
	fails := "contract/lease upstream-not-renewed error"
	undeclared := []string{"contract/lease term-undeclared error", "contract/lease unknown error"}
	with := func(c policy.Item, end deadline.End) policy.Item {
		c.Timeline = deadline.Timeline{End: end}
		return c
	}
	renewing := contract("right", 90, "")
	renewing.Findings = []deadline.Finding{deadline.NewFinding(deadline.RuleRenewsTacitly, "it renews")}
	for name, test := range map[string]struct {
		items []policy.Item
		want  []string
	}{
		"not in the list":       {[]policy.Item{contract("lease", 100, "contract/right")}, []string{fails}},
		"itself":                {[]policy.Item{contract("lease", 100, "contract/lease")}, []string{fails}},
		"a loop":                {[]policy.Item{contract("a", 100, "b"), contract("b", 100, "c"), contract("c", 100, "b")}, []string{"contract/b upstream-not-renewed error", "contract/c upstream-not-renewed error"}},
		"expired":               {[]policy.Item{contract("lease", 100, "contract/right"), contract("right", 0, "")}, []string{"contract/right expired error", fails}},
		"unknown":               {[]policy.Item{contract("lease", 100, "contract/right"), with(contract("right", 0, ""), deadline.End{})}, []string{"contract/right term-undeclared error", "contract/right unknown error", fails}},
		"ends before":           {[]policy.Item{contract("lease", 100, "contract/right"), contract("right", 99, "")}, []string{fails}},
		"ends, the other never": {[]policy.Item{with(contract("lease", 0, "right"), deadline.OpenEnded), contract("right", 99, "")}, []string{fails}},
		"ends with it":          {[]policy.Item{contract("lease", 100, "contract/right"), contract("right", 100, "")}, nil},
		"by its name":           {[]policy.Item{contract("lease", 100, "right"), contract("right", 100, "")}, nil},
		"never ends":            {[]policy.Item{contract("lease", 100, "right"), with(contract("right", 0, ""), deadline.OpenEnded)}, nil},
		"will renew":            {[]policy.Item{contract("lease", 100, "right"), renewing}, []string{"contract/right renews-tacitly warn"}},
		"its own end unknown":   {[]policy.Item{with(contract("lease", 0, "right"), deadline.End{}), contract("right", 100, "")}, []string{undeclared[0], undeclared[1], fails}},
		"three links":           {[]policy.Item{contract("lease", 100, "b"), contract("b", 100, "c"), contract("c", 90, "")}, []string{"contract/b upstream-not-renewed error"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := broken(policy.Policy{}.Judge(test.items, now, time.UTC)); !slices.Equal(got, test.want) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestTermUndeclared(t *testing.T) {
	t.Parallel()
	declaredOpen := unknown("contract/a")
	declaredOpen.Status = deadline.StatusOK
	found := unknown("contract/a")
	found.Findings = []deadline.Finding{deadline.NewFinding(deadline.RuleTermUndeclared, "no term in the register")}
	silenced := unknown("contract/a")
	silenced.Findings = []deadline.Finding{{Rule: deadline.RuleTermUndeclared, Severity: deadline.SeverityOff}}
	for name, test := range map[string]struct {
		item policy.Item
		want []string
	}{
		"found, but silenced": {silenced, []string{"contract/a term-undeclared error", "contract/a unknown error"}},
		"unknown":             {unknown("contract/a"), []string{"contract/a term-undeclared error", "contract/a unknown error"}},
		"found by a reader":   {found, []string{"contract/a term-undeclared error", "contract/a unknown error"}},
		"kind alone":          {func() policy.Item { i := unknown("asset/a"); i.Kind = "contract"; return i }(), []string{"asset/a term-undeclared error", "asset/a unknown error"}},
		"not a contract":      {unknown("asset/a"), []string{"asset/a unknown error"}},
		"declared endless":    {declaredOpen, nil},
		"a known end":         {item("contract/a", 100), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := broken(policy.Policy{}.Judge([]policy.Item{test.item}, now, time.UTC)); !slices.Equal(got, test.want) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestContractMessages(t *testing.T) {
	t.Parallel()
	deletes := unknown("contract/a")
	deletes.DeletesData = true
	early := contract("right", 100, "")
	early.End.At = early.End.At.Add(-time.Hour)
	for want, items := range map[string][]policy.Item{
		"contract/a does not say when its term ends, and its end deletes the data.":                                                            {deletes},
		"contract/lease is to last until 2027-02-28, but contract/right, on which it rests, ends on 2026-12-31.":                               {contract("lease", 100, "right"), contract("right", 41, "")},
		"contract/lease is to last until 2027-03-01T00:00:00Z, but contract/right, on which it rests, ends on 2027-02-28T23:00:00Z.":           {contract("lease", 100, "right"), early},
		"whether right, on which contract/lease rests, lasts as long cannot be told: it is not among these deadlines; hand it over too.":       {contract("lease", 100, "right")},
		"the contract that covers asset/erp, contract/a, ends on 2027-02-18, before 2027-02-28, when the thing itself does.":                   {packaged(100, "contract/a"), item("contract/a", 90)},
		"whether asset/erp is under support cannot be told: contract/a, which is to cover it, is not among these deadlines; hand it over too.": {packaged(100, "contract/a")},
		"whether asset/erp is under support cannot be told: when contract/a ends is unknown.":                                                  {packaged(100, "contract/a"), unknown("contract/a")},
	} {
		verdict := policy.Policy{}.Judge(items, now, time.UTC)
		if !slices.ContainsFunc(verdict.Violations, func(v policy.Violation) bool { return v.Message == want }) {
			t.Errorf("%s\nis not among %v", want, verdict.Violations)
		}
	}
}
