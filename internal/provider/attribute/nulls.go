package attribute

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// NoNulls says that no element of a list or map is null, those of maps within it
// included, and reports each that is: the framework would call it a fault of the
// provider.
func NoNulls(value attr.Value, at path.Path, diags *diag.Diagnostics) bool {
	whole := true
	look := func(name string, element attr.Value, at path.Path) {
		if element.IsNull() {
			diags.AddAttributeError(at, "Nothing given", fmt.Sprintf("%s is null, so it says nothing. Give it a value, or leave it out.", name))
			whole = false
			return
		}
		if within, ok := element.(types.Map); ok && !NoNulls(within, at, diags) {
			whole = false
		}
	}
	switch value := value.(type) {
	case types.List:
		for i, element := range value.Elements() {
			look(fmt.Sprintf("Element %d", i+1), element, at.AtListIndex(i))
		}
	case types.Map:
		elements := value.Elements()
		for _, name := range slices.Sorted(maps.Keys(elements)) {
			look("The entry "+deadline.Quote(name), elements[name], at.AtMapKey(name))
		}
	}
	return whole
}
