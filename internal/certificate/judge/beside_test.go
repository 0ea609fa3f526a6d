package judge_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// certificates.md S1 1: an expired authority is never passed over.
func TestExpiredBeside(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root")
	leaf := root.Leaf([]string{judgeHost})
	oldRoot := certtest.Root("Old Root", certtest.Valid(-4000, -5))
	cross := oldRoot.CrossSign(root, certtest.Valid(-400, -1))
	stranger := certtest.Root("Stranger", certtest.Valid(-4000, -1))
	for name, c := range map[string]struct {
		anchors   []certtest.Pair
		neighbour certtest.Pair
		relied    bool
		want      deadline.Severity // "" for no finding
		message   string
	}{
		"in force":                         {pairs(root), root, true, "", ""},
		"ends today, at midnight":          {pairs(root), certtest.Root("Today", certtest.Valid(-9, 0)), false, deadline.SeverityWarn, "goes around it"},
		"ends tomorrow":                    {pairs(root), certtest.Root("Tomorrow", certtest.Valid(-9, 1)), true, "", ""},
		"a cross-sign that nobody needs":   {pairs(root), cross, false, deadline.SeverityWarn, "goes around it"},
		"a stranger beside a sound leaf":   {pairs(root), stranger, false, deadline.SeverityWarn, `"CN=Stranger,O=Example" at block 3 expired at 2026-11-20T00:00:00Z`},
		"a stranger in a keystore":         {pairs(root), stranger, true, deadline.SeverityError, "relies on it"},
		"a stranger beside a leaf without": {pairs(stranger), stranger, false, deadline.SeverityError, "no valid path"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := judge.New(judge.NewAnchors(certs(c.anchors))).Judge(certificate.Served{Chain: certs(pairs(leaf))}, judge.Question{Now: certtest.Today, ServerName: judgeHost})
			findings := v.ExpiredBeside([]judge.Neighbour{{Certificate: c.neighbour.Certificate, Where: "block 3", Relied: c.relied}}, certtest.Today)
			if c.want == "" {
				if len(findings) > 0 {
					t.Errorf("%+v", findings)
				}
				return
			}
			if len(findings) != 1 || findings[0].Severity != c.want || findings[0].Rule != deadline.RuleExpiredBeside || !strings.Contains(findings[0].Message, c.message) {
				t.Errorf("%+v, want %s with %q", findings, c.want, c.message)
			}
		})
	}
}

// certificates.md S2 1: dates are plain though another field is not.
func TestJudgeOddCertificates(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root")
	www := []string{judgeHost}
	old := certtest.Valid(-40, -1)
	for name, c := range map[string]struct {
		der  []byte
		want judge.TrustError
	}{
		"unknown curve":       {root.SM2(www), judge.TrustUnsupportedAlgorithm},
		"one extension twice": {root.Twice(www), judge.TrustMalformed},
		"expired as well":     {root.SM2(www, old), judge.TrustExpired},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			leaf, err := certificate.Parse(c.der)
			if err != nil {
				t.Fatal(err)
			}
			served := certificate.Served{Chain: append(certs(pairs()), leaf)}
			v := judge.New(judge.NewAnchors(certs(pairs(root)))).Judge(served, judge.Question{Now: certtest.Today, ServerName: judgeHost})
			if v.Trusted || v.TrustError != c.want || !v.HostnameMatches || len(v.Path) != 2 || v.ExpiringCertificate != leaf {
				t.Errorf("trusted %t, %s (%s), path of %d, name %t", v.Trusted, v.TrustError, v.TrustMessage, len(v.Path), v.HostnameMatches)
			}
			if !v.ExpiresAt.Equal(certificate.ExpiresAt(leaf)) {
				t.Errorf("ends at %s", v.ExpiresAt)
			}
		})
	}
	t.Run("an authority on an unknown curve", func(t *testing.T) {
		t.Parallel()
		sub := root.Issue("Sub")
		odd, err := certificate.Parse(root.Rewrite(sub, []byte{0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07}, []byte{0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d}))
		if err != nil {
			t.Fatal(err)
		}
		served := certificate.Served{Chain: append(certs(pairs(sub.Leaf(www))), odd)}
		v := judge.New(judge.NewAnchors(certs(pairs(root)))).Judge(served, judge.Question{Now: certtest.Today, ServerName: judgeHost})
		if v.TrustError != judge.TrustUnsupportedAlgorithm {
			t.Errorf("%s: %s", v.TrustError, v.TrustMessage)
		}
	})
}
