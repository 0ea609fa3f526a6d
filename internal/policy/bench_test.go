package policy_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

// estate makes n things as an organisation has them: a fifth each certificates
// that were read, the assets that track them, databases, their backups, and
// packages under contracts found by a pattern.
func estate(n int) []policy.Item {
	items := make([]policy.Item, 0, n)
	for i := 0; len(items) < n; i++ {
		offset := i % 400
		read := item(fmt.Sprintf("certificate/%d.example.test:443", i), offset)
		read.Tracked, read.Owner = false, ""
		asset := tracker(fmt.Sprintf("asset/%d", i), read.ID)
		db := item(fmt.Sprintf("database/%d", i), offset)
		db.Kind, db.Fate, db.ChangedAt = "database", deadline.Fate{Contract: "cloud", Site: "a"}, day(-offset)
		copied := item(fmt.Sprintf("backup/%d", i), 100)
		copied.BacksUp, copied.Fate, copied.NewestAt = []string{db.ID}, deadline.Fate{Contract: "other", Site: "a"}, day(-offset%10)
		pack := item(fmt.Sprintf("package/%d", i), offset)
		pack.Kind, pack.CoveredBy, pack.Upstream = "package", []string{"contract/*", fmt.Sprintf("backup/%d*", i)}, db.ID
		items = append(items, read, asset, db, copied, pack)
	}
	return items
}

func BenchmarkJudge(b *testing.B) {
	var waivers []policy.Waiver
	for i := range 100 {
		waivers = append(waivers, waiver(func(w *policy.Waiver) { w.Asset = fmt.Sprintf("*/%d*", i) }))
	}
	p := policy.Policy{Waivers: waivers, Severities: map[deadline.Rule]deadline.Severity{}}
	for _, n := range []int{1_000, 10_000, 50_000} {
		items := estate(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.Judge(items, now, time.UTC)
			}
		})
	}
}

// Patterns that mean much, used by many: a group costs once what one costs.
func BenchmarkWidePatterns(b *testing.B) {
	items := estate(50_000)
	for i := range items {
		items[i].CoveredBy, items[i].Tracks = []string{"certificate/*"}, nil
		if i%5 == 1 {
			items[i].Tracks = []string{"certificate/*"}
		}
	}
	for b.Loop() {
		policy.Policy{}.Judge(items, now, time.UTC)
	}
}

// Until is asked beside Judge, so it should cost no more than a few times that;
// a waiver of all that is overdue keeps it from stopping early.
func BenchmarkUntil(b *testing.B) {
	p := policy.Policy{
		Waivers:    []policy.Waiver{waiver(func(w *policy.Waiver) { w.Asset, w.EndsOn = "*", w.EndsOn.AddDays(29) })},
		Severities: map[deadline.Rule]deadline.Severity{deadline.RuleExpired: deadline.SeverityWarn, deadline.RuleWaiverExpired: deadline.SeverityWarn},
		Settings: map[deadline.Rule]policy.Setting{
			deadline.RuleBackupSharesFate: {Severity: deadline.SeverityWarn}, deadline.RuleUpstreamNotRenewed: {Severity: deadline.SeverityWarn},
			deadline.RuleBackupMissing: {Severity: deadline.SeverityWarn},
		},
	}
	for name, items := range map[string][]policy.Item{"alone": plainEstate(10_000), "related": estate(10_000)} {
		verdict := p.Judge(items, now, time.UTC)
		if verdict.Outcome != deadline.OutcomePasses {
			b.Fatalf("%s: %s", verdict.Outcome, verdict.Violations[0].Message)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				p.Until(verdict, items, now, time.UTC)
			}
		})
	}
}

// plainEstate are things that do not name each other.
func plainEstate(n int) []policy.Item {
	var items []policy.Item
	for i := range n {
		items = append(items, item(fmt.Sprintf("licence/%d", i), i%400))
	}
	return items
}
