package howfast

import (
	"fmt"
	"math"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

const guideHead = `---
page_title: "How fast"
description: |-
  What reading and judging cost, against a yardstick of the same run.
---

# How fast

Times depend on the machine, ratios hardly do. Each row below was measured in one run together with its yardstick, by ` + "`make bench`" + ` on %s; the seconds are of that machine. ` + "`make bench-check`" + ` measures again and tells what has become more than a fifth worse.

| what | times | yardstick | seconds |
|---|---|---|---|
`

const guideGrowth = `
Many cost what few cost, one by one. Where this stood at 1.0, twice as many would take exactly twice as long; what is below it has a cost of its own for the first.

| what | few | many | one of many against one of few |
|---|---|---|---|
`

// Guide tells figures as a page of the documentation. What was not measured is left
// out and named in missing.
func Guide(f Figures) (page string, missing []string) {
	var out strings.Builder
	fmt.Fprintf(&out, guideHead, f.Machine)
	for _, r := range ratios {
		times, ok := f.value(r.benchmark, r.unit)
		if !ok {
			missing = append(missing, r.benchmark)
			continue
		}
		seconds := ""
		if whole, ok := f.value(r.benchmark, r.seconds); ok {
			seconds = fmt.Sprintf("%.1f", whole)
		}
		fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", r.what, figure(times), r.yardstick, seconds)
	}
	out.WriteString(guideGrowth)
	for _, g := range growths {
		factor, ok := g.factor(f)
		if !ok {
			missing = append(missing, g.many)
			continue
		}
		fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", g.what, text.Thousands(g.ofFew), text.Thousands(g.ofMany), figure(factor))
	}
	return out.String(), missing
}

// figure is a ratio in two digits that count.
func figure(ratio float64) string {
	if ratio >= 10 {
		return fmt.Sprintf("%.0f", ratio)
	}
	digits := max(0, 1-int(math.Floor(math.Log10(max(ratio, 1e-3)))))
	return fmt.Sprintf("%.*f", digits, ratio)
}
