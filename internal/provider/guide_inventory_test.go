package provider_test

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The guide from nothing: the command that makes the inventory, three workspaces
// and the gate that reads what they wrote.
func TestInventoryGuide(t *testing.T) {
	t.Parallel()
	const guide = "one-inventory-for-many-workspaces.md.tmpl"
	blocks, texts := guideBlocks(t, guide, "terraform"), guideBlocks(t, guide, "text")
	if len(blocks) != 4 {
		t.Fatalf("%d configurations", len(blocks))
	}
	place := t.TempDir()
	url := "sqlite:" + filepath.ToSlash(filepath.Join(place, "inventory.db"))
	var spaces []*workspace
	for i, block := range blocks {
		w := newWorkspace(t, map[string]string{"main.tf": block, "assets.csv": guideBlocks(t, guide, "csv")[0]})
		w.env = []string{"EXPIRY_INVENTORY_URL=" + url}
		spaces = append(spaces, w)
		if i < 3 {
			// Before its tables are made, everybody is told the command.
			if code, output := w.run("plan"); code != 1 || !says("terraform-provider-expiry inventory migrate").MatchString(output) {
				t.Errorf("workspace %d: exit code %d\n%s", i, code, output)
			}
		}
	}
	fields := strings.Fields(guideBlocks(t, guide, "shell")[0])
	if fields[0] != "terraform-provider-expiry" || fields[len(fields)-1] != "sqlite:inventory.db" {
		t.Fatalf("the guide's command is %q", fields)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	migrate := exec.CommandContext(ctx, providerBinary(t), fields[1:]...)
	migrate.Dir = place
	if printed, err := migrate.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	for _, w := range spaces[:3] {
		w.must("apply", "-auto-approve")
		if code, output := w.run("plan", "-detailed-exitcode"); code != 0 {
			t.Errorf("a second plan: exit code %d\n%s", code, output)
		}
	}
	code, output := spaces[3].run("plan")
	if code != 1 {
		t.Errorf("exit code %d\n%s", code, output)
	}
	for line := range strings.Lines(texts[0]) {
		if !says(strings.TrimSpace(line)).MatchString(output) {
			t.Errorf("the plan does not say %q:\n%s", line, output)
		}
	}
	// A fourth workspace claims what the first one has.
	claim := newWorkspace(t, map[string]string{"main.tf": strings.Replace(blocks[0], `"shop" }`, `"other" }`, 1)})
	claim.env = []string{"EXPIRY_INVENTORY_URL=" + url}
	if code, output := claim.run("plan"); code != 1 || !says(strings.TrimSpace(texts[1])).MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
	claim.write("main.tf", strings.Replace(strings.Replace(blocks[0], `"shop" }`, `"other" }`, 1), "kind        = \"licence\"", "kind = \"licence\"\n  adopt = true", 1))
	claim.must("apply", "-auto-approve")
}
