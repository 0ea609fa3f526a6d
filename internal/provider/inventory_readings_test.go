package provider_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// ledgerView is what expiry_inventory gives.
type ledgerView struct {
	attributes  map[string]tftypes.Value
	rows        []map[string]any
	diagnostics []*tfprotov6.Diagnostic
}

// viewed reads the inventory on a day.
func viewed(t testing.TB, url string, at time.Time, config values) ledgerView {
	t.Helper()
	d, _ := configured(t, at, withInventory(url, "").with("enforcement", str("none")))
	schema := d.schema.DataSourceSchemas["expiry_inventory"]
	answer, err := d.server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: "expiry_inventory", Config: d.object(schema, config)})
	if err != nil {
		t.Fatal(err)
	}
	view := ledgerView{diagnostics: answer.Diagnostics}
	if failed(answer.Diagnostics) {
		return view
	}
	value, err := answer.State.Unmarshal(schema.ValueType())
	if err != nil {
		t.Fatal(err)
	}
	if err := value.As(&view.attributes); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(view.text("deadlines_json")), &view.rows); err != nil {
		t.Fatal(err)
	}
	return view
}

func (v ledgerView) text(name string) (text string) {
	_ = v.attributes[name].As(&text)
	return text
}

// shown are origin, id and status of the rows.
func (v ledgerView) shown() []string {
	var lines []string
	for _, row := range v.rows {
		lines = append(lines, fmt.Sprintf("%v %v %v", row["origin"], row["id"], row["status"]))
	}
	slices.Sort(lines)
	return lines
}

func (v ledgerView) row(t testing.TB, id string) map[string]any {
	t.Helper()
	for _, row := range v.rows {
		if row["id"] == id && row["origin"] == "read" {
			return row
		}
	}
	t.Fatalf("no %s among %v", id, v.shown())
	return nil
}

// judgedByGate is what a gate says that is given the ledger on a day.
func judgedByGate(t testing.TB, at time.Time, document string) string {
	t.Helper()
	gate := &directResource{t: t, name: "expiry_gate", provider: values{}, at: at}
	return saidOf(gate.plan(values{"deadlines_json": str(document)}).diagnostics)
}

// What was read must not look better in the ledger than it did to who read it: what
// a gate says of the one it says of the other, on the day and later.
func TestInventorySaysOfReadingsWhatAGateSays(t *testing.T) {
	t.Parallel()
	end := func(days int) string { return today.AddDate(0, 0, days).Format(time.RFC3339) }
	for name, test := range map[string]struct {
		row   string
		later int // days after which the inventory is looked at
		says  []string
	}{
		"fine":                     {certificateRow("www", 90), 0, nil},
		"due later":                {certificateRow("www", 90), 71, []string{"certificate/www", "the renewal is due"}},
		"overdue later":            {certificateRow("www", 90), 81, []string{"certificate/www", "the time to act was"}},
		"expired later":            {certificateRow("www", 90), 90, []string{"certificate/www", "expired"}},
		"unread":                   {unreadRow("www", "connection refused by 127.0.0.1:443"), 0, []string{"connection refused"}},
		"no date":                  {`{"id":"a/b"}`, 0, []string{"a/b"}},
		"a status, no date":        {`{"id":"a/b","status":"overdue"}`, 0, []string{"a/b is overdue, without a date"}},
		"a worse status":           {`{"id":"a/b","status":"expired","expires_at":"` + end(900) + `"}`, 0, []string{"given as expired"}},
		"refused":                  {strings.ReplaceAll(certificateRow("www", 90), `"passes":true`, `"passes":false`), 0, []string{"refused"}},
		"a finding":                {strings.ReplaceAll(certificateRow("www", 90), `"findings":[]`, `"findings":[{"rule":"distrusted","severity":"error","message":"Its authority is no longer trusted."}]`), 0, []string{"no longer trusted"}},
		"ended on some day":        {`{"id":"a/b","end":"ended"}`, 0, []string{"has ended"}},
		"no end announced":         {`{"id":"a/b","end":"open","status":"ok"}`, 0, nil},
		"known for a while":        {`{"id":"a/b","end":"open","status":"ok","known_until":"2026-12-01"}`, 30, []string{"was known until 2026-12-01"}},
		"an unwritable owner":      {certificateRow("www", 90, `"owner":"なし"`), 0, nil},
		"a contract by its terms":  {`{"id":"contract/x","starts_on":"2024-04-01","term":"36mo","renewal":"none"}`, 200, []string{"contract/x"}},
		"a contract that was read": {`{"id":"contract/x","kind":"contract","renewal":"tacit","starts_on":"2024-04-01","expires_at":"` + end(400) + `","status":"ok","passes":true,"tracked":true}`, 0, []string{"maintainer"}},
		"backs up":                 {`{"id":"backup/db","kind":"backup","expires_at":"` + end(400) + `","backs_up":["asset/db"],"fate":{"site":"tokyo"},"newest_at":"2026-11-20"}`, 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := inventoryFile(t)
			at := today.AddDate(0, 0, test.later)
			r := readingsOf(t, url, "shop")
			if said := r.apply(handing(test.row)); failed(said) {
				t.Fatal(saidOf(said))
			}
			view := viewed(t, url, at, values{"max_reading_age": str("1y")})
			if len(view.rows) != 1 {
				t.Fatal(view.shown(), saidOf(view.diagnostics))
			}
			direct, ledger := judgedByGate(t, at, "["+test.row+"]"), judgedByGate(t, at, view.text("deadlines_json"))
			if strings.Contains(direct, "ERROR") != strings.Contains(ledger, "ERROR") || strings.Contains(direct, "WARNING") != strings.Contains(ledger, "WARNING") {
				t.Errorf("of what was read a gate says:\n%s\nof the ledger:\n%s\n%s", direct, ledger, view.text("deadlines_json"))
			}
			if !hasAll(ledger, test.says...) {
				t.Errorf("the gate does not say %q:\n%s", test.says, ledger)
			}
		})
	}
}

// The ledger shows what is declared and what was read, joined by id.
func TestInventoryShowsBoth(t *testing.T) {
	t.Parallel()
	declared := inventoryRow("asset/erp", 400, "")
	same := inventoryRow("asset/same", 300, `{"fate":{"site":"tokyo"},"covered_by":["contract/x"],"newest_at":"2026-11-01"}`)
	declared.Environment = "production"
	url := inventoryFile(t, declared, same, ending(inventoryRow("asset/open", 0, ""), deadline.EndUnknown))
	asset := func(name string, days int, more string) string {
		return strings.ReplaceAll(certificateRow(name, days, more), "certificate/", "asset/")
	}
	r := readingsOf(t, url, "reader")
	if said := r.apply(handing(asset("erp", 90, `"owner":"n/a"`), asset("same", 300, `"owner":"own@example.test"`), asset("open", 200, `"system":"s"`), certificateRow("www", 15), unreadRow("ldap", "no route to host")).with("source", str("data.expiry_certificates.x"))); failed(said) {
		t.Fatal(saidOf(said))
	}
	view := viewed(t, url, today, values{})
	all := []string{
		"declared asset/erp ok", "declared asset/open ok", "declared asset/same ok",
		"read asset/erp ok", "read asset/open ok", "read asset/same ok", "read certificate/ldap unknown", "read certificate/www due",
	}
	if !slices.Equal(view.shown(), all) || view.text("status") != "unknown" {
		t.Errorf("%v, %s", view.shown(), view.text("status"))
	}
	erp, alike := view.row(t, "asset/erp"), view.row(t, "asset/same")
	if erp["owner"] != "team@example.test" || erp["environment"] != "production" || alike["owner"] != "own@example.test" || erp["workspace"] != "reader" || erp["reader"] != "default" ||
		erp["read_at"] != deadline.FormatInstant(today) || erp["revision"] != nil || erp["source"] != "data.expiry_certificates.x" {
		t.Errorf("%v\n%v", erp, alike)
	}
	for _, row := range view.rows {
		differs := strings.Contains(fmt.Sprint(row["findings"]), "duplicate")
		if differs != (row["id"] == "asset/erp") {
			t.Errorf("%v %v: %v", row["origin"], row["id"], row["findings"])
		}
		if differs && !hasAll(fmt.Sprint(row["findings"]), `"shop" declares`, `"reader" read`, "2027-12-26", "2027-02-19") {
			t.Errorf("%v", row["findings"])
		}
	}
	// A gate that is given both takes them for one, where they agree.
	if said := judgedByGate(t, today, view.text("deadlines_json")); !hasAll(said, "asset/erp ends at 2027-12-26", "(duplicate)") || strings.Contains(said, "is given") {
		t.Error(said)
	}
	if alike["act_by"] != deadline.FormatInstant(today.AddDate(0, 0, 270)) || !hasAll(fmt.Sprint(alike["fate"], alike["covered_by"]), "tokyo", "contract/x") {
		t.Errorf("%v", alike)
	}
	for filter, test := range map[string]struct {
		config values
		want   []string
	}{
		"declared":      {values{"origin": str("declared")}, all[:3]},
		"read":          {values{"origin": str("read")}, all[3:]},
		"an owner":      {values{"owner": str("team@example.test")}, append(slices.Clone(all[:4]), "read asset/open ok")},
		"without owner": {values{"without_owner": tftypes.NewValue(tftypes.Bool, true)}, all[6:]},
		"a system":      {values{"system": str("s")}, []string{"read asset/open ok"}},
		"a kind":        {values{"kind": str("certificate")}, all[3:]},
		"due":           {values{"with_status": str("due")}, []string{"read certificate/www due"}},
		"unknown":       {values{"with_status": str("unknown")}, []string{"read certificate/ldap unknown"}},
		"soon":          {values{"due_within": str("10d")}, []string{"read certificate/ldap unknown", "read certificate/www due"}},
		"nothing":       {values{"with_status": str("expired"), "origin": str("read")}, nil},
	} {
		if got := viewed(t, url, today, test.config); !slices.Equal(got.shown(), test.want) {
			t.Errorf("%s: %v\n%s", filter, got.shown(), saidOf(got.diagnostics))
		}
	}
	if counts := view.attributes["counts_by_origin"].String(); !hasAll(counts, `"3"`, `"5"`) {
		t.Errorf("%s", counts)
	}
}

// What is too old is unknown, whatever it said; and so is what is missing.
func TestInventoryReadingsAge(t *testing.T) {
	t.Parallel()
	url := inventoryFile(t)
	shop, ops := readingsOf(t, url, "shop"), readingsOf(t, url, "ops")
	ops.at = today.AddDate(0, 0, 10)
	for _, said := range [][]*tfprotov6.Diagnostic{
		shop.apply(handing(certificateRow("www", 400), certificateRow("gone", 400)).with("name", str("fleet"))), ops.apply(handing(certificateRow("db", 400))),
		func() []*tfprotov6.Diagnostic {
			empty := readingsOf(t, url, "empty")
			return empty.apply(handing().with("allow_empty", tftypes.NewValue(tftypes.Bool, true)))
		}(),
	} {
		if failed(said) {
			t.Fatal(saidOf(said))
		}
	}
	at := today.AddDate(0, 0, 14)
	if view := viewed(t, url, at, values{}); !slices.Equal(view.shown(), []string{"read certificate/db ok", "read certificate/gone ok", "read certificate/www ok"}) {
		t.Errorf("after 14 days: %v", view.shown())
	}
	at = at.Add(time.Second)
	view := viewed(t, url, at, values{})
	if !slices.Equal(view.shown(), []string{"read certificate/db ok", "read certificate/gone unknown", "read certificate/www unknown", "read readings/empty/default unknown"}) || view.text("status") != "unknown" {
		t.Errorf("%v", view.shown())
	}
	if www := view.row(t, "certificate/www"); !hasAll(fmt.Sprint(www["reason"]), `the workspace "shop"`, "fleet", deadline.FormatInstant(today), "older than 14d", "What it read then is that it ends at 2027-") || www["passes"] != false || www["last_good"] == nil {
		t.Errorf("%v", www)
	}
	if said := judgedByGate(t, at, view.text("deadlines_json")); !hasAll(said, "ERROR", `the workspace "shop"`) {
		t.Error(said)
	}
	if readers := view.attributes["readers"].String(); !hasAll(readers, `"shop"`, `"ops"`, `"empty"`, `"7d"`, `"true"`, `"false"`) {
		t.Errorf("%s", readers)
	}
	// A month later they have another age to keep.
	if view := viewed(t, url, today.AddDate(0, 0, 30), values{"max_reading_age": str("2mo")}); len(view.rows) != 3 || view.text("status") != "ok" {
		t.Errorf("%v", view.shown())
	}
	for age, wants := range map[string]string{"0d": "is no age", "33%": "max_reading_age", "soon": "max_reading_age"} {
		if said := saidOf(viewed(t, url, at, values{"max_reading_age": str(age)}).diagnostics); !hasAll(said, "ERROR", wants) {
			t.Errorf("%s: %s", age, said)
		}
	}
	// Somebody deletes a row behind everybody's back.
	db, err := sql.Open("sqlite", strings.TrimPrefix(url, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(t.Context(), "DELETE FROM expiry_readings WHERE id = 'certificate/gone'"); err != nil {
		t.Fatal(err)
	}
	view = viewed(t, url, today, values{"owner": str("somebody@example.test")})
	if row := view.row(t, "readings/shop/fleet"); row["status"] != "unknown" || !hasAll(fmt.Sprint(row["reason"]), "of 2 readings", "has 1") {
		t.Errorf("%v", row)
	}
	shop.at = today.AddDate(0, 0, 1)
	config := handing(certificateRow("www", 400), certificateRow("gone", 400)).with("name", str("fleet"))
	if p := shop.plan(config); !p.changes || !hasAll(saidOf(p.diagnostics), "Changed in the inventory", "Of 2 readings") {
		t.Errorf("changes %t\n%s", p.changes, saidOf(p.diagnostics))
	}
	if said := shop.apply(config); failed(said) {
		t.Error(saidOf(said))
	}
	if p := shop.plan(config); p.changes || len(viewed(t, url, shop.at, values{"origin": str("read")}).rows) != 3 {
		t.Errorf("changes %t\n%s", p.changes, saidOf(p.diagnostics))
	}
	// What is no longer read is named for as long as a reading counts.
	if said := shop.apply(handing(certificateRow("www", 400)).with("name", str("fleet"))); failed(said) {
		t.Error(saidOf(said))
	}
	for days, named := range map[int]bool{1: true, 14: true, 16: false} {
		view := viewed(t, url, today.AddDate(0, 0, days), values{"origin": str("declared")})
		if withdrawn := view.attributes["withdrawn"].String(); hasAll(withdrawn, "certificate/gone", "shop", "fleet", deadline.FormatInstant(shop.at)) != named {
			t.Errorf("after %d days: %s", days, withdrawn)
		}
	}
	// The whole reader is gone.
	if _, err := db.ExecContext(t.Context(), "DELETE FROM expiry_readers WHERE workspace = 'shop'"); err != nil {
		t.Fatal(err)
	}
	if p := shop.plan(config); !p.changes || !hasAll(saidOf(p.diagnostics), "Gone from the inventory") {
		t.Errorf("changes %t\n%s", p.changes, saidOf(p.diagnostics))
	}
}

// A contract tells its end by its terms on any day, but not for ever what nobody reads
// any more: neither here nor in a gate that is given the row.
func TestInventoryStaleTerms(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]string{
		"by its terms":    `{"id":"contract/x","owner":"o@example.test","maintainer":"m","criticality":"high","starts_on":"2024-04-01","term":"36mo","renewal":"tacit","renewal_term":"12mo","intent":"renew"}`,
		"judged":          `{"id":"contract/x","owner":"o@example.test","renewal":"express","starts_on":"2024-04-01","expires_at":"2029-01-01T00:00:00Z","status":"ok","passes":true}`,
		"known for years": `{"id":"software/x","end":"open","status":"ok","known_until":"2035-12-31"}`,
		"closed":          `{"id":"contract/x","owner":"o@example.test","starts_on":"2024-04-01","term":"12mo","renewal":"none","closed_on":"2026-11-01","closed_because":"replaced"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := inventoryFile(t)
			if said := readingsOf(t, url, "shop").apply(handing(row)); failed(said) {
				t.Fatal(saidOf(said))
			}
			if fresh := viewed(t, url, today.AddDate(0, 0, 10), values{}); fresh.text("status") != "ok" {
				t.Errorf("after ten days: %s\n%s", fresh.text("reason"), fresh.text("deadlines_json"))
			}
			stale := viewed(t, url, today.AddDate(0, 0, 20), values{})
			if stale.text("status") != "unknown" {
				t.Errorf("after twenty: %s\n%s", stale.text("reason"), stale.text("deadlines_json"))
			}
			if said := judgedByGate(t, today.AddDate(0, 0, 20), stale.text("deadlines_json")); !hasAll(said, "ERROR", `the workspace "shop"`, "(unknown)") {
				t.Error(said)
			}
		})
	}
}

// Two resources of one name, a lost state, a row of somebody else's.
func TestReadingsOfOthers(t *testing.T) {
	t.Parallel()
	url := inventoryFile(t, inventoryRow("certificate/www", 300, ""))
	first, second := readingsOf(t, url, "reader"), readingsOf(t, url, "reader")
	www, mail := handing(certificateRow("www", 90)), handing(certificateRow("mail", 90))
	if said := first.apply(www); failed(said) {
		t.Fatal(saidOf(said))
	}
	if row := things(t, url, inventory.ThingFilter{})["certificate/www"].Row; row.Workspace != "shop" || row.Owner != "team@example.test" || !row.Timeline.End.At.Equal(today.AddDate(0, 0, 300)) {
		t.Errorf("somebody's row was written over: %+v", row)
	}
	if said := saidOf(second.plan(mail).diagnostics); !hasAll(said, "ERROR", `AttributeName("name")`, "Inventory conflict", `the name "default"`, "adopt = true", "terraform import expiry_readings") {
		t.Error(said)
	}
	if said := second.apply(www); failed(said) { // the same, after a state was lost
		t.Error(saidOf(said))
	}
	third := readingsOf(t, url, "reader")
	if said := third.apply(mail.with("adopt", tftypes.NewValue(tftypes.Bool, true))); failed(said) || !hasAll(saidOf(said), "certificate/www") {
		t.Error(saidOf(said))
	}
	if p := first.plan(www); !p.changes || !hasAll(saidOf(p.diagnostics), "certificate/mail") {
		t.Errorf("changes %t\n%s", p.changes, saidOf(p.diagnostics))
	}
	// Another workspace has the name for itself.
	if said := readingsOf(t, url, "other").apply(mail); failed(said) {
		t.Error(saidOf(said))
	}
}

// A database that is down: nothing is written by half, and the next apply goes on.
func TestReadingsWhileDown(t *testing.T) {
	t.Parallel()
	config := handing(certificateRow("www", 90))
	r := readingsOf(t, "postgres://u:s3cr3t@127.0.0.1:1/x?connect_timeout=1", "shop")
	p := r.plan(config)
	if said := saidOf(p.diagnostics); !p.changes || failed(p.diagnostics) || !hasAll(said, "Inventory not read") || strings.Contains(said, "s3cr3t") {
		t.Error(said)
	}
	if said := r.apply(config); !failed(said) || r.state != nil || strings.Contains(saidOf(said), "s3cr3t") {
		t.Errorf("%v\n%s", r.state, saidOf(said))
	}
	url := inventoryFile(t)
	r.provider = withInventory(url, "shop")
	if said := r.apply(config); failed(said) {
		t.Fatal(saidOf(said))
	}
	before := r.attributes()
	r.provider = withInventory("postgres://u:s3cr3t@127.0.0.1:1/x?connect_timeout=1", "shop")
	if p := r.plan(config); p.changes || !hasAll(saidOf(p.diagnostics), "Inventory not read") {
		t.Errorf("changes %t\n%s", p.changes, saidOf(p.diagnostics))
	}
	if said := r.apply(handing(certificateRow("www", 91))); !failed(said) || !r.attributes()["digest"].Equal(before["digest"]) {
		t.Error(saidOf(said))
	}
	r.provider = withInventory(url, "shop")
	if said := r.apply(handing(certificateRow("www", 91))); failed(said) || r.attributes()["digest"].Equal(before["digest"]) {
		t.Error(saidOf(said))
	}
}
