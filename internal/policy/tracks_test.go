package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

// tracker has no dates of its own.
func tracker(id string, tracks ...string) policy.Item {
	tracker := item(id, 0)
	tracker.Timeline, tracker.Tracks = deadline.Timeline{}, tracks
	return tracker
}

// dated is a tracker that declares an end as well.
func dated(id string, end int, tracks ...string) policy.Item {
	dated := item(id, end)
	dated.Tracks = tracks
	return dated
}

func unknown(id string) policy.Item {
	unknown := item(id, 0)
	unknown.Timeline = deadline.Timeline{}
	return unknown
}

func withStatus(id string, status deadline.Status) policy.Item {
	with := unknown(id)
	with.Status = status
	return with
}

func statuses(verdict policy.Verdict) map[string]deadline.Status {
	all := map[string]deadline.Status{}
	for _, judgement := range verdict.Judgements {
		all[judgement.ID] = judgement.Status
	}
	return all
}

func TestTracks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		items  []policy.Item
		status deadline.Status // of a
		want   []string
	}{
		"missing":                        {[]policy.Item{tracker("a", "c")}, deadline.StatusUnknown, []string{"a unknown error"}},
		"a pattern that matches nothing": {[]policy.Item{tracker("a", "c*"), item("d", 100)}, deadline.StatusUnknown, []string{"a unknown error"}},
		"one of two missing":             {[]policy.Item{tracker("a", "c", "d"), item("c", 100)}, deadline.StatusUnknown, []string{"a unknown error"}},
		"missing, with an own date":      {[]policy.Item{dated("a", 100, "c")}, deadline.StatusUnknown, []string{"a unknown error"}},
		"missing, with a worse date":     {[]policy.Item{dated("a", 0, "c")}, deadline.StatusExpired, []string{"a expired error"}},
		"itself":                         {[]policy.Item{tracker("a", "a")}, deadline.StatusUnknown, []string{"a unknown error"}},
		"itself by a pattern":            {[]policy.Item{tracker("a", "*"), item("c", 100)}, deadline.StatusUnknown, []string{"a unknown error"}},
		"a loop":                         {[]policy.Item{tracker("a", "b"), tracker("b", "a")}, deadline.StatusUnknown, []string{"a unknown error", "b unknown error"}},
		"a loop by a pattern":            {[]policy.Item{tracker("a", "*b*"), tracker("b", "*"), item("c", 100)}, deadline.StatusUnknown, []string{"a unknown error", "b unknown error"}},
		"into a loop":                    {[]policy.Item{tracker("a", "b"), tracker("b", "b")}, deadline.StatusUnknown, []string{"b unknown error"}},
		"a loop with an own date":        {[]policy.Item{dated("a", 100, "b"), tracker("b", "a")}, deadline.StatusUnknown, []string{"a unknown error", "b unknown error"}},
		"an unknown end":                 {[]policy.Item{tracker("a", "c"), unknown("c")}, deadline.StatusUnknown, []string{"c unknown error"}},
		"an unknown end among others":    {[]policy.Item{tracker("a", "c", "d"), unknown("c"), item("d", 100)}, deadline.StatusUnknown, []string{"c unknown error"}},
		"an unknown end, an own date":    {[]policy.Item{dated("a", 100, "c"), unknown("c")}, deadline.StatusUnknown, []string{"c unknown error"}},
		"an expired one":                 {[]policy.Item{tracker("a", "c"), item("c", 0)}, deadline.StatusExpired, []string{"c expired error"}},
		"expired on an unknown day":      {[]policy.Item{tracker("a", "c"), withStatus("c", deadline.StatusExpired)}, deadline.StatusExpired, []string{"c expired error"}},
		"an overdue one of two":          {[]policy.Item{tracker("a", "*c"), item("1c", 30), item("2c", 100)}, deadline.StatusOverdue, []string{"1c overdue error"}},
		"fine":                           {[]policy.Item{tracker("a", "c"), item("c", 100)}, deadline.StatusOK, nil},
		"fine, named twice":              {[]policy.Item{tracker("a", "c", " c"), item("c", 100)}, deadline.StatusOK, nil},
		"fine without a date":            {[]policy.Item{tracker("a", "c"), withStatus("c", deadline.StatusOK)}, deadline.StatusOK, nil},
		"fine over two steps":            {[]policy.Item{tracker("a", "b"), tracker("b", "c"), item("c", 100)}, deadline.StatusOK, nil},
		"due over two steps":             {[]policy.Item{tracker("a", "b"), tracker("b", "c"), item("c", 60)}, deadline.StatusDue, []string{"c due warn"}},
		"the same date":                  {[]policy.Item{dated("a", 10, "c"), item("c", 10)}, deadline.StatusOverdue, []string{"c overdue error"}},
		"an own date that is later":      {[]policy.Item{dated("a", 100, "c"), item("c", 10)}, deadline.StatusOverdue, []string{"c overdue error", "a duplicate warn"}},
		"an own date that is earlier":    {[]policy.Item{dated("a", 10, "c"), item("c", 100)}, deadline.StatusOverdue, []string{"a overdue error", "a duplicate warn"}},
		"an own date, none there":        {[]policy.Item{dated("a", 100, "c"), withStatus("c", deadline.StatusOK)}, deadline.StatusOK, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 2 {
				verdict := policy.Policy{}.Judge(test.items, now, time.UTC)
				if got := broken(verdict); !slices.Equal(got, test.want) || statuses(verdict)["a"] != test.status {
					t.Errorf("a is %s, %q", statuses(verdict)["a"], got)
				}
				slices.Reverse(test.items)
			}
		})
	}
}

// What is not among the items is named, and so is what to do about it.
func TestTracksSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	verdict := policy.Policy{}.Judge([]policy.Item{tracker("asset/erp", "certificate/www")}, now, time.UTC)
	want := "asset/erp tracks certificate/www, which is not among these deadlines; hand it over too."
	if got := verdict.Violations[0].Message; got != want || verdict.Judgements[0].Reason != want {
		t.Errorf("got %q, %q", got, verdict.Judgements[0].Reason)
	}
	both := policy.Policy{}.Judge([]policy.Item{dated("asset/erp", 10, "certificate/www"), item("certificate/www", 100)}, now, time.UTC)
	want = "asset/erp is declared to end on 2026-11-30, but certificate/www, which it tracks, ends on 2027-02-28; declare no end where something is tracked."
	if got := both.Violations[1].Message; got != want {
		t.Errorf("got %q", got)
	}
}

// The dates come from what is tracked, who is responsible from who tracks it.
func TestTracksJoins(t *testing.T) {
	t.Parallel()
	read := policy.Item{Thing: deadline.Thing{Deadline: deadline.Deadline{ID: "certificate/www", Kind: "certificate", Timeline: item("", 100).Timeline}}}
	asset := tracker("asset/erp", "certificate/*")
	asset.System, asset.Environment = "erp", "production"
	verdict := policy.Policy{}.Judge([]policy.Item{read, asset}, now, time.UTC)
	if len(verdict.Violations) != 0 || len(verdict.Unowned) != 0 {
		t.Fatalf("got %q, unowned %q", broken(verdict), verdict.Unowned)
	}
	for _, judgement := range verdict.Judgements {
		if judgement.Timeline != read.Timeline || judgement.Owner != "team" || judgement.System != "erp" || judgement.Criticality != "high" {
			t.Errorf("%s: %+v", judgement.ID, judgement.Deadline)
		}
		if judgement.ID == asset.ID && !strings.Contains(judgement.Reason, "as told by certificate/www") {
			t.Errorf("reason %q", judgement.Reason)
		}
	}
}

// What is tracked and refused makes its tracker fail too, but is told once.
func TestTracksARefusedThing(t *testing.T) {
	t.Parallel()
	no := false
	refused := item("c", 100)
	refused.Status, refused.Passes = deadline.StatusOK, &no
	verdict := policy.Policy{}.Judge([]policy.Item{refused, tracker("a", "c")}, now, time.UTC)
	if got := broken(verdict); !slices.Equal(got, []string{"c refused error"}) {
		t.Errorf("got %q", got)
	}
	for _, judgement := range verdict.Judgements {
		if judgement.Passes {
			t.Errorf("%s passes", judgement.ID)
		}
	}
}
