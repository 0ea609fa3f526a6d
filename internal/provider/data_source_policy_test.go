package provider_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

func policySource(body string) string {
	return "data \"expiry_policy\" \"x\" {\n" + body + "\n}\n"
}

func policyIs(name string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue("data.expiry_policy.x", tfjsonpath.New(name), check)
}

func violations(rules ...string) statecheck.StateCheck {
	var checks []knownvalue.Check
	for _, rule := range rules {
		rule, id, _ := strings.Cut(rule, " ")
		checks = append(checks, knownvalue.ObjectPartial(map[string]knownvalue.Check{"rule": knownvalue.StringExact(rule), "id": knownvalue.StringExact(id)}))
	}
	return policyIs("violations", knownvalue.ListExact(checks))
}

func TestPolicyBadInput(t *testing.T) {
	t.Parallel()
	const one = "deadlines = [{ id = \"c\", status = \"ok\" }]\n"
	for name, test := range map[string]struct {
		body string
		says []string
	}{
		"nothing to judge":          {`deadlines = []`, []string{"No deadlines to judge", "allow_empty"}},
		"no deadlines at all":       {``, []string{"No deadlines to judge"}},
		"without id":                {`deadlines = [{ expires_at = "2030-01-01T00:00:00Z" }]`, []string{"Deadline without id"}},
		"JSON without id":           {`deadlines_json = jsonencode([{ expires_at = "2030-01-01T00:00:00Z" }])`, []string{"Deadline without id"}},
		"JSON that is none":         {`deadlines_json = "[{"`, []string{"deadlines_json", "no JSON", "byte 2", "jsonencode"}},
		"JSON of a text":            {`deadlines_json = jsonencode("c")`, []string{"Invalid deadlines", "neither a list of objects nor one object"}},
		"an empty text":             {`deadlines_json = ""`, []string{"Invalid deadlines", "The text is empty"}},
		"JSON with a list as id":    {`deadlines_json = jsonencode([{ id = ["c"] }])`, []string{"In id of deadline number 1", "text is wanted"}},
		"JSON with a wrong instant": {`deadlines_json = jsonencode([{ id = "c", expires_at = "2030-01-01" }])`, []string{"expires_at of deadline number 1 (c)", "not an instant in UTC"}},
		"changed on no day":         {`deadlines = [{ id = "c", status = "ok", changed_at = "soon" }]`, []string{"changed_at of deadline number 1", `"soon"`}},
		"an unknown rule":           {one + `rules = { owner-mising = {} }`, []string{`"owner-mising" is not a rule`, "owner-missing"}},
		"a parameter of another":    {one + `rules = { due = { max_age = "7d" } }`, []string{"Invalid rule setting", "max_age"}},
		"no age at all":             {one + `rules = { backup-stale = { max_age = "0d" } }`, []string{"max_age", "7d"}},
		"a severity of no kind":     {one + `rules = { due = { severity = "fatal" } }`, []string{"severity", "off", "error"}},
		"a waiver without an end":   {one + `waivers = [{ rule = "due", asset = "c", reason = "r", approver = "a", granted_on = "2026-11-01" }]`, []string{"a waiver needs ends_on"}},
		"a waiver of no day":        {one + `waivers = [{ rule = "due", asset = "c", reason = "r", approver = "a", ends_on = "2026-12-01" }]`, []string{"Waiver number 1, granted_on", "written out, like 2026-11-21"}},
		"a waiver that is null":     {one + `waivers = [null]`, []string{"Waiver number 1 is null, so it excuses nothing"}},
		"a waiver of wrong names":   {one + `waivers = [{ aset = "c" }]`, []string{"Waiver number 1: it sets nothing", "misspelt names, which Terraform drops"}},
		"a waiver for nothing":      {one + `waivers = [{ rule = "due", reason = "r", approver = "a", granted_on = "2026-11-01", ends_on = "2026-12-01" }]`, []string{"a system or owner instead"}},
		"a blank waiver":            {one + `waivers = [{ rule = "due", asset = "c", reason = "　", approver = "a", granted_on = "2026-11-01", ends_on = "2026-12-01" }]`, []string{"Waiver number 1, reason"}},
		"a rule that is null":       {one + `rules = { due = null }`, []string{`The entry for "due" is null`}},
		"a rule that sets nothing":  {one + `rules = { due = { severty = "error" } }`, []string{"Invalid rule setting", "The entry for due sets nothing", "misspelt names"}},
		"a blank scope":             {one + `rules = { due = { owners = [""] } }`, []string{"Pattern number 1 of owners is empty"}},
		"an assertion that is null": {one + `assertions = { a = null }`, []string{`The assertion "a" is null`}},
		"assertions alone":          {`assertions = { a = { passed = true, message = "m" } }`, []string{"No deadlines to judge"}},
		"a waiver of 91 days":       {one + `waivers = [{ rule = "due", asset = "c", reason = "r", approver = "a", granted_on = "2026-11-01", ends_on = "2027-01-31" }]`, []string{"would last 91 days"}},
		"a waiver nobody approved":  {one + `waivers = [{ rule = "due", asset = "c", reason = "r", granted_on = "2026-11-01", ends_on = "2026-12-31" }]`, []string{"who accepts the risk"}},
		"an assertion's severity":   {one + `assertions = { a = { passed = true, severity = "off" } }`, []string{"Invalid assertion", `"off" is no severity; write warn or error`}},
		"a report of no format":     {one + `reports = ["pdf"]`, []string{"reports", "markdown"}},
		"enforced":                  {"deadlines = [{ id = \"c\", owner = \"o\", expires_at = \"2026-11-20T00:00:00Z\" }]\nenforcement = \"error\"", []string{"Deadlines not met", "c expired", "(expired)", "G21"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, refuses(policySource(test.body), test.says...))
		})
	}
}

// What the rules see across things, through Terraform, with plain objects.
func TestPolicyAcrossThings(t *testing.T) {
	t.Parallel()
	const app = `{ id = "asset/app", kind = "database", owner = "o", maintainer = "m", criticality = "high", expires_at = "2030-01-01T00:00:00Z", fate = { contract = "cloud", site = "tokyo" }%s }`
	const backup = `{ id = "asset/copy", kind = "backup", owner = "o", expires_at = "2030-01-01T00:00:00Z", backs_up = ["asset/app"], fate = { %s }, newest_at = "%s" }`
	for name, test := range map[string]struct {
		deadlines []string
		more      string
		rules     []string
	}{
		"no backup":                    {[]string{fmt.Sprintf(app, "")}, "", []string{"backup-missing asset/app"}},
		"the backup in the same cloud": {[]string{fmt.Sprintf(app, ""), fmt.Sprintf(backup, `contract = "cloud"`, "2026-11-20")}, "", []string{"backup-shares-fate asset/app"}},
		"in the same building":         {[]string{fmt.Sprintf(app, ""), fmt.Sprintf(backup, `contract = "other", site = "tokyo"`, "2026-11-20")}, "", []string{"backup-shares-fate asset/app"}},
		"elsewhere":                    {[]string{fmt.Sprintf(app, ""), fmt.Sprintf(backup, `contract = "other", site = "osaka"`, "2026-11-20")}, "", nil},
		"elsewhere, too old":           {[]string{fmt.Sprintf(app, ""), fmt.Sprintf(backup, `contract = "other", site = "osaka"`, "2026-11-01")}, "", []string{"backup-stale asset/app"}},
		"old enough as it is set":      {[]string{fmt.Sprintf(app, ""), fmt.Sprintf(backup, `contract = "other", site = "osaka"`, "2026-11-01")}, `rules = { backup-stale = { max_age = "30d" } }`, nil},
		"changed since":                {[]string{fmt.Sprintf(app, `, changed_at = "2026-11-20", change_reviewed_by = "r"`), fmt.Sprintf(backup, `contract = "other", site = "osaka"`, "2026-11-19")}, "", []string{"change-without-backup asset/app"}},
		"changed unseen":               {[]string{fmt.Sprintf(app, `, changed_at = "2026-11-18"`), fmt.Sprintf(backup, `contract = "other", site = "osaka"`, "2026-11-19")}, "", []string{"change-unreviewed asset/app"}},
		"an assertion fails":           {nil, "assertions = { dns = { passed = false, message = \"the record is gone\" } }\nallow_empty = true", []string{"assertion assertion/dns"}},
		"an assertion cannot be told":  {nil, "assertions = { dns = { passed = null, message = \"the record is gone\" } }\nallow_empty = true", []string{"assertion assertion/dns"}},
		"an assertion holds":           {nil, "assertions = { dns = { passed = true, message = \"the record is gone\" } }\nallow_empty = true", nil},
		"waived":                       {[]string{fmt.Sprintf(app, "")}, `waivers = [{ rule = "backup-missing", asset = "asset/*", reason = "moving", approver = "cto", granted_on = "2026-11-01", ends_on = "2026-12-01" }]`, nil},
		"a waiver that is over":        {[]string{fmt.Sprintf(app, "")}, `waivers = [{ rule = "backup-missing", asset = "asset/*", reason = "moving", approver = "cto", granted_on = "2026-10-01", ends_on = "2026-11-01" }]`, []string{"waiver-expired waiver/backup-missing:asset/*", "backup-missing asset/app"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, resource.TestStep{
				Config:            "provider \"expiry\" {\n enforcement = \"none\"\n}\n" + policySource("deadlines = ["+strings.Join(test.deadlines, ",\n")+"]\n"+test.more),
				ConfigStateChecks: []statecheck.StateCheck{violations(test.rules...)},
			})
		})
	}
}

func TestPolicyVerdict(t *testing.T) {
	t.Parallel()
	deadlines := `[
    { id = "c/expired", kind = "c", owner = "a", expires_at = "2026-11-20T00:00:00Z" },
    { id = "c/overdue", kind = "c", expires_at = "2026-12-20T00:00:00Z", act_by = "2026-11-20T00:00:00Z", remind_at = "2026-11-01T00:00:00Z" },
    { id = "c/due", kind = "c", owner = "a", expires_at = "2026-12-20T00:00:00Z", act_by = "2026-11-30T00:00:00Z", remind_at = "2026-11-01T00:00:00Z" },
    { id = "c/ok", kind = "c", owner = "b", expires_at = "2030-12-20T00:00:00Z", findings = [{ rule = "weak-key", message = "1024 bits" }] },
  ]`
	config := func(deadlines string) string {
		return "provider \"expiry\" {\n enforcement = \"none\"\n}\n" + policySource("name = \"all\"\n"+deadlines+`
  waivers = [{ rule = "expired", asset = "c/*", reason = "being replaced", approver = "cto", ticket = "OPS-1", granted_on = "2026-11-01", ends_on = "2026-12-01" }]
  reports = ["markdown", "html", "svg", "sarif", "junit"]
`) + "output \"expiry_report\" {\n value = data.expiry_policy.x.json\n}\n"
	}
	owner := func(deadlines, errors, warnings, waived int64) knownvalue.Check {
		return knownvalue.ObjectExact(map[string]knownvalue.Check{
			"deadlines": knownvalue.Int64Exact(deadlines), "errors": knownvalue.Int64Exact(errors), "warnings": knownvalue.Int64Exact(warnings), "waived": knownvalue.Int64Exact(waived),
		})
	}
	checks := []statecheck.StateCheck{
		policyIs("id", knownvalue.StringExact("policy/all")), policyIs("passed", knownvalue.Bool(false)), policyIs("violation_count", knownvalue.Int64Exact(4)),
		violations("overdue c/overdue", "due c/due", "weak-key c/ok", "owner-missing c/overdue"),
		policyIs("waived", knownvalue.ListExact([]knownvalue.Check{knownvalue.ObjectPartial(map[string]knownvalue.Check{
			"id": knownvalue.StringExact("c/expired"), "rule": knownvalue.StringExact("expired"), "approver": knownvalue.StringExact("cto"), "ends_on": knownvalue.StringExact("2026-12-01"),
		})})),
		policyIs("by_owner", knownvalue.MapExact(map[string]knownvalue.Check{"a": owner(2, 0, 1, 1), "b": owner(1, 0, 1, 0), "(no owner)": owner(1, 1, 1, 0)})),
		policyIs("unowned", knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("c/overdue")})),
		policyIs("counts", knownvalue.ObjectExact(map[string]knownvalue.Check{
			"ok": knownvalue.Int64Exact(1), "due": knownvalue.Int64Exact(1), "overdue": knownvalue.Int64Exact(1), "expired": knownvalue.Int64Exact(1), "unknown": knownvalue.Int64Exact(0),
		})),
		policyIs("markdown", knownvalue.StringRegexp(says("c/overdue"))), policyIs("html", knownvalue.StringRegexp(says("<!DOCTYPE html>", "c/overdue"))),
		policyIs("svg", knownvalue.StringRegexp(says("<svg", "c/overdue"))), policyIs("sarif", knownvalue.StringRegexp(says("2.1.0"))), policyIs("junit", knownvalue.StringRegexp(says("<testsuites"))),
	}
	plans(t, resource.TestStep{
		Config: config("deadlines = " + deadlines), ConfigStateChecks: checks,
		ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
	})
	// The same as one text.
	plans(t, resource.TestStep{Config: config("deadlines_json = jsonencode(" + deadlines + ")"), ConfigStateChecks: checks})
	// What is not asked for is null.
	plans(t, resource.TestStep{
		Config:            policySource("enforcement = \"none\"\ndeadlines = [{ id = \"c\", owner = \"o\", status = \"ok\" }]"),
		ConfigStateChecks: []statecheck.StateCheck{policyIs("html", knownvalue.Null()), policyIs("passed", knownvalue.Bool(true)), policyIs("json", knownvalue.NotNull())},
	})
}

// Exported, the JSON changes when a verdict does, and not from day to day.
func TestPolicyJSONIsQuiet(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, map[string]string{"main.tf": policySource(`deadlines = [
    { id = "c/a", owner = "o", expires_at = "2026-12-20T00:00:00Z", act_by = "2026-12-01T00:00:00Z", remind_at = "2026-11-01T00:00:00Z" },
    { id = "c/b", owner = "o", expires_at = "2020-12-20T00:00:00Z" }]
  enforcement = "warn"
  reports     = ["markdown"]`) + "output \"expiry_report\" {\n value = data.expiry_policy.x.json\n}\n"})
	w.env = []string{"EXPIRY_REPORT_DIR=out"}
	w.must("apply", "-auto-approve")
	for day, want := range map[string]int{"2026-11-22": 0, "2026-11-30": 0, "2026-12-02": 2} {
		w.asOf = day
		if code, output := w.run("plan", "-detailed-exitcode"); code != want {
			t.Errorf("as of %s: exit code %d\n%s", day, code, output)
		}
	}
	content, err := os.ReadFile(filepath.Join(w.dir, "out", "policy-default.json"))
	if err != nil || !json.Valid(content) {
		t.Errorf("report: %v\n%s", err, content)
	}
}

// Hostile names stay text in every report, and in what a plan prints.
func TestPolicyHostileText(t *testing.T) {
	t.Parallel()
	name := `<script>alert(1)</script>\u001b[31m\u202e|` + "`" + `]]>` + strings.Repeat("x", 10_000)
	plans(t, resource.TestStep{
		Config: policySource("enforcement = \"none\"\nreports = [\"markdown\", \"html\", \"svg\", \"sarif\", \"junit\"]\ndeadlines = [{ id = \"" + name + "\", owner = \"" + name + "\", expires_at = \"2026-11-20T00:00:00Z\" }]"),
		ConfigStateChecks: []statecheck.StateCheck{
			policyIs("passed", knownvalue.Bool(false)),
			policyIs("html", knownvalue.StringFunc(func(page string) error {
				if strings.Contains(page, "<script>alert") || strings.ContainsAny(page, "\x1b\u202e") {
					return fmt.Errorf("the page holds the name as it stands")
				}
				return nil
			})),
		},
	})
}

// What a configuration writes stands for what it means, whatever type Terraform
// makes of it; what means nothing is told, and of thousands only the first few.
func TestPolicyReadsWhatIsWritten(t *testing.T) {
	t.Parallel()
	plans(t, resource.TestStep{
		Config: "locals { i = 7 }\n" + policySource(`enforcement = "none"
  deadlines = concat(
    [{ id = "${local.i}", name = local.i, owner = 42, status = "ok", findings = [], covered_by = toset(["x"]), fate = null, tracked = null }],
    tolist([tomap({ id = "c", owner = "o", expires_at = "2026-11-20T00:00:00Z" })]),
  )`),
		ConfigStateChecks: []statecheck.StateCheck{
			policyIs("by_owner", knownvalue.MapPartial(map[string]knownvalue.Check{"42": knownvalue.NotNull(), "o": knownvalue.NotNull()})),
			policyIs("violations", knownvalue.ListPartial(map[int]knownvalue.Check{0: knownvalue.ObjectPartial(map[string]knownvalue.Check{"id": knownvalue.StringExact("c"), "rule": knownvalue.StringExact("expired")})})),
		},
	})
	for name, test := range map[string]struct {
		deadlines string
		says      []string
	}{
		"no list":              {`{ id = "c" }`, []string{"Invalid deadlines", "are no list"}},
		"a list of lists":      {`[[{ id = "c" }]]`, []string{"Deadline number 1 is no object"}},
		"an object for a text": {`[{ id = "c", owner = { a = 1 } }]`, []string{"In owner of deadline number 1 (c): a text is wanted"}},
		"a text for a list":    {`[{ id = "c", covered_by = "contract/x" }]`, []string{"In covered_by of deadline number 1 (c): a list of texts is wanted"}},
		"a text for a truth":   {`[{ id = "c", passes = "perhaps" }]`, []string{"In passes of deadline number 1 (c): true or false is wanted"}},
		"a text for a fate":    {`[{ id = "c", fate = "cloud" }]`, []string{"In fate of deadline number 1 (c): an object is wanted"}},
		"texts for findings":   {`[{ id = "c", findings = ["weak-key"] }]`, []string{"In findings of deadline number 1 (c)"}},
		"hundreds":             {`[for i in range(300) : { owner = "o" }]`, []string{"Deadline number 5 has no id", "There are 295 more mistakes"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, refuses(policySource("deadlines = "+test.deadlines), test.says...))
			plans(t, refuses(gate("deadlines = "+test.deadlines), test.says...))
		})
	}
}
