package face

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// Reading is what a room read of one thing, as far as its face needs it.
type Reading struct {
	End deadline.End
	// Lifetime is how long it lives, 0 where that is not known: default lead times
	// and percentages are shares of it.
	Lifetime time.Duration
	Findings []deadline.Finding
	// Cause says in a clause why the end is what it is, or why it is unknown.
	Cause string
	// Blocked makes it fail whatever its status.
	Blocked bool
}

// Judge judges what was read of a deadline that knows already who it is.
func (r Reading) Judge(s *session.Session, d deadline.Deadline, terms session.TermsInput, now time.Time, diags *diag.Diagnostics) deadline.Judgement {
	d.Timeline = s.Timeline(d.Kind, r.End, r.Lifetime, terms, diags)
	d.Findings, d.Cause, d.Blocked = r.Findings, r.Cause, r.Blocked
	return d.Judge(now, s.Location)
}
