package judge_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// mesh lets n authorities sign each other, so that the number of paths is
// factorial. With one name for all, every key must be tried on every signature.
func mesh(n int, name func(i int) string) (entities, crossed []certtest.Pair) {
	for i := range n {
		entities = append(entities, certtest.Root(name(i)))
	}
	for i, issuer := range entities {
		for k, subject := range entities {
			if i != k {
				crossed = append(crossed, issuer.CrossSign(subject, certtest.Valid(-10, 100+10*i+k)))
			}
		}
	}
	return entities, crossed
}

func TestJudgeHostileChains(t *testing.T) {
	t.Parallel()
	www := []string{judgeHost}
	other := certtest.Root("Other")
	named, namedMesh := mesh(8, func(i int) string { return fmt.Sprint("CA", i) })
	same, sameMesh := mesh(12, func(int) string { return "CA" })
	early := other.CrossSign(same[3], certtest.Valid(-10, 5))
	namedLeaf, sameLeaf := named[0].Leaf(www), same[0].Leaf(www)

	line := pairs(certtest.Root("Top"))
	for i := range 59 {
		line = append(line, line[i].Issue(fmt.Sprint("Sub", i), certtest.Valid(-100, 400-i)))
	}
	long := append(pairs(line[59].Leaf(www, certtest.Valid(-30, 600))), line...)

	for name, c := range map[string]judgeCase{
		"56 cross-signs among 8 names": {
			chain: append(pairs(namedLeaf), namedMesh...), anchors: pairs(other), wantExpires: inDays(60),
			wantError: judge.TrustUnknownAuthority, wantRules: untrusted,
		},
		"56 cross-signs, one anchor": {
			chain: append(pairs(namedLeaf), namedMesh...), anchors: pairs(named[7]), wantExpires: inDays(60),
		},
		"132 cross-signs under one name": {
			chain: append(pairs(sameLeaf), sameMesh...), anchors: pairs(other), wantExpires: inDays(60),
			wantError: judge.TrustTooComplex, wantMessage: "100 signature checks", wantRules: untrusted,
		},
		"132 cross-signs under one name, ending early": {
			chain: append(append(pairs(sameLeaf), sameMesh...), early), anchors: pairs(certtest.Root("Nobody")),
			wantExpires: inDays(5), wantExpiring: early,
			wantError: judge.TrustTooComplex, wantRules: untrusted,
		},
		"132 cross-signs under one name, one anchor": {
			chain: append(pairs(sameLeaf), sameMesh...), anchors: pairs(same[0]), wantExpires: inDays(60),
		},
		"60 authorities in a line": {
			chain: long, anchors: pairs(line[0]), wantExpires: inDays(400 - 58), wantExpiring: line[59],
		},
		"60 authorities in a line, unknown": {
			chain: long, anchors: pairs(other), wantExpires: inDays(400 - 58), wantExpiring: line[59],
			wantError: judge.TrustUnknownAuthority, wantMessage: `the root "CN=Top,O=Example"`, wantRules: untrusted,
		},
	} {
		t.Run(name, c.run)
	}
}

// TestJudgeManyCertificates: a chain as long as a whole trust store is bounded too.
func TestJudgeManyCertificates(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root")
	chain := pairs(root.Leaf([]string{judgeHost}))
	key := certtest.Key("ecdsa")
	for i := range 3000 {
		chain = append(chain, root.IssueWithKey(key, fmt.Sprint("Sub", i%50)))
	}
	v := judgeCase{chain: chain, anchors: pairs(root)}.judge()
	if !v.Trusted {
		t.Errorf("%q: %s", v.TrustError, v.TrustMessage)
	}
	v = judgeCase{chain: chain, anchors: pairs(certtest.Root("Other"))}.judge()
	if v.Trusted || !v.ExpiresAt.Equal(inDays(60)) {
		t.Errorf("trusted %v, ends %s", v.Trusted, v.ExpiresAt)
	}
}

// TestJudgeConcurrently is of use under the race detector.
func TestJudgeConcurrently(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root")
	sub := root.Issue("Sub")
	j := judge.New(judge.NewAnchors(certs(pairs(root))))
	var group sync.WaitGroup
	for i := range 32 {
		name := fmt.Sprintf("host%d.example.test", i)
		served := certificate.Served{Chain: certs(pairs(sub.Leaf([]string{name}), sub))}
		for range 4 {
			group.Go(func() {
				q := judge.Question{Now: certtest.Today, ServerName: name}
				if v := j.Judge(served, q); !v.Trusted {
					t.Errorf("%s: %s", name, v.TrustMessage)
				}
				q.ServerName = judgeHost
				if v := j.Judge(served, q); v.Trusted {
					t.Errorf("%s is trusted as %s", name, judgeHost)
				}
			})
		}
	}
	group.Wait()
}

// certificates.md S4: "life of 1 hours".
func TestLifeOfAnHour(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root")
	for life, want := range map[time.Duration]string{time.Hour: "its life of 1 hour is left", 30 * time.Hour: "its life of 30 hours is left", 48 * time.Hour: "its life of 2 days is left"} {
		leaf := root.Leaf([]string{judgeHost}, certtest.ValidBetween(certtest.Today, certtest.Today.Add(life-time.Second)))
		v := judgeCase{chain: pairs(leaf), anchors: pairs(root), now: certtest.Today.Add(life - time.Minute)}.judge()
		if len(v.Findings) != 1 || !strings.Contains(v.Findings[0].Message, want) {
			t.Errorf("%v, want %q", v.Findings, want)
		}
	}
}

func TestJudgeMissedRenewal(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root")
	for name, c := range map[string]struct {
		life int
		now  int
		want []deadline.Rule
	}{
		"90 days, 16 left":    {90, 74, nil},
		"90 days, 15 left":    {90, 75, []deadline.Rule{deadline.RuleRenewalMissed}},
		"6 days, 1 left":      {6, 5, []deadline.Rule{deadline.RuleRenewalMissed}},
		"6 days, 2 left":      {6, 4, nil},
		"101 days, 1 left":    {101, 100, nil},
		"expired: that is it": {90, 90, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			leaf := root.Leaf([]string{judgeHost}, certtest.Valid(0, c.life))
			v := judgeCase{chain: pairs(leaf), anchors: pairs(root), now: inDays(c.now)}.judge()
			if got := rulesOf(v.Findings); len(got) != len(c.want) {
				t.Errorf("findings %v, want %v", v.Findings, c.want)
			}
		})
	}
}
