package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

const (
	summaryGateFails = "Deadlines not met"
	summaryGateWarns = "Deadlines to watch"
)

// reportVerdict turns a verdict into diagnostics: one error for what fails, one
// warning for what does not, one for what is judged only at apply. The report is
// written first.
func (s *session) reportVerdict(plan gateModel, verdict policy.Verdict, pending []string, diags *diagnostics) {
	for _, violation := range verdict.Deferred {
		pending = append(pending, fmt.Sprintf("%s of %s", violation.Rule, deadline.Printable(violation.ID)))
	}
	title := "gate/" + plan.Name.ValueString()
	settings := fmt.Sprintf("\n\nJudged as of: %s\nFails on: %s or worse\nUnknown: %s",
		deadline.FormatInstant(s.now), plan.FailOn.ValueString(), plan.OnUnknown.ValueString())
	if !plan.Name.IsUnknown() {
		judged := s.reportOf(title, verdict)
		judged.Unsettled, judged.Source = pending, plan.Source.ValueString()
		s.writeReport(judged, diags)
		settings += s.reportLine(title)
	}
	if len(pending) > 0 {
		diags.AddAttributeWarning(path.Root("deadlines"), summaryAtApply,
			"Not known while planning, so judged only at apply: "+strings.Join(pending[:min(len(pending), worstShown)], ", ")+more(len(pending))+". "+
				"A data source that refers directly to a resource with a planned change is read at apply; hand the value over through a local to have it judged now.")
	}
	s.addVerdict(verdict, settings, true, diags)
}

// reportLine says where the report is, where there is one.
func (s *session) reportLine(title string) string {
	if s.reports == nil {
		return ""
	}
	return fmt.Sprintf("\nReport: %s.html, .md, .json, .sarif, .junit.xml", s.reportFile(title))
}

// addVerdict raises what a verdict found, and names what waivers excuse where
// nothing else fails: what passes for that alone must not look like what is well.
func (s *session) addVerdict(verdict policy.Verdict, settings string, failing bool, diags *diagnostics) {
	if n := len(verdict.Waived); n > 0 {
		settings += fmt.Sprintf("\nWaived: %d", n)
	}
	s.addViolations(verdict.Violations, settings, failing, diags)
	if len(verdict.Waived) > 0 && !slices.ContainsFunc(verdict.Violations, fatal) {
		diags.AddAttributeWarning(path.Root("waivers"), summaryWaived, waivedText(verdict.Waived))
	}
}

// waivedText tells the worst few of what waivers excuse.
func waivedText(waived []policy.Violation) string {
	lines := make([]string, len(waived))
	for i, violation := range waived {
		waiver := violation.Waiver
		lines[i] = fmt.Sprintf("- %s: %s, waived by %s until %s: %s", shown(violation.ID), violation.Rule,
			shown(waiver.Approver), waiver.EndsOn, shown(waiver.Reason))
	}
	return worstOf(lines)
}

// shown is a text of somebody's as it stands in a message: printable, and not
// longer than a name is.
func shown(text string) string {
	runes := []rune(deadline.Printable(text))
	if len(runes) > longestReason {
		runes = append(runes[:longestReason-1], '…')
	}
	return string(runes)
}

// fatal says that a violation fails the plan. What is no known severity does.
func fatal(violation policy.Violation) bool {
	return violation.Severity != deadline.SeverityWarn && violation.Severity != deadline.SeverityOff
}

// addViolations raises one warning for the violations of severity warn, and one
// error for the others, or a second warning where they are not to fail.
func (s *session) addViolations(violations []policy.Violation, settings string, failing bool, diags *diagnostics) {
	var fails, warns []policy.Violation
	for _, violation := range violations {
		if fatal(violation) {
			fails = append(fails, violation)
		} else {
			warns = append(warns, violation)
		}
	}
	if len(warns) > 0 {
		diags.AddAttributeWarning(path.Root("deadlines"), summaryGateWarns, worstViolations(warns))
	}
	switch {
	case len(fails) == 0:
	case !failing:
		diags.AddAttributeWarning(path.Root("deadlines"), summaryGateFails, worstViolations(fails)+settings)
	default:
		s.addPolicyError(diags, path.Root("deadlines"), summaryGateFails, worstViolations(fails)+settings)
	}
}

// worstViolations tells the worst few, and once for each of their rules what to
// do and why the rule exists.
func worstViolations(violations []policy.Violation) string {
	lines := make([]string, len(violations))
	for i, violation := range violations {
		lines[i] = fmt.Sprintf("- %s (%s)", strings.TrimSuffix(violation.Message, "."), violation.Rule)
	}
	var told []deadline.Rule
	var why []string
	for _, violation := range violations[:min(len(violations), worstShown)] {
		if slices.Contains(told, violation.Rule) {
			continue
		}
		told = append(told, violation.Rule)
		line := fmt.Sprintf("%s: %s", violation.Rule, violation.Remedy)
		if reason := lessonLine(violation.Lesson); reason != "" {
			line += fmt.Sprintf(" (%s)", strings.TrimSuffix(reason, "."))
		}
		why = append(why, line)
	}
	return worstOf(lines) + "\n\n" + strings.Join(why, "\n")
}

func more(n int) string {
	if n <= worstShown {
		return ""
	}
	return fmt.Sprintf(" and %d more", n-worstShown)
}
