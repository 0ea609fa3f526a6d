package provider_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// withInventory configures the provider of a workspace of the tenant acme.
func withInventory(url, workspace string) values {
	parts := map[string]tftypes.Value{"url": str(url), "tenant": str("acme"), "workspace": str(workspace)}
	if workspace == "" {
		parts["workspace"] = tftypes.NewValue(tftypes.String, nil)
	}
	kinds := map[string]tftypes.Type{"url": tftypes.String, "tenant": tftypes.String, "workspace": tftypes.String}
	return values{"inventory": tftypes.NewValue(tftypes.Object{AttributeTypes: kinds}, parts), "enforcement": str("none")}
}

func readingsOf(t testing.TB, url, workspace string) *directResource {
	return &directResource{t: t, name: "expiry_readings", provider: withInventory(url, workspace), at: today}
}

// certificateRow is a row of a data source that was read.
func certificateRow(name string, days int, more ...string) string {
	end := today.AddDate(0, 0, days)
	return fmt.Sprintf(`{"id":"certificate/%s","kind":"certificate","name":%q,"expires_at":%q,"act_by":%q,"remind_at":%q,"status":"ok","passes":true,"days_left":%d,"reason":"It is fine.","findings":[]%s}`,
		name, name, end.Format(time.RFC3339), end.AddDate(0, 0, -10).Format(time.RFC3339), end.AddDate(0, 0, -20).Format(time.RFC3339), days, strings.Join(append([]string{""}, more...), ","))
}

func unreadRow(name, why string) string {
	return fmt.Sprintf(`{"id":"certificate/%s","kind":"certificate","name":%q,"expires_at":null,"end":"unknown","status":"unknown","passes":false,"reason":%q,"findings":[]}`, name, name, why)
}

func handing(rows ...string) values {
	return values{"deadlines_json": str("[" + strings.Join(rows, ",") + "]")}
}

func (v values) with(name string, value tftypes.Value) values {
	more := maps.Clone(v)
	more[name] = value
	return more
}

// things are what the inventory of the tenant acme holds.
func things(t testing.TB, url string, filter inventory.ThingFilter) map[string]inventory.Thing {
	t.Helper()
	return thingsOf(t, url, "acme", filter)
}

func thingsOf(t testing.TB, url, tenant string, filter inventory.ThingFilter) map[string]inventory.Thing {
	t.Helper()
	store, err := inventory.Open(inventory.Config{URL: url, Tenant: tenant})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	found := map[string]inventory.Thing{}
	for thing, err := range store.Things(t.Context(), filter) {
		if err != nil {
			t.Fatal(err)
		}
		key := thing.ID()
		if thing.Origin == inventory.Read {
			key = thing.Readings[0].Workspace + ": " + key
		}
		found[key] = thing
	}
	return found
}

func TestReadingsBadInput(t *testing.T) {
	t.Parallel()
	url := inventoryFile(t)
	row := certificateRow("www", 90)
	for name, test := range map[string]struct {
		provider values
		config   values
		says     []string
	}{
		"no inventory":       {values{}, handing(row), []string{"No inventory configured", "one gate, one page and one calendar", `url = "sqlite:`, "EXPIRY_WORKSPACE", "expiry_gate"}},
		"no workspace":       {withInventory(url, ""), handing(row), []string{"No inventory workspace", "EXPIRY_WORKSPACE"}},
		"no tables":          {withInventory("sqlite:"+filepath.ToSlash(filepath.Join(t.TempDir(), "none.db")), "w"), handing(row), []string{"inventory migrate"}},
		"nothing":            {withInventory(url, "w"), values{}, []string{"Nothing was read", "allow_empty"}},
		"an empty list":      {withInventory(url, "w"), handing(), []string{"Nothing was read", "withdrawn"}},
		"an empty text":      {withInventory(url, "w"), values{"deadlines_json": str(" ")}, []string{"deadlines_json", "Invalid deadlines", "The text is empty"}},
		"half a text":        {withInventory(url, "w"), values{"deadlines_json": str("[" + row)}, []string{"Invalid deadlines"}},
		"no id":              {withInventory(url, "w"), handing(`{"expires_at":"2027-01-01T00:00:00Z"}`), []string{"Deadline without id"}},
		"twice":              {withInventory(url, "w"), handing(row, certificateRow("www", 91)), []string{"certificate/www stands twice"}},
		"an impossible end":  {withInventory(url, "w"), handing(`{"id":"a/b","expires_at":"soon"}`), []string{"expires_at", "a/b"}},
		"another key":        {withInventory(url, "w"), handing(`{"id":"a/b","expires_on":"2027-01-01"}`), []string{"expires_on"}},
		"refresh every plan": {withInventory(url, "w"), handing(row).with("refresh_after", str("0d")), []string{"refresh_after", "Invalid refresh_after", "less than an hour"}},
		"a share":            {withInventory(url, "w"), handing(row).with("refresh_after", str("33%")), []string{"refresh_after", "Invalid refresh_after"}},
		"a long id":          {withInventory(url, "w"), handing(certificateRow(strings.Repeat("x", 1001), 90)), []string{"Readings not kept", "1013 bytes"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := &directResource{t: t, name: "expiry_readings", provider: test.provider, at: today}
			said := saidOf(r.plan(test.config).diagnostics)
			if !strings.Contains(said, "ERROR") || !hasAll(said, test.says...) {
				t.Errorf("it says:\n%s", said)
			}
		})
	}
}

func hasAll(text string, pieces ...string) bool {
	for _, piece := range pieces {
		if !strings.Contains(text, piece) {
			return false
		}
	}
	return true
}

// From day to day: what is kept, when a plan has something to do, and what is told.
func TestReadingsFromDayToDay(t *testing.T) {
	t.Parallel()
	url := inventoryFile(t)
	r := readingsOf(t, url, "shop")
	config := handing(certificateRow("www", 90, `"owner":"web@example.test"`), certificateRow("mail", 40), unreadRow("ldap", "connection refused by 127.0.0.1:636"))
	if said := r.apply(config); failed(said) || r.state == nil {
		t.Fatal(saidOf(said))
	}
	if total := r.attributes()["total"]; !total.Equal(tftypes.NewValue(tftypes.Number, 3)) {
		t.Errorf("total %s", total)
	}
	idle := func(config values, what string) {
		t.Helper()
		if p := r.plan(config); p.changes || len(p.diagnostics) > 0 {
			t.Errorf("%s: changes %t\n%s", what, p.changes, saidOf(p.diagnostics))
		}
	}
	busy := func(config values, what string, pieces ...string) {
		t.Helper()
		p := r.plan(config)
		if !p.changes || p.replaces || failed(p.diagnostics) || !hasAll(saidOf(p.diagnostics), pieces...) {
			t.Errorf("%s: changes %t\n%s", what, p.changes, saidOf(p.diagnostics))
		}
	}
	idle(config, "at once")
	r.at = today.AddDate(0, 0, 1)
	idle(config, "on day 1")
	idle(values{"deadlines_json": str(strings.ReplaceAll(jsonOf(t, config), `"days_left":90`, `"days_left":89`))}, "with another countdown")
	idle(handing(strings.ReplaceAll(certificateRow("www", 90, `"owner":"web@example.test"`), `"status":"ok"`, `"status":"due"`), certificateRow("mail", 40), unreadRow("ldap", "no route")), "with another status")
	busy(handing(certificateRow("www", 91), certificateRow("mail", 40), unreadRow("ldap", "x")), "another end")
	busy(handing(certificateRow("www", 90, `"owner":"ops@example.test"`), certificateRow("mail", 40), unreadRow("ldap", "x")), "another owner")
	busy(handing(strings.ReplaceAll(certificateRow("www", 90, `"owner":"web@example.test"`), `"passes":true`, `"passes":false`), certificateRow("mail", 40), unreadRow("ldap", "x")), "refused now")
	busy(handing(certificateRow("www", 90, `"owner":"web@example.test"`), unreadRow("ldap", "x")), "one less", "No longer read", "will be withdrawn", "certificate/mail")
	busy(handing(certificateRow("www", 90, `"owner":"web@example.test"`), unreadRow("mail", "refused"), unreadRow("ldap", "x")), "one that failed")
	busy(config.with("refresh_after", str("1d")), "another period")
	busy(config.with("source", str("data.expiry_certificates.fleet")), "another source")

	r.at = today.AddDate(0, 0, 7).Add(-time.Second)
	idle(config, "a second before day 7")
	r.at = today.AddDate(0, 0, 8)
	busy(config, "on day 8")
	if said := r.apply(config); failed(said) {
		t.Fatal(saidOf(said))
	}
	idle(config, "after it was written again")
	if thing := things(t, url, inventory.ThingFilter{})["shop: certificate/www"]; !thing.Readings[0].ReadAt.Equal(r.at) {
		t.Errorf("read at %s", thing.Readings[0].ReadAt)
	}

	// What failed keeps the last good one beside it, and what is gone its day.
	r.at = today.AddDate(0, 0, 9)
	said := r.apply(handing(unreadRow("www", "connection refused by 127.0.0.1:443"), unreadRow("ldap", "x")))
	if failed(said) || !hasAll(saidOf(said), "No longer read", "was withdrawn", "certificate/mail") {
		t.Fatal(saidOf(said))
	}
	if withdrawn := r.attributes()["withdrawn"]; !withdrawn.Equal(tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, []tftypes.Value{str("certificate/mail")})) {
		t.Errorf("withdrawn %s", withdrawn)
	}
	found := things(t, url, inventory.ThingFilter{Filter: inventory.Filter{IncludeDeleted: true}})
	if www := found["shop: certificate/www"].Readings[0]; !www.Good.ReadAt.Equal(today.AddDate(0, 0, 8)) || !www.Good.Timeline.End.At.Equal(today.AddDate(0, 0, 90)) || !strings.Contains(string(www.Facts), "connection refused") {
		t.Errorf("%+v", www)
	}
	if mail := found["shop: certificate/mail"].Readings[0]; !mail.WithdrawnAt.Equal(r.at) {
		t.Errorf("%+v", mail)
	}

	// A destroy withdraws the rest.
	if said := r.destroy(); failed(said) || !hasAll(saidOf(said), "No longer read", "certificate/ldap") {
		t.Error(saidOf(said))
	}
	if found := things(t, url, inventory.ThingFilter{}); len(found) != 0 {
		t.Errorf("%v", found)
	}
}

// What is read as of a day to come is no ledger of today.
func TestReadingsAsOf(t *testing.T) {
	t.Parallel()
	url := inventoryFile(t)
	config := handing(certificateRow("www", 90))
	ahead := readingsOf(t, url, "shop")
	ahead.provider = ahead.provider.with("as_of", str("2027-06-01"))
	if p := ahead.plan(config); !p.changes || failed(p.diagnostics) || !hasAll(saidOf(p.diagnostics), "Read as of another day") {
		t.Error(saidOf(p.diagnostics))
	}
	if said := ahead.apply(config); !failed(said) || !hasAll(saidOf(said), "EXPIRY_AS_OF", "2027-06-01T00:00:00Z") || len(things(t, url, inventory.ThingFilter{})) != 0 {
		t.Error(saidOf(said))
	}
	r := readingsOf(t, url, "shop")
	if said := r.apply(config); failed(said) {
		t.Fatal(saidOf(said))
	}
	ahead.state = r.state
	if p := ahead.plan(config); p.changes || len(p.diagnostics) > 0 {
		t.Errorf("changes %t\n%s", p.changes, saidOf(p.diagnostics))
	}
}

// An inventory that is known only after apply is no reason to fail a plan, nor one to
// forget what stands in it.
func TestReadingsInventoryToCome(t *testing.T) {
	t.Parallel()
	config := handing(certificateRow("www", 90))
	toCome := withInventory("", "shop")
	object := map[string]tftypes.Value{"url": tftypes.NewValue(tftypes.String, tftypes.UnknownValue), "tenant": str("acme"), "workspace": str("shop")}
	toCome["inventory"] = tftypes.NewValue(toCome["inventory"].Type(), object)
	r := readingsOf(t, "", "shop")
	r.provider = toCome
	if p := r.plan(config); !p.changes || len(p.diagnostics) > 0 {
		t.Error(saidOf(p.diagnostics))
	}
	if said := r.apply(config); !failed(said) || !hasAll(saidOf(said), "known only after apply") || r.state != nil {
		t.Error(saidOf(said))
	}
	url := inventoryFile(t)
	r.provider = withInventory(url, "shop")
	if said := r.apply(config); failed(said) {
		t.Fatal(saidOf(said))
	}
	r.provider = toCome
	if said := r.destroy(); !failed(said) || r.state == nil {
		t.Error(saidOf(said))
	}
	r.provider = values{"enforcement": str("none")}
	if p := r.plan(config); !failed(p.diagnostics) || !hasAll(saidOf(p.diagnostics), "No inventory configured") {
		t.Error(saidOf(p.diagnostics))
	}
	if said := r.destroy(); failed(said) || r.state != nil || !hasAll(saidOf(said), "Readings left in the inventory") {
		t.Error(saidOf(said))
	}
	if left := things(t, url, inventory.ThingFilter{}); len(left) != 1 {
		t.Errorf("%v", left)
	}
}

// The same thing read twice is one reading, with all that was said against either: an
// apply must not fail since two tries failed in different ways.
func TestReadingsTwiceTheSame(t *testing.T) {
	t.Parallel()
	url := inventoryFile(t)
	r := readingsOf(t, url, "shop")
	weak := strings.Replace(certificateRow("www", 90), `"findings":[]`, `"findings":[{"rule":"weak-key","message":"Its key is short."}]`, 1)
	refused := strings.Replace(certificateRow("www", 90, `"owner":"web@example.test"`), `"passes":true`, `"passes":false`, 1)
	said := r.apply(handing(certificateRow("www", 90), weak, refused, unreadRow("ldap", "connection refused"), unreadRow("ldap", "no answer within 10 s")))
	if failed(said) {
		t.Fatal(saidOf(said))
	}
	found := things(t, url, inventory.ThingFilter{})
	if www := found["shop: certificate/www"].Readings[0]; len(found) != 2 || www.Owner != "web@example.test" || !hasAll(string(www.Facts), "weak-key", `"passes":false`) {
		t.Errorf("%+v", found)
	}
}

func jsonOf(t testing.TB, config values) (text string) {
	t.Helper()
	if err := config["deadlines_json"].As(&text); err != nil {
		t.Fatal(err)
	}
	return text
}
