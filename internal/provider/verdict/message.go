package verdict

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/gate"
)

// message tells a verdict in one paragraph: what fails and what to do, else that
// it passes; then what warns, what is excused, and what a gate would have warned
// of.
func message(judged gate.Judged, now time.Time, warned diag.Diagnostics) string {
	failing, warnings := split(judged.Violations)
	at := deadline.FormatInstant(now)
	var parts []string
	switch {
	case len(failing) > 0:
		parts = append(parts, fmt.Sprintf("As of %s, %s: %s", at, count(len(failing), "violation fails", "violations fail"), told(failing)), "What to do: "+remedies(failing))
	case !judged.Passed:
		parts = append(parts, fmt.Sprintf("As of %s it cannot be told yet: %s is not known", at, strings.Join(judged.Pending, ", ")))
	default:
		parts = append(parts, fmt.Sprintf("As of %s nothing fails: %s", at, counted(judged)))
	}
	if len(warnings) > 0 {
		parts = append(parts, fmt.Sprintf("%s: %s", count(len(warnings), "warning", "warnings"), told(warnings)))
	}
	if n := len(judged.Waived); n > 0 {
		parts = append(parts, fmt.Sprintf("%s: %s", count(n, "violation is waived", "violations are waived"), waived(judged.Waived)))
	}
	for _, warning := range warned.Warnings() {
		parts = append(parts, sentences(warning.Detail()))
	}
	return strings.Join(strings.Fields(strings.Join(parts, ". ")+"."), " ")
}

// split parts what fails from what only warns.
func split(violations []policy.Violation) (failing, warnings []policy.Violation) {
	for _, violation := range violations {
		if fails(violation) {
			failing = append(failing, violation)
		} else {
			warnings = append(warnings, violation)
		}
	}
	return failing, warnings
}

// told are the worst few of some violations.
func told(violations []policy.Violation) string {
	var texts []string
	for _, violation := range violations[:min(len(violations), attribute.WorstShown)] {
		texts = append(texts, fmt.Sprintf("%s (%s)", strings.TrimSuffix(violation.Message, "."), violation.Rule))
	}
	return strings.Join(texts, "; ") + attribute.More(len(violations))
}

// remedies are what to do about the worst few, each once.
func remedies(violations []policy.Violation) string {
	var texts []string
	for _, violation := range violations[:min(len(violations), attribute.WorstShown)] {
		if remedy := strings.TrimSuffix(violation.Remedy, "."); remedy != "" && !slices.Contains(texts, remedy) {
			texts = append(texts, remedy)
		}
	}
	return strings.Join(texts, "; ")
}

func waived(violations []policy.Violation) string {
	var texts []string
	for _, violation := range violations[:min(len(violations), attribute.WorstShown)] {
		texts = append(texts, fmt.Sprintf("%s of %s by %s until %s", violation.Rule,
			deadline.Printable(violation.ID), deadline.Printable(violation.Waiver.Approver), violation.Waiver.EndsOn))
	}
	return strings.Join(texts, "; ") + attribute.More(len(violations))
}

// counted are the deadlines by status.
func counted(judged gate.Judged) string {
	var texts []string
	for _, status := range deadline.Statuses {
		if n := judged.Counts[status]; n > 0 {
			texts = append(texts, fmt.Sprintf("%d %s", n, status))
		}
	}
	if len(texts) == 0 {
		return "there are no deadlines"
	}
	return "of " + count(len(judged.Judgements), "deadline", "deadlines") + " " + strings.Join(texts, ", ")
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
