package software_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

// A candidate was judged as the release that it leads to.
func TestCandidatesOfPackagersAreNone(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ product, version string }{
		{"php", "8.3.33~rc1"},
		{"php", "8.3.33~beta2-1"},
		{"php", "1:8.3.33~alpha1-1"},
		{"php", "8.3.33~dev"},
		{"php", "8.3.33~git20260101.0123abc-1"},
		{"cpe:2.3:a:php:php:8.3.33:rc1:*:*:*:*:*:*", ""},
		{"cpe:/a:php:php:8.3.33:beta2", ""},
	} {
		got := ask(t, software.Question{Product: test.product, Version: test.version, On: day(t, "2026-11-28")})
		if got.SupportClass != software.SupportUnknown || got.PatchClass != software.PatchUnknown {
			t.Errorf("%s %s: %s, patch %s", test.product, test.version, got.SupportClass, got.PatchClass)
		}
	}
	for _, test := range []struct{ product, version, want string }{
		{"php", "8.3.20~bpo12+1", "8.3.20"},
		{"php", "8.3.20-1~deb12u1", "8.3.20"},
		{"php", "9.0.0+really8.3.20-1", "8.3.20"},
		{"cpe:2.3:a:openbsd:openssh:9.2:p1:*:*:*:*:*:*", "", "9.2p1"},
		{"cpe:2.3:a:php:php:8.3.20:*:*:*:*:*:*:*", "", "8.3.20"},
	} {
		if got := ask(t, software.Question{Product: test.product, Version: test.version, On: day(t, "2026-11-28")}); got.Version != test.want {
			t.Errorf("%s %s is %s, want %s", test.product, test.version, got.Version, test.want)
		}
	}
}

// The version beside a CPE or package URL counted in silence, though that named
// another.
func TestTwoVersionsContradict(t *testing.T) {
	t.Parallel()
	judge := software.NewJudge(catalog.Embedded())
	for _, test := range []struct {
		product, version string
		refused          bool
	}{
		{"cpe:2.3:a:php:php:7.4.33:*:*:*:*:*:*:*", "8.4.1", true},
		{"pkg:docker/library/php@7.4-fpm", "8.4", true},
		{"pkg:deb/debian/openssh@1:9.2p1-2+deb12u3", "10.0p2", true},
		{"cpe:2.3:a:php:php:8.4:*:*:*:*:*:*:*", "8.4.1", false},
		{"pkg:docker/library/php@8.4.1-fpm", "8.4", false},
		{"cpe:2.3:a:php:php:*:*:*:*:*:*:*:*", "8.4.1", false},
		{"pkg:deb/debian/openssh@1:9.2p1-2+deb12u3", "9.2p1", false},
	} {
		_, err := judge.Judge(t.Context(), software.Question{Product: test.product, Version: test.version, On: day(t, "2026-11-28")})
		wrong, is := errors.AsType[*software.VersionError](err)
		if is != test.refused || is && !strings.Contains(wrong.Problem, test.version) {
			t.Errorf("%s %s: %v", test.product, test.version, err)
		}
	}
}

// Packages of somebody else counted as the distributor's, whose support they do not
// have.
func TestPackagesOfOthersAreNotTheDistributors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ product, version, distro string }{
		{"php", "8.1.2-1+ubuntu22.04.1+deb.sury.org+1", "ubuntu 22.04"},
		{"php", "8.1.2-1+ubuntu22.04.1+deb.sury.org+1", "ubuntu"},
		{"php", "7.4.33-8.el8.remi", "rhel 8"},
		{"postgresql", "14.9-1.pgdg22.04+1", "ubuntu 22.04"},
		{"nginx", "1.18.0-2~jammy", "ubuntu 22.04"},
		{"nginx", "1.22.1-1~bookworm", "debian 12"},
		{"redis", "6:7.0.15-1rl1~bookworm1", "debian 12"},
		{"mariadb", "1:10.11.6+maria~deb12", "debian 12"},
		{"php", "8.2.7-1~bpo12+1", "debian 12"},
	} {
		got := ask(t, software.Question{Product: test.product, Version: test.version, Distro: test.distro, On: day(t, "2026-01-01")})
		if got.Distributor.Decides() || got.Distributor.SupportClass == software.Supported || got.PossibleBackport {
			t.Errorf("%s %s on %s: %+v, backport %v", test.product, test.version, test.distro, got.Distributor, got.PossibleBackport)
		}
	}
	for _, test := range []struct{ product, version, distro string }{
		{"php", "8.1.2-1ubuntu2.14", "ubuntu 22.04"},
		{"redis", "6:7.0.15-1~deb12u1", "debian 12"},
		{"openssh", "1:9.2p1-2+deb12u3", "debian 12"},
		{"php", "7.4.33-1.module+el8.8.0", "rhel 8"},
	} {
		if got := ask(t, software.Question{Product: test.product, Version: test.version, Distro: test.distro, On: day(t, "2026-01-01")}).Distributor; !got.Decides() {
			t.Errorf("%s %s on %s: %+v", test.product, test.version, test.distro, got)
		}
	}
}

// A greeting with a candidate in Debian's spelling told of the release.
func TestHeaderOfACandidate(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{"nginx/1.29.0~rc1": "1.29.0~rc1", "nginx/1.29.0~beta2-1": "1.29.0~beta2", "nginx/1.22.1-9~deb12u1": "1.22.1"} {
		got, _ := software.RecogniseServer(header)
		if len(got) != 1 || got[0].Version != want {
			t.Errorf("%s: %+v, want %s", header, got, want)
		}
	}
}
