package attribute

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// NoNulls refuses elements of a list or a map that are null, as an expression gives
// them that found nothing: to pass over one would leave out what was meant.
type NoNulls struct{}

// Description says what is accepted.
func (NoNulls) Description(context.Context) string { return "no element is null" }

// MarkdownDescription is the same.
func (v NoNulls) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateList reports each that is null, at its place.
func (NoNulls) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	for i, element := range req.ConfigValue.Elements() {
		refuseNull(element, req.Path, req.Path.AtListIndex(i), fmt.Sprintf("Entry %d", i+1), &resp.Diagnostics)
	}
}

// ValidateMap reports each that is null, at its key.
func (NoNulls) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	for key, element := range req.ConfigValue.Elements() {
		refuseNull(element, req.Path, req.Path.AtMapKey(key), fmt.Sprintf("The entry %q", key), &resp.Diagnostics)
	}
}

func refuseNull(element attr.Value, all, at path.Path, what string, diags *diag.Diagnostics) {
	if element.IsNull() {
		diags.AddAttributeError(at, "Entry without a value", fmt.Sprintf("%s of %s is null. Give it a value, or leave it out: compact(…) drops what is null or empty from a list.", what, all))
	}
}
