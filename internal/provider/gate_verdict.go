package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

const (
	summaryGateFails = "Deadlines not met"
	summaryGateWarns = "Deadlines to watch"
)

// reportVerdict turns a verdict into diagnostics: one error for what fails, one
// warning for what does not, one for what is judged only at apply. The report is
// written first.
func (s *session) reportVerdict(plan gateModel, verdict policy.Verdict, pending []string, diags *diagnostics) {
	s.writeReport(report.Report{
		Title: "gate/" + plan.Name.ValueString(), Passed: verdict.Passed,
		Lines: linesOf(verdict.Judgements), Breaches: violationLines(verdict), Unsettled: pending,
	}, diags)
	var fails, warns []string
	for _, violation := range verdict.Violations {
		line := fmt.Sprintf("- %s (%s)", strings.TrimSuffix(violation.Message, "."), violation.Rule)
		if violation.Severity == deadline.SeverityError {
			fails = append(fails, line)
		} else {
			warns = append(warns, line)
		}
	}
	settings := fmt.Sprintf("\n\nJudged as of: %s\nFails on: %s or worse\nUnknown: %s",
		deadline.FormatInstant(s.now), plan.FailOn.ValueString(), plan.OnUnknown.ValueString())
	if len(verdict.Waived) > 0 {
		settings += fmt.Sprintf("\nWaived: %d", len(verdict.Waived))
	}
	if len(pending) > 0 {
		diags.AddAttributeWarning(path.Root("deadlines"), summaryAtApply,
			"Not known while planning, so judged only at apply: "+strings.Join(pending[:min(len(pending), worstShown)], ", ")+more(len(pending))+". "+
				"A data source that refers directly to a resource with a planned change is read at apply; hand the value over through a local to have it judged now.")
	}
	if len(warns) > 0 {
		diags.AddAttributeWarning(path.Root("deadlines"), summaryGateWarns, worstOf(warns))
	}
	if len(fails) > 0 {
		s.addPolicyError(diags, path.Root("deadlines"), summaryGateFails, worstOf(fails)+settings)
	}
}

func more(n int) string {
	if n <= worstShown {
		return ""
	}
	return fmt.Sprintf(" and %d more", n-worstShown)
}

func violationLines(verdict policy.Verdict) []report.Breach {
	var breaches []report.Breach
	for _, list := range [][]policy.Violation{verdict.Violations, verdict.Waived} {
		for _, violation := range list {
			breach := report.Breach{
				Rule: violation.Rule, Severity: violation.Severity, ID: violation.ID,
				Message: violation.Message, Lesson: violation.Lesson,
			}
			if waiver := violation.Waiver; waiver != nil {
				breach.Waived = fmt.Sprintf("by %s until %s: %s", waiver.Approver, waiver.EndsOn, waiver.Reason)
			}
			breaches = append(breaches, breach)
		}
	}
	return breaches
}
