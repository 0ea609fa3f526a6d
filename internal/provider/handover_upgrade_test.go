package provider_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// TestOpenItemsOfEarlierStates: whichever version stored it, an item stands once.
func TestOpenItemsOfEarlierStates(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join("testdata", "state-before", "state.json"))
	if err != nil {
		t.Fatal(err)
	}
	var state struct {
		Resources []struct {
			Type      string
			Instances []struct{ Attributes map[string]any }
		}
	}
	if err := json.Unmarshal(content, &state); err != nil {
		t.Fatal(err)
	}
	var stored map[string]any
	for _, one := range state.Resources {
		if one.Type == "expiry_handover" {
			stored = one.Instances[0].Attributes
		}
	}
	d, _ := configured(t, certtest.Today, nil)
	kind := d.schema.ResourceSchemas["expiry_handover"].ValueType()
	for version := range int64(2) {
		if version > 0 {
			stored["end"] = "open"
		}
		raw, err := json.Marshal(stored)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := d.server.UpgradeResourceState(t.Context(), &tfprotov6.UpgradeResourceStateRequest{TypeName: "expiry_handover", Version: version, RawState: &tfprotov6.RawState{JSON: raw}})
		if err != nil || len(answer.Diagnostics) > 0 {
			t.Fatal(version, err, answer.Diagnostics)
		}
		upgraded, err := answer.UpgradedState.Unmarshal(kind)
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]tftypes.Value
		var items []tftypes.Value
		if err := upgraded.As(&fields); err != nil {
			t.Fatal(err)
		}
		if err := fields["open_items"].As(&items); err != nil {
			t.Fatal(err)
		}
		before, _ := stored["open_items"].([]any)
		seen := map[string]bool{}
		for _, item := range items {
			var of map[string]tftypes.Value
			var id string
			if err := item.As(&of); err != nil {
				t.Fatal(err)
			}
			if err := of["item"].As(&id); err != nil || seen[id] {
				t.Errorf("version %d: %q stands twice (%v)", version, id, err)
			}
			seen[id] = true
		}
		if len(items) == 0 || len(before) <= len(items) {
			t.Errorf("version %d: %d items of %d", version, len(items), len(before))
		}
	}
}
