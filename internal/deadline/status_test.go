package deadline_test

import (
	"slices"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func TestStatus(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status deadline.Status
		passes bool
		rank   int
		rule   deadline.Rule
	}{
		{"", false, 2, deadline.RuleUnknown}, // what is no status never passes
		{"OK", false, 2, deadline.RuleUnknown},
		{"fine", false, 2, deadline.RuleUnknown},
		{deadline.StatusUnknown, false, 2, deadline.RuleUnknown},
		{deadline.StatusExpired, false, 4, deadline.RuleExpired},
		{deadline.StatusOverdue, false, 3, deadline.RuleOverdue},
		{deadline.StatusDue, true, 1, deadline.RuleDue},
		{deadline.StatusOK, true, 0, ""},
	} {
		if got := test.status.Passes(); got != test.passes {
			t.Errorf("%q passes: %t", test.status, got)
		}
		if got := test.status.Rank(); got != test.rank {
			t.Errorf("%q ranks %d, want %d", test.status, got, test.rank)
		}
		if got := test.status.Rule(); got != test.rule {
			t.Errorf("%q breaks %q, want %q", test.status, got, test.rule)
		}
	}
	sorted := slices.IsSortedFunc(deadline.Statuses, func(a, b deadline.Status) int { return a.Rank() - b.Rank() })
	if len(deadline.Statuses) != 5 || !sorted {
		t.Errorf("statuses %v", deadline.Statuses)
	}
}
