package judge_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func TestCombine(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root")
	www := []string{judgeHost}
	ecdsa, soon := root.Leaf(www), root.Leaf(www, certtest.Valid(-30, 20))
	rsaKey := certtest.Key("rsa")
	rsa, rsaSoon := root.LeafWithKey(rsaKey, www), root.LeafWithKey(rsaKey, www, certtest.Valid(-30, 20))
	self := certtest.SelfSigned(www)
	misnamed := root.Leaf([]string{"other.example.test"})
	one, two, three := "192.0.2.1:443", "192.0.2.2:443", "[2001:db8::1]:443"
	j := judge.New(judge.NewAnchors(certs(pairs(root))))
	at := func(address string, leaf certtest.Pair) judge.Verdict {
		served := certificate.Served{Chain: certs(pairs(leaf))}
		if address != "" {
			served.Address = netip.MustParseAddrPort(address)
		}
		return j.Judge(served, judge.Question{Now: certtest.Today, ServerName: judgeHost})
	}
	disagree := []deadline.Rule{deadline.RuleNodesDisagree}

	for name, c := range map[string]struct {
		verdicts  []judge.Verdict
		ends      int // days
		want      judge.TrustError
		disagree  []string
		rules     []deadline.Rule
		unmatched bool
	}{
		"one":                             {verdicts: []judge.Verdict{at(one, ecdsa)}, ends: 60},
		"two key types on one address":    {verdicts: []judge.Verdict{at(one, ecdsa), at(one, rsaSoon)}, ends: 20},
		"two key types on two addresses":  {verdicts: []judge.Verdict{at(one, rsa), at(one, ecdsa), at(two, rsa), at(two, ecdsa)}, ends: 60},
		"one key type missing at one":     {verdicts: []judge.Verdict{at(one, rsa), at(one, ecdsa), at(two, ecdsa)}, ends: 60},
		"two addresses disagree":          {verdicts: []judge.Verdict{at(three, soon), at(one, ecdsa)}, ends: 20, disagree: []string{one, three}, rules: disagree},
		"one of three disagrees with all": {verdicts: []judge.Verdict{at(one, ecdsa), at(two, soon), at(three, ecdsa)}, ends: 20, disagree: []string{one, two, three}, rules: disagree},
		"nothing in common":               {verdicts: []judge.Verdict{at(one, rsa), at(two, ecdsa)}, ends: 60, disagree: []string{one, two}, rules: disagree},
		"an address that changes":         {verdicts: []judge.Verdict{at(one, ecdsa), at(one, soon)}, ends: 20, disagree: []string{one}, rules: disagree},
		"one key type differs":            {verdicts: []judge.Verdict{at(one, rsa), at(one, ecdsa), at(two, rsaSoon), at(two, ecdsa)}, ends: 20, disagree: []string{one, two}, rules: disagree},
		"files do not disagree":           {verdicts: []judge.Verdict{at("", ecdsa), at("", soon)}, ends: 20},
		"one untrusted": {
			verdicts: []judge.Verdict{at(one, rsaSoon), at(one, self)}, ends: 20, want: judge.TrustSelfSigned,
			rules: []deadline.Rule{deadline.RuleUntrusted},
		},
		"the first untrusted is named, findings once": {
			verdicts: []judge.Verdict{at(one, misnamed), at(one, misnamed), at(one, rsa)}, ends: 60, want: judge.TrustWrongName,
			rules: []deadline.Rule{deadline.RuleWrongName}, unmatched: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := judge.Combine(c.verdicts...)
			if !got.ExpiresAt.Equal(inDays(c.ends)) || got.TrustError != c.want || got.Trusted != (c.want == "") {
				t.Errorf("ends %s, %q", got.ExpiresAt, got.TrustError)
			}
			if got.HostnameMatches == c.unmatched || !got.HostnameChecked {
				t.Errorf("name checked %v, matches %v", got.HostnameChecked, got.HostnameMatches)
			}
			var addresses []string
			for _, address := range got.Disagree {
				addresses = append(addresses, address.String())
			}
			if !slices.Equal(addresses, c.disagree) {
				t.Errorf("disagree %v, want %v", addresses, c.disagree)
			}
			if !slices.Equal(rulesOf(got.Findings), c.rules) {
				t.Errorf("findings %v, want %v", got.Findings, c.rules)
			}
			if len(got.All) != len(c.verdicts) {
				t.Errorf("%d of %d verdicts", len(got.All), len(c.verdicts))
			}
		})
	}
}

func TestCombineWithoutEnd(t *testing.T) {
	t.Parallel()
	endless := judge.Verdict{Leaf: certtest.SelfSigned([]string{judgeHost}).Certificate, Trusted: true}
	ends := endless
	ends.ExpiresAt = inDays(3)
	if got := judge.Combine(endless, ends, endless); !got.ExpiresAt.Equal(inDays(3)) {
		t.Errorf("ends %s", got.ExpiresAt)
	}
	if got := judge.Combine(endless, endless); !got.ExpiresAt.IsZero() {
		t.Errorf("ends %s", got.ExpiresAt)
	}
}

// TestCombineManyAddresses: the message stays readable.
func TestCombineManyAddresses(t *testing.T) {
	t.Parallel()
	var verdicts []judge.Verdict
	for i := range 40 {
		leaf := certtest.SelfSigned([]string{judgeHost})
		address := netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, byte(i)}), 443)
		verdicts = append(verdicts, judge.Verdict{Address: address, Leaf: leaf.Certificate, ExpiresAt: inDays(i)})
	}
	got := judge.Combine(verdicts...)
	message := got.Findings[len(got.Findings)-1].Message
	if len(got.Disagree) != 40 || !strings.HasSuffix(message, "and 35 more") ||
		!strings.Contains(message, "192.0.2.0:443 (ends 2026-11-21T00:00:00Z)") {
		t.Errorf("%d disagree: %s", len(got.Disagree), message)
	}
}
