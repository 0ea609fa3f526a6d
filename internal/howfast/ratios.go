package howfast

import (
	"cmp"
	"fmt"
	"slices"
)

// ratio is what a benchmark says against a yardstick of the same run.
type ratio struct {
	benchmark, unit string
	what, yardstick string
	seconds         string // the unit in which it says how long the whole takes, "" for none
}

// growth is what one of many costs, where they are many more.
type growth struct {
	// Few and many are benchmarks of the same, of so many.
	few, many     string
	ofFew, ofMany int
	unit, what    string
}

const (
	emptyPlan = "a plan of nothing"
	planUnit  = "x-empty-plan"
)

var ratios = []ratio{
	{"certificate/wire ReadCPU", "full/plain", "Reading a TLS server with its whole chain (processor time)", "a `crypto/tls` client that verifies", ""},
	{"certificate/wire ReadCPU", "certificate/plain", "Reading no more than its certificate (processor time)", "a `crypto/tls` client that verifies", ""},
	{"provider Plan/endpoints=2000", planUnit, "A plan that reads 2,000 TLS servers, each 100 ms away", emptyPlan, "s/plan"},
	{"provider Plan/endpoints=2000,gate", planUnit, "The same, with a gate over them", emptyPlan, "s/plan"},
	{"provider Plan/endpoints=2000,stalled=40", planUnit, "2,000 of which 40 never answer within 5 s", emptyPlan, "s/plan"},
	{"provider PlanSurvey", planUnit, "A plan that judges the software of 4,178 sites", emptyPlan, "s/plan"},
	{"provider PlanRegister/assets-10000", planUnit, "A plan of 10,000 assets out of a register", emptyPlan, "s/plan"},
	{"provider PlanRegister/contracts-10000", planUnit, "A plan of 10,000 contracts out of a register", emptyPlan, "s/plan"},
	{"provider PlanPolicy/gate-10000", planUnit, "A gate over 10,000 deadlines", emptyPlan, "s/plan"},
	{"provider PlanObjects/certificates-1000", planUnit, "A gate over 1,000 certificates with their chains, as objects", emptyPlan, "s/plan"},
	{"provider PlanObjects/certificates-1000", "x-terraform", "The provider's part of that (processor time)", "what Terraform itself takes for it", ""},
	{"provider PlanPolicy/policy-10000", planUnit, "A policy over 10,000 deadlines", emptyPlan, "s/plan"},
	{"provider PlanInventory/10000", planUnit, "A plan that reads 10,000 rows of an inventory in SQLite", emptyPlan, "s/plan"},
	{"provider PlanBackup", planUnit, "A plan that reads 10,000 snapshots of restic", emptyPlan, "s/plan"},
	{"provider Readings/readings-10000", "x-empty-plan-apply", "An apply that keeps 10,000 readings in an inventory in SQLite", emptyPlan, "s/apply"},
	{"provider Readings/readings-10000", planUnit, "The plan after it, without a change", emptyPlan, "s/plan"},
	{"provider State", "times-decoder", "What ends in a state, as data source", "Go's JSON decoder over the same file", ""},
	{"statefacts/statefile Read", "x-decoder", "Reading a large state", "Go's JSON decoder over the same file", ""},
	{"inventory DueWithin", "x-plain", "What is due within 30 days, of all tenants in PostgreSQL", "the same in plain SQL", ""},
	{"inventory ThingsDueWithin", "x-plain", "The same, declared and read, joined", "its statements in plain SQL", ""},
	{"inventory Runs", "x-plain", "Workspaces that each write thirty rows", "the same transactions in plain SQL", ""},
}

var growths = []growth{
	{"certificate/keyfile ReadFiles/files=100", "certificate/keyfile ReadFiles/files=10000", 100, 10_000, "ns/op", "Certificate files"},
	{"provider PlanRegister/assets-100", "provider PlanRegister/assets-100000", 100, 100_000, "s/plan", "Assets of a register, whole plan"},
	{"provider AuthoritiesInOneFile/authorities=300/bundle=true", "provider AuthoritiesInOneFile/authorities=3000/bundle=true", 300, 3000, "ns/op", "Authorities in one file"},
	{"provider PlanPolicy/gate-1000", "provider PlanPolicy/gate-50000", 1000, 50_000, "s/plan", "Deadlines at a gate, whole plan"},
	{"provider PlanObjects/certificates-1000", "provider PlanObjects/certificates-5000", 1000, 5000, "cpu-s/provider", "Certificates as objects, the provider's part of judging them"},
	{"policyplugin Verdict/objects/500", "policyplugin Verdict/objects/40000", 500, 40_000, "ns/op", "Deadlines given to `verdict`"},
	{"policy Judge/1000", "policy Judge/50000", 1000, 50_000, "ns/op", "Deadlines judged by all rules"},
	{"contract Book/100", "contract Book/10000", 100, 10_000, "ns/op", "Contracts in chains of four"},
	{"register CSV/10000", "register CSV/100000", 10_000, 100_000, "ns/op", "Rows of CSV"},
	{"register XLSX/10000", "register XLSX/100000", 10_000, 100_000, "ns/op", "Rows of a workbook"},
	{"backup Restic/snapshots=1000", "backup Restic/snapshots=10000", 1000, 10_000, "ns/op", "Snapshots of restic"},
	{"backup Store/keys=1000", "backup Store/keys=100000", 1000, 100_000, "ns/op", "Objects in a store"},
	{"report Formats/HTML/10000", "report Formats/HTML/50000", 10_000, 50_000, "ns/op", "Deadlines on a page"},
}

// factor is how much more one of many costs than one of few.
func (g growth) factor(f Figures) (float64, bool) {
	few, ok := f.value(g.few, g.unit)
	many, both := f.value(g.many, g.unit)
	if !ok || !both || few == 0 {
		return 0, false
	}
	return many / float64(g.ofMany) / (few / float64(g.ofFew)), true
}

// tolerance is how much worse a ratio may be without being told.
const tolerance = 1.2

// Check compares the ratios of a new run with those of an old one, a line each, the
// worst first. Worse are the lines of those that are worse by more than a fifth, or
// that are missing.
func Check(old, now Figures) (lines, worse []string) {
	type compared struct {
		line string
		by   float64
	}
	var all []compared
	add := func(what string, was, is float64, had, has bool) {
		switch {
		case !has:
			all = append(all, compared{what + ": no figure in this run", 1e9})
		case !had:
			all = append(all, compared{fmt.Sprintf("%s: %.2f, no figure before", what, is), 0})
		default:
			all = append(all, compared{fmt.Sprintf("%s: %.2f, and %.2f before (%+.0f %%)", what, is, was, 100*(is/was-1)), is / was})
		}
	}
	for _, r := range ratios {
		was, had := old.value(r.benchmark, r.unit)
		is, has := now.value(r.benchmark, r.unit)
		add(r.benchmark+" "+r.unit, was, is, had, has)
	}
	for _, g := range growths {
		was, had := g.factor(old)
		is, has := g.factor(now)
		add(fmt.Sprintf("%s, one of %d against one of %d", g.what, g.ofMany, g.ofFew), was, is, had, has)
	}
	slices.SortStableFunc(all, func(a, b compared) int { return cmp.Compare(b.by, a.by) })
	for _, one := range all {
		lines = append(lines, one.line)
		if one.by > tolerance {
			worse = append(worse, one.line)
		}
	}
	return lines, worse
}
