package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// rowsBench plans a configuration that reads a file with n rows, beside an empty
// plan of the same minute.
func rowsBench(b *testing.B, n int, head, row, config string) {
	b.Helper()
	var rows strings.Builder
	rows.WriteString(head)
	for i := range n {
		fmt.Fprintf(&rows, row, i, 2028+i%40, 1+i%12)
	}
	file := filepath.Join(b.TempDir(), "register")
	if err := os.WriteFile(file, []byte(rows.String()+map[bool]string{true: "{}]"}[head == "["]), 0o600); err != nil {
		b.Fatal(err)
	}
	empty, plan := benchWorkspace(b, ""), benchRuns(b, strings.ReplaceAll(config, "FILE", hcl(filepath.ToSlash(file))))
	b.ResetTimer()
	var base, whole, processors time.Duration
	var last benchRun
	for b.Loop() {
		base += empty()
		last = plan("plan")
		whole += last.took
		processors += last.processors
	}
	b.ReportMetric(processors.Seconds()/float64(b.N), "cpu-s/plan")
	b.ReportMetric(last.peakMB, "MB-peak")
	b.ReportMetric(float64(last.printed), "B-printed")
	b.ReportMetric(whole.Seconds()/float64(b.N), "s/plan")
	b.ReportMetric(whole.Seconds()/base.Seconds(), "x-empty-plan")
}

// The goal is 5 s and less than 100 kB printed for 10,000 rows, linear from 100 to
// the most that are read, 100,000, of which a plan takes at most a gigabyte and 30 s.
func BenchmarkPlanRegister(b *testing.B) {
	for _, n := range []int{100, 1000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("assets-%d", n), func(b *testing.B) {
			rowsBench(b, n, "asset,kind,owner,maintainer,criticality,expires_on,covered_by\n", "asset-%d,licence,owner@example.test,vendor,high,%d-%02d-01,contract/x\n",
				"resource \"expiry_assets\" \"all\" {\n name = \"all\"\n register = FILE\n}")
		})
		b.Run(fmt.Sprintf("contracts-%d", n), func(b *testing.B) {
			rowsBench(b, n, "contract,owner,maintainer,ends_on,renewal\n", "contract-%d,owner@example.test,vendor,%d-%02d-01,express\n",
				"data \"expiry_contracts\" \"all\" {\n register = FILE\n}")
		})
		b.Run(fmt.Sprintf("judged-%d", n), func(b *testing.B) {
			rowsBench(b, n, "contract,owner,maintainer,criticality,ends_on,renewal\n", "contract-%d,owner@example.test,vendor,high,%d-%02d-01,express\n",
				"data \"expiry_contracts\" \"all\" {\n register = FILE\n}\nresource \"expiry_gate\" \"all\" {\n deadlines_json = data.expiry_contracts.all.deadlines_json\n}")
		})
	}
}

// The goal is 2 s for 10,000 deadlines as JSON, linear to 50,000.
func BenchmarkPlanPolicy(b *testing.B) {
	for _, n := range []int{1000, 10_000, 50_000} {
		for name, config := range map[string]string{
			"policy": "data \"expiry_policy\" \"all\" {\n deadlines_json = replace(file(FILE), \",{}]\", \"]\")\n}",
			"gate":   "resource \"expiry_gate\" \"all\" {\n deadlines_json = replace(file(FILE), \",{}]\", \"]\")\n}",
		} {
			b.Run(fmt.Sprintf("%s-%d", name, n), func(b *testing.B) {
				rowsBench(b, n, "[", `{"id":"licence/%d","kind":"licence","owner":"owner@example.test","expires_at":"%d-%02d-01T00:00:00Z","act_by":"2027-12-01T00:00:00Z","remind_at":"2027-11-01T00:00:00Z","findings":[]},`, config)
			})
		}
	}
}
