package software_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

// software.md 3 and 5: support of a distribution is not that of every package.
func TestPackageEndsOnItsOwn(t *testing.T) {
	t.Parallel()
	const on = "2026-11-28"
	for _, test := range []struct {
		product, version, distro, on string
		want                         software.SupportClass
		ends                         string
		decides                      bool
		says                         string
	}{
		// Module streams of Red Hat.
		{"php", "7.2.24", "rhel 8", on, software.EndedOverYear, "2021-05-31", true, "the package of Red Hat Enterprise Linux 8 ended"},
		{"php", "7.2.11", "rhel 8", on, software.EndedOverYear, "2021-05-31", true, "ended on 2021-05-31"},
		{"php", "7.2.24", "rhel 8", "2021-05-31", software.Supported, "2021-05-31", true, "until 2021-05-31"},
		{"php", "7.4.33", "rhel 8", on, software.Supported, "2029-05-31", true, "until 2029-05-31"},
		{"php", "7.4.33", "almalinux 8", on, software.Supported, "", true, "AlmaLinux"},
		{"nodejs", "16.20.2", "rhel 9.2", on, software.EndedOverYear, "2024-04-30", true, "ended"},
		{"python", "3.9.18", "rhel 9", on, software.Supported, "2032-05-31", true, "until 2032-05-31"},
		{"python", "3.9", "rhel 9", on, software.Supported, "2032-05-31", true, "until 2032-05-31"},
		{"nginx", "1.20.1", "almalinux 9", on, software.Supported, "2032-05-31", true, "AlmaLinux"},
		// Greetings of stock distributions.
		{"openssh", "10.0p2", "debian 13", on, software.Supported, "2028-08-09", true, "Debian"},
		{"openssh", "10.0p1", "debian 13", on, software.Supported, "2028-08-09", true, "Debian"},
		{"openssh", "8.7p1", "rhel 9", on, software.Supported, "2032-05-31", true, "until"},
		{"openssh", "8.7", "rhel 9", on, software.Supported, "2032-05-31", true, "until"},
		{"openssl", "3.0.13", "ubuntu 24.04", on, software.Supported, "2029-05-31", true, "until"},
		{"mysql", "8.0.36", "ubuntu jammy", on, software.Supported, "", true, "until"},
		{"openssh", "10.2p1", "ubuntu 26.04", on, software.Supported, "", true, "until"},
		// Software of universe is patched for those who have Ubuntu Pro alone.
		{"redis", "6.0.16", "ubuntu 22.04", on, software.SupportUnknown, "", false, "only to those who buy extended support"},
		{"mariadb", "10.6.18", "ubuntu 22.04", on, software.SupportUnknown, "", false, "only to those who buy extended support"},
		{"nodejs", "18.19.1", "ubuntu 24.04", on, software.SupportUnknown, "", false, "only to those who buy extended support"},
		{"postgresql", "14.17", "ubuntu 22.04", on, software.Supported, "2027-06-01", true, "until"},
		{"postgresql", "16.4", "ubuntu 22.04", on, software.SupportUnknown, "", false, "an end of its own"},
		{"haproxy", "2.4.18", "ubuntu jammy", on, software.Supported, "", true, "until"},
		{"postfix", "3.8.6", "ubuntu 24.04", on, software.Supported, "2029-05-31", true, "until"},
		{"mysql", "8.4.9", "ubuntu 26.04", on, software.Supported, "2031-05-29", true, "until"},
		{"openssl", "1.1.1f", "ubuntu 20.04", on, software.EndedOverYear, "", true, "ended"},
		// Amazon Linux ends most languages with their upstream.
		{"php", "8.1.31", "amazon-linux 2023", on, software.EndedWithinYear, "2025-12-31", true, "the package of Amazon Linux 2023 ended"},
		{"php", "8.3.20", "amazon-linux 2023", on, software.Supported, "2027-12-31", true, "until 2027-12-31"},
		{"nodejs", "20.18.3", "amazon-linux 2023", on, software.EndedWithinYear, "2026-04-30", true, "ended"},
		{"python", "3.9.20", "amazon-linux 2023", on, software.Supported, "2029-06-30", true, "until"},
		{"python", "3.14.0", "amazon-linux 2023", on, software.Supported, "2029-06-30", true, "until"},
		{"postgresql", "15.8", "amazon-linux 2023", on, software.SupportUnknown, "", false, "an end of its own"},
		{"haproxy", "1.8.27", "rhel 8", on, software.Supported, "2029-05-31", true, "until"},
		{"openssh", "9.9p1", "rhel 10", on, software.Supported, "2035-05-31", true, "until"},
		{"openssl", "3.0.7", "rhel 9", on, software.SupportUnknown, "", false, "an end of its own"},
		{"dovecot", "2.3.16", "rocky-linux 9", on, software.Supported, "", true, "Rocky"},
		{"nginx", "1.28.2", "alpine-linux 3.23", on, software.Supported, "2027-11-01", true, "until"},
		{"nginx", "1.26.3", "alpine-linux 3.23", on, software.SupportUnknown, "", false, "an end of its own"},
		// A stream goes on with upstream's patch releases, but only its own.
		{"postgresql", "15.3", "debian 12", "2026-01-01", software.Supported, "", true, "until"},
		{"postgresql", "16.3", "debian 12", "2026-01-01", software.SupportUnknown, "", false, "is not known"},
		{"php", "8.20.1", "debian 12", "2026-01-01", software.SupportUnknown, "", false, "is not known"},
		// No row: the distribution's life says nothing of the package.
		{"nginx", "1.25.3", "rhel 9", on, software.SupportUnknown, "", false, "an end of its own"},
		{"redis", "4.0.9", "ubuntu 24.04", on, software.SupportUnknown, "", false, "an end of its own"},
		{"php", "5.3.3", "rhel 9", on, software.SupportUnknown, "", false, "an end of its own"},
		// Of a distribution that is over nothing is patched, whatever it ships.
		{"nginx", "1.25.3", "debian 8", on, software.EndedOverYear, "2018-06-17", false, "ended"},
	} {
		got := ask(t, software.Question{Product: test.product, Version: test.version, Distro: test.distro, On: day(t, test.on)}).Distributor
		if got == nil || got.SupportClass != test.want || got.Decides() != test.decides || !strings.Contains(got.Reason, test.says) {
			t.Errorf("%s %s on %s, %s: %+v; want %s, decides %v, %q", test.product, test.version, test.distro, test.on, got, test.want, test.decides, test.says)
			continue
		}
		if test.ends != "" && got.SupportEnds.String() != test.ends {
			t.Errorf("%s %s on %s: ends %s, want %s", test.product, test.version, test.distro, got.SupportEnds, test.ends)
		}
	}
}

// software.md 6: a version that only distributors still patch says who they are.
func TestVersionsOfDistributorsSaySo(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		product, version, on string
		want                 string
	}{
		{"openssh", "8.7", "2026-11-28", "Red Hat Enterprise Linux 9"},
		{"nginx", "1.20.1", "2026-11-28", "Red Hat Enterprise Linux 9"},
		{"php", "8.0.30", "2026-11-28", "Red Hat Enterprise Linux 9"},
		// Upstream itself supports it, or nobody ever shipped it.
		{"nginx", "1.22.1", "2023-01-01", ""},
		{"nginx", "1.25.3", "2026-11-28", ""},
		// The distributor's own support of the package is over too.
		{"php", "7.2.11", "2026-11-28", ""},
	} {
		got := ask(t, software.Question{Product: test.product, Version: test.version, On: day(t, test.on)})
		if strings.Join(got.ShippedBy, ", ") != test.want || got.PossibleBackport != (test.want != "") {
			t.Errorf("%s %s: %q, backport %v; want %q", test.product, test.version, got.ShippedBy, got.PossibleBackport, test.want)
		}
		if test.want != "" && !strings.Contains(got.SupportReason, test.want) {
			t.Errorf("%s %s: %q does not name it", test.product, test.version, got.SupportReason)
		}
	}
}

func TestShippedRowsAreChecked(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"not JSON":      `[`,
		"unknown field": `[{"product": "php", "end": "2027-01-01"}]`,
		"no source":     `[{"product": "php", "distro": "rhel", "release": "8", "version": "7.2"}]`,
		"no day":        `[{"product": "php", "distro": "rhel", "release": "8", "version": "7.2", "ends": "soon", "source": "x"}]`,
		"no other day":  `[{"product": "php", "distro": "rhel", "release": "8", "version": "7.2", "extended_ends": "2027-02-30", "source": "x"}]`,
	} {
		if rows, err := catalog.ReadShipped([]byte(content)); err == nil {
			t.Errorf("%s: %v", name, rows)
		}
	}
}

// Bought patches count where they are asked about.
func TestPackagesOfUniverseAreBought(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]software.SupportClass{"6.0.16": software.Supported, "6.2.1": software.SupportUnknown} {
		got := ask(t, software.Question{Product: "redis", Version: version, Distro: "ubuntu 22.04", Level: software.LevelExtended, On: day(t, "2026-11-28")}).Distributor
		if got.SupportClass != want {
			t.Errorf("redis %s: %+v, want %s", version, got, want)
		}
	}
	got := ask(t, software.Question{Product: "redis", Version: "6.0.16", On: day(t, "2026-11-28")})
	if !got.PossibleBackport || len(got.ShippedBy) == 0 {
		t.Errorf("redis 6.0.16 may be Ubuntu's, patched by those who have Pro: %v", got.ShippedBy)
	}
}
