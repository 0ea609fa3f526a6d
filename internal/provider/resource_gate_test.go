package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
)

// asset is one asset that ends on a day; tests take place on 2026-11-21 and
// assets have a lead time and a reminder of 30 days.
func asset(name, end string) string {
	return `
resource "expiry_asset" "` + name + `" {
  name        = "` + name + `"
  owner       = "team@example.test"
  maintainer  = "ops@example.test"
  criticality = "high"
  expires_on  = "` + end + `"
}`
}

func gate(body string) string {
	return "\nresource \"expiry_gate\" \"g\" {\n" + body + "\n}"
}

const gateOnLocal = "\nlocals { all = [expiry_asset.a] }\nresource \"expiry_gate\" \"g\" { deadlines = local.all }"

func TestGateFailsThePlan(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config string
		says   []string // nil: the plan passes
	}{
		"overdue":                     {asset("a", "2026-12-10") + gateOnLocal, []string{"Deadlines not met", "asset/a expires at the end of 2026-12-10 UTC, in 20 days", "(overdue)"}},
		"expired today":               {asset("a", "2026-11-20") + gateOnLocal, []string{"asset/a expired at the end of 2026-11-20", "(expired)"}},
		"no end":                      {"\nresource \"expiry_asset\" \"a\" {\nname = \"a\"\n}" + gateOnLocal, []string{"asset/a ends at an unknown time", "(unknown)"}},
		"due":                         {asset("a", "2027-01-10") + gateOnLocal, nil},
		"ok":                          {asset("a", "2028-01-10") + gateOnLocal, nil},
		"direct reference":            {asset("a", "2026-12-10") + gate("deadlines = [expiry_asset.a]"), []string{"asset/a", "(overdue)"}},
		"fail on due":                 {asset("a", "2027-01-10") + gate("deadlines = [expiry_asset.a]\nfail_on = \"due\""), []string{"(due)"}},
		"fail on expired":             {asset("a", "2026-12-10") + gate("deadlines = [expiry_asset.a]\nfail_on = \"expired\""), nil},
		"unknown as a warning":        {"\nresource \"expiry_asset\" \"a\" {\nname = \"a\"\n}" + gate("deadlines = [expiry_asset.a]\non_unknown = \"warn\""), nil},
		"plain object":                {gate(`deadlines = [{ id = "licence/x", expires_at = "2026-11-20T00:00:00Z" }]`), []string{"licence/x expired", "(expired)"}},
		"status without a date":       {gate(`deadlines = [{ id = "licence/x", status = "ok", owner = "o" }]`), nil},
		"nonsense status":             {gate(`deadlines = [{ id = "licence/x", status = "fine" }]`), []string{"licence/x", "(unknown)"}},
		"no date and no status":       {gate(`deadlines = [{ id = "licence/x" }]`), []string{"licence/x", "(unknown)"}},
		"said not to pass":            {gate(`deadlines = [{ id = "licence/x", expires_at = "2030-01-01T00:00:00Z", status = "ok", passes = false }]`), []string{"said not to pass"}},
		"finding of severity error":   {gate(`deadlines = [{ id = "c", expires_at = "2030-01-01T00:00:00Z", findings = [{ rule = "untrusted", severity = "error", message = "not trusted" }] }]`), []string{"c: not trusted", "(untrusted)"}},
		"rule raised":                 {gate("deadlines = [{ id = \"c\", expires_at = \"2030-01-01T00:00:00Z\" }]\nrules = { owner-missing = { severity = \"error\" } }"), []string{"names no owner", "(owner-missing)"}},
		"rule off":                    {gate("deadlines = [{ id = \"c\", expires_at = \"2020-01-01T00:00:00Z\" }]\nrules = { expired = { severity = \"off\" } }"), nil},
		"waived":                      {asset("a", "2026-12-10") + gate("deadlines = [expiry_asset.a]\nwaivers = [{ rule = \"overdue\", asset = \"asset/*\", reason = \"r\", approver = \"cto\", granted_on = \"2026-11-01\", ends_on = \"2026-12-05\" }]"), nil},
		"waiver of a milder rule":     {asset("a", "2026-11-20") + gate("deadlines = [expiry_asset.a]\nwaivers = [{ rule = \"overdue\", asset = \"asset/*\", reason = \"r\", approver = \"cto\", granted_on = \"2026-11-01\", ends_on = \"2026-12-05\" }]"), []string{"(expired)"}},
		"waiver over":                 {asset("a", "2028-11-20") + gate("deadlines = [expiry_asset.a]\nwaivers = [{ rule = \"overdue\", asset = \"asset/*\", reason = \"r\", approver = \"cto\", granted_on = \"2026-10-01\", ends_on = \"2026-11-20\" }]"), []string{"ended on 2026-11-20", "(waiver-expired)"}},
		"no deadlines":                {gate("deadlines = []"), []string{"No deadlines to judge"}},
		"deadlines left out":          {gate(""), []string{"No deadlines to judge"}},
		"no deadlines, allowed":       {gate("deadlines = []\nallow_empty = true"), nil},
		"deadline without id":         {gate(`deadlines = [{ expires_at = "2030-01-01T00:00:00Z" }]`), []string{"Deadline without id"}},
		"null deadline":               {gate(`deadlines = [null]`), []string{"Deadline without id"}},
		"date that is no instant":     {gate(`deadlines = [{ id = "x", expires_at = "2030-01-01" }]`), []string{"expires_at", "is not an instant in UTC"}},
		"rules not known yet":         {"resource \"terraform_data\" \"r\" {\n input = \"warn\"\n}" + gate("deadlines = [{ id = \"c\", status = \"ok\" }]\nfail_on = terraform_data.r.output"), []string{"Unknown gate setting", "fail_on depends on something"}},
		"unknown rule":                {gate("deadlines = [{ id = \"c\", status = \"ok\" }]\nrules = { owner-mising = { severity = \"error\" } }"), []string{`"owner-mising" is not a rule; the nearest are owner-missing`}},
		"waiver without end":          {gate("deadlines = [{ id = \"c\", status = \"ok\" }]\nwaivers = [{ rule = \"due\", asset = \"c\", reason = \"r\", approver = \"a\", granted_on = \"2026-11-01\" }]"), []string{"ends_on", "a waiver needs ends_on"}},
		"waiver that renews itself":   {gate("deadlines = [{ id = \"c\", status = \"ok\" }]\nwaivers = [{ rule = \"due\", asset = \"c\", reason = \"r\", approver = \"a\", ends_on = formatdate(\"YYYY-MM-DD\", timeadd(plantimestamp(), \"720h\")) }]"), []string{"a waiver needs granted_on"}},
		"waived by its owner":         {asset("a", "2026-12-10") + gate("deadlines = [expiry_asset.a]\nwaivers = [{ rule = \"overdue\", owner = \"team@*\", reason = \"r\", approver = \"cto\", granted_on = \"2026-11-01\", ends_on = \"2026-12-05\" }]"), nil},
		"waived by another system":    {asset("a", "2026-12-10") + gate("deadlines = [expiry_asset.a]\nwaivers = [{ rule = \"overdue\", system = \"erp\", reason = \"r\", approver = \"cto\", granted_on = \"2026-11-01\", ends_on = \"2026-12-05\" }]"), []string{"(overdue)"}},
		"waivers of null":             {gate("deadlines = [{ id = \"c\", status = \"ok\" }]\nwaivers = [null]"), []string{"Waiver number 1 is null"}},
		"rules of null":               {gate("deadlines = [{ id = \"c\", status = \"ok\" }]\nrules = { due = null }"), []string{"is null, so it sets nothing"}},
		"a severity in capitals":      {gate("deadlines = [{ id = \"c\", status = \"ok\" }]\nrules = { owner-missing = { severity = \"ERROR\" } }"), []string{"(owner-missing)"}},
		"an assertion, and nothing":   {gate("deadlines = []\nassertions = { a = { passed = true, message = \"m\" } }"), []string{"No deadlines to judge"}},
		"nothing allowed, asserted":   {gate("deadlines = []\nallow_empty = true\nassertions = { a = { passed = false, message = \"the record is gone\" } }"), []string{"the record is gone"}},
		"passes false without status": {gate(`deadlines = [{ id = "licence/x", owner = "o", expires_at = "2030-01-01T00:00:00Z", passes = false }]`), []string{"(refused)"}},
		"given as expired":            {gate(`deadlines = [{ id = "licence/x", owner = "o", expires_at = "2030-01-01T00:00:00Z", status = "expired" }]`), []string{"is given as expired, though its dates say ok", "(expired)"}},
		"overdue, failing on expired": {gate("deadlines = [{ id = \"licence/x\", owner = \"o\", expires_at = \"2026-12-01T00:00:00Z\", act_by = \"2026-11-01T00:00:00Z\", status = \"overdue\", passes = false }]\nfail_on = \"expired\""), nil},
		"refused, unknown excused":    {gate("deadlines = [{ id = \"licence/x\", owner = \"o\", status = \"ok\", passes = false }]\non_unknown = \"warn\""), []string{"(refused)"}},
		"within a rule's scope":       {gate("deadlines = [{ id = \"c\", environment = \"production\", status = \"ok\" }]\nrules = { owner-missing = { severity = \"error\", environments = [\"prod*\"] } }"), []string{"(owner-missing)"}},
		"out of a rule's scope":       {gate("deadlines = [{ id = \"c\", environment = \"test\", status = \"ok\" }]\nrules = { owner-missing = { severity = \"error\", environments = [\"prod*\"] } }"), nil},
		"waiver without approver":     {gate("deadlines = [{ id = \"c\", status = \"ok\" }]\nwaivers = [{ rule = \"due\", asset = \"c\", reason = \"r\", granted_on = \"2026-11-01\", ends_on = \"2026-12-01\" }]"), []string{"approver", "who accepts the risk"}},
		"waiver of 91 days":           {gate("deadlines = [{ id = \"c\", status = \"ok\" }]\nwaivers = [{ rule = \"due\", asset = \"c\", reason = \"r\", approver = \"a\", granted_on = \"2026-11-01\", ends_on = \"2027-01-31\" }]"), []string{"would last 91 days", "2027-01-30"}},
		"same id, different dates":    {gate("deadlines = [{ id = \"c\", expires_at = \"2030-01-01T00:00:00Z\" }, { id = \"c\", expires_at = \"2031-01-01T00:00:00Z\" }]\nrules = { duplicate = { severity = \"error\" } }"), []string{"given twice with different dates"}},
		"same id, same dates":         {gate("deadlines = [{ id = \"c\", expires_at = \"2030-01-01T00:00:00Z\" }, { id = \"c\", expires_at = \"2030-01-01T00:00:00Z\" }]\nrules = { duplicate = { severity = \"error\" } }"), nil},
		"worst five of seven":         {gate(`deadlines = [for i in range(7) : { id = "x/${i}", expires_at = "2026-11-1${i}T00:00:00Z" }]`), []string{"x/0 expired", "x/4 expired", "and 2 more"}},
		"markup and control in names": {gate("deadlines = [{ id = \"x\\u001b[31m\\u202e\", expires_at = \"2026-11-20T00:00:00Z\" }]"), []string{"x�[31m�"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.says == nil {
				plans(t, resource.TestStep{
					Config:           test.config,
					ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
				})
				return
			}
			plans(t, refuses(test.config, test.says...))
		})
	}
}
