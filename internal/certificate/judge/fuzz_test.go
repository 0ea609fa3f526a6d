package judge_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// fuzzChain is a leaf, its authority and the root, the same in every process:
// fuzzing learns nothing from certificates that are made anew each time.
func fuzzChain(f *testing.F) []*x509.Certificate {
	f.Helper()
	var chain []*x509.Certificate
	for text := fuzzFile(f, "chain.pem"); ; {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			return chain
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			f.Fatal(err)
		}
		chain = append(chain, cert)
	}
}

func fuzzFile(f *testing.F, name string) []byte {
	f.Helper()
	content, err := os.ReadFile("testdata/" + name)
	if err != nil {
		f.Fatal(err)
	}
	return content
}

// FuzzJudge feeds any certificates that Go can parse, and any staple.
func FuzzJudge(f *testing.F) {
	chain := fuzzChain(f)
	f.Add(bytes.Join([][]byte{chain[0].Raw, chain[1].Raw}, nil), fuzzFile(f, "staple.der"), judgeHost)
	f.Add(chain[2].Raw, []byte(nil), "bücher.example.")
	anchors := judge.NewAnchors(chain[2:])
	f.Fuzz(func(t *testing.T, der, staple []byte, name string) {
		chain, err := x509.ParseCertificates(der)
		if err != nil || len(chain) == 0 {
			return
		}
		served := certificate.Served{Chain: chain, StapledOCSP: staple}
		v := judge.New(anchors).Judge(served, judge.Question{Now: certtest.Today, ServerName: name})
		if v.Trusted != (v.TrustError == "") || v.ExpiringCertificate == nil || v.HostnameMatches && !v.HostnameChecked {
			t.Errorf("%+v", v)
		}
		if v.Trusted && (v.ExpiresAt.IsZero() || !certtest.Today.Before(v.ExpiresAt)) {
			t.Errorf("trusted although it ended at %s", v.ExpiresAt)
		}
		if strings.ContainsFunc(v.TrustMessage, func(r rune) bool { return !unicode.IsGraphic(r) }) {
			t.Errorf("message %q", v.TrustMessage)
		}
		_ = certificate.Describe(chain[0])
	})
}

// FuzzOCSP feeds any response about a leaf.
func FuzzOCSP(f *testing.F) {
	chain := fuzzChain(f)
	f.Add(fuzzFile(f, "staple.der"))
	f.Fuzz(func(t *testing.T, response []byte) {
		got := judge.ReadOCSP("staple", response, chain[0], chain[1], certtest.Today)
		if (got.Status == judge.RevocationUnavailable) != (got.Message != "") {
			t.Errorf("%+v", got)
		}
	})
}

// FuzzCRL feeds any list and any issuing distribution point.
func FuzzCRL(f *testing.F) {
	chain := fuzzChain(f)
	f.Add(fuzzFile(f, "list.crl"), []byte{0x30, 0x00})
	f.Add([]byte(nil), []byte{0x30, 0x06, 0xa0, 0x04, 0xa0, 0x02, 0x86, 0x00})
	f.Fuzz(func(t *testing.T, der, point []byte) {
		got := judge.ReadCRL(der, "http://crl.example.test/", chain[1], chain[2], certtest.Today)
		if (got.Status == judge.RevocationUnavailable) != (got.Message != "") {
			t.Errorf("%+v", got)
		}
		judge.PointCovers(point, "http://crl.example.test/")
	})
}

// FuzzNameForms feeds any constraints and any names.
func FuzzNameForms(f *testing.F) {
	name := []byte{0xa4, 0x0e, 0x30, 0x0c, 0x31, 0x0a, 0x30, 0x08, 0x06, 0x03, 0x55, 0x04, 0x0a, 0x13, 0x01, 'x'}
	f.Add(append([]byte{0x30, 0x14, 0xa0, 0x12, 0x30, 0x10}, name...), append([]byte{0x30, 0x10}, name...))
	f.Add([]byte{0x30, 0x08, 0xa1, 0x06, 0x30, 0x04, 0x88, 0x02, 0x2a, 0x03}, []byte{0x30, 0x04, 0x88, 0x02, 0x2a, 0x04})
	f.Fuzz(func(t *testing.T, constraints, names []byte) {
		if read, allowed := judge.NameForms(constraints, names); allowed && !read {
			t.Error("what is not read allows nothing")
		}
		if _, allowed := judge.NameForms(constraints, nil); allowed {
			t.Error("names that cannot be read are allowed")
		}
	})
}
