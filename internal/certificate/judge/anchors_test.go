package judge_test

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func writeJudgeFile(t *testing.T, path string, content []byte) string {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadAnchors(t *testing.T) {
	t.Parallel()
	a, b, c := certtest.Root("A"), certtest.Root("B"), certtest.Root("C")
	dir, missing := t.TempDir(), filepath.Join(t.TempDir(), "missing")
	junk := append([]byte("# comment\n"), certtest.Chain(a, b, a)...)
	junk = append(junk, a.KeyPEM()...)
	bundle := writeJudgeFile(t, filepath.Join(t.TempDir(), "bundle.pem"), append(junk, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"...))
	single := writeJudgeFile(t, filepath.Join(dir, "c.pem"), c.PEM())
	writeJudgeFile(t, filepath.Join(dir, "b.pem"), b.PEM())
	writeJudgeFile(t, filepath.Join(dir, "README"), []byte("no certificate"))
	if err := os.Mkdir(filepath.Join(dir, "java"), 0o700); err != nil {
		t.Fatal(err)
	}
	for link, target := range map[string]string{"0a0b0c0d.0": "c.pem", "broken.pem": missing, "bundle.pem": bundle} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Skip("no symbolic links here")
		}
	}

	for name, c := range map[string]struct {
		files, dirs []string
		want        int
		wantError   bool
	}{
		"nothing there":               {files: []string{missing}, dirs: []string{missing}},
		"a directory in place":        {files: []string{dir}, wantError: true},
		"a file in a directory's":     {dirs: []string{single}, wantError: true},
		"unreadable, but another is":  {files: []string{dir, single}, want: 1},
		"the first file alone":        {files: []string{missing, bundle, single}, want: 2},
		"a directory":                 {dirs: []string{missing, dir}, want: 3},
		"both, each certificate once": {files: []string{bundle}, dirs: []string{dir, dir}, want: 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			anchors, err := judge.ReadAnchors(c.files, c.dirs)
			if (err != nil) != c.wantError {
				t.Errorf("error %v", err)
			}
			if anchors.Len() != c.want {
				t.Errorf("%d anchors, want %d", anchors.Len(), c.want)
			}
		})
	}
}

// TestSystemAnchors compares with what crypto/x509 finds on this machine.
func TestSystemAnchors(t *testing.T) {
	t.Parallel()
	anchors, err := judge.SystemAnchors()
	if err != nil {
		t.Fatal(err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the platform does not enumerate its roots")
	}
	//nolint:staticcheck // deprecated for platforms that are skipped here
	if want := len(pool.Subjects()); anchors.Len() != want {
		t.Errorf("%d anchors, crypto/x509 has %d", anchors.Len(), want)
	}
	if again, _ := judge.SystemAnchors(); again != anchors {
		t.Error("read twice")
	}
}

func TestAnchorPlaces(t *testing.T) {
	t.Parallel()
	for system, want := range map[string][2]string{
		"linux":   {"/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/certs"},
		"freebsd": {"/usr/local/etc/ssl/cert.pem", "/etc/ssl/certs"},
		"illumos": {"/etc/certs/ca-certificates.crt", "/etc/certs/CA"},
		"plan10":  {"/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/certs"},
	} {
		if files, dirs := judge.CertFiles(system), judge.CertDirs(system); files[0] != want[0] || dirs[0] != want[1] {
			t.Errorf("%s: %v %v", system, files, dirs)
		}
	}
}

func TestAnchorsWith(t *testing.T) {
	t.Parallel()
	a, b := certtest.Root("Root"), certtest.Root("Root")
	one := judge.NewAnchors(certs(pairs(a)))
	two := one.With(b.Certificate, b.Certificate, a.Certificate)
	three := one.With(certtest.Root("Root").Certificate)
	if one.Len() != 1 || two.Len() != 2 || three.Len() != 2 {
		t.Errorf("%d, %d and %d anchors", one.Len(), two.Len(), three.Len())
	}
	judged := func(anchors *judge.Anchors) bool {
		served := certificate.Served{Chain: certs(pairs(b.Leaf([]string{judgeHost})))}
		return judge.New(anchors).Judge(served, judge.Question{Now: certtest.Today}).Trusted
	}
	if judged(one) || !judged(two) || judged(three) {
		t.Error("stores share what was added to one")
	}
}

// platform plays macOS or Windows: it alone knows its roots.
func platform(roots ...certtest.Pair) func(*x509.Certificate, []*x509.Certificate, time.Time) []*x509.Certificate {
	return func(leaf *x509.Certificate, others []*x509.Certificate, at time.Time) []*x509.Certificate {
		options := x509.VerifyOptions{Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool(), CurrentTime: at}
		for _, root := range roots {
			options.Roots.AddCert(root.Certificate)
		}
		for _, other := range others {
			options.Intermediates.AddCert(other)
		}
		chains, err := leaf.Verify(options)
		if err != nil {
			return nil
		}
		return []*x509.Certificate{chains[0][len(chains[0])-1]}
	}
}

func TestJudgeOnPlatform(t *testing.T) {
	t.Parallel()
	root, private := certtest.Root("Root"), certtest.Root("Private")
	sub := root.Issue("Sub")
	www := []string{judgeHost}
	picky := func(*x509.Certificate, []*x509.Certificate, time.Time) []*x509.Certificate { return nil }
	only2020 := func(leaf *x509.Certificate, others []*x509.Certificate, at time.Time) []*x509.Certificate {
		if at.Equal(certtest.Today) {
			return nil
		}
		return platform(root)(leaf, others, at)
	}
	for name, c := range map[string]struct {
		anchors *judge.Anchors
		chain   []certtest.Pair
		want    judge.TrustError
		ends    time.Time
	}{
		"known":        {judge.PlatformAnchors(platform(root)), pairs(sub.Leaf(www), sub), "", inDays(60)},
		"not known":    {judge.PlatformAnchors(picky), pairs(sub.Leaf(www), sub, root), judge.TrustUnknownAuthority, inDays(60)},
		"expired leaf": {judge.PlatformAnchors(platform(root)), pairs(sub.Leaf(www, certtest.Valid(-90, -1)), sub), judge.TrustExpired, inDays(-1)},
		"refused now":  {judge.PlatformAnchors(only2020), pairs(sub.Leaf(www), sub), judge.TrustRefusedBySystem, inDays(60)},
		"refused now, but under an own authority": {
			judge.PlatformAnchors(only2020).With(root.Certificate), pairs(sub.Leaf(www), sub), "", inDays(60),
		},
		"an own authority": {
			judge.PlatformAnchors(platform(root)).With(private.Certificate), pairs(private.Leaf(www)), "", inDays(60),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := judge.New(c.anchors).Judge(certificate.Served{Chain: certs(c.chain)}, judge.Question{Now: certtest.Today})
			if v.TrustError != c.want || !v.ExpiresAt.Equal(c.ends) {
				t.Errorf("%q (%s), ends %s", v.TrustError, v.TrustMessage, v.ExpiresAt)
			}
		})
	}
}

// TestVerifyOnPlatform shows that the question itself is answered; here it is
// crypto/x509 with this machine's store, which knows no test authority.
func TestVerifyOnPlatform(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root")
	leaf := root.Leaf([]string{judgeHost})
	if roots := judge.VerifyOnPlatform(leaf.Certificate, certs(pairs(root)), certtest.Today); len(roots) != 0 {
		t.Errorf("found %v", roots)
	}
}

// TestValidityOfPublicAuthorities: the limits apply below the system's store
// only, by day of issue, and both ends of the validity count.
func TestValidityOfPublicAuthorities(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root", certtest.ValidBetween(inDays(-3000), inDays(3000)))
	public, err := judge.ReadAnchors([]string{writeJudgeFile(t, filepath.Join(t.TempDir(), "roots.pem"), root.PEM())}, nil)
	if err != nil {
		t.Fatal(err)
	}
	private := judge.NewAnchors(certs(pairs(root)))
	at := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	for name, c := range map[string]struct {
		issued time.Time
		days   int
		long   bool
	}{
		"825 days before the first limit": {at(2020, time.August, 31), 825, false},
		"399 days at the first limit":     {at(2020, time.September, 1), 399, true},
		"398 days":                        {at(2025, time.January, 1), 398, false},
		"201 days before the second":      {at(2026, time.March, 14), 201, false},
		"201 days at the second":          {at(2026, time.March, 15), 201, true},
		"200 days":                        {at(2026, time.March, 15), 200, false},
		"101 days at the third":           {at(2027, time.March, 15), 101, true},
		"100 days":                        {at(2027, time.March, 15), 100, false},
		"48 days at the fourth":           {at(2029, time.March, 15), 48, true},
		"47 days":                         {at(2029, time.March, 15), 47, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for over, want := range map[time.Duration]bool{0: c.long, time.Second: true} {
				if over > 0 && c.issued.Before(at(2020, time.September, 1)) {
					continue
				}
				if over > 0 && !c.long && c.days == 201 {
					continue // far below its own limit
				}
				leaf := root.Leaf([]string{judgeHost}, certtest.ValidBetween(c.issued, c.issued.AddDate(0, 0, c.days).Add(over-time.Second)), certtest.Public)
				served := certificate.Served{Chain: certs(pairs(leaf))}
				q := judge.Question{Now: c.issued}
				found := rulesOf(judge.New(public).Judge(served, q).Findings)
				if slices.Contains(found, deadline.RuleValidityTooLong) != want {
					t.Errorf("%d days and %s: findings %v", c.days, over, found)
				}
				if found := rulesOf(judge.New(private).Judge(served, q).Findings); slices.Contains(found, deadline.RuleValidityTooLong) {
					t.Errorf("a private authority is held to public limits: %v", found)
				}
				company := root.Leaf([]string{judgeHost}, certtest.ValidBetween(leaf.Certificate.NotBefore, leaf.Certificate.NotAfter))
				if found := rulesOf(judge.New(public).Judge(certificate.Served{Chain: certs(pairs(company))}, q).Findings); slices.Contains(found, deadline.RuleValidityTooLong) {
					t.Errorf("a company's certificate below a root in the system's store is held to public limits: %v", found)
				}
			}
		})
	}
}
