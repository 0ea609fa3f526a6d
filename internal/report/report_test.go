package report_test

import (
	"maps"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

func TestCounts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		report report.Report
		want   map[deadline.Status]int
	}{
		"nothing":               {report.Report{}, map[deadline.Status]int{"ok": 0, "due": 0, "unknown": 0, "overdue": 0, "expired": 0}},
		"a status that is none": {report.Report{Lines: []report.Line{{Status: "fine"}, {}}}, map[deadline.Status]int{"ok": 0, "due": 0, "unknown": 2, "overdue": 0, "expired": 0}},
		"world":                 {world(), map[deadline.Status]int{"ok": 9, "due": 4, "unknown": 1, "overdue": 2, "expired": 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.report.Counts(); !maps.Equal(got, test.want) {
				t.Errorf("got %v", got)
			}
		})
	}
}
