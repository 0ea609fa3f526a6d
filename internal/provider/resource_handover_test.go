package provider_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/handover"
)

const noOfBoth = `{ giver = { says = "no" }, taker = { says = "no" } }`

// handoverOf is a handover to which both sides agree, but for the answers given
// here by item; "" leaves an item unanswered.
func handoverOf(changed map[string]string, more ...string) string {
	answers := map[string]string{}
	for _, item := range handover.BuiltIn() {
		answers[item.ID] = noOfBoth
	}
	answers["backups"] = `{ giver = { says = "yes", assets = ["backup/erp"], taken_at = "2026-11-20T12:00:00Z" }, taker = { says = "yes", assets = ["backup/erp"] } }`
	maps.Copy(answers, changed)
	var lines strings.Builder
	for item, answer := range answers {
		if answer != "" {
			fmt.Fprintf(&lines, "    %q = %s\n", item, answer)
		}
	}
	return `
resource "expiry_handover" "h" {
  name        = "erp"
  system      = "erp"
  go_live_on  = "2026-12-01"
  giver       = "vendor@example.test"
  taker       = "ops@example.test"
  maintainer  = "ops@example.test"
  criticality = "high"
  answers = {
` + lines.String() + "  }\n" + strings.Join(more, "\n") + "\n}\n"
}

func answered(item, answer string) string { return handoverOf(map[string]string{item: answer}) }

func TestHandoverBadInput(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config string
		says   []string
	}{
		"no giver":             {strings.Replace(handoverOf(nil), `  giver       = "vendor@example.test"`, "", 1), []string{`The argument "giver" is required`}},
		"empty taker":          {strings.Replace(handoverOf(nil), `"ops@example.test"`, `""`, 1), []string{"taker", "string length must be between 1 and 256"}},
		"no date":              {strings.Replace(handoverOf(nil), `"2026-12-01"`, `"Christmas"`, 1), []string{"Invalid date", `"Christmas" is not a date`}},
		"unknown item":         {answered("certs", noOfBoth), []string{"Invalid handover", `In answers["certs"]: "certs" is not an item of the checklist; those are certificates, domains`}},
		"says nothing":         {answered("domains", `{ giver = {} }`), []string{`In answers["domains"].giver.says: "" is not an answer; write yes, no or unanswered`}},
		"says maybe":           {answered("domains", `{ taker = { says = "maybe" } }`), []string{`In answers["domains"].taker.says: "maybe" is not an answer`}},
		"no with assets":       {answered("domains", `{ taker = { says = "no", assets = ["domain/a"] } }`), []string{`In answers["domains"].taker.assets: the answer is no, and yet it names domain/a`}},
		"an asset twice":       {answered("domains", `{ giver = { says = "yes", assets = ["domain/a", "domain/b", "domain/a"] } }`), []string{`In answers["domains"].giver.assets[2]: "domain/a" is there twice`}},
		"an empty asset":       {answered("domains", `{ giver = { says = "yes", assets = [""] } }`), []string{`In answers["domains"].giver.assets[0]: the id is empty`}},
		"taken_at of a domain": {answered("domains", `{ giver = { says = "yes", assets = ["domain/a"], taken_at = "2026-11-30" } }`), []string{`In answers["domains"].giver.taken_at: only a yes to what is taken before going live`}},
		"taken_at is no date":  {answered("backups", `{ giver = { says = "yes", assets = ["backup/a"], taken_at = "yesterday" } }`), []string{"Invalid instant", `"yesterday" is neither a date nor an instant`}},
		"own item without id":  {handoverOf(nil, `items = [{ question = "Which?" }]`), []string{`In items[0].id: "" is not an id; write up to 60 lower-case letters`}},
		"own item null":        {handoverOf(nil, `items = [null]`), []string{"In items[0].id:"}},
		"own item as built in": {handoverOf(nil, `items = [{ id = "drills", question = "Which?" }, { id = "backups", question = "Which?" }]`), []string{`In items[1].id: "backups" is a built-in item`}},
		"own item unasked":     {handoverOf(nil, `items = [{ id = "drills" }]`), []string{`In items[0].question: the item "drills" has no question`}},
		"markup in an item":    {answered("<b>\u202e", noOfBoth), []string{`"<b>\u202e" is not an item`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, refuses(test.config, test.says...))
		})
	}
}

func handoverIs(name string, check knownvalue.Check) plancheck.PlanCheck {
	return plancheck.ExpectKnownValue("expiry_handover.h", tfjsonpath.New(name), check)
}

func openItem(item, why string, side knownvalue.Check) knownvalue.Check {
	return knownvalue.ObjectExact(map[string]knownvalue.Check{
		"item": knownvalue.StringExact(item), "why": knownvalue.StringExact(why), "side": side, "question": knownvalue.NotNull(),
	})
}

// Everything about a handover is known in the plan that creates it.
func TestHandoverIsComparedWhilePlanning(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config string
		checks []plancheck.PlanCheck
	}{
		"complete": {handoverOf(nil), []plancheck.PlanCheck{
			handoverIs("complete", knownvalue.Bool(true)), handoverIs("passes", knownvalue.Bool(true)), handoverIs("status", knownvalue.StringExact("ok")),
			handoverIs("open_items", knownvalue.ListSizeExact(0)), handoverIs("findings", knownvalue.ListSizeExact(0)), handoverIs("act_by", knownvalue.Null()),
			handoverIs("reason", knownvalue.StringExact("handover/erp is complete: both sides agree on all 12 items.")),
			handoverIs("id", knownvalue.StringExact("handover/erp")), handoverIs("kind", knownvalue.StringExact("handover")),
			handoverIs("owner", knownvalue.StringExact("ops@example.test")), handoverIs("expires_at", knownvalue.Null()), handoverIs("tracked", knownvalue.Bool(true)),
		}},
		"nobody answered": {"resource \"expiry_handover\" \"h\" {\n name = \"erp\"\n giver = \"g\"\n taker = \"t\"\n}", []plancheck.PlanCheck{
			handoverIs("complete", knownvalue.Bool(false)), handoverIs("passes", knownvalue.Bool(false)), handoverIs("status", knownvalue.StringExact("unknown")),
			handoverIs("open_items", knownvalue.ListSizeExact(12)), handoverIs("act_by", knownvalue.Null()),
			handoverIs("reason", knownvalue.StringRegexp(says("12 of 12 items are open: certificates, domains,", "and 2 more."))),
		}},
		"one side unanswered": {answered("domains", `{ giver = { says = "no" }, taker = { says = "unanswered" } }`), []plancheck.PlanCheck{
			handoverIs("open_items", knownvalue.ListExact([]knownvalue.Check{openItem("domains", "the taker has not answered", knownvalue.StringExact("taker"))})),
			handoverIs("reason", knownvalue.StringExact("handover/erp is not complete, 1 of 12 items is open: domains.")),
			handoverIs("act_by", knownvalue.StringExact("2026-12-01T00:00:00Z")),
			handoverIs("findings", knownvalue.ListExact([]knownvalue.Check{knownvalue.ObjectExact(map[string]knownvalue.Check{
				"rule": knownvalue.StringExact("handover-incomplete"), "severity": knownvalue.StringExact("warn"), "lesson": knownvalue.StringExact("G21"),
				"message": knownvalue.StringExact("domains: the taker has not answered."),
			})})),
		}},
		"they disagree": {answered("domains", `{ giver = { says = "yes", assets = ["domain/a"] }, taker = { says = "no" } }`), []plancheck.PlanCheck{
			handoverIs("complete", knownvalue.Bool(false)),
			handoverIs("open_items", knownvalue.ListExact([]knownvalue.Check{openItem("domains", "the giver says yes (domain/a), the taker says no", knownvalue.Null())})),
		}},
		"a misspelt side": {answered("domains", `{ builder = { says = "no" }, taker = { says = "no" } }`), []plancheck.PlanCheck{
			handoverIs("open_items", knownvalue.ListExact([]knownvalue.Check{openItem("domains", "the giver has not answered", knownvalue.StringExact("giver"))})),
		}},
		"an item null": {answered("domains", "null"), []plancheck.PlanCheck{handoverIs("open_items", knownvalue.ListExact([]knownvalue.Check{openItem("domains", "neither side has answered", knownvalue.Null())}))}},
		"backups too late, in the zone": {"provider \"expiry\" {\n time_zone = \"Asia/Tokyo\"\n as_of = \"2026-12-02\"\n}\n" + answered("backups", `{ giver = { says = "yes", assets = ["backup/erp"], taken_at = "2026-11-30T15:00:00Z" }, taker = { says = "yes", assets = ["backup/erp"] } }`), []plancheck.PlanCheck{
			handoverIs("open_items", knownvalue.ListExact([]knownvalue.Check{openItem("backups", "it was taken at 2026-11-30T15:00:00Z, not before the system went live at 2026-11-30T15:00:00Z", knownvalue.Null())})),
		}},
		"no go-live": {strings.Replace(handoverOf(nil), `go_live_on  = "2026-12-01"`, "", 1), []plancheck.PlanCheck{handoverIs("complete", knownvalue.Bool(false)), handoverIs("open_items", knownvalue.ListSizeExact(1))}},
		"own item open": {handoverOf(nil, `items = [{ id = "drills", question = "Which fire drills?", kinds = ["drill"] }]`), []plancheck.PlanCheck{
			handoverIs("complete", knownvalue.Bool(false)),
			handoverIs("open_items", knownvalue.ListPartial(map[int]knownvalue.Check{0: knownvalue.ObjectPartial(map[string]knownvalue.Check{"item": knownvalue.StringExact("drills"), "question": knownvalue.StringExact("Which fire drills?")})})),
		}},
		"own item answered": {handoverOf(map[string]string{"drills": noOfBoth}, `items = [{ id = "drills", question = "Which fire drills?" }]`), []plancheck.PlanCheck{
			handoverIs("complete", knownvalue.Bool(true)), handoverIs("reason", knownvalue.StringExact("handover/erp is complete: both sides agree on all 13 items.")),
		}},
		"own item before going live": {handoverOf(map[string]string{"rehearsal": noOfBoth}, `items = [{ id = "rehearsal", question = "Which rehearsal?", before_go_live = true }]`), []plancheck.PlanCheck{handoverIs("complete", knownvalue.Bool(false))}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, resource.TestStep{
				Config:           test.config,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: test.checks, PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
			})
		})
	}
}

func TestHandoverAtAGate(t *testing.T) {
	t.Parallel()
	production := "\nresource \"terraform_data\" \"production\" {\n  lifecycle {\n    precondition {\n      condition     = expiry_handover.h.complete\n      error_message = expiry_handover.h.reason\n    }\n  }\n}"
	later := "resource \"terraform_data\" \"id\" {\n input = \"domain/a\"\n}"
	named := func(taker string) string {
		return answered("domains", `{ giver = { says = "yes", assets = [terraform_data.id.output] }, taker = { says = "yes", assets = ["`+taker+`"] } }`)
	}
	open := answered("domains", `{ giver = { says = "no" } }`)
	for name, test := range map[string]struct {
		config string
		says   []string // nil: the plan passes
	}{
		"complete":                         {handoverOf(nil) + gate("deadlines = [expiry_handover.h]"), nil},
		"complete, production":             {handoverOf(nil) + production, nil},
		"open":                             {open + gate("deadlines = [expiry_handover.h]"), []string{"Deadlines not met", "handover/erp is not complete, 1 of 12 items is open: domains", "(unknown)"}},
		"open, production":                 {open + production, []string{"Resource precondition failed", "1 of 12 items is open: domains"}},
		"open, as an error of its own":     {open + gate("deadlines = [expiry_handover.h]\non_unknown = \"warn\"\nrules = { handover-incomplete = { severity = \"error\" } }"), []string{"handover/erp: domains: the taker has not answered", "(handover-incomplete)"}},
		"open, waived":                     {open + gate("deadlines = [expiry_handover.h]\nwaivers = [{ rule = \"unknown\", asset = \"handover/*\", reason = \"r\", approver = \"a\", granted_on = \"2026-11-01\", ends_on = \"2026-12-05\" }]"), nil},
		"known only at apply, complete":    {later + named("domain/a") + gate("deadlines = [expiry_handover.h]"), nil},
		"known only at apply, open":        {later + named("domain/b") + gate("deadlines = [expiry_handover.h]"), []string{"1 of 12 items is open: domains", "(unknown)"}},
		"wrong, which shows only at apply": {later + answered("domains", `{ giver = { says = "yes", assets = ["domain/a", terraform_data.id.output] } }`), []string{"assets[1]", "is there twice"}},
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

// newcomer.md 1: a backup that is said to have been taken on a day to come was not
// taken. A resource knows no day; whoever judges it does.
func TestHandoverByABackupToCome(t *testing.T) {
	t.Parallel()
	taken := func(at string) string {
		return answered("backups", `{ giver = { says = "yes", assets = ["backup/erp"], taken_at = "`+at+`" }, taker = { says = "yes", assets = ["backup/erp"] } }`)
	}
	silent := "provider \"expiry\" {\n enforcement = \"none\"\n}\n"
	locals := "\nlocals {\n all = [expiry_handover.h]\n}\n"
	const object = `{ id = "handover/erp", owner = "o", status = "ok", answers = { backups = { giver = { taken_at = "2026-11-30" } } } }`
	refusal := []string{"Backup still to come", `In answers["backups"].giver.taken_at: taken_at says "2026-11-30T00:00:00Z"`, "Leave taken_at out"}
	why := []string{"handover/erp is not complete: backups: taken_at says \"2026-11-30\", after the day of judgement, 2026-11-21", "(unknown)"}
	for name, test := range map[string]struct {
		config string
		says   []string // nil: the plan passes
	}{
		"by itself":                  {taken("2026-11-30"), refusal},
		"where nothing is enforced":  {silent + taken("2026-11-30"), refusal},
		"an instant of the next day": {taken("2026-11-22T00:00:00Z"), []string{"taken_at says \"2026-11-22T00:00:00Z\""}},
		"as an object, at a gate":    {gate("deadlines = [" + object + "]"), why},
		"as JSON, at a gate":         {gate("deadlines_json = jsonencode([" + object + "])"), why},
		"today in the zone":          {"provider \"expiry\" {\n time_zone = \"Asia/Tokyo\"\n}\n" + taken("2026-11-21T14:59:59Z") + locals + gate("deadlines = local.all"), nil},
		"today":                      {taken("2026-11-21") + locals + gate("deadlines = local.all"), nil},
		"later today":                {taken("2026-11-21T23:00:00Z") + locals + gate("deadlines = local.all"), nil},
		"past as of that day":        {strings.Replace(silent, "{\n", "{\n as_of = \"2026-11-30\"\n", 1) + taken("2026-11-30") + locals + gate("deadlines = local.all"), nil},
		"of an own item":             {handoverOf(map[string]string{"drills": `{ giver = { says = "yes", assets = ["x"], taken_at = "2026-11-30" }, taker = { says = "yes", assets = ["x"] } }`}, `items = [{ id = "drills", question = "Which?", before_go_live = true }]`), []string{"Backup still to come", `answers["drills"]`}},
		"as an error of its own":     {gate("deadlines = [" + object + "]\non_unknown = \"warn\"\nrules = { handover-incomplete = { severity = \"error\" } }"), []string{"backups: taken_at says", "(handover-incomplete)"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.says != nil {
				plans(t, refuses(test.config, test.says...))
				return
			}
			plans(t, resource.TestStep{Config: test.config, ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}})
		})
	}
	// What is stored is the same on any day.
	w := newWorkspace(t, map[string]string{"main.tf": taken("2026-11-30")})
	w.asOf = "2026-11-30"
	w.must("apply", "-auto-approve")
	for day, want := range map[string]int{"2026-12-01": 0, "2026-11-29": 1} {
		w.asOf = day
		if code, output := w.run("plan", "-detailed-exitcode"); code != want {
			t.Errorf("as of %s: exit code %d\n%s", day, code, output)
		}
	}
}

func TestHandoverChangesAndImport(t *testing.T) {
	t.Parallel()
	plans(t,
		resource.TestStep{Config: answered("domains", "")},
		resource.TestStep{
			ResourceName: "expiry_handover.h", ImportState: true, ImportStateId: "erp", ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "name",
			ImportStateVerifyIgnore: []string{
				"end",
				"kind", "owner", "maintainer", "system", "criticality", "giver", "taker", "go_live_on", "answers", "complete", "passes", "status", "reason", "open_items", "findings", "act_by",
			},
		},
		resource.TestStep{
			Config: handoverOf(nil),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction("expiry_handover.h", plancheck.ResourceActionUpdate), handoverIs("complete", knownvalue.Bool(true))},
				PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
			},
			ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue("expiry_handover.h", tfjsonpath.New("complete"), knownvalue.Bool(true))},
		},
	)
}

func TestHandoverIdentity(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("needs Terraform 1.12")
	}
	resource.Test(t, resource.TestCase{
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		ProtoV6ProviderFactories: providersAt(today),
		Steps: []resource.TestStep{
			{Config: handoverOf(nil), ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectIdentity("expiry_handover.h", map[string]knownvalue.Check{"name": knownvalue.StringExact("erp")}),
			}},
		},
	})
}
