package judge_test

import (
	"crypto/x509"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// ocspAnswer is a response about leaf, signed by responder for issuer.
func ocspAnswer(t testing.TB, leaf, issuer, responder certtest.Pair, change ...func(*ocsp.Response)) []byte {
	t.Helper()
	template := ocsp.Response{
		Status:       ocsp.Good,
		SerialNumber: leaf.Certificate.SerialNumber,
		ThisUpdate:   inDays(-1),
		NextUpdate:   inDays(6),
	}
	if !responder.Certificate.Equal(issuer.Certificate) {
		template.Certificate = responder.Certificate
	}
	for _, f := range change {
		f(&template)
	}
	der, err := ocsp.CreateResponse(issuer.Certificate, responder.Certificate, template, responder.Key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func revoked(r *ocsp.Response) { r.Status, r.RevokedAt = ocsp.Revoked, inDays(-3) }

func TestStapledOCSP(t *testing.T) {
	t.Parallel()
	root, other := certtest.Root("Root"), certtest.Root("Other")
	sub := root.Issue("Sub")
	leaf, neighbour := sub.Leaf([]string{judgeHost}), sub.Leaf([]string{"neighbour.example.test"})
	// Responses carry the time at which they are made, so the responder is valid
	// whenever the test runs.
	always := certtest.ValidBetween(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2090, 1, 1, 0, 0, 0, 0, time.UTC))
	responder := sub.Leaf([]string{"ocsp.example.test"}, certtest.Usages(x509.ExtKeyUsageOCSPSigning), always)
	formerResponder := sub.Leaf([]string{"ocsp.example.test"}, certtest.Usages(x509.ExtKeyUsageOCSPSigning),
		certtest.ValidBetween(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)))
	strange := other.Leaf([]string{"ocsp.example.test"}, certtest.Usages(x509.ExtKeyUsageOCSPSigning), always)
	old := func(r *ocsp.Response) { r.ThisUpdate, r.NextUpdate = inDays(-9), inDays(-2) }
	embed := func(r *ocsp.Response) { r.Certificate = sub.Certificate }

	for name, c := range map[string]struct {
		staple  []byte
		want    judge.RevocationStatus // "" for no staple
		message string
		revoked bool
	}{
		"absent":                     {},
		"not OCSP":                   {staple: []byte("no"), want: judge.RevocationUnavailable, message: "cannot be used"},
		"an error of the responder":  {staple: ocsp.TryLaterErrorResponse, want: judge.RevocationUnavailable, message: "cannot be used"},
		"about another certificate":  {staple: ocspAnswer(t, neighbour, sub, sub), want: judge.RevocationUnavailable, message: "cannot be used"},
		"signed by another":          {staple: ocspAnswer(t, leaf, other, other), want: judge.RevocationUnavailable, message: "not signed by"},
		"revoked, signed by another": {staple: ocspAnswer(t, leaf, other, other, revoked), want: judge.RevocationUnavailable, message: "not signed by"},
		"signed by a neighbour":      {staple: ocspAnswer(t, leaf, sub, neighbour), want: judge.RevocationUnavailable, message: "not for OCSP"},
		"responder of another":       {staple: ocspAnswer(t, leaf, sub, strange), want: judge.RevocationUnavailable, message: "does not vouch"},
		"responder that expired":     {staple: ocspAnswer(t, leaf, sub, formerResponder), want: judge.RevocationUnavailable, message: "outside of its validity"},
		"out of date":                {staple: ocspAnswer(t, leaf, sub, sub, old), want: judge.RevocationUnavailable, message: "out of date since 2026-11-19T00:00:00Z"},
		"unknown":                    {staple: ocspAnswer(t, leaf, sub, sub, func(r *ocsp.Response) { r.Status = ocsp.Unknown }), want: judge.RevocationUnknown},
		"good":                       {staple: ocspAnswer(t, leaf, sub, sub), want: judge.RevocationGood},
		"good, issuer embedded":      {staple: ocspAnswer(t, leaf, sub, sub, embed), want: judge.RevocationGood},
		"good, by a responder":       {staple: ocspAnswer(t, leaf, sub, responder), want: judge.RevocationGood},
		"revoked":                    {staple: ocspAnswer(t, leaf, sub, sub, revoked), want: judge.RevocationRevoked, revoked: true},
		"revoked, by a responder":    {staple: ocspAnswer(t, leaf, sub, responder, revoked), want: judge.RevocationRevoked, revoked: true},
		"revoked, out of date":       {staple: ocspAnswer(t, leaf, sub, sub, old, revoked), want: judge.RevocationRevoked, revoked: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := judge.New(judge.NewAnchors(certs(pairs(root))))
			v := j.Judge(certificate.Served{Chain: certs(pairs(leaf, sub)), StapledOCSP: c.staple}, judge.Question{Now: certtest.Today})
			if v.Trusted == c.revoked || (v.TrustError == judge.TrustRevoked) != c.revoked {
				t.Errorf("trusted %v, %q", v.Trusted, v.TrustError)
			}
			if slices.Contains(rulesOf(v.Findings), deadline.RuleUntrusted) != c.revoked {
				t.Errorf("findings %v", v.Findings)
			}
			if c.want == "" {
				if v.Staple != nil {
					t.Errorf("staple %v", v.Staple)
				}
				return
			}
			if v.Staple.Status != c.want || v.Staple.Source != "staple" || !strings.Contains(v.Staple.Message, c.message) {
				t.Errorf("staple %+v", v.Staple)
			}
			if (c.want == judge.RevocationUnavailable) != (v.Staple.Message != "") {
				t.Errorf("message %q beside %q", v.Staple.Message, v.Staple.Status)
			}
			if c.want == judge.RevocationGood && !(v.Staple.ThisUpdate.Equal(inDays(-1)) && v.Staple.NextUpdate.Equal(inDays(6))) {
				t.Errorf("updates %s and %s", v.Staple.ThisUpdate, v.Staple.NextUpdate)
			}
			if c.revoked && !v.Staple.RevokedAt.Equal(inDays(-3)) {
				t.Errorf("revoked at %s", v.Staple.RevokedAt)
			}
		})
	}
}

func TestWithRevocation(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root")
	leaf, self := root.Leaf([]string{judgeHost}), certtest.SelfSigned([]string{judgeHost})
	good := judge.Revocation{Status: judge.RevocationGood, Source: "ocsp"}
	isRevoked := judge.Revocation{Status: judge.RevocationRevoked, Source: "crl", RevokedAt: inDays(-3)}
	trusted := judgeCase{chain: pairs(leaf), anchors: pairs(root)}.judge()
	if !trusted.Issuer.Equal(root.Certificate) {
		t.Errorf("issuer %v", trusted.Issuer)
	}
	if v := trusted.WithRevocation(good); !v.Trusted || v.Revocation.Status != judge.RevocationGood || len(v.Findings) != 0 {
		t.Errorf("%+v", v)
	}
	v := trusted.WithRevocation(isRevoked)
	if v.Trusted || v.TrustError != judge.TrustRevoked || !strings.Contains(v.TrustMessage, "revoked at 2026-11-18T00:00:00Z") || len(v.Findings) != 1 {
		t.Errorf("%+v", v)
	}
	if !trusted.Trusted || len(trusted.Findings) != 0 {
		t.Error("the verdict itself was changed")
	}
	v = judgeCase{chain: pairs(self), anchors: pairs(root)}.judge().WithRevocation(isRevoked)
	if v.TrustError != judge.TrustSelfSigned || !strings.Contains(v.TrustMessage, "; ") || len(v.Findings) != 2 {
		t.Errorf("%+v", v)
	}
	v = trusted.WithRevocation(isRevoked)
	v.Staple = &isRevoked
	if again := v.WithRevocation(isRevoked); len(again.Findings) != 1 {
		t.Errorf("said twice: %v", again.Findings)
	}
}

// TestStapledOCSPWithoutPath: the issuer is found among what was served, or the
// staple is not believed.
func TestStapledOCSPWithoutPath(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root")
	sub := root.Issue("Sub")
	leaf := sub.Leaf([]string{judgeHost})
	j := judge.New(judge.NewAnchors(certs(pairs(certtest.Root("Other")))))
	staple := ocspAnswer(t, leaf, sub, sub, revoked)
	q := judge.Question{Now: certtest.Today}

	v := j.Judge(certificate.Served{Chain: certs(pairs(leaf, sub)), StapledOCSP: staple}, q)
	if v.Staple.Status != judge.RevocationRevoked || v.TrustError != judge.TrustUnknownAuthority || !strings.Contains(v.TrustMessage, "revoked") {
		t.Errorf("%+v, %q: %s", v.Staple, v.TrustError, v.TrustMessage)
	}
	v = j.Judge(certificate.Served{Chain: certs(pairs(leaf)), StapledOCSP: staple}, q)
	if v.Staple.Status != judge.RevocationUnavailable || !strings.Contains(v.Staple.Message, "issuer is not known") {
		t.Errorf("%+v", v.Staple)
	}
}
