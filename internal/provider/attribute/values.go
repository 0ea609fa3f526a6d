package attribute

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// StringsValue is a list of texts, never null.
func StringsValue(list []string) types.List {
	values := make([]attr.Value, len(list))
	for i, s := range list {
		values[i] = types.StringValue(s)
	}
	return types.ListValueMust(types.StringType, values)
}

// Merged is a map of some and more; what both have is that of more.
func Merged[V any](some, more map[string]V) map[string]V {
	all := maps.Clone(some)
	maps.Copy(all, more)
	return all
}

// ObjectOf are the attributes of an object, which may be a map.
func ObjectOf(value attr.Value) (map[string]attr.Value, bool) {
	switch value := value.(type) {
	case types.Object:
		return value.Attributes(), true
	case types.Map:
		return value.Elements(), true
	case types.Dynamic:
		if value.IsNull() || value.IsUnknown() {
			return nil, false
		}
		return ObjectOf(value.UnderlyingValue())
	}
	return nil, false
}

// OneOf lists accepted words for the documentation.
func OneOf(values []string) string { return "`" + strings.Join(values, "`, `") + "`" }

// DateValue is a date as an attribute: null where it is not known.
func DateValue(date deadline.Date) types.String {
	if date.IsZero() {
		return types.StringNull()
	}
	return types.StringValue(date.String())
}

// InstantValue is an instant as an attribute: null for the zero time.
func InstantValue(t time.Time) types.String {
	if t.IsZero() {
		return types.StringNull()
	}
	return types.StringValue(deadline.FormatInstant(t))
}

// FullyKnown says that a value and everything in it are known.
func FullyKnown(value attr.Value) bool {
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
		return value.IsNull() || FullyKnown(value.UnderlyingValue())
	case types.Map:
		parts = slices.Collect(maps.Values(value.Elements()))
	}
	return !slices.ContainsFunc(parts, func(part attr.Value) bool { return !FullyKnown(part) })
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

// StringsOf are the known texts of a list.
func StringsOf(value attr.Value) []string {
	elements, _ := elementsOf(value)
	var texts []string
	for _, element := range elements {
		if text, ok := TextOf(element); ok && !element.IsUnknown() {
			texts = append(texts, text)
		}
	}
	return texts
}

// TextOf is a text; a number or a truth value is one as well, as everywhere in
// Terraform: "${i}" is a number.
func TextOf(value attr.Value) (string, bool) {
	switch value := value.(type) {
	case types.String:
		return value.ValueString(), true
	case Text:
		return value.ValueString(), true
	case types.Number:
		return value.ValueBigFloat().Text('f', -1), true
	case types.Bool:
		return strconv.FormatBool(value.ValueBool()), true
	case types.Dynamic:
		return TextOf(value.UnderlyingValue())
	}
	return "", false
}

// StringOf is the text of a known string attribute of an object, "" for any
// other.
func StringOf(attributes map[string]attr.Value, name string) string {
	if value, ok := attributes[name].(types.String); ok {
		return value.ValueString()
	}
	return ""
}

// Optional is a text as an attribute: null where it is empty.
func Optional(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}
