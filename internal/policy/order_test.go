package policy_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

// tangle is a set in which names lead anywhere: to things given twice, to
// themselves, to what is not there.
func tangle(r *rand.Rand, n int) []policy.Item {
	no := false
	names := []string{"t/0", "t/1", "t/2", "t/3", "t/*", "gone", "contract/a", "contract/b"}
	pick := func() string { return names[r.IntN(len(names))] }
	var items []policy.Item
	for range n {
		i := item([]string{"t/0", "t/1", "t/2", "t/3", "contract/a", "contract/b"}[r.IntN(6)], r.IntN(160)-10)
		switch r.IntN(4) {
		case 0:
			i.Timeline = deadline.Timeline{}
		case 1:
			i.Timeline = item("", 90).Timeline
		}
		for _, change := range []func(){
			func() { i.Tracks = []string{pick()} },
			func() { i.Upstream = pick() },
			func() { i.CoveredBy = []string{pick(), pick()} },
			func() { i.BacksUp, i.Kind, i.NewestAt = []string{pick()}, "backup", day(-r.IntN(12)) },
			func() { i.Kind, i.Fate = "database", deadline.Fate{Contract: pick(), Site: pick()} },
			func() { i.Owner = "" },
			func() { i.Owner, i.System = pick(), pick() },
			func() { i.Status = deadline.Statuses[r.IntN(5)] },
			func() { i.Passes = &no },
			func() { i.Unsettled = []string{"owner", "act_by", "upstream", "tracks"}[r.IntN(3):][:1] },
			func() { i.Findings = []deadline.Finding{deadline.NewFinding(deadline.RuleUntrusted, pick())} },
			func() { i.ChangedAt = day(-r.IntN(20)) },
		} {
			if r.IntN(5) == 0 {
				change()
			}
		}
		items = append(items, i)
	}
	return items
}

// In whatever order things and waivers are given, duplicates, loops and all, the
// verdict is the same (security.md 9).
func TestOrderChangesNothing(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range rounds(400) {
		items := tangle(r, 3+r.IntN(8))
		p := policy.Policy{Waivers: []policy.Waiver{
			waiver(func(w *policy.Waiver) { w.Asset = "t/*" }), waiver(func(w *policy.Waiver) { w.Asset, w.Approver = "t/1", "cio" }),
			waiver(func(w *policy.Waiver) { w.Asset, w.System = "", "t/2" }), waiver(func(w *policy.Waiver) { w.Asset, w.EndsOn = "*", w.EndsOn.AddDays(5) }),
		}}
		first := p.Judge(items, now, time.UTC)
		for range 4 {
			r.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
			p.Waivers = slices.Clone(p.Waivers) // the first verdict points at them
			r.Shuffle(len(p.Waivers), func(i, j int) { p.Waivers[i], p.Waivers[j] = p.Waivers[j], p.Waivers[i] })
			second := p.Judge(items, now, time.UTC)
			if !reflect.DeepEqual(first, second) {
				t.Fatalf("of %+v\n%+v\nand in another order\n%+v", items, first, second)
			}
		}
	}
}

// One of two copies of a contract leads back to what rests on it.
func TestLoopThroughACopy(t *testing.T) {
	t.Parallel()
	items := []policy.Item{contract("a", 100, "b"), contract("b", 120, ""), contract("b", 120, "a")}
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {2, 1, 0}, {1, 2, 0}} {
		var given []policy.Item
		for _, at := range order {
			given = append(given, items[at])
		}
		got := broken(policy.Policy{}.Judge(given, now, time.UTC))
		for _, want := range []string{"contract/a upstream-not-renewed error", "contract/b upstream-not-renewed error"} {
			if !slices.Contains(got, want) {
				t.Errorf("%v: %q", order, got)
			}
		}
	}
}

// What fails goes on failing, whatever day it is: time mends nothing.
func TestLaterIsNoBetter(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	fails := func(verdict policy.Verdict) bool { return verdict.Outcome == deadline.OutcomeFails }
	for range rounds(300) {
		items := tangle(r, 1+r.IntN(6))
		failed := false
		for at := range 30 {
			verdict := policy.Policy{}.Judge(items, day(at*5), time.UTC)
			if failed && !fails(verdict) {
				t.Fatalf("passes on %s, and failed before: %+v", day(at*5), items)
			}
			failed = fails(verdict)
		}
	}
}

// A waiver takes away the breach of its own rule by what it is for, and nothing
// else.
func TestWaiverHidesNothingElse(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	for range rounds(300) {
		items := tangle(r, 1+r.IntN(8))
		rules := deadline.Rules()
		w := waiver(func(w *policy.Waiver) { w.Rule, w.Asset = rules[r.IntN(len(rules))], "t/*" })
		plain, waived := policy.Policy{}.Judge(items, now, time.UTC), policy.Policy{Waivers: []policy.Waiver{w}}.Judge(items, now, time.UTC)
		for _, one := range plain.Violations {
			excused := one.Rule == w.Rule && policy.Match(w.Asset, one.ID)
			same := func(v policy.Violation) bool { return v.ID == one.ID && v.Rule == one.Rule && v.Message == one.Message }
			if slices.ContainsFunc(waived.Violations, same) == excused || slices.ContainsFunc(waived.Waived, same) != excused {
				t.Fatalf("%s of %s, with a waiver of %s for %s: %q", one.Rule, one.ID, w.Rule, w.Asset, broken(waived))
			}
		}
	}
}

// One name that leads through thousands costs no depth.
func TestLongChainUpstream(t *testing.T) {
	t.Parallel()
	var items []policy.Item
	const links = 20_000
	for i := range links {
		items = append(items, contract(fmt.Sprint(i), 100, fmt.Sprint((i+1)%links)))
	}
	if got := len(policy.Policy{}.Judge(items, now, time.UTC).Violations); got != links {
		t.Errorf("%d of %d links are told", got, links)
	}
}

// rounds is how often something random is tried: a tenth where only quick tests are
// asked for.
func rounds(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}
