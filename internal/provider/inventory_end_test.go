package provider_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// sharedProvider raises nothing by itself and writes to an inventory.
func sharedProvider(url string) string {
	return fmt.Sprintf("provider \"expiry\" {\n  enforcement = \"none\"\n  inventory = {\n    url       = %q\n    tenant    = \"acme\"\n    workspace = \"shop\"\n  }\n}\n", url)
}

// endless is a row that is kept without dates, or with facts beside which an
// earlier version of the provider wrote no state of the end.
func endless(id, facts string) inventory.Row {
	row := inventoryRow(id, 0, facts)
	row.Timeline = deadline.Timeline{}
	return row
}

// house.md 1: a contract without an end that rests on one that ends is found out
// by the gate on the resources, and so it must be through the inventory.
func TestAnOpenEndThroughTheInventory(t *testing.T) {
	t.Parallel()
	contracts := `
resource "expiry_contract" "line" {
  name        = "line"
  owner       = "net@example.test"
  maintainer  = "net@example.test"
  criticality = "high"
  starts_on   = "2021-04-01"
  ends_on     = "ENDS"
  upstream    = "carrier"
}
resource "expiry_contract" "carrier" {
  name        = "carrier"
  owner       = "net@example.test"
  maintainer  = "net@example.test"
  criticality = "high"
  ends_on     = "2027-09-30"
}
locals {
  both = [expiry_contract.line, expiry_contract.carrier]
}
`
	const found = "contract/line is to last until no announced day, but contract/carrier, on which it rests, ends on 2027-09-30"
	for _, ends := range []string{"unlimited", "9999-12-31"} {
		t.Run(ends, func(t *testing.T) {
			t.Parallel()
			config := sharedProvider(inventoryFile(t)) + strings.Replace(contracts, "ENDS", ends, 1)
			read := "\ndata \"expiry_inventory\" \"x\" {\n}\n"
			plans(t,
				resource.TestStep{Config: config, ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}},
				refuses(config+gate("deadlines = local.both"), found, "upstream-not-renewed"),
				refuses(config+read+gate("deadlines_json = data.expiry_inventory.x.deadlines_json"), found, "upstream-not-renewed"),
				refuses(config+read+gate("deadlines = data.expiry_inventory.x.assets"), found, "upstream-not-renewed"),
				resource.TestStep{Config: config + read, ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue("data.expiry_inventory.x", tfjsonpath.New("assets"), knownvalue.ListExact([]knownvalue.Check{
						knownvalue.ObjectPartial(map[string]knownvalue.Check{"id": knownvalue.StringExact("contract/carrier"), "end": knownvalue.StringExact("known")}),
						knownvalue.ObjectPartial(map[string]knownvalue.Check{"id": knownvalue.StringExact("contract/line"), "end": knownvalue.StringExact("open"), "expires_at": knownvalue.Null()}),
					})),
					statecheck.ExpectKnownValue("data.expiry_inventory.x", tfjsonpath.New("deadlines_json"), knownvalue.StringRegexp(says(`"end":"open"`))),
				}},
			)
		})
	}
}

// house.md 3: "no end" of an asset is no riddle, however it is written, at the
// gate, on the calendar, in the inventory and in a sentence.
func TestAnAssetWithoutAnEnd(t *testing.T) {
	t.Parallel()
	url := inventoryFile(t)
	w := newWorkspace(t, map[string]string{"a.csv": "asset,owner,expires_on\nfonts,art@example.test,9999-12-31\nphotos,art@example.test,9999-06-01T00:00:00Z\n", "main.tf": sharedProvider(url) + `
resource "expiry_asset" "on" {
  name       = "on"
  owner      = "art@example.test"
  expires_on = "9999-12-31"
}
resource "expiry_asset" "at" {
  name       = "at"
  owner      = "art@example.test"
  expires_at = "9999-12-31T23:59:59Z"
}
resource "expiry_assets" "register" {
  name     = "register"
  register = "a.csv"
}
locals {
  all = concat([expiry_asset.on, expiry_asset.at], expiry_assets.register.assets, [for a in [expiry_assets.register] : merge(a, { assets = null, deadlines_json = null })])
}
resource "expiry_gate" "g" {
  deadlines = local.all
}
resource "expiry_gate" "rows" {
  deadlines_json = expiry_assets.register.deadlines_json
}
data "expiry_calendar" "c" {
  deadlines = local.all
  from      = "2026-12-01"
  to        = "2027-12-31"
}
output "notes" {
  value = join("\n", data.expiry_calendar.c.notes)
}
output "ends" {
  value = join(" ", [for a in local.all : coalesce(a.expires_at, "null")])
}
`})
	applied := w.must("apply", "-auto-approve")
	if says("0000-00-00").MatchString(applied) || !says("No announced end: asset/at, asset/fonts, asset/on, asset/photos, assets/register.").MatchString(applied) ||
		!says(`ends = "null 9999-12-31T23:59:59Z 9999-12-31T23:59:59Z 9999-12-31T23:59:59Z 9999-12-31T23:59:59Z"`).MatchString(applied) {
		t.Errorf("it was applied as\n%s", applied)
	}
	if code, output := w.run("plan", "-detailed-exitcode"); code != 0 {
		t.Errorf("exit code %d\n%s", code, output)
	}
	inventoryAnswers(
		t, url,
		inventoryAnswer{ids: []string{"asset/at", "asset/fonts", "asset/on", "asset/photos"}, status: "ok", reason: "has no announced end"},
		inventoryAnswer{filters: `with_status = "unknown"`, status: "ok"},
		inventoryAnswer{filters: `due_within = "90y"`, status: "ok"},
	)
	// A service that goes on for ever says nothing of the thing; one that ends does.
	plans(t, refuses("resource \"expiry_asset\" \"x\" {\n name = \"x\"\n expires_at = \"9999-12-31T23:59:59Z\"\n service_ends_on = \"2027-03-31\"\n}", "Ends after its service", "its service ends on 2027-03-31"))
}

// A row keeps what an import needs to plan nothing.
func TestImportOfAnAssetWithoutAnEnd(t *testing.T) {
	t.Parallel()
	config := sharedProvider(inventoryFile(t)) + "resource \"expiry_asset\" \"at\" {\n name = \"at\"\n expires_at = \"9999-06-01T00:00:00Z\"\n}\n"
	plans(t,
		resource.TestStep{Config: config},
		resource.TestStep{ResourceName: "expiry_asset.at", ImportState: true, ImportStateId: "asset/at", ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "name"},
	)
}

// Rows of the version before say of each end only that it is known or not. What
// their facts tell without doubt counts; what they do not stays unknown.
func TestRowsOfTheVersionBefore(t *testing.T) {
	t.Parallel()
	dead := endless("asset/dead", `{}`)
	dead.Timeline.End = deadline.EndsAt(today.AddDate(0, 0, -1))
	url := inventoryFile(
		t, endless("contract/unlimited", `{"ends_on":"unlimited"}`), endless("contract/year-9999", `{"ends_on":"9999-12-31","starts_on":"2020-01-01","renewal":"none"}`),
		endless("contract/undeclared", `{"renewal":"none"}`), endless("asset/perpetual", `{"expires_on":"9999-12-31"}`), endless("asset/tracker", `{"tracks":["certificate/www"]}`),
		endless("asset/register", `{}`), dead,
	)
	inventoryAnswers(
		t, url,
		inventoryAnswer{filters: `with_status = "ok"`, ids: []string{"asset/perpetual", "contract/unlimited", "contract/year-9999"}},
		inventoryAnswer{filters: `with_status = "unknown"`, ids: []string{"asset/register", "asset/tracker", "contract/undeclared"}},
		inventoryAnswer{filters: `with_status = "expired"`, ids: []string{"asset/dead"}},
	)
}

// An end without act_by gets it in the inventory too, by the defaults of its kind
// or its own lead time, and no filter may lose it before that.
func TestInventoryWorksOutByWhenToAct(t *testing.T) {
	t.Parallel()
	ends := func(id string, days int, facts string) inventory.Row {
		row := endless(id, facts)
		row.Timeline.End = deadline.EndsAt(today.AddDate(0, 0, days))
		return row
	}
	reminded := ends("asset/reminded", 100, `{}`)
	reminded.Timeline.ActBy = today.AddDate(0, 0, 20)
	url := inventoryFile(
		t, ends("asset/late", 20, `{}`), ends("asset/soon", 45, `{}`), ends("asset/fine", 400, `{}`), ends("asset/own", 80, `{"lead_time":"90d"}`), reminded,
		// Proved on a day to come: what is stored is the end of the renewal.
		contractUntil(t, "contract/claimed", "2027-12-31", `{"starts_on":"2020-01-01","ends_on":"2026-11-30","renewed_until":"2027-12-31","renewal_proof":"letter","renewal_proved_on":"2026-12-24"}`),
	)
	inventoryAnswers(
		t, url,
		inventoryAnswer{filters: `with_status = "overdue"`, ids: []string{"contract/claimed", "asset/late", "asset/own"}},
		inventoryAnswer{filters: `with_status = "due"`, ids: []string{"asset/soon", "asset/reminded"}},
		inventoryAnswer{filters: `with_status = "ok"`, ids: []string{"asset/fine"}},
		inventoryAnswer{filters: `due_within = "1d"`, ids: []string{"contract/claimed", "asset/late", "asset/own"}},
		inventoryAnswer{filters: `due_within = "16d"`, ids: []string{"contract/claimed", "asset/late", "asset/own", "asset/soon"}},
		inventoryAnswer{filters: "due_within = \"1d\"\nwith_status = \"ok\"", status: "ok"},
	)
}

// contractUntil is a contract as a resource stores it, with act_by 30 days and
// remind_at 90 days before its end.
func contractUntil(t testing.TB, id, lastDay, facts string) inventory.Row {
	t.Helper()
	date, err := deadline.ParseDate(lastDay)
	if err != nil || !json.Valid([]byte(facts)) {
		t.Fatalf("%s: %v", id, err)
	}
	row := inventoryRow(id, 0, facts)
	end := date.End(time.UTC)
	row.Timeline = deadline.Timeline{End: deadline.EndsAt(end), ActBy: end.AddDate(0, 0, -30), RemindAt: end.AddDate(0, 0, -90)}
	return row
}
