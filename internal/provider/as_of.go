package provider

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// clockSkew is how far clocks of machines lie apart without anybody minding: an
// as_of taken from a clock a moment ago is no day in the past.
const clockSkew = time.Minute

// setNow fixes the instant of judgement.
func (s *session) setNow(configured text, clock time.Time, diags *diagnostics) {
	s.clock = clock.UTC()
	s.now = s.clock
	written, origin := fromEnvironment(configured.StringValue, "EXPIRY_AS_OF")
	if written == "" {
		return
	}
	asOf, err := deadline.ParseInstant(written, s.location)
	if err != nil {
		diags.AddAttributeError(path.Root("as_of"), "Invalid as_of", sentence(err))
		return
	}
	s.warnOfPast(asOf, "Everything is judged", origin, diags)
	s.now = asOf
}

// nowFor is the instant of judgement of one data source: its own as_of or the
// provider's.
func (s *session) nowFor(asOf text, diags *diagnostics) time.Time {
	if asOf.IsNull() || asOf.IsUnknown() {
		return s.now
	}
	t, err := deadline.ParseInstant(asOf.ValueString(), s.location)
	if err != nil {
		diags.AddAttributeError(path.Root("as_of"), "Invalid as_of", sentence(err))
		return t
	}
	s.warnOfPast(t, "This data source is judged", "its as_of", diags)
	return t
}

// warnOfPast tells of an instant of judgement that lies before the clock, be it
// by hours: what has ended since then passes, and a forgotten CI variable is the
// likely cause.
func (s *session) warnOfPast(asOf time.Time, what, origin string, diags *diagnostics) {
	if s.clock.Sub(asOf) <= clockSkew {
		return
	}
	diags.AddAttributeWarning(path.Root("as_of"), summaryPastAsOf, fmt.Sprintf(
		"%s as of %s, which %s says. That lies in the past, by %s: what has ended or become overdue since then passes all the same. Leave it out to judge as of now.",
		what, s.moment(asOf), origin, span(asOf, s.clock)))
}

// moment is an instant with its zone, as people write it.
func (s *session) moment(t time.Time) string { return t.In(s.location).Format("2006-01-02 15:04 MST") }

// span is the time from one instant to a later one, in its largest whole unit.
func span(from, to time.Time) string {
	n, unit := deadline.DaysBetween(from, to), "day"
	if n == 0 {
		n, unit = int64(to.Sub(from)/time.Hour), "hour"
	}
	if n == 0 {
		n, unit = int64(to.Sub(from)/time.Minute), "minute"
	}
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}
