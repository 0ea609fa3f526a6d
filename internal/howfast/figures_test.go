package howfast_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/howfast"
)

const run = `goos: linux
goarch: amd64
pkg: example.test/thing/internal/provider
cpu: Some Processor
BenchmarkPlanSurvey-2   	       1	1900000000 ns/op	         1.500 s/plan	         3.000 x-empty-plan
BenchmarkPlanPolicy/gate-1000-2   	       1	 1 ns/op	         0.500 s/plan	         1.000 x-empty-plan
BenchmarkPlanPolicy/gate-50000-2   	       1	 1 ns/op	         5.000 s/plan	        10.00 x-empty-plan
PASS
ok  	example.test/thing/internal/provider	4.1s
`

func read(t *testing.T, text string) howfast.Figures {
	t.Helper()
	figures, err := howfast.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return figures
}

func TestCheck(t *testing.T) {
	t.Parallel()
	has := func(lines []string, part string) bool {
		return slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, part) })
	}
	for name, c := range map[string]struct {
		now   string
		worse []string
		fine  []string
	}{
		"the same":           {now: run, fine: []string{"PlanSurvey", "at a gate"}},
		"a tenth worse":      {now: strings.ReplaceAll(run, "3.000 x-", "3.300 x-"), fine: []string{"PlanSurvey"}},
		"a quarter worse":    {now: strings.ReplaceAll(run, "3.000 x-", "3.750 x-"), worse: []string{"PlanSurvey x-empty-plan: 3.75, and 3.00 before (+25 %)"}},
		"better":             {now: strings.ReplaceAll(run, "3.000 x-", "1.000 x-"), fine: []string{"PlanSurvey"}},
		"a slower machine":   {now: strings.ReplaceAll(run, "1.500 s/plan", "9.500 s/plan"), fine: []string{"PlanSurvey"}},
		"grows faster":       {now: strings.ReplaceAll(run, "5.000 s/plan", "9.000 s/plan"), worse: []string{"one of 50000 against one of 1000: 0.36, and 0.20 before"}},
		"not measured again": {now: strings.ReplaceAll(run, "PlanSurvey", "PlanOther"), worse: []string{"PlanSurvey x-empty-plan: no figure in this run"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines, worse := howfast.Check(read(t, run), read(t, c.now))
			for _, part := range c.worse {
				if !has(worse, part) || !has(lines, part) {
					t.Errorf("%q is not told in\n%s", part, strings.Join(worse, "\n"))
				}
			}
			for _, part := range c.fine {
				if has(worse, part) || !has(lines, part) {
					t.Errorf("%q is wrong in\n%s", part, strings.Join(lines, "\n"))
				}
			}
		})
	}
}

func TestReadNoNumbers(t *testing.T) {
	t.Parallel()
	if _, err := howfast.Read(strings.NewReader("BenchmarkX-2 1 fast ns/op\n")); err == nil || !strings.Contains(err.Error(), `"fast" is no number`) {
		t.Error(err)
	}
}

// What was not measured is no row with a nought, but missing.
func TestGuide(t *testing.T) {
	t.Parallel()
	page, missing := howfast.Guide(read(t, run))
	for _, part := range []string{"linux/amd64, Some Processor", "| A plan that judges the software of 4,178 sites | 3.0 | a plan of nothing | 1.5 |", "| Deadlines at a gate, whole plan | 1,000 | 50,000 | 0.20 |"} {
		if !strings.Contains(page, part) {
			t.Errorf("%q is not in\n%s", part, page)
		}
	}
	if !slices.Contains(missing, "provider PlanBackup") || strings.Contains(page, "restic") {
		t.Errorf("missing %q", missing)
	}
}

// The figures in the repository have all that the guide tells.
func TestPublishedFigures(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/figures.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, missing := howfast.Guide(read(t, string(text))); len(missing) > 0 {
		t.Errorf("not measured: %q", missing)
	}
}
