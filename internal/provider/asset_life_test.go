package provider_test

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// register writes a register and gives its path.
func registerIn(t testing.TB, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// registers.md 4: what is over is kept and shown, passes, and is never renewed;
// what is only said to be over is asked about, and passes no sooner for that.
func TestAssetsThatAreOver(t *testing.T) {
	t.Parallel()
	const headings = "asset,owner,maintainer,criticality,expires_on,service_ends_on,status,closed_on,closed_because,note\n"
	for name, test := range map[string]struct {
		row              string
		wrong, plan      string // what the plan of the register refuses, and warns of
		fails, gateWarns string // what the gate says
	}{
		"ended":                     {"erp,o,m,high,2020-03-31,,,,,", "", "", "asset/erp expired", ""},
		"closed":                    {"erp,o,m,high,2020-03-31,,,2026-11-01,replaced by erp-2,", "", "", "", ""},
		"closed, nobody named":      {"erp,,,,2020-03-31,,,2026-11-01,replaced by erp-2,", "", "", "", ""},
		"closed in words, with day": {"erp,o,m,high,2020-03-31,,廃止,令和8年11月1日,撤去した,", "", "", "", ""},
		"closed, no reason":         {"erp,o,m,high,2020-03-31,,,2026-11-01,,", "column closed_because: the asset is said to be closed on 2026-11-01, but not why", "", "", ""},
		"closed because of nothing": {"erp,o,m,high,2020-03-31,,,2026-11-01,なし,", `column closed_because: "なし" says nothing`, "", "", ""},
		"closed on no day":          {"erp,o,m,high,2020-03-31,,,未定,moved,", "", `"未定"`, "asset/erp expired", ""},
		"to be closed":              {"erp,o,m,high,2020-03-31,,,2027-11-01,moved,", "column closed_on: 2027-11-01 lies ahead", "", "", ""},
		"retired by its status":     {"erp,o,m,high,2020-03-31,,retired,,,", "", `column status: "retired"`, "it is meant to end: where it has, write closed_on and closed_because", ""},
		"解約 by its status":          {"erp,o,m,high,2020-03-31,,解約,,,", "", `column status: "解約"`, "Take it out of use and write closed_on and closed_because", ""},
		"retired, no end":           {"erp,o,m,high,,,gekündigt,,,", "", `column status: "gekündigt"`, "asset/erp ends at an unknown time", ""},
		"its service is over":       {"erp,o,m,high,2028-03-31,2026-10-31,,,,", "", "", "it is to be taken out of use, not renewed", ""},
		"its service ends soon":     {"erp,o,m,high,2028-03-31,2027-01-10,,,,", "", "", "", "so its retirement is due"},
		"its service goes on":       {"erp,o,m,high,2020-03-31,2030-01-10,,,,", "", "", "Renew or replace it at once", ""},
		"noted":                     {"erp,o,m,high,2030-03-31,,,,,ask the vendor", "", "", "", ""},
		"noted as nothing":          {"erp,o,m,high,2030-03-31,,,,,なし", "", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, _ := configured(t, certtest.Today, nil)
			planned, diags := d.plan("expiry_assets", values{"name": str("all"), "register": str(registerIn(t, headings+test.row+"\n"))})
			warned, refused := apart(diags)
			if test.wrong != "" {
				if !strings.Contains(refused, test.wrong) {
					t.Errorf("refused: %s", refused)
				}
				return
			}
			if refused != "" || test.plan == "" && warned != "" || !strings.Contains(warned, test.plan) {
				t.Fatalf("refused: %s, warned: %s", refused, warned)
			}
			rows := textIn(planned, "deadlines_json")
			if name == "noted" && !strings.Contains(rows, `"note":"ask the vendor"`) {
				t.Errorf("no note in %s", rows)
			}
			if strings.HasPrefix(name, "closed,") && !strings.Contains(rows, `"closed_because":"replaced by erp-2"`) {
				t.Errorf("not shown why in %s", rows)
			}
			_, diags = d.plan("expiry_gate", values{"deadlines_json": str(rows)})
			warned, refused = apart(diags)
			if (test.fails == "") != (refused == "") || !strings.Contains(refused, test.fails) || test.fails != "" && strings.Contains(test.fails, "not renewed") && strings.Contains(refused, "Renew or replace") {
				t.Errorf("the gate fails: %s", refused)
			}
			if !strings.Contains(warned, test.gateWarns) || test.gateWarns == "" && test.fails == "" && warned != "" {
				t.Errorf("the gate warns: %s", warned)
			}
		})
	}
}

// The face of a whole register leaves out what is over.
func TestClosedRowsDoNotEndARegister(t *testing.T) {
	t.Parallel()
	d, _ := configured(t, certtest.Today, nil)
	file := registerIn(t, "asset,expires_on,closed_on,closed_because\nold,2020-03-31,2020-04-01,moved\nnew,2030-03-31,,\n")
	planned, _ := d.plan("expiry_assets", values{"name": str("all"), "register": str(file)})
	if got := textIn(planned, "expires_at"); got != "2030-04-01T00:00:00Z" {
		t.Errorf("ends at %s", got)
	}
}

// registers.md 4, for one asset: it keeps what is declared of it.
func TestAssetClosed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		more  values
		wrong string
		end   string
	}{
		"closed":                  {values{"expires_on": str("2020-03-31"), "closed_on": str("2026-11-01"), "closed_because": str("moved")}, "", "open"},
		"closed, an instant kept": {values{"expires_at": str("2020-03-31T00:00:00Z"), "closed_on": str("2026-11-01"), "closed_because": str("moved")}, "", "known"},
		"closed, no end said":     {values{"closed_on": str("2026-11-01"), "closed_because": str("moved")}, "", "open"},
		"no reason":               {values{"expires_on": str("2020-03-31"), "closed_on": str("2026-11-01")}, "In closed_because: the asset is said to be closed", ""},
		"a reason like n/a":       {values{"expires_on": str("2020-03-31"), "closed_on": str("2026-11-01"), "closed_because": str("n/a")}, `In closed_because: "n/a" says nothing`, ""},
		"no day":                  {values{"expires_on": str("2020-03-31"), "closed_because": str("moved")}, "closed_on does not say since when", ""},
		"ahead":                   {values{"expires_on": str("2020-03-31"), "closed_on": str("2026-11-29"), "closed_because": str("moved")}, "service_ends_on", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, _ := configured(t, certtest.Today, nil)
			config := values{"name": str("erp"), "owner": str("o"), "maintainer": str("m"), "criticality": str("high")}
			maps.Copy(config, test.more)
			planned, diags := d.plan("expiry_asset", config)
			warned, refused := apart(diags)
			if test.wrong != "" {
				if !strings.Contains(refused, test.wrong) {
					t.Errorf("refused: %s", refused)
				}
				return
			}
			if warned+refused != "" || textIn(planned, "end") != test.end {
				t.Errorf("end %s; %s%s", textIn(planned, "end"), warned, refused)
			}
			_, diags = gateOf(d, `[{"id":"asset/erp","owner":"o","maintainer":"m","criticality":"high","tracked":true,"end":"`+test.end+`","expires_at":`+
				quotedOrNull(textIn(planned, "expires_at"))+`,"closed_on":"2026-11-01","closed_because":"moved"}]`)
			if warned, refused := apart(diags); warned+refused != "" {
				t.Errorf("the gate says %s%s", warned, refused)
			}
		})
	}
}

// What is closed neither covers, backs up nor tracks anything.
func TestClosedThingsCarryNothing(t *testing.T) {
	t.Parallel()
	d, _ := configured(t, certtest.Today, nil)
	const people = `"owner":"o","maintainer":"m","criticality":"high",`
	const closed = people + `"closed_on":"2026-11-01","closed_because":"moved"`
	for rows, fails := range map[string]string{
		`{"id":"asset/db","kind":"database",` + people + `"expires_at":"2030-01-01T00:00:00Z"},{"id":"asset/copy","kind":"backup",` + closed + `,"end":"open","backs_up":["asset/db"],"newest_at":"2026-11-27"}`: "asset/copy (closed)",
		`{"id":"asset/db","kind":"database",` + closed + `}`: "",
		`{"id":"asset/www",` + closed + `,"tracks":["certificate/www"]},{"id":"certificate/www","owner":"o","expires_at":"2026-11-01T00:00:00Z","act_by":"2026-10-01T00:00:00Z"}`: "certificate/www expired",
		`{"id":"asset/www",` + closed + `,"tracks":["certificate/gone"]}`: "",
	} {
		_, diags := gateOf(d, "["+rows+"]")
		_, refused := apart(diags)
		if (fails == "") != (refused == "") || !strings.Contains(refused, fails) || strings.Contains(refused, "asset/www") {
			t.Errorf("%s\nfails: %s", rows, refused)
		}
	}
}

func gateOf(d *direct, rows string) (any, []*tfprotov6.Diagnostic) {
	return d.plan("expiry_gate", values{"deadlines_json": str(rows)})
}

func quotedOrNull(text string) string {
	if text == "" {
		return "null"
	}
	return `"` + text + `"`
}
