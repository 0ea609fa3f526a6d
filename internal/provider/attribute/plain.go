package attribute

import (
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// plainOf is a Terraform value as JSON knows it; what is not known is null.
func plainOf(value tftypes.Value) (any, error) {
	if value.IsNull() || !value.IsKnown() {
		return nil, nil
	}
	var err error
	kind := value.Type()
	switch {
	case kind.Is(tftypes.String):
		var text string
		err = value.As(&text)
		return text, err
	case kind.Is(tftypes.Bool):
		var truth bool
		err = value.As(&truth)
		return truth, err
	case kind.Is(tftypes.Number):
		number := new(big.Float)
		err = value.As(&number)
		return json.Number(number.Text('f', -1)), err
	case kind.Is(tftypes.Object{}), kind.Is(tftypes.Map{}):
		var parts map[string]tftypes.Value
		if err := value.As(&parts); err != nil {
			return nil, err
		}
		plain := make(map[string]any, len(parts))
		for name, part := range parts {
			if plain[name], err = plainOf(part); err != nil {
				return nil, err
			}
		}
		return plain, nil
	}
	var elements []tftypes.Value
	if err := value.As(&elements); err != nil {
		return nil, err
	}
	plain := make([]any, len(elements))
	for i, element := range elements {
		if plain[i], err = plainOf(element); err != nil {
			return nil, err
		}
	}
	return plain, nil
}

// TerraformOf makes a Terraform value of a type out of what JSON held. What an
// older or newer provider wrote otherwise is null rather than an error.
func TerraformOf(plain any, kind tftypes.Type) tftypes.Value {
	switch written := plain.(type) {
	case string:
		if kind.Is(tftypes.String) {
			return tftypes.NewValue(kind, written)
		}
	case bool:
		if kind.Is(tftypes.Bool) {
			return tftypes.NewValue(kind, written)
		}
	case float64:
		if kind.Is(tftypes.Number) {
			return tftypes.NewValue(kind, written)
		}
	case map[string]any:
		if object, ok := kind.(tftypes.Object); ok {
			parts := make(map[string]tftypes.Value, len(object.AttributeTypes))
			for name, part := range object.AttributeTypes {
				parts[name] = TerraformOf(written[name], part)
			}
			return tftypes.NewValue(kind, parts)
		}
	case []any:
		if list, ok := kind.(tftypes.List); ok {
			elements := make([]tftypes.Value, len(written))
			for i := range written {
				elements[i] = TerraformOf(written[i], list.ElementType)
			}
			return tftypes.NewValue(kind, elements)
		}
	}
	return tftypes.NewValue(kind, nil)
}

// PlainObject are the attributes of a resource as JSON knows them.
func PlainObject(value tftypes.Value) (map[string]any, error) {
	plain, err := plainOf(value)
	if err != nil {
		return nil, fmt.Errorf("reading the resource: %w", err)
	}
	object, _ := plain.(map[string]any)
	return object, nil
}
