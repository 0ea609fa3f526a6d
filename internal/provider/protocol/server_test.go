package protocol_test

import (
	"bytes"
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
)

// framework stands in for the framework's server and keeps what reached it.
type framework struct {
	tfprotov6.ProviderServer
	config    *tfprotov6.DynamicValue
	proposed  *tfprotov6.DynamicValue
	ctx       context.Context //nolint:containedctx // looked at by the test
	arguments []*tfprotov6.DynamicValue
}

func (f *framework) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	f.ctx, f.config = ctx, req.Config
	return &tfprotov6.ValidateResourceConfigResponse{}, nil
}

func (f *framework) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	f.ctx, f.config, f.proposed = ctx, req.Config, req.ProposedNewState
	return &tfprotov6.PlanResourceChangeResponse{PlannedPrivate: req.PriorPrivate}, nil
}

func (f *framework) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	f.ctx, f.config = ctx, req.Config
	return &tfprotov6.ReadDataSourceResponse{State: req.Config}, nil
}

func (f *framework) CallFunction(_ context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	f.arguments = req.Arguments
	return &tfprotov6.CallFunctionResponse{}, nil
}

var lists = protocol.Lists{
	Resources:   map[string][]string{"x_gate": {"deadlines", "text"}},
	DataSources: map[string][]string{"x_policy": {"deadlines", "text"}},
}

var objectType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
	"name": tftypes.String, "deadlines": tftypes.DynamicPseudoType, "text": tftypes.String, "number": tftypes.Number,
}}

func object(t *testing.T, deadlines tftypes.Value, text any) *tfprotov6.DynamicValue {
	t.Helper()
	value, err := tfprotov6.NewDynamicValue(objectType, tftypes.NewValue(objectType, map[string]tftypes.Value{
		"name": tftypes.NewValue(tftypes.String, "n"), "deadlines": deadlines, "text": tftypes.NewValue(tftypes.String, text), "number": tftypes.NewValue(tftypes.Number, 7),
	}))
	if err != nil {
		t.Fatal(err)
	}
	return &value
}

func text(value any) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }

// of makes a tuple of objects, each with attributes of its own types.
func of(objects ...map[string]tftypes.Value) tftypes.Value {
	var kinds []tftypes.Type
	var values []tftypes.Value
	for _, attributes := range objects {
		kind := tftypes.Object{AttributeTypes: map[string]tftypes.Type{}}
		for name, value := range attributes {
			kind.AttributeTypes[name] = value.Type()
		}
		kinds, values = append(kinds, kind), append(values, tftypes.NewValue(kind, attributes))
	}
	return tftypes.NewValue(tftypes.Tuple{ElementTypes: kinds}, values)
}

func TestWhatIsTakenOutIsHandedOn(t *testing.T) {
	t.Parallel()
	numbers := tftypes.NewValue(tftypes.List{ElementType: tftypes.Number}, []tftypes.Value{tftypes.NewValue(tftypes.Number, -3), tftypes.NewValue(tftypes.Number, 1.5)})
	for name, test := range map[string]struct {
		deadlines tftypes.Value
		want      any
	}{
		"null":             {tftypes.NewValue(tftypes.DynamicPseudoType, nil), nil},
		"not known":        {tftypes.NewValue(tftypes.DynamicPseudoType, tftypes.UnknownValue), intake.Unknown{}},
		"a text":           {text("x"), "x"},
		"an empty list":    {of(), []any{}},
		"a list not known": {tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, tftypes.UnknownValue), intake.Unknown{}},
		"objects": {
			of(
				map[string]tftypes.Value{"id": text("a"), "owner": text(nil), "expires_at": text(tftypes.UnknownValue), "passes": tftypes.NewValue(tftypes.Bool, false)},
				map[string]tftypes.Value{"id": tftypes.NewValue(tftypes.Number, 7), "tracks": numbers, "leaf": of(map[string]tftypes.Value{"subject": text("s")}), "colour": text(nil)},
			),
			[]any{
				intake.Object{"id": "a", "owner": nil, "expires_at": intake.Unknown{}, "passes": false},
				intake.Object{"id": intake.Number("7"), "tracks": []any{intake.Number("-3"), intake.Number("1.5")}, "leaf": intake.Unread{}, "colour": nil},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inner := &framework{}
			server := protocol.New(inner, lists)
			given := object(t, test.deadlines, "[]")
			resp, err := server.PlanResourceChange(t.Context(), &tfprotov6.PlanResourceChangeRequest{TypeName: "x_gate", Config: given, ProposedNewState: given, PriorPrivate: []byte("p")})
			if err != nil || string(resp.PlannedPrivate) != "p" {
				t.Fatalf("%v, private %q", err, resp.PlannedPrivate)
			}
			want := object(t, tftypes.NewValue(tftypes.DynamicPseudoType, nil), nil)
			for part, got := range map[string]*tfprotov6.DynamicValue{"config": inner.config, "proposed state": inner.proposed} {
				if value, err := got.Unmarshal(objectType); err != nil || !value.Equal(unmarshal(t, want)) {
					t.Errorf("the framework was given in %s: %v, %v", part, value, err)
				}
			}
			if tree, err := protocol.Dynamic(inner.ctx, "deadlines"); err != nil || !reflect.DeepEqual(tree, test.want) {
				t.Errorf("handed on %#v, %v; want %#v", tree, err, test.want)
			}
			if tree, err := protocol.Handed(inner.ctx, "text"); err != nil || tree != "[]" {
				t.Errorf("handed on %#v, %v", tree, err)
			}
		})
	}
}

func unmarshal(t *testing.T, value *tfprotov6.DynamicValue) tftypes.Value {
	t.Helper()
	whole, err := value.Unmarshal(objectType)
	if err != nil {
		t.Fatal(err)
	}
	return whole
}

// What a data source was given stands in its state as it was written.
func TestStateOfADataSource(t *testing.T) {
	t.Parallel()
	inner := &framework{}
	given := object(t, of(map[string]tftypes.Value{"id": text("a"), "owner": text(nil)}), "[1]")
	resp, err := protocol.New(inner, lists).ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: "x_policy", Config: given})
	if err != nil || !bytes.Equal(resp.State.MsgPack, given.MsgPack) {
		t.Errorf("state %q, %v", resp.State.MsgPack, err)
	}
	if bytes.Equal(inner.config.MsgPack, given.MsgPack) {
		t.Error("the framework was given the list")
	}
}

// Other types go through as they are.
func TestOthersGoThrough(t *testing.T) {
	t.Parallel()
	inner := &framework{}
	given := object(t, of(), "x")
	if _, err := protocol.New(inner, lists).PlanResourceChange(t.Context(), &tfprotov6.PlanResourceChangeRequest{TypeName: "x_asset", Config: given}); err != nil || inner.config != given {
		t.Errorf("%v, config %v", err, inner.config)
	}
	if tree, err := protocol.Dynamic(inner.ctx, "deadlines"); tree != nil || err != nil {
		t.Errorf("handed on %v, %v", tree, err)
	}
}

func TestNeedsWriteOnlyArguments(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		capabilities *tfprotov6.ValidateResourceConfigClientCapabilities
		text         any
		refused      bool
	}{
		"an old Terraform":              {nil, "[]", true},
		"one that says so":              {&tfprotov6.ValidateResourceConfigClientCapabilities{}, "[]", true},
		"one that has them":             {&tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true}, "[]", false},
		"an old one that is given null": {nil, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inner := &framework{}
			resp, err := protocol.New(inner, lists).ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{
				TypeName: "x_gate", Config: object(t, tftypes.NewValue(tftypes.DynamicPseudoType, nil), test.text), ClientCapabilities: test.capabilities,
			})
			if err != nil || (len(resp.Diagnostics) > 0) != test.refused {
				t.Fatalf("%v, %v", resp, err)
			}
			if test.refused && (resp.Diagnostics[0].Summary != "Needs Terraform 1.11" || !strings.Contains(resp.Diagnostics[0].Detail, "text is write-only")) {
				t.Errorf("said %v", resp.Diagnostics[0])
			}
		})
	}
}

// OpenTofu 1.12.6 sends nothing at all for a null argument.
func TestNullArgumentOfAFunction(t *testing.T) {
	t.Parallel()
	inner := &framework{}
	something, err := tfprotov6.NewDynamicValue(tftypes.String, text("x"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := protocol.New(inner, lists).CallFunction(t.Context(), &tfprotov6.CallFunctionRequest{Arguments: []*tfprotov6.DynamicValue{nil, {}, &something}}); err != nil {
		t.Fatal(err)
	}
	for i, want := range []any{nil, nil, "x"} {
		if value, err := inner.arguments[i].Unmarshal(tftypes.String); err != nil || !value.Equal(text(want)) {
			t.Errorf("argument %d is %v, %v", i, value, err)
		}
	}
}

// No bytes make reading stop or claim more memory than they are.
func FuzzDecode(f *testing.F) {
	value, err := tfprotov6.NewDynamicValue(objectType, tftypes.NewValue(objectType, map[string]tftypes.Value{
		"name": text("n"), "deadlines": of(map[string]tftypes.Value{"id": text("a"), "leaf": text("x")}), "text": text(tftypes.UnknownValue), "number": tftypes.NewValue(tftypes.Number, 7),
	}))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(value.MsgPack)
	f.Add([]byte{0x81, 0xa9, 'd', 'e', 'a', 'd', 'l', 'i', 'n', 'e', 's', 0xdd, 0xff, 0xff, 0xff, 0xff})
	f.Add([]byte{0xdf, 0xff, 0xff, 0xff, 0xff, 0xa1, 'x'})
	f.Fuzz(func(t *testing.T, written []byte) {
		inner := &framework{}
		_, err := protocol.New(inner, lists).PlanResourceChange(t.Context(), &tfprotov6.PlanResourceChangeRequest{TypeName: "x_gate", Config: &tfprotov6.DynamicValue{MsgPack: written}})
		if err == nil {
			_, _ = protocol.Dynamic(inner.ctx, "deadlines")
		}
	})
}
