package judge_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func TestJudgeConstraints(t *testing.T) {
	t.Parallel()
	www := []string{judgeHost}
	root := certtest.Root("Root")
	narrow := certtest.Root("Narrow", certtest.MaxPath(0))
	tooDeep := narrow.Issue("Sub")
	permits := root.Issue("Permits", certtest.Permit("example.test"))
	forbids := root.Issue("Forbids", certtest.Permit("example.invalid"))
	permitsRoot := certtest.Root("Permits", certtest.Permit("example.test"))
	clients := root.Issue("Clients", certtest.Usages(x509.ExtKeyUsageClientAuth))
	servers := root.Issue("Servers", certtest.Usages(x509.ExtKeyUsageServerAuth))
	noAuthority := root.Issue("Sub", certtest.NoAuthority)
	noSigning := root.Issue("Sub", func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageDigitalSignature })
	odd := root.Issue("Odd", certtest.Critical)
	forClients := root.Leaf(www, certtest.Usages(x509.ExtKeyUsageClientAuth))
	// policyConstraints (RFC 5280 4.2.1.11) with requireExplicitPolicy 0.
	policy := root.Issue("Policy", func(c *x509.Certificate) {
		c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 36}, Critical: true, Value: []byte{0x30, 0x03, 0x80, 0x01, 0x00}}}
	})
	forbiddenTwin := root.IssueWithKey(permits.Key, "Permits", certtest.Permit("example.invalid"), certtest.Valid(-10, 2000))

	for name, c := range map[string]judgeCase{
		"too many authorities": {
			chain: pairs(tooDeep.Leaf(www), tooDeep), anchors: pairs(narrow), wantExpires: inDays(60),
			wantError: judge.TrustPathLength, wantMessage: "allows 0 authorities below it and has 1", wantRules: untrusted,
		},
		"just as many authorities as allowed": {chain: pairs(narrow.Leaf(www)), anchors: pairs(narrow), wantExpires: inDays(60)},
		"a permitted name":                    {chain: pairs(permits.Leaf(www), permits), anchors: pairs(root), wantExpires: inDays(60)},
		"a permitted name under a root":       {chain: pairs(permitsRoot.Leaf(www)), anchors: pairs(permitsRoot), wantExpires: inDays(60)},
		"a forbidden name": {
			chain: pairs(forbids.Leaf(www), forbids), anchors: pairs(root), wantExpires: inDays(60),
			wantError: judge.TrustNameConstraint, wantRules: untrusted,
		},
		"a forbidden name beside a permitted one": {
			chain: pairs(permits.Leaf([]string{judgeHost, "www.example.invalid"}), permits), anchors: pairs(root), wantExpires: inDays(60),
			wantError: judge.TrustNameConstraint, wantRules: untrusted,
		},
		"a later path on which the name is forbidden": {
			chain: pairs(permits.Leaf(www), forbiddenTwin, permits), anchors: pairs(root), wantExpires: inDays(60),
		},
		"an authority for clients": {
			chain: pairs(clients.Leaf(www), clients), anchors: pairs(root), wantExpires: inDays(60),
			wantError: judge.TrustWrongUsage, wantRules: untrusted,
		},
		"an authority for clients, any usage": {
			chain: pairs(clients.Leaf(www), clients), anchors: pairs(root), wantExpires: inDays(60), any: true,
		},
		"an authority for servers": {chain: pairs(servers.Leaf(www), servers), anchors: pairs(root), wantExpires: inDays(60)},
		"a leaf for clients": {
			chain: pairs(forClients), anchors: pairs(root), wantExpires: inDays(60),
			wantError: judge.TrustWrongUsage, wantMessage: "serverAuth", wantRules: untrusted,
		},
		"a leaf for clients, any usage": {chain: pairs(forClients), anchors: pairs(root), wantExpires: inDays(60), any: true},
		"issued by a leaf": {
			chain: pairs(noAuthority.Leaf(www), noAuthority), anchors: pairs(root), wantExpires: inDays(60),
			wantError: judge.TrustInvalidAuthority, wantRules: untrusted,
		},
		"issued by a key not for signing": {
			chain: pairs(noSigning.Leaf(www), noSigning), anchors: pairs(root), wantExpires: inDays(60),
			wantError: judge.TrustInvalidAuthority, wantRules: untrusted,
		},
		"an authority with an unknown critical extension": {
			chain: pairs(odd.Leaf(www), odd), anchors: pairs(root), wantExpires: inDays(60),
			wantError: judge.TrustUnsupportedExtension, wantRules: untrusted,
		},
		"a leaf with an unknown critical extension": {
			chain: pairs(root.Leaf(www, certtest.Critical)), anchors: pairs(root), wantExpires: inDays(60),
			wantError: judge.TrustUnsupportedExtension, wantRules: untrusted,
		},
		"an authority that requires a policy": {
			chain: pairs(policy.Leaf(www), policy), anchors: pairs(root), wantExpires: inDays(60),
			wantError: judge.TrustInvalidPolicy, wantRules: untrusted,
		},
	} {
		t.Run(name, c.run)
	}
}

func TestJudgeWeakCryptography(t *testing.T) {
	t.Parallel()
	www := []string{judgeHost}
	ecRoot := certtest.Root("EC Root")
	rsaRoot := certtest.RootWithKey(certtest.Key("rsa"), "RSA Root")
	sha1Sub := ecRoot.Issue("Sub", certtest.Signed(x509.ECDSAWithSHA1), certtest.Valid(-100, 20))
	md5Sub := rsaRoot.Issue("Sub", certtest.Valid(-100, 20)).WithMD5()
	otherMD5 := rsaRoot.Issue("Sub", certtest.Valid(-100, 10)).WithMD5()
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	smallLeaf := ecRoot.LeafWithKey(small, www)
	sha1Root := certtest.RootWithKey(certtest.Key("rsa"), "Old", certtest.Signed(x509.SHA1WithRSA))
	unknownSub := ecRoot.Issue("Sub", certtest.Valid(-100, 20)).WithUnknownSignature()
	// Leaves of a namesake stand in for those that the fake keys cannot sign.
	namesake := certtest.Root("Sub")
	huge := ecRoot.IssueWithKey(certtest.FakeRSAKey{Bits: 16400}, "Sub", certtest.Valid(-100, 20))
	tiny := ecRoot.IssueWithKey(certtest.FakeRSAKey{Bits: 512}, "Sub", certtest.Valid(-100, 20))
	weak := []deadline.Rule{deadline.RuleUntrusted, deadline.RuleWeakKey}

	for name, c := range map[string]judgeCase{
		"an intermediate signed with SHA-1": {
			chain: pairs(sha1Sub.Leaf(www), sha1Sub), anchors: pairs(ecRoot), wantExpires: inDays(20), wantExpiring: sha1Sub,
			wantError: judge.TrustWeakSignature, wantMessage: "ECDSA-SHA1", wantRules: weak,
		},
		"a leaf signed with SHA-1": {
			chain: pairs(ecRoot.Leaf(www, certtest.Signed(x509.ECDSAWithSHA1))), anchors: pairs(ecRoot), wantExpires: inDays(60),
			wantError: judge.TrustWeakSignature, wantRules: weak,
		},
		"an intermediate signed with MD5": {
			chain: pairs(md5Sub.Leaf(www), md5Sub), anchors: pairs(rsaRoot), wantExpires: inDays(20), wantExpiring: md5Sub,
			wantError: judge.TrustWeakSignature, wantMessage: "MD5-RSA", wantRules: weak,
		},
		"two intermediates signed with MD5, of which one issued the leaf": {
			chain: pairs(md5Sub.Leaf(www), otherMD5, md5Sub), anchors: pairs(rsaRoot), wantExpires: inDays(20), wantExpiring: md5Sub,
			wantError: judge.TrustWeakSignature, wantRules: weak,
		},
		"an intermediate signed by an unknown algorithm": {
			chain: pairs(unknownSub.Leaf(www), unknownSub), anchors: pairs(ecRoot), wantExpires: inDays(20), wantExpiring: unknownSub,
			wantError: judge.TrustUnsupportedAlgorithm, wantMessage: "unknown algorithm", wantRules: untrusted,
		},
		"an authority with a key that nobody can afford to check": {
			chain: pairs(namesake.Leaf(www), huge), anchors: pairs(ecRoot), wantExpires: inDays(20), wantExpiring: huge,
			wantError: judge.TrustUnsupportedAlgorithm, wantMessage: "cannot be checked", wantRules: untrusted,
		},
		"an authority with a tiny key": {
			chain: pairs(namesake.Leaf(www), tiny), anchors: pairs(ecRoot), wantExpires: inDays(20), wantExpiring: tiny,
			wantError: judge.TrustWeakSignature, wantMessage: "too weak", wantRules: weak,
		},
		"an anchor that signed itself with SHA-1": {
			chain: pairs(sha1Root.Leaf(www)), anchors: pairs(sha1Root), wantExpires: inDays(60),
		},
		"a small key": {
			chain: pairs(smallLeaf), anchors: pairs(ecRoot), wantExpires: inDays(60),
			wantRules: []deadline.Rule{deadline.RuleWeakKey},
		},
	} {
		t.Run(name, c.run)
	}
}
