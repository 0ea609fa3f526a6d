package software_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

// orderedVersions are chains from old to new, as the products wrote them.
var orderedVersions = map[string][]string{
	"letters after the release":        {"1.0.2", "1.0.2a", "1.0.2k", "1.0.2u", "1.0.2za", "1.1.0", "1.1.0l", "1.1.1", "1.1.1w", "3.0.0", "3.0.10"},
	"doubled letters":                  {"0.9.8", "0.9.8z", "0.9.8za", "0.9.8zh", "1.0.0", "1.0.0a"},
	"builds of Red Hat":                {"1.0.2k-fips", "1.0.2l"},
	"portable OpenSSH":                 {"2.9p2", "2.9.9p1", "2.9.9p2", "3.0p1", "3.0.2p1", "8.9p1", "9.2p1", "9.6", "9.6p1", "9.8p1", "9.9p1", "9.9p2", "10.0p1", "10.0p2"},
	"Exim's patches":                   {"4.84", "4.84_1", "4.84_2", "4.85", "4.90", "4.90.1", "4.92", "4.92.3", "4.100"},
	"Exim's candidates":                {"4.90-RC1", "4.90_RC3", "4.90", "4.90_1"},
	"MariaDB on the wire":              {"5.5.5-10.3.21-MariaDB-1:10.3.21+maria~bionic", "5.5.5-10.3.22-MariaDB-1:10.3.22+maria~bionic", "5.5.5-10.11.2-MariaDB"},
	"MySQL":                            {"5.0.96-community", "5.1.73", "5.5.62-0ubuntu0.14.04.1", "5.7.9", "5.7.44-log", "8.0.4-rc-log", "8.0.11"},
	"Ubuntu's revisions":               {"7.4.3", "7.4.3-4ubuntu2", "7.4.3-4ubuntu2.9", "7.4.3-4ubuntu2.19", "7.4.4"},
	"Debian's revisions":               {"5.3.3-7+squeeze1", "5.3.3-7+squeeze19", "5.4.45-0+deb7u2", "5.4.45-0+deb7u14", "5.6.40+dfsg-0+deb8u12"},
	"Debian's epochs":                  {"9.2p1-2+deb12u2", "1:9.2p1-2+deb12u2", "1:9.2p1-2+deb12u10", "2:1.0"},
	"backports before the release":     {"2.4.57-2~bpo11+1", "2.4.57-2"},
	"builds of Windows":                {"6.1.7601", "6.3.9600", "10.0.14393", "10.0.17763", "10.0.20348", "10.0.26100"},
	"PHP on the way to a release":      {"8.1.0-dev", "8.1.0alpha1", "8.1.0alpha3", "8.1.0beta1", "8.1.0RC1", "8.1.0RC10", "8.1.0", "8.1.1"},
	"Tomcat's milestones":              {"8.5.100", "9.0.0.M1", "9.0.0.M9", "9.0.0.M27", "9.0.1", "9.0.10", "10.0.0-M1", "10.0.0-M10", "10.0.0"},
	"Spring's names":                   {"2.3.0.M4", "2.3.0.RC1", "2.3.0.RELEASE", "2.3.1.RELEASE", "2.3.12.RELEASE", "2.4.0-SNAPSHOT", "2.4.0-M1", "2.4.0-RC1", "2.4.0"},
	"JBoss and Hibernate":              {"5.0.0.Beta2", "5.0.0.CR1", "5.0.0.Final", "5.0.1.Final"},
	"Jetty's build dates":              {"9.4.0.v20161208", "9.4.9.v20180320", "9.4.57.v20241219", "10.0.0", "10.0.26"},
	"Java":                             {"1.4.2_19", "1.4.2_42", "8u202", "8u391", "8u441", "11.0.22+7", "17.0.13+11", "21.0.5+11"},
	"Ruby":                             {"1.8.7p374", "1.9.3p0", "1.9.3p551", "2.0.0p0", "2.0.0p648", "2.1.0", "2.1.10", "3.0.0.rc1", "3.0.0"},
	"ProFTPD":                          {"1.3.3rc4", "1.3.3", "1.3.3a", "1.3.3g", "1.3.4rc1", "1.3.4", "1.3.4e", "1.3.8b", "1.3.9"},
	"FreeBSD":                          {"12.4-RELEASE", "13.2-BETA3", "13.2-RC6", "13.2-RELEASE", "13.2-RELEASE-p4", "13.2-RELEASE-p11", "14.0-RELEASE"},
	"Node and semantic versions":       {"20.0.0-nightly20230101", "20.0.0-rc.1", "20.0.0-rc.2", "20.0.0", "20.9.0", "20.10.0", "v20.18.1", "21.0.0"},
	"PostgreSQL":                       {"9.6.24", "10beta1", "10rc1", "10.0", "10.1", "10.23", "16beta3", "16.0", "16.10"},
	"Struts":                           {"2.3.16", "2.3.16.1", "2.3.16.3", "2.3.20", "2.3.24.1", "2.3.28.1", "2.3.37", "2.5-BETA3", "2.5", "2.5.1", "2.5.10.1", "6.0.0"},
	"dates":                            {"2022.1.5", "2023-10-27", "2024-05-01", "2024-11-30"},
	"dates without separators":         {"20220105", "20230105", "20241130"},
	"Red Hat's packages":               {"2.4.6-45.el7", "2.4.6-97.el7.centos.5", "2.4.37-11.module+el8", "2.4.37-56.module+el8.8.0", "2.4.53-11.el9"},
	"long numbers":                     {"1.99999999999999999999", "1.100000000000000000000"},
	"Debian's point releases":          {"2.2r7", "3.0r1", "3.0r6", "3.1r8", "4.0r9", "5.0.10", "12.9", "12.10"},
	"Postfix":                          {"2.8.20", "3.0.0", "3.8-20230101", "3.9.9", "3.9.10", "3.10.0"},
	"WordPress":                        {"4.9.28", "5.0", "5.0.24", "6.0-alpha-51000", "6.0-beta1", "6.0-RC1", "6.0", "6.0.11"},
	"ISC BIND":                         {"9.9.5", "9.9.5-P1", "9.11.36", "9.16.50", "9.18.1", "9.18.24"},
	"Dovecot's two 2.2.26":             {"2.2.25", "2.2.26", "2.2.26.0", "2.2.27"},
	"nothing, then something":          {"1", "1.0.1", "1.1"},
	"Squid and others with two places": {"3.5.28", "4.17", "5.9", "6.9", "6.14", "7.4"},
}

func TestCompareVersions(t *testing.T) {
	t.Parallel()
	pairs := 0
	for name, chain := range orderedVersions {
		for i := range chain {
			for j := range chain {
				want := 0
				if i < j {
					want = -1
				} else if i > j {
					want = 1
				}
				pairs++
				if got := software.CompareVersions(chain[i], chain[j]); got != want {
					t.Errorf("%s: %q against %q is %d, want %d", name, chain[i], chain[j], got, want)
				}
			}
		}
	}
	if pairs < 1000 {
		t.Errorf("only %d pairs", pairs)
	}
}

func TestCompareVersionsSame(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"2.4.0", "v2.4.0", " 2.4.0 ", "2.4.0.RELEASE", "2.4.0-GA", "2.4.0.Final"},
		{"4.84_2", "4.84.2"},
		{"9.0.0.M1", "9.0.0-M1"},
		{"8.1.0RC1", "8.1.0-rc1", "8.1.0.rc1", "8.1.0-RC.1"},
		{"9.4.57", "9.4.57.v20241219"},
		{"17.0.13", "17.0.13+11"},
		{"1.0", "1.0-0"},
		{"", " "},
	} {
		for _, a := range same {
			for _, b := range same {
				if got := software.CompareVersions(a, b); got != 0 {
					t.Errorf("%q against %q is %d", a, b, got)
				}
			}
		}
	}
}

// The embedded facts are the largest collection of real versions: within a
// cycle, a version that sorts later must not have been released much earlier.
func TestOrderAgreesWithReleaseDays(t *testing.T) {
	t.Parallel()
	facts := catalog.Embedded()
	slugs, err := facts.Slugs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	pairs, against := 0, 0
	for _, slug := range slugs {
		product, err := facts.Product(t.Context(), slug)
		if err != nil {
			t.Fatal(err)
		}
		for i := range product.Cycles {
			versions := slices.Clone(product.Cycles[i].Versions)
			slices.SortStableFunc(versions, func(a, b catalog.Version) int { return software.CompareVersions(a.Name, b.Name) })
			for j := 1; j < len(versions); j++ {
				pairs++
				if software.CompareVersions(versions[j-1].Name, versions[j].Name) == 0 {
					t.Errorf("%s: %q and %q are the same to the order", slug, versions[j-1].Name, versions[j].Name)
				}
				if versions[j].Released.Before(versions[j-1].Released) {
					against++
				}
			}
		}
	}
	// Maintenance branches within one cycle (Struts 2.3.20.3, Tomcat) and days of
	// tags leave a few.
	if pairs < 4000 || against > pairs/50 {
		t.Errorf("of %d neighbours %d were released in the other order", pairs, against)
	}
}

// pieces make versions that are likely to meet each other's edges.
var pieces = strings.Split("1 2 10 02 0 . .. - _ + ~ : p1 a z rc RC1 -rc.1 beta alpha dev -dev .M1 .RELEASE -SNAPSHOT v 5.5.5- MariaDB ubuntu el7 .v20241219 +11 deb é \x00", " ")

func randomVersion(random *rand.Rand) string {
	var text strings.Builder
	for range random.IntN(7) {
		text.WriteString(pieces[random.IntN(len(pieces))])
	}
	return text.String()
}

func TestOrderIsTotal(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(2014, 4))
	for range 20_000 {
		checkOrder(t, randomVersion(random), randomVersion(random), randomVersion(random))
	}
}

func checkOrder(t *testing.T, a, b, c string) {
	t.Helper()
	ab, ba := software.CompareVersions(a, b), software.CompareVersions(b, a)
	if ab != -ba {
		t.Fatalf("%q against %q is %d, the other way %d", a, b, ab, ba)
	}
	if software.CompareVersions(a, a) != 0 {
		t.Fatalf("%q is not itself", a)
	}
	bc, ac := software.CompareVersions(b, c), software.CompareVersions(a, c)
	if ab <= 0 && bc <= 0 && ac > 0 || ab == 0 && ac != bc {
		t.Fatalf("%q, %q, %q: %d, %d but %d", a, b, c, ab, bc, ac)
	}
}

func FuzzCompareVersions(f *testing.F) {
	f.Add("1.0.2u", "1.0.2", "1.0.2-rc1")
	f.Add("9.6p1", "4.84_2", "5.5.5-10.3.22-MariaDB-1:10.3.22+maria~bionic")
	f.Add("7.4.3-4ubuntu2.19", "10.0.14393", "2024-05-01")
	f.Add("9.0.0.M1", "8.1.0-dev", "~")
	f.Fuzz(func(t *testing.T, a, b, c string) { checkOrder(t, a, b, c) })
}

// Whatever is asked, the answer is an error or a judgement that claims nothing
// that it cannot.
func FuzzJudgeVersion(f *testing.F) {
	for _, version := range []string{"7.4.33", "7.4.3-4ubuntu2.19", "latest", "8.1.0-dev", "1:2", "v", "7", "7.4.", "-", "5.5.5-"} {
		f.Add(version)
	}
	judge := software.NewJudge(catalog.Embedded())
	on := day(f, "2026-08-01")
	f.Fuzz(func(t *testing.T, version string) {
		got, err := judge.Judge(t.Context(), software.Question{Product: "php", Version: version, On: on})
		if err != nil {
			return
		}
		if got.PatchClass == software.PatchLatest && !got.Known {
			t.Errorf("%q: the newest patch, but no known release", version)
		}
		if got.SupportClass == software.Supported && got.Cycle == "" {
			t.Errorf("%q: supported without a cycle", version)
		}
	})
}

func BenchmarkCompareVersions(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		software.CompareVersions("7.4.3-4ubuntu2.19", "7.4.33")
	}
}
