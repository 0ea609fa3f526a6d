package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The same in PostgreSQL, and what only it can answer.
func TestInventoryDataInPostgreSQL(t *testing.T) {
	t.Parallel()
	url, _ := sharedLedger(t)
	inventoryTells(t, url)
	for name, test := range map[string]struct {
		url  string
		says []string
	}{
		"no such role":     {strings.Replace(url, "workspaces:", "nobody:", 1), []string{"Inventory refuses access", "PGPASSWORD"}},
		"no such database": {strings.Replace(url, "/postgres?", "/none?", 1), []string{"Inventory not set up", "terraform-provider-expiry inventory migrate"}},
	} {
		w := newWorkspace(t, map[string]string{"main.tf": inventoryConfig(test.url, "")})
		code, printed := w.run("plan")
		if code != 1 || !says(test.says...).MatchString(printed) || strings.Contains(printed, "s3cr3t-p4ss") {
			t.Errorf("%s: exit code %d\n%s", name, code, printed)
		}
	}
	w := newWorkspace(t, map[string]string{"main.tf": inventoryConfig(url, `history_of = "asset/erp"`)})
	w.must("apply", "-auto-approve")
	state, err := os.ReadFile(filepath.Join(w.dir, "terraform.tfstate"))
	if printed := w.must("show"); err != nil || strings.Contains(printed+string(state), "s3cr3t-p4ss") || !strings.Contains(printed, "licence/cad") {
		t.Errorf("the state shows the password, or not the rows: %v\n%s", err, printed)
	}
}
