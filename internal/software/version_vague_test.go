package software_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

// Of a list or a range the first number was judged, and the older ones passed with
// it.
func TestSeveralVersionsAreNone(t *testing.T) {
	t.Parallel()
	const constraint = ">= 8.1"
	allowed, err := software.ParseAllowed(constraint)
	if err != nil {
		t.Fatal(err)
	}
	for _, version := range []string{
		"8.4, 7.4", "8.4,7.4", "8.4;7.4", "8.4/7.4", "8.4|7.4", "8.4 7.4", "8.4 or 7.4", "8.4 and 7.4", "8.4 (7.4 on one host)",
		"8.4 - 7.4", "8.4-7.4", "8.4.1 - 7.4.33", "8.4+", "8.4 or older", "8.4 and below", "8.4 > 7.4", "8.4以前", "8.4→7.4", "8.4\u200b.1",
		"PHP 8.4 and PHP 7.4", "8.4 7", "8.4.1 = 8.4.2",
	} {
		got := ask(t, software.Question{Product: "php", Version: version, On: day(t, "2026-11-28")})
		if got.SupportClass != software.SupportUnknown || got.PatchClass != software.PatchUnknown || !strings.Contains(got.SupportReason, "does not name one version") {
			t.Errorf("%q: %s, patch %s (%s)", version, got.SupportClass, got.PatchClass, got.SupportReason)
		}
		if version != "8.4-7.4" && (got.PossibleBackport || len(got.ShippedBy) > 0) {
			t.Errorf("%q: may be shipped by %s", version, got.ShippedBy)
		}
		if version != "8.4-7.4" && allowed.Refuses("php", version) == "" {
			t.Errorf("%q is allowed by %q", version, constraint)
		}
	}
	for _, version := range []string{"12 and 11", "12, debian 11", "12/13"} {
		got := ask(t, software.Question{Product: "openssh", Version: "9.2p1", Distro: "debian " + version, On: day(t, "2026-01-01")}).Distributor
		if got.SupportClass != software.SupportUnknown || got.Decides() {
			t.Errorf("debian %s: %+v", version, got)
		}
	}
}

// What programs print of themselves is one version.
func TestOneVersionAmongWords(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ product, version, cycle string }{
		{"php", "PHP 8.3.20 (cli) (built: Jan  1 2026 12:00:00) (NTS)", "8.3"},
		{"php", "8.3.x", "8.3"},
		{"php", "8.2-fpm-alpine", "8.2"},
		{"php", "8.3.20@sha256:0123", "8.3"},
		{"postgresql", "16.4 (Debian 16.4-1.pgdg120+2)", "16"},
		{"openssl", "OpenSSL 3.0.13 30 Jan 2024 (Library: OpenSSL 3.0.13 30 Jan 2024)", "3.0"},
		{"mariadb", "10.6.18-MariaDB, for debian-linux-gnu", "10.6"},
		{"ubuntu", "22.04.4 LTS (Jammy Jellyfish)", "22.04"},
		{"exim", "4.97-8.1", "4.97"},
		{"windows-server", "Windows Server 2012 R2 Standard", "2012-r2"},
	} {
		if got := ask(t, software.Question{Product: test.product, Version: test.version, On: day(t, "2026-11-28")}); got.Cycle != test.cycle {
			t.Errorf("%s %q: cycle %q, want %q (%s)", test.product, test.version, got.Cycle, test.cycle, got.SupportReason)
		}
	}
}

// A number alone was taken for the first cycle that it begins: HAProxy 3.0 has long
// support, and the image "3" is a later one.
func TestNumberOfSeveralCyclesIsNone(t *testing.T) {
	t.Parallel()
	for product, version := range map[string]string{"haproxy": "3", "redis": "8", "apache-kafka": "4", "php": "8", "tomcat": "10", "nginx": "1"} {
		got := ask(t, software.Question{Product: product, Version: version, On: day(t, "2026-11-28")})
		if got.SupportClass != software.SupportUnknown || got.Known || !strings.Contains(got.SupportReason, "several release cycles") {
			t.Errorf("%s %s: %s in %q (%s)", product, version, got.SupportClass, got.Cycle, got.SupportReason)
		}
	}
	for product, version := range map[string]string{"nodejs": "22", "postgresql": "16", "debian": "12", "laravel": "12"} {
		if got := ask(t, software.Question{Product: product, Version: version, On: day(t, "2026-11-28")}); got.Cycle != version {
			t.Errorf("%s %s: cycle %q", product, version, got.Cycle)
		}
	}
}
