package judge_test

import (
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/binary"
	"encoding/hex"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/x509roots/fallback/bundle"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// logged gives a certificate the timestamp of a public log.
func logged(at time.Time) certtest.Option {
	one := make([]byte, 1+32+8+2+4)
	binary.BigEndian.PutUint64(one[33:], uint64(at.UnixMilli()))
	list := binary.BigEndian.AppendUint16(nil, uint16(len(one)+2))
	list = append(binary.BigEndian.AppendUint16(list, uint16(len(one))), one...)
	der, _ := asn1.Marshal(list)
	return func(c *x509.Certificate) {
		c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}, Value: der})
	}
}

// Trust that ends before the certificate does (issue 13; certificates.md S2 5).
func TestDistrust(t *testing.T) {
	t.Parallel()
	root, other := certtest.Root("Public Root"), certtest.Root("Other Root")
	cross := other.CrossSign(root)
	www := []string{judgeHost}
	store := func(pairs ...certtest.Pair) *judge.Anchors {
		anchors, err := judge.ReadAnchors([]string{writeJudgeFile(t, filepath.Join(t.TempDir(), "roots.pem"), certtest.Chain(pairs...))}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return anchors
	}
	of := func(facts map[string]judge.Distrust) judge.Programs {
		return func(id [32]byte) []judge.Distrust {
			for _, pair := range []certtest.Pair{root, other} {
				if fact, ok := facts[pair.Certificate.Subject.CommonName]; ok && sha256.Sum256(pair.Certificate.Raw) == id {
					fact.Program, fact.Source = "Mozilla", "a blog"
					return []judge.Distrust{fact}
				}
			}
			return nil
		}
	}
	after := func(days int) judge.Distrust { return judge.Distrust{After: inDays(days)} }
	removal := func(days int) judge.Distrust { return judge.Distrust{Removal: inDays(days)} }
	alone := func(fact judge.Distrust) judge.Programs { return of(map[string]judge.Distrust{"Public Root": fact}) }
	public := store(root)
	both := of(map[string]judge.Distrust{"Public Root": removal(20), "Other Root": removal(40)})
	for name, c := range map[string]struct {
		anchors  *judge.Anchors
		programs judge.Programs
		chain    []certtest.Pair
		program  string
		rule     deadline.Rule // "" for none
		until    int           // days, 0 for none
		error    judge.TrustError
		message  string
	}{
		"nothing announced":                   {public, alone(judge.Distrust{}), pairs(root.Leaf(www)), "", "", 0, "", ""},
		"no facts at all":                     {public, nil, pairs(root.Leaf(www)), "", "", 0, "", ""},
		"issued after the day":                {public, alone(after(-40)), pairs(root.Leaf(www)), "", deadline.RuleDistrusted, -40, "", "get one from another authority; a blog; its start is taken"},
		"the same, and the program decides":   {public, alone(after(-40)), pairs(root.Leaf(www)), "Mozilla", deadline.RuleDistrusted, -40, judge.TrustDistrusted, ""},
		"another program decides":             {public, alone(after(-40)), pairs(root.Leaf(www)), "Chrome", deadline.RuleDistrusted, -40, "", ""},
		"issued before the day":               {public, alone(after(-20)), pairs(root.Leaf(www)), "", deadline.RuleDistrustAnnounced, 0, "", "its renewal there will not work"},
		"issued at the very instant":          {public, alone(after(-30)), pairs(root.Leaf(www)), "", deadline.RuleDistrustAnnounced, 0, "", ""},
		"logged before the day":               {public, alone(after(-35)), pairs(root.Leaf(www, logged(inDays(-36)))), "", deadline.RuleDistrustAnnounced, 0, "", "change the authority; a blog"},
		"logged after the day":                {public, alone(after(-35)), pairs(root.Leaf(www, certtest.Valid(-50, 60), logged(inDays(-34)))), "", deadline.RuleDistrusted, -35, "", "issued at 2026-10-18T00:00:00Z"},
		"removed before it ends":              {public, alone(removal(20)), pairs(root.Leaf(www)), "", deadline.RuleDistrustAnnounced, 20, "", "on 2026-12-11, before"},
		"removed on the day on which it ends": {public, alone(removal(60)), pairs(root.Leaf(www)), "", "", 0, "", ""},
		"the root itself":                     {public, alone(removal(20)), pairs(root), "", deadline.RuleDistrustAnnounced, 20, "", ""},
		"removed today":                       {public, alone(removal(0)), pairs(root.Leaf(www)), "", deadline.RuleDistrusted, 0, "", "since 2026-11-21"},
		"approximate":                         {public, alone(judge.Distrust{Removal: inDays(20), Approximate: true}), pairs(root.Leaf(www)), "", deadline.RuleDistrustAnnounced, 20, "", "start of the root's validity"},
		"a private root is never touched":     {judge.NewAnchors(certs(pairs(root))), alone(after(-40)), pairs(root.Leaf(www)), "Mozilla", "", 0, "", ""},
		"saved by a cross-sign":               {store(root, other), alone(after(-40)), pairs(root.Leaf(www), cross), "Mozilla", "", 0, "", ""},
		"no cross-sign was served":            {store(root, other), alone(after(-40)), pairs(root.Leaf(www)), "", deadline.RuleDistrusted, -40, "", ""},
		"of two roots the longer one":         {store(root, other), both, pairs(root.Leaf(www), cross), "", deadline.RuleDistrustAnnounced, 40, "", `"CN=Other Root,O=Example"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := judge.NewWith(c.anchors, c.programs).Judge(certificate.Served{Chain: certs(c.chain)}, judge.Question{Now: certtest.Today, ServerName: judgeHost, Program: c.program})
			var found []deadline.Finding
			for _, finding := range v.Findings {
				if finding.Rule == deadline.RuleDistrusted || finding.Rule == deadline.RuleDistrustAnnounced {
					found = append(found, finding)
				}
			}
			if c.rule == "" && len(found) > 0 || c.rule != "" && (len(found) != 1 || found[0].Rule != c.rule || !strings.Contains(found[0].Message, c.message)) {
				t.Errorf("%+v, want %s with %q", found, c.rule, c.message)
			}
			want := time.Time{}
			if c.until != 0 || name == "removed today" {
				want = inDays(c.until)
			}
			if name == "the root itself" { // which is for no name, and ends later
				v.TrustError, v.ExpiresAt = "", inDays(60)
			}
			if !v.TrustedUntil.Equal(want) || v.TrustError != c.error {
				t.Errorf("trusted until %s, error %q; want %s, %q", v.TrustedUntil, v.TrustError, want, c.error)
			}
			if !v.ExpiresAt.Equal(inDays(60)) {
				t.Errorf("expires at %s", v.ExpiresAt)
			}
		})
	}
}

// What is built in: every root of Mozilla has a day, and those with a constraint
// the day of that.
func TestKnownPrograms(t *testing.T) {
	t.Parallel()
	constrained := 0
	for root := range bundle.Roots() {
		facts := judge.KnownPrograms(sha256.Sum256(root.Certificate))
		if len(facts) == 0 {
			t.Fatal("a root of which nothing is known")
		}
		for _, fact := range facts {
			if fact.Source == "" || fact.After.IsZero() == fact.Removal.IsZero() {
				t.Errorf("%+v", fact)
			}
		}
		if root.Constraint == nil {
			continue
		}
		constrained++
		at := facts[len(facts)-1].After
		if root.Constraint([]*x509.Certificate{{NotBefore: at}}) != nil || root.Constraint([]*x509.Certificate{{NotBefore: at.Add(time.Second)}}) == nil {
			t.Errorf("the day is not %s", at)
		}
	}
	if constrained == 0 || judge.MozillaAnchors().Len() < 100 {
		t.Errorf("%d roots with a constraint, of %d", constrained, judge.MozillaAnchors().Len())
	}
	if len(judge.KnownPrograms([32]byte{1})) > 0 {
		t.Error("something is known of a root that does not exist")
	}
}

// certificates.md S2 5: roots that browsers have dropped and old stores still hold.
func TestDroppedRoots(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ fingerprint, program, after string }{
		"Entrust G4":       {"db3517d1f6732a2d5ab97c533ec70779ee3270a62fb4ac4238372460e6f01e88", "Chrome", "2024-11-11"},
		"Entrust G4 too":   {"db3517d1f6732a2d5ab97c533ec70779ee3270a62fb4ac4238372460e6f01e88", "Mozilla", "2024-11-30"},
		"TrustCor ECA-1":   {"5a885db19c01d912c5759388938cafbbdf031ab2d48e91ee15589b42971d039c", "Mozilla", "2022-11-30"},
		"NetLock Arany":    {"6c61dac3a2def031506be036d2a6fe401994fbd13df9c8d466599274c446ec98", "Chrome", "2025-07-31"},
		"HiPKI (Chunghwa)": {"f015ce3cc239bfef064be9f1d2c417e1a0264a0a94be1f0c8d121864eb6949cc", "Chrome", "2025-07-31"},
	} {
		var id [32]byte
		if n, err := hex.Decode(id[:], []byte(c.fingerprint)); err != nil || n != len(id) {
			t.Fatal(name)
		}
		found := slices.ContainsFunc(judge.KnownPrograms(id), func(fact judge.Distrust) bool {
			return fact.Program == c.program && fact.After.Format(time.DateOnly) == c.after
		})
		if !found {
			t.Errorf("%s: %+v", name, judge.KnownPrograms(id))
		}
	}
}

func FuzzTimestamps(f *testing.F) {
	c := &x509.Certificate{}
	logged(certtest.Today)(c)
	f.Add(c.ExtraExtensions[0].Value)
	f.Add([]byte{4, 2, 0, 0})
	f.Fuzz(func(t *testing.T, value []byte) {
		for _, at := range judge.Timestamps(value) {
			if at.Before(time.Unix(0, 0)) {
				t.Error(at)
			}
		}
	})
}
