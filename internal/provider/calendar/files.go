package calendar

import (
	"os"
	"path/filepath"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

// writeCalendar writes the calendar into the report directory, where there is
// one. That it cannot be written changes nothing about its dates: a warning.
func writeCalendar(s *session.Session, m calendarModel, diags *diag.Diagnostics) {
	if s.ReportDir == "" {
		return
	}
	if err := os.MkdirAll(s.ReportDir, 0o755); err != nil {
		diags.AddWarning("Calendar not written", attribute.Sentence(err))
		return
	}
	for _, file := range []struct {
		extension string
		content   types.String
	}{{".ics", m.ICS}, {".md", m.Markdown}, {".svg", m.SVG}} {
		name := filepath.Join(s.ReportDir, "calendar-"+m.Name.ValueString()+file.extension)
		if err := report.ReplaceFile(name, []byte(file.content.ValueString())); err != nil {
			diags.AddWarning("Calendar not written", attribute.Sentence(err))
			return
		}
	}
}
