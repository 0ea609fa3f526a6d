// Command policyclient is a client of policy plugins on the framework's own packages
// at the versions that it pins, none of them the provider's. It starts a plugin,
// lists its functions and calls each once: with nulls, with unknown values, and
// those that it knows with arguments of which the answer is known.
//
//	policyclient PLUGIN
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-policy-plugin-framework/policy-plugin/plugins"
	"github.com/hashicorp/terraform-policy-plugin-framework/policy-plugin/proto"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	ctyjson "github.com/zclconf/go-cty/cty/json"
	"github.com/zclconf/go-cty/cty/msgpack"
	"google.golang.org/grpc"
)

type client struct{ plugin.NetRPCUnsupportedPlugin }

func (client) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error { return errors.New("a client") }

func (client) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, conn *grpc.ClientConn) (any, error) {
	return proto.NewPluginClient(conn), nil
}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("Say which plugin: policyclient bin/terraform-provider-expiry")
	}
	for _, mTLS := range []bool{false, true} {
		if err := try(os.Args[1], mTLS); err != nil {
			log.Fatalf("mTLS %v: %v", mTLS, err)
		}
	}
}

func try(path string, mTLS bool) error {
	running := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig: plugins.Handshake, Plugins: map[string]plugin.Plugin{"plugin": client{}},
		Cmd: exec.Command(path), AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC}, AutoMTLS: mTLS, Logger: plugins.NewLogger("expiry"),
	})
	defer running.Kill()
	connection, err := running.Client()
	if err != nil {
		return err
	}
	dispensed, err := connection.Dispense("plugin")
	if err != nil {
		return err
	}
	served := dispensed.(proto.PluginClient)
	ctx := context.Background()
	if _, err := served.Setup(ctx, &proto.PluginSetupRequest{}); err != nil {
		return err
	}
	listed, err := served.ListFunctions(ctx, &proto.ListFunctionsRequest{})
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(listed.Functions)) {
		if err := call(ctx, served, name, listed.Functions[name]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	fmt.Printf("mTLS %v: %d functions\n", mTLS, len(listed.Functions))
	return nil
}

func text(s string) cty.Value { return cty.StringVal(s) }

var nothing = cty.NullVal(cty.DynamicPseudoType)

// known are calls with what their results must hold.
var known = map[string]struct {
	arguments []cty.Value
	holds     string
}{
	"days_between":         {[]cty.Value{text("2026-11-28"), text("2026-12-01")}, "3"},
	"parse_date":           {[]cty.Value{text("令和2年10月31日")}, "2020-10-31"},
	"add_period":           {[]cty.Value{text("2026-01-31"), text("1mo")}, "2026-02-28"},
	"act_by":               {[]cty.Value{text("2027-03-31T15:00:00Z"), text("12h")}, "2027-03-31T03:00:00Z"},
	"last_window":          {[]cty.Value{text("2020-11-01"), text("FREQ=MONTHLY;BYDAY=4WE"), text("20:00"), text("4h"), text("Asia/Tokyo")}, "2020-10-28T11:00:00Z"},
	"status":               {[]cty.Value{text("2026-11-21"), text("2026-11-20"), cty.NullVal(cty.String), cty.NullVal(cty.String)}, "expired"},
	"support":              {[]cty.Value{text("php"), text("5.3.3"), text("2020-01-01")}, "ended_over_1y"},
	"server_software":      {[]cty.Value{text("Apache/2.2.15 (CentOS)")}, "2.2.15"},
	"certificate":          {[]cty.Value{text("hello")}, "certificate"},
	"certificate_deadline": {[]cty.Value{text("hello"), text("2026-11-28"), nothing}, "Argument pem of certificate_deadline"},
	"contract_deadline":    {[]cty.Value{cty.ObjectVal(map[string]cty.Value{"contract": text("lease"), "ends_on": text("2020-12-31"), "renewal": text("none")}), text("2026-11-28"), nothing}, "expired"},
	"software_deadline":    {[]cty.Value{text("php"), text("5.3.3"), text("2026-11-28"), nothing}, "expired"},
	"state_deadlines":      {[]cty.Value{text("aws_eks_cluster"), cty.ObjectVal(map[string]cty.Value{"version": text("1.24")}), text("2026-11-28")}, "expired"},
	"resource_verdict":     {[]cty.Value{text("aws_eks_cluster"), cty.ObjectVal(map[string]cty.Value{"version": text("1.24")}), text("2026-11-28"), nothing}, "(expired)"},
	"verdict":              {[]cty.Value{cty.TupleVal([]cty.Value{cty.ObjectVal(map[string]cty.Value{"id": text("licence/a"), "expires_at": text("2020-01-01T00:00:00Z")})}), text("2026-11-28"), nothing}, "(expired)"},
}

// call makes a function of cty of what is listed, as an engine does, and tries it.
func call(ctx context.Context, served proto.PluginClient, name string, described *proto.Function) error {
	result, err := ctyjson.UnmarshalType(described.ReturnType)
	if err != nil {
		return err
	}
	spec := &function.Spec{Type: function.StaticReturnType(result)}
	for _, parameter := range described.Parameters {
		one, err := parameter.ToCtyParameter()
		if err != nil {
			return err
		}
		spec.Params = append(spec.Params, one)
	}
	if described.VariadicParameter != nil {
		one, err := described.VariadicParameter.ToCtyParameter()
		if err != nil {
			return err
		}
		spec.VarParam = &one
	}
	raw := func(args []cty.Value) (cty.Value, error) {
		request := &proto.ExecuteFunctionRequest{Name: name}
		for i, argument := range args {
			kind := cty.String
			if i < len(spec.Params) {
				kind = spec.Params[i].Type
			}
			written, err := msgpack.Marshal(argument, kind)
			if err != nil {
				return cty.NilVal, err
			}
			request.Arguments = append(request.Arguments, written)
		}
		answer, err := served.ExecuteFunction(ctx, request)
		if err != nil {
			return cty.NilVal, err
		}
		return msgpack.Unmarshal(answer.Result, result)
	}
	spec.Impl = func(args []cty.Value, _ cty.Type) (cty.Value, error) { return raw(args) }
	test, ok := known[name]
	if !ok {
		return errors.New("no call is known of it; add one")
	}
	answer, err := function.New(spec).Call(test.arguments)
	if said := fmt.Sprintf("%#v %v", answer, err); !strings.Contains(said, test.holds) {
		return fmt.Errorf("%q is not said: %s", test.holds, said)
	}
	// What no engine on cty would send, or only deep within.
	unknown := slices.Clone(test.arguments)
	unknown[0] = cty.UnknownVal(spec.Params[0].Type)
	if answer, err := raw(unknown); err != nil || answer.IsKnown() {
		return fmt.Errorf("an unknown argument gives %#v %v", answer, err)
	}
	null := slices.Clone(test.arguments)
	null[0] = cty.NullVal(spec.Params[0].Type)
	if answer, err := raw(null); err == nil || !strings.Contains(err.Error(), "is null") {
		return fmt.Errorf("null gives %#v %v", answer, err)
	}
	if answer, err := raw(append(slices.Clone(test.arguments), text("UTC"), text("UTC"))); err == nil {
		return fmt.Errorf("two arguments more give %#v", answer)
	}
	return nil
}
