package provider_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

const readingsGuide = "one-ledger-for-everything-that-is-read.md.tmpl"

// The guide from nothing, with the inventory in a file that its command makes.
func TestReadingsGuide(t *testing.T) {
	t.Parallel()
	place := t.TempDir()
	url := "sqlite:" + filepath.ToSlash(filepath.Join(place, "inventory.db"))
	fields := strings.Fields(guideBlocks(t, readingsGuide, "shell")[0])
	if fields[0] != "terraform-provider-expiry" || fields[len(fields)-1] != "sqlite:inventory.db" {
		t.Fatalf("the guide's command is %q", fields)
	}
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests run with TF_ACC=1; make test sets it")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	migrate := exec.CommandContext(ctx, providerBinary(t), fields[1:]...)
	migrate.Dir = place
	if printed, err := migrate.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	tellsReadingsGuide(t, url)
}

// tellsReadingsGuide runs the guide's configurations on an inventory.
func tellsReadingsGuide(t *testing.T, url string) {
	t.Helper()
	blocks := guideBlocks(t, readingsGuide, "terraform")
	if len(blocks) != 4 {
		t.Fatalf("%d configurations", len(blocks))
	}
	var spaces []*workspace
	for _, block := range blocks {
		w := newWorkspace(t, map[string]string{"main.tf": block})
		w.env = []string{"EXPIRY_INVENTORY_URL=" + url, "EXPIRY_TENANT=acme"}
		spaces = append(spaces, w)
	}
	for i, w := range spaces[:3] {
		w.must("apply", "-auto-approve")
		if code, output := w.run("plan", "-detailed-exitcode"); code != 0 {
			t.Errorf("workspace %d, a second plan: exit code %d\n%s", i, code, output)
		}
	}
	nightly := spaces[3]
	code, output := nightly.run("plan")
	if code != 1 {
		t.Errorf("exit code %d\n%s", code, output)
	}
	for line := range strings.Lines(guideBlocks(t, readingsGuide, "text")[0]) {
		if !says(strings.TrimSpace(line)).MatchString(output) {
			t.Errorf("the plan does not say %q:\n%s", line, output)
		}
	}
	page, err := os.ReadFile(filepath.Join(nightly.dir, "ledger", "gate-nightly.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, owner := range []string{"team-shop@example.test", "team-mail@example.test", "team-data@example.test"} {
		if !strings.Contains(string(page), `data-owner="`+owner+`"`) {
			t.Errorf("the page has nothing for %s", owner)
		}
	}
	// Somebody looks after the sites: the gate is told by the next apply.
	nightly.write("main.tf", strings.Replace(blocks[3], `"nightly"
  deadlines_json`, `"nightly"
  fail_on = "expired"
  deadlines_json`, 1))
	spaces[0].write("main.tf", strings.Replace(blocks[0], "nginx/1.18.0 (Ubuntu)", "nginx/1.30.0", 1))
	if code, output := spaces[0].run("plan", "-detailed-exitcode"); code != 2 || !says("No longer read", "software/old/nginx@1.18.0").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
	spaces[0].must("apply", "-auto-approve")
	if code, output := nightly.run("plan"); code != 1 || strings.Contains(output, "nginx@1.18.0") || !strings.Contains(output, "exim") {
		t.Errorf("exit code %d\n%s", code, output)
	}
	// A workspace is given up: what it read goes, and is told.
	if output := spaces[1].must("destroy", "-auto-approve"); !says("No longer read", "exim").MatchString(output) {
		t.Errorf("%s", output)
	}
	if code, output := nightly.run("plan"); code != 0 {
		t.Errorf("exit code %d\n%s", code, output)
	}
	if found := things(t, url, inventory.ThingFilter{Origin: inventory.Read}); len(found) == 0 {
		t.Error("nothing is left of what the others read")
	}
}
