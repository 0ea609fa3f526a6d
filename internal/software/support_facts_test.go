package software_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

// software.md 4: ends that were wrong, each as its publisher tells it. Only what is
// past stands here, for that moves no more.
func TestMendedEnds(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		product, cycle string
		level          software.SupportLevel
		ends           string
	}{
		{"amazon-linux", "2", "", "2026-06-30"},
		{"ubuntu", "10.04", "", "2015-04-30"},
		{"ubuntu", "23.10", "", "2024-07-11"},
		{"nodejs", "11", "", "2019-06-01"},
		{"php", "5.3", software.LevelActive, "2013-07-11"},
		{"ruby", "3.1", "", "2025-03-26"},
		{"elasticsearch", "9.0", "", "2025-10-23"},
		{"elasticsearch", "9.1", "", "2026-02-03"},
		{"apache-apisix", "3.10", "", "2024-10-17"},
		{"almalinux", "8", software.LevelActive, "2024-05-31"},
	} {
		got := ask(t, software.Question{Product: test.product, Version: test.cycle, Level: test.level, On: day(t, "2026-08-01")})
		if got.SupportEnds.String() != test.ends {
			t.Errorf("%s %s %s: %s, want %s", test.product, test.cycle, test.level, got.SupportEnds, test.ends)
		}
	}
	for product, want := range map[string]string{"spring-boot 4.0": "2025-11-20", "spring-framework 6.1": "2023-11-16"} {
		name, cycle, _ := strings.Cut(product, " ")
		before := day(t, want).AddDays(-1)
		if got := ask(t, software.Question{Product: name, Version: cycle, On: before}); got.SupportClass != software.SupportUnknown {
			t.Errorf("%s was there before it was released on %s", product, want)
		}
		if got := ask(t, software.Question{Product: name, Version: cycle, On: day(t, want)}); got.SupportClass != software.Supported {
			t.Errorf("%s on %s: %s", product, want, got.SupportClass)
		}
	}
}

// Support that costs extra is a level of its own, also of managed services.
func TestManagedServices(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		product, cycle, on string
		level              software.SupportLevel
		want               software.SupportClass
	}{
		{"amazon-eks", "1.30", "2025-07-23", "", software.Supported},
		{"eks", "1.30", "2026-07-01", "", software.EndedWithinYear},
		{"amazon-eks", "1.30", "2026-07-01", software.LevelExtended, software.Supported},
		{"amazon-rds-postgresql", "12", "2025-06-01", "", software.EndedWithinYear},
		{"amazon-rds-postgresql", "12", "2025-06-01", software.LevelExtended, software.Supported},
		{"aws-lambda", "nodejs16.x", "2026-01-01", software.LevelActive, software.EndedOverYear},
		{"k8s", "1.28", "2026-01-01", "", software.EndedOverYear},
		{"google-cloud-sql-mysql", "5.7.44", "2025-01-31", "", software.Supported},
		{"google-cloud-sql-mysql", "5.7.44", "2025-02-01", "", software.EndedWithinYear},
		{"google-cloud-sql-mysql", "5.7.44", "2028-01-31", software.LevelExtended, software.Supported},
		{"cloud-sql-postgres", "13", "2026-02-01", "", software.EndedWithinYear},
		{"google-cloud-sql-postgresql", "9.6", "2026-11-28", "", software.EndedOverYear},
		{"azure-functions", "1", "2026-09-15", "", software.EndedWithinYear},
		{"azure-functions", "3", "2026-11-28", "", software.EndedOverYear},
		{"azure-functions", "4", "2026-11-28", "", software.Supported},
		{"azure-functions", "4", "2027-11-28", "", software.SupportUnknown},
		{"google-cloud-run-functions", "nodejs20", "2026-11-28", "", software.EndedWithinYear},
		{"cloud-functions", "nodejs22", "2026-11-28", "", software.Supported},
		{"cloud-functions", "python313", "2026-11-28", "", software.SupportUnknown},
		{"dataproc", "2.1.85", "2026-11-28", "", software.EndedWithinYear},
		{"amazon-emr", "7.3.0", "2026-10-15", "", software.Supported},
		{"amazon-emr", "7.3.0", "2026-10-16", "", software.EndedWithinYear},
		{"amazon-emr", "7.1.0", "2026-11-28", "", software.SupportUnknown},
		{"aurora-mysql", "2.12.5", "2026-11-28", "", software.EndedOverYear},
		{"aurora-mysql", "3.05.2", "2026-11-28", "", software.SupportUnknown},
		{"loki", "2.8.1", "2026-11-28", "", software.EndedOverYear},
		{"prometheus", "2.53.1", "2026-11-28", "", software.EndedOverYear},
		{"ingress-nginx", "1.12.1", "2027-03-31", "", software.EndedOverYear},
	} {
		got := ask(t, software.Question{Product: test.product, Version: test.cycle, Level: test.level, On: day(t, test.on)})
		if got.SupportClass != test.want {
			t.Errorf("%s %s %s on %s: %s (%s), want %s", test.product, test.cycle, test.level, test.on, got.SupportClass, got.SupportReason, test.want)
		}
		if got.SupportClass == software.SupportUnknown && got.SupportReason == "" {
			t.Errorf("%s %s is unknown for no reason", test.product, test.cycle)
		}
		if test.product == "amazon-eks" && rulesOf(got) != "" {
			t.Errorf("whoever runs a managed service patches it: %s", rulesOf(got))
		}
	}
}

// software.md 10: cycles since mid-2024 that were missing.
func TestCyclesThatWereMissing(t *testing.T) {
	t.Parallel()
	for product, versions := range map[string]string{
		"eclipse-temurin": "24 25 26", "oracle-jdk": "24 25 26", "rails": "8.1", "apache-kafka": "4.1 4.2 4.3", "rocky-linux": "10", "oracle-linux": "10",
		"sles": "15.7 16.0", "openbsd": "7.7 7.8 7.9", "freebsd": "14.4 15.1", "fedora": "44", "django": "6.1", "laravel": "13", "wordpress": "7.0",
		"msexchange": "SE", "spring-boot": "4.1", "ubuntu": "26.10", "python": "3.15", "kubernetes": "1.36", "go": "1.27", "terraform": "1.14", "opentofu": "1.11",
	} {
		for version := range strings.FieldsSeq(versions) {
			got := ask(t, software.Question{Product: product, Version: version, On: day(t, "2026-11-28")})
			if got.Cycle == "" {
				t.Errorf("%s %s: %s", product, version, got.SupportReason)
			}
		}
	}
}
