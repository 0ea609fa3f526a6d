package policy_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

func until(p policy.Policy, items []policy.Item) *policy.Until {
	return p.Until(p.Judge(items, now, time.UTC), items, now, time.UTC)
}

func TestUntil(t *testing.T) {
	t.Parallel()
	set := func(rule deadline.Rule, setting policy.Setting) policy.Policy {
		return policy.Policy{Settings: map[deadline.Rule]policy.Setting{rule: setting}}
	}
	odd := item("a", 100)
	odd.ActBy = odd.ActBy.Add(time.Millisecond)
	stale := set(deadline.RuleBackupStale, policy.Setting{Severity: deadline.SeverityError})
	changing := database(func(i *policy.Item) { i.ChangedAt, i.ChangeReviewedBy = day(5), "r" })
	endless := policy.Item{Thing: deadline.Thing{Deadline: deadline.Deadline{ID: "a", Identity: deadline.Identity{Owner: "team"}, Timeline: deadline.Timeline{End: deadline.OpenEnded}}}}
	for name, test := range map[string]struct {
		policy policy.Policy
		items  []policy.Item
		want   string
	}{
		"fails already":           {policy.Policy{}, []policy.Item{item("a", 10)}, "It fails already."},
		"nothing at all":          {policy.Policy{}, nil, "Nothing that ends here would make it fail."},
		"nothing ends":            {policy.Policy{}, []policy.Item{endless}, "Nothing that ends here would make it fail."},
		"overdue first":           {policy.Policy{}, []policy.Item{item("a", 100), item("b", 90)}, "2027-01-20T00:00:00Z: Then it fails by b (overdue)."},
		"four at a time":          {policy.Policy{}, []policy.Item{item("a", 90), item("b", 90), item("c", 90), item("d", 90)}, "2027-01-20T00:00:00Z: Then it fails by a (overdue), b (overdue), c (overdue) and 1 more."},
		"within a second":         {policy.Policy{}, []policy.Item{odd}, "2027-01-30T00:00:01Z: Then it fails by a (overdue)."},
		"failing on expired":      {set(deadline.RuleOverdue, policy.Setting{Severity: deadline.SeverityWarn}), []policy.Item{item("a", 100)}, "2027-03-01T00:00:00Z: Then it fails by a (expired)."},
		"failing on due":          {set(deadline.RuleDue, policy.Setting{Severity: deadline.SeverityError}), []policy.Item{item("a", 100)}, "2026-12-31T00:00:00Z: Then it fails by a (due)."},
		"milder in its scope":     {set(deadline.RuleOverdue, policy.Setting{AppliesTo: []string{"a"}, Severity: deadline.SeverityWarn}), []policy.Item{item("a", 90), item("b", 100)}, "2027-01-30T00:00:00Z: Then it fails by b (overdue)."},
		"a waiver ends":           {policy.Policy{Waivers: []policy.Waiver{waiver()}}, []policy.Item{item("a", 20)}, "2026-12-02T00:00:00Z: Then it fails by waiver/overdue:a* (waiver-expired), a (overdue)."},
		"a waiver not yet ended":  {policy.Policy{Waivers: []policy.Waiver{waiver(func(w *policy.Waiver) { w.EndsOn = w.EndsOn.AddDays(27) })}}, []policy.Item{item("a", 35)}, "2026-12-26T00:00:00Z: Then it fails by a (expired)."},
		"a backup grows old":      {stale, []policy.Item{database(), backup("b")}, "2026-11-27T00:00:01Z: Then it fails by database/crm (backup-stale)."},
		"an upstream ends":        {set(deadline.RuleOverdue, policy.Setting{Severity: deadline.SeverityWarn}), []policy.Item{contract("lease", 90, "right"), contract("right", 100, "")}, "2027-02-19T00:00:00Z: Then it fails by contract/lease (expired)."},
		"a backup expires":        {set(deadline.RuleOverdue, policy.Setting{Severity: deadline.SeverityWarn}), []policy.Item{database(), backup("b", func(b *policy.Item) { b.Timeline = item("", 40).Timeline })}, "2026-12-31T00:00:00Z: Then it fails by b (expired), database/crm (backup-missing)."},
		"a change to come":        {set(deadline.RuleChangeWithoutBackup, policy.Setting{Severity: deadline.SeverityError}), []policy.Item{changing, backup("b")}, "2026-11-26T00:00:00Z: Then it fails by database/crm (change-without-backup)."},
		"something is not judged": {policy.Policy{}, []policy.Item{item("a", 100), but(item("b", 100), "act_by")}, "2027-01-30T00:00:00Z: Then it fails by a (overdue). Not judged: b (expired)."},
		"deadlines are unknown":   {policy.Policy{Partial: true}, []policy.Item{endless}, "Nothing that ends here would make it fail. Not judged: what is known only after apply."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := until(test.policy, test.items); got.String() != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// renewing is a contract that goes on by itself every n days, and can be ended
// until thirty days before that.
func renewing(id string, n int, failing bool) func(time.Time) policy.Item {
	var at func(time.Time) policy.Item
	at = func(t time.Time) policy.Item {
		term := 1
		for !day(term*n - 30).After(t) {
			term++
		}
		i := item(id, term*n)
		if failing && term > 3 {
			i.Timeline = deadline.Timeline{}
		}
		i.Moves, i.Again = []time.Time{i.ActBy}, at
		return i
	}
	return at
}

// What renews by itself is followed from term to term.
func TestUntilFollowsRenewals(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		items []policy.Item
		want  string
	}{
		"for ever":         {[]policy.Item{renewing("a", 365, false)(now)}, "It passes until 2176-"},
		"beside what ends": {[]policy.Item{renewing("a", 40, false)(now), item("b", 200)}, "2027-05-10T00:00:00Z: Then it fails by b (overdue)."},
		"and then not":     {[]policy.Item{renewing("a", 40, true)(now), item("b", 200)}, "2027-02-19T00:00:00Z: Then it fails by a (unknown)."},
	} {
		if got := until(policy.Policy{}, test.items).String(); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// passing is a set and a policy of which much will change, but not at once.
func passing(r *rand.Rand) (policy.Policy, []policy.Item) {
	names := []string{"t/0", "t/1", "t/2", "t/3", "t/4", "t/*", "contract/a", "contract/*"}
	pick := func() string { return names[r.IntN(len(names))] }
	var items []policy.Item
	for _, id := range []string{"t/0", "t/1", "t/2", "t/3", "t/4", "contract/a", "contract/b"}[r.IntN(3):] {
		i := item(id, 15+r.IntN(90))
		i.System = fmt.Sprint(r.IntN(3))
		for _, change := range []func(){
			func() { i.Tracks = []string{pick()} },
			func() { i.Tracks, i.Timeline = []string{pick()}, deadline.Timeline{} },
			func() { i.Upstream = pick() },
			func() { i.CoveredBy = []string{pick()} },
			func() { i.BacksUp, i.Kind, i.NewestAt = []string{pick()}, "backup", day(-r.IntN(12)) },
			func() { i.Kind, i.Fate = "database", deadline.Fate{Contract: "a", Site: "x"} },
			func() { i.Fate = deadline.Fate{Contract: "b", Site: "y"} },
			func() { i.ChangedAt = day(r.IntN(40) - 20) },
			func() { i.NewestAt = day(r.IntN(30) - 10) },
			func() { i.DeletesData = true },
			func() { i.Timeline.RemindAt, i.Timeline.ActBy = time.Time{}, time.Time{} },
			func() { i.Status = deadline.StatusDue },
		} {
			if r.IntN(6) == 0 {
				change()
			}
		}
		items = append(items, i)
		if r.IntN(8) == 0 {
			i.End.At = i.End.At.AddDate(0, 0, 3)
			items = append(items, i)
		}
	}
	p := policy.Policy{Settings: map[deadline.Rule]policy.Setting{}}
	for _, doc := range policy.RuleDocs() {
		switch r.IntN(6) {
		case 0, 1:
			p.Settings[doc.Rule] = policy.Setting{Severity: deadline.SeverityWarn}
		case 2:
			p.Settings[doc.Rule] = policy.Setting{Severity: deadline.SeverityError, Systems: []string{"0"}}
		}
	}
	for _, rule := range []deadline.Rule{deadline.RuleOverdue, deadline.RuleExpired, deadline.RuleDue, deadline.RuleBackupStale, deadline.RuleUpstreamNotRenewed, deadline.RuleBackupMissing, deadline.RuleDuplicate} {
		if r.IntN(2) == 0 {
			start := deadline.DateOf(day(r.IntN(30)-20), time.UTC)
			p.Waivers = append(p.Waivers, policy.Waiver{Rule: rule, Asset: pick(), Reason: "r", Approver: "a", GrantedOn: start, EndsOn: start.AddDays(20 + r.IntN(70))})
		}
	}
	return p, items
}

// The answer is that of judging every day, to the second.
func TestUntilIsExact(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(11, 12))
	const days = 110
	ends, tried := 0, 0
	sets := rounds(250)
	for tried < sets {
		p, items := passing(r)
		fails := func(at time.Time) bool { return p.Judge(items, at, time.UTC).Outcome == deadline.OutcomeFails }
		if fails(now) {
			continue
		}
		tried++
		var first time.Time
		// All that happens, happens at a midnight, or a second after it.
		for at := day(0); first.IsZero() && at.Before(day(days)); at = at.AddDate(0, 0, 1) {
			for _, one := range []time.Time{at, at.Add(time.Second)} {
				if first.IsZero() && fails(one) {
					first = one
				}
			}
		}
		got := until(p, items)
		if !got.At.Equal(first) && !(first.IsZero() && got.At.After(day(days-1))) {
			t.Fatalf("got %s, want %s\nsettings %+v\nwaivers %+v\nitems %+v", got, first, p.Settings, p.Waivers, items)
		}
		if first.IsZero() {
			continue
		}
		ends++
		if fails(first.Add(-time.Second)) {
			t.Fatalf("%s fails a second before as well", got)
		}
	}
	if ends < sets*2/5 {
		t.Errorf("only %d of %d sets would fail", ends, tried)
	}
}
