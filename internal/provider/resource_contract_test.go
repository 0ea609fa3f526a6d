package provider_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

func contractResource(name, body string) string {
	return "resource \"expiry_contract\" \"" + name + "\" {\n  name = \"" + name + "\"\n" + body + "\n}\n"
}

func TestContractResourceBadInput(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		says []string
	}{
		"end before start":         {"starts_on = \"2027-04-01\"\nends_on = \"2027-03-31\"", []string{"Invalid contract", "ends_on", "2027-03-31", "2027-04-01"}},
		"term and end disagree":    {"starts_on = \"2020-01-01\"\nterm = \"1y\"\nends_on = \"2021-12-31\"", []string{"ends_on", "2020-12-31"}},
		"notice after the start":   {"starts_on = \"2020-01-01\"\nterm = \"1mo\"\nrenewal = \"tacit\"\nrenewal_term = \"1mo\"\nnotice_period = \"3mo\"", []string{"notice_period"}},
		"tacit for how long":       {"ends_on = \"2027-03-31\"\nrenewal = \"tacit\"", []string{"renewal_term"}},
		"a renewal of no kind":     {"renewal = \"automatic\"", []string{"renewal", "tacit"}},
		"an intent of no kind":     {"intent = \"keep\"", []string{"intent", "renew"}},
		"no date":                  {"starts_on = \"soon\"", []string{"Invalid date", "starts_on"}},
		"no end":                   {"ends_on = \"soon\"", []string{"Invalid contract", "ends_on", `"soon"`}},
		"a bare m":                 {"starts_on = \"2020-01-01\"\nterm = \"3m\"", []string{"term", "3mo for months"}},
		"a share":                  {"starts_on = \"2020-01-01\"\nterm = \"33%\"", []string{"term", "share"}},
		"a term without a start":   {"term = \"1y\"", []string{"starts_on"}},
		"rests on itself":          {"ends_on = \"2027-03-31\"\nupstream = \"contract/c\"", []string{"upstream"}},
		"proof of no renewal":      {"ends_on = \"2027-03-31\"\nrenewal_proof = \"order 7\"", []string{"renewed_until"}},
		"renewed to before":        {"ends_on = \"2027-03-31\"\nrenewed_until = \"2026-03-31\"\nrenewal_proof = \"order 7\"", []string{"renewed_until", "2026-03-31"}},
		"notice is no period":      {"ends_on = \"2027-03-31\"\nnotice_period = \"three moons\"", []string{"notice_period", "three moons"}},
		"expires_at is worked out": {"expires_at = \"2027-03-31T15:00:00Z\"", []string{"expires_at"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, refuses(contractResource("c", test.body), test.says...))
		})
	}
}

// The terms known so far decide: a date is unknown only where what it rests on is.
func TestContractResourceKnowsItsFaceWhilePlanning(t *testing.T) {
	t.Parallel()
	is := func(name string, check knownvalue.Check) plancheck.PlanCheck {
		return plancheck.ExpectKnownValue("expiry_contract.c", tfjsonpath.New(name), check)
	}
	config := func(body string) string {
		return "provider \"expiry\" {\n time_zone = \"Asia/Tokyo\"\n business_calendar = { country = \"JP\" }\n}\n" + contractResource("c", body)
	}
	full := config(`
  kind              = "support"
  owner             = "o@example.test"
  supplier          = "vendor"
  customer          = "us"
  starts_on         = "2022-04-01"
  term              = "5y"
  renewal           = "express"
  notice_period     = "20bd"
  grace_period      = "30d"
  deletes_data      = true
  renewed_until     = "2028-03-31"
  renewal_proof     = "order 7"
  renewal_proved_on = "2026-10-01"
  renewal_proved_by = "o@example.test"
  covers_renewals   = ["certificate/www.example.test:443"]`)
	plans(t,
		resource.TestStep{
			Config: full,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{
					is("id", knownvalue.StringExact("contract/c")), is("kind", knownvalue.StringExact("support")), is("tracked", knownvalue.Bool(true)),
					is("expires_at", knownvalue.StringExact("2028-03-31T15:00:00Z")),
					// Twenty business days before it lies 2028-03-03 (20 March is the equinox), and 30 days before that 2 February.
					is("act_by", knownvalue.StringExact("2028-02-01T15:00:00Z")), is("remind_at", knownvalue.StringExact("2027-12-03T15:00:00Z")),
				},
				PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
			},
		},
		resource.TestStep{
			ResourceName: "expiry_contract.c", ImportState: true, ImportStateId: "contract/c",
			ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "name",
			ImportStateVerifyIgnore: []string{
				"end",
				"kind", "owner", "supplier", "customer", "starts_on", "term", "renewal", "notice_period", "grace_period", "deletes_data", "renewed_until",
				"renewal_proof", "renewal_proved_on", "renewal_proved_by", "covers_renewals", "covers_renewals.#", "covers_renewals.0", "expires_at", "act_by", "remind_at",
			},
		},
		resource.TestStep{
			Config:           config("ends_on = \"unlimited\""),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{is("expires_at", knownvalue.Null()), plancheck.ExpectResourceAction("expiry_contract.c", plancheck.ResourceActionUpdate)}},
		},
		resource.TestStep{
			Config:           strings.Replace(config("ends_on = \"2027-03-31\""), `name = "c"`, `name = "d"`, 1),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction("expiry_contract.c", plancheck.ResourceActionReplace)}},
		},
	)
	plans(t, resource.TestStep{
		Config: "resource \"terraform_data\" \"d\" {\n input = \"2027-03-31\"\n}\n" + config("ends_on = terraform_data.d.output"),
		ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
			plancheck.ExpectUnknownValue("expiry_contract.c", tfjsonpath.New("expires_at")), is("id", knownvalue.StringExact("contract/c")),
		}},
		ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue("expiry_contract.c", tfjsonpath.New("expires_at"), knownvalue.StringExact("2027-03-31T15:00:00Z"))},
	})
}

// A gate judges a declared contract by its terms, on its own day.
func TestGateJudgesContracts(t *testing.T) {
	t.Parallel()
	const people = "owner = \"o\"\nmaintainer = \"m\"\ncriticality = \"high\"\n"
	tacit := contractResource("support", people+"starts_on = \"2018-04-01\"\nterm = \"36mo\"\nrenewal = \"tacit\"\nrenewal_term = \"12mo\"\nnotice_period = \"3mo\"\n")
	chain := func(upstream string) string {
		return contractResource("lease", people+"starts_on = \"2015-11-01\"\nterm = \"5y\"\nrenewed_until = \"2028-10-31\"\nrenewal_proof = \"signed\"\nrenewal_proved_on = \"2026-10-13\"\nupstream = expiry_contract.right.id") +
			contractResource("right", people+upstream)
	}
	gate := func(deadlines string) string {
		return "locals { all = [" + deadlines + "] }\nresource \"expiry_gate\" \"g\" {\n  deadlines = local.all\n}\n"
	}
	for name, test := range map[string]struct {
		now    string
		config string
		says   []string // nil: the plan passes
	}{
		"renewed tacitly long ago":    {"2026-06-01", tacit + gate("expiry_contract.support"), nil},
		"a decision is due":           {"2026-11-15", tacit + gate("expiry_contract.support"), nil},
		"a decision is late":          {"2026-12-15", tacit + gate("expiry_contract.support"), []string{"notice can be given until 2026-12-31", "(overdue)"}},
		"decided to go on":            {"2026-12-15", strings.Replace(tacit, "renewal =", "intent = \"renew\"\nrenewal =", 1) + gate("expiry_contract.support"), nil},
		"due counts where it is told": {"2026-11-15", tacit + strings.Replace(gate("expiry_contract.support"), "deadlines =", "fail_on = \"due\"\ndeadlines =", 1), []string{"notice can be given until 2026-12-31", "(due)"}},
		"meant to end":                {"2026-06-01", strings.Replace(tacit, "renewal =", "intent = \"end\"\nrenewal =", 1) + gate("expiry_contract.support"), []string{"contract/support expired at the end of 2021-03-31", "(expired)"}},
		"nothing declared":            {"2026-06-01", contractResource("x", people) + gate("expiry_contract.x"), []string{"term-undeclared"}},
		"upstream ends before":        {"2026-11-21", chain("ends_on = \"2027-10-31\"") + gate("expiry_contract.lease, expiry_contract.right"), []string{"contract/lease", "contract/right", "(upstream-not-renewed)"}},
		"upstream is renewed too":     {"2026-11-21", chain("ends_on = \"2028-10-31\"") + gate("expiry_contract.lease, expiry_contract.right"), nil},
		"upstream is not handed over": {"2026-11-21", chain("ends_on = \"2028-10-31\"") + gate("expiry_contract.lease"), []string{"cannot be told", "hand it over too", "(upstream-not-renewed)"}},
		"before the proof was seen":   {"2026-10-12", chain("ends_on = \"2028-10-31\"") + gate("expiry_contract.lease, expiry_contract.right"), []string{"contract/lease expired at the end of 2020-10-31"}},
		"plain terms":                 {"2026-12-15", gate(`{ id = "contract/x", owner = "o", starts_on = "2018-04-01", term = "36mo", renewal = "tacit", renewal_term = "12mo", notice_period = "0d" }`), nil},
		"plain terms without notice":  {"2026-12-15", gate(`{ id = "contract/x", owner = "o", starts_on = "2018-04-01", term = "36mo", renewal = "tacit", renewal_term = "12mo" }`), []string{"Until when notice", "(term-undeclared)"}},
		// registers.md 8: to the end of a quarter, so until 31 December for 31 March; by
		// its terms alone there would be time until 14 February.
		"notice to a quarter":        {"2026-12-15", contractResource("office", people+"starts_on = \"2024-02-15\"\nterm = \"24mo\"\nrenewal = \"tacit\"\nrenewal_term = \"3mo\"\nnotice_period = \"3mo\"\nnotice_to = \"quarter\"\n") + gate("expiry_contract.office"), []string{"notice can be given until 2026-12-31", "(overdue)"}},
		"closed":                     {"2026-12-15", contractResource("old", people+"ends_on = \"2020-03-31\"\nclosed_on = \"2020-03-31\"\nclosed_because = \"moved\"\n") + gate("expiry_contract.old"), nil},
		"closed for no reason":       {"2026-12-15", contractResource("old", people+"ends_on = \"2020-03-31\"\nclosed_on = \"2020-03-31\"\n") + gate("expiry_contract.old"), []string{"closed_because", "not why"}},
		"rests on what is closed":    {"2026-11-21", chain("ends_on = \"2028-10-31\"\nclosed_on = \"2026-01-31\"\nclosed_because = \"moved\"") + gate("expiry_contract.lease, expiry_contract.right"), []string{"has been closed", "(upstream-not-renewed)"}},
		"notice given":               {"2026-12-31", strings.Replace(tacit, "renewal =", "notice_given_on = \"2026-12-01\"\nrenewal =", 1) + gate("expiry_contract.support"), nil},
		"not begun":                  {"2026-11-21", contractResource("new", people+"starts_on = \"2027-04-01\"\nends_on = \"2030-03-31\"\n") + "resource \"expiry_asset\" \"h\" {\n name = \"h\"\n kind = \"hardware\"\n" + people + " expires_on = \"2029-12-31\"\n covered_by = [expiry_contract.new.id]\n}\n" + strings.Replace(gate("expiry_contract.new, expiry_asset.h"), "deadlines =", "rules = { support-contract-missing = { severity = \"error\" } }\ndeadlines =", 1), []string{"contract/new", "is not in force yet", "(support-contract-missing)"}},
		"plain terms that are wrong": {"2026-12-15", gate(`{ id = "contract/x", owner = "o", starts_on = "2018-04-01", term = "36mo", renewal = "tacit" }`), []string{"Invalid deadline", "renewal_term of deadline number 1 (contract/x)"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now, err := time.Parse(time.DateOnly, test.now)
			if err != nil {
				t.Fatal(err)
			}
			if test.says == nil {
				plansAt(t, now, resource.TestStep{Config: test.config, ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}})
				return
			}
			plansAt(t, now, refuses(test.config, test.says...))
		})
	}
}
