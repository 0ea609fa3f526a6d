package provider_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// pastNote is the warning of a day in the past, "" where there is none.
func pastNote(t *testing.T, diagnostics []*tfprotov6.Diagnostic) string {
	t.Helper()
	note := ""
	for _, diagnostic := range diagnostics {
		if diagnostic.Summary != "Judging as of a day in the past" {
			continue
		}
		if note != "" || diagnostic.Severity != tfprotov6.DiagnosticSeverityWarning || diagnostic.Attribute.String() != `AttributeName("as_of")` {
			t.Errorf("%s %s: %s", diagnostic.Severity, diagnostic.Attribute, diagnostic.Detail)
		}
		note = diagnostic.Detail
	}
	return note
}

// gates.md 15: a day of the past is told wherever it is set, also where it is
// this morning.
func TestAsOfInThePast(t *testing.T) {
	t.Parallel()
	clock := time.Date(2026, time.November, 21, 16, 30, 0, 0, time.UTC)
	for asOf, back := range map[string]string{
		"2026-10-01": "2026-10-01 00:00 UTC|51 days", "2026-11-20": "2026-11-20 00:00 UTC|1 day", "2026-11-21": "2026-11-21 00:00 UTC|16 hours",
		"2026-11-21T15:29:00Z": "2026-11-21 15:29 UTC|1 hour", "2026-11-21T16:20:00Z": "2026-11-21 16:20 UTC|10 minutes", "0001-01-01": "0001-01-01 00:00 UTC|739940 days",
		"2026-11-21T16:29:30Z": "", "2026-11-21T16:30:00Z": "", "2026-11-22": "", "2027-03-01": "",
	} {
		t.Run(asOf, func(t *testing.T) {
			t.Parallel()
			said := func(what, origin string) string {
				if back == "" {
					return ""
				}
				moment, length := back[:len("2026-10-01 00:00 UTC")], back[len("2026-10-01 00:00 UTC|"):]
				return what + " as of " + moment + ", which " + origin + " says. That lies in the past, by " + length +
					": what has ended or become overdue since then passes all the same. Leave it out to judge as of now."
			}
			_, diagnostics := configured(t, clock, values{"as_of": str(asOf)})
			if got, want := pastNote(t, diagnostics), said("Everything is judged", "the provider configuration"); got != want {
				t.Errorf("of the provider:\n%s\n%s", got, want)
			}
			d, diagnostics := configured(t, clock, nil)
			if note := pastNote(t, diagnostics); note != "" {
				t.Error(note)
			}
			want := said("This data source is judged", "its as_of")
			for name, config := range map[string]values{
				"expiry_software": {"product": str("debian"), "version": str("12")},
				"expiry_policy":   {"deadlines_json": str(`[{"id":"licence/x","status":"ok"}]`)},
				"expiry_server":   {"name": str("shop"), "protocol": str("smtp"), "banner": str("220 mail.example.test ESMTP Exim 4.98")},
				"expiry_calendar": {"deadlines_json": str(`[]`)},
			} {
				config["as_of"] = str(asOf)
				if got := pastNote(t, d.read(name, config)); got != want {
					t.Errorf("of %s:\n%s\n%s", name, got, want)
				}
			}
		})
	}
}

// That no as_of is given is no day of the past.
func TestNoAsOf(t *testing.T) {
	t.Parallel()
	d, diagnostics := configured(t, today, nil)
	if note := pastNote(t, append(diagnostics, d.read("expiry_software", values{"product": str("debian"), "version": str("12")})...)); note != "" {
		t.Error(note)
	}
}
