package judge_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// subtrees is a critical nameConstraints extension of GeneralNames.
func subtrees(permitted bool, names ...[]byte) certtest.Option {
	var list []byte
	for _, name := range names {
		list = append(list, der(0x30, name)...)
	}
	tag := byte(0xa1)
	if permitted {
		tag = 0xa0
	}
	value := der(0x30, der(tag, list))
	return func(c *x509.Certificate) {
		c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 30}, Critical: true, Value: value})
	}
}

// der is one element shorter than 128 bytes, or up to 255.
func der(tag byte, content []byte) []byte {
	head := []byte{tag, byte(len(content))}
	if len(content) > 127 {
		head = []byte{tag, 0x81, byte(len(content))}
	}
	return append(head, content...)
}

// directory is a directoryName of one organisation and whatever follows, as strings
// of a kind (12 UTF8String, 19 PrintableString, 20 T61String).
func directory(kind byte, organisation string, more ...string) []byte {
	one := func(id byte, value string) []byte {
		return der(0x31, der(0x30, append([]byte{0x06, 0x03, 0x55, 0x04, id}, der(kind, []byte(value))...)))
	}
	name := one(10, organisation)
	for _, value := range more {
		name = append(name, one(3, value)...)
	}
	return der(0xa4, der(0x30, name))
}

var otherName = der(0xa0, append([]byte{0x06, 0x03, 0x2a, 0x03, 0x04}, der(0xa0, der(12, []byte("x")))...))

// names is a subjectAltName of GeneralNames and one DNS name.
func names(dns string, more ...[]byte) certtest.Option {
	list := der(0x82, []byte(dns))
	for _, name := range more {
		list = append(list, name...)
	}
	return func(c *x509.Certificate) {
		c.DNSNames = nil
		c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 17}, Value: der(0x30, list)})
	}
}

// suites.md 8: valid paths that OpenSSL takes. RFC 5280 6.1 processes constraints on
// directory names, refuses other kinds only where there is such a name, and counts a
// self-issued authority neither against path lengths nor against names.
func TestJudgeNamesAndSelfIssued(t *testing.T) {
	t.Parallel()
	www := []string{judgeHost}
	root := certtest.Root("Root")
	below := func(option certtest.Option) certtest.Pair { return root.Issue("Sub", option) }
	example := below(subtrees(true, directory(19, "Example")))
	spelt := below(subtrees(true, directory(12, "  EXAMPLE ")))
	narrower := below(subtrees(true, directory(19, "Example", judgeHost)))
	elsewhere := below(subtrees(true, directory(19, "Elsewhere")))
	excluded := below(subtrees(false, directory(20, "example")))
	excludedElse := below(subtrees(false, directory(19, "Elsewhere")))
	others := below(subtrees(true, otherName))
	both := below(subtrees(true, directory(19, "Example"), der(0x82, []byte("example.invalid"))))
	distance := below(subtrees(true, append(directory(19, "Example"), 0x80, 0x01, 0x01)))
	middle := elsewhere.Issue("Middle", func(c *x509.Certificate) { c.Subject.Organization = []string{"Elsewhere"} })
	underSub := example.Issue("Other", func(c *x509.Certificate) { c.Subject.Organization = []string{"Elsewhere"} })

	narrow := certtest.Root("Root", certtest.MaxPath(0))
	next := narrow.Issue("Root", certtest.MaxPath(0))
	sub := next.Issue("Sub")
	named := certtest.Root("Root", certtest.Permit("example.test"))
	outside := func(c *x509.Certificate) { c.DNSNames = []string{"ca.example.invalid"} }
	nextNamed, subNamed := named.Issue("Root", outside), named.Issue("Sub", outside)
	limited := certtest.Root("Root", certtest.MaxPath(0), certtest.Permit("example.test"))
	nextLimited := limited.Issue("Root")
	directoryRoot := certtest.Root("Root", subtrees(true, directory(19, "Example", "Sub")))
	nextDirectory := directoryRoot.Issue("Root")

	refused := func(chain, anchors []certtest.Pair, kind judge.TrustError, message string) judgeCase {
		return judgeCase{chain: chain, anchors: anchors, wantExpires: inDays(60), wantError: kind, wantMessage: message, wantRules: untrusted}
	}
	fine := func(anchor certtest.Pair, chain ...certtest.Pair) judgeCase {
		return judgeCase{chain: chain, anchors: pairs(anchor), wantExpires: inDays(60)}
	}
	for name, c := range map[string]judgeCase{
		"another organisation":               refused(pairs(elsewhere.Leaf(www), elsewhere), pairs(root), judge.TrustNameConstraint, "may not issue certificates for the name"),
		"a name shorter than what is wanted": refused(pairs(narrower.Leaf(www, func(c *x509.Certificate) { c.Subject.CommonName = "shop.example.test" }), narrower), pairs(root), judge.TrustNameConstraint, ""),
		"an organisation that is excluded":   refused(pairs(excluded.Leaf(www), excluded), pairs(root), judge.TrustNameConstraint, ""),
		"an authority between of another":    refused(pairs(underSub.Leaf(www), underSub, example), pairs(root), judge.TrustNameConstraint, ""),
		"the leaf below one that is allowed": refused(pairs(middle.Leaf(www), middle, elsewhere), pairs(root), judge.TrustNameConstraint, ""),
		"a second name elsewhere":            refused(pairs(example.Leaf(www, names(judgeHost, directory(19, "Elsewhere"))), example), pairs(root), judge.TrustNameConstraint, ""),
		"another name of a kind that is limited": refused(pairs(others.Leaf(www, names(judgeHost, otherName)), others), pairs(root),
			judge.TrustNameConstraint, "otherName, which is not understood here"),
		"the DNS names beside":                              refused(pairs(both.Leaf(www), both), pairs(root), judge.TrustNameConstraint, ""),
		"a distance that nobody uses":                       refused(pairs(distance.Leaf(www), distance), pairs(root), judge.TrustUnsupportedExtension, "2.5.29.30"),
		"one authority too many, not the next":              refused(pairs(sub.Leaf(www), sub, next), pairs(narrow), judge.TrustPathLength, "allows 0 authorities below it and has 1"),
		"names of an authority that is not the root's next": refused(pairs(subNamed.Leaf(www), subNamed), pairs(named), judge.TrustNameConstraint, ""),

		"that organisation":                     fine(root, example.Leaf(www), example),
		"that organisation, spelt otherwise":    fine(root, spelt.Leaf(www), spelt),
		"that organisation and name":            fine(root, narrower.Leaf(www), narrower),
		"another one is excluded":               fine(root, excludedElse.Leaf(www), excludedElse),
		"a second name of it":                   fine(root, example.Leaf(www, names(judgeHost, directory(19, "Example", "x"))), example),
		"no name of a kind that is limited":     fine(root, others.Leaf(www), others),
		"the root's next key":                   fine(narrow, next.Leaf(www), next),
		"the root's next key, names of its own": fine(named, nextNamed.Leaf(www), nextNamed),
		"the root's next key, limited twice":    fine(limited, nextLimited.Leaf(www), nextLimited),
		"a directory that the next key is not in": fine(directoryRoot, nextDirectory.Leaf(www, func(c *x509.Certificate) {
			c.Subject = pkix.Name{}
		}), nextDirectory),
	} {
		t.Run(name, c.run)
	}
}
