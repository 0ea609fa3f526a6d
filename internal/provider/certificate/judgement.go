package certificate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// certificateCase is one endpoint, file or text on its way to a judgement.
type certificateCase struct {
	deadline       deadline.Deadline
	terms          session.TermsInput
	now            time.Time
	judge          *judge.Judge
	question       judge.Question
	requireTrusted bool
	expectTLS      bool
	// file is where it stands, beside what; "" and nil for servers.
	file   string
	beside *beside
	// more asks for facts that cost a request or a file of their own.
	more certificateFacts
}

// judged is what a case came to. Verdict is nil where nothing was read.
type judged struct {
	deadline.Judgement
	verdict  *judge.Combined
	served   []certificate.Served
	failures []wire.Failure
	unread   *certificate.ReadError
	renewal  judge.RenewalWindow
	compared string
	aside    []leftAside
}

// judgeCertificate judges what was read.
func judgeCertificate(ctx context.Context, s *session.Session, c certificateCase, served []certificate.Served, failures []wire.Failure, diags *diag.Diagnostics) judged {
	c.question.Now = c.now
	verdicts := make([]judge.Verdict, len(served))
	for i := range served {
		verdicts[i] = withRevocation(ctx, s, c, c.judge.Judge(served[i], c.question))
	}
	combined := judge.Combine(verdicts...)
	d := c.deadline
	d.Findings = combined.Findings
	for _, finding := range c.beside.findings(combined.Verdict, c.now) {
		d.Findings = append(slices.Clip(d.Findings), finding)
		d.Blocked = d.Blocked || finding.Severity == deadline.SeverityError
	}
	expiring := combined.ExpiringCertificate
	end, lifetime := deadline.OpenEnded, time.Duration(0)
	if !combined.ExpiresAt.IsZero() {
		end = deadline.EndsAt(certificate.NoEarlier(combined.ExpiresAt))
		lifetime = combined.ExpiresAt.Sub(expiring.NotBefore)
	}
	if expiring != combined.Leaf && end.State == deadline.EndKnown {
		d.Cause = fmt.Sprintf("its authority %s ends first", certificate.Describe(expiring).Subject)
	}
	if combined.ExpiresAt.Before(certificate.EarliestEnd) && end.State == deadline.EndKnown {
		d.Cause = fmt.Sprintf("its end is in the year %d", expiring.NotAfter.Year())
	}
	d.Timeline = s.Timeline("certificate", end, lifetime, c.terms, diags)
	endOfTrust(s, &d, c, combined.Verdict, lifetime, diags)
	fitRenewal(s, &d, c, combined.Verdict)
	for _, failure := range failures {
		finding := deadline.NewFinding(deadline.RuleNodesDisagree, fmt.Sprintf("%s gave no certificate: %s", failure.Address, failure.Message))
		if failure.KeyType != "" {
			finding.Message = fmt.Sprintf("whether %s has a certificate with an %s key is not known: %s", failure.Address, strings.ToUpper(failure.KeyType), failure.Message)
		}
		if failure.KeyType == "" || c.more.keyTypesAsked {
			// Whoever asks for every address or key type must not be told that all
			// is well when one was not read.
			finding.Severity, d.Blocked = deadline.SeverityError, true
		}
		d.Findings = append(d.Findings, finding)
		c.unencrypted(&d, failure.ReadError)
	}
	if c.requireTrusted && !combined.Trusted {
		d.Blocked = true
		d.Findings = requireTrust(d.Findings, combined.TrustMessage)
	}
	result := judged{verdict: &combined, served: served, failures: failures}
	result.renewal = renewalWindow(ctx, s, c, combined.Leaf, &d)
	result.compared = compare(ctx, s, c, served, &d, diags)
	result.Judgement = d.Judge(c.now, s.Location)
	return result
}

// requireTrust raises what stands against trust to errors; there is at least
// one such finding afterwards.
func requireTrust(findings []deadline.Finding, message string) []deadline.Finding {
	var raised []deadline.Finding
	found := false
	for _, finding := range findings {
		switch finding.Rule {
		case deadline.RuleUntrusted, deadline.RuleWrongName, deadline.RuleNotYetValid:
			finding.Severity = deadline.SeverityError
			found = true
		}
		raised = append(raised, finding)
	}
	if !found {
		finding := deadline.NewFinding(deadline.RuleUntrusted, message)
		finding.Severity = deadline.SeverityError
		raised = append(raised, finding)
	}
	return raised
}

// unreadCertificate is the judgement of a source that gave no certificate: its
// end is unknown, which never passes.
func unreadCertificate(s *session.Session, c certificateCase, err *certificate.ReadError) judged {
	d := c.deadline
	d.Cause = err.Message
	d.Blocked = c.requireTrusted
	c.unencrypted(&d, err)
	return judged{Judgement: d.Judge(c.now, s.Location), unread: err}
}

// unencrypted adds the finding of a server that answers in clear where TLS is
// expected, once for each that does.
func (c certificateCase) unencrypted(d *deadline.Deadline, err *certificate.ReadError) {
	if !c.expectTLS || !err.InClear {
		return
	}
	finding := deadline.NewFinding(deadline.RuleUnencryptedEndpoint, "TLS is expected there, and the server answers in clear")
	if err.Message != d.Cause {
		finding.Message += ": " + err.Message
	}
	if slices.Contains(d.Findings, finding) {
		return // by another key type
	}
	d.Findings, d.Blocked = append(d.Findings, finding), true
}

// readError finds the typed cause in an error of a reader; what has none, such
// as a cancelled context, gets one.
func readError(err error) *certificate.ReadError {
	if typed, ok := errors.AsType[*certificate.ReadError](err); ok {
		return typed
	}
	reason := certificate.ReasonUnreadable
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		reason = certificate.ReasonCancelled
	}
	return &certificate.ReadError{Reason: reason, Message: err.Error(), Err: err}
}
