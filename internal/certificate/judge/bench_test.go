package judge_test

import (
	"crypto/x509"
	"fmt"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// benchWorld is 2,000 leaves below one shared intermediate, as one organisation
// has them. Each chain is parsed anew, as it is when read from a server.
type benchWorld struct {
	root   certtest.Pair
	served []certificate.Served
	names  []string
}

func newBenchWorld(kind string) benchWorld {
	root := certtest.RootWithKey(certtest.Key(kind), "Root")
	sub := root.IssueWithKey(certtest.Key(kind), "Sub")
	key := certtest.Key("ecdsa")
	w := benchWorld{root: root}
	for i := range 2000 {
		name := fmt.Sprintf("host%d.example.test", i)
		leaf := sub.LeafWithKey(key, []string{name})
		again, err := x509.ParseCertificate(sub.Certificate.Raw)
		if err != nil {
			panic(err)
		}
		w.names = append(w.names, name)
		w.served = append(w.served, certificate.Served{Chain: []*x509.Certificate{leaf.Certificate, again}})
	}
	return w
}

// BenchmarkJudge and BenchmarkVerify answer the same question; their ratio is
// what the shared intermediate saves. One operation is one leaf.
func BenchmarkJudge(b *testing.B) {
	for _, kind := range []string{"ecdsa", "rsa"} {
		b.Run(kind, func(b *testing.B) {
			w := newBenchWorld(kind)
			anchors := judge.NewAnchors([]*x509.Certificate{w.root.Certificate})
			j := judge.New(anchors)
			b.ReportAllocs()
			b.ResetTimer()
			for i := 0; b.Loop(); i++ {
				if i%len(w.served) == 0 {
					j = judge.New(anchors) // no leaf is known from the round before
				}
				k := i % len(w.served)
				if v := j.Judge(w.served[k], judge.Question{Now: certtest.Today, ServerName: w.names[k]}); !v.Trusted {
					b.Fatal(v.TrustMessage)
				}
			}
		})
	}
}

func BenchmarkVerify(b *testing.B) {
	for _, kind := range []string{"ecdsa", "rsa"} {
		b.Run(kind, func(b *testing.B) {
			w := newBenchWorld(kind)
			roots := x509.NewCertPool()
			roots.AddCert(w.root.Certificate)
			b.ReportAllocs()
			b.ResetTimer()
			for i := 0; b.Loop(); i++ {
				k := i % len(w.served)
				others := x509.NewCertPool()
				others.AddCert(w.served[k].Chain[1])
				if _, err := w.served[k].Chain[0].Verify(x509.VerifyOptions{
					Roots: roots, Intermediates: others, CurrentTime: certtest.Today, DNSName: w.names[k],
				}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkJudgeHostile is the most that one answer can cost: the signature
// budget used up on 132 cross-signs under one name.
func BenchmarkJudgeHostile(b *testing.B) {
	same, crossed := mesh(12, func(int) string { return "CA" })
	served := certificate.Served{Chain: certs(append(pairs(same[0].Leaf([]string{judgeHost})), crossed...))}
	anchors := judge.NewAnchors(nil).With(certtest.Root("Other").Certificate)
	b.ReportAllocs()
	for b.Loop() {
		if v := judge.New(anchors).Judge(served, judge.Question{Now: certtest.Today}); v.Trusted {
			b.Fatal("trusted")
		}
	}
}
