package policyplugin_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-policy-plugin-framework/policy-plugin/plugins"
	"github.com/hashicorp/terraform-policy-plugin-framework/policy-plugin/proto"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/msgpack"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/policyplugin"
)

func TestCookieIsTheFrameworks(t *testing.T) {
	t.Parallel()
	if policyplugin.CookieKey != plugins.Handshake.MagicCookieKey || policyplugin.CookieValue != plugins.Handshake.MagicCookieValue {
		t.Errorf("the framework has %s=%s", plugins.Handshake.MagicCookieKey, plugins.Handshake.MagicCookieValue)
	}
	for value, want := range map[string]bool{"95ADAEF3D8C4": true, "": false, "6F11ED78A2AB": false, "/opt/tfpolicy-plugin": false, "95adaef3d8c4": false, "95ADAEF3D8C4 ": false} {
		if got := policyplugin.Wanted(func(string) string { return value }); got != want {
			t.Errorf("%q: %v", value, got)
		}
	}
}

// Every function of the provider is one of policies, with its very types.
func TestFunctionsAreThoseOfTheProvider(t *testing.T) {
	t.Parallel()
	listed, err := functions().GetFunctions(t.Context(), &tfprotov6.GetFunctionsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	served := inProcess(t).known
	want, got := slices.Sorted(maps.Keys(listed.Functions)), slices.Sorted(maps.Keys(served))
	if !slices.Equal(want, got) || len(got) < 15 {
		t.Fatalf("the provider has %v, the plugin %v", want, got)
	}
	sameType := func(name string, kind tftypes.Type, written []byte) {
		one, err := kind.MarshalJSON() //nolint:staticcheck // the protocol's form
		if err != nil || !bytes.Equal(one, written) {
			t.Errorf("%s: the type is %s, and %s is served (%v)", name, one, written, err)
		}
		if typeOf(t, written) == cty.NilType {
			t.Errorf("%s: cty does not know the type %s", name, written)
		}
	}
	for name, function := range listed.Functions {
		one := served[name]
		sameType(name, function.Return.Type, one.GetReturnType())
		if one.GetDescription() == "" || (one.GetVariadicParameter() == nil) != (function.VariadicParameter == nil) || len(one.GetParameters()) != len(function.Parameters) {
			t.Errorf("%s: another form: %v", name, one)
			continue
		}
		if bytes.Contains(one.GetReturnType(), []byte(`"dynamic"`)) {
			t.Errorf("%s: the result has no static type: %s", name, one.GetReturnType())
		}
		for i, parameter := range function.Parameters {
			is := one.GetParameters()[i]
			sameType(name+"."+parameter.Name, parameter.Type, is.GetType())
			if is.GetName() != parameter.Name || is.GetAllowNull() != parameter.AllowNullValue || is.GetAllowUnknown() || is.GetAllowMarked() {
				t.Errorf("%s: another parameter: %v", name, is)
			}
		}
	}
}

func TestBadCallsAreAnsweredInOneSentence(t *testing.T) {
	t.Parallel()
	c := inProcess(t)
	raw := func(name string, arguments ...[]byte) error {
		_, err := c.execute(&proto.ExecuteFunctionRequest{Name: name, Arguments: arguments})
		return err
	}
	text := func(value cty.Value, kind cty.Type) []byte {
		written, err := msgpack.Marshal(value, kind)
		if err != nil {
			t.Fatal(err)
		}
		return written
	}
	date := text(asOf, cty.String)
	nothing, list := text(noSettings, cty.DynamicPseudoType), text(cty.TupleVal([]cty.Value{licence("a", 90)}), cty.DynamicPseudoType)
	for name, test := range map[string]struct {
		err    error
		pieces []string
	}{
		"no such function":          {raw("verdikt", list, date, nothing), []string{`"verdikt"`, "verdict"}},
		"a name with a line break":  {raw("a\nb"), []string{"nearest"}},
		"too few":                   {raw("verdict", list, date), []string{"takes 3", "2 were given", "settings is missing"}},
		"none":                      {raw("verdict"), []string{"takes 3", "0 were given", "deadlines"}},
		"too many":                  {raw("verdict", list, date, nothing, nothing), []string{"takes 3", "4 were given"}},
		"too few of a variadic one": {raw("days_between", date), []string{"at least 2", "to is missing"}},
		"null deadlines":            {raw("verdict", nothing, date, nothing), []string{"Argument deadlines of verdict is null"}},
		"null of a type":            {raw("verdict", text(cty.NullVal(cty.List(cty.String)), cty.DynamicPseudoType), date, nothing), []string{"deadlines of verdict is null"}},
		"null as_of":                {raw("verdict", list, []byte{0xc0}, nothing), []string{"Argument as_of of verdict is null"}},
		"null, though unknown too":  {raw("verdict", text(cty.UnknownVal(cty.List(cty.String)), cty.DynamicPseudoType), []byte{0xc0}, nothing), []string{"as_of of verdict is null"}},
		"nothing at all":            {raw("verdict", []byte{}, date, nothing), []string{"Argument deadlines of verdict is no value"}},
		"no pair":                   {raw("verdict", []byte{0xa1, 'x'}, date, nothing), []string{"Argument deadlines of verdict is no value"}},
		"cut off":                   {raw("verdict", list[:len(list)-3], date, nothing), []string{"Argument deadlines of verdict", "no value"}},
		"a number for a text":       {raw("verdict", list, []byte{0x07}, nothing), []string{"Argument as_of of verdict", "a text"}},
		"a list for a text":         {raw("parse_date", []byte{0x91, 0xa1, 'x'}), []string{"Argument date of parse_date", "a text"}},
		"no day":                    {raw("verdict", list, text(said("soon"), cty.String), nothing), []string{"Argument as_of of verdict", `"soon"`}},
		"variadic, no zone":         {raw("days_between", date, date, text(said("Mars/Base"), cty.String)), []string{"Argument time_zone of days_between", "Mars/Base"}},
		"variadic null":             {raw("days_between", date, date, []byte{0xc0}), []string{"Argument time_zone of days_between is null"}},
		"misspelt setting": {
			raw("verdict", list, date, text(cty.ObjectVal(map[string]cty.Value{"fail_one": said("due")}), cty.DynamicPseudoType)),
			[]string{"Argument settings of verdict", `"fail_one"`, "fail_on"},
		},
	} {
		message := fmt.Sprint(test.err)
		if test.err == nil {
			t.Errorf("%s: accepted", name)
			continue
		}
		for _, piece := range test.pieces {
			if !strings.Contains(message, piece) {
				t.Errorf("%s: %q is not said: %s", name, piece, message)
			}
		}
		_, sentence, _ := strings.Cut(message, "desc = ")
		if strings.Contains(sentence, "\n") || !strings.HasSuffix(strings.TrimRight(sentence, "`\"')"), ".") {
			t.Errorf("%s: no sentence: %q", name, sentence)
		}
		for _, word := range []string{"tftypes", "msgpack", "Unmarshal", "DynamicValue", "goroutine", "panic", ".go:", "interface", "2006"} {
			if strings.Contains(message, word) {
				t.Errorf("%s: %q is said: %s", name, word, message)
			}
		}
	}
}

// What is known only after apply makes the whole unknown: never a pass, never a
// fail.
func TestUnknownMakesTheResultUnknown(t *testing.T) {
	t.Parallel()
	c := inProcess(t)
	inside := func(value cty.Value) cty.Value {
		return cty.TupleVal([]cty.Value{licence("ended", -5), cty.ObjectVal(map[string]cty.Value{"id": said("licence/b"), "note": value})})
	}
	attributes := cty.ObjectVal(map[string]cty.Value{"engine": said("mysql"), "engine_version": said("5.7"), "arn": cty.UnknownVal(cty.String)})
	for name, call := range map[string]struct {
		function  string
		arguments []cty.Value
	}{
		"the whole list":           {"verdict", []cty.Value{cty.UnknownVal(cty.List(cty.String)), asOf, noSettings}},
		"of no type":               {"verdict", []cty.Value{cty.DynamicVal, asOf, noSettings}},
		"a text":                   {"verdict", []cty.Value{inside(said("x")), cty.UnknownVal(cty.String), noSettings}},
		"inside":                   {"verdict", []cty.Value{inside(cty.UnknownVal(cty.String)), asOf, noSettings}},
		"inside, deep":             {"verdict", []cty.Value{inside(cty.TupleVal([]cty.Value{cty.UnknownVal(cty.Bool)})), asOf, noSettings}},
		"refined":                  {"verdict", []cty.Value{inside(cty.UnknownVal(cty.String).RefineNotNull()), asOf, noSettings}},
		"in the settings":          {"verdict", []cty.Value{inside(said("x")), asOf, cty.ObjectVal(map[string]cty.Value{"fail_on": cty.UnknownVal(cty.String)})}},
		"an attribute":             {"resource_verdict", []cty.Value{said("aws_db_instance"), attributes, asOf, noSettings}},
		"an attribute, its ends":   {"state_deadlines", []cty.Value{said("aws_db_instance"), attributes, asOf}},
		"a term":                   {"contract_deadline", []cty.Value{cty.ObjectVal(map[string]cty.Value{"contract": said("a"), "ends_on": cty.UnknownVal(cty.String)}), asOf, noSettings}},
		"a certificate":            {"certificate_deadline", []cty.Value{cty.UnknownVal(cty.String), asOf, noSettings}},
		"a version":                {"software_deadline", []cty.Value{said("php"), cty.UnknownVal(cty.String), asOf, noSettings}},
		"a function of before":     {"parse_date", []cty.Value{cty.UnknownVal(cty.String)}},
		"a support of before":      {"support", []cty.Value{said("php"), cty.UnknownVal(cty.String), said("2026-11-28")}},
		"beside what is a mistake": {"verdict", []cty.Value{inside(cty.UnknownVal(cty.String)), said("soon"), noSettings}},
	} {
		result, err := c.call(t, call.function, call.arguments...)
		if err != nil || result.IsKnown() {
			t.Errorf("%s: %#v %v", name, result, err)
		}
	}
}

// broken are functions that go wrong in ways of their own.
type broken struct {
	tfprotov6.FunctionServer
	call func() (*tfprotov6.CallFunctionResponse, error)
	list func() (*tfprotov6.GetFunctionsResponse, error)
}

func (b broken) GetFunctions(context.Context, *tfprotov6.GetFunctionsRequest) (*tfprotov6.GetFunctionsResponse, error) {
	return b.list()
}

func (b broken) CallFunction(context.Context, *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	return b.call()
}

func TestPanicsAndFaultsShowNothing(t *testing.T) {
	t.Parallel()
	const secret = "SECRET-MUST-NOT-APPEAR"
	one := func() (*tfprotov6.GetFunctionsResponse, error) {
		return &tfprotov6.GetFunctionsResponse{Functions: map[string]*tfprotov6.Function{"f": {Return: &tfprotov6.FunctionReturn{Type: tftypes.String}}}}, nil
	}
	for name, functions := range map[string]broken{
		"panics": {list: one, call: func() (*tfprotov6.CallFunctionResponse, error) { panic(secret) }},
		"panics on nil": {list: one, call: func() (*tfprotov6.CallFunctionResponse, error) {
			return map[string]*[1]*tfprotov6.CallFunctionResponse{}[secret][0], nil
		}},
		"an error":       {list: one, call: func() (*tfprotov6.CallFunctionResponse, error) { return nil, errors.New(secret) }},
		"no answer":      {list: one, call: func() (*tfprotov6.CallFunctionResponse, error) { return nil, nil }},
		"no result":      {list: one, call: func() (*tfprotov6.CallFunctionResponse, error) { return &tfprotov6.CallFunctionResponse{}, nil }},
		"list panics":    {list: func() (*tfprotov6.GetFunctionsResponse, error) { panic(secret) }},
		"list fails":     {list: func() (*tfprotov6.GetFunctionsResponse, error) { return nil, errors.New(secret) }},
		"list is absent": {list: func() (*tfprotov6.GetFunctionsResponse, error) { return nil, nil }},
	} {
		_, err := policyplugin.New(functions).ExecuteFunction(t.Context(), &proto.ExecuteFunctionRequest{Name: "f"})
		if err == nil || strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "goroutine") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
		if functions.call != nil {
			continue
		}
		if _, err := policyplugin.New(functions).ListFunctions(t.Context(), &proto.ListFunctionsRequest{}); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s, listed: %v", name, err)
		}
	}
}

// Engines judge many resources at a time.
func TestManyCallAtATime(t *testing.T) {
	t.Parallel()
	c := inProcess(t)
	var wait sync.WaitGroup
	for worker := range 16 {
		wait.Go(func() {
			for n := range 8 {
				days := 200 * (worker%2*2 - 1) // half of them have ended
				result, err := c.call(t, "verdict", cty.TupleVal([]cty.Value{licence(fmt.Sprint(worker, n), days)}), asOf, noSettings)
				if err != nil || result.GetAttr("passed").True() != (days > 0) {
					t.Errorf("%d: %v %v", days, result, err)
				}
				version, err := c.call(t, "software_deadline", said("php"), said("7.4.33"), asOf, noSettings)
				if err != nil || version.GetAttr("status").AsString() != "expired" {
					t.Errorf("php 7.4: %v %v", version, err)
				}
			}
		})
	}
	wait.Wait()
}

// manyLicences are deadlines as one JSON text.
func manyLicences(t testing.TB, n, padding int) cty.Value {
	t.Helper()
	rows := make([]map[string]string, n)
	for i := range rows {
		rows[i] = map[string]string{
			"id": fmt.Sprintf("licence/%06d", i), "owner": "ops@example.test", "expires_at": "2028-01-01T00:00:00Z", "note": strings.Repeat("x", padding),
		}
	}
	written, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	return said(string(written))
}
