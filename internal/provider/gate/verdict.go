package gate

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

const (
	summaryGateFails = "Deadlines not met"
	summaryGateWarns = "Deadlines to watch"
)

// reportVerdict turns a verdict into diagnostics: one error for what fails, one
// warning for what does not, one for what is judged only at apply. The report is
// written first.
func reportVerdict(s *session.Session, plan gateModel, verdict policy.Verdict, pending []string, diags *diag.Diagnostics) {
	for _, violation := range verdict.Deferred {
		pending = append(pending, fmt.Sprintf("%s of %s", violation.Rule, deadline.Printable(violation.ID)))
	}
	title := "gate/" + plan.Name.ValueString()
	settings := fmt.Sprintf("\n\nJudged as of: %s\nFails on: %s or worse\nUnknown: %s",
		deadline.FormatInstant(s.Now), plan.FailOn.ValueString(), plan.OnUnknown.ValueString())
	if !plan.Name.IsUnknown() {
		judged := s.ReportOf(title, verdict)
		judged.Unsettled, judged.Source = pending, plan.Source.ValueString()
		s.WriteReport(judged, diags)
		settings += reportLine(s, title)
	}
	if len(pending) > 0 {
		diags.AddAttributeWarning(path.Root("deadlines"), attribute.SummaryAtApply,
			"Not known while planning, so judged only at apply: "+strings.Join(pending[:min(len(pending), attribute.WorstShown)], ", ")+attribute.More(len(pending))+". "+
				"A data source that refers directly to a resource with a planned change is read at apply; hand the value over through a local to have it judged now.")
	}
	addVerdict(s, verdict, settings, true, diags)
}

// reportLine says where the report is, where there is one.
func reportLine(s *session.Session, title string) string {
	if s.Reports == nil {
		return ""
	}
	return fmt.Sprintf("\nReport: %s.html, .md, .json, .sarif, .junit.xml", s.ReportFile(title))
}

// addVerdict raises what a verdict found, and names what waivers excuse where
// nothing else fails: what passes for that alone must not look like what is well.
func addVerdict(s *session.Session, verdict policy.Verdict, settings string, failing bool, diags *diag.Diagnostics) {
	if n := len(verdict.Waived); n > 0 {
		settings += fmt.Sprintf("\nWaived: %d", n)
	}
	addViolations(s, verdict.Violations, settings, failing, diags)
	if len(verdict.Waived) > 0 && !slices.ContainsFunc(verdict.Violations, fatal) {
		diags.AddAttributeWarning(path.Root("waivers"), attribute.SummaryWaived, waivedText(verdict.Waived))
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
	return attribute.WorstOf(lines)
}

// shown is a text of somebody's as it stands in a message: printable, and not
// longer than a name is.
func shown(text string) string {
	runes := []rune(deadline.Printable(text))
	if len(runes) > session.LongestReason {
		runes = append(runes[:session.LongestReason-1], '…')
	}
	return string(runes)
}

// fatal says that a violation fails the plan. What is no known severity does.
func fatal(violation policy.Violation) bool {
	return violation.Severity != deadline.SeverityWarn && violation.Severity != deadline.SeverityOff
}

// addViolations raises one warning for the violations of severity warn, and one
// error for the others, or a second warning where they are not to fail.
func addViolations(s *session.Session, violations []policy.Violation, settings string, failing bool, diags *diag.Diagnostics) {
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
		s.AddPolicyError(diags, path.Root("deadlines"), summaryGateFails, worstViolations(fails)+settings)
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
	for _, violation := range violations[:min(len(violations), attribute.WorstShown)] {
		if slices.Contains(told, violation.Rule) {
			continue
		}
		told = append(told, violation.Rule)
		line := fmt.Sprintf("%s: %s", violation.Rule, violation.Remedy)
		if reason := session.LessonLine(violation.Lesson); reason != "" {
			line += fmt.Sprintf(" (%s)", strings.TrimSuffix(reason, "."))
		}
		why = append(why, line)
	}
	return attribute.WorstOf(lines) + "\n\n" + strings.Join(why, "\n")
}

const descriptionSource = "File that SARIF points at, relative to the root of the repository, with slashes. Default: `main.tf`."

// sourceValidator refuses what code hosts cannot find in a repository.
var sourceValidator = stringvalidator.RegexMatches(regexp.MustCompile(`^[^/\\[:cntrl:]][^\\[:cntrl:]]*$`),
	"must be a path from the root of the repository, with slashes, like infra/main.tf")
