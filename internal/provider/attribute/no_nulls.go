package attribute

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
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

// ValidateMap reports each that is null, at its key, those of maps within it too.
func (NoNulls) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	RefuseNulls(req.ConfigValue, req.Path, &resp.Diagnostics)
}

// RefuseNulls reports what is null in a map and in maps within it, as NoNulls does
// where there is no schema.
func RefuseNulls(entries types.Map, at path.Path, diags *diag.Diagnostics) {
	elements := entries.Elements()
	for _, key := range slices.Sorted(maps.Keys(elements)) {
		refuseNull(elements[key], at, at.AtMapKey(key), fmt.Sprintf("The entry %q", key), diags)
		if within, ok := elements[key].(types.Map); ok {
			RefuseNulls(within, at.AtMapKey(key), diags)
		}
	}
}

func refuseNull(element attr.Value, all, at path.Path, what string, diags *diag.Diagnostics) {
	if element.IsNull() {
		diags.AddAttributeError(at, "Entry without a value", fmt.Sprintf("%s of %s is null. Give it a value, or leave it out: compact(…) drops what is null or empty from a list.", what, all))
	}
}
