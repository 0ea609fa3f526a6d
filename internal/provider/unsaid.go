package provider

import (
	"maps"
	"slices"

	tfpath "github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/register"
)

// saidBy is what an argument says: nothing, where it holds a word like なし or n/a.
func saidBy(value types.String) string {
	said, _ := deadline.Said(value.ValueString())
	return said
}

// dropNamed drops findings on words that name nobody, where the configuration
// names somebody.
func dropNamed(d *deadline.Deadline) {
	d.Findings = slices.DeleteFunc(slices.Clone(d.Findings), func(finding deadline.Finding) bool {
		switch finding.Rule {
		case deadline.RuleOwnerMissing:
			return d.Owner != ""
		case deadline.RuleMaintainerMissing:
			return d.Maintainer != ""
		case deadline.RuleCriticalityMissing:
			return d.Criticality != ""
		}
		return false
	})
}

// unsaidCells are the cells of a row whose word was read as nothing.
func unsaidCells(row register.Row, unsaid map[string]string) []string {
	var cells []string
	for _, column := range slices.Sorted(maps.Keys(unsaid)) {
		cells = append(cells, row.Cell(column).Address+": "+deadline.Quote(unsaid[column]))
	}
	return cells
}

// addUnsaid tells of cells whose word was read as nothing, the first of many.
func addUnsaid(cells []string, diags *diagnostics) {
	if len(cells) == 0 {
		return
	}
	diags.AddAttributeWarning(tfpath.Root("register"), "Words that say nothing",
		"These cells hold words that say nothing, so what is asked for counts as absent:\n"+firstCells(cells))
}
