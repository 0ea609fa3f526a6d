package provider

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

// worstShown is how many deadlines one diagnostic names.
const worstShown = 5

// enforceAll reports judged deadlines of one data source as its enforcement says:
// one diagnostic for each status that calls for one, naming the worst. The
// report is written before an error is raised, since Terraform drops the values
// of a data source that fails.
func (s *session) enforceAll(level types.String, title string, judgements []deadline.Judgement, diags *diagnostics) {
	enforcement := s.enforcement(level)
	if enforcement == enforceNone {
		return
	}
	byStatus := map[string][]string{}
	fails := false
	sorted := slices.SortedStableFunc(slices.Values(judgements), deadline.Worse)
	for _, judgement := range sorted {
		summary := statusSummaries[judgement.Status]
		if judgement.Status.Passes() && !judgement.Passes {
			summary = summaryBlocked
		}
		byStatus[summary] = append(byStatus[summary], judgement.Reason)
		fails = fails || !judgement.Passes
	}
	if enforcement == enforceError {
		s.writeReport(report.Report{Title: title, Passed: !fails, Now: s.judgedAt(sorted), Lines: linesOf(sorted), Breaches: breachesOf(sorted)}, diags)
	}
	for _, summary := range []string{summaryExpired, summaryOverdue, summaryBlocked, summaryUnknown, summaryDue} {
		reasons := byStatus[summary]
		switch {
		case len(reasons) == 0:
		case enforcement == enforceError && summary != summaryDue:
			s.addPolicyError(diags, path.Empty(), summary, worstOf(reasons))
		default:
			diags.AddWarning(summary, worstOf(reasons))
		}
	}
}

// enforcement is a data source's own, else the provider's.
func (s *session) enforcement(level types.String) string {
	if level.IsNull() {
		return s.enforce
	}
	return level.ValueString()
}

// judgedAt is the instant of some judgements: of a survey whose records are of
// several days the latest.
func (s *session) judgedAt(judgements []deadline.Judgement) time.Time {
	if len(judgements) == 0 {
		return s.now
	}
	return slices.MaxFunc(judgements, func(a, b deadline.Judgement) int { return a.Now.Compare(b.Now) }).Now
}

// worstOf shows the first few of sorted reasons and counts the rest.
func worstOf(reasons []string) string {
	shown := reasons[:min(len(reasons), worstShown)]
	detail := strings.Join(shown, "\n")
	if rest := len(reasons) - len(shown); rest > 0 {
		detail += fmt.Sprintf("\nand %d more.", rest)
	}
	return detail
}
