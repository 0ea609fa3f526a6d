package judge_test

import (
	"crypto/x509"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func organisation(name string) certtest.Option {
	return func(c *x509.Certificate) { c.Subject.Organization = []string{name} }
}

// Public authorities stop to certify clients (issue 13, forecasts).
func TestClientAuthEnding(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root")
	public, err := judge.ReadAnchors([]string{writeJudgeFile(t, filepath.Join(t.TempDir(), "roots.pem"), root.PEM())}, nil)
	if err != nil {
		t.Fatal(err)
	}
	company := judge.NewAnchors(certs(pairs(root)))
	below := func(name string) certtest.Pair { return root.Issue("Sub", organisation(name)) }
	onlyServers := root.Issue("Sub", certtest.Usages(x509.ExtKeyUsageServerAuth))
	servers := certtest.Usages(x509.ExtKeyUsageServerAuth)
	clients := certtest.Usages(x509.ExtKeyUsageClientAuth)
	for name, c := range map[string]struct {
		issuer   certtest.Pair
		anchors  *judge.Anchors
		options  []certtest.Option
		declared bool
		want     string // part of the finding, "" for none
		refused  string
	}{
		"for servers alone":              {issuer: below("Let's Encrypt"), anchors: public, options: []certtest.Option{certtest.Public, servers}},
		"a company's":                    {issuer: below("DigiCert Inc"), anchors: company, options: []certtest.Option{certtest.Public}},
		"a company's root in the system": {issuer: below("Example"), anchors: public},
		"a company's, said to be for clients": {
			issuer: below("Example"), anchors: company, declared: true,
		},
		"both purposes":         {issuer: below("Let's Encrypt"), anchors: public, options: []certtest.Option{certtest.Public}, want: "extended key usage clientAuth, and Let's Encrypt gives no certificate with clientAuth from 2026-02-11 on (by its profile tlsclient from 2026-05-13 on)"},
		"the authority's brand": {issuer: below("DigiCert Inc"), anchors: public, options: []certtest.Option{certtest.Public}, want: "DigiCert gives no certificate with clientAuth from 2027-03-01 on"},
		"any other authority":   {issuer: below("Example Trust"), anchors: public, options: []certtest.Option{certtest.Public}, want: "no public authority may give a certificate with clientAuth from 2027-03-15 on"},
		"clients alone, whoever asks": {
			issuer: below("DigiCert Inc"), anchors: public, options: []certtest.Option{certtest.Public, clients}, want: "2027-03-01", refused: "is not for servers",
		},
		"said to be for clients": {issuer: below("DigiCert Inc"), anchors: public, options: []certtest.Option{certtest.Public}, declared: true, want: "it is presented by a client, and DigiCert"},
		"said to be for clients and no longer so": {
			issuer: below("Let's Encrypt"), anchors: public, options: []certtest.Option{certtest.Public, servers}, declared: true,
			want: "it is presented by a client, and Let's Encrypt", refused: "is not for clients: its extended key usages lack clientAuth",
		},
		"below an authority for servers alone": {
			issuer: onlyServers, anchors: company, declared: true, refused: "may not issue certificates for clients",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			leaf := c.issuer.Leaf([]string{judgeHost}, c.options...)
			v := judge.New(c.anchors).Judge(certificate.Served{Chain: certs(pairs(leaf, c.issuer))}, judge.Question{Now: certtest.Today, ServerName: judgeHost, ClientAuth: c.declared})
			at := slices.IndexFunc(v.Findings, func(f deadline.Finding) bool { return f.Rule == deadline.RuleClientAuthEnding })
			if (at >= 0) != (c.want != "") || at >= 0 && (!strings.Contains(v.Findings[at].Message, c.want) || v.Findings[at].Severity != deadline.SeverityWarn) {
				t.Errorf("%+v, want %q", v.Findings, c.want)
			}
			if v.Trusted != (c.refused == "") || !strings.Contains(v.TrustMessage, c.refused) || !v.Trusted && v.TrustError != judge.TrustWrongUsage {
				t.Errorf("trusted %t: %s %s, want %q", v.Trusted, v.TrustError, v.TrustMessage, c.refused)
			}
		})
	}
}
