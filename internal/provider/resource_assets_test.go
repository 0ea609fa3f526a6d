package provider_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

func assetsOf(file, more string) string {
	return "resource \"expiry_assets\" \"all\" {\n  name = \"ledger\"\n  register = \"" + file + "\"\n" + more + "\n}\n"
}

func TestAssetsBadInput(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		content, more string
		says          []string
	}{
		"a date that is none":     {"asset,expires_on\nerp,soon\n", "", []string{"Register with mistakes", "a.csv line 2, column expires_on", `"soon"`}},
		"an asset twice":          {"asset,expires_on\nerp,2027-03-31\nweb,2027-03-31\nerp,2028-03-31\n", "", []string{`"erp" stands twice`, "line 2", "line 4"}},
		"hardware of no kind":     {"asset,kind,end_of_sale_on\nerp,licence,2027-03-31\n", "", []string{"column kind", "hardware"}},
		"a row without a name":    {"asset,expires_on\n,2027-03-31\n", "", []string{"line 2", "needs a name"}},
		"another digest":          {"asset\nerp\n", "digest = \"" + strings.Repeat("0", 64) + "\"", []string{"Register has another digest", "filesha256", "Digest found"}},
		"a digest that is short":  {"asset\nerp\n", "digest = \"abc\"", []string{"digest", "64"}},
		"no column asset":         {"thing,until\nerp,2027-03-31\n", "", []string{"Register not read", "thing", "until"}},
		"more mistakes than fit":  {"asset,expires_on\n" + strings.Repeat("x,soon\n", 30), "", []string{"line 2", "and 49 more"}},
		"a share of no lifetime":  {"asset,lead_time\nerp,33%\n", "", []string{"column lead_time", "share of a lifetime"}},
		"an instant without zone": {"asset,expires_on\nerp,2027-03-31T12:00:00\n", "", []string{"column expires_on", "2027-03-31T15:00:00Z"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, refuses(assetsOf(registerFile(t, "a.csv", test.content), test.more), test.says...))
		})
	}
	plans(t, refuses(assetsOf("https://files.example.test/a.csv", ""), "A register of assets is a file"))
}

const ledger = `asset,kind,owner,maintainer,criticality,expires_on,covered_by,fate_site,lead_time
erp-licence,licence,erp@example.test,vendor,high,2027-03-31,contract/erp,tokyo,60d
www,certificate,,,,2026-12-24,,,
`

func TestAssets(t *testing.T) {
	t.Parallel()
	file := registerFile(t, "a.csv", ledger)
	digest := sha256.Sum256([]byte(ledger))
	row := func(fields map[string]string) knownvalue.Check {
		checks := map[string]knownvalue.Check{"tracked": knownvalue.Bool(true)}
		for name, value := range fields {
			checks[name] = knownvalue.StringExact(value)
		}
		return knownvalue.ObjectPartial(checks)
	}
	rows := knownvalue.ListExact([]knownvalue.Check{
		row(map[string]string{"id": "asset/erp-licence", "kind": "licence", "owner": "erp@example.test", "expires_at": "2027-04-01T00:00:00Z", "act_by": "2027-01-31T00:00:00Z"}),
		row(map[string]string{"id": "asset/www", "kind": "certificate", "owner": "cio@example.test", "expires_at": "2026-12-25T00:00:00Z", "act_by": "2026-11-25T00:00:00Z"}),
	})
	config := assetsOf(file, "digest = filesha256(\""+file+"\")\nowner = \"cio@example.test\"")
	is := func(name string, check knownvalue.Check) plancheck.PlanCheck {
		return plancheck.ExpectKnownValue("expiry_assets.all", tfjsonpath.New(name), check)
	}
	plans(t,
		resource.TestStep{
			Config: config,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{
					is("assets", rows), is("rows", knownvalue.Int64Exact(2)), is("id", knownvalue.StringExact("assets/ledger")), is("kind", knownvalue.StringExact("assets")),
					is("expires_at", knownvalue.StringExact("2026-12-25T00:00:00Z")), is("act_by", knownvalue.StringExact("2026-11-25T00:00:00Z")),
					is("digest", knownvalue.StringExact(hex.EncodeToString(digest[:]))),
				},
				PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
			},
			ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue("expiry_assets.all", tfjsonpath.New("assets"), rows)},
		},
		resource.TestStep{
			ResourceName: "expiry_assets.all", ImportState: true, ImportStateId: "ledger",
			ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "name",
			ImportStateVerifyIgnore: []string{"end", "kind", "owner", "register", "digest", "assets", "assets.#", "assets.0.%", "assets.1.%", "deadlines_json", "rows", "unused_headings", "unused_headings.#", "rows_skipped", "rows_skipped.#", "expires_at", "act_by", "remind_at"},
		},
	)
	// A gate is given all rows, as a list and as one text.
	plans(t, refuses(config+"locals { all = expiry_assets.all.assets }\nresource \"expiry_gate\" \"g\" {\n deadlines = local.all\n fail_on = \"due\"\n}", "asset/www expires at the end of 2026-12-24", "(due)"))
	plans(t, refuses(config+"resource \"expiry_gate\" \"g\" {\n deadlines_json = expiry_assets.all.deadlines_json\n fail_on = \"due\"\n}", "asset/www expires at the end of 2026-12-24", "(due)"))
	// One row without an end makes the register's own end unknown.
	plans(t, resource.TestStep{
		Config:            assetsOf(registerFile(t, "b.csv", ledger+"box,hardware,,,,,,,\n"), ""),
		ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue("expiry_assets.all", tfjsonpath.New("expires_at"), knownvalue.Null())},
	})
}

// What changes in the register is told row by row, by name.
func TestAssetsTellWhatChanged(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, map[string]string{"main.tf": assetsOf("a.csv", ""), "a.csv": ledger})
	w.must("apply", "-auto-approve")
	if output := w.must("plan", "-detailed-exitcode"); strings.Contains(output, "Rows of the register changed") {
		t.Errorf("nothing changed, but:\n%s", output)
	}
	w.write("a.csv", strings.Replace(strings.Replace(ledger, "2027-03-31", "2028-03-31", 1), "www,certificate", "mail,certificate", 1))
	code, output := w.run("plan", "-detailed-exitcode")
	if code != 2 || !says("Rows of the register changed", "~ asset/erp-licence: expires_at 2027-04-01T00:00:00Z -> 2028-04-01T00:00:00Z", "+ asset/mail", "- asset/www").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
}

// An import knows the name alone; the next apply writes what the register says,
// with an inventory and without, and a destroy right after it has nothing to undo.
func TestAssetsImportedByNameAreApplied(t *testing.T) {
	t.Parallel()
	url, open := ledgerAt(t)
	for name, env := range map[string][]string{"state alone": nil, "inventory": {"EXPIRY_INVENTORY_URL=" + url, "EXPIRY_WORKSPACE=erp"}} {
		w := newWorkspace(t, map[string]string{"main.tf": assetsOf("a.csv", ""), "a.csv": ledger})
		w.env = env
		w.must("import", "expiry_assets.all", "ledger")
		w.must("destroy", "-auto-approve", "-refresh=false")
		w.must("import", "expiry_assets.all", "ledger")
		w.must("apply", "-auto-approve")
		if code, output := w.run("plan", "-detailed-exitcode"); code != 0 {
			t.Errorf("%s: exit code %d\n%s", name, code, output)
		}
	}
	rowIs(t, open(""), "asset/www")
}

// registers.md S4: the plan of 10,000 rows prints what has changed, not the rows.
func TestPlanOfManyAssetsIsShort(t *testing.T) {
	t.Parallel()
	var rows strings.Builder
	rows.WriteString("asset,kind,owner,maintainer,criticality,expires_on,covered_by,note\n")
	for i := range 10_000 {
		fmt.Fprintf(&rows, "asset-%d,licence,owner@example.test,vendor,high,2030-03-31,contract/x,ask the vendor\n", i)
	}
	w := newWorkspace(t, map[string]string{"a.csv": rows.String(), "main.tf": assetsOf("a.csv", "")})
	code, output := w.run("plan")
	if code != 0 || len(output) > 100_000 {
		t.Errorf("exit code %d, %d bytes are printed: %.1000s", code, len(output), output)
	}
}
