package deadline_test

import (
	"slices"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func TestJudge(t *testing.T) {
	t.Parallel()
	known := deadline.Timeline{
		End:      deadline.EndsAt(at(t, "2027-04-01T00:00:00Z")),
		ActBy:    at(t, "2027-03-02T00:00:00Z"),
		RemindAt: at(t, "2027-01-31T00:00:00Z"),
	}
	none := int64(-1 << 62)
	for _, test := range []struct {
		name    string
		line    deadline.Timeline
		blocked bool
		now     string
		status  deadline.Status
		passes  bool
		days    int64
	}{
		{"unknown", deadline.Timeline{}, false, "2026-11-21T00:00:00Z", deadline.StatusUnknown, false, none},
		{"unknown and blocked", deadline.Timeline{}, true, "2026-11-21T00:00:00Z", deadline.StatusUnknown, false, none},
		{"ended some day", deadline.Timeline{End: deadline.End{State: deadline.EndedUnknownDay}}, false, "2026-11-21T00:00:00Z", deadline.StatusExpired, false, none},
		{"open-ended but blocked", deadline.Timeline{End: deadline.OpenEnded}, true, "2026-11-21T00:00:00Z", deadline.StatusOK, false, none},
		{"ok but blocked", known, true, "2026-11-21T00:00:00Z", deadline.StatusOK, false, 131},
		{"long expired", known, false, "2028-04-01T00:00:00Z", deadline.StatusExpired, false, -366},
		{"just expired", known, false, "2027-04-01T00:00:00Z", deadline.StatusExpired, false, 0},
		{"expired a moment ago", known, false, "2027-04-01T00:00:00.1Z", deadline.StatusExpired, false, -1},
		{"overdue", known, false, "2027-03-02T00:00:00Z", deadline.StatusOverdue, false, 30},
		{"due", known, false, "2027-03-01T23:59:59Z", deadline.StatusDue, true, 30},
		{"ok", known, false, "2026-11-21T00:00:00Z", deadline.StatusOK, true, 131},
		{"open-ended", deadline.Timeline{End: deadline.OpenEnded}, false, "2026-11-21T00:00:00Z", deadline.StatusOK, true, none},
	} {
		now := at(t, test.now)
		got := deadline.Deadline{ID: "asset/erp", Timeline: test.line, Blocked: test.blocked}.Judge(now, time.UTC)
		if got.Status != test.status || got.Passes != test.passes || !got.Now.Equal(now) {
			t.Errorf("%s: %s, passes %t at %s", test.name, got.Status, got.Passes, got.Now)
		}
		if left := got.DaysLeft; (left == nil) != (test.days == none) || left != nil && *left != test.days {
			t.Errorf("%s: days left %v, want %d", test.name, left, test.days)
		}
		if got.Reason == "" {
			t.Errorf("%s: no reason", test.name)
		}
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-11-21T00:00:00Z")
	judge := func(id, end, actBy string) deadline.Judgement {
		line := deadline.Timeline{}
		switch end {
		case "":
		case "open":
			line.End = deadline.OpenEnded
		case "some day":
			line.End = deadline.End{State: deadline.EndedUnknownDay}
		default:
			line.End, line.ActBy = deadline.EndsAt(at(t, end)), at(t, actBy)
			line.RemindAt = line.ActBy.Add(-30 * day)
		}
		return deadline.Deadline{ID: id, Timeline: line}.Judge(now, time.UTC)
	}
	want := []deadline.Judgement{
		judge("expired/long", "2025-01-01T00:00:00Z", "2024-12-01T00:00:00Z"),
		judge("expired/short", "2026-11-20T00:00:00Z", "2026-10-01T00:00:00Z"),
		judge("expired/a-day-unknown", "some day", ""),
		judge("expired/b-day-unknown", "some day", ""),
		judge("overdue/a", "2026-12-01T00:00:00Z", "2026-11-01T00:00:00Z"),
		judge("overdue/b", "2026-11-30T00:00:00Z", "2026-11-01T00:00:00Z"),
		judge("unknown/a", "", ""),
		judge("unknown/b", "", ""),
		judge("due/a", "2027-01-01T00:00:00Z", "2026-12-01T00:00:00Z"),
		judge("ok/later", "2028-01-01T00:00:00Z", "2027-12-01T00:00:00Z"),
		judge("ok/a-open", "open", ""),
	}
	shuffled := slices.Clone(want)
	slices.Reverse(shuffled)
	slices.SortFunc(shuffled, deadline.Worse)
	for i := range want {
		if shuffled[i].ID != want[i].ID {
			t.Errorf("place %d: %s, want %s", i, shuffled[i].ID, want[i].ID)
		}
	}
	for _, a := range want {
		for _, b := range want {
			if deadline.Worse(a, b) != -deadline.Worse(b, a) && (deadline.Worse(a, b) < 0) == (deadline.Worse(b, a) < 0) {
				t.Errorf("%s and %s are each worse than the other", a.ID, b.ID)
			}
		}
	}
	soonest := []deadline.Deadline{want[8].Deadline, want[6].Deadline, want[0].Deadline, want[5].Deadline, want[4].Deadline}
	slices.SortFunc(soonest, deadline.Sooner)
	for i, id := range []string{"expired/long", "overdue/a", "overdue/b", "due/a", "unknown/a"} {
		if soonest[i].ID != id {
			t.Errorf("sooner, place %d: %s, want %s", i, soonest[i].ID, id)
		}
	}
}
