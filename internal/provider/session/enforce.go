package session

import (
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// EnforceAll reports judged deadlines of one data source as its enforcement says:
// one diagnostic for each status that calls for one, naming the worst. The
// report is written before an error is raised, since Terraform drops the values
// of a data source that fails.
func (s *Session) EnforceAll(level types.String, title string, judgements []deadline.Judgement, diags *diag.Diagnostics) {
	enforcement := s.Enforcement(level)
	if enforcement == EnforceNone {
		return
	}
	byStatus := map[string][]string{}
	fails := false
	sorted := slices.SortedStableFunc(slices.Values(judgements), deadline.Worse)
	for _, judgement := range sorted {
		summary := attribute.StatusSummaries[judgement.Status]
		if judgement.Status.Passes() && !judgement.Passes {
			summary = attribute.SummaryBlocked
		}
		reason := judgement.Reason
		if note := noteOf(judgement); note != "" {
			reason += " Note: " + deadline.Printable(text.Shorten(note, longestNote))
		}
		byStatus[summary] = append(byStatus[summary], reason)
		fails = fails || !judgement.Passes
	}
	if enforcement == EnforceError {
		s.WriteReport(report.Report{Title: title, Passed: !fails, Now: s.judgedAt(sorted), Lines: linesOf(sorted), Breaches: s.breachesOf(sorted)}, diags)
	}
	for _, summary := range []string{attribute.SummaryExpired, attribute.SummaryOverdue, attribute.SummaryBlocked, attribute.SummaryUnknown, attribute.SummaryDue} {
		reasons := byStatus[summary]
		switch {
		case len(reasons) == 0:
		case enforcement == EnforceError && summary != attribute.SummaryDue:
			s.AddPolicyError(diags, path.Empty(), summary, attribute.WorstOf(reasons))
		default:
			diags.AddWarning(summary, attribute.WorstOf(reasons))
		}
	}
}

// longestNote is how much of a note, in characters, an error tells.
const longestNote = 200

// noteOf is what whoever acts should know, "" where nothing is said.
func noteOf(j deadline.Judgement) string {
	note, _ := deadline.Said(j.Note)
	return note
}

// Enforcement is a data source's own, else the provider's.
func (s *Session) Enforcement(level types.String) string {
	if level.IsNull() {
		return s.Enforce
	}
	return level.ValueString()
}

// judgedAt is the instant of some judgements: of a survey whose records are of
// several days the latest.
func (s *Session) judgedAt(judgements []deadline.Judgement) time.Time {
	if len(judgements) == 0 {
		return s.Now
	}
	return slices.MaxFunc(judgements, func(a, b deadline.Judgement) int { return a.Now.Compare(b.Now) }).Now
}
