package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
)

// Until when a policy passes, through Terraform; null with a reason where there
// is no such day.
func TestPolicyPassesUntil(t *testing.T) {
	t.Parallel()
	const licence = `{ id = "licence/erp", owner = "o", expires_at = "2027-03-01T00:00:00Z", act_by = "2027-02-01T00:00:00Z", remind_at = "2027-01-01T00:00:00Z" }`
	const tacit = `{ id = "contract/office", kind = "contract", owner = "o", starts_on = "2024-01-01", ends_on = "2026-12-31", renewal = "tacit", renewal_term = "1mo", notice_period = "1w", intent = "renew" }`
	for name, test := range map[string]struct {
		body  string
		until string // "" null
		says  []string
	}{
		"fails already":             {`deadlines = [{ id = "c", owner = "o", expires_at = "2026-11-20T00:00:00Z" }]`, "", []string{"It fails already."}},
		"nothing ends":              {`deadlines = [{ id = "c", owner = "o", status = "ok" }]`, "", []string{"Nothing that ends here would make it fail."}},
		"something ends":            {"deadlines = [" + licence + "]", "2027-02-01T00:00:00Z", []string{"Then it fails by licence/erp (overdue)."}},
		"a waiver ends":             {"deadlines = [" + licence + "]\nas_of = \"2027-02-05\"\n" + `waivers = [{ rule = "overdue", asset = "licence/*", reason = "r", approver = "cto", granted_on = "2027-02-01", ends_on = "2027-02-10" }]`, "2027-02-11T00:00:00Z", []string{"waiver/overdue:licence/* (waiver-expired)", "licence/erp (overdue)"}},
		"what renews by itself":     {"deadlines = [" + tacit + ", " + licence + "]", "2027-02-01T00:00:00Z", []string{"licence/erp (overdue)"}},
		"what is to be told as due": {"deadlines = [" + tacit + ", " + licence + "]\nrules = { due = { severity = \"error\", applies_to = [\"licence/*\"] } }", "2027-01-01T00:00:00Z", []string{"licence/erp (due)"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check := knownvalue.Check(knownvalue.Null())
			if test.until != "" {
				check = knownvalue.StringExact(test.until)
			}
			plans(t, resource.TestStep{
				Config:            policySource("enforcement = \"none\"\n" + test.body),
				ConfigStateChecks: []statecheck.StateCheck{policyIs("passes_until", check), policyIs("passes_until_reason", knownvalue.StringRegexp(says(test.says...)))},
				ConfigPlanChecks:  resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
			})
		})
	}
}
