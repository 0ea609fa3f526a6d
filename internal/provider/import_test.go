package provider_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	goversion "github.com/hashicorp/go-version"
)

// atLeast says that the Terraform of the tests, or OpenTofu, is of a version or newer.
func atLeast(w *workspace, version string) bool {
	w.t.Helper()
	var said struct {
		Version string `json:"terraform_version"`
	}
	if err := json.Unmarshal([]byte(w.must("version", "-json")), &said); err != nil {
		w.t.Fatal(err)
	}
	return goversion.Must(goversion.NewVersion(said.Version)).Core().GreaterThanOrEqual(goversion.Must(goversion.NewVersion(version)))
}

// What an import block plans, by id and by identity: without an inventory nobody
// knows more than the name, so that the rest is a change, and a warning says so.
// After it nothing is left to do.
func TestImportKnowsTheName(t *testing.T) {
	t.Parallel()
	for address, test := range map[string]struct{ name, config string }{
		"expiry_asset.erp":  {"erp", assetERP},
		"expiry_waiver.w":   {"a-late", waiver()},
		"expiry_handover.h": {"erp", handoverOf(nil)},
	} {
		kind := strings.TrimPrefix(address[:strings.Index(address, ".")], "expiry_")
		for way, block := range map[string]string{"id": fmt.Sprintf("id = %q", kind+"/"+test.name), "identity": fmt.Sprintf("identity = {\n    name = %q\n  }", test.name)} {
			t.Run(kind+" by "+way, func(t *testing.T) {
				t.Parallel()
				w := newWorkspace(t, map[string]string{"main.tf": test.config + "\nimport {\n  to = " + address + "\n  " + block + "\n}\n"})
				if way == "identity" && !atLeast(w, "1.12.0") {
					t.Skip("needs Terraform 1.12")
				}
				_, printed := w.run("plan")
				for _, says := range []string{"1 to import, 0 to add, 1 to change, 0 to destroy", "Only the name is imported"} {
					if !strings.Contains(printed, says) {
						t.Fatalf("%q is not in\n%s", says, printed)
					}
				}
				w.must("apply", "-auto-approve")
				if code, printed := w.run("plan", "-detailed-exitcode"); code != 0 {
					t.Errorf("exit code %d\n%s", code, printed)
				}
			})
		}
	}
}

// With an inventory an import takes over all that it holds, and plans no change.
func TestImportFromTheInventory(t *testing.T) {
	t.Parallel()
	url := inventoryFile(t)
	provider := fmt.Sprintf("provider \"expiry\" {\n  inventory = {\n    url       = %q\n    tenant    = \"acme\"\n    workspace = \"w\"\n  }\n}\n", url)
	first := newWorkspace(t, map[string]string{"main.tf": provider + assetERP})
	first.must("apply", "-auto-approve")
	for way, block := range map[string]string{"id": `id = "asset/erp"`, "identity": "identity = {\n    name = \"erp\"\n  }"} {
		t.Run(way, func(t *testing.T) {
			second := newWorkspace(t, map[string]string{"main.tf": provider + assetERP + "\nimport {\n  to = expiry_asset.erp\n  " + block + "\n}\n"})
			if way == "identity" && !atLeast(second, "1.12.0") {
				t.Skip("needs Terraform 1.12")
			}
			if printed := second.must("plan"); !strings.Contains(printed, "1 to import, 0 to add, 0 to change, 0 to destroy") {
				t.Error(printed)
			}
		})
	}
}
