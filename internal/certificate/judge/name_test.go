package judge_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func TestJudgeNames(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root")
	leaf := root.Leaf([]string{
		judgeHost, "*.wild.example.test", "192.0.2.7", "2001:db8::7", "xn--bcher-kva.example", "UPPER.example.test", "under_score.example.test",
	})
	commonName := root.Leaf([]string{"cn.example.test"}, func(c *x509.Certificate) { c.DNSNames = nil })
	commonIP := root.Leaf([]string{"192.0.2.8"}, func(c *x509.Certificate) { c.IPAddresses = nil })
	nameless := root.Leaf([]string{"x"}, func(c *x509.Certificate) { c.DNSNames, c.Subject = nil, pkix.Name{} })
	many := root.Leaf([]string{"a.test", "b.test", "c.test", "d.test", "e.test", "f.test", "g.test"})
	textIP := root.Leaf([]string{"x"}, func(c *x509.Certificate) { c.DNSNames = []string{"192.0.2.9"} })

	for name, c := range map[string]struct {
		leaf    certtest.Pair
		asked   string
		matches bool
		message string
	}{
		"another name":                     {leaf: leaf, asked: "other.example.test", message: `not for "other.example.test"`},
		"a name below":                     {leaf: leaf, asked: "a.www.example.test"},
		"two labels under a wildcard":      {leaf: leaf, asked: "a.b.wild.example.test"},
		"the wildcard's own domain":        {leaf: leaf, asked: "wild.example.test"},
		"another address":                  {leaf: leaf, asked: "192.0.2.8"},
		"another IPv6 address":             {leaf: leaf, asked: "2001:db8::8"},
		"an address as a DNS name":         {leaf: textIP, asked: "192.0.2.9"},
		"the common name alone":            {leaf: commonName, asked: "cn.example.test", message: "only in the subject's common name"},
		"an address as common name":        {leaf: commonIP, asked: "192.0.2.8", message: "only in the subject's common name"},
		"another than the common name":     {leaf: commonName, asked: "other.example.test", message: "no subject alternative names"},
		"a certificate without names":      {leaf: nameless, asked: judgeHost, message: "no server at all"},
		"many names":                       {leaf: many, asked: judgeHost, message: `"e.test" and 2 more`},
		"an IDN that cannot be":            {leaf: leaf, asked: "ü\u202e.example", message: "cannot be a server's name"},
		"dots only":                        {leaf: leaf, asked: "."},
		"exact":                            {leaf: leaf, asked: judgeHost, matches: true},
		"upper case asked":                 {leaf: leaf, asked: "WWW.Example.TEST", matches: true},
		"upper case in the certificate":    {leaf: leaf, asked: "upper.example.test", matches: true},
		"a trailing dot":                   {leaf: leaf, asked: judgeHost + ".", matches: true},
		"one label under a wildcard":       {leaf: leaf, asked: "a.wild.example.test", matches: true},
		"an underscore":                    {leaf: leaf, asked: "under_score.example.test", matches: true},
		"an IPv4 address":                  {leaf: leaf, asked: "192.0.2.7", matches: true},
		"an IPv6 address":                  {leaf: leaf, asked: "2001:db8::7", matches: true},
		"an IPv6 address, long form":       {leaf: leaf, asked: "2001:0db8:0:0:0:0:0:7", matches: true},
		"an IPv6 address in brackets":      {leaf: leaf, asked: "[2001:db8::7]", matches: true},
		"an IPv6 address with a zone":      {leaf: leaf, asked: "2001:db8::7%eth0", matches: true},
		"an IDN as U-label":                {leaf: leaf, asked: "bücher.example", matches: true},
		"an IDN as U-label, dot and cases": {leaf: leaf, asked: "Bücher.Example.", matches: true},
		"an IDN as A-label":                {leaf: leaf, asked: "xn--bcher-kva.example", matches: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := judgeCase{chain: pairs(c.leaf), anchors: pairs(root), name: c.asked}.judge()
			if !v.HostnameChecked || v.HostnameMatches != c.matches || v.Trusted != c.matches {
				t.Fatalf("checked %v, matches %v, trusted %v (%s)", v.HostnameChecked, v.HostnameMatches, v.Trusted, v.TrustMessage)
			}
			if c.matches {
				return
			}
			if v.TrustError != judge.TrustWrongName || !strings.Contains(v.TrustMessage, c.message) {
				t.Errorf("%q: %q lacks %q", v.TrustError, v.TrustMessage, c.message)
			}
			if rules := rulesOf(v.Findings); len(rules) != 1 || rules[0] != deadline.RuleWrongName {
				t.Errorf("findings %v", v.Findings)
			}
		})
	}
}

func TestJudgeWithoutName(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root")
	v := judgeCase{chain: pairs(root.Leaf([]string{judgeHost})), anchors: pairs(root), name: "-"}.judge()
	if v.HostnameChecked || v.HostnameMatches || !v.Trusted {
		t.Errorf("checked %v, matches %v, trusted %v", v.HostnameChecked, v.HostnameMatches, v.Trusted)
	}
}

// TestJudgeMessages: names come from whoever runs the server.
func TestJudgeMessages(t *testing.T) {
	t.Parallel()
	evil := "a\x1b[31m\r\n\u202eb\u2066" + strings.Repeat("x", 5000)
	leaf := certtest.SelfSigned([]string{"x"}, func(c *x509.Certificate) { c.Subject.CommonName = evil })
	bare := certtest.SelfSigned([]string{"x"}, func(c *x509.Certificate) { c.Subject, c.DNSNames = pkix.Name{}, nil })
	for _, pair := range pairs(leaf, bare, certtest.Root(evil).Issue(evil).Leaf([]string{judgeHost})) {
		v := judgeCase{chain: pairs(pair), name: evil}.judge()
		messages := []string{v.TrustMessage}
		for _, finding := range v.Findings {
			messages = append(messages, finding.Message)
		}
		for _, message := range messages {
			if message == "" || len(message) > 1200 || strings.ContainsAny(message, "\x1b\r\n\u202e\u2066") {
				t.Errorf("not fit for people (%d bytes): %q", len(message), message)
			}
		}
	}
}
