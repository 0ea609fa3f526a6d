// Package session is what one configuration of the provider gives to every data
// source and resource: clock, calendar, catalog, inventory, network, enforcement,
// reports.
package session

import (
	"errors"
	"net/http"
	"os"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/domainname"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Session is what one configuration of the provider gives to every data source
// and resource.
type Session struct {
	// Now is the instant of every judgement: the clock, read once, or as_of.
	Now   time.Time
	clock time.Time // the wall clock when the provider was configured
	// Clock is the wall clock, for what is no judgement: signatures, ages of files.
	Clock    deadline.Clock
	Location *time.Location
	// ZoneSaid says that somebody named the time zone: what is but the default must
	// not stand in for a zone that a listing leaves out.
	ZoneSaid   bool
	Calendar   *deadline.BusinessCalendar
	Window     *deadline.Window
	Defaults   map[string]termsModel
	Enforce    string
	BreakGlass string
	ReportDir  string
	Reports    *report.Directory // nil where none is written
	Language   text.Language     // of pages and calendars
	// MarkdownLimit is how long a comment may get, 0 for the usual one.
	MarkdownLimit int
	Origin        report.Place // where this run takes place
	Dialer        *network.Dialer
	Client        *http.Client // over the dialer
	Reader        *wire.Reader
	Judges        *Judges
	Software      *software.Judge
	Domains       *domainname.Client // over the dialer, one for everything that is asked
	// Store is the shared inventory, nil where none is configured or its URL is
	// not known yet, which StoreUnknown then says.
	Store        *inventory.Store
	StoreUnknown string
	Workspace    string // that owns what is written to it
	// OurAttribute says that something of this provider has an attribute of a name,
	// at whatever depth.
	OurAttribute func(name string) bool
}

// The enforcement levels of data sources.
const (
	EnforceNone  = "none"
	EnforceWarn  = "warn"
	EnforceError = "error"
)

// Enforcements are the levels of enforcement.
var Enforcements = []string{EnforceNone, EnforceWarn, EnforceError}

// TermsInput is how one item says how much time it needs.
type TermsInput struct {
	LeadTime attribute.Text
	Reminder attribute.Text
	Window   *deadline.Window
	// AnyTime says that nobody waits for the provider's maintenance window.
	AnyTime bool
}

// Timeline works out by when to act on an end: the item's own lead time,
// reminder and window before the provider's, and these before the defaults of
// the kind. Percentages and the defaults need the lifetime, 0 where there is
// none. Errors are reported on the attribute that asked too much.
func (s *Session) Timeline(kind string, end deadline.End, lifetime time.Duration, in TermsInput, diags *diag.Diagnostics) deadline.Timeline {
	terms := s.Terms(kind, lifetime, in)
	line, err := s.Arithmetic(lifetime).Timeline(end, terms)
	if errors.Is(err, deadline.ErrNoWindow) {
		// What has no window in time must still be readable, and acted on.
		diags.AddAttributeWarning(path.Root("maintenance_window"), attribute.SummaryNoWindow, attribute.Sentence(err)+" Where that is so, act_by is the end less the lead time.")
		terms.Window = nil
		line, err = s.Arithmetic(lifetime).Timeline(end, terms)
	}
	if err != nil {
		at := path.Root("lead_time")
		if terms.LeadTime.Percent == 0 && terms.Reminder.Percent > 0 {
			at = path.Root("reminder")
		}
		diags.AddAttributeError(at, "Cannot work out act_by", attribute.Sentence(err))
	}
	return line
}

// Terms are the item's own before the provider's, and these before the defaults
// of the kind.
func (s *Session) Terms(kind string, lifetime time.Duration, in TermsInput) deadline.Terms {
	terms := deadline.DefaultTerms(kind, lifetime)
	if own, ok := s.Defaults[kind]; ok {
		terms.LeadTime = attribute.ParsePeriod(own.LeadTime, terms.LeadTime)
		terms.Reminder = attribute.ParsePeriod(own.Reminder, terms.Reminder)
	}
	terms.LeadTime = attribute.ParsePeriod(in.LeadTime, terms.LeadTime)
	terms.Reminder = attribute.ParsePeriod(in.Reminder, terms.Reminder)
	if !in.AnyTime {
		terms.Window = s.Window
	}
	if in.Window != nil {
		terms.Window = in.Window
	}
	return terms
}

// Arithmetic counts with the session's zone and business days.
func (s *Session) Arithmetic(lifetime time.Duration) deadline.Arithmetic {
	return deadline.Arithmetic{Location: s.Location, Calendar: s.Calendar, Lifetime: lifetime}
}

// FromEnvironment is the configured value, or that of the environment variable
// where none is configured; the second result names its origin.
func FromEnvironment(value types.String, name string) (string, string) {
	if !value.IsNull() {
		return value.ValueString(), "the provider configuration"
	}
	return os.Getenv(name), "the environment variable " + name
}
