package provider

import (
	"maps"
	"slices"
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

// fullyKnown says that a value and everything in it are known.
func fullyKnown(value attr.Value) bool {
	if value.IsUnknown() {
		return false
	}
	var parts []attr.Value
	switch value := value.(type) {
	case types.Object:
		parts = slices.Collect(maps.Values(value.Attributes()))
	case types.List:
		parts = value.Elements()
	case types.Map:
		parts = slices.Collect(maps.Values(value.Elements()))
	}
	return !slices.ContainsFunc(parts, func(part attr.Value) bool { return !fullyKnown(part) })
}

// stringsOf are the known texts of a list.
func stringsOf(value attr.Value) []string {
	list, ok := value.(types.List)
	if !ok {
		return nil
	}
	var texts []string
	for _, element := range list.Elements() {
		if text, ok := element.(types.String); ok && !text.IsUnknown() {
			texts = append(texts, text.ValueString())
		}
	}
	return texts
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
