package deadline_test

import (
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func TestEndStates(t *testing.T) {
	t.Parallel()
	for state, word := range map[deadline.EndState]string{
		deadline.EndUnknown: "unknown", deadline.EndKnown: "known", deadline.EndOpen: "open", deadline.EndedUnknownDay: "ended",
	} {
		if state.String() != word || deadline.ParseEndState(word) != state {
			t.Errorf("%d is %q, and %q is %d", state, state, word, deadline.ParseEndState(word))
		}
	}
	for _, word := range []string{"", "Open", "opened", "none", "0"} {
		if got := deadline.ParseEndState(word); got != deadline.EndUnknown {
			t.Errorf("%q is taken for %s", word, got)
		}
	}
}

// What has no end may still have a day by which to act on it.
func TestStatusOfAnOpenEnd(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		line deadline.Timeline
		want deadline.Status
	}{
		"no day at all":    {deadline.Timeline{End: deadline.OpenEnded}, deadline.StatusOK},
		"days to come":     {deadline.Timeline{End: deadline.OpenEnded, ActBy: at(t, "2027-01-02T00:00:00Z"), RemindAt: at(t, "2027-01-01T00:00:00Z")}, deadline.StatusOK},
		"the reminder is":  {deadline.Timeline{End: deadline.OpenEnded, ActBy: at(t, "2027-01-02T00:00:00Z"), RemindAt: at(t, "2026-11-22T00:00:00Z")}, deadline.StatusDue},
		"the day is today": {deadline.Timeline{End: deadline.OpenEnded, ActBy: at(t, "2026-11-22T00:00:00Z")}, deadline.StatusOverdue},
	} {
		if got := test.line.Status(at(t, "2026-11-22T00:00:00Z")); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}
