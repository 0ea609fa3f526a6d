package provider

import (
	"errors"
	"net/http"
	"os"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

// session is what one configuration of the provider gives to every data source
// and resource.
type session struct {
	// now is the instant of every judgement: the clock, read once, or as_of.
	now        time.Time
	clock      time.Time // the wall clock when the provider was configured
	location   *time.Location
	calendar   *deadline.BusinessCalendar
	window     *deadline.Window
	defaults   map[string]termsModel
	enforce    string
	breakGlass string
	reportDir  string
	reports    *report.Directory // nil where none is written
	dialer     *network.Dialer
	client     *http.Client // over the dialer
	reader     *wire.Reader
	judges     *judges
	software   *software.Judge
	// store is the shared inventory, nil where none is configured or its URL is
	// not known yet, which storeUnknown then says.
	store        *inventory.Store
	storeUnknown string
	workspace    string // that owns what is written to it
	// ourAttribute says that something of this provider has an attribute of a name,
	// at whatever depth.
	ourAttribute func(name string) bool
}

// enforcement levels of data sources.
const (
	enforceNone  = "none"
	enforceWarn  = "warn"
	enforceError = "error"
)

var enforcements = []string{enforceNone, enforceWarn, enforceError}

// termsInput is how one item says how much time it needs.
type termsInput struct {
	LeadTime text
	Reminder text
	Window   *deadline.Window
}

// timeline works out by when to act on an end: the item's own lead time,
// reminder and window before the provider's, and these before the defaults of
// the kind. Percentages and the defaults need the lifetime, 0 where there is
// none. Errors are reported on the attribute that asked too much.
func (s *session) timeline(kind string, end deadline.End, lifetime time.Duration, in termsInput, diags *diagnostics) deadline.Timeline {
	terms := s.terms(kind, lifetime, in)
	line, err := s.arithmetic(lifetime).Timeline(end, terms)
	if errors.Is(err, deadline.ErrNoWindow) {
		// What has no window in time must still be readable, and acted on.
		diags.AddAttributeWarning(path.Root("maintenance_window"), summaryNoWindow, sentence(err)+" Where that is so, act_by is the end less the lead time.")
		terms.Window = nil
		line, err = s.arithmetic(lifetime).Timeline(end, terms)
	}
	if err != nil {
		at := path.Root("lead_time")
		if terms.LeadTime.Percent == 0 && terms.Reminder.Percent > 0 {
			at = path.Root("reminder")
		}
		diags.AddAttributeError(at, "Cannot work out act_by", sentence(err))
	}
	return line
}

// terms are the item's own before the provider's, and these before the defaults
// of the kind.
func (s *session) terms(kind string, lifetime time.Duration, in termsInput) deadline.Terms {
	terms := deadline.DefaultTerms(kind, lifetime)
	if own, ok := s.defaults[kind]; ok {
		terms.LeadTime = parsePeriod(own.LeadTime, terms.LeadTime)
		terms.Reminder = parsePeriod(own.Reminder, terms.Reminder)
	}
	terms.LeadTime = parsePeriod(in.LeadTime, terms.LeadTime)
	terms.Reminder = parsePeriod(in.Reminder, terms.Reminder)
	terms.Window = s.window
	if in.Window != nil {
		terms.Window = in.Window
	}
	return terms
}

func (s *session) arithmetic(lifetime time.Duration) deadline.Arithmetic {
	return deadline.Arithmetic{Location: s.location, Calendar: s.calendar, Lifetime: lifetime}
}

// termsModel is a lead time and a reminder as configured.
type termsModel struct {
	LeadTime text `tfsdk:"lead_time"`
	Reminder text `tfsdk:"reminder"`
}

// fromEnvironment is the configured value, or that of the environment variable
// where none is configured; the second result names its origin.
func fromEnvironment(value types.String, name string) (string, string) {
	if !value.IsNull() {
		return value.ValueString(), "the provider configuration"
	}
	return os.Getenv(name), "the environment variable " + name
}
