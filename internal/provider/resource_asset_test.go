package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"
)

const assetERP = `
resource "expiry_asset" "erp" {
  name       = "erp"
  kind       = "certificate"
  owner      = "team-erp@example.test"
  expires_on = "2027-03-31"
}`

func TestAssetBadInput(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		says []string
	}{
		"no name":                {`expires_on = "2027-03-31"`, []string{`The argument "name" is required`}},
		"empty name":             {`name = ""`, []string{"string length must be between 1 and 256"}},
		"two ends":               {"name = \"a\"\nexpires_on = \"2027-03-31\"\nexpires_at = \"2027-03-31T15:00:00Z\"", []string{"Invalid Attribute Combination"}},
		"no date":                {"name = \"a\"\nexpires_on = \"tomorrow\"", []string{"Invalid date", "expires_on", `"tomorrow" is not a date; write it like 2027-03-31`}},
		"no such day":            {"name = \"a\"\nexpires_on = \"2027-02-29\"", []string{"that month has 28 days"}},
		"not in UTC form":        {"name = \"a\"\nexpires_at = \"2027-04-01T00:00:00+09:00\"", []string{"is not in UTC form", "2027-03-31T15:00:00Z"}},
		"a date as an instant":   {"name = \"a\"\nexpires_at = \"2027-03-31\"", []string{"is not an instant in UTC", "2027-03-31T15:00:00Z"}},
		"period without unit":    {"name = \"a\"\nlead_time = \"30\"", []string{"Invalid period", "lead_time", `"30" has no unit`, "30d"}},
		"negative period":        {"name = \"a\"\nlead_time = \"-5d\"", []string{`"-5d" is negative`}},
		"months or minutes":      {"name = \"a\"\nreminder = \"3m\"", []string{"reminder", "3mo for months", "minutes"}},
		"share of no lifetime":   {"name = \"a\"\nexpires_on = \"2027-03-31\"\nlead_time = \"33%\"", []string{"lead_time", "percentage needs something with a known start and end"}},
		"window never fires":     {"name = \"a\"\nexpires_on = \"2027-03-31\"\nmaintenance_window = { rrule = \"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\", start = \"20:00\", duration = \"4h\" }", []string{"rrule", "never fires"}},
		"window without a start": {"name = \"a\"\nexpires_on = \"2027-03-31\"\nmaintenance_window = { rrule = \"FREQ=MONTHLY;BYDAY=4WE\", duration = \"4h\" }", []string{"start", "is not a time of day; write it like 20:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, refuses("resource \"expiry_asset\" \"a\" {\n"+test.body+"\n}", test.says...))
		})
	}
}

func TestAssetKnowsItsFaceWhilePlanning(t *testing.T) {
	t.Parallel()
	face := map[string]string{
		"id": "asset/erp", "expires_at": "2027-04-01T00:00:00Z", "kind": "certificate",
		"act_by": "2027-03-02T00:00:00Z", "remind_at": "2027-01-31T00:00:00Z",
	}
	var planned []plancheck.PlanCheck
	var stored []statecheck.StateCheck
	for name, value := range face {
		planned = append(planned, plancheck.ExpectKnownValue("expiry_asset.erp", tfjsonpath.New(name), knownvalue.StringExact(value)))
		stored = append(stored, statecheck.ExpectKnownValue("expiry_asset.erp", tfjsonpath.New(name), knownvalue.StringExact(value)))
	}
	plans(t,
		resource.TestStep{
			Config:            assetERP,
			ConfigPlanChecks:  resource.ConfigPlanChecks{PreApply: planned, PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
			ConfigStateChecks: stored,
		},
		resource.TestStep{
			ResourceName: "expiry_asset.erp", ImportState: true, ImportStateId: "asset/erp",
			ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "name",
			ImportStateVerifyIgnore: []string{"end", "kind", "owner", "expires_on", "expires_at", "act_by", "remind_at"},
		},
	)
}

func TestAssetIdentity(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("needs Terraform 1.12")
	}
	resource.Test(t, resource.TestCase{
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		ProtoV6ProviderFactories: providersAt(today),
		Steps: []resource.TestStep{
			{Config: assetERP, ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectIdentity("expiry_asset.erp", map[string]knownvalue.Check{"name": knownvalue.StringExact("erp")}),
			}},
		},
	})
}

func TestAssetChanges(t *testing.T) {
	t.Parallel()
	plans(t,
		resource.TestStep{Config: assetERP},
		resource.TestStep{
			Config:           `resource "expiry_asset" "erp" {` + "\n name = \"erp\"\n expires_at = \"2027-05-31T15:00:00Z\"\n}",
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction("expiry_asset.erp", plancheck.ResourceActionUpdate)}},
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("expiry_asset.erp", tfjsonpath.New("kind"), knownvalue.StringExact("asset")),
				statecheck.ExpectKnownValue("expiry_asset.erp", tfjsonpath.New("act_by"), knownvalue.StringExact("2027-05-01T15:00:00Z")),
			},
		},
		resource.TestStep{
			Config:           `resource "expiry_asset" "erp" {` + "\n name = \"erp2\"\n}",
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction("expiry_asset.erp", plancheck.ResourceActionReplace)}},
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("expiry_asset.erp", tfjsonpath.New("expires_at"), knownvalue.Null()),
			},
		},
	)
}

// The zone, window and business calendar of the provider shape the dates.
func TestAssetDatesFollowTheProvider(t *testing.T) {
	t.Parallel()
	plans(t, resource.TestStep{
		Config: `
provider "expiry" {
  time_zone          = "Asia/Tokyo"
  maintenance_window = { rrule = "FREQ=MONTHLY;BYDAY=4WE", start = "20:00", duration = "4h" }
  business_calendar  = { country = "JP", holidays = ["2026-12-29"] }
  defaults           = { lease = { lead_time = "5bd", reminder = "2w" } }
}
resource "expiry_asset" "lease" {
  name       = "cloud-lease"
  kind       = "lease"
  expires_on = "2027-01-07"
}
resource "expiry_asset" "now" {
  name               = "now"
  expires_on         = "2027-10-31"
  lead_time          = "0d"
  maintenance_window = { rrule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", first_on = "2027-01-03", start = "02:00", duration = "2h" }
}`,
		ConfigStateChecks: []statecheck.StateCheck{
			// Five business days before the end of 2027-01-07 (7, 6, 5, 4 January
			// and 31 December) lies the window of 2026-12-23.
			statecheck.ExpectKnownValue("expiry_asset.lease", tfjsonpath.New("expires_at"), knownvalue.StringExact("2027-01-07T15:00:00Z")),
			statecheck.ExpectKnownValue("expiry_asset.lease", tfjsonpath.New("act_by"), knownvalue.StringExact("2026-12-23T11:00:00Z")),
			statecheck.ExpectKnownValue("expiry_asset.lease", tfjsonpath.New("remind_at"), knownvalue.StringExact("2026-12-09T11:00:00Z")),
			statecheck.ExpectKnownValue("expiry_asset.now", tfjsonpath.New("act_by"), knownvalue.StringExact("2027-10-23T17:00:00Z")),
		},
	})
}

func TestAssetContradictions(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		says []string
	}{
		"dates of hardware":        {`hardware = { end_of_support_on = "2027-02-30" }`, []string{"Invalid date", "In hardware.end_of_support_on"}},
		"hardware of another kind": {"kind = \"licence\"\nhardware = { end_of_support_on = \"2027-03-31\" }", []string{"Invalid asset", "belong to the kind hardware"}},
		"hardware ends twice":      {"expires_on = \"2027-03-31\"\nhardware = { end_of_support_on = \"2028-03-31\" }", []string{"end_of_support_on", "leave expires_on and expires_at out"}},
		"support before its order": {`hardware = { last_support_order_on = "2028-03-31", end_of_support_on = "2027-03-31" }`, []string{"end_of_support_on", "lies before last_support_order_on"}},
		"backs itself up":          {`backs_up = ["asset/a"]`, []string{"backs_up", "cannot stand for itself"}},
		"tracks an empty id":       {`tracks = [""]`, []string{"tracks", "empty id"}},
		"changed on no day":        {`changed_at = "yesterday"`, []string{"changed_at", `"yesterday"`}},
		"an instant past the end":  {"expires_at = \"2028-03-31T00:00:00Z\"\nservice_ends_on = \"2027-03-31\"", []string{"Ends after its service", "expires_on"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, refuses("resource \"expiry_asset\" \"a\" {\nname = \"a\"\n"+test.body+"\n}", test.says...))
		})
	}
}

// The worked case of the IPA Technical Watch of 2014-04-25: web site A serves for
// five years and is maintained on the evening of every fourth Wednesday.
func TestWebSiteA(t *testing.T) {
	t.Parallel()
	const provider = `
provider "expiry" {
  time_zone          = "Asia/Tokyo"
  maintenance_window = { rrule = "FREQ=MONTHLY;BYDAY=4WE", start = "20:00", duration = "4h" }
  business_calendar  = { country = "JP", holidays = ["2026-12-29", "2026-12-30", "2026-12-31"] }
}
`
	for name, test := range map[string]struct{ body, expiresAt, actBy string }{
		"its service":                  {"service_ends_on = \"2027-03-31\"\nlead_time = \"0d\"", "2027-03-31T15:00:00Z", "2027-03-24T11:00:00Z"},
		"a certificate beyond it":      {"kind = \"certificate\"\nexpires_on = \"2027-09-30\"\nservice_ends_on = \"2027-03-31\"\nlead_time = \"0d\"", "2027-03-31T15:00:00Z", "2027-03-24T11:00:00Z"},
		"an update planned for 5 days": {"expires_on = \"2027-01-31\"\nlead_time = \"5bd\"", "2027-01-31T15:00:00Z", "2026-12-23T11:00:00Z"},
		"the same, over New Year":      {"expires_on = \"2027-01-05\"\nlead_time = \"5bd\"", "2027-01-05T15:00:00Z", "2026-12-23T11:00:00Z"},
		"and one that took 15":         {"expires_on = \"2027-01-05\"\nlead_time = \"15bd\"", "2027-01-05T15:00:00Z", "2026-11-25T11:00:00Z"},
		"over Golden Week":             {"expires_on = \"2027-05-06\"\nlead_time = \"5bd\"", "2027-05-06T15:00:00Z", "2027-03-24T11:00:00Z"},
		"over Golden Week, two days":   {"expires_on = \"2027-05-06\"\nlead_time = \"2bd\"", "2027-05-06T15:00:00Z", "2027-04-28T11:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stored []statecheck.StateCheck
			for attribute, value := range map[string]string{"expires_at": test.expiresAt, "act_by": test.actBy} {
				stored = append(stored, statecheck.ExpectKnownValue("expiry_asset.a", tfjsonpath.New(attribute), knownvalue.StringExact(value)))
			}
			plans(t, resource.TestStep{Config: provider + "resource \"expiry_asset\" \"a\" {\nname = \"web-site-a\"\n" + test.body + "\n}", ConfigStateChecks: stored})
		})
	}
}

// The last day to buy support is the last day to act, unless it has been bought.
func TestHardware(t *testing.T) {
	t.Parallel()
	box := func(more string) string {
		return "resource \"expiry_asset\" \"a\" {\nname = \"box\"\nhardware = { end_of_sale_on = \"2026-12-31\", last_support_order_on = \"2027-12-31\", end_of_support_on = \"2031-12-31\" }\n" + more + "\n}"
	}
	is := func(attribute, value string) statecheck.StateCheck {
		return statecheck.ExpectKnownValue("expiry_asset.a", tfjsonpath.New(attribute), knownvalue.StringExact(value))
	}
	plans(t,
		resource.TestStep{Config: box(""), ConfigStateChecks: []statecheck.StateCheck{is("kind", "hardware"), is("expires_at", "2032-01-01T00:00:00Z"), is("act_by", "2028-01-01T00:00:00Z")}},
		resource.TestStep{Config: box("covered_by = [\"contract/box-support\"]"), ConfigStateChecks: []statecheck.StateCheck{is("act_by", "2031-12-02T00:00:00Z")}},
	)
}

// An asset that tracks a certificate lends it its owner, and takes its end, in
// the plan that creates it.
func TestGateJoinsWhatIsTracked(t *testing.T) {
	t.Parallel()
	config := func(tracks string) string {
		return `
resource "expiry_asset" "www" {
  name        = "www"
  kind        = "certificate"
  owner       = "team-web@example.test"
  maintainer  = "ops@example.test"
  criticality = "high"
  tracks      = ["` + tracks + `"]
}
locals { all = [expiry_asset.www, { id = "certificate/www.example.test:443", kind = "certificate", expires_at = "2026-12-01T00:00:00Z", act_by = "2026-11-20T00:00:00Z", remind_at = "2026-11-01T00:00:00Z" }] }
resource "expiry_gate" "g" {
  deadlines = local.all
  rules     = { owner-missing = { severity = "error" } }
}`
	}
	plans(t, refuses(config("certificate/www.*"), "team-web@example.test should have acted by", "(overdue)"))
	plans(t, refuses(config("certificate/shop"), "certificate/shop", "(unknown)"))
	plans(t, resource.TestStep{Config: strings.ReplaceAll(strings.ReplaceAll(config("certificate/www.*"), "2026-1", "2036-1"), "\"2036-11-20", "\"2036-11-19")})
}
