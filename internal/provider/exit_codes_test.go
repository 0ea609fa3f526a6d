package provider_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

const exitCodeGuide = "../../templates/guides/what-fails-a-plan.md.tmpl"

// exitCodeRow is a line of a table of the guide: the example it is about, and
// the exit codes it promises in the order of the columns.
type exitCodeRow struct {
	example string
	codes   []string
}

var exampleCell = regexp.MustCompile("`([a-z-]+)`")

// exitCodeTables reads the tables of the guide, so that it promises nothing that
// is not proved here.
func exitCodeTables(t *testing.T) (columns [][]string, rows [][]exitCodeRow) {
	t.Helper()
	guide, err := os.ReadFile(exitCodeGuide)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(guide), "\n") {
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "| ---") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if cells[0] == "example" {
			columns, rows = append(columns, cells[2:]), append(rows, nil)
			continue
		}
		example := exampleCell.FindStringSubmatch(cells[0])
		if example == nil {
			t.Fatalf("a line of the table names no example: %s", line)
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], exitCodeRow{example[1], cells[2:]})
	}
	return columns, rows
}

// The certificate of the examples works until 2027-01-19 and must be renewed by
// 2027-01-08.
const (
	healthyDay = "2026-11-21"
	overdueDay = "2027-01-15"
)

func exampleWorkspace(t *testing.T, example string) *workspace {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("../../examples/guides/what-fails-a-plan", example, "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	root := certtest.Root("Example Root")
	return newWorkspace(t, map[string]string{
		"main.tf": string(source),
		"www.pem": string(root.Leaf([]string{"www.example.test"}).PEM()),
	})
}

// measure takes the exit codes of one example. Applied examples are applied on
// the healthy day first; the others meet their first plan on the overdue day.
func measure(t *testing.T, example string, columns []string, applied bool) map[string]int {
	t.Helper()
	w := exampleWorkspace(t, example)
	codes := map[string]int{}
	if applied {
		w.must("apply", "-auto-approve")
		codes["healthy"], _ = w.run("plan", "-detailed-exitcode")
		w.must("plan", "-out", "saved.tfplan")
	}
	w.asOf = overdueDay
	for _, column := range columns {
		switch column {
		case "healthy day":
			codes[column] = codes["healthy"]
		case "`plan`":
			codes[column], _ = w.run("plan")
		case "`-detailed-exitcode`":
			codes[column], _ = w.run("plan", "-detailed-exitcode")
		case "`-refresh-only`":
			codes[column], _ = w.run("plan", "-refresh-only")
		case "`-refresh=false`":
			codes[column], _ = w.run("plan", "-refresh=false")
		case "`-destroy`":
			codes[column], _ = w.run("plan", "-destroy")
		case "`-destroy -refresh=false`":
			codes[column], _ = w.run("plan", "-destroy", "-refresh=false")
		case "`apply`":
			codes[column], _ = w.run("apply", "-auto-approve")
		case "saved plan applied":
			codes[column], _ = w.run("apply", "saved.tfplan")
		case "break glass":
			w.env = []string{"EXPIRY_BREAK_GLASS=OPS-1 renewing"}
			codes[column], _ = w.run("plan")
			w.env = nil
		default:
			t.Fatalf("the guide has a column %q that no test measures", column)
		}
	}
	return codes
}

func TestExitCodesOfTheGuide(t *testing.T) {
	t.Parallel()
	columns, tables := exitCodeTables(t)
	if len(tables) != 2 {
		t.Fatalf("the guide has %d tables, expected 2", len(tables))
	}
	for i, rows := range tables {
		for _, row := range rows {
			t.Run(row.example, func(t *testing.T) {
				t.Parallel()
				measured := measure(t, row.example, columns[i], i == 0)
				for j, column := range columns[i] {
					if got := strconv.Itoa(measured[column]); got != row.codes[j] {
						t.Errorf("%s: the guide says %s, Terraform says %s", column, row.codes[j], got)
					}
				}
			})
		}
	}
}

// A plan that fails a condition is still written, and says so in its JSON.
func TestPlanJSONTellsTheChecks(t *testing.T) {
	t.Parallel()
	w := exampleWorkspace(t, "precondition")
	w.asOf = overdueDay
	if code, output := w.run("plan", "-out", "failed.tfplan"); code != 1 {
		t.Fatalf("exit code %d\n%s", code, output)
	}
	printed := w.must("show", "-json", "failed.tfplan")
	var plan struct {
		Errored bool
		Checks  []struct {
			Address struct {
				Display string `json:"to_display"`
			}
			Status    string
			Instances []struct{ Problems []struct{ Message string } }
		}
	}
	if err := json.NewDecoder(strings.NewReader(printed[strings.Index(printed, "{"):])).Decode(&plan); err != nil {
		t.Fatal(err)
	}
	if !plan.Errored || len(plan.Checks) != 1 || plan.Checks[0].Status != "fail" || plan.Checks[0].Address.Display != "terraform_data.gate" ||
		!strings.Contains(plan.Checks[0].Instances[0].Problems[0].Message, "in 5 days, and the time to act was until") {
		t.Errorf("%+v", plan)
	}
}

// A gate whose deadlines are not known while planning is judged at apply.
func TestDeferredGateSaysSo(t *testing.T) {
	t.Parallel()
	w := exampleWorkspace(t, "direct-gate")
	w.asOf = overdueDay
	if code, output := w.run("plan"); code != 0 || !says("Warning: Judged only at apply", "through a local").MatchString(output) {
		t.Errorf("plan: exit code %d\n%s", code, output)
	}
	if code, output := w.run("apply", "-auto-approve"); code != 1 || !says("Error: Deadlines not met", "(overdue)").MatchString(output) {
		t.Errorf("apply: exit code %d\n%s", code, output)
	}
	w.asOf = healthyDay
	w.must("apply", "-auto-approve")
	if code, output := w.run("plan", "-detailed-exitcode"); code != 0 {
		t.Errorf("unchanged plan: exit code %d\n%s", code, output)
	}
}
