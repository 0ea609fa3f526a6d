package provider

import (
	"fmt"
	"path/filepath"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

// beginReport removes what an earlier run left of a report, before anything can
// go wrong with this one: yesterday's "passes" must not stand beside an error.
func (s *session) beginReport(title types.String, diags *diagnostics) {
	if title.IsUnknown() {
		if s.reports != nil {
			diags.AddAttributeWarning(path.Root("name"), summaryNoReport,
				"The name is known only after apply, so there is no name for the report files either; they are written at apply. Give a name that is known while planning.")
		}
		return
	}
	if err := s.reports.Begin(title.ValueString()); err != nil {
		diags.AddWarning("Old report not removed", sentence(err)+" What stands there is of an earlier run.")
	}
}

// beginEnforced does so for a data source, which leaves a report only where its
// enforcement is an error.
func (s *session) beginEnforced(level types.String, title string, diags *diagnostics) {
	if s.enforcement(level) == enforceError {
		s.beginReport(types.StringValue(title), diags)
	}
}

// writeReport writes a report in every format, where there is a directory.
func (s *session) writeReport(r report.Report, diags *diagnostics) {
	if s.reports == nil {
		return
	}
	r.Location, r.BreakGlass = s.location, s.breakGlass
	shared, err := s.reports.Write(r)
	if err != nil {
		diags.AddWarning(summaryNoReport, sentence(err))
	}
	if shared {
		diags.AddAttributeWarning(path.Root("name"), "Several judgements of one name", fmt.Sprintf(
			"%s has been judged more than once in this run, with different results, as where two modules each have one of this name. The report %s.* holds all of them, the worst first. Give each a name of its own.",
			r.Title, s.reportFile(r.Title)))
	}
}

// reportFile is where the report of a title is, less its extension.
func (s *session) reportFile(title string) string {
	return filepath.Join(s.reportDir, report.FileName(title))
}
