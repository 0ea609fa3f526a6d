package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The goals are 10 s for an apply that writes 10,000 readings and 3 s for a plan
// without changes, on two processors; the ratios are to an empty plan of the same run.
func BenchmarkReadings(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		b.Run(fmt.Sprintf("readings-%d", n), func(b *testing.B) {
			file := filepath.Join(b.TempDir(), "read.json")
			write := func(round int) {
				rows := make([]string, n)
				for i := range rows {
					rows[i] = certificateRow(fmt.Sprintf("c%d", i), 300+i%300+round, `"owner":"owner@example.test"`)
				}
				if err := os.WriteFile(file, []byte("["+strings.Join(rows, ",")+"]"), 0o600); err != nil {
					b.Fatal(err)
				}
			}
			empty := benchWorkspace(b, "")
			run := benchRuns(b, fmt.Sprintf("provider \"expiry\" {\n  inventory = { url = %q, tenant = \"acme\", workspace = \"bench\" }\n}\nresource \"expiry_readings\" \"all\" {\n  deadlines_json = file(%s)\n}\n",
				inventoryFile(b), hcl(filepath.ToSlash(file))))
			b.ResetTimer()
			var base, apply, plan time.Duration
			for round := 0; b.Loop(); round++ {
				write(round) // every end is another, so that all are written
				base += empty()
				apply += run("apply", "-auto-approve").took
				plan += run("plan", "-detailed-exitcode").took
			}
			b.ReportMetric(apply.Seconds()/float64(b.N), "s/apply")
			b.ReportMetric(plan.Seconds()/float64(b.N), "s/plan")
			b.ReportMetric(apply.Seconds()/base.Seconds(), "x-empty-plan-apply")
			b.ReportMetric(plan.Seconds()/base.Seconds(), "x-empty-plan")
		})
	}
}
