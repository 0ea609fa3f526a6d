package software_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

// day reads a day of a test table.
func day(t testing.TB, text string) deadline.Date {
	t.Helper()
	date, err := deadline.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return date
}

func ask(t testing.TB, question software.Question) software.Judgement {
	t.Helper()
	judgement, err := software.NewJudge(catalog.Embedded()).Judge(t.Context(), question)
	if err != nil {
		t.Fatalf("%s %s: %v", question.Product, question.Version, err)
	}
	return judgement
}

func TestJudgeRefusesWhatIsNoVersion(t *testing.T) {
	t.Parallel()
	judge := software.NewJudge(catalog.Embedded())
	for _, version := range []string{"", "  ", "latest", "LATEST", "stable", "current", "lts", "*", "2.4\n58", strings.Repeat("1.", 80)} {
		_, err := judge.Judge(t.Context(), software.Question{Product: "php", Version: version, On: day(t, "2026-11-21")})
		if _, ok := errors.AsType[*software.VersionError](err); !ok {
			t.Errorf("%q: got %v, want a *VersionError", version, err)
			continue
		}
		if !strings.Contains(err.Error(), `"2.4.58"`) {
			t.Errorf("%q: %q has no example", version, err)
		}
	}
}

func TestJudgeNamesTheNearestProducts(t *testing.T) {
	t.Parallel()
	_, err := software.NewJudge(catalog.Embedded()).Judge(t.Context(), software.Question{Product: "ngnix", Version: "1.2", On: day(t, "2026-11-21")})
	var unknown *catalog.UnknownProductError
	if !errors.As(err, &unknown) || len(unknown.Nearest) != 5 || unknown.Nearest[0] != "nginx" {
		t.Fatalf("got %v, want an unknown product with nginx as the nearest of five", err)
	}
}

// An unknown version is unknown, and never the newest.
func TestJudgeUnknownVersions(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		product, version, on string
		support              software.SupportClass
		cycle                string
	}{
		{"apache-http-server", "2", "2026-11-21", software.SupportUnknown, ""},
		{"apache-http-server", "9.9.9", "2026-11-21", software.SupportUnknown, ""},
		{"apache-http-server", "1.3.3.7", "2014-04-25", software.EndedOverYear, "1.3"},
		{"apache-http-server", "2.4.999", "2026-08-01", software.Supported, "2.4"},
		{"apache-http-server", "banana", "2026-11-21", software.SupportUnknown, ""},
		{"php", "8.1.0-dev", "2022-01-01", software.SupportUnknown, "8.1"},
		{"php", "8.1.0RC3", "2022-01-01", software.SupportUnknown, "8.1"},
		{"php", "8.1.0-dev", "2021-05-01", software.SupportUnknown, "8.1"},
		{"php", "8.99.1", "2026-11-21", software.SupportUnknown, ""},
		{"nginx", "1.24.77", "2024-01-01", software.Supported, "1.24"},
		// Nobody can tell which Windows runs IIS 10.0.
		{"iis", "10.0", "2026-11-21", software.SupportUnknown, "10.0"},
		// A build that two releases of Windows share.
		{"windows-server", "10.0.17763", "2026-11-21", software.SupportUnknown, ""},
		// A cycle that was not there yet on the day.
		{"php", "8.1", "2021-05-01", software.SupportUnknown, "8.1"},
	} {
		got := ask(t, software.Question{Product: test.product, Version: test.version, On: day(t, test.on)})
		if got.SupportClass != test.support || got.Cycle != test.cycle || got.PatchClass != software.PatchUnknown {
			t.Errorf("%s %s on %s: %s in %q, patch %s; want %s in %q, patch unknown", test.product, test.version, test.on,
				got.SupportClass, got.Cycle, got.PatchClass, test.support, test.cycle)
		}
		if got.Known {
			t.Errorf("%s %s: is no known release", test.product, test.version)
		}
		if got.SupportReason == "" || got.PatchReason == "" {
			t.Errorf("%s %s: no reason (%q, %q)", test.product, test.version, got.SupportReason, got.PatchReason)
		}
	}
}

// The survey's check list: security support on 2014-04-25, the last day included.
func TestJudgeCheckListOf2014(t *testing.T) {
	t.Parallel()
	const on = "2014-04-25"
	for _, test := range []struct {
		product, cycle string
		want           software.SupportClass
		newest         string
	}{
		{"apache-http-server", "1.3", software.EndedOverYear, ""},
		{"apache-http-server", "2.0", software.EndedWithinYear, ""},
		{"apache-http-server", "2.2", software.Supported, "2.2.27"},
		{"apache-http-server", "2.4", software.Supported, "2.4.9"},
		{"php", "4.0", software.EndedOverYear, ""},
		{"php", "4.1", software.EndedOverYear, ""},
		{"php", "4.2", software.EndedOverYear, ""},
		{"php", "4.3", software.EndedOverYear, ""},
		{"php", "4.4", software.EndedOverYear, ""},
		{"php", "5.0", software.EndedOverYear, ""},
		{"php", "5.1", software.EndedOverYear, ""},
		{"php", "5.2", software.EndedOverYear, ""},
		{"php", "5.3", software.Supported, "5.3.28"},
		{"php", "5.4", software.Supported, "5.4.27"},
		{"php", "5.5", software.Supported, "5.5.11"},
		{"iis", "4.0", software.EndedOverYear, ""},
		{"iis", "5.0", software.EndedOverYear, ""},
		{"iis", "5.1", software.EndedWithinYear, ""},
		{"iis", "6.0", software.Supported, ""},
		{"iis", "7.0", software.Supported, ""},
		{"iis", "7.5", software.Supported, ""},
		{"iis", "8.0", software.Supported, ""},
		{"iis", "8.5", software.Supported, ""},
	} {
		got := ask(t, software.Question{Product: test.product, Version: test.cycle, On: day(t, on)})
		if got.SupportClass != test.want {
			t.Errorf("%s %s: %s, want %s (%s)", test.product, test.cycle, got.SupportClass, test.want, got.SupportReason)
		}
		if test.newest != "" && got.LatestVersion != test.newest {
			t.Errorf("%s %s: newest patch %q, want %q", test.product, test.cycle, got.LatestVersion, test.newest)
		}
		if got.PatchClass != software.PatchUnknown {
			t.Errorf("%s %s: a cycle alone has patch class %s", test.product, test.cycle, got.PatchClass)
		}
		if test.newest == "" {
			continue
		}
		got = ask(t, software.Question{Product: test.product, Version: test.newest, On: day(t, on)})
		if got.PatchClass != software.PatchLatest || got.ReleasesBehind != 0 || !got.Known {
			t.Errorf("%s %s: patch %s, %d behind; want the newest", test.product, test.newest, got.PatchClass, got.ReleasesBehind)
		}
	}
}

func TestSupportClassBoundaries(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		product, version, on string
		level                software.SupportLevel
		want                 software.SupportClass
	}{
		// PHP 5.3 ended on 2014-08-14.
		{"php", "5.3", "2014-08-14", "", software.Supported},
		{"php", "5.3", "2014-08-15", "", software.EndedWithinYear},
		{"php", "5.3", "2015-08-13", "", software.EndedWithinYear},
		{"php", "5.3", "2015-08-14", "", software.EndedOverYear},
		// Both readings of PHP 5.3 on 2014-02-01.
		{"php", "5.3.28", "2014-02-01", software.LevelActive, software.EndedWithinYear},
		{"php", "5.3.28", "2014-02-01", software.LevelSecurity, software.Supported},
		// RHEL 4 ended on 2012-02-29: a year later is the 28th.
		{"rhel", "4", "2012-02-29", "", software.Supported},
		{"rhel", "4", "2012-03-01", "", software.EndedWithinYear},
		{"rhel", "4", "2013-02-27", "", software.EndedWithinYear},
		{"rhel", "4", "2013-02-28", "", software.EndedOverYear},
		// Bought support.
		{"rhel", "4", "2017-03-31", software.LevelExtended, software.Supported},
		{"rhel", "4", "2017-04-01", software.LevelExtended, software.EndedWithinYear},
		{"iis", "8.5", "2026-10-13", software.LevelExtended, software.Supported},
		{"iis", "8.5", "2026-10-14", software.LevelExtended, software.EndedWithinYear},
		// Nothing is sold beyond PHP's own support.
		{"php", "5.3", "2014-08-15", software.LevelExtended, software.EndedWithinYear},
		// Apache tells no active support apart from security support.
		{"apache-http-server", "2.4", "2026-08-01", software.LevelActive, software.Supported},
		// No end announced.
		{"apache-http-server", "2.4", "2026-08-01", "", software.Supported},
		// Ended on an untold day, but by a day that is known.
		{"apache-struts", "2.1", "2020-05-13", "", software.SupportUnknown},
		{"apache-struts", "2.1", "2020-05-14", "", software.EndedOverYear},
		{"nodejs", "2.5.0", "2026-11-21", "", software.SupportUnknown},
		{"nodejs", "2.5.0", "2027-08-22", "", software.EndedOverYear},
	} {
		got := ask(t, software.Question{Product: test.product, Version: test.version, Level: test.level, On: day(t, test.on)})
		if got.SupportClass != test.want {
			t.Errorf("%s %s %s on %s: %s, want %s (%s)", test.product, test.version, test.level, test.on, got.SupportClass, test.want, got.SupportReason)
		}
	}
}

func TestSupportLevels(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]software.SupportLevel{"": software.LevelSecurity, "active": software.LevelActive, "extended": software.LevelExtended} {
		if got, err := software.ParseSupportLevel(text); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	if _, err := software.ParseSupportLevel("gold"); err == nil || !strings.Contains(err.Error(), `"active"`) {
		t.Errorf("%v", err)
	}
	got := ask(t, software.Question{Product: "php", Version: "8.4", Level: "gold", On: day(t, "2026-11-21")})
	if got.SupportClass != software.SupportUnknown {
		t.Errorf("a level that does not exist: %s", got.SupportClass)
	}
	if _, err := software.NewJudge(catalog.Embedded()).Judge(t.Context(), software.Question{Product: "php", Version: "8.4"}); err == nil {
		t.Error("no day to judge")
	}
}

func TestEndedOnAnUntoldDayIsTold(t *testing.T) {
	t.Parallel()
	got := ask(t, software.Question{Product: "nodejs", Version: "2.5.0", On: day(t, "2026-11-21")})
	if !got.Ended || got.SupportEnds.State != catalog.EndUndated || !strings.Contains(got.SupportReason, "has ended") {
		t.Errorf("ended %v, %v, %q", got.Ended, got.SupportEnds, got.SupportReason)
	}
}

func TestPatchClass(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		product, version, on string
		want                 software.PatchClass
		newest               string
		behind               int
	}{
		{"php", "5.3.27", "2013-11-01", software.PatchLatest, "5.3.27", 0},
		{"php", "5.3.27", "2013-12-11", software.PatchLatest, "5.3.27", 0},
		{"php", "5.3.27", "2013-12-12", software.PatchBehind, "5.3.28", 1},
		{"php", "5.3.27", "2013-12-13", software.PatchBehind, "5.3.28", 1},
		// The newest patch of a cycle that has ended is still the newest.
		{"php", "5.2.17", "2026-08-01", software.PatchLatest, "5.2.17", 0},
		{"apache-http-server", "1.3.42", "2026-08-01", software.PatchLatest, "1.3.42", 0},
		{"apache-http-server", "2.2.15", "2018-06-01", software.PatchBehind, "2.2.34", 16},
		// Not out yet on the day.
		{"php", "5.3.28", "2013-11-01", software.PatchUnknown, "5.3.27", -1},
		// Patch releases as mail servers and libraries write them.
		{"exim", "4.84_2", "2016-06-01", software.PatchLatest, "4.84.2", 0},
		{"exim", "4.84", "2016-06-01", software.PatchBehind, "4.84.2", 2},
		{"openssl", "1.0.2k-fips", "2018-01-01", software.PatchBehind, "1.0.2n", 3},
		{"openssl", "1.0.2u", "2026-08-01", software.PatchLatest, "1.0.2u", 0},
		{"mariadb", "5.5.5-10.3.22-MariaDB-1:10.3.22+maria~bionic", "2020-02-01", software.PatchLatest, "10.3.22", 0},
		{"php", "v7.4.33", "2026-08-01", software.PatchLatest, "7.4.33", 0},
		{"php", " 7.4.33 ", "2026-08-01", software.PatchLatest, "7.4.33", 0},
		{"php", "7.4.3-4ubuntu2.19", "2023-07-01", software.PatchBehind, "7.4.33", 28},
		{"openssh", "1:9.2p1-2+deb12u3", "2023-02-10", software.PatchLatest, "9.2p1", 0},
		// Facts with the newest release alone: older is behind, nothing is counted,
		// and before its day nothing is known.
		{"django", "5.2.3", "2026-03-05", software.PatchBehind, "5.2.12", -1},
		{"django", "5.2.12", "2026-03-05", software.PatchLatest, "5.2.12", 0},
		{"django", "5.2.3", "2026-01-01", software.PatchUnknown, "", -1},
		{"django", "5.2.77", "2026-03-05", software.PatchUnknown, "5.2.12", -1},
		{"eclipse-jetty", "9.4.58", "2026-03-08", software.PatchLatest, "9.4.58.v20250814", 0},
		{"eclipse-jetty", "9.4.53.v20231009", "2026-03-08", software.PatchBehind, "9.4.58.v20250814", -1},
		// Dated releases up to a day, then the newest alone.
		{"python", "3.8.10", "2021-06-01", software.PatchLatest, "3.8.10", 0},
		{"python", "3.8.10", "2021-06-28", software.PatchBehind, "3.8.11", 1},
		{"python", "3.12.1", "2025-01-01", software.PatchUnknown, "", -1},
		{"python", "3.12.0", "2025-01-01", software.PatchBehind, "", -1},
		{"python", "3.12.5", "2026-03-08", software.PatchBehind, "3.12.13", -1},
		{"python", "2.7", "2026-03-08", software.PatchUnknown, "2.7.18", -1},
		// A partial list never tells the newest patch.
		{"proftpd", "1.3.3", "2012-01-01", software.PatchUnknown, "", -1},
		// IIS is patched through Windows: the number tells nothing.
		{"iis", "7.5", "2014-04-25", software.PatchUnknown, "", -1},
	} {
		got := ask(t, software.Question{Product: test.product, Version: test.version, On: day(t, test.on)})
		if got.PatchClass != test.want || got.LatestVersion != test.newest || got.ReleasesBehind != test.behind {
			t.Errorf("%s %s on %s: %s, newest %q, %d behind; want %s, %q, %d (%s)", test.product, test.version, test.on,
				got.PatchClass, got.LatestVersion, got.ReleasesBehind, test.want, test.newest, test.behind, got.PatchReason)
		}
	}
}

func TestDistributorBesideUpstream(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		product, version, distro, release, on string
		upstream                              software.SupportClass
		theirs                                software.SupportClass
		theirRelease                          string
		backport                              bool
	}{
		{"apache-http-server", "2.2.15", "centos", "", "2018-06-01", software.EndedWithinYear, software.Supported, "6", true},
		{"apache-http-server", "2.2.15", "CentOS 6", "", "2020-12-01", software.EndedOverYear, software.EndedWithinYear, "6", false},
		{"php", "5.3.3", "centos", "", "2018-06-01", software.EndedOverYear, software.Supported, "6", true},
		{"php", "7.4.3-4ubuntu2.19", "ubuntu", "", "2024-01-01", software.EndedOverYear, software.Supported, "20.04", true},
		{"php", "7.4.3", "Ubuntu/20.04", "", "2024-01-01", software.EndedOverYear, software.Supported, "20.04", true},
		{"php", "7.4.3", "ubuntu", "20.04", "2024-01-01", software.EndedOverYear, software.Supported, "20.04", true},
		{"openssh", "9.2p1", "Debian bookworm", "", "2025-01-01", software.EndedOverYear, software.Supported, "12", true},
		// IIS through its Windows.
		{"iis", "10.0", "windows-server 2019", "", "2026-11-21", software.Supported, software.Supported, "2019", true},
		{"iis", "10.0", "Windows Server", "2016", "2027-01-13", software.EndedWithinYear, software.EndedWithinYear, "2016", true},
		{"iis", "10.0", "windows-server", "", "2026-11-21", software.SupportUnknown, software.SupportUnknown, "", true},
		{"iis", "10.0", "windows-server", "2003-sp2", "2026-11-21", software.SupportUnknown, software.EndedOverYear, "2003-sp2", false},
		// Two releases of Ubuntu ship nginx 1.18.0: while both are supported they
		// agree, afterwards the version does not tell.
		{"nginx", "1.18.0", "ubuntu", "", "2024-01-01", software.EndedOverYear, software.Supported, "", true},
		{"nginx", "1.18.0", "ubuntu", "", "2025-07-01", software.EndedOverYear, software.SupportUnknown, "", true},
		// A version that no release is known to ship.
		{"apache-http-server", "2.4.62", "debian", "", "2025-01-01", software.Supported, software.SupportUnknown, "", true},
		{"apache-http-server", "2.4.62", "debian", "7", "2025-01-01", software.Supported, software.EndedOverYear, "7", false},
		{"apache-http-server", "2.4.62", "debian", "99", "2025-01-01", software.Supported, software.SupportUnknown, "99", false},
		{"apache-http-server", "2.4.62", "hannah montana linux", "", "2025-01-01", software.Supported, software.SupportUnknown, "", false},
	} {
		got := ask(t, software.Question{Product: test.product, Version: test.version, Distro: test.distro, DistroRelease: test.release, On: day(t, test.on)})
		verdict := got.Distributor
		if verdict == nil {
			t.Errorf("%s %s on %s: no verdict", test.product, test.version, test.distro)
			continue
		}
		if got.SupportClass != test.upstream || verdict.SupportClass != test.theirs || verdict.Release != test.theirRelease || got.PossibleBackport != test.backport {
			t.Errorf("%s %s on %q %s, %s: upstream %s, distributor %s (%q), backport %v; want %s, %s (%q), %v; %s",
				test.product, test.version, test.distro, test.release, test.on, got.SupportClass, verdict.SupportClass, verdict.Release, got.PossibleBackport,
				test.upstream, test.theirs, test.theirRelease, test.backport, verdict.Reason)
		}
		if verdict.Reason == "" {
			t.Errorf("%s %s: no reason", test.product, test.version)
		}
	}
}

func TestApacheOnCentOSTellsDates(t *testing.T) {
	t.Parallel()
	got := ask(t, software.Question{Product: "httpd", Version: "2.2.15", Distro: "centos", On: day(t, "2018-06-01")})
	if got.SupportEnds.String() != "2017-07-11" || got.Distributor.SupportEnds.String() != "2020-11-30" {
		t.Errorf("upstream %s, distributor %s", got.SupportEnds, got.Distributor.SupportEnds)
	}
	if !strings.HasPrefix(got.Distributor.Source, "package httpd-2.2.15") {
		t.Errorf("source %q", got.Distributor.Source)
	}
	if len(got.Alternatives) != 1 || got.Alternatives[0].Ends.String() != "2017-12-31" {
		t.Errorf("the end that another source tells is lost: %v", got.Alternatives)
	}
	if got.Source == "" || got.FactsAsOf.IsZero() {
		t.Errorf("source %q, facts as of %s", got.Source, got.FactsAsOf)
	}
}

func TestReferencesAndTheirVersions(t *testing.T) {
	t.Parallel()
	for _, reference := range []string{
		"cpe:/a:php:php:7.4.33", "cpe:2.3:a:php:php:7.4.33:*:*:*:*:*:*:*", "pkg:docker/library/php@7.4.33", "pkg:generic/php@7.4.33?arch=amd64",
	} {
		got := ask(t, software.Question{Product: reference, On: day(t, "2022-11-28")})
		if got.Product != "php" || got.Cycle != "7.4" || got.SupportClass != software.Supported || got.PatchClass != software.PatchLatest {
			t.Errorf("%s: %+v", reference, got)
		}
	}
}

func TestCyclesByOtherNames(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ product, name, cycle string }{
		{"ubuntu", "focal", "20.04"},
		{"ubuntu", "Focal Fossa", "20.04"},
		{"ubuntu", "20.04 LTS", "20.04"},
		{"debian", "Bookworm", "12"},
		{"windows-server", "2012 R2", "2012-r2"},
		{"windows-server", "10.0.14393", "2016"},
		{"msexchange", "15.1.2507.57", "2016"},
		{"msexchange", "15.0.1497.2", "2013"},
		{"mssqlserver", "2022", "16.0"},
		{"mssqlserver", "16.0.4100.1", "16.0"},
		{"python", "2.7", "2.7"},
		{"oracle-jdk", "8u202", "8"},
		{"freebsd", "13.2-RELEASE-p4", "13.2"},
		{"ruby", "2.0.0p247", "2.0.0"},
	} {
		got := ask(t, software.Question{Product: test.product, Version: test.name, On: day(t, "2026-11-21")})
		if got.Cycle != test.cycle {
			t.Errorf("%s %s: cycle %q, want %q", test.product, test.name, got.Cycle, test.cycle)
		}
	}
}

func TestFindings(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ product, version, on, want string }{
		{"php", "7.4.33", "2026-11-21", ""},
		{"php", "7.4.32", "2026-11-21", "patch-behind"},
		{"php", "7.4.33", "2058-01-01", ""},
		{"php", "7.4", "2026-11-21", "patch-unconfirmed"},
	} {
		got := rulesOf(ask(t, software.Question{Product: test.product, Version: test.version, On: day(t, test.on)}))
		if got != test.want {
			t.Errorf("%s %s on %s: findings %q, want %q", test.product, test.version, test.on, got, test.want)
		}
	}
}

// Every release of every embedded product is found again, in its own cycle.
func TestEveryEmbeddedReleaseIsFound(t *testing.T) {
	t.Parallel()
	facts := catalog.Embedded()
	judge := software.NewJudge(facts)
	slugs, err := facts.Slugs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	releases := 0
	for _, slug := range slugs {
		product, err := facts.Product(t.Context(), slug)
		if err != nil {
			t.Fatal(err)
		}
		for i := range product.Cycles {
			cycle := &product.Cycles[i]
			for _, version := range cycle.Versions {
				releases++
				got, err := judge.Judge(t.Context(), software.Question{Product: slug, Version: version.Name, On: version.Released})
				if err != nil {
					t.Fatalf("%s %s: %v", slug, version.Name, err)
				}
				// A release that has a cycle of its own is found there.
				if _, own := product.Cycle(version.Name); own && got.Cycle == version.Name {
					continue
				}
				if got.Cycle != cycle.Name || !got.Known {
					t.Errorf("%s %s: cycle %q, known %v; want %q", slug, version.Name, got.Cycle, got.Known, cycle.Name)
				}
			}
			if _, err := judge.Judge(t.Context(), software.Question{Product: slug, Version: cycle.Name, On: day(t, "2026-11-21")}); err != nil {
				t.Errorf("%s %s: %v", slug, cycle.Name, err)
			}
		}
	}
	if releases < 5000 {
		t.Errorf("only %d releases", releases)
	}
}

func TestDaysAreCalendarDays(t *testing.T) {
	t.Parallel()
	tokyo := time.FixedZone("JST", 9*60*60)
	instant := time.Date(2014, 8, 14, 15, 0, 0, 0, time.UTC) // already the 15th in Tokyo
	for zone, want := range map[*time.Location]software.SupportClass{time.UTC: software.Supported, tokyo: software.EndedWithinYear} {
		got := ask(t, software.Question{Product: "php", Version: "5.3", On: deadline.DateOf(instant, zone)})
		if got.SupportClass != want {
			t.Errorf("%s: %s, want %s", zone, got.SupportClass, want)
		}
	}
}

func BenchmarkJudge(b *testing.B) {
	judge := software.NewJudge(catalog.Embedded())
	question := software.Question{Product: "apache-http-server", Version: "2.2.15", On: day(b, "2013-09-30")}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := judge.Judge(b.Context(), question); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkJudgeWithDistributor(b *testing.B) {
	judge := software.NewJudge(catalog.Embedded())
	question := software.Question{Product: "php", Version: "5.3.3", Distro: "centos", On: day(b, "2013-09-30")}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := judge.Judge(b.Context(), question); err != nil {
			b.Fatal(err)
		}
	}
}

// The largest calendar, from nothing.
func BenchmarkFirstJudgement(b *testing.B) {
	question := software.Question{Product: "nginx", Version: "1.18.0", On: day(b, "2026-08-01")}
	for b.Loop() {
		if _, err := software.NewJudge(catalog.Embedded()).Judge(b.Context(), question); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleJudge_Judge() {
	on, _ := deadline.ParseDate("2018-06-01")
	judgement, err := software.NewJudge(catalog.Embedded()).Judge(context.Background(), software.Question{
		Product: "httpd", Version: "2.2.15", Distro: "centos", On: on,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(judgement.SupportClass, judgement.SupportEnds)
	fmt.Println(judgement.PatchClass, judgement.LatestVersion)
	fmt.Println(judgement.Distributor.Name, judgement.Distributor.Release, judgement.Distributor.SupportClass)
	// Output:
	// ended_within_1y 2017-07-11
	// behind 2.2.34
	// CentOS 6 supported
}
