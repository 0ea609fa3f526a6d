package session

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

// clockSkew is how far clocks of machines lie apart without anybody minding: an
// as_of taken from a clock a moment ago is no day in the past.
const clockSkew = time.Minute

// SetNow fixes the instant of judgement.
func (s *Session) SetNow(configured attribute.Text, clock time.Time, diags *diag.Diagnostics) {
	s.clock = clock.UTC()
	s.Now = s.clock
	written, origin := FromEnvironment(configured.StringValue, "EXPIRY_AS_OF")
	if written == "" {
		return
	}
	asOf, err := deadline.ParseInstant(written, s.Location)
	if err != nil {
		diags.AddAttributeError(path.Root("as_of"), "Invalid as_of", attribute.Sentence(err))
		return
	}
	s.warnOfPast(asOf, "Everything is judged", origin, diags)
	s.Now = asOf
}

// IsNow says that an instant of judgement is that of the clock, so that it need not
// be told.
func (s *Session) IsNow(judged time.Time) bool { return judged.Equal(s.clock) }

// NowFor is the instant of judgement of one data source: its own as_of or the
// provider's.
func (s *Session) NowFor(asOf attribute.Text, diags *diag.Diagnostics) time.Time {
	if asOf.IsNull() || asOf.IsUnknown() {
		return s.Now
	}
	t, err := deadline.ParseInstant(asOf.ValueString(), s.Location)
	if err != nil {
		diags.AddAttributeError(path.Root("as_of"), "Invalid as_of", attribute.Sentence(err))
		return t
	}
	s.warnOfPast(t, "This data source is judged", "its as_of", diags)
	return t
}

// warnOfPast tells of an instant of judgement that lies before the clock, be it
// by hours: what has ended since then passes, and a forgotten CI variable is the
// likely cause.
func (s *Session) warnOfPast(asOf time.Time, what, origin string, diags *diag.Diagnostics) {
	if s.clock.Sub(asOf) <= clockSkew {
		return
	}
	diags.AddAttributeWarning(path.Root("as_of"), attribute.SummaryPastAsOf, fmt.Sprintf(
		"%s as of %s, which %s says. That lies in the past, by %s: what has ended or become overdue since then passes all the same. Leave it out to judge as of now.",
		what, s.moment(asOf), origin, span(asOf, s.clock)))
}

// moment is an instant with its zone, as people write it.
func (s *Session) moment(t time.Time) string { return t.In(s.Location).Format("2006-01-02 15:04 MST") }

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
