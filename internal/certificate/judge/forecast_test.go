package judge_test

import (
	"crypto/x509"
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

func responder(address string) certtest.Option {
	return func(c *x509.Certificate) { c.OCSPServer = append(c.OCSPServer, address) }
}

// certificates.md S3: must-staple without a staple, or with a responder that is no
// longer there.
func TestStapleMissing(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root")
	for name, c := range map[string]struct {
		options  []certtest.Option
		protocol string
		staple   []byte
		want     bool
		says     string
		asOf     time.Time
	}{
		"none":                     {options: []certtest.Option{certtest.MustStaple}, protocol: "TLS 1.3", want: true, says: "the server gave none"},
		"there, whatever it says":  {options: []certtest.Option{certtest.MustStaple}, protocol: "TLS 1.3", staple: []byte{1}},
		"not asked for":            {protocol: "TLS 1.3"},
		"of a file nobody can say": {options: []certtest.Option{certtest.MustStaple}},
		"a responder that is retired": {
			options: []certtest.Option{certtest.MustStaple, responder("http://r11.o.lencr.org")}, protocol: "TLS 1.3", want: true, says: "Let's Encrypt has shut its responder r11.o.lencr.org down since 2025-08-06",
		},
		"a responder that is retired, of a file": {
			options: []certtest.Option{certtest.MustStaple, responder("http://E6.O.LENCR.ORG/x")}, want: true, says: "no server can give one",
		},
		"before it was": {
			options: []certtest.Option{certtest.MustStaple, responder("http://r11.o.lencr.org"), certtest.Valid(-600, 60)}, asOf: time.Date(2025, time.August, 5, 23, 59, 59, 0, time.UTC),
		},
		"another that is called alike":         {options: []certtest.Option{certtest.MustStaple, responder("http://o.lencr.org.example.test")}},
		"retired, and nobody asks for staples": {options: []certtest.Option{responder("http://r11.o.lencr.org")}, protocol: "TLS 1.3"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := certificate.Served{Chain: certs(pairs(root.Leaf([]string{judgeHost}, c.options...))), Protocol: c.protocol, StapledOCSP: c.staple}
			now := certtest.Today
			if !c.asOf.IsZero() {
				now = c.asOf
			}
			v := judge.New(judge.NewAnchors(certs(pairs(root)))).Judge(served, judge.Question{Now: now, ServerName: judgeHost})
			at := slices.IndexFunc(v.Findings, func(f deadline.Finding) bool { return f.Rule == deadline.RuleStapleMissing })
			if (at >= 0) != c.want || !v.Trusted || at >= 0 && !strings.Contains(v.Findings[at].Message, c.says) {
				t.Errorf("%v, trusted %t, want %q", v.Findings, v.Trusted, c.says)
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
