package judge_test

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// CA/Browser Forum ballot SC-081v3: 200 days, from 2027-03-15 on 100, from
// 2029-03-15 on 47.
func TestRenewalShorter(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root", certtest.ValidBetween(inDays(-3000), inDays(3000)))
	public, err := judge.ReadAnchors([]string{writeJudgeFile(t, filepath.Join(t.TempDir(), "roots.pem"), root.PEM())}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		issued  time.Time
		days    int
		options []certtest.Option
		want    string
	}{
		"ends the day before":         {time.Date(2026, time.September, 1, 0, 0, 0, 0, time.UTC), 194, []certtest.Option{certtest.Public}, ""},
		"ends on the day":             {time.Date(2026, time.September, 1, 0, 0, 0, 0, time.UTC), 195, []certtest.Option{certtest.Public}, "is valid for 195 days; from 2027-03-15 on a public authority gives 100 days"},
		"short enough already":        {time.Date(2027, time.January, 1, 0, 0, 0, 0, time.UTC), 90, []certtest.Option{certtest.Public}, ""},
		"a company's own":             {time.Date(2026, time.September, 1, 0, 0, 0, 0, time.UTC), 800, nil, ""},
		"issued after the limit":      {time.Date(2027, time.March, 15, 0, 0, 0, 0, time.UTC), 100, []certtest.Option{certtest.Public}, ""},
		"before the last of them all": {time.Date(2029, time.January, 1, 0, 0, 0, 0, time.UTC), 90, []certtest.Option{certtest.Public}, "47 days"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			leaf := root.Leaf([]string{judgeHost}, append(c.options, certtest.ValidBetween(c.issued, c.issued.AddDate(0, 0, c.days).Add(-time.Second)))...)
			v := judge.New(public).Judge(certificate.Served{Chain: certs(pairs(leaf))}, judge.Question{Now: c.issued, ServerName: judgeHost})
			at := slices.IndexFunc(v.Findings, func(f deadline.Finding) bool { return f.Rule == deadline.RuleRenewalShorter })
			if (at >= 0) != (c.want != "") || at >= 0 && !strings.Contains(v.Findings[at].Message, c.want) {
				t.Errorf("%+v, want %q", v.Findings, c.want)
			}
			if (v.NextValidity > 0) != (c.want != "") || v.NextValidity > 0 && !strings.Contains(c.want, strconv.Itoa(int(v.NextValidity/(24*time.Hour)))+" days") {
				t.Errorf("the next is valid for %s, want %q", v.NextValidity, c.want)
			}
		})
	}
}

// certificates.md S3: must-staple without a staple.
func TestStapleMissing(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root")
	for name, c := range map[string]struct {
		options  []certtest.Option
		protocol string
		staple   []byte
		want     bool
	}{
		"none":                     {[]certtest.Option{certtest.MustStaple}, "TLS 1.3", nil, true},
		"there, whatever it says":  {[]certtest.Option{certtest.MustStaple}, "TLS 1.3", []byte{1}, false},
		"not asked for":            {nil, "TLS 1.3", nil, false},
		"of a file nobody can say": {[]certtest.Option{certtest.MustStaple}, "", nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := certificate.Served{Chain: certs(pairs(root.Leaf([]string{judgeHost}, c.options...))), Protocol: c.protocol, StapledOCSP: c.staple}
			v := judge.New(judge.NewAnchors(certs(pairs(root)))).Judge(served, judge.Question{Now: certtest.Today, ServerName: judgeHost})
			if slices.Contains(rulesOf(v.Findings), deadline.RuleStapleMissing) != c.want || !v.Trusted {
				t.Errorf("%v, trusted %t", v.Findings, v.Trusted)
			}
		})
	}
}

// certificates.md S3: an address among the DNS names.
func TestAddressAmongNames(t *testing.T) {
	t.Parallel()
	leaf := certtest.Root("Root").Leaf([]string{"www.example.test"})
	leaf.Certificate.DNSNames = []string{"192.0.2.1"}
	v := judge.New(judge.NewAnchors(nil)).Judge(certificate.Served{Chain: certs(pairs(leaf))}, judge.Question{Now: certtest.Today, ServerName: "192.0.2.1"})
	if !strings.Contains(v.TrustMessage, "stands in the certificate as a DNS name") || v.HostnameMatches {
		t.Error(v.TrustMessage)
	}
}
