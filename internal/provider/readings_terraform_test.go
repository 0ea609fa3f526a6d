package provider_test

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// movedBack makes the readings of the workspace shop older, behind its back.
func movedBack(t *testing.T, url string, by time.Duration) {
	t.Helper()
	open := func(clock deadline.Clock) *inventory.Store {
		store, err := inventory.Open(inventory.Config{URL: url, Workspace: "shop", Clock: clock})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(store.Close)
		return store
	}
	reader, found, err := open(nil).ReadReader(t.Context(), "default")
	if err != nil || !found {
		t.Fatalf("found %t, %v", found, err)
	}
	var readings []inventory.Reading
	for thing, err := range open(nil).Things(t.Context(), inventory.ThingFilter{Origin: inventory.Read}) {
		if err != nil {
			t.Fatal(err)
		}
		readings = append(readings, thing.Readings[0])
	}
	if _, err := open(deadline.FixedClock(reader.ReadAt.Add(-by))).WriteReadings(t.Context(), reader, readings); err != nil {
		t.Fatal(err)
	}
}

// What only Terraform can show: exit codes from day to day, whatever as_of says, and
// values that are known only after apply.
func TestReadingsInTerraform(t *testing.T) {
	t.Parallel()
	url, _ := ledgerAt(t)
	row := strings.ReplaceAll(certificateRow("www", 300), `"`, `\"`)
	config := `
resource "terraform_data" "later" {
  input = "OWNER"
}
resource "expiry_readings" "all" {
  deadlines = ["[` + row + `]", { id = "licence/erp", expires_at = "2027-12-31T00:00:00Z", owner = terraform_data.later.output }]
}
`
	w := member(t, url, "shop", strings.Replace(config, "OWNER", "a@example.test", 1))
	exits := func(code int, what string, arguments ...string) {
		t.Helper()
		if got, output := w.run(append([]string{"plan", "-detailed-exitcode"}, arguments...)...); got != code {
			t.Errorf("%s: exit code %d\n%s", what, got, output)
		}
	}
	exits(2, "before the first apply")
	w.must("apply", "-auto-approve")
	exits(0, "at once")
	w.asOf = "2027-11-01"
	exits(0, "as of another year")
	w.asOf = "2026-11-21"
	movedBack(t, url, 24*time.Hour)
	exits(0, "on day 1")
	movedBack(t, url, 7*24*time.Hour)
	exits(2, "on day 8")
	exits(0, "on day 8, without a look", "-refresh=false")
	w.must("apply", "-auto-approve")
	exits(0, "after it was written again")
	w.write("main.tf", strings.Replace(config, "OWNER", "b@example.test", 1))
	w.must("apply", "-auto-approve")
	exits(0, "after another owner that was not known in the plan")
	if reading := thingsOf(t, url, "", inventory.ThingFilter{})["shop: licence/erp"]; len(reading.Readings) != 1 || reading.Readings[0].Owner != "b@example.test" {
		t.Errorf("%+v", reading)
	}
	// A saved plan is applied as it was planned; another name is another reader.
	w.write("main.tf", strings.Replace(strings.Replace(config, "OWNER", "b@example.test", 1), "deadlines =", "name = \"other\"\n  deadlines =", 1))
	w.must("plan", "-out", "saved")
	w.must("apply", "saved")
	exits(0, "after a new name")
	if found := thingsOf(t, url, "", inventory.ThingFilter{}); len(found) != 2 || found["shop: licence/erp"].Readings[0].Reader != "other" {
		t.Errorf("%+v", found)
	}
	// A state that was lost is imported.
	w.must("state", "rm", "expiry_readings.all")
	w.must("import", "expiry_readings.all", "other")
	w.must("apply", "-auto-approve")
	exits(0, "after an import")
	if output := w.must("destroy", "-auto-approve"); !says("No longer read", "certificate/www").MatchString(output) {
		t.Errorf("%s", output)
	}
}
