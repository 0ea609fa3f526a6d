package certificate

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

const trustedUntilDescription = "When a root program stops to trust what the certificate rests on, before it ends itself; null where no such day is known. `expires_at` stays what it is; the findings `distrust-announced` and `distrusted` tell the program, the day and the source."

// endOfTrust holds what root programs have announced against the lead time: from
// the day on which a renewal has to begin a warning is an error, and what is
// distrusted already fails.
func endOfTrust(s *session.Session, d *deadline.Deadline, c certificateCase, verdict judge.Verdict, lifetime time.Duration, diags *diag.Diagnostics) {
	late := false
	if !verdict.TrustedUntil.IsZero() {
		line := s.Timeline("certificate", deadline.EndsAt(certificate.NoEarlier(verdict.TrustedUntil)), lifetime, c.terms, diags)
		late = !c.now.Before(line.ActBy)
	}
	for i := range d.Findings {
		switch finding := &d.Findings[i]; {
		case finding.Rule == deadline.RuleDistrusted:
			d.Blocked = true
		case finding.Rule == deadline.RuleDistrustAnnounced && late:
			finding.Severity, d.Blocked = deadline.SeverityError, true
		}
	}
}
