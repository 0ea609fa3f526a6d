package verdict

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// typed makes a value of a type out of what stands at a place. Unlike Terraform,
// which drops what an object does not have, it refuses a name that it does not
// know: a misspelt one would loosen a judgement without a word.
func typed(tree any, kind tftypes.Type, at string) (tftypes.Value, error) {
	if tree == nil {
		return tftypes.NewValue(kind, nil), nil
	}
	switch kind := kind.(type) {
	case tftypes.Object:
		return typedObject(tree, kind, at)
	case tftypes.Map:
		object, ok := tree.(intake.Object)
		if !ok {
			return tftypes.Value{}, wrongForm(at, tree, "an object")
		}
		parts := make(map[string]tftypes.Value, len(object))
		for _, name := range slices.Sorted(maps.Keys(object)) {
			part, err := typed(object[name], kind.ElementType, at+"["+strconv.Quote(deadline.Printable(name))+"]")
			if err != nil {
				return tftypes.Value{}, err
			}
			parts[name] = part
		}
		return tftypes.NewValue(kind, parts), nil
	case tftypes.List:
		list, ok := tree.([]any)
		if !ok {
			return tftypes.Value{}, wrongForm(at, tree, "a list")
		}
		parts := make([]tftypes.Value, len(list))
		for i, element := range list {
			var err error
			if parts[i], err = typed(element, kind.ElementType, fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return tftypes.Value{}, err
			}
		}
		return tftypes.NewValue(kind, parts), nil
	}
	return typedScalar(tree, kind, at)
}

func typedObject(tree any, kind tftypes.Object, at string) (tftypes.Value, error) {
	object, ok := tree.(intake.Object)
	if !ok {
		return tftypes.Value{}, wrongForm(at, tree, "an object")
	}
	names := slices.Sorted(maps.Keys(kind.AttributeTypes))
	if err := knownNames(object, names, at); err != nil {
		return tftypes.Value{}, err
	}
	parts := make(map[string]tftypes.Value, len(names))
	for _, name := range names {
		part, err := typed(object[name], kind.AttributeTypes[name], at+"."+name)
		if err != nil {
			return tftypes.Value{}, err
		}
		parts[name] = part
	}
	return tftypes.NewValue(kind, parts), nil
}

func typedScalar(tree any, kind tftypes.Type, at string) (tftypes.Value, error) {
	switch {
	case kind.Is(tftypes.String):
		switch said := tree.(type) {
		case string:
			return tftypes.NewValue(kind, said), nil
		case intake.Number:
			return tftypes.NewValue(kind, string(said)), nil // "${i}" is a number, as everywhere in Terraform
		case bool:
			return tftypes.NewValue(kind, strconv.FormatBool(said)), nil
		}
		return tftypes.Value{}, wrongForm(at, tree, "a text")
	case kind.Is(tftypes.Bool):
		switch tree {
		case true, "true":
			return tftypes.NewValue(kind, true), nil
		case false, "false":
			return tftypes.NewValue(kind, false), nil
		}
		return tftypes.Value{}, wrongForm(at, tree, "true or false")
	}
	written, _ := tree.(intake.Number)
	number, _, err := big.ParseFloat(string(written), 10, 512, big.ToNearestEven)
	if err != nil {
		return tftypes.Value{}, wrongForm(at, tree, "a number")
	}
	return tftypes.NewValue(kind, number), nil
}

// knownNames refuses a name that is none of some.
func knownNames(object intake.Object, names []string, at string) error {
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if !slices.Contains(names, name) {
			return fmt.Errorf("%s has %s, which is none of its names; the nearest is %s, and accepted are %s",
				at, deadline.Quote(deadline.Printable(name)), text.Nearest(name, names, 1)[0], strings.Join(names, ", "))
		}
	}
	return nil
}

// wrongForm says what stands at a place and what belongs there, without the value.
func wrongForm(at string, tree any, accepted string) error {
	return fmt.Errorf("%s is %s, and %s is accepted there", at, formOf(tree), accepted)
}

func formOf(tree any) string {
	switch tree.(type) {
	case nil:
		return "null"
	case string:
		return "a text"
	case bool:
		return "a truth value"
	case intake.Number:
		return "a number"
	case []any:
		return "a list"
	}
	return "an object"
}

// plain is a tree as JSON knows it.
func plain(tree any) any {
	switch tree := tree.(type) {
	case intake.Number:
		return json.Number(tree)
	case []any:
		list := make([]any, len(tree))
		for i, element := range tree {
			list[i] = plain(element)
		}
		return list
	case intake.Object:
		object := make(map[string]any, len(tree))
		for name, part := range tree {
			object[name] = plain(part)
		}
		return object
	}
	return tree
}
