package judge_test

import (
	"crypto/x509"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// TestJudgeAgreesWithVerify makes small worlds of authorities at random (cross
// signs, circles, namesakes, every constraint, every time) and compares Trusted
// with crypto/x509, and ExpiresAt with a search that tries every path.
func TestJudgeAgreesWithVerify(t *testing.T) {
	t.Parallel()
	trusted, total := 0, 0
	for seed := range uint64(40) {
		w := newWorld(rand.New(rand.NewPCG(seed, 2)))
		j := judge.New(judge.NewAnchors(certs(w.anchors)))
		for i, leaf := range w.leaves {
			served := certs(append(pairs(leaf), w.served...))
			for _, now := range []time.Time{inDays(0), inDays(100), inDays(-50)} {
				q := judge.Question{Now: now, ServerName: judgeHost}
				v := j.Judge(certificate.Served{Chain: served}, q)
				_, err := leaf.Certificate.Verify(w.options(now))
				total++
				if v.Trusted != (err == nil) {
					t.Fatalf("seed %d leaf %d now %s: trusted %v (%s), crypto/x509: %v", seed, i, now, v.Trusted, v.TrustMessage, err)
				}
				if v.Trusted {
					trusted++
				}
			}
			v := j.Judge(certificate.Served{Chain: served}, judge.Question{Now: certtest.Today, AnyUsage: true})
			// crypto/x509 may give up before it has tried every path: then ours is
			// the better one, if crypto/x509 accepts it by itself.
			w.checkEnd(t, fmt.Sprintf("seed %d leaf %d", seed, i), leaf, v)
		}
	}
	if trusted < total/10 || trusted > total*9/10 {
		t.Errorf("%d of %d trusted: the worlds test nothing", trusted, total)
	}
}

type world struct{ anchors, served, leaves []certtest.Pair }

// newWorld has few names and few keys, so that many certificates fit together.
func newWorld(r *rand.Rand) world {
	var w world
	entities := make([]certtest.Pair, 5)
	for i := range entities {
		entities[i] = certtest.Root(fmt.Sprint("CA", i%4), randomOptions(r)...)
	}
	all := append([]certtest.Pair{}, entities...)
	for range 10 {
		issuer, subject := entities[r.IntN(len(entities))], entities[r.IntN(len(entities))]
		all = append(all, issuer.CrossSign(subject, randomOptions(r)...))
	}
	for _, pair := range all {
		if r.IntN(6) == 0 {
			w.anchors = append(w.anchors, pair)
		}
		if r.IntN(5) > 0 {
			w.served = append(w.served, pair)
		}
	}
	r.Shuffle(len(w.served), func(i, j int) { w.served[i], w.served[j] = w.served[j], w.served[i] })
	for range 3 {
		issuer := entities[r.IntN(len(entities))]
		w.leaves = append(w.leaves, issuer.Leaf([]string{judgeHost}, certtest.Valid(-60+r.IntN(80), r.IntN(300))))
	}
	return w
}

func randomOptions(r *rand.Rand) []certtest.Option {
	from := -400 + r.IntN(380)
	if r.IntN(10) == 0 {
		from = 5
	}
	options := []certtest.Option{certtest.Valid(from, 10+r.IntN(500))}
	for _, rare := range []certtest.Option{
		certtest.MaxPath(0), certtest.MaxPath(1), certtest.MaxPath(2), certtest.NoAuthority, certtest.Critical,
		certtest.Permit("example.test"), certtest.Permit("example.invalid"), certtest.Signed(x509.ECDSAWithSHA1),
		certtest.Usages(x509.ExtKeyUsageClientAuth), certtest.Usages(x509.ExtKeyUsageServerAuth), certtest.Valid(-100, -20),
		func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageDigitalSignature },
	} {
		if r.IntN(16) == 0 {
			options = append(options, rare)
		}
	}
	return options
}

func (w world) options(now time.Time) x509.VerifyOptions {
	options := x509.VerifyOptions{Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool(), CurrentTime: now, DNSName: judgeHost}
	for _, pair := range w.anchors {
		options.Roots.AddCert(pair.Certificate)
	}
	for _, pair := range w.served {
		options.Intermediates.AddCert(pair.Certificate)
	}
	return options
}

// checkEnd asks crypto/x509 for all paths, with every certificate made valid.
func (w world) checkEnd(t *testing.T, name string, leaf certtest.Pair, v judge.Verdict) {
	t.Helper()
	anyTime := x509.VerifyOptions{
		Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool(), CurrentTime: inDays(0), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	}
	ends := map[string]time.Time{}
	timeless := func(cert *x509.Certificate) *x509.Certificate {
		ends[string(cert.Raw)] = cert.NotAfter.Add(time.Second)
		copied := *cert
		copied.NotBefore, copied.NotAfter = inDays(-1), inDays(1)
		return &copied
	}
	for _, pair := range w.anchors {
		anyTime.Roots.AddCert(timeless(pair.Certificate))
	}
	for _, pair := range w.served {
		anyTime.Intermediates.AddCert(timeless(pair.Certificate))
	}
	chains, err := timeless(leaf.Certificate).Verify(anyTime)
	if err != nil {
		return
	}
	if v.Path == nil {
		t.Fatalf("%s: no path, crypto/x509 has %d", name, len(chains))
	}
	earliest := func(chain []*x509.Certificate) time.Time {
		first := ends[string(chain[0].Raw)]
		for _, cert := range chain {
			if end := ends[string(cert.Raw)]; end.Before(first) {
				first = end
			}
		}
		return first
	}
	for _, chain := range chains {
		if end := earliest(chain); end.After(v.ExpiresAt) {
			t.Fatalf("%s: expires at %s, crypto/x509 has a path until %s", name, v.ExpiresAt, end)
		}
	}
	anyTime.Roots, anyTime.Intermediates = x509.NewCertPool(), x509.NewCertPool()
	anyTime.Roots.AddCert(timeless(v.Path[len(v.Path)-1]))
	for _, cert := range v.Path {
		anyTime.Intermediates.AddCert(timeless(cert))
	}
	if _, err := timeless(leaf.Certificate).Verify(anyTime); err != nil || !v.ExpiresAt.Equal(earliest(v.Path)) {
		t.Fatalf("%s: expires at %s by a path until %s: %v", name, v.ExpiresAt, earliest(v.Path), err)
	}
}
