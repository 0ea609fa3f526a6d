package report_test

import (
	"strconv"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

func BenchmarkFormats(b *testing.B) {
	for _, n := range []int{10_000, 50_000} {
		r := many(n)
		for _, format := range []struct {
			name  string
			write func(report.Report) ([]byte, error)
		}{
			{"HTML", report.Report.HTML},
			{"Markdown", func(r report.Report) ([]byte, error) { return []byte(r.Markdown(0)), nil }},
			{"JSON", report.Report.JSON},
			{"SARIF", report.Report.SARIF},
			{"JUnit", report.Report.JUnit},
		} {
			b.Run(format.name+"/"+strconv.Itoa(n), func(b *testing.B) {
				var size int
				for b.Loop() {
					content, err := format.write(r)
					if err != nil {
						b.Fatal(err)
					}
					size = len(content)
				}
				b.ReportMetric(float64(size), "bytes")
			})
		}
	}
}
