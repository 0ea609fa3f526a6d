package ledger

import (
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	tfpath "github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/register"
)

// UnsaidCells are the cells of a row whose word was read as nothing.
func UnsaidCells(row register.Row, unsaid map[string]string) []string {
	var cells []string
	for _, column := range slices.Sorted(maps.Keys(unsaid)) {
		if column == "note" {
			continue // nobody misses one
		}
		cells = append(cells, row.Cell(column).Address+": "+deadline.Quote(unsaid[column]))
	}
	return cells
}

// AddUnsaid tells of cells whose word was read as nothing, the first of many.
func AddUnsaid(cells []string, diags *diag.Diagnostics) {
	if len(cells) == 0 {
		return
	}
	diags.AddAttributeWarning(tfpath.Root("register"), "Words that say nothing",
		"These cells hold words that say nothing, so what is asked for counts as absent:\n"+FirstCells(cells))
}
