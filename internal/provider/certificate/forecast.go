package certificate

import (
	"errors"
	"fmt"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// fitRenewal tells whether the terms that hold today would fit the next certificate,
// which lives for less long: one that is overdue on its first day never passes.
func fitRenewal(s *session.Session, d *deadline.Deadline, c certificateCase, verdict judge.Verdict) {
	next := verdict.NextValidity
	if next == 0 || verdict.ExpiresAt.IsZero() {
		return
	}
	begin := certificate.NoEarlier(verdict.ExpiresAt)
	terms := s.Terms("certificate", next, c.terms)
	line, err := s.Arithmetic(next).Timeline(deadline.EndsAt(begin.Add(next)), terms)
	days := int(next / (24 * time.Hour))
	misfit := ""
	switch {
	case errors.Is(err, deadline.ErrNoWindow):
		misfit = fmt.Sprintf("and no maintenance window lies in its %d days", days)
	case err != nil: // told of the certificate itself, whose terms are the same
	case !line.ActBy.After(begin) && terms.Window != nil:
		misfit = fmt.Sprintf("and a lead time of %s with the maintenance windows does not fit into %d days: it would be overdue from its first day on", terms.LeadTime, days)
	case !line.ActBy.After(begin):
		misfit = fmt.Sprintf("and a lead time of %s does not fit into %d days: it would be overdue from its first day on", terms.LeadTime, days)
	case !line.RemindAt.After(begin):
		misfit = fmt.Sprintf("and a lead time of %s with a reminder of %s does not fit into %d days: it would be due from its first day on", terms.LeadTime, terms.Reminder, days)
	}
	if misfit == "" {
		return
	}
	for i := range d.Findings {
		if d.Findings[i].Rule == deadline.RuleRenewalShorter {
			d.Findings[i].Message += "; " + misfit
		}
	}
}
