package provider

import (
	"os"
	"path/filepath"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

// writeCalendar writes the calendar into the report directory, where there is
// one. That it cannot be written changes nothing about its dates: a warning.
func (s *session) writeCalendar(m calendarModel, diags *diagnostics) {
	if s.reportDir == "" {
		return
	}
	if err := os.MkdirAll(s.reportDir, 0o755); err != nil {
		diags.AddWarning("Calendar not written", sentence(err))
		return
	}
	for _, file := range []struct {
		extension string
		content   types.String
	}{{".ics", m.ICS}, {".md", m.Markdown}, {".svg", m.SVG}} {
		name := filepath.Join(s.reportDir, "calendar-"+m.Name.ValueString()+file.extension)
		if err := report.ReplaceFile(name, []byte(file.content.ValueString())); err != nil {
			diags.AddWarning("Calendar not written", sentence(err))
			return
		}
	}
}
