package policyplugin_test

import (
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-policy-plugin-framework/policy-plugin/proto"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
	"github.com/zclconf/go-cty/cty/msgpack"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policyplugin"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider"
)

// today is the day of all tests.
var today = time.Date(2026, time.November, 28, 12, 0, 0, 0, time.UTC)

// functions are those of the provider.
func functions() tfprotov6.ProviderServer {
	return provider.Server("test", deadline.FixedClock(today))()
}

// caller calls functions as an engine does, through whatever leads to them.
type caller struct {
	execute func(*proto.ExecuteFunctionRequest) (*proto.ExecuteFunctionResponse, error)
	known   map[string]*proto.Function
}

// inProcess calls the server without a connection.
func inProcess(t testing.TB) caller {
	t.Helper()
	server := policyplugin.New(functions())
	listed, err := server.ListFunctions(t.Context(), &proto.ListFunctionsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return caller{func(req *proto.ExecuteFunctionRequest) (*proto.ExecuteFunctionResponse, error) {
		return server.ExecuteFunction(t.Context(), req)
	}, listed.GetFunctions()}
}

// kinds are the types that were listed, decoded once as an engine has them.
var kinds sync.Map

func typeOf(t testing.TB, written []byte) cty.Type {
	t.Helper()
	if known, ok := kinds.Load(string(written)); ok {
		return known.(cty.Type) //nolint:forcetypeassert // nothing else is stored
	}
	kind, err := ctyjson.UnmarshalType(written)
	if err != nil {
		t.Fatal(err)
	}
	kinds.Store(string(written), kind)
	return kind
}

// call encodes the arguments in the types that are listed, and decodes the result.
func (c caller) call(t testing.TB, name string, arguments ...cty.Value) (cty.Value, error) {
	t.Helper()
	request := &proto.ExecuteFunctionRequest{Name: name}
	for i, argument := range arguments {
		written, err := msgpack.Marshal(argument, typeOf(t, c.known[name].GetParameters()[i].GetType()))
		if err != nil {
			t.Fatal(err)
		}
		request.Arguments = append(request.Arguments, written)
	}
	answer, err := c.execute(request)
	if err != nil {
		return cty.NilVal, err
	}
	result, err := msgpack.Unmarshal(answer.GetResult(), typeOf(t, c.known[name].GetReturnType()))
	if err != nil {
		t.Fatalf("%s gives what is not of its type: %v", name, err)
	}
	return result, nil
}

func said(text string) cty.Value { return cty.StringVal(text) }

var (
	asOf       = said(today.Format(time.RFC3339))
	noSettings = cty.NullVal(cty.DynamicPseudoType)
)

// licence is a deadline that ends some days from today.
func licence(name string, days int) cty.Value {
	return cty.ObjectVal(map[string]cty.Value{
		"id": said("licence/" + name), "owner": said("ops@example.test"),
		"expires_at": said(today.AddDate(0, 0, days).Format(time.RFC3339)),
	})
}
