package judge

import (
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// RevocationStatus is what is known of a revocation.
type RevocationStatus string

// The statuses of a revocation.
const (
	RevocationGood    RevocationStatus = "good"    // not revoked, says a current, verified answer
	RevocationRevoked RevocationStatus = "revoked" // says a verified answer, current or not
	RevocationUnknown RevocationStatus = "unknown" // the responder does not know the certificate
	// RevocationUnavailable means that there is no answer to rely on: none was
	// given, it does not verify, or it is out of date. Never a failure.
	RevocationUnavailable RevocationStatus = "unavailable"
)

// Revocation is one answer to the question whether a certificate is revoked.
type Revocation struct {
	Status RevocationStatus
	// Source is "staple", "ocsp" or "crl"; "" when nobody could be asked.
	Source string
	// ThisUpdate and NextUpdate (UTC) are when the answer was right and until
	// when it may be used. Zero when not told.
	ThisUpdate, NextUpdate time.Time
	// RevokedAt (UTC) is zero unless the certificate is revoked.
	RevokedAt time.Time
	// Message is one sentence for a person when the status is unavailable.
	Message string
}

func unavailable(source, format string, a ...any) Revocation {
	return Revocation{Status: RevocationUnavailable, Source: source, Message: fmt.Sprintf(format, a...)}
}

// readOCSP judges an OCSP response (RFC 6960) on leaf at now. The answer counts
// only if leaf's issuer signed it, or a responder to which that issuer gave the
// right to.
func readOCSP(source string, response []byte, leaf, issuer *x509.Certificate, now time.Time) Revocation {
	if issuer == nil {
		return unavailable(source, "the OCSP response cannot be checked, because the certificate of the issuer is not known")
	}
	// The issuer is not handed over: the library then refuses responses in which
	// the issuer itself is embedded, and does not ask for the right to respond.
	parsed, err := ocsp.ParseResponseForCert(response, leaf, nil)
	if err != nil {
		return unavailable(source, "the OCSP response cannot be used: %s", certificate.Plain(err.Error()))
	}
	answer := Revocation{Source: source, ThisUpdate: parsed.ThisUpdate.UTC()}
	if !parsed.NextUpdate.IsZero() {
		answer.NextUpdate = parsed.NextUpdate.UTC()
	}
	if message := responderFault(parsed, issuer); message != "" {
		answer.Status, answer.Message = RevocationUnavailable, message
		return answer
	}
	switch {
	case parsed.Status == ocsp.Revoked:
		// Revocation is not taken back, so the answer's age does not matter.
		answer.Status, answer.RevokedAt = RevocationRevoked, parsed.RevokedAt.UTC()
	case !answer.NextUpdate.IsZero() && now.After(answer.NextUpdate):
		answer.Status = RevocationUnavailable
		answer.Message = "the OCSP response is out of date since " + certificate.Instant(answer.NextUpdate)
	case parsed.Status == ocsp.Good:
		answer.Status = RevocationGood
	default:
		answer.Status = RevocationUnknown
	}
	return answer
}

// responderFault says why the signer of a response may not answer for issuer's
// certificates (RFC 6960 4.2.2.2).
func responderFault(response *ocsp.Response, issuer *x509.Certificate) string {
	responder := response.Certificate
	if responder == nil || responder.Equal(issuer) {
		if response.CheckSignatureFrom(issuer) != nil {
			return "the OCSP response was not signed by the certificate's issuer"
		}
		return ""
	}
	// The library has checked that the responder signed the response.
	if issuer.CheckSignature(responder.SignatureAlgorithm, responder.RawTBSCertificate, responder.Signature) != nil {
		return "the OCSP response was signed by a responder that the certificate's issuer does not vouch for"
	}
	for _, usage := range responder.ExtKeyUsage {
		if usage == x509.ExtKeyUsageOCSPSigning {
			if response.ProducedAt.Before(responder.NotBefore) || response.ProducedAt.After(responder.NotAfter) {
				return "the OCSP response was signed by a responder outside of its validity"
			}
			return ""
		}
	}
	return "the OCSP response was signed by a certificate that is not for OCSP"
}

// mustStaple tells whether a certificate has the TLS feature status_request (RFC
// 7633 4.2.3.1).
func mustStaple(leaf *x509.Certificate) bool {
	for _, extension := range leaf.Extensions {
		if extension.Id.String() != "1.3.6.1.5.5.7.1.24" {
			continue
		}
		var features []int
		if _, err := asn1.Unmarshal(extension.Value, &features); err != nil {
			return false
		}
		return slices.Contains(features, 5)
	}
	return false
}

// judgeStaple reads the OCSP response that came with a handshake of a protocol,
// which is "" for files.
func (c *judgement) judgeStaple(response []byte, protocol string) {
	switch {
	case len(c.path) > 1:
		c.verdict.Issuer = c.path[1].cert
	case len(c.chain) > 1:
		c.verdict.Issuer = c.chain[1].cert
	}
	if len(response) == 0 {
		c.findStapleMissing(protocol != "")
		return
	}
	staple := readOCSP("staple", response, c.leaf.cert, c.verdict.Issuer, c.question.Now)
	c.verdict.Staple = &staple
	if staple.Status == RevocationRevoked {
		c.problems = append(c.problems, revokedFlaw(c.leaf.cert, staple))
	}
}

// retiredResponders are OCSP responders that were shut down, by the end of their
// host, with the first day on which no response was to be had.
var retiredResponders = []struct {
	suffix, authority string
	since             time.Time
}{
	// Let's Encrypt, 5 December 2024, "Ending OCSP Support in 2025".
	{".o.lencr.org", "Let's Encrypt", time.Date(2025, time.August, 6, 0, 0, 0, 0, time.UTC)},
}

// findStapleMissing tells of a certificate that asks for a staple where none came,
// or where none can be had from anybody: that is known of a file too.
func (c *judgement) findStapleMissing(served bool) {
	leaf := c.leaf.cert
	if !mustStaple(leaf) {
		return
	}
	for _, address := range leaf.OCSPServer {
		at, err := url.Parse(address)
		if err != nil {
			continue
		}
		for _, retired := range retiredResponders {
			if strings.HasSuffix("."+strings.ToLower(at.Hostname()), retired.suffix) && !c.question.Now.Before(retired.since) {
				c.find(deadline.RuleStapleMissing, "%s asks for a stapled OCSP response (must-staple), and %s has shut its responder %s down since %s, so no server can give one: replace the certificate by one that does not ask for it",
					certificate.NameOf(leaf), retired.authority, at.Hostname(), retired.since.Format(time.DateOnly))
				return
			}
		}
	}
	if served {
		c.find(deadline.RuleStapleMissing, "%s asks for a stapled OCSP response (must-staple), and the server gave none", certificate.NameOf(leaf))
	}
}

func revokedFlaw(leaf *x509.Certificate, answer Revocation) flaw {
	return flaw{TrustRevoked, fmt.Sprintf("%s was revoked at %s", certificate.NameOf(leaf), certificate.Instant(answer.RevokedAt))}
}

// WithRevocation is v with the answer of a RevocationChecker: a certificate that
// is revoked is not trusted. Any other answer changes nothing else.
func (v Verdict) WithRevocation(answer Revocation) Verdict {
	v.Revocation = &answer
	if answer.Status != RevocationRevoked || v.Staple != nil && v.Staple.Status == RevocationRevoked {
		return v
	}
	found := revokedFlaw(v.Leaf, answer)
	v.Findings = append(slices.Clip(v.Findings), deadline.NewFinding(deadline.RuleUntrusted, found.message))
	if v.Trusted {
		v.Trusted, v.TrustError, v.TrustMessage = false, found.kind, found.message
	} else {
		v.TrustMessage += "; " + found.message
	}
	return v
}
