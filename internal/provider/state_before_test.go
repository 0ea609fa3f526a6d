package provider_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestStateOfBefore takes a state that the provider wrote before it said what is
// known of an end (`end`), of every resource that is kept: nothing in it changes,
// and once it was refreshed nothing does without that either.
func TestStateOfBefore(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for name, written := range map[string]string{"main.tf": "main.tf", "ledger.csv": "ledger.csv", "terraform.tfstate": "state.json"} {
		content, err := os.ReadFile(filepath.Join("testdata", "state-before", written))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(content)
	}
	w := newWorkspace(t, files)
	if err := os.Remove(filepath.Join(w.dir, "versions.tf")); err != nil {
		t.Fatal(err)
	}
	unchanged := func(arguments ...string) {
		t.Helper()
		arguments = append([]string{"plan", "-detailed-exitcode"}, arguments...)
		if code, output := w.run(arguments...); code != 0 {
			t.Fatalf("terraform %v: exit code %d\n%s", arguments, code, output)
		}
	}
	unchanged()
	// Without a refresh a state has not got the mark that keeps the rows of a register
	// out of a plan, and Terraform calls taking it an update, in which no value changes.
	w.must("plan", "-refresh=false", "-out=plan")
	var plan struct {
		Changes []struct {
			Address string `json:"address"`
			Change  struct {
				Actions       []string `json:"actions"`
				Before, After any
			} `json:"change"`
		} `json:"resource_changes"`
	}
	if err := json.Unmarshal([]byte(w.must("show", "-json", "plan")), &plan); err != nil || len(plan.Changes) < 10 {
		t.Fatal(err, plan)
	}
	for _, one := range plan.Changes {
		if one.Change.Actions[0] != "no-op" && one.Address != "expiry_assets.ledger" || !reflect.DeepEqual(one.Change.Before, one.Change.After) {
			t.Errorf("%s: %q\nfrom %v\nto %v", one.Address, one.Change.Actions, one.Change.Before, one.Change.After)
		}
	}
	w.must("apply", "-auto-approve")
	unchanged("-refresh=false")
	shown := w.must("state", "show", "expiry_contract.open")
	if !strings.Contains(strings.Join(strings.Fields(shown), " "), `end = "open"`) {
		t.Errorf("the end is not said to be open:\n%s", shown)
	}
}
