package provider_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
	"github.com/zclconf/go-cty/cty/msgpack"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// functions are those of the provider, called as Terraform calls them.
type functions struct {
	t      testing.TB
	server tfprotov6.ProviderServer
	known  map[string]*tfprotov6.Function
}

func newFunctions(t testing.TB) functions {
	t.Helper()
	server, err := providersAt(certtest.Today)["expiry"]()
	if err != nil {
		t.Fatal(err)
	}
	listed, err := server.GetFunctions(t.Context(), &tfprotov6.GetFunctionsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return functions{t, server, listed.Functions}
}

// encode writes arguments in the types of a function's parameters.
func (f functions) encode(name string, arguments ...cty.Value) []*tfprotov6.DynamicValue {
	f.t.Helper()
	var encoded []*tfprotov6.DynamicValue
	for i, argument := range arguments {
		kind := typeOf(f.t, f.known[name].Parameters[i].Type)
		written, err := msgpack.Marshal(argument, kind)
		if err != nil {
			f.t.Fatalf("argument %d of %s: %v", i, name, err)
		}
		encoded = append(encoded, &tfprotov6.DynamicValue{MsgPack: written})
	}
	return encoded
}

// call gives what a function returns, or its error.
func (f functions) call(name string, arguments ...cty.Value) (cty.Value, *tfprotov6.FunctionError) {
	f.t.Helper()
	answer, err := f.server.CallFunction(f.t.Context(), &tfprotov6.CallFunctionRequest{Name: name, Arguments: f.encode(name, arguments...)})
	if err != nil {
		f.t.Fatal(err)
	}
	if answer.Error != nil {
		return cty.NilVal, answer.Error
	}
	result, err := msgpack.Unmarshal(answer.Result.MsgPack, typeOf(f.t, f.known[name].Return.Type))
	if err != nil {
		f.t.Fatalf("%s gives what is not of its type: %v", name, err)
	}
	return result, nil
}

// typeOf is a type of the protocol as cty has it: both write it as the same JSON.
func typeOf(t testing.TB, kind interface{ MarshalJSON() ([]byte, error) }) cty.Type {
	t.Helper()
	written, err := kind.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := ctyjson.UnmarshalType(written)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func words(text string) cty.Value { return cty.StringVal(text) }

// day is an instant some days after the one on which the tests take place.
func day(days int) cty.Value {
	return words(certtest.Today.AddDate(0, 0, days).Format(time.RFC3339))
}

var (
	noSettings = cty.NullVal(cty.DynamicPseudoType)
	thisDay    = day(0)
)
