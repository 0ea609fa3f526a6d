package policyplugin

import (
	"bytes"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/vmihailenco/msgpack/v5"
	"github.com/vmihailenco/msgpack/v5/msgpcode"
)

// parameterAt is the parameter of a position; behind the last stands the variadic
// one, nil where there is none.
func parameterAt(function *tfprotov6.Function, position int) *tfprotov6.FunctionParameter {
	if position < len(function.Parameters) {
		return function.Parameters[position]
	}
	return function.VariadicParameter
}

// checkArguments looks at how many arguments there are, and at each.
func checkArguments(name string, function *tfprotov6.Function, arguments [][]byte) error {
	least := len(function.Parameters)
	switch {
	case len(arguments) < least && function.VariadicParameter != nil:
		return refused("The function %s takes at least %d arguments, and %d were given; %s is missing.", name, least, len(arguments), function.Parameters[len(arguments)].Name)
	case len(arguments) < least:
		return refused("The function %s takes %d arguments, and %d were given; %s is missing.", name, least, len(arguments), function.Parameters[len(arguments)].Name)
	case len(arguments) > least && function.VariadicParameter == nil:
		return refused("The function %s takes %d arguments, and %d were given.", name, least, len(arguments))
	}
	for i, argument := range arguments {
		if err := checkArgument(name, parameterAt(function, i), argument); err != nil {
			return err
		}
	}
	return nil
}

func checkArgument(name string, parameter *tfprotov6.FunctionParameter, written []byte) error {
	dynamic := parameter.Type.Is(tftypes.DynamicPseudoType)
	form, ok := formOf(written, dynamic)
	switch {
	case !ok:
		return refused("Argument %s of %s is no value as the protocol of policy plugins has it.", parameter.Name, name)
	case form == formNull && !parameter.AllowNullValue:
		return refused("Argument %s of %s is null, and a value is accepted there: %s", parameter.Name, name, oneLine(parameter.Description))
	case form == formKnown && !dynamic:
		value := tfprotov6.DynamicValue{MsgPack: written}
		if _, err := value.Unmarshal(parameter.Type); err != nil {
			return refused("Argument %s of %s is no value of the type that it has, %s.", parameter.Name, name, plainType(parameter.Type))
		}
	}
	return nil
}

type form int

const (
	formKnown form = iota
	formNull
	formUnknown
)

// formOf looks at the outside of a value: null, unknown, or anything else. One of a
// dynamic type may come with its type before it. What it holds is not read.
func formOf(written []byte, dynamic bool) (form, bool) {
	decoder := msgpack.NewDecoder(bytes.NewReader(written))
	code, err := decoder.PeekCode()
	if err != nil {
		return 0, false
	}
	if dynamic && code != msgpcode.Nil && !msgpcode.IsExt(code) {
		if n, err := decoder.DecodeArrayLen(); err != nil || n != 2 || decoder.Skip() != nil {
			return 0, false
		}
		if code, err = decoder.PeekCode(); err != nil {
			return 0, false
		}
	}
	switch {
	case code == msgpcode.Nil:
		return formNull, true
	case msgpcode.IsExt(code):
		return formUnknown, true
	}
	return formKnown, true
}

// plainType is a type in words.
func plainType(kind tftypes.Type) string {
	switch {
	case kind.Is(tftypes.String):
		return "a text"
	case kind.Is(tftypes.Bool):
		return "true or false"
	case kind.Is(tftypes.Number):
		return "a number"
	}
	return "a list or object"
}
