package provider_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

// fukui is the chain behind Fukui Navi, which was gone on 2020-11-01: a lease
// that was renewed on 2020-10-13 and rested on a usage right that was not.
// Source: Nikkei xTECH, 2020-12 (fisc.jp/blog/2020/12/2627).
const fukui = `contract,name,supplier,customer,kind,starts_on,ends_on,renewal,grace_period,deletes_data,upstream,renewed_until,renewal_proof,renewal_proved_on,owner,maintainer
cloud-lease,Cloud server lease,Leasing firm,Centre,lease,2015-11-01,2020-10-31,express,,,usage-right,2021-10-31,renewal signed by both,2020-10-13,centre@example.test,ops@example.test
usage-right,Usage right,Cloud operator,Leasing firm,cloud,2015-11-01,2020-10-31,express,0d,true,,,,,leasing@example.test,operator@example.test
`

// tokyo is a provider with Japanese days, windows and holidays.
const tokyo = `
provider "expiry" {
  time_zone          = "Asia/Tokyo"
  enforcement        = "none"
  business_calendar  = { country = "JP" }
  maintenance_window = { rrule = "FREQ=MONTHLY;BYDAY=4WE", start = "20:00", duration = "4h" }
}
`

// registerFile writes a register and gives its path for a configuration.
func registerFile(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(path)
}

func contractIs(name string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue("data.expiry_contract.x", tfjsonpath.New(name), check)
}

func contractReason(pieces ...string) statecheck.StateCheck {
	return contractIs("reason", knownvalue.StringRegexp(says(pieces...)))
}

func rulesFound(rules ...string) statecheck.StateCheck {
	var checks []knownvalue.Check
	for _, rule := range rules {
		checks = append(checks, knownvalue.ObjectPartial(map[string]knownvalue.Check{"rule": knownvalue.StringExact(rule)}))
	}
	return contractIs("findings", knownvalue.ListExact(checks))
}

func TestContractBadInput(t *testing.T) {
	t.Parallel()
	const head = "contract,starts_on,ends_on,term,renewal,renewal_term,notice_period,upstream\n"
	for name, test := range map[string]struct {
		file, content, more string
		says                []string
	}{
		"no such contract":             {"c.csv", head + "a,,2027-03-31,,,,,\n", `contract = "b"`, []string{"Unknown contract", `"b"`, "Nearest: a"}},
		"no such sheet option on CSV":  {"c.csv", "a;b\n", `contract = "b"`, []string{"Register not read", "contract"}},
		"a missing column":             {"c.csv", "number;until\n1;2027-03-31\n", `contract = "1"`, []string{"Register not read", "number", "until"}},
		"a mapping to no heading":      {"c.csv", "number;until\n1;2027-03-31\n", "contract = \"1\"\ncolumns = { contract = \"Nummer\" }", []string{"columns", "Nummer"}},
		"a mapping of no column":       {"c.csv", "contract;until\n1;2027-03-31\n", "contract = \"1\"\ncolumns = { until = \"until\" }", []string{"columns", "until"}},
		"end before start":             {"c.csv", head + "a,2027-04-01,2027-03-31,,,,,\n", `contract = "a"`, []string{"Register with mistakes", "c.csv line 2", "2027-03-31", "2027-04-01"}},
		"term and end disagree":        {"c.csv", head + "a,2020-01-01,2021-12-31,1y,,,,\n", `contract = "a"`, []string{"line 2, column ends_on", "end on 2021-12-31", "end on 2020-12-31"}},
		"notice longer than the term":  {"c.csv", head + "a,2020-01-01,,1mo,tacit,1mo,3mo,\n", `contract = "a"`, []string{"line 2, column notice_period", "3"}},
		"tacit without a renewal term": {"c.csv", head + "a,2020-01-01,2020-12-31,,tacit,,,\n", `contract = "a"`, []string{"line 2", "renewal_term"}},
		"unknown upstream":             {"c.csv", head + "a,,2027-03-31,,,,,bb\nb,,2027-03-31,,,,,\n", `contract = "a"`, []string{"line 2, column upstream", `"bb"`, "b"}},
		"a circle":                     {"c.csv", head + "a,,2027-03-31,,,,,b\nb,,2027-03-31,,,,,a\n", `contract = "a"`, []string{"circle", `"a"`, `"b"`}},
		"two rows with one id":         {"c.csv", head + "a,,2027-03-31,,,,,\n\na,,2028-03-31,,,,,\n", `contract = "a"`, []string{"line 2", "line 4"}},
		"an unreadable date":           {"契約.csv", "契約番号,満了日\na,令和2年13月1日\n", `contract = "a"`, []string{"契約.csv line 2, column 満了日", "令和2年13月1日"}},
		"not that encoding":            {"c.csv", "契約番号,満了日\n", "contract = \"a\"\nencoding = \"utf-16\"", []string{"encoding", "utf-16"}},
		"not that format":              {"c.csv", head, "contract = \"a\"\nformat = \"xlsx\"", []string{"Register not read", "workbook"}},
		"an unknown format":            {"c.csv", head, "contract = \"a\"\nformat = \"xls\"", []string{"format", "csv"}},
		"nothing in it":                {"c.csv", "", `contract = "a"`, []string{"Register not read", "empty"}},
		"duplicate JSON keys":          {"c.json", `[{"contract":"a","ends_on":"2027-03-31","ends_on":"2028-03-31"}]`, `contract = "a"`, []string{"ends_on", "twice"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := "data \"expiry_contract\" \"x\" {\n register = \"" + registerFile(t, test.file, test.content) + "\"\n" + test.more + "\n}"
			plans(t, refuses(config, test.says...))
		})
	}
}

func TestContractRegisterMissing(t *testing.T) {
	t.Parallel()
	plans(t, refuses("data \"expiry_contract\" \"x\" {\n register = \"/nowhere/contracts.csv\"\n contract = \"a\"\n}", "Register not read", "contracts.csv"))
	big := registerFile(t, "big.csv", "")
	if err := os.Truncate(big, 2<<30); err != nil {
		t.Skip("no sparse files here")
	}
	plans(t, refuses("data \"expiry_contract\" \"x\" {\n register = \""+big+"\"\n contract = \"a\"\n}", "Register not read", "bytes"))
}

// The dated outage: what the plan would have known and said on each day.
func TestFukui(t *testing.T) {
	t.Parallel()
	file := registerFile(t, "contracts.csv", fukui)
	const windowOfSeptember, windowOfOctober, end = "2020-09-23T11:00:00Z", "2020-10-28T11:00:00Z", "2020-10-31T15:00:00Z"
	for day, test := range map[string]struct {
		noLead, fiveDays string // status with a lead time of 0 and of 5 business days
		weakest          string
		rules            []string
		says             []string
	}{
		"2020-10-12": {"due", "overdue", "cloud-lease", []string{"renewal-unproven"}, []string{"renewal until 2021-10-31 counts only from 2020-10-13"}},
		"2020-10-14": {"due", "overdue", "usage-right", []string{"upstream-not-renewed"}, []string{`"usage-right", on which it rests, ends first`, "is agreed until 2021-10-31"}},
		"2020-10-20": {"due", "overdue", "usage-right", []string{"upstream-not-renewed"}, []string{"in 12 days"}},
		"2020-10-29": {"overdue", "overdue", "usage-right", []string{"upstream-not-renewed"}, []string{"should have acted by 2020-10-28 20:00 JST"}},
		"2020-11-01": {"expired", "expired", "usage-right", []string{"upstream-not-renewed"}, []string{"expired at the end of 2020-10-31 JST"}},
	} {
		for lead, expected := range map[string]struct{ status, actBy string }{"0d": {test.noLead, windowOfOctober}, "5bd": {test.fiveDays, windowOfSeptember}} {
			t.Run(day+" "+lead, func(t *testing.T) {
				t.Parallel()
				passes := expected.status == "due"
				var pieces []string
				if lead == "0d" {
					pieces = test.says
				}
				plans(t, resource.TestStep{
					Config: tokyo + "data \"expiry_contract\" \"x\" {\n register = \"" + file + "\"\n contract = \"cloud-lease\"\n as_of = \"" + day + "\"\n lead_time = \"" + lead + "\"\n}",
					ConfigStateChecks: []statecheck.StateCheck{
						contractIs("id", knownvalue.StringExact("contract/cloud-lease")), contractIs("status", knownvalue.StringExact(expected.status)),
						contractIs("passes", knownvalue.Bool(passes)), contractIs("act_by", knownvalue.StringExact(expected.actBy)),
						contractIs("expires_at", knownvalue.StringExact(end)), contractIs("data_deleted_at", knownvalue.StringExact(end)),
						contractIs("deletes_data", knownvalue.Bool(true)), contractIs("weakest_link", knownvalue.StringExact(test.weakest)),
						contractIs("owner", knownvalue.StringExact("centre@example.test")), contractReason(pieces...), rulesFound(test.rules...),
						contractIs("chain", knownvalue.ListExact([]knownvalue.Check{
							knownvalue.ObjectPartial(map[string]knownvalue.Check{"contract": knownvalue.StringExact("cloud-lease"), "proved": knownvalue.Bool(day >= "2020-10-13"), "supplier": knownvalue.StringExact("Leasing firm")}),
							knownvalue.ObjectPartial(map[string]knownvalue.Check{"contract": knownvalue.StringExact("usage-right"), "proved": knownvalue.Null(), "ends_at": knownvalue.StringExact(end)}),
						})),
					},
				})
			})
		}
	}
}

// With the gate of the same plan: it fails from the day after the signature,
// whatever the lead time.
func TestFukuiGate(t *testing.T) {
	t.Parallel()
	file := registerFile(t, "contracts.csv", fukui)
	config := func(day string) string {
		return strings.Replace(tokyo, "enforcement", "as_of              = \""+day+"\"\n  enforcement", 1) +
			"data \"expiry_contract\" \"x\" {\n register = \"" + file + "\"\n contract = \"cloud-lease\"\n lead_time = \"0d\"\n}\n" +
			"locals { all = [data.expiry_contract.x] }\n" +
			"resource \"expiry_gate\" \"g\" {\n deadlines = local.all\n rules = { backup-missing = { severity = \"warn\" } }\n}"
	}
	plans(t, resource.TestStep{Config: config("2020-10-12"), PlanOnly: true, ExpectNonEmptyPlan: true})
	plans(t, refuses(config("2020-10-14"), "Deadlines not met", "cloud-lease", "usage-right", "ends on 2020-10-31", "(upstream-not-renewed)"))
	plans(t, refuses(strings.Replace(config("2020-10-12"), "severity = \"warn\"", "severity = \"error\"", 1), "deletes the data at its end, and no backup of it", "(backup-missing)"))
}

// 36 months from 2018-04-01, renewed by 12 months unless notice is given three
// months before.
func TestContractRenewsTacitly(t *testing.T) {
	t.Parallel()
	register := func(intent string) string {
		return registerFile(t, "c.csv", "contract,starts_on,term,renewal,renewal_term,notice_period,intent\nsupport,2018-04-01,36mo,tacit,12mo,3mo,"+intent+"\n")
	}
	renew, end := register(""), register("end")
	for name, test := range map[string]struct {
		file, asOf, status, expiresAt, optOutBy string
		renewals                                int64
		rules                                   []string
	}{
		"first period":                {renew, "2019-01-01", "ok", "2021-04-01T00:00:00Z", "2021-01-01T00:00:00Z", 0, nil},
		"a decision is due":           {renew, "2020-11-30", "due", "2021-04-01T00:00:00Z", "2021-01-01T00:00:00Z", 0, nil},
		"a decision is late":          {renew, "2020-12-31", "overdue", "2021-04-01T00:00:00Z", "2021-01-01T00:00:00Z", 0, nil},
		"decided to go on":            {register("renew"), "2020-12-31", "ok", "2022-04-01T00:00:00Z", "2022-01-01T00:00:00Z", 0, []string{"renews-tacitly"}},
		"on the day of the opt-out":   {renew, "2021-01-01", "ok", "2022-04-01T00:00:00Z", "2022-01-01T00:00:00Z", 0, []string{"renews-tacitly"}},
		"second period":               {renew, "2021-06-01", "ok", "2022-04-01T00:00:00Z", "2022-01-01T00:00:00Z", 1, []string{"renews-tacitly"}},
		"fifth period, decision due":  {renew, "2024-11-15", "due", "2025-04-01T00:00:00Z", "2025-01-01T00:00:00Z", 4, []string{"renews-tacitly"}},
		"fifth period, bound":         {renew, "2025-03-31", "ok", "2026-04-01T00:00:00Z", "2026-01-01T00:00:00Z", 4, []string{"renews-tacitly"}},
		"meant to end, in time":       {end, "2020-06-01", "ok", "2021-04-01T00:00:00Z", "2021-01-01T00:00:00Z", 0, nil},
		"meant to end, notice is due": {end, "2020-11-15", "due", "2021-04-01T00:00:00Z", "2021-01-01T00:00:00Z", 0, nil},
		"meant to end, notice late":   {end, "2021-02-01", "overdue", "2021-04-01T00:00:00Z", "2021-01-01T00:00:00Z", 0, nil},
		"meant to end, ended":         {end, "2023-02-01", "expired", "2021-04-01T00:00:00Z", "2021-01-01T00:00:00Z", 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, resource.TestStep{
				Config: "provider \"expiry\" {\n enforcement = \"none\"\n}\ndata \"expiry_contract\" \"x\" {\n register = \"" + test.file + "\"\n contract = \"support\"\n as_of = \"" + test.asOf + "\"\n}",
				ConfigStateChecks: []statecheck.StateCheck{
					contractIs("status", knownvalue.StringExact(test.status)), contractIs("expires_at", knownvalue.StringExact(test.expiresAt)),
					contractIs("opt_out_by", knownvalue.StringExact(test.optOutBy)), contractIs("renewals", knownvalue.Int64Exact(test.renewals)), rulesFound(test.rules...),
				},
			})
		})
	}
}

// UniSuper, 2024: a term that nobody declared, with automatic deletion.
func TestContractWithoutATerm(t *testing.T) {
	t.Parallel()
	file := registerFile(t, "c.json", `{"private-cloud": {"supplier": "operator", "deletes_data": true}}`)
	config := "data \"expiry_contract\" \"x\" {\n register = \"" + file + "\"\n contract = \"private-cloud\"\n}\n"
	plans(t, resource.TestStep{
		Config: config,
		ConfigStateChecks: []statecheck.StateCheck{
			contractIs("status", knownvalue.StringExact("unknown")), contractIs("passes", knownvalue.Bool(false)), contractIs("expires_at", knownvalue.Null()),
			rulesFound("term-undeclared"), contractReason("not the same as endless", "data is deleted at an end that nobody knows"),
		},
	})
	plans(t, refuses(config+"locals { all = [data.expiry_contract.x] }\nresource \"expiry_gate\" \"g\" { deadlines = local.all }", "term-undeclared"))
	plans(t, refuses(strings.Replace(config, "contract =", "enforcement = \"error\"\n contract =", 1), "Deadline unknown"))
}

// A register on a server that does not answer is unknown, singly and as a list
// that is handed on.
func TestContractRegisterUnreachable(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/contracts.csv" {
			_, _ = w.Write([]byte(fukui))
			return
		}
		http.Error(w, "gone", http.StatusGone)
	}))
	defer server.Close()
	source := func(url string) string {
		return "provider \"expiry\" {\n enforcement = \"none\"\n}\ndata \"expiry_contract\" \"x\" {\n register = \"" + url + "\"\n contract = \"usage-right\"\n}\ndata \"expiry_contracts\" \"all\" {\n register = \"" + url + "\"\n}\n"
	}
	plans(t,
		resource.TestStep{Config: source(server.URL + "/contracts.csv?token=s3cr3t"), ConfigStateChecks: []statecheck.StateCheck{
			contractIs("status", knownvalue.StringExact("expired")),
			statecheck.ExpectKnownValue("data.expiry_contracts.all", tfjsonpath.New("contracts"), knownvalue.ListSizeExact(2)),
		}},
		resource.TestStep{Config: source(server.URL + "/gone?token=s3cr3t"), ConfigStateChecks: []statecheck.StateCheck{
			contractIs("status", knownvalue.StringExact("unknown")), contractReason("could not be fetched:", "has nothing there (status 410)"), contractIs("digest", knownvalue.Null()),
			statecheck.ExpectKnownValue("data.expiry_contracts.all", tfjsonpath.New("contracts"), knownvalue.ListExact([]knownvalue.Check{
				knownvalue.ObjectPartial(map[string]knownvalue.Check{"status": knownvalue.StringExact("unknown"), "passes": knownvalue.Bool(false)}),
			})),
			statecheck.ExpectKnownValue("data.expiry_contracts.all", tfjsonpath.New("counts").AtMapKey("unknown"), knownvalue.Int64Exact(1)),
		}},
	)
	plans(t, refuses(source(server.URL+"/gone?token=s3cr3t")+"locals { all = data.expiry_contracts.all.contracts }\nresource \"expiry_gate\" \"g\" { deadlines = local.all }", "(status 410)", "(unknown)"))
}

func TestContracts(t *testing.T) {
	t.Parallel()
	file := registerFile(t, "contracts.csv", fukui+"endless,,,,,,unlimited,,,,,,,,,\n")
	all := func(name string, check knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue("data.expiry_contracts.all", tfjsonpath.New(name), check)
	}
	entry := func(id, status, owner string) knownvalue.Check {
		return knownvalue.ObjectPartial(map[string]knownvalue.Check{"id": knownvalue.StringExact(id), "status": knownvalue.StringExact(status), "owner": knownvalue.StringExact(owner), "tracked": knownvalue.Bool(true)})
	}
	plans(t, resource.TestStep{
		Config: tokyo + "data \"expiry_contracts\" \"all\" {\n register = \"" + file + "\"\n as_of = \"2020-10-14\"\n owner = \"cio@example.test\"\n}",
		ConfigPlanChecks: resource.ConfigPlanChecks{
			PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
		},
		ConfigStateChecks: []statecheck.StateCheck{
			all("contracts", knownvalue.ListExact([]knownvalue.Check{
				entry("contract/cloud-lease", "overdue", "centre@example.test"), entry("contract/usage-right", "overdue", "leasing@example.test"), entry("contract/endless", "ok", "cio@example.test"),
			})),
			all("status", knownvalue.StringExact("overdue")), all("expires_at", knownvalue.StringExact("2020-10-31T15:00:00Z")),
			all("counts", knownvalue.ObjectPartial(map[string]knownvalue.Check{"overdue": knownvalue.Int64Exact(2), "ok": knownvalue.Int64Exact(1)})),
			all("worst", knownvalue.ObjectPartial(map[string]knownvalue.Check{"id": knownvalue.StringExact("contract/cloud-lease")})),
			all("deadlines_json", knownvalue.StringRegexp(says(`"id":"contract/usage-right"`))),
		},
	})
}

// More rows than a list can hold leave it null, which no gate takes for nothing.
func TestContractsOfALargeRegister(t *testing.T) {
	t.Parallel()
	var rows strings.Builder
	rows.WriteString("contract,ends_on\n")
	for i := range 1001 {
		rows.WriteString("c" + strconv.Itoa(i) + ",2030-01-01\n")
	}
	rows.WriteString("late,2026-11-20\n")
	source := "data \"expiry_contracts\" \"all\" {\n register = \"" + registerFile(t, "c.csv", rows.String()) + "\"\n enforcement = \"none\"\n}\n"
	plans(t, resource.TestStep{Config: source, ConfigStateChecks: []statecheck.StateCheck{
		statecheck.ExpectKnownValue("data.expiry_contracts.all", tfjsonpath.New("contracts"), knownvalue.Null()),
		statecheck.ExpectKnownValue("data.expiry_contracts.all", tfjsonpath.New("counts").AtMapKey("ok"), knownvalue.Int64Exact(1001)),
	}})
	plans(t, refuses(source+"locals { all = data.expiry_contracts.all.contracts }\nresource \"expiry_gate\" \"g\" { deadlines = local.all }", "No deadlines to judge"))
	plans(t, refuses(source+"resource \"expiry_gate\" \"g\" { deadlines_json = data.expiry_contracts.all.deadlines_json }", "contract/late expired", "(expired)"))
}
