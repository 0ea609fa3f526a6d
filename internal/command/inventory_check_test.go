package command_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

func TestInventoryCheck(t *testing.T) {
	t.Parallel()
	dir := filepath.ToSlash(t.TempDir())
	url := "sqlite:" + dir + "/inventory.db"
	const secret = "gehe1m"
	for _, test := range []struct {
		name, environment string
		arguments         []string
		says              []string
	}{
		{"no URL", "", nil, []string{"Usage:", "EXPIRY_TENANT"}},
		{"two URLs", "", []string{url, url}, []string{"Usage:"}},
		{"no tenant after the flag", "", []string{url, "--tenant"}, []string{"Usage:"}},
		{"an empty tenant", "", []string{url, "--tenant="}, []string{"Usage:"}},
		{"another flag", "", []string{"--fix", url}, []string{"Usage:"}},
		{"not made", "", []string{url}, []string{"Inventory not set up:", "inventory migrate"}},
		{"no scheme", "", []string{"x.db"}, []string{"Invalid inventory URL:"}},
		{"no tenant", "", []string{"postgres://owner:" + secret + "@127.0.0.1:1/expiry"}, nil},
		{"down", "", []string{"--tenant", "acme", "postgres://owner:" + secret + "@127.0.0.1:1/expiry"}, []string{"Inventory not reachable:"}},
	} {
		code, out, errs := run(t, test.environment, append([]string{"inventory", "check"}, test.arguments...)...)
		if code != 1 || out != "" || errs == "" || strings.Contains(errs, secret) {
			t.Errorf("%s: exit code %d\n%s\n%s", test.name, code, out, errs)
		}
		for _, piece := range test.says {
			if !strings.Contains(errs, piece) {
				t.Errorf("%s: it does not say %q:\n%s", test.name, piece, errs)
			}
		}
	}

	if code, out, errs := run(t, "", "inventory", "migrate", url); code != 0 {
		t.Fatal(out, errs)
	}
	// What holds nothing is not in order: it may be another's.
	if code, out, errs := run(t, "", "inventory", "check", "--tenant", "acme", url); code != 2 || !strings.Contains(out, "nothing of the tenant acme") || errs != "" {
		t.Errorf("empty: exit code %d\n%s\n%s", code, out, errs)
	}
	store, err := inventory.Open(inventory.Config{URL: url, Tenant: "acme", Workspace: "shop"})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if _, err := store.Upsert(t.Context(), inventory.Row{ID: "asset/erp", Kind: "asset", Identity: deadline.Identity{Name: "erp"}}, 0); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := run(t, "", "inventory", "check", "--tenant=acme", url); code != 0 || out != "inventory at "+url+": 1 rows, 1 entries of history, 0 readings: nothing is wrong\n" || errs != "" {
		t.Errorf("in order: exit code %d\n%s\n%s", code, out, errs)
	}
	db, err := sql.Open("sqlite", dir+"/inventory.db")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(t.Context(), "UPDATE expiry_assets SET revision = 3, owner = 'x\x1b[31m'"); err != nil {
		t.Fatal(err)
	}
	code, out, errs := run(t, url, "inventory", "check", "--tenant", "acme")
	if code != 2 || !strings.Contains(out, "asset/erp: The row is at revision 3, and its history ends at 1.") || !strings.HasSuffix(out, ": 1 faults\n") || errs != "" || strings.Contains(out, "\x1b") {
		t.Errorf("wrong: exit code %d\n%s\n%s", code, out, errs)
	}
}
