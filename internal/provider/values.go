package provider

import (
	"maps"
	"slices"
	"strconv"
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
	case types.List, types.Tuple, types.Set:
		parts, _ = elementsOf(value)
	case types.Dynamic:
		return value.IsNull() || fullyKnown(value.UnderlyingValue())
	case types.Map:
		parts = slices.Collect(maps.Values(value.Elements()))
	}
	return !slices.ContainsFunc(parts, func(part attr.Value) bool { return !fullyKnown(part) })
}

// elementsOf are the elements of a list, tuple or set, which a literal may be as
// well; false for anything else.
func elementsOf(value attr.Value) ([]attr.Value, bool) {
	switch value := value.(type) {
	case types.List:
		return value.Elements(), true
	case types.Tuple:
		return value.Elements(), true
	case types.Set:
		return value.Elements(), true
	case types.Dynamic:
		if value.IsNull() || value.IsUnknown() {
			return nil, true
		}
		return elementsOf(value.UnderlyingValue())
	}
	return nil, false
}

// stringsOf are the known texts of a list.
func stringsOf(value attr.Value) []string {
	elements, _ := elementsOf(value)
	var texts []string
	for _, element := range elements {
		if text, ok := textOf(element); ok && !element.IsUnknown() {
			texts = append(texts, text)
		}
	}
	return texts
}

// textOf is a text; a number or a truth value is one as well, as everywhere in
// Terraform: "${i}" is a number.
func textOf(value attr.Value) (string, bool) {
	switch value := value.(type) {
	case types.String:
		return value.ValueString(), true
	case text:
		return value.ValueString(), true
	case types.Number:
		return value.ValueBigFloat().Text('f', -1), true
	case types.Bool:
		return strconv.FormatBool(value.ValueBool()), true
	case types.Dynamic:
		return textOf(value.UnderlyingValue())
	}
	return "", false
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
