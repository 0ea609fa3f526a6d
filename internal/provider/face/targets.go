package face

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

// Target is one of many things to read of which more is said than its source, as
// a map of strings.
type Target struct {
	At path.Path
	// Said are all its keys; those of the face stand in Face, too.
	Said map[string]string
	Face Inputs
}

// TargetKeys are the keys that every target may have, beside its own.
var TargetKeys = deadline.IdentityFields()

// Targets are the maps of the argument targets that are wholly known: what is not
// known yet is not absent. What a target does not say is said for all. Keys that
// mean nothing are errors.
func (f Inputs) Targets(list types.List, own []string, diags *diag.Diagnostics) (targets []Target) {
	keys := append(slices.Clone(own), TargetKeys...)
	for i, element := range list.Elements() {
		written, ok := element.(types.Map)
		if !ok || written.IsUnknown() {
			continue
		}
		target := Target{At: path.Root("targets").AtListIndex(i), Said: map[string]string{}, Face: f.Unnamed()}
		parts := target.Face.Parts()
		for key, value := range written.Elements() {
			if !slices.Contains(keys, key) {
				diags.AddAttributeError(target.At.AtMapKey(key), "Unknown key", fmt.Sprintf("A target has no %q; its keys are %s.", key, strings.Join(keys, ", ")))
			}
			said := attribute.StringOf(map[string]attr.Value{key: value}, key)
			target.Said[key] = said
			if part := parts[key]; part != nil && said != "" {
				*part = types.StringValue(said)
			}
		}
		if attribute.FullyKnown(written) {
			targets = append(targets, target)
		}
	}
	return targets
}
