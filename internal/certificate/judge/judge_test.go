package judge_test

import (
	"crypto/x509"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

const judgeHost = "www.example.test"

// judgeCase is one chain and what is to be said of it. The zero question asks
// for judgeHost today.
type judgeCase struct {
	chain   []certtest.Pair
	anchors []certtest.Pair
	now     time.Time
	name    string // "-" asks for none
	any     bool   // any usage

	wantError    judge.TrustError
	wantExpires  time.Time
	wantExpiring certtest.Pair // the leaf if not given
	wantMessage  string        // part of it
	wantRules    []deadline.Rule
}

func (c judgeCase) judge() judge.Verdict {
	q := judge.Question{Now: c.now, ServerName: judgeHost, AnyUsage: c.any}
	if q.Now.IsZero() {
		q.Now = certtest.Today
	}
	switch c.name {
	case "":
	case "-":
		q.ServerName = ""
	default:
		q.ServerName = c.name
	}
	return judge.New(judge.NewAnchors(certs(c.anchors))).Judge(certificate.Served{Chain: certs(c.chain)}, q)
}

func (c judgeCase) run(t *testing.T) {
	t.Parallel()
	v := c.judge()
	if v.TrustError != c.wantError {
		t.Errorf("trust error %q (%s), want %q", v.TrustError, v.TrustMessage, c.wantError)
	}
	if v.Trusted != (c.wantError == "") {
		t.Errorf("trusted is %v beside trust error %q", v.Trusted, v.TrustError)
	}
	if !v.ExpiresAt.Equal(c.wantExpires) {
		t.Errorf("expires at %s, want %s", v.ExpiresAt, c.wantExpires)
	}
	expiring := c.wantExpiring.Certificate
	if expiring == nil {
		expiring = c.chain[0].Certificate
	}
	if v.ExpiringCertificate == nil || !v.ExpiringCertificate.Equal(expiring) {
		t.Errorf("the expiring certificate is %v, want %v", v.ExpiringCertificate.Subject, expiring.Subject)
	}
	if !strings.Contains(v.TrustMessage, c.wantMessage) {
		t.Errorf("message %q lacks %q", v.TrustMessage, c.wantMessage)
	}
	if (v.TrustMessage == "") != v.Trusted {
		t.Errorf("message %q beside trusted %v", v.TrustMessage, v.Trusted)
	}
	if got := rulesOf(v.Findings); !slices.Equal(got, c.wantRules) {
		t.Errorf("findings %v, want rules %v", v.Findings, c.wantRules)
	}
}

func certs(pairs []certtest.Pair) []*x509.Certificate {
	list := make([]*x509.Certificate, len(pairs))
	for i, pair := range pairs {
		list[i] = pair.Certificate
	}
	return list
}

func rulesOf(findings []deadline.Finding) []deadline.Rule {
	var rules []deadline.Rule
	for _, finding := range findings {
		rules = append(rules, finding.Rule)
	}
	return rules
}

func inDays(days int) time.Time { return certtest.Today.AddDate(0, 0, days) }

func pairs(list ...certtest.Pair) []certtest.Pair { return list }

var untrusted = []deadline.Rule{deadline.RuleUntrusted}

func TestJudgeTimes(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root")
	sub := root.Issue("Sub")
	www := []string{judgeHost}
	leaf := sub.Leaf(www)
	expired := sub.Leaf(www, certtest.Valid(-60, 0))
	future := sub.Leaf(www, certtest.Valid(1, 61))
	endless := time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC)
	forever := certtest.ValidBetween(inDays(-1), endless)
	foreverRoot := certtest.Root("Root", forever)
	late := time.Date(2061, time.February, 28, 23, 59, 59, 0, time.UTC)
	lateRoot := certtest.Root("Root", certtest.ValidBetween(inDays(-1), late.AddDate(1, 0, 0)))
	expiredSub := root.Issue("Sub", certtest.Valid(-900, -10))
	expiredRoot := certtest.Root("Root", certtest.Valid(-900, -5))
	futureSub := root.Issue("Sub", certtest.Valid(2, 900))
	inverted := sub.Leaf(www, certtest.Valid(-10, -20))

	for name, c := range map[string]judgeCase{
		"expired leaf": {
			chain: pairs(expired, sub), anchors: pairs(root), wantExpires: inDays(0),
			wantError: judge.TrustExpired, wantMessage: "expired at 2026-11-21T00:00:00Z",
		},
		"last second of the leaf": {
			chain: pairs(expired, sub), anchors: pairs(root), wantExpires: inDays(0), now: inDays(0).Add(-time.Second),
			wantRules: []deadline.Rule{deadline.RuleRenewalMissed},
		},
		"within the last second of the leaf": {
			chain: pairs(expired, sub), anchors: pairs(root), wantExpires: inDays(0), now: inDays(0).Add(-time.Nanosecond),
			wantRules: []deadline.Rule{deadline.RuleRenewalMissed},
		},
		"not yet valid": {
			chain: pairs(future, sub), anchors: pairs(root), wantExpires: inDays(61),
			wantError: judge.TrustNotYetValid, wantMessage: "only from 2026-11-22T00:00:00Z",
			wantRules: []deadline.Rule{deadline.RuleNotYetValid},
		},
		"first second of the leaf": {
			chain: pairs(future, sub), anchors: pairs(root), wantExpires: inDays(61), now: inDays(1),
		},
		"just before the first second": {
			chain: pairs(future, sub), anchors: pairs(root), wantExpires: inDays(61), now: inDays(1).Add(-time.Nanosecond),
			wantError: judge.TrustNotYetValid, wantRules: []deadline.Rule{deadline.RuleNotYetValid},
		},
		"ends before it begins": {
			chain: pairs(inverted, sub), anchors: pairs(root), wantExpires: inDays(-20), wantError: judge.TrustExpired,
		},
		"healthy": {chain: pairs(leaf, sub), anchors: pairs(root), wantExpires: inDays(60)},
		"healthy as of another day": {
			chain: pairs(leaf, sub), anchors: pairs(root), now: inDays(60), wantExpires: inDays(60), wantError: judge.TrustExpired,
		},
		"no end": {
			chain: pairs(foreverRoot.Leaf(www, forever)), anchors: pairs(foreverRoot),
		},
		"no end of the leaf, but of its root": {
			chain: pairs(root.Leaf(www, forever)), anchors: pairs(root), wantExpires: inDays(5 * 365), wantExpiring: root,
		},
		"past 2050": {
			chain:   pairs(lateRoot.Leaf(www, certtest.ValidBetween(inDays(-1), late))),
			anchors: pairs(lateRoot), wantExpires: late.Add(time.Second),
		},
		"expired intermediate": {
			chain: pairs(expiredSub.Leaf(www), expiredSub), anchors: pairs(root),
			wantError: judge.TrustExpired, wantMessage: `"CN=Sub,O=Example" expired at 2026-11-11T00:00:00Z`,
			wantExpires: inDays(-10), wantExpiring: expiredSub,
		},
		"intermediate not yet valid": {
			chain: pairs(futureSub.Leaf(www), futureSub), anchors: pairs(root),
			wantError: judge.TrustNotYetValid, wantMessage: `"CN=Sub,O=Example" is valid only from`,
			wantExpires: inDays(60), wantRules: []deadline.Rule{deadline.RuleNotYetValid},
		},
		"expired anchor as the only path": {
			chain: pairs(expiredRoot.Leaf(www)), anchors: pairs(expiredRoot),
			wantError: judge.TrustExpired, wantExpires: inDays(-5), wantExpiring: expiredRoot,
		},
		"expired leaf of an unknown authority": {
			chain: pairs(expired, sub, root), wantExpires: inDays(0), anchors: pairs(certtest.Root("Other")),
			wantError: judge.TrustExpired, wantMessage: "not in the trust store", wantRules: untrusted,
		},
	} {
		t.Run(name, c.run)
	}
}

func TestJudgeAuthorities(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root")
	sub := root.Issue("Sub")
	other := certtest.Root("Other")
	www := []string{judgeHost}
	leaf := sub.Leaf(www)
	self := certtest.SelfSigned(www)
	first := root.Issue("First")
	second := first.Issue("Second", certtest.Valid(-100, 30))
	deep := second.Leaf(www)
	incomplete := []deadline.Rule{deadline.RuleUntrusted, deadline.RuleChainBroken}
	namesake := certtest.Root("Root")

	for name, c := range map[string]judgeCase{
		"self-signed": {
			chain: pairs(self), anchors: pairs(root), wantExpires: inDays(60),
			wantError: judge.TrustSelfSigned, wantMessage: "signed by itself", wantRules: untrusted,
		},
		"self-signed and an empty store": {
			chain: pairs(self), wantExpires: inDays(60), wantError: judge.TrustSelfSigned, wantRules: untrusted,
		},
		"self-signed and trusted":  {chain: pairs(self), anchors: pairs(self), wantExpires: inDays(60)},
		"a leaf that is an anchor": {chain: pairs(leaf), anchors: pairs(leaf), wantExpires: inDays(60)},
		"root not in the store": {
			chain: pairs(leaf, sub, root), anchors: pairs(other), wantExpires: inDays(60),
			wantError: judge.TrustUnknownAuthority, wantMessage: `the root "CN=Root,O=Example" is not in the trust store`, wantRules: untrusted,
		},
		"root neither sent nor in the store": {
			chain: pairs(leaf, sub), anchors: pairs(other), wantExpires: inDays(60),
			wantError: judge.TrustUnknownAuthority, wantMessage: `the issuer "CN=Root,O=Example" of "CN=Sub,O=Example" is neither`, wantRules: incomplete,
		},
		"empty store": {
			chain: pairs(leaf, sub, root), wantExpires: inDays(60),
			wantError: judge.TrustUnknownAuthority, wantMessage: "the trust store is empty", wantRules: untrusted,
		},
		"missing intermediate": {
			chain: pairs(leaf), anchors: pairs(root), wantExpires: inDays(60),
			wantError: judge.TrustUnknownAuthority, wantMessage: `no certificate of the issuer "CN=Sub,O=Example"`, wantRules: incomplete,
		},
		"missing intermediate, junk instead": {
			chain: pairs(leaf, other), anchors: pairs(root), wantExpires: inDays(60),
			wantError: judge.TrustUnknownAuthority, wantMessage: "incomplete chain", wantRules: incomplete,
		},
		"the intermediate is an anchor": {chain: pairs(leaf), anchors: pairs(sub), wantExpires: inDays(60)},
		"unordered, doubled, with junk": {
			chain: pairs(deep, root, first, other, self, first, deep, second), anchors: pairs(root), wantExpires: inDays(30), wantExpiring: second,
		},
		"unordered without trust": {
			chain: pairs(deep, root, first, second), anchors: pairs(other), wantExpires: inDays(30), wantExpiring: second,
			wantError: judge.TrustUnknownAuthority, wantMessage: "the root", wantRules: untrusted,
		},
		"junk that expired is not counted": {
			chain:   pairs(deep, first, second, other.Leaf(www, certtest.Valid(-90, -1)), certtest.Root("Old", certtest.Valid(-90, -1))),
			anchors: pairs(other), wantExpires: inDays(30), wantExpiring: second,
			wantError: judge.TrustUnknownAuthority, wantRules: incomplete,
		},
		"a namesake of the root": {
			chain: pairs(leaf, sub), anchors: pairs(namesake, root), wantExpires: inDays(60),
		},
		"only a namesake of the root": {
			chain: pairs(leaf, sub), anchors: pairs(namesake), wantExpires: inDays(60),
			wantError: judge.TrustUnknownAuthority, wantRules: incomplete,
		},
		"a changed signature": {
			chain: pairs(leaf.Tampered(), sub), anchors: pairs(root), wantExpires: inDays(60),
			wantError: judge.TrustBadSignature, wantMessage: "did not sign it", wantRules: untrusted,
		},
		"a changed signature of the intermediate": {
			chain: pairs(leaf, sub.Tampered()), anchors: pairs(root), wantExpires: inDays(60),
			wantError: judge.TrustBadSignature, wantRules: untrusted,
		},
	} {
		t.Run(name, c.run)
	}
}

func TestJudgeCrossSigns(t *testing.T) {
	t.Parallel()
	www := []string{judgeHost}
	old := certtest.Root("Old", certtest.Valid(-4000, -52))
	modern := certtest.Root("Modern")
	// As with DST Root CA X3 in 2021: the new root is also signed by one that
	// has expired, and servers send that cross-sign.
	cross := old.CrossSign(modern, certtest.Valid(-1000, 1000))
	expiredCross := old.CrossSign(modern, certtest.Valid(-1000, -1))
	sub := modern.Issue("Sub")
	leaf := sub.Leaf(www)

	a, b := certtest.Root("A"), certtest.Root("B")
	aByB, bByA := b.CrossSign(a, certtest.Valid(-10, 500)), a.CrossSign(b, certtest.Valid(-10, 40))
	bLeaf := b.Leaf(www)
	soon := certtest.RootWithKey(a.Key, "A", certtest.Valid(-1000, 10))

	for name, c := range map[string]judgeCase{
		"expired cross-signed root that nobody needs": {
			chain: pairs(leaf, sub, cross), anchors: pairs(old, modern), wantExpires: inDays(60),
		},
		"expired cross-sign that nobody needs": {
			chain: pairs(leaf, sub, expiredCross), anchors: pairs(old, modern), wantExpires: inDays(60),
		},
		"expired cross-signed root that an old client needs": {
			chain: pairs(leaf, sub, cross), anchors: pairs(old), wantExpires: inDays(-52), wantExpiring: old,
			wantError: judge.TrustExpired, wantMessage: `"CN=Old,O=Example" expired`,
		},
		"no store knows them: the earliest that links": {
			chain: pairs(leaf, sub, expiredCross), anchors: pairs(a), wantExpires: inDays(-1), wantExpiring: expiredCross,
			wantError: judge.TrustUnknownAuthority, wantRules: []deadline.Rule{deadline.RuleUntrusted, deadline.RuleChainBroken},
		},
		"a circle with an anchor": {
			chain: pairs(bLeaf, bByA, aByB, a, b), anchors: pairs(a), wantExpires: inDays(40), wantExpiring: bByA,
		},
		"a circle with both anchors": {
			chain: pairs(bLeaf, bByA, aByB, a, b), anchors: pairs(a, b), wantExpires: inDays(60),
		},
		"a circle without anchor": {
			chain: pairs(bLeaf, bByA, aByB), anchors: pairs(modern), wantExpires: inDays(40), wantExpiring: bByA,
			wantError: judge.TrustUnknownAuthority, wantMessage: "sign one another", wantRules: untrusted,
		},
		"two anchors of one key: the later counts": {
			chain: pairs(a.Leaf(www)), anchors: pairs(soon, a), wantExpires: inDays(60),
		},
		"two anchors of one key, one of them served": {
			chain: pairs(a.Leaf(www), a), anchors: pairs(soon), wantExpires: inDays(10), wantExpiring: soon,
		},
	} {
		t.Run(name, c.run)
	}
}
