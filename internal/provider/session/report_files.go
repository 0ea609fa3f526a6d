package session

import (
	"fmt"
	"path/filepath"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

// BeginReport removes what an earlier run left of a report, before anything can
// go wrong with this one: yesterday's "passes" must not stand beside an error.
func (s *Session) BeginReport(title types.String, diags *diag.Diagnostics) {
	if title.IsUnknown() {
		if s.Reports != nil {
			diags.AddAttributeWarning(path.Root("name"), attribute.SummaryNoReport,
				"The name is known only after apply, so there is no name for the report files either; they are written at apply. Give a name that is known while planning.")
		}
		return
	}
	if err := s.Reports.Begin(title.ValueString()); err != nil {
		diags.AddWarning("Old report not removed", attribute.Sentence(err)+" What stands there is of an earlier run.")
	}
}

// BeginEnforced does so for a data source, which leaves a report only where its
// enforcement is an error.
func (s *Session) BeginEnforced(level types.String, title string, diags *diag.Diagnostics) {
	if s.Enforcement(level) == EnforceError {
		s.BeginReport(types.StringValue(title), diags)
	}
}

// WriteReport writes a report in every format, where there is a directory.
func (s *Session) WriteReport(r report.Report, diags *diag.Diagnostics) {
	if s.Reports == nil {
		return
	}
	r.Location, r.BreakGlass, r.Language, r.MarkdownLimit, r.Origin = s.Location, s.BreakGlass, s.Language, s.MarkdownLimit, s.Origin
	r.Moved = deadline.DateOf(r.Now, s.Location) != deadline.DateOf(s.clock, s.Location)
	shared, err := s.Reports.Write(r)
	if err != nil {
		diags.AddWarning(attribute.SummaryNoReport, attribute.Sentence(err))
	}
	if shared {
		diags.AddAttributeWarning(path.Root("name"), "Several judgements of one name", fmt.Sprintf(
			"%s has been judged more than once in this run, with different results, as where two modules each have one of this name. The report %s.* holds all of them, the worst first. Give each a name of its own.",
			r.Title, s.ReportFile(r.Title)))
	}
}

// ReportFile is where the report of a title is, less its extension.
func (s *Session) ReportFile(title string) string {
	return filepath.Join(s.ReportDir, report.FileName(title))
}
