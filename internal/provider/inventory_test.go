package provider_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// ledgerAt makes an inventory in a file and gives its URL, for configurations
// and for a look behind Terraform's back.
func ledgerAt(t *testing.T) (url string, open func(workspace string) *inventory.Store) {
	t.Helper()
	url = "sqlite:" + filepath.ToSlash(filepath.Join(t.TempDir(), "inventory.db"))
	if _, err := inventory.Migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	return url, func(workspace string) *inventory.Store {
		t.Helper()
		store, err := inventory.Open(inventory.Config{URL: url, Workspace: workspace, Actor: "somebody@example.test", Clock: deadline.FixedClock(time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC))})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(store.Close)
		return store
	}
}

func member(t *testing.T, url, workspace, config string) *workspace {
	t.Helper()
	w := newWorkspace(t, map[string]string{"main.tf": config})
	w.env = []string{"EXPIRY_INVENTORY_URL=" + url, "EXPIRY_WORKSPACE=" + workspace, "EXPIRY_ACTOR=" + workspace + "-ci"}
	return w
}

const erpAsset = `
resource "expiry_asset" "erp" {
  name               = "erp"
  kind               = "licence"
  owner              = "team-erp@example.test"
  maintainer         = "vendor@example.test"
  criticality        = "high"
  expires_on         = "2027-12-31"
  covered_by         = ["contract/erp-support"]
  fate               = { site = "tokyo", key = "kms/erp" }
  maintenance_window = { rrule = "FREQ=MONTHLY;BYDAY=4WE", start = "20:00", duration = "4h" }
}
`

const erpContract = `
resource "expiry_contract" "support" {
  name            = "erp-support"
  owner           = "team-erp@example.test"
  starts_on       = "2024-04-01"
  term            = "36mo"
  renewal         = "tacit"
  renewal_term    = "12mo"
  notice_period   = "3mo"
  covers_renewals = ["asset/erp"]
}
`

func rowIs(t *testing.T, store *inventory.Store, id string) inventory.Row {
	t.Helper()
	row, found, err := store.Get(t.Context(), id)
	if err != nil || !found {
		t.Fatalf("%s: found %t, %v", id, found, err)
	}
	return row
}

func TestInventoryBadInput(t *testing.T) {
	t.Parallel()
	url, _ := ledgerAt(t)
	for name, test := range map[string]struct {
		env  []string
		more string
		says []string
	}{
		"no such scheme":  {[]string{"EXPIRY_INVENTORY_URL=mysql://db/x"}, "", []string{"Invalid inventory URL", "sqlite:", "postgres:"}},
		"no URL":          {nil, "provider \"expiry\" {\n inventory = { tenant = \"acme\" }\n}\n", []string{"Inventory without a URL", "EXPIRY_INVENTORY_URL"}},
		"no tenant":       {[]string{"EXPIRY_INVENTORY_URL=postgres://u:s3cr3t@127.0.0.1:1/x"}, "", []string{"tenant"}},
		"no workspace":    {[]string{"EXPIRY_INVENTORY_URL=" + url}, "", []string{"belongs to the workspace that made it", "EXPIRY_WORKSPACE"}},
		"no schema":       {[]string{"EXPIRY_INVENTORY_URL=sqlite:" + filepath.ToSlash(filepath.Join(t.TempDir(), "empty.db")), "EXPIRY_WORKSPACE=w"}, "", []string{"inventory migrate"}},
		"a relative path": {[]string{"EXPIRY_INVENTORY_URL=sqlite:inventory.db", "EXPIRY_WORKSPACE=w"}, "", []string{"abspath(path.root)"}},
		"no such policy":  {[]string{"EXPIRY_INVENTORY_URL=" + url, "EXPIRY_WORKSPACE=w"}, "resource \"expiry_asset\" \"x\" {\n name = \"x\"\n deletion_policy = \"forget\"\n}\n", []string{"deletion_policy", "tombstone"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t, map[string]string{"main.tf": test.more + erpAsset})
			w.env = test.env
			code, output := w.run("plan")
			if code != 1 || !says(test.says...).MatchString(output) || strings.Contains(output, "s3cr3t") {
				t.Errorf("exit code %d\n%s", code, output)
			}
		})
	}
	// A database that does not answer: the plan says so, the apply writes nothing.
	down := member(t, "postgres://u:s3cr3t@127.0.0.1:1/x?connect_timeout=1", "w", erpAsset)
	down.env = append(down.env, "EXPIRY_TENANT=acme")
	if code, output := down.run("plan"); code != 0 || !says("Inventory not read").MatchString(output) || strings.Contains(output, "s3cr3t") {
		t.Errorf("exit code %d\n%s", code, output)
	}
	if code, output := down.run("apply", "-auto-approve"); code != 1 || strings.Contains(output, "s3cr3t") {
		t.Errorf("exit code %d\n%s", code, output)
	}
	if output := down.must("state", "list"); strings.TrimSpace(output) != "" {
		t.Errorf("the state holds what was never written: %s", output)
	}
}

// From a first apply to a destroy: what stands in the inventory is what the state
// says, a plan writes nothing, and nothing changes where nothing is to change.
func TestInventoryLifeOfARow(t *testing.T) {
	t.Parallel()
	url, open := ledgerAt(t)
	store := open("")
	w := member(t, url, "erp", erpAsset+erpContract)
	w.must("plan")
	if total, err := store.Counts(t.Context(), inventory.Filter{}, time.Time{}); err != nil || total.Total != 0 {
		t.Errorf("a plan wrote %d rows, %v", total.Total, err)
	}
	w.must("apply", "-auto-approve")
	row := rowIs(t, store, "asset/erp")
	if row.Workspace != "erp" || row.Updated.By != "erp-ci" || row.Revision != 1 || row.Owner != "team-erp@example.test" ||
		!strings.Contains(string(row.Facts), `"site":"tokyo"`) || deadline.FormatInstant(row.Timeline.End.At) != "2028-01-01T00:00:00Z" {
		t.Errorf("row %+v\n%s", row, row.Facts)
	}
	if code, output := w.run("plan", "-detailed-exitcode"); code != 0 {
		t.Errorf("exit code %d\n%s", code, output)
	}
	w.write("main.tf", strings.Replace(erpAsset, "2027-12-31", "2028-12-31", 1)+erpContract)
	w.must("apply", "-auto-approve")
	if row := rowIs(t, store, "asset/erp"); row.Revision != 2 || deadline.FormatInstant(row.Timeline.End.At) != "2029-01-01T00:00:00Z" {
		t.Errorf("row %+v", row)
	}
	// Imported elsewhere, it brings all its facts: the next plan changes nothing.
	imported := member(t, url, "erp", strings.Replace(erpAsset, "2027-12-31", "2028-12-31", 1)+erpContract)
	imported.must("import", "expiry_asset.erp", "asset/erp")
	imported.must("import", "expiry_contract.support", "erp-support")
	if code, output := imported.run("plan", "-detailed-exitcode"); code != 0 {
		t.Errorf("after the import: exit code %d\n%s", code, output)
	}
	if code, output := imported.run("import", "expiry_asset.erp2", "asset/none"); code != 1 {
		t.Errorf("imported what is not there: %s", output)
	}
	w.must("destroy", "-auto-approve")
	if row := rowIs(t, store, "asset/erp"); !row.Deleted() {
		t.Errorf("not a tombstone: %+v", row)
	}
	history, err := store.History(t.Context(), "asset/erp")
	if err != nil || len(history) != 3 || history[0].Action != inventory.Deleted {
		t.Errorf("history %+v, %v", history, err)
	}
}

// A thing has one owner among the workspaces, and takes a clear word to change it.
func TestInventoryConflicts(t *testing.T) {
	t.Parallel()
	url, open := ledgerAt(t)
	first, second := member(t, url, "first", erpAsset), member(t, url, "second", erpAsset)
	first.must("apply", "-auto-approve")
	for _, command := range [][]string{{"plan"}, {"apply", "-auto-approve"}} {
		if code, output := second.run(command...); code != 1 || !says("Inventory conflict", `belongs to the workspace "first"`, "adopt = true").MatchString(output) {
			t.Errorf("%v: exit code %d\n%s", command, code, output)
		}
	}
	second.write("main.tf", strings.Replace(erpAsset, `name               = "erp"`, "name = \"erp\"\n adopt = true", 1))
	second.must("apply", "-auto-approve")
	if row := rowIs(t, open(""), "asset/erp"); row.Workspace != "second" {
		t.Errorf("row %+v", row)
	}
	// The first is told, and cannot undo it by mistake.
	if output := first.must("plan"); !says("Changed in the inventory", "asset/erp was changed by second-ci", "workspace second").MatchString(output) {
		t.Errorf("the first is told nothing:\n%s", output)
	}
	first.write("main.tf", strings.Replace(erpAsset, "2027-12-31", "2029-12-31", 1))
	for _, command := range [][]string{{"plan"}, {"apply", "-auto-approve"}} {
		if code, output := first.run(command...); code != 1 || !says("Inventory conflict").MatchString(output) {
			t.Errorf("%v: exit code %d\n%s", command, code, output)
		}
	}
	// registers.md 3: the move ends with the first forgetting what is no longer its own.
	first.write("main.tf", "")
	if output := first.must("plan"); !says("Forgotten, not deleted", `asset/erp belongs to the workspace "second" now`).MatchString(output) {
		t.Errorf("the plan tells nothing:\n%s", output)
	}
	if output := first.must("apply", "-auto-approve"); !says("Forgotten, not deleted", `asset/erp belongs to the workspace "second" now`).MatchString(output) {
		t.Errorf("the first is told nothing:\n%s", output)
	}
	if row := rowIs(t, open(""), "asset/erp"); row.Workspace != "second" || row.Deleted() {
		t.Errorf("row %+v", row)
	}
}

// Who imported what is another's, or was given another name, forgets it in a destroy.
func TestInventoryForgetsWhatWasNeverOurs(t *testing.T) {
	t.Parallel()
	url, open := ledgerAt(t)
	const register = "resource \"expiry_assets\" \"all\" {\n name = \"all\"\n register = \"a.csv\"\n}\n"
	first, other := member(t, url, "first", erpAsset+register), member(t, url, "other", erpAsset)
	first.write("a.csv", "asset,expires on\na,2029-03-31\nb,2029-03-31\n")
	first.must("apply", "-auto-approve")
	other.must("import", "expiry_asset.erp", "erp")
	first.env[1] = "EXPIRY_WORKSPACE=renamed"
	for _, w := range []*workspace{other, first} {
		for _, command := range [][]string{{"plan", "-destroy"}, {"destroy", "-auto-approve"}} {
			if output := w.must(command...); !says("Forgotten, not deleted", `belongs to the workspace "first" now`).MatchString(output) {
				t.Errorf("%v tells nothing:\n%s", command, output)
			}
		}
		if output := w.must("state", "list"); strings.TrimSpace(output) != "" {
			t.Errorf("the state still holds %s", output)
		}
	}
	for _, id := range []string{"asset/erp", "asset/a", "asset/b"} {
		if row := rowIs(t, open(""), id); row.Workspace != "first" || row.Deleted() {
			t.Errorf("row %+v", row)
		}
	}
}

// registers.md 3, 5: rows of a register that another workspace has are told in the
// plan, and forgotten by a register that they have left.
func TestInventoryConflictsOfRegisters(t *testing.T) {
	t.Parallel()
	url, open := ledgerAt(t)
	const config = "resource \"expiry_assets\" \"all\" {\n name = \"all\"\n register = \"a.csv\"\n}\n"
	first, second := member(t, url, "first", config), member(t, url, "second", config)
	first.write("a.csv", "asset,expires on\na,2029-03-31\nb,2029-03-31\n")
	second.write("a.csv", "asset,expires on\nb,2029-03-31\nc,2029-03-31\n")
	first.must("apply", "-auto-approve")
	if code, output := second.run("plan"); code != 1 || !says("Inventory conflict", `asset/b belongs to the workspace "first"`, "adopt = true").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
	second.write("main.tf", strings.Replace(config, "name =", "adopt = true\n name =", 1))
	second.must("apply", "-auto-approve")
	// An update of what another has now is told in the plan, too.
	first.write("a.csv", "asset,expires on\na,2029-03-31\nb,2030-03-31\n")
	if code, output := first.run("plan"); code != 1 || !says("Inventory conflict", `asset/b belongs to the workspace "second"`).MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
	first.write("a.csv", "asset,expires on\na,2029-03-31\n")
	if output := first.must("plan"); !says("Forgotten, not deleted", "asset/b belongs to the workspace").MatchString(output) {
		t.Errorf("the plan tells nothing:\n%s", output)
	}
	if output := first.must("apply", "-auto-approve"); !says("Forgotten, not deleted", "asset/b belongs to the workspace").MatchString(output) {
		t.Errorf("the first is told nothing:\n%s", output)
	}
	if row := rowIs(t, open(""), "asset/b"); row.Workspace != "second" || row.Deleted() {
		t.Errorf("row %+v", row)
	}
	// Two registers of one workspace do not share a row unnoticed, and a whole register
	// that is destroyed leaves what is another's.
	third := member(t, url, "first", strings.ReplaceAll(config, "all", "more"))
	third.write("a.csv", "asset,expires on\na,2031-03-31\n")
	if code, output := third.run("plan"); code != 1 || !says("Inventory conflict", "asset/a is in the inventory already").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
	third.write("main.tf", strings.Replace(config, "name =", "adopt = true\n name =", 1))
	third.env[1] = "EXPIRY_WORKSPACE=third"
	third.must("apply", "-auto-approve")
	for _, command := range [][]string{{"plan", "-destroy"}, {"destroy", "-auto-approve"}} {
		if output := first.must(command...); !says("Forgotten, not deleted", `asset/a belongs to the workspace "third" now`).MatchString(output) {
			t.Errorf("%v tells nothing:\n%s", command, output)
		}
	}
	if row := rowIs(t, open(""), "asset/a"); row.Workspace != "third" || row.Deleted() {
		t.Errorf("row %+v", row)
	}
}

// A row that somebody edits behind Terraform's back is drift like any other.
func TestInventoryDrift(t *testing.T) {
	t.Parallel()
	url, open := ledgerAt(t)
	w := member(t, url, "erp", erpAsset)
	w.must("apply", "-auto-approve")
	store := open("erp")
	row := rowIs(t, store, "asset/erp")
	row.Owner = "stranger@example.test"
	if _, err := store.Upsert(t.Context(), row, row.Revision); err != nil {
		t.Fatal(err)
	}
	if code, output := w.run("plan", "-detailed-exitcode"); code != 2 || !says("Changed in the inventory", "changed by somebody@example.test").MatchString(output) || !strings.Contains(output, "stranger@example.test") {
		t.Errorf("exit code %d\n%s", code, output)
	}
	w.must("apply", "-auto-approve")
	if row := rowIs(t, store, "asset/erp"); row.Owner != "team-erp@example.test" || row.Revision != 3 {
		t.Errorf("row %+v", row)
	}
	if _, err := store.Delete(t.Context(), "asset/erp", 3, inventory.Tombstone); err != nil {
		t.Fatal(err)
	}
	if code, output := w.run("plan", "-detailed-exitcode"); code != 2 || !says("Deleted in the inventory").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
	w.must("apply", "-auto-approve")
	if row := rowIs(t, store, "asset/erp"); row.Deleted() {
		t.Errorf("row %+v", row)
	}
}

// What was tracked in state alone moves into an inventory, and out of it.
func TestInventoryJoinAndLeave(t *testing.T) {
	t.Parallel()
	url, open := ledgerAt(t)
	w := member(t, url, "erp", erpAsset)
	with := w.env
	w.env = nil
	w.must("apply", "-auto-approve")
	w.env = with
	if code, output := w.run("plan", "-detailed-exitcode"); code != 2 {
		t.Errorf("exit code %d\n%s", code, output)
	}
	w.must("apply", "-auto-approve")
	rowIs(t, open(""), "asset/erp")
	if code, output := w.run("plan", "-detailed-exitcode"); code != 0 {
		t.Errorf("exit code %d\n%s", code, output)
	}
	w.env = nil
	w.must("apply", "-auto-approve")
	if code, output := w.run("plan", "-detailed-exitcode"); code != 0 {
		t.Errorf("without the inventory: exit code %d\n%s", code, output)
	}
}

// A register is written as rows, all of them or none.
func TestInventoryOfARegister(t *testing.T) {
	t.Parallel()
	url, open := ledgerAt(t)
	store := open("erp")
	w := member(t, url, "erp", assetsOf("a.csv", ""))
	w.write("a.csv", ledger)
	w.must("apply", "-auto-approve")
	if row := rowIs(t, store, "asset/www"); row.Kind != "certificate" || row.Workspace != "erp" {
		t.Errorf("row %+v", row)
	}
	if code, output := w.run("plan", "-detailed-exitcode"); code != 0 {
		t.Errorf("exit code %d\n%s", code, output)
	}
	w.write("a.csv", strings.Replace(strings.Replace(ledger, "2027-03-31", "2028-03-31", 1), "www,certificate", "mail,certificate", 1))
	w.must("apply", "-auto-approve")
	if row := rowIs(t, store, "asset/erp-licence"); row.Revision != 2 {
		t.Errorf("row %+v", row)
	}
	if row := rowIs(t, store, "asset/www"); !row.Deleted() {
		t.Errorf("row %+v", row)
	}
	row := rowIs(t, store, "asset/mail")
	row.Owner = "stranger@example.test"
	if _, err := store.Upsert(t.Context(), row, row.Revision); err != nil {
		t.Fatal(err)
	}
	if code, output := w.run("plan", "-detailed-exitcode"); code != 2 || !says("Changed in the inventory", "asset/mail, by somebody@example.test").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
	w.must("apply", "-auto-approve")
	if row := rowIs(t, store, "asset/mail"); row.Owner != "" {
		t.Errorf("row %+v", row)
	}
	// One row that is another's keeps them all out.
	other := member(t, url, "other", assetsOf("a.csv", ""))
	other.write("a.csv", "asset,expires_on\nnew,2030-01-01\nmail,2030-01-01\n")
	if code, output := other.run("apply", "-auto-approve"); code != 1 || !says("Inventory conflict", "asset/mail").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
	if _, found, err := store.Get(t.Context(), "asset/new"); found || err != nil {
		t.Errorf("half of a register was written: %v", err)
	}
	w.must("destroy", "-auto-approve")
	if counts, err := store.Counts(t.Context(), inventory.Filter{}, time.Time{}); err != nil || counts.Total != 0 {
		t.Errorf("%d rows are left, %v", counts.Total, err)
	}
}
