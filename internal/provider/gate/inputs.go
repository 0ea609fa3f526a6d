package gate

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// policyInputs are what a gate and a policy have in common. Deadlines and assertions
// never reach the framework: they come by the context (see the package protocol).
type policyInputs struct {
	Deadlines     types.Dynamic `tfsdk:"deadlines"`
	DeadlinesJSON types.String  `tfsdk:"deadlines_json"`
	Rules         types.Map     `tfsdk:"rules"`
	Waivers       types.List    `tfsdk:"waivers"`
	Assertions    types.Map     `tfsdk:"assertions"`
	AllowEmpty    types.Bool    `tfsdk:"allow_empty"`
}

// addEmpty reports that there is nothing to judge, unless that is a fine answer or
// comes of a mistake that is told already. Assertions are no deadlines.
func addEmpty(what string, judged int, allowed types.Bool, diags *diag.Diagnostics) {
	if judged == 0 && !allowed.ValueBool() && !diags.HasError() {
		diags.AddAttributeError(path.Root("deadlines"), "No deadlines to judge",
			"The "+what+" is given no deadline, so it would pass everything. Hand it data sources, resources or lists of them, or set allow_empty = true where nothing is a fine answer.")
	}
}
