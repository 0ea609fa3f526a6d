package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"
)

// waiver is a waiver of rule overdue for asset/a with some arguments changed or,
// with "", left out.
func waiver(changes ...string) string {
	arguments := [][2]string{
		{"name", `"a-late"`},
		{"rule", `"overdue"`},
		{"asset", `"asset/a"`},
		{"reason", `"The vendor is late."`},
		{"approver", `"cto@example.test"`},
		{"granted_on", `"2026-11-01"`},
		{"ends_on", `"2026-12-05"`},
	}
	for i := 0; i < len(changes); i += 2 {
		arguments = append(arguments, [2]string{changes[i], changes[i+1]})
	}
	last := map[string]string{}
	for _, argument := range arguments {
		last[argument[0]] = argument[1]
	}
	var body strings.Builder
	for name, value := range last {
		if value != "" {
			fmt.Fprintf(&body, "  %s = %s\n", name, value)
		}
	}
	return "\nresource \"expiry_waiver\" \"w\" {\n" + body.String() + "}\n"
}

// gateWithWaiver is overdue but for the waiver, in the plan that creates it.
const gateWithWaiver = `
resource "expiry_gate" "g" {
  deadlines = [expiry_asset.a]
  waivers   = [expiry_waiver.w]
}`

func TestWaiverBadInput(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config string
		says   []string
	}{
		"no rule":           {waiver("rule", ""), []string{`The argument "rule" is required`}},
		"unknown rule":      {waiver("rule", `"overdu"`), []string{"Invalid waiver", `In rule: "overdu" is not a rule; the nearest are overdue`}},
		"a status":          {waiver("rule", `"ok"`), []string{`In rule: "ok" is not a rule`}},
		"empty pattern":     {waiver("asset", `" "`), []string{`In asset: a waiver needs asset: the id or pattern it is for, like "software/*"`}},
		"empty reason":      {waiver("reason", `""`), []string{"In reason: a waiver needs reason", "why the breach is acceptable"}},
		"no approver":       {waiver("approver", ""), []string{`The argument "approver" is required`}},
		"empty approver":    {waiver("approver", `""`), []string{"In approver: a waiver needs approver: who accepts the risk"}},
		"no granted_on":     {waiver("granted_on", ""), []string{`The argument "granted_on" is required`}},
		"no ends_on":        {waiver("ends_on", ""), []string{`The argument "ends_on" is required`}},
		"no date":           {waiver("ends_on", `"soon"`), []string{"Invalid date", `"soon" is not a date; write it like 2027-03-31`}},
		"no such day":       {waiver("granted_on", `"2026-11-31"`), []string{"granted_on", "that month has 30 days"}},
		"ends before it":    {waiver("ends_on", `"2026-10-31"`), []string{"In ends_on: ends_on 2026-10-31 lies before granted_on 2026-11-01"}},
		"91 days":           {waiver("ends_on", `"2027-01-31"`), []string{"In ends_on: the waiver would last 91 days from 2026-11-01; at most 90 are accepted", "2027-01-30"}},
		"years":             {waiver("ends_on", `"9999-12-31"`), []string{"at most 90 are accepted"}},
		"period of minutes": {waiver("reminder", `"3m"`), []string{"reminder", "3mo for months", "minutes"}},
		"a window":          {waiver("maintenance_window", `{ rrule = "FREQ=DAILY" }`), []string{"Unsupported argument"}},
		"empty name":        {waiver("name", `""`), []string{"string length must be between 1 and 256"}},
		"several at a time": {waiver("granted_on", `"x"`, "ends_on", `"y"`), []string{`is not a date`, `is not a date`}}, // in whatever order
		"known only at apply": {
			"resource \"terraform_data\" \"r\" {\n input = \"overdu\"\n}" + waiver("rule", "terraform_data.r.output"),
			[]string{`In rule: "overdu" is not a rule`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, refuses(test.config, test.says...))
		})
	}
}

func TestWaiverKnowsItsFaceWhilePlanning(t *testing.T) {
	t.Parallel()
	face := map[string]string{
		"id": "waiver/a-late", "kind": "waiver", "owner": "cto@example.test",
		"expires_at": "2026-12-06T00:00:00Z", "act_by": "2026-12-06T00:00:00Z", "remind_at": "2026-11-29T00:00:00Z",
	}
	var planned []plancheck.PlanCheck
	var stored []statecheck.StateCheck
	for name, value := range face {
		planned = append(planned, plancheck.ExpectKnownValue("expiry_waiver.w", tfjsonpath.New(name), knownvalue.StringExact(value)))
		stored = append(stored, statecheck.ExpectKnownValue("expiry_waiver.w", tfjsonpath.New(name), knownvalue.StringExact(value)))
	}
	stored = append(stored, statecheck.ExpectKnownValue("expiry_waiver.w", tfjsonpath.New("tracked"), knownvalue.Bool(true)))
	plans(t,
		resource.TestStep{
			Config:            waiver(),
			ConfigPlanChecks:  resource.ConfigPlanChecks{PreApply: planned, PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
			ConfigStateChecks: stored,
		},
		resource.TestStep{
			ResourceName: "expiry_waiver.w", ImportState: true, ImportStateId: "waiver/a-late",
			ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "name",
			ImportStateVerifyIgnore: []string{"end", "kind", "owner", "rule", "asset", "reason", "approver", "granted_on", "ends_on", "expires_at", "act_by", "remind_at"},
		},
		resource.TestStep{
			Config: waiver("owner", `"risk@example.test"`, "ticket", `"OPS-1"`, "ends_on", `"2027-01-30"`, "lead_time", `"50%"`, "reminder", `"0d"`),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction("expiry_waiver.w", plancheck.ResourceActionUpdate)},
				PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
			},
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("expiry_waiver.w", tfjsonpath.New("owner"), knownvalue.StringExact("risk@example.test")),
				// Half of the 91 days from the start of 1 November.
				statecheck.ExpectKnownValue("expiry_waiver.w", tfjsonpath.New("act_by"), knownvalue.StringExact("2026-12-16T12:00:00Z")),
			},
		},
		resource.TestStep{
			Config:           waiver("name", `"b"`),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction("expiry_waiver.w", plancheck.ResourceActionReplace)}},
		},
	)
}

// The zone and the terms of the provider shape the dates; its window does not.
func TestWaiverFollowsTheProvider(t *testing.T) {
	t.Parallel()
	plans(t, resource.TestStep{
		Config: `
provider "expiry" {
  time_zone          = "Asia/Tokyo"
  maintenance_window = { rrule = "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1", start = "20:00", duration = "4h" }
  defaults           = { waiver = { lead_time = "3d" } }
}` + waiver(),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("expiry_waiver.w", tfjsonpath.New("expires_at"), knownvalue.StringExact("2026-12-05T15:00:00Z")),
			statecheck.ExpectKnownValue("expiry_waiver.w", tfjsonpath.New("act_by"), knownvalue.StringExact("2026-12-02T15:00:00Z")),
			statecheck.ExpectKnownValue("expiry_waiver.w", tfjsonpath.New("remind_at"), knownvalue.StringExact("2026-11-25T15:00:00Z")),
		},
	})
}

func TestWaiverIdentity(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("needs Terraform 1.12")
	}
	resource.Test(t, resource.TestCase{
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		ProtoV6ProviderFactories: providersAt(today),
		Steps: []resource.TestStep{
			{Config: waiver(), ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectIdentity("expiry_waiver.w", map[string]knownvalue.Check{"name": knownvalue.StringExact("a-late")}),
			}},
		},
	})
}

// A gate honours a waiver in the plan that creates both, until it ends.
func TestWaiverAtAGate(t *testing.T) {
	t.Parallel()
	overdue := asset("a", "2026-12-10")
	later := func(day string) string { return "provider \"expiry\" {\n  as_of = \"" + day + "\"\n}\n" }
	for name, test := range map[string]struct {
		config string
		says   []string // nil: the plan passes
	}{
		"honoured":            {overdue + waiver() + gateWithWaiver, nil},
		"on its last day":     {later("2026-12-05") + overdue + waiver() + gateWithWaiver, nil},
		"not yet granted":     {overdue + waiver("granted_on", `"2026-11-22"`) + gateWithWaiver, []string{"asset/a", "covers it only from 2026-11-22", "(overdue)"}},
		"ended":               {asset("a", "2028-01-01") + waiver("ends_on", `"2026-11-20"`) + gateWithWaiver, []string{"Deadlines not met", "overdue", "ended on 2026-11-20", "(waiver-expired)"}},
		"ended, still needed": {overdue + waiver("ends_on", `"2026-11-20"`) + gateWithWaiver, []string{"asset/a", "(overdue)"}},
		"of its own system":   {overdue + waiver("system", `"crm"`, "owner", `"cto@example.test"`) + gateWithWaiver, nil},
		"for an owner":        {overdue + waiver("asset", "", "for_owner", `"team@*"`) + gateWithWaiver, nil},
		"for another system":  {overdue + waiver("for_system", `"crm"`) + gateWithWaiver, []string{"asset/a", "(overdue)"}},
		"for nothing":         {overdue + waiver("asset", "") + gateWithWaiver, []string{"a system or owner instead"}},
		"of a worse rule":     {asset("a", "2026-11-20") + waiver() + gateWithWaiver, []string{"(expired)"}},
		"of another asset":    {overdue + waiver("asset", `"asset/b*"`) + gateWithWaiver, []string{"asset/a", "(overdue)"}},
		"as a deadline":       {waiver() + gate("deadlines = [expiry_waiver.w]"), nil},
		"as a deadline, over": {waiver("ends_on", `"2026-11-20"`) + gate("deadlines = [expiry_waiver.w]"), []string{"waiver/a-late expired", "(expired)"}},
		"as a deadline, due":  {waiver("ends_on", `"2026-11-25"`) + gate("deadlines = [expiry_waiver.w]\nfail_on = \"due\""), []string{"waiver/a-late", "cto@example.test must act", "(due)"}},
		"a deadline known only at apply": {
			"resource \"terraform_data\" \"r\" {\n input = \"2026-11-20\"\n}" + waiver("ends_on", "terraform_data.r.output") + gate("deadlines = [expiry_waiver.w]"),
			[]string{"waiver/a-late expired", "(expired)"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.says != nil {
				plans(t, refuses(test.config, test.says...))
				return
			}
			plans(t, resource.TestStep{
				Config:           test.config,
				ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
			})
		})
	}
}
