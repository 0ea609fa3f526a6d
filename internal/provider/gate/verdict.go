package gate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
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
	judged := s.ReportOf(title, verdict)
	file := ""
	if !plan.Name.IsUnknown() {
		judged.Unsettled, judged.Source = pending, plan.Source.ValueString()
		s.WriteReport(judged, diags)
		file = reportPage(s, title)
	}
	if len(pending) > 0 {
		diags.AddAttributeWarning(path.Root("deadlines"), attribute.SummaryAtApply,
			"Not known while planning, so judged only at apply: "+strings.Join(pending[:min(len(pending), attribute.WorstShown)], ", ")+attribute.More(len(pending))+". "+
				"A data source that refers directly to a resource with a planned change is read at apply; hand the value over through a local to have it judged now.")
	}
	addVerdict(s, judged, verdict, file, plan.settings(s), true, diags)
}

// settings are what the gate judges by, where that is not the usual.
func (m gateModel) settings(s *session.Session) []string {
	settings := judgedAsOf(s, s.Now)
	if on := m.FailOn.ValueString(); on != string(deadline.StatusOverdue) {
		settings = append(settings, fmt.Sprintf("Fails on: %s or worse", on))
	}
	if on := m.OnUnknown.ValueString(); on != "error" {
		settings = append(settings, "Unknown: "+on)
	}
	return settings
}

// judgedAsOf says as of when it was judged, nothing where that is now.
func judgedAsOf(s *session.Session, judged time.Time) []string {
	if s.IsNow(judged) {
		return nil
	}
	return []string{"Judged as of: " + deadline.FormatInstant(judged)}
}

// reportPage is where the page of a report is, "" where there is none.
func reportPage(s *session.Session, title string) string {
	if s.Reports == nil {
		return ""
	}
	return s.ReportFile(title) + ".html"
}

// addVerdict raises what a verdict found, and names what waivers excuse where
// nothing else fails: what passes for that alone must not look like what is well.
func addVerdict(s *session.Session, judged report.Report, verdict policy.Verdict, file string, settings []string, failing bool, diags *diag.Diagnostics) {
	if n := len(verdict.Waived); n > 0 {
		settings = append(settings, fmt.Sprintf("Waived: %d", n))
	}
	facts := ""
	if len(settings) > 0 {
		facts = "\n\n" + strings.Join(settings, "\n")
	}
	addViolations(s, judged.Notices(file), facts, failing, diags)
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
func shown(written string) string {
	return text.Shorten(deadline.Printable(written), session.LongestReason)
}

// fatal says that a violation fails the plan. What is no known severity does.
func fatal(violation policy.Violation) bool {
	return violation.Severity != deadline.SeverityWarn && violation.Severity != deadline.SeverityOff
}

// addViolations raises one warning for what is to watch, and one error for what
// fails, or a second warning where that is not to fail.
func addViolations(s *session.Session, notices report.Notices, settings string, failing bool, diags *diag.Diagnostics) {
	if notices.Watch != "" {
		diags.AddAttributeWarning(path.Root("deadlines"), summaryGateWarns, notices.Watch)
	}
	switch {
	case notices.Fails == "":
	case !failing:
		diags.AddAttributeWarning(path.Root("deadlines"), summaryGateFails, notices.Fails+settings)
	default:
		s.AddPolicyError(diags, path.Root("deadlines"), summaryGateFails, notices.Fails+settings)
	}
}

const descriptionSource = "File that SARIF points at, relative to the root of the repository, with slashes. Default: `main.tf`."

var sourceForm = text.Pattern(`^[^/\\[:cntrl:]][^\\[:cntrl:]]*$`)

// sourceValidator refuses what code hosts cannot find in a repository.
func sourceValidator() validator.String {
	return stringvalidator.RegexMatches(sourceForm(), "must be a path from the root of the repository, with slashes, like infra/main.tf")
}
