package certificate

import (
	"context"
	"crypto/x509"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// Text is a certificate in PEM, alone or with its chain, on its way to a judgement
// for which nobody is asked.
type Text struct {
	PEM        string
	Inputs     face.Inputs
	ServerName string
	// Trust says that it counts who vouches for it, Trusts that it is told; else
	// that nobody does is not, since the authorities of the machine are not looked at.
	Trust, Trusts bool
}

// Judge judges it as of the session's now. Errors are wrong input.
func (t Text) Judge(ctx context.Context, s *session.Session, by *judge.Judge, diags *diag.Diagnostics) (deadline.Judgement, error) {
	bundle, err := parseText(t.PEM)
	if err == nil && bundle.Profile != nil {
		err = profileNotRead
	}
	var served certificate.Served
	if err == nil {
		served, err = bundle.Single()
	}
	if err != nil {
		return deadline.Judgement{}, err
	}
	c := certificateCase{
		now: s.Now, judge: by, terms: t.Inputs.Terms(ctx, s, diags), requireTrusted: t.Trust,
		question: judge.Question{ServerName: t.ServerName, AnyUsage: t.ServerName == ""},
		deadline: t.Inputs.Deadline("certificate", firstName(served.Chain[0])),
		beside:   besideSingle(bundle, served),
	}
	judged := judgeCertificate(ctx, s, c, []certificate.Served{served}, nil, diags)
	if t.Trusts {
		return judged.Judgement, nil
	}
	d := judged.Deadline
	d.Findings = slices.DeleteFunc(slices.Clone(d.Findings), func(finding deadline.Finding) bool {
		return finding.Rule == deadline.RuleUntrusted && (judged.verdict.TrustError == judge.TrustUnknownAuthority || judged.verdict.TrustError == judge.TrustSelfSigned)
	})
	return d.Judge(s.Now, s.Location), nil
}

// firstName is the first name that a certificate is for, its subject where it is for
// none.
func firstName(leaf *x509.Certificate) string {
	data := certificate.Describe(leaf)
	for _, names := range [][]string{data.DNSNames, data.IPAddresses, {data.Subject, data.SHA256Fingerprint}} {
		for _, name := range names {
			if name != "" {
				return name
			}
		}
	}
	return "pem"
}

var profileNotRead = &certificate.InputError{Summary: "Not a certificate", Detail: "The text is a provisioning profile. Read it with the data source expiry_certificate."}
