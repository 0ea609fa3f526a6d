package deadline_test

import (
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func TestNewFinding(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		rule deadline.Rule
		want deadline.Finding
	}{
		{"no-such-rule", deadline.Finding{Rule: "no-such-rule", Severity: deadline.SeverityError, Message: "m"}},
		{deadline.RuleExpired, deadline.Finding{Rule: "expired", Severity: deadline.SeverityError, Message: "m", Lesson: "G21"}},
		{deadline.RulePatchBehind, deadline.Finding{Rule: "patch-behind", Severity: deadline.SeverityWarn, Message: "m", Lesson: "T28"}},
	} {
		if got := deadline.NewFinding(test.rule, "m"); got != test.want {
			t.Errorf("NewFinding = %+v, want %+v", got, test.want)
		}
	}
}
