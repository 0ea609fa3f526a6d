package policy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

var jst = time.FixedZone("JST", 9*60*60)

func date(t *testing.T, text string) deadline.Date {
	t.Helper()
	d, err := deadline.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func instant(text string) time.Time {
	t, err := deadline.ParseInstant(text, time.UTC)
	if err != nil {
		panic(err)
	}
	return t
}

// declared is a thing with its owner, maintainer and criticality, that ends at an
// instant with the lead time and reminder of its kind.
func declared(id, kind, end string, lifetime time.Duration) policy.Item {
	line, err := deadline.Arithmetic{}.Timeline(deadline.EndsAt(instant(end)), deadline.DefaultTerms(kind, lifetime))
	if err != nil {
		panic(err)
	}
	return policy.Item{Thing: deadline.Thing{Deadline: deadline.Deadline{
		ID: id, Kind: kind, Identity: deadline.Identity{Owner: "owner", Maintainer: "maintainer", Criticality: "high"}, Tracked: true, Timeline: line,
	}}}
}

// endless is declared to have no end.
func endless(id, kind string) policy.Item {
	return policy.Item{Thing: deadline.Thing{Deadline: deadline.Deadline{
		ID: id, Kind: kind, Identity: deadline.Identity{Owner: "owner", Maintainer: "maintainer", Criticality: "high"}, Tracked: true,
		Timeline: deadline.Timeline{End: deadline.OpenEnded},
	}}}
}

// unisuper is a private cloud with a default term that nobody declared, whose end
// deletes everything, and a copy at another provider.
func unisuper(time.Time) []policy.Item {
	cloud := endless("contract/private-cloud", "contract")
	cloud.Timeline, cloud.DeletesData = deadline.Timeline{}, true
	cloud.Fate = deadline.Fate{Provider: "google", Account: "unisuper"}
	return []policy.Item{cloud, copyElsewhere("contract/private-cloud")}
}

func unisuperDeclared(time.Time) []policy.Item {
	cloud := declared("contract/private-cloud", "contract", "2024-05-02T00:00:00Z", 0)
	cloud.DeletesData, cloud.Fate = true, deadline.Fate{Provider: "google", Account: "unisuper"}
	return []policy.Item{cloud, copyElsewhere("contract/private-cloud")}
}

// copyElsewhere is a backup at another provider that is made all the time.
func copyElsewhere(of string) policy.Item {
	b := endless("backup/elsewhere", "backup")
	b.BacksUp, b.Fate, b.NewestAt = []string{of}, deadline.Fate{Contract: "contract/storage", Provider: "another"}, instant("2024-04-30T00:00:00Z")
	return b
}

// ovh is a server and its backup in one building.
func ovh(now time.Time) []policy.Item {
	server, b := endless("server/shop", "data"), endless("backup/shop", "backup")
	server.Fate = deadline.Fate{Provider: "OVH", Site: "SBG2"}
	b.BacksUp, b.Fate, b.NewestAt = []string{"server/shop"}, deadline.Fate{Provider: "OVH", Site: "sbg2"}, now
	return []policy.Item{server, b}
}

func ovhAndElsewhere(now time.Time) []policy.Item {
	other := copyElsewhere("server/shop")
	other.NewestAt = now
	return append(ovh(now), other)
}

// fukui is the portal: its lease, renewed on 2020-10-13 for a year, the usage
// right on which the lease rests and which was not, and the backup in the cloud.
func fukui(now time.Time) []policy.Item {
	end := "2020-10-31T15:00:00Z"
	right := declared("contract/usage-right", "contract", end, 0)
	if !now.Before(instant("2020-10-12T15:00:00Z")) {
		end = "2021-10-31T15:00:00Z"
	}
	lease := declared("contract/lease", "contract", end, 0)
	lease.Upstream, lease.DeletesData = "contract/usage-right", true
	portal, b := endless("system/portal", "data"), endless("backup/cloud", "backup")
	portal.CoveredBy = []string{"contract/lease"}
	portal.Fate = deadline.Fate{Contract: "contract/usage-right", Provider: "NEC"}
	b.Fate, b.BacksUp, b.NewestAt = portal.Fate, []string{"system/portal"}, now
	return []policy.Item{lease, right, portal, b}
}

// fukuiOnPremise has the old server too, as if somebody had known of it: a copy
// every Monday at 3, for the last time on 2020-10-05.
func fukuiOnPremise(now time.Time) []policy.Item {
	b := endless("backup/on-premise", "backup")
	b.BacksUp, b.Fate = []string{"system/portal"}, deadline.Fate{Contract: "own building", Site: "Sakai"}
	for run := time.Date(2020, time.August, 31, 3, 0, 0, 0, jst); !run.After(now) && run.Before(time.Date(2020, time.October, 6, 0, 0, 0, 0, jst)); run = run.AddDate(0, 0, 7) {
		b.NewestAt = run
	}
	items := fukui(now)
	items[2].Fate.Site = "data centre"
	return append(items, b)
}

// softbank tracks the certificate inside the vendor's software by the date that
// the vendor would have had to give.
func softbank(time.Time) []policy.Item {
	asset := endless("asset/packet-exchange", "certificate")
	asset.Timeline, asset.Tracks = deadline.Timeline{}, []string{"certificate/sgsn-mme"}
	certificate := declared("certificate/sgsn-mme", "certificate", "2018-12-06T04:39:00Z", 0)
	certificate.Owner = ""
	return []policy.Item{asset, certificate}
}

func teams(time.Time) []policy.Item {
	return []policy.Item{declared("certificate/teams-auth", "certificate", "2020-02-03T00:00:00Z", 0)}
}

// calredie is a change that nobody reviewed, meant to be temporary.
func calredie(time.Time) []policy.Item {
	fix := endless("change/temporary-fix", "change")
	fix.ChangedAt = instant("2020-07-25T00:00:00Z")
	return []policy.Item{fix}
}

// bazel is a certificate that renews itself, with 30 of its 90 days left; this one did not.
func bazel(now time.Time) []policy.Item {
	certificate := declared("certificate/bazel.build:443", "certificate", "2025-12-26T07:35:00Z", 90*24*time.Hour)
	if !now.Before(certificate.End.At.AddDate(0, 0, -30)) {
		certificate.Findings = []deadline.Finding{deadline.NewFinding(deadline.RuleRenewalMissed, "it should have been renewed by 2025-11-26")}
	}
	return []policy.Item{certificate}
}

// TestOutages asks of outages that happened: on which day would a nightly plan
// have broken this rule first, and would it have failed?
func TestOutages(t *testing.T) {
	t.Parallel()
	temporary := policy.Policy{
		Settings: map[deadline.Rule]policy.Setting{deadline.RuleChangeUnreviewed: {Severity: deadline.SeverityError}},
		Waivers: []policy.Waiver{{
			Rule: deadline.RuleChangeUnreviewed, Asset: "change/temporary-fix", Reason: "the backlog grows", Approver: "cto",
			GrantedOn: date(t, "2020-07-25"), EndsOn: date(t, "2020-08-08"),
		}},
	}
	strict := policy.Policy{Settings: map[deadline.Rule]policy.Setting{deadline.RuleRenewalMissed: {Severity: deadline.SeverityError}}}
	for name, test := range map[string]struct {
		items       func(now time.Time) []policy.Item
		policy      policy.Policy
		zone        *time.Location
		from, until string // the outage is on the last day
		rule        deadline.Rule
		first       string // "" never
		fails       bool   // the plan of that day
	}{
		"UniSuper, from the day the cloud was made": {unisuper, policy.Policy{}, time.UTC, "2023-06-01", "2024-05-02", deadline.RuleTermUndeclared, "2023-06-01", true},
		"UniSuper, the copy elsewhere survives":     {unisuper, policy.Policy{}, time.UTC, "2023-06-01", "2024-05-02", deadline.RuleBackupSharesFate, "", false},
		"UniSuper, with the term declared":          {unisuperDeclared, policy.Policy{}, time.UTC, "2024-01-01", "2024-05-02", deadline.RuleOverdue, "2024-04-02", true},

		"OVH, in one building":                                 {ovh, policy.Policy{}, time.UTC, "2021-01-01", "2021-03-10", deadline.RuleBackupSharesFate, "2021-01-01", true},
		"OVH, with one copy outside":                           {ovhAndElsewhere, policy.Policy{}, time.UTC, "2021-01-01", "2021-03-10", deadline.RuleBackupSharesFate, "", false},
		"Fukui, the lease is overdue":                          {fukui, policy.Policy{}, jst, "2020-09-01", "2020-11-01", deadline.RuleOverdue, "2020-10-02", true},
		"Fukui, the usage right is not renewed with the lease": {fukui, policy.Policy{}, jst, "2020-09-01", "2020-11-01", deadline.RuleUpstreamNotRenewed, "2020-10-13", true},
		"Fukui, the backup in the cloud":                       {fukui, policy.Policy{}, jst, "2020-09-01", "2020-11-01", deadline.RuleBackupSharesFate, "2020-09-01", true},
		"Fukui, had the old server been known":                 {fukuiOnPremise, policy.Policy{}, jst, "2020-09-01", "2020-11-01", deadline.RuleBackupSharesFate, "", false},
		"Fukui, once its last copy is old":                     {fukuiOnPremise, policy.Policy{}, jst, "2020-09-01", "2020-11-01", deadline.RuleBackupStale, "2020-10-13", true},

		"SoftBank, a reminder by the declared date":   {softbank, policy.Policy{}, jst, "2018-09-01", "2018-12-06", deadline.RuleDue, "2018-10-08", false},
		"SoftBank, by the declared date":              {softbank, policy.Policy{}, jst, "2018-09-01", "2018-12-06", deadline.RuleOverdue, "2018-11-07", true},
		"SoftBank, the owner is that of what runs it": {softbank, policy.Policy{}, jst, "2018-09-01", "2018-12-06", deadline.RuleOwnerMissing, "", false},
		"Teams":                                 {teams, policy.Policy{}, time.UTC, "2019-10-01", "2020-02-03", deadline.RuleOverdue, "2020-01-04", true},
		"CalREDIE, the waiver ends":             {calredie, temporary, time.UTC, "2020-07-25", "2020-09-30", deadline.RuleWaiverExpired, "2020-08-09", true},
		"CalREDIE, and with it what it excused": {calredie, temporary, time.UTC, "2020-07-25", "2020-09-30", deadline.RuleChangeUnreviewed, "2020-08-09", true},
		"bazel.build, a warning":                {bazel, policy.Policy{}, time.UTC, "2025-10-01", "2025-12-26", deadline.RuleRenewalMissed, "2025-11-27", false},
		"bazel.build, had it been an error":     {bazel, strict, time.UTC, "2025-10-01", "2025-12-26", deadline.RuleRenewalMissed, "2025-11-27", true},
		"bazel.build, by its date alone":        {bazel, policy.Policy{}, time.UTC, "2025-10-01", "2025-12-26", deadline.RuleOverdue, "2025-12-16", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			breaks := func(v policy.Violation) bool { return v.Rule == test.rule }
			until := date(t, test.until)
			for day := date(t, test.from); !day.After(until); day = day.AddDays(1) {
				at := day.Start(test.zone)
				verdict := test.policy.Judge(test.items(at), at, test.zone)
				if !slices.ContainsFunc(verdict.Violations, breaks) {
					continue
				}
				if day.String() != test.first || verdict.Passed == test.fails {
					t.Errorf("first on %s, passed %t: %q", day, verdict.Passed, broken(verdict))
				}
				return
			}
			if test.first != "" {
				t.Error("never")
			}
		})
	}
}
