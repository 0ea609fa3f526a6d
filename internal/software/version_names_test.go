package software_test

import (
	"errors"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

// software.md, S3: the names that people have.
func TestNamesThatPeopleHave(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ product, version, cycle string }{
		{"eclipse-temurin", "1.8.0_392", "8"},
		{"eclipse-temurin", "jdk8u402-b06", "8"},
		{"eclipse-temurin", "8u432-b06", "8"},
		{"eclipse-temurin", "jdk-17.0.10+7", "17"},
		{"oracle-jdk", "1.8.0_392", "8"},
		{"oracle-jdk", "1.7.0_80-b15", "7"},
		{"amazon-corretto", "8.392.08.1", "8"},
		{"ubuntu", "Ubuntu 22.04.4 LTS", "22.04"},
		{"ubuntu", "22.04.4 LTS", "22.04"},
		{"windows-server", "Windows Server 2022", "2022"},
		{"windows-server", "Microsoft Windows Server 2019", "2019"},
		{"windows-server", "Windows Server 2012 R2 Standard", "2012-r2"},
		{"windows-server", "2012 R2 Datacenter Edition", "2012-r2"},
		{"windows-server", "Windows Server 2025 Datacenter", "2025"},
		{"rhel", "Red Hat Enterprise Linux 8.10 (Ootpa)", "8"},
		{"google-cloud-sql-mysql", "MYSQL_8_0_35", "8.0"},
		{"google-cloud-sql-postgresql", "POSTGRES_9_6", "9.6"},
		{"google-cloud-sql-postgresql", "POSTGRES_15", "15"},
		{"azure-functions", "~4", "4"},
		{"amazon-emr", "emr-7.9.0", "7.9"},
		{"amazon-aurora-mysql", "5.7.mysql_aurora.2.11.1", "2"},
		{"amazon-aurora-mysql", "8.0.32", ""},
		{"debian", "Debian 12", "12"},
		{"debian", "13", "13"},
		{"php", "PHP 8.3.6", "8.3"},
		// No name of it, and nothing behind the name.
		{"php", "Perl 5.36", ""},
		{"ubuntu", "Ubuntu", ""},
		{"oracle-jdk", "1.4.2_19", "1.4"},
	} {
		got := ask(t, software.Question{Product: test.product, Version: test.version, On: day(t, "2026-08-01")})
		if got.Cycle != test.cycle {
			t.Errorf("%s %q: cycle %q, want %q (%s)", test.product, test.version, got.Cycle, test.cycle, got.SupportReason)
		}
	}
	if got := ask(t, software.Question{Product: "debian", Version: "13", On: day(t, "2026-08-01")}); got.PatchClass == software.PatchBehind {
		t.Error("Debian 13 is a cycle, not its first point release")
	}
}

func TestPackageURLsOfDistributors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ reference, product, distro, release string }{
		{"pkg:deb/debian/nginx@1.22.1-9?distro=debian-12", "nginx", "debian", "12"},
		{"pkg:deb/ubuntu/apache2@2.4.52-1ubuntu4.9?arch=amd64&distro=jammy", "apache-http-server", "ubuntu", "22.04"},
		{"pkg:rpm/redhat/httpd@2.4.37-65.el8?distro=rhel-8.10", "apache-http-server", "rhel", "8"},
		{"pkg:rpm/almalinux/nginx@1.20.1-14.el9", "nginx", "almalinux", "9"},
	} {
		got := ask(t, software.Question{Product: test.reference, On: day(t, "2026-03-01")})
		if got.Product != test.product || got.Distributor == nil || got.Distributor.Distro != test.distro || got.Distributor.Release != test.release {
			t.Errorf("%s: %s, %+v; want %+v", test.reference, got.Product, got.Distributor, test)
		}
	}
	if got := ask(t, software.Question{Product: "pkg:golang/github.com/hashicorp/consul/v2@1.15.1", On: day(t, "2026-03-01")}); got.Product != "consul" {
		t.Errorf("%s", got.Product)
	}
}

// suites.md 2: a pre-release never counts as the release.
func TestPreReleasesAreNoReleases(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ product, version string }{
		{"python", "3.14.0b2"},
		{"python", "3.14.0a7"},
		{"python", "3.13.0rc2"},
		{"python", "3.13.0.dev1"},
		{"django", "5.2a1"},
		{"django", "5.2b1"},
		{"postfix", "3.11-20251218"},
		{"postgresql", "18beta1"},
		{"nginx", "1.30.0-beta"},
		{"kubernetes", "1.36.0-alpha.2"},
	} {
		got := ask(t, software.Question{Product: test.product, Version: test.version, On: day(t, "2026-08-01")})
		if got.SupportClass != software.SupportUnknown || got.PatchClass == software.PatchLatest || got.Known {
			t.Errorf("%s %s: %s, %s, known %v", test.product, test.version, got.SupportClass, got.PatchClass, got.Known)
		}
	}
	for _, chain := range [][]string{{"3.14.0a7", "3.14.0b1", "3.14.0b2", "3.14.0rc1", "3.14.0", "3.14.1a1", "3.14.1"}, {"1.0.2", "1.0.2a", "1.0.2b", "1.0.2u"}} {
		for i := 1; i < len(chain); i++ {
			if software.CompareVersions(chain[i-1], chain[i]) != -1 {
				t.Errorf("%s is not before %s", chain[i-1], chain[i])
			}
		}
	}
}

// software.md 9: SQL Server's newest build was behind itself.
func TestBuildsWithServicingNames(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"16.0.4265.3 CU26", "16.0.4265.3"} {
		got := ask(t, software.Question{Product: "mssqlserver", Version: version, On: day(t, "2026-08-01")})
		if got.Cycle != "16.0" || got.PatchClass != software.PatchLatest {
			t.Errorf("%s: %s, %s (%s)", version, got.Cycle, got.PatchClass, got.PatchReason)
		}
	}
	if got := ask(t, software.Question{Product: "mssqlserver", Version: "16.0.4100.1", On: day(t, "2026-08-01")}); got.PatchClass != software.PatchBehind {
		t.Errorf("%s", got.PatchClass)
	}
}

// "java" may be anybody's build: nobody is told that it is Oracle's.
func TestJavaIsNobodysAlone(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"java", "jdk"} {
		_, err := software.NewJudge(catalog.Embedded()).Judge(t.Context(), software.Question{Product: name, Version: "17.0.10", On: day(t, "2026-08-01")})
		if _, ok := errors.AsType[*catalog.UnknownProductError](err); !ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
