package provider

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// instantValue is an instant as an attribute: null for the zero time.
func instantValue(t time.Time) types.String {
	if t.IsZero() {
		return types.StringNull()
	}
	return types.StringValue(deadline.FormatInstant(t))
}

// fullyKnown says that an object and all its attributes are known.
func fullyKnown(object types.Object) bool {
	if object.IsUnknown() {
		return false
	}
	for _, value := range object.Attributes() {
		if value.IsUnknown() {
			return false
		}
	}
	return true
}

// stringOf is the text of a known string attribute of an object, "" for any
// other.
func stringOf(attributes map[string]attr.Value, name string) string {
	if value, ok := attributes[name].(types.String); ok {
		return value.ValueString()
	}
	return ""
}

// optional is a text as an attribute: null where it is empty.
func optional(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}
