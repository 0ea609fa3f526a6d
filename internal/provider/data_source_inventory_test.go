package provider_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// inventoryFile makes a SQLite inventory and gives its URL.
func inventoryFile(t testing.TB, rows ...inventory.Row) string {
	t.Helper()
	url := "sqlite:" + filepath.ToSlash(filepath.Join(t.TempDir(), "inventory.db"))
	if _, err := inventory.Migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	fillInventory(t, url, rows...)
	return url
}

// fillInventory writes rows of the tenant acme as the workspace shop does.
func fillInventory(t testing.TB, url string, rows ...inventory.Row) {
	t.Helper()
	changes := make([]inventory.Change, len(rows))
	for i, row := range rows {
		changes[i] = inventory.Change{Row: row}
	}
	changeInventory(t, url, "run-1", today, changes...)
}

func changeInventory(t testing.TB, url, run string, at time.Time, changes ...inventory.Change) {
	t.Helper()
	store, err := inventory.Open(inventory.Config{URL: url, Tenant: "acme", Workspace: "shop", Actor: "alice@example.test", Run: run, Clock: deadline.FixedClock(at)})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if _, err := store.Apply(t.Context(), changes); err != nil {
		t.Fatal(err)
	}
}

// inventoryRow is a row that must be acted on 30 days before it ends, and of
// which people are reminded 30 days before that.
func inventoryRow(id string, days int, facts string) inventory.Row {
	kind, name, _ := strings.Cut(id, "/")
	end := today.AddDate(0, 0, days)
	return inventory.Row{
		ID: id, Kind: kind, Identity: deadline.Identity{Name: name, Owner: "team@example.test", Maintainer: "ops@example.test", Criticality: "high"}, Facts: json.RawMessage(facts),
		Timeline: deadline.Timeline{End: deadline.EndsAt(end), ActBy: end.AddDate(0, 0, -30), RemindAt: end.AddDate(0, 0, -60)},
	}
}

func unowned(row inventory.Row) inventory.Row {
	row.Owner = ""
	return row
}

func ending(row inventory.Row, state deadline.EndState) inventory.Row {
	row.Timeline = deadline.Timeline{End: deadline.End{State: state}}
	return row
}

// inventoryConfig reads an inventory by a provider that does not raise anything
// by itself.
func inventoryConfig(url, body string) string {
	return fmt.Sprintf("provider \"expiry\" {\n  enforcement = \"none\"\n  inventory = {\n    url = %q\n    tenant = \"acme\"\n  }\n}\ndata \"expiry_inventory\" \"x\" {\n%s\n}\n", url, body)
}

func inventoryIs(name string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue("data.expiry_inventory.x", tfjsonpath.New(name), check)
}

func inventoryHolds(ids ...string) statecheck.StateCheck { return inventoryIs("assets", holds(ids...)) }

func holds(ids ...string) knownvalue.Check {
	checks := make([]knownvalue.Check, len(ids))
	for i, id := range ids {
		checks[i] = knownvalue.ObjectPartial(map[string]knownvalue.Check{"id": knownvalue.StringExact(id)})
	}
	return knownvalue.ListExact(checks)
}

// inventoryAnswer is what the inventory shall answer to some filters.
type inventoryAnswer struct {
	filters, status, reason string // "" for any
	ids                     []string
}

// inventoryAnswers asks all at once, which takes one run of Terraform.
func inventoryAnswers(t *testing.T, url string, answers ...inventoryAnswer) {
	t.Helper()
	config := strings.Replace(inventoryConfig(url, ""), "data \"expiry_inventory\" \"x\" {\n\n}\n", "", 1)
	var checks []statecheck.StateCheck
	for i, answer := range answers {
		name := fmt.Sprintf("q%d", i)
		config += fmt.Sprintf("data \"expiry_inventory\" %q {\n%s\n}\n", name, answer.filters)
		wants := map[string]knownvalue.Check{"assets": holds(answer.ids...), "total": knownvalue.Int64Exact(int64(len(answer.ids)))}
		if answer.status != "" {
			wants["status"] = knownvalue.StringExact(answer.status)
		}
		if answer.reason != "" {
			wants["reason"] = knownvalue.StringRegexp(says(answer.reason))
		}
		for attribute, check := range wants {
			checks = append(checks, statecheck.ExpectKnownValue("data.expiry_inventory."+name, tfjsonpath.New(attribute), check))
		}
	}
	plans(t, resource.TestStep{Config: config, ConfigStateChecks: checks})
}

func TestInventoryDataBadInput(t *testing.T) {
	t.Parallel()
	url := inventoryFile(t)
	damaged := filepath.Join(t.TempDir(), "damaged.db")
	if err := os.WriteFile(damaged, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		config string
		says   []string
	}{
		"no inventory":            {`data "expiry_inventory" "x" {}`, []string{"No inventory configured", "sqlite:/var/lib/expiry/inventory.db", "EXPIRY_INVENTORY_URL"}},
		"never migrated":          {inventoryConfig("sqlite:"+filepath.ToSlash(filepath.Join(t.TempDir(), "none.db")), ""), []string{"Inventory not set up", "terraform-provider-expiry inventory migrate", "none.db"}},
		"no database":             {inventoryConfig("sqlite:"+filepath.ToSlash(damaged), ""), []string{"Inventory is damaged", "damaged.db"}},
		"a bare m":                {inventoryConfig(url, `due_within = "3m"`), []string{"Invalid period", "due_within", "3mo"}},
		"a share of no lifetime":  {inventoryConfig(url, `due_within = "33%"`), []string{"Invalid due_within", "30d"}},
		"beyond all years":        {inventoryConfig(url, `due_within = "9000y"`), []string{"Invalid due_within", "9999"}},
		"no status":               {inventoryConfig(url, `with_status = "late"`), []string{"with_status", "overdue"}},
		"an empty owner":          {inventoryConfig(url, `owner = ""`), []string{"owner"}},
		"an empty system":         {inventoryConfig(url, `system = ""`), []string{"system"}},
		"an owner and none":       {inventoryConfig(url, "owner = \"a\"\nwithout_owner = true"), []string{"without_owner"}},
		"a lead time of its own":  {inventoryConfig(url, `lead_time = "30d"`), []string{"lead_time"}},
		"as of no day":            {inventoryConfig(url, `as_of = "soon"`), []string{"as_of", "soon"}},
		"enforced without reason": {strings.Replace(inventoryConfig(url, ""), `"none"`, `"error"`, 1), []string{"Deadline unknown", "the inventory holds nothing"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, refuses(test.config, test.says...))
		})
	}
}

const hiddenPassword = "gehe1m"

// downURL is of a database that refuses connections.
const downURL = "postgres://expiry:" + hiddenPassword + "@127.0.0.1:1/expiry"

func TestInventoryDataDown(t *testing.T) {
	t.Parallel()
	why := knownvalue.StringRegexp(says("inventory/acme ends at an unknown time: the database of the inventory refused the connection"))
	entry := knownvalue.ObjectPartial(map[string]knownvalue.Check{"id": knownvalue.StringExact("inventory/acme"), "status": knownvalue.StringExact("unknown"), "passes": knownvalue.Bool(false), "reason": why})
	plans(t, resource.TestStep{
		Config: inventoryConfig(downURL, "with_status = \"expired\"\nhistory_of = \"asset/erp\""),
		ConfigStateChecks: []statecheck.StateCheck{
			inventoryIs("status", knownvalue.StringExact("unknown")), inventoryIs("passes", knownvalue.Bool(false)), inventoryIs("reason", why),
			inventoryIs("assets", knownvalue.ListExact([]knownvalue.Check{entry})), inventoryIs("unowned", knownvalue.ListSizeExact(1)),
			inventoryIs("counts", knownvalue.ObjectPartial(map[string]knownvalue.Check{"unknown": knownvalue.Int64Exact(1), "ok": knownvalue.Int64Exact(0)})),
			inventoryIs("history", knownvalue.Null()), inventoryIs("last_written_at", knownvalue.Null()),
		},
	})
	for _, list := range []string{"deadlines_json = data.expiry_inventory.x.deadlines_json", "deadlines = data.expiry_inventory.x.assets", "deadlines = [data.expiry_inventory.x]"} {
		plans(t, refuses(inventoryConfig(downURL, "")+"resource \"expiry_gate\" \"g\" {\n "+list+"\n}", "Deadlines not met", "refused the connection"))
	}
	plans(t, refuses(strings.Replace(inventoryConfig(downURL, ""), `"none"`, `"error"`, 1), "Deadline unknown", "refused the connection"))
}

// What a person sees of a database that is down, and of one whose URL is not known
// while planning.
func TestInventoryDataNotReadWhilePlanning(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, map[string]string{"main.tf": inventoryConfig(downURL, "") + "output \"x\" {\n value = data.expiry_inventory.x\n}\n"})
	w.must("apply", "-auto-approve")
	for _, command := range []string{"plan", "show", "output"} {
		if printed := w.must(command); strings.Contains(printed, hiddenPassword) {
			t.Errorf("%s shows the password:\n%s", command, printed)
		}
	}
	state, err := os.ReadFile(filepath.Join(w.dir, "terraform.tfstate"))
	if err != nil || strings.Contains(string(state), hiddenPassword) || !strings.Contains(string(state), "refused the connection") {
		t.Errorf("the state shows the password, or not the reason: %v", err)
	}

	config := strings.Replace(inventoryConfig("URL", ""), `"URL"`, "terraform_data.url.output", 1)
	w = newWorkspace(t, map[string]string{"main.tf": "resource \"terraform_data\" \"url\" {\n input = \"sqlite:none.db\"\n}\n" + config + "output \"x\" {\n value = data.expiry_inventory.x.reason\n}\n"})
	if printed := w.must("plan"); !says("inventory/inventory ends at an unknown time", "known only after apply").MatchString(printed) {
		t.Errorf("the plan does not say why:\n%s", printed)
	}
}

func TestInventoryDataFilters(t *testing.T) {
	t.Parallel()
	erp := inventoryRow("asset/erp", 10, `{}`)
	erp.System, erp.Kind = "erp", "licence"
	url := inventoryFile(
		t, erp, inventoryRow("asset/old", -1, `{}`), inventoryRow("asset/soon", 45, `{}`), unowned(inventoryRow("asset/fine", 400, `{}`)),
		ending(inventoryRow("asset/open", 0, `{}`), deadline.EndOpen), ending(unowned(inventoryRow("asset/lost", 0, `{}`)), deadline.EndUnknown), ending(inventoryRow("asset/gone", 0, `{}`), deadline.EndedUnknownDay),
	)
	inventoryAnswers(
		t, url,
		inventoryAnswer{ids: []string{"asset/old", "asset/erp", "asset/soon", "asset/fine", "asset/gone", "asset/lost", "asset/open"}, status: "expired"},
		inventoryAnswer{filters: `with_status = "ok"`, ids: []string{"asset/fine", "asset/open"}, status: "ok"},
		inventoryAnswer{filters: `with_status = "due"`, ids: []string{"asset/soon"}, status: "due"},
		inventoryAnswer{filters: `with_status = "overdue"`, ids: []string{"asset/erp"}, status: "overdue"},
		inventoryAnswer{filters: `with_status = "expired"`, ids: []string{"asset/old", "asset/gone"}, status: "expired"},
		inventoryAnswer{filters: `with_status = "unknown"`, ids: []string{"asset/lost"}, status: "unknown"},
		// asset/soon must be acted on when 15 days have passed, not before.
		inventoryAnswer{filters: `due_within = "15d"`, ids: []string{"asset/old", "asset/erp", "asset/gone", "asset/lost"}},
		inventoryAnswer{filters: `due_within = "16d"`, ids: []string{"asset/old", "asset/erp", "asset/soon", "asset/gone", "asset/lost"}},
		inventoryAnswer{filters: `kind = "licence"`, ids: []string{"asset/erp"}},
		inventoryAnswer{filters: `system = "erp"`, ids: []string{"asset/erp"}},
		inventoryAnswer{filters: `owner = "team@example.test"`, ids: []string{"asset/old", "asset/erp", "asset/soon", "asset/gone", "asset/open"}},
		inventoryAnswer{filters: `without_owner = true`, ids: []string{"asset/fine", "asset/lost"}},
		inventoryAnswer{filters: "kind = \"asset\"\ndue_within = \"16d\"\nwith_status = \"due\"", ids: []string{"asset/soon"}},
		inventoryAnswer{filters: "with_status = \"expired\"\nas_of = \"2026-12-15\"", ids: []string{"asset/old", "asset/erp", "asset/gone"}},
		inventoryAnswer{filters: "without_owner = true\ndue_within = \"1d\"", ids: []string{"asset/lost"}},
		// Nothing found is fine only where there is something to pick from.
		inventoryAnswer{filters: "due_within = \"1d\"\nas_of = \"2025-01-01\"\nkind = \"licence\"", status: "ok", reason: "inventory/acme has no announced end: of 1 tracked or read the filters take none"},
		inventoryAnswer{filters: "with_status = \"due\"\nkind = \"licence\"", status: "ok"},
		inventoryAnswer{filters: `owner = "taem@example.test"`, status: "unknown", reason: "the inventory holds nothing of this kind, system and owner"},
		inventoryAnswer{filters: "kind = \"license\"\ndue_within = \"30d\"", status: "unknown", reason: "the inventory holds nothing"},
	)
}

// inventoryTells is what one small inventory gives, in whichever database.
func inventoryTells(t *testing.T, url string) {
	t.Helper()
	later := today.Add(26 * time.Hour)
	fillInventory(t, url, inventoryRow("asset/erp", 45, `{"changed_at":"2026-11-01","covered_by":["contract/lease"]}`), unowned(inventoryRow("licence/cad", 400, `{}`)), inventoryRow("asset/gone", -5, `{}`))
	moved := inventoryRow("asset/erp", 75, `{"covered_by":["contract/lease"]}`)
	moved.Owner = "new@example.test"
	changeInventory(t, url, "run-2", later, inventory.Change{Row: moved, Expected: 1}, inventory.Change{Row: inventory.Row{ID: "asset/gone"}, Expected: 1, Delete: inventory.Tombstone})

	plans(t, resource.TestStep{
		Config: inventoryConfig(url, `history_of = "asset/erp"`),
		ConfigStateChecks: []statecheck.StateCheck{
			inventoryIs("id", knownvalue.StringExact("inventory/acme")), inventoryIs("kind", knownvalue.StringExact("inventory")), inventoryIs("tenant", knownvalue.StringExact("acme")),
			inventoryIs("status", knownvalue.StringExact("ok")), inventoryIs("reason", knownvalue.StringRegexp(says("asset/erp"))), inventoryIs("expires_at", knownvalue.StringExact("2027-02-04T00:00:00Z")),
			inventoryHolds("asset/erp", "licence/cad"), inventoryIs("total", knownvalue.Int64Exact(2)), inventoryIs("unowned", knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("licence/cad")})),
			inventoryIs("counts", knownvalue.ObjectPartial(map[string]knownvalue.Check{"ok": knownvalue.Int64Exact(2), "expired": knownvalue.Int64Exact(0)})),
			inventoryIs("counts_by_kind", knownvalue.MapExact(map[string]knownvalue.Check{"asset": knownvalue.Int64Exact(1), "licence": knownvalue.Int64Exact(1)})),
			inventoryIs("counts_by_owner", knownvalue.MapExact(map[string]knownvalue.Check{"new@example.test": knownvalue.Int64Exact(1)})),
			inventoryIs("last_written_at", knownvalue.StringExact(deadline.FormatInstant(later))),
			statecheck.ExpectKnownValue("data.expiry_inventory.x", tfjsonpath.New("assets").AtSliceIndex(0), knownvalue.ObjectPartial(map[string]knownvalue.Check{
				"workspace": knownvalue.StringExact("shop"), "revision": knownvalue.Int64Exact(2), "updated_at": knownvalue.StringExact(deadline.FormatInstant(later)), "updated_by": knownvalue.StringExact("alice@example.test"),
				"tracked": knownvalue.Bool(true), "days_left": knownvalue.Int64Exact(75), "covered_by": knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("contract/lease")}),
			})),
			inventoryIs("history", knownvalue.ListExact([]knownvalue.Check{
				knownvalue.ObjectExact(map[string]knownvalue.Check{
					"at": knownvalue.StringExact(deadline.FormatInstant(later)), "by": knownvalue.StringExact("alice@example.test"), "run": knownvalue.StringExact("run-2"), "action": knownvalue.StringExact("updated"),
					"revision": knownvalue.Int64Exact(2), "workspace": knownvalue.StringExact("shop"),
					"changes": knownvalue.StringExact("changed_at 2026-11-01 -> (none), expires_at 2027-01-05T00:00:00Z -> 2027-02-04T00:00:00Z, owner team@example.test -> new@example.test"),
				}),
				knownvalue.ObjectPartial(map[string]knownvalue.Check{"action": knownvalue.StringExact("created"), "revision": knownvalue.Int64Exact(1), "run": knownvalue.StringExact("run-1"), "changes": knownvalue.Null()}),
			})),
		},
	})
	history := func(id string, actions ...string) resource.TestStep {
		var checks []knownvalue.Check
		for _, action := range actions {
			checks = append(checks, knownvalue.ObjectPartial(map[string]knownvalue.Check{"action": knownvalue.StringExact(action)}))
		}
		return resource.TestStep{Config: inventoryConfig(url, fmt.Sprintf("history_of = %q", id)), ConfigStateChecks: []statecheck.StateCheck{inventoryIs("history", knownvalue.ListExact(checks))}}
	}
	plans(t, history("asset/gone", "deleted", "created"), history("asset/never"))
}

func TestInventoryDataTells(t *testing.T) {
	t.Parallel()
	inventoryTells(t, inventoryFile(t))
}

// More rows than a page of the database and than a list of Terraform hold.
func TestInventoryDataOfManyPages(t *testing.T) {
	t.Parallel()
	rows := make([]inventory.Row, 1200)
	for i := range rows {
		rows[i] = inventoryRow(fmt.Sprintf("asset/a%04d", i), i-100, `{}`)
	}
	url := inventoryFile(t, rows...)
	plans(t, resource.TestStep{
		Config: inventoryConfig(url, "") + "output \"ids\" {\n value = length(distinct(jsondecode(data.expiry_inventory.x.deadlines_json)[*].id))\n}",
		ConfigStateChecks: []statecheck.StateCheck{
			inventoryIs("assets", knownvalue.Null()), inventoryIs("total", knownvalue.Int64Exact(1200)), statecheck.ExpectKnownOutputValue("ids", knownvalue.Int64Exact(1200)),
			inventoryIs("counts", knownvalue.ObjectExact(map[string]knownvalue.Check{
				"expired": knownvalue.Int64Exact(101), "overdue": knownvalue.Int64Exact(30), "due": knownvalue.Int64Exact(30), "ok": knownvalue.Int64Exact(1039), "unknown": knownvalue.Int64Exact(0),
			})),
		},
	})
	plans(t, refuses(inventoryConfig(url, "")+"resource \"expiry_gate\" \"g\" {\n deadlines_json = data.expiry_inventory.x.deadlines_json\n}", "Deadlines not met", "and 126 more"))
}

// The stored dates are those of the first term, which ended on 2021-04-01; today
// it is in its sixth renewal. Of the other contract no end is stored, since there
// is none.
func TestInventoryDataJudgesContractsByTheirTerms(t *testing.T) {
	t.Parallel()
	end := time.Date(2021, time.April, 1, 0, 0, 0, 0, time.UTC)
	contract := inventoryRow("contract/support", 0, `{"starts_on":"2018-04-01","term":"36mo","renewal":"tacit","renewal_term":"12mo","notice_period":"3mo","lead_time":null,"supplier":"Vendor"}`)
	contract.Timeline = deadline.Timeline{End: deadline.EndsAt(end), ActBy: end.AddDate(0, -4, 0), RemindAt: end.AddDate(0, -6, 0)}
	url := inventoryFile(t, contract, ending(inventoryRow("contract/land", 0, `{"starts_on":"2018-04-01","ends_on":"unlimited"}`), deadline.EndUnknown), inventoryRow("asset/fine", 400, `{}`))
	inventoryAnswers(
		t, url,
		inventoryAnswer{filters: `with_status = "due"`, ids: []string{"contract/support"}, status: "due", reason: "2027-03-31"},
		inventoryAnswer{filters: "with_status = \"ok\"\nas_of = \"2026-08-01\"", ids: []string{"contract/support", "asset/fine", "contract/land"}, status: "ok"},
		inventoryAnswer{filters: `with_status = "expired"`, status: "ok"},
		inventoryAnswer{filters: `with_status = "unknown"`, status: "ok"},
		inventoryAnswer{filters: `due_within = "60d"`, ids: []string{"contract/support"}, status: "due"},
		inventoryAnswer{filters: `due_within = "3d"`, status: "ok"},
		inventoryAnswer{filters: "kind = \"contract\"\nas_of = \"2027-02-01\"", ids: []string{"contract/support", "contract/land"}, status: "ok", reason: "contract/support"},
	)
	plans(t, resource.TestStep{
		Config: inventoryConfig(url, "") + "resource \"expiry_gate\" \"g\" {\n deadlines_json = data.expiry_inventory.x.deadlines_json\n}\n" +
			"output \"supplier\" {\n value = jsondecode(data.expiry_inventory.x.deadlines_json)[0].supplier\n}",
		ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownOutputValue("supplier", knownvalue.StringExact("Vendor"))},
	})
}

// A gate finds in the inventory what it finds between resources.
func TestInventoryDataGate(t *testing.T) {
	t.Parallel()
	url := inventoryFile(
		t, inventoryRow("asset/erp", 400, `{"fate":{"account":"acme-prod"},"changed_at":null}`),
		inventoryRow("asset/copy", 400, `{"backs_up":["asset/erp"],"newest_at":"2026-11-20","fate":{"account":"acme-prod"}}`),
		inventoryRow("contract/lease", 400, `{"ends_on":"2027-12-26","upstream":"contract/right"}`), inventoryRow("contract/right", 800, `{}`),
		ending(inventoryRow("asset/open", 0, `{}`), deadline.EndOpen),
		ending(inventoryRow("asset/joined", 0, `{"tracks":["certificate/www"]}`), deadline.EndUnknown),
	)
	const www = `{ id = "certificate/www", owner = "team@example.test", expires_at = "2028-01-01T00:00:00Z" }`
	for _, list := range []string{
		"deadlines_json = jsonencode(concat(jsondecode(data.expiry_inventory.x.deadlines_json), [" + www + "]))",
		"deadlines = concat(data.expiry_inventory.x.assets, [merge(data.expiry_inventory.x.assets[0], " + strings.Replace(www, "{", "{ tracks = [], covered_by = [], backs_up = [], upstream = null, fate = null,", 1) + ")])",
	} {
		plans(t, refuses(inventoryConfig(url, "")+"resource \"expiry_gate\" \"g\" {\n "+list+"\n}", "Deadlines not met", "asset/copy", "acme-prod", "(backup-shares-fate)"))
		plans(t, resource.TestStep{
			Config:   inventoryConfig(url, "") + "resource \"expiry_gate\" \"g\" {\n rules = { backup-shares-fate = { severity = \"off\" } }\n " + list + "\n}",
			PlanOnly: true, ExpectNonEmptyPlan: true,
		})
	}
}

// A row that makes no sense is unknown, and no filter hides it.
func TestInventoryDataUnreadableRow(t *testing.T) {
	t.Parallel()
	url := inventoryFile(t, inventoryRow("asset/odd", 400, `{"covered_by":"contract/lease","status":"ok","passes":true}`), inventoryRow("contract/odd", 400, `{"starts_on":"soon","term":"1y","status":"expired"}`), inventoryRow("asset/sly", -1, `{"status":"ok","findings":[]}`))
	plans(t, resource.TestStep{
		Config: inventoryConfig(url, `with_status = "ok"`),
		ConfigStateChecks: []statecheck.StateCheck{
			inventoryHolds("asset/odd", "contract/odd"), inventoryIs("status", knownvalue.StringExact("unknown")),
			statecheck.ExpectKnownValue("data.expiry_inventory.x", tfjsonpath.New("assets").AtSliceIndex(0).AtMapKey("reason"), knownvalue.StringRegexp(says("asset/odd ends at an unknown time", "the inventory says of it in covered_by: a list of texts is wanted"))),
			statecheck.ExpectKnownValue("data.expiry_inventory.x", tfjsonpath.New("assets").AtSliceIndex(1).AtMapKey("reason"), knownvalue.StringRegexp(says("contract/odd ends at an unknown time", "starts_on", `"soon"`))),
		},
	})
	plans(t, refuses(inventoryConfig(url, "")+"resource \"expiry_gate\" \"g\" {\n deadlines_json = data.expiry_inventory.x.deadlines_json\n}", "Deadlines not met", "asset/sly expired"))
}

// One plan that reads the whole inventory of a tenant and judges it.
func BenchmarkPlanInventory(b *testing.B) {
	for _, n := range []int{100, 1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			rows := make([]inventory.Row, n)
			for i := range rows {
				rows[i] = inventoryRow(fmt.Sprintf("asset/a%05d", i), 100+i, `{"covered_by":["contract/x"]}`)
				if i%10 == 0 {
					rows[i] = inventoryRow(fmt.Sprintf("contract/c%05d", i), 100+i, `{"starts_on":"2018-04-01","term":"36mo","renewal":"tacit","renewal_term":"12mo","notice_period":"3mo"}`)
				}
			}
			config := inventoryConfig(inventoryFile(b, rows...), "")
			empty, plan := benchWorkspace(b, ""), benchWorkspace(b, config)
			b.ResetTimer()
			var base, whole time.Duration
			for b.Loop() {
				base += empty()
				whole += plan()
			}
			b.ReportMetric(whole.Seconds()/float64(b.N), "s/plan")
			b.ReportMetric(whole.Seconds()/base.Seconds(), "x-empty-plan")
		})
	}
}
