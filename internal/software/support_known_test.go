package software_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

// ownFacts is a small catalog of a day of its own, so that no test of the judge
// moves when the embedded facts do. "brisk" ends a cycle every few months,
// "steady" has never ended one, "fixed" tells every end.
const ownFacts = `{"products": [
  {"product": "brisk", "name": "Brisk", "facts_as_of": "2026-01-10", "confirmed": "2026-03-01", "source": "brisk.example.test", "cycles": [
    {"cycle": "1", "released": "2025-01-01", "security_ends": "2025-05-11", "versions": ["1.0 2025-01-01"]},
    {"cycle": "2", "released": "2025-05-01", "security_ends": "2025-09-01", "versions": ["2.0 2025-05-01"]},
    {"cycle": "3", "released": "2025-10-01", "security_ends": "none announced", "latest": "3.4", "latest_released": "2026-02-20",
      "versions": ["3.0 2025-11-01", "3.1 2025-12-01", "3.2 2026-01-01", "3.3 2026-02-01", "3.4 2026-02-20"]},
    {"cycle": "4", "released": "2026-02-20", "security_ends": "none announced", "latest": "4.0", "latest_released": "2026-02-20", "incomplete": true}]},
  {"product": "steady", "name": "Steady", "facts_as_of": "2026-03-01", "source": "steady.example.test", "cycles": [
    {"cycle": "1", "released": "2015-01-01", "security_ends": "none announced", "latest": "1.7", "latest_released": "2025-06-01", "incomplete": true,
      "versions": ["1.6 2024-06-01 2024-12-31"]}]},
  {"product": "fixed", "name": "Fixed", "facts_as_of": "2026-03-01", "source": "fixed.example.test", "cycles": [
    {"cycle": "1", "released": "2020-01-01", "security_ends": "2024-01-01", "latest": "1.9", "latest_released": "2023-12-01", "incomplete": true},
    {"cycle": "2", "released": "2022-01-01", "security_ends": "2026-04-01", "latest": "2.9", "latest_released": "2026-02-01", "incomplete": true},
    {"cycle": "3", "released": "2024-01-01", "security_ends": "2030-01-01", "latest": "3.9", "latest_released": "2026-02-01", "incomplete": true}]}
]}`

func judgeOf(t testing.TB, facts string, config catalog.Config) *software.Judge {
	t.Helper()
	config.Own = filepath.Join(t.TempDir(), "own.json")
	if config.Now.IsZero() {
		config.Now = time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)
	}
	if err := os.WriteFile(config.Own, []byte(facts), 0o600); err != nil {
		t.Fatal(err)
	}
	opened, err := catalog.Open(config)
	if err != nil {
		t.Fatal(err)
	}
	return software.NewJudge(opened)
}

func rulesOf(judgement software.Judgement) string {
	var names []string
	for _, finding := range judgement.Findings {
		names = append(names, string(finding.Rule))
	}
	return strings.Join(names, " ")
}

// software.md 1: an old "no end announced" was supported for ever.
func TestNoEndAnnouncedHoldsUntilADay(t *testing.T) {
	t.Parallel()
	judge := judgeOf(t, ownFacts, catalog.Config{})
	for _, test := range []struct {
		product, version, on string
		want                 software.SupportClass
		until, rules         string
	}{
		// Brisk's shortest life is 123 days: cycle 3 is past that, so the count begins
		// with the day of confirmation, and lasts the usual 130 days.
		{"brisk", "3.4", "2026-03-01", software.Supported, "2026-07-09", ""},
		{"brisk", "3.4", "2026-06-08", software.Supported, "2026-07-09", "patch-unconfirmed"},
		{"brisk", "3.4", "2026-06-09", software.Supported, "2026-07-09", "stale-facts patch-unconfirmed"},
		{"brisk", "3.4", "2026-07-09", software.Supported, "2026-07-09", "stale-facts patch-unconfirmed"},
		{"brisk", "3.4", "2026-07-10", software.SupportUnknown, "2026-07-09", "stale-facts patch-unconfirmed"},
		{"brisk", "3.4", "2027-03-01", software.SupportUnknown, "2026-07-09", "stale-facts patch-unconfirmed"},
		// Cycle 4 is younger than any that ended: the count begins with that age.
		{"brisk", "4.0", "2026-07-10", software.Supported, "2026-10-31", "patch-unconfirmed"},
		{"brisk", "4.0", "2026-11-01", software.SupportUnknown, "2026-10-31", "stale-facts patch-unconfirmed"},
		// Nothing of Steady ever ended.
		{"steady", "1.7", "2026-09-07", software.Supported, "2026-09-07", "stale-facts patch-unconfirmed"},
		{"steady", "1.7", "2026-09-08", software.SupportUnknown, "2026-09-07", "stale-facts patch-unconfirmed"},
		// A day of the past is judged as ever.
		{"steady", "1", "2016-01-01", software.Supported, "2026-09-07", "patch-unconfirmed"},
		// An end that is told stays one, and one in the past raises nothing.
		{"fixed", "1.9", "2040-01-01", software.EndedOverYear, "", ""},
		{"fixed", "2.9", "2026-05-01", software.EndedWithinYear, "", "patch-unconfirmed"},
		{"fixed", "3.9", "2026-05-01", software.Supported, "", "patch-unconfirmed"},
		{"fixed", "3.9", "2027-05-01", software.Supported, "", "stale-facts patch-unconfirmed"},
	} {
		got, err := judge.Judge(t.Context(), software.Question{Product: test.product, Version: test.version, On: day(t, test.on)})
		if err != nil {
			t.Fatal(err)
		}
		until := ""
		if !got.KnownUntil.IsZero() {
			until = got.KnownUntil.String()
		}
		if got.SupportClass != test.want || until != test.until || rulesOf(got) != test.rules {
			t.Errorf("%s %s on %s: %s until %q, findings %q; want %s until %q, %q", test.product, test.version, test.on,
				got.SupportClass, until, rulesOf(got), test.want, test.until, test.rules)
		}
		if got.SupportClass == software.SupportUnknown && (got.SupportEnds.State != catalog.EndUnknown || !strings.Contains(got.SupportReason, test.until)) {
			t.Errorf("%s %s on %s: %v, %q", test.product, test.version, test.on, got.SupportEnds, got.SupportReason)
		}
		for _, finding := range got.Findings {
			if finding.Rule == deadline.RuleStaleFacts && !strings.Contains(finding.Message, "catalog") {
				t.Errorf("%q does not say how to renew facts", finding.Message)
			}
		}
	}
}

func TestUnknownAfterOverrides(t *testing.T) {
	t.Parallel()
	period, err := deadline.ParsePeriod("2mo")
	if err != nil {
		t.Fatal(err)
	}
	judge := judgeOf(t, ownFacts, catalog.Config{UnknownAfter: period})
	for _, product := range []string{"brisk", "steady"} {
		got, err := judge.Judge(t.Context(), software.Question{Product: product, Version: map[string]string{"brisk": "4", "steady": "1"}[product], On: day(t, "2026-05-02")})
		if err != nil || got.SupportClass != software.SupportUnknown || got.KnownUntil.String() != "2026-05-01" {
			t.Errorf("%s: %s until %s, %v", product, got.SupportClass, got.KnownUntil, err)
		}
	}
	for _, bad := range []string{"36h", "5bd", "10%"} {
		period, err := deadline.ParsePeriod(bad)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := catalog.Open(catalog.Config{UnknownAfter: period}); err == nil || !strings.Contains(err.Error(), `"90d"`) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// software.md 2: the newest patch of the facts was the newest for ever.
func TestLatestIsLatestForAWhile(t *testing.T) {
	t.Parallel()
	judge := judgeOf(t, ownFacts, catalog.Config{})
	for _, test := range []struct {
		product, version, on string
		want                 software.PatchClass
	}{
		// Half of the month that lies between two releases.
		{"brisk", "3.4", "2026-03-16", software.PatchLatest},
		{"brisk", "3.4", "2026-03-17", software.PatchLatestKnown},
		{"brisk", "3.3", "2027-03-17", software.PatchBehind},
		{"brisk", "3.2", "2026-01-15", software.PatchLatest},
		// A cycle that had ended gets no more.
		{"brisk", "2.0", "2030-01-01", software.PatchLatest},
		{"fixed", "1.9", "2030-01-01", software.PatchLatest},
		// One that ended after the day of the facts may have got one.
		{"fixed", "2.9", "2026-03-15", software.PatchLatest},
		{"fixed", "2.9", "2030-01-01", software.PatchLatestKnown},
		// A newest release of earlier facts keeps its verdict on the days of those.
		{"steady", "1.6", "2024-12-31", software.PatchLatest},
		{"steady", "1.6", "2025-01-01", software.PatchUnknown},
		{"steady", "1.6", "2025-06-01", software.PatchBehind},
		{"steady", "1.7", "2026-03-15", software.PatchLatest},
		{"steady", "1.7", "2026-03-16", software.PatchLatestKnown},
	} {
		got, err := judge.Judge(t.Context(), software.Question{Product: test.product, Version: test.version, On: day(t, test.on)})
		if err != nil {
			t.Fatal(err)
		}
		if got.PatchClass != test.want {
			t.Errorf("%s %s on %s: %s, want %s (%s)", test.product, test.version, test.on, got.PatchClass, test.want, got.PatchReason)
		}
		unconfirmed := strings.Contains(rulesOf(got), "patch-unconfirmed")
		if want := test.want == software.PatchLatestKnown || test.want == software.PatchUnknown; unconfirmed != want {
			t.Errorf("%s %s on %s: findings %q", test.product, test.version, test.on, rulesOf(got))
		}
		if test.want == software.PatchLatestKnown && got.LatestVersion != test.version {
			t.Errorf("%s %s: newest known %q", test.product, test.version, got.LatestVersion)
		}
	}
}

// What is embedded grows old like anything else: a year after its facts were
// confirmed no cycle without an announced end is supported, unless the youngest
// that ever ended was older than it is then.
func TestEmbeddedFactsGrowOld(t *testing.T) {
	t.Parallel()
	facts := catalog.Embedded()
	slugs, err := facts.Slugs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	judge := software.NewJudge(facts)
	open, unknown := 0, map[int]int{}
	for _, slug := range slugs {
		product, err := facts.Product(t.Context(), slug)
		if err != nil {
			t.Fatal(err)
		}
		for i := range product.Cycles {
			cycle := &product.Cycles[i]
			if cycle.SecurityEnds.State != catalog.EndNone {
				continue
			}
			open++
			for _, months := range []int{0, 3, 6, 12} {
				got, err := judge.Judge(t.Context(), software.Question{Product: slug, Version: cycle.Name, On: cycle.Confirmed.AddMonths(months)})
				if err != nil {
					t.Fatal(err)
				}
				switch got.SupportClass {
				case software.Supported:
					if got.KnownUntil.IsZero() {
						t.Errorf("%s %s is supported without an end and for ever", slug, cycle.Name)
					}
				case software.SupportUnknown:
					unknown[months]++
				default:
					t.Errorf("%s %s: %s", slug, cycle.Name, got.SupportClass)
				}
			}
		}
	}
	t.Logf("%d open cycles; unknown after 0, 3, 6, 12 months: %d, %d, %d, %d", open, unknown[0], unknown[3], unknown[6], unknown[12])
	// No machine of false alarms, and no comfort for ever.
	if unknown[0] > 0 || unknown[3] > open/20 || unknown[12] < open/2 {
		t.Errorf("of %d open cycles are unknown after 0, 3, 6 and 12 months: %v", open, unknown)
	}
}

// Facts that say to be of a day to come are no comfort until then; dates in them are
// dates.
func TestFactsOfADayToComeAnnounceNothing(t *testing.T) {
	t.Parallel()
	judge := judgeOf(t, `{"products": [{"product": "far", "facts_as_of": "2099-01-01", "source": "far.example.test", "cycles": [
		{"cycle": "1", "released": "2025-01-01", "security_ends": "none announced", "versions": ["1.0 2025-01-01"]},
		{"cycle": "2", "released": "2025-01-01", "security_ends": "2030-01-01", "latest": "2.1", "latest_released": "2026-01-01", "incomplete": true}]}]}`, catalog.Config{})
	for _, test := range []struct {
		version, on string
		class       software.SupportClass
		patch       software.PatchClass
		stale       bool
	}{
		{"1.0", "2026-03-01", software.SupportUnknown, software.PatchUnknown, true},
		{"1.0", "2026-08-01", software.SupportUnknown, software.PatchUnknown, true},
		{"1.0", "2098-12-30", software.SupportUnknown, software.PatchUnknown, true},
		{"1.0", "2098-12-31", software.Supported, software.PatchLatest, false},
		{"1.0", "2099-02-01", software.Supported, software.PatchLatestKnown, false},
		{"1.0", "2100-02-01", software.SupportUnknown, software.PatchLatestKnown, true},
		{"2.1", "2026-03-01", software.Supported, software.PatchUnknown, true},
		{"2.1", "2030-01-02", software.EndedWithinYear, software.PatchUnknown, true},
	} {
		got, err := judge.Judge(t.Context(), software.Question{Product: "far", Version: test.version, On: day(t, test.on)})
		if err != nil {
			t.Fatal(err)
		}
		if got.SupportClass != test.class || got.PatchClass != test.patch || strings.Contains(rulesOf(got), "stale-facts") != test.stale {
			t.Errorf("%s on %s: %s, %s, %q (%s)", test.version, test.on, got.SupportClass, got.PatchClass, rulesOf(got), got.SupportReason)
		}
	}
}

// software.md 1: fifteen cycles that were embedded as open had ended. Facts that
// were confirmed on the day before, with no end announced, comfort nobody a year on.
func TestOpenCyclesThatHadEnded(t *testing.T) {
	t.Parallel()
	const named = `elasticsearch:8.17 elasticsearch:9.0 elasticsearch:9.1 elasticsearch:9.2 elasticsearch:9.3 apache-apisix:3.2 apache-apisix:3.10
		apache-couchdb:3.3 apache-activemq:6.1 jenkins:2.541 keycloak:26.5 rabbitmq:4.2 sles:15.6 traefik:3.6 wordpress:6.9`
	for name := range strings.FieldsSeq(named) {
		slug, cycle, _ := strings.Cut(name, ":")
		product, err := catalog.Embedded().Product(t.Context(), slug)
		if err != nil {
			t.Fatal(err)
		}
		known, there := product.Cycle(cycle)
		if !there || known.SecurityEnds.Date.IsZero() {
			t.Errorf("%s %s: no end is known", slug, cycle)
			continue
		}
		confirmed := known.SecurityEnds.Date.AddDays(-1)
		judge := judgeOf(t, `{"products": [{"product": "`+slug+`", "facts_as_of": "`+confirmed.String()+`", "source": "as it was embedded", "cycles": [
			{"cycle": "`+cycle+`", "security_ends": "none announced"}]}]}`, catalog.Config{Now: time.Date(2026, time.November, 28, 0, 0, 0, 0, time.UTC)})
		// The day of the audit, for a cycle that ended at a younger age than any before.
		yearOn := confirmed.AddMonths(12)
		if audit := day(t, "2026-11-28"); yearOn.Before(audit) {
			yearOn = audit
		}
		for on, want := range map[deadline.Date]software.SupportClass{confirmed: software.Supported, yearOn: software.SupportUnknown} {
			got, err := judge.Judge(t.Context(), software.Question{Product: slug, Version: cycle, On: on})
			if err != nil {
				t.Fatal(err)
			}
			if got.SupportClass != want || want == software.SupportUnknown && !strings.Contains(rulesOf(got), "stale-facts") {
				t.Errorf("%s %s on %s: %s, %q (%s)", slug, cycle, on, got.SupportClass, rulesOf(got), got.SupportReason)
			}
		}
	}
}
