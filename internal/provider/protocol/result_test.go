package protocol_test

import (
	"bytes"
	"context"
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
)

// reader is a provider with one data source, which says what it was told to.
type reader struct {
	provider.Provider
	read func(context.Context, datasource.ReadRequest, *datasource.ReadResponse)
}

func (r reader) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "x"
}
func (reader) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (reader) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (reader) Resources(context.Context) []func() resource.Resource { return nil }

func (r reader) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{func() datasource.DataSource { return things{r.read} }}
}

type things struct {
	read func(context.Context, datasource.ReadRequest, *datasource.ReadResponse)
}

func (things) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "x_things"
}

func (t things) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	t.read(ctx, req, resp)
}

var (
	part  = types.ObjectType{AttrTypes: map[string]attr.Type{"name": types.StringType, "days": types.Int64Type, "notes": types.ListType{ElemType: types.StringType}}}
	named = map[string]schema.Attribute{
		"name":  schema.StringAttribute{Computed: true},
		"days":  schema.Int64Attribute{Computed: true},
		"notes": schema.ListAttribute{Computed: true, ElementType: types.StringType},
	}
)

func (things) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"targets": schema.ListAttribute{Optional: true, ElementType: types.MapType{ElemType: types.StringType}},
		"period":  schema.StringAttribute{Optional: true, CustomType: attribute.PeriodType},
		"text":    schema.StringAttribute{Computed: true},
		"yes":     schema.BoolAttribute{Computed: true},
		"whole":   schema.Int64Attribute{Computed: true},
		"float":   schema.Float64Attribute{Computed: true},
		"number":  schema.NumberAttribute{Computed: true},
		"set":     schema.SetAttribute{Computed: true, ElementType: types.StringType},
		"counts":  schema.MapAttribute{Computed: true, ElementType: types.Int64Type},
		"parts":   schema.ListAttribute{Computed: true, ElementType: part},
		"one":     schema.SingleNestedAttribute{Computed: true, Attributes: named},
		"nested":  schema.ListNestedAttribute{Computed: true, NestedObject: schema.NestedAttributeObject{Attributes: named}},
		"any":     schema.DynamicAttribute{Computed: true},
	}}
}

type inputs struct {
	Targets types.List     `tfsdk:"targets"`
	Period  attribute.Text `tfsdk:"period"`
}

type model struct {
	inputs
	Text   types.String  `tfsdk:"text"`
	Yes    types.Bool    `tfsdk:"yes"`
	Whole  types.Int64   `tfsdk:"whole"`
	Float  types.Float64 `tfsdk:"float"`
	Number types.Number  `tfsdk:"number"`
	Set    types.Set     `tfsdk:"set"`
	Counts types.Map     `tfsdk:"counts"`
	Parts  types.List    `tfsdk:"parts"`
	One    types.Object  `tfsdk:"one"`
	Nested types.List    `tfsdk:"nested"`
	Any    types.Dynamic `tfsdk:"any"`
}

func thing(name string, notes ...string) types.Object {
	elements := make([]attr.Value, len(notes))
	for i, note := range notes {
		elements[i] = types.StringValue(note)
	}
	return types.ObjectValueMust(part.AttrTypes, map[string]attr.Value{
		"name": types.StringValue(name), "days": types.Int64Null(), "notes": types.ListValueMust(types.StringType, elements),
	})
}

// nothing is a model whose values are all null.
func (m *model) nothing() {
	m.Set, m.Counts = types.SetNull(types.StringType), types.MapNull(types.Int64Type)
	m.Parts, m.Nested, m.One = types.ListNull(part), types.ListNull(part), types.ObjectNull(part.AttrTypes)
}

func (m *model) everything() {
	m.Text, m.Yes, m.Whole = types.StringValue("令和8年 \"x\"\n"), types.BoolValue(true), types.Int64Value(-1<<62)
	m.Float, m.Number = types.Float64Value(0.25), types.NumberValue(big.NewFloat(1e20))
	m.Set = types.SetValueMust(types.StringType, []attr.Value{types.StringValue("a"), types.StringValue("b")})
	m.Counts = types.MapValueMust(types.Int64Type, map[string]attr.Value{"ok": types.Int64Value(3), "": types.Int64Value(0)})
	m.Parts = types.ListValueMust(part, []attr.Value{thing("a"), types.ObjectNull(part.AttrTypes), thing("b", "x", "y")})
	m.Nested, m.One = types.ListValueMust(part, []attr.Value{thing("c", "z")}), thing("d")
	m.Any = types.DynamicValue(types.StringValue("whatever"))
}

var thingsType = func() tftypes.Type {
	var resp datasource.SchemaResponse
	things{}.Schema(context.Background(), datasource.SchemaRequest{}, &resp)
	return resp.Schema.Type().TerraformType(context.Background())
}()

// asked is a configuration with targets and a period, and null for the rest.
func asked(t *testing.T, targets tftypes.Value) *tfprotov6.DynamicValue {
	t.Helper()
	values := map[string]tftypes.Value{}
	for name, kind := range thingsType.(tftypes.Object).AttributeTypes {
		values[name] = tftypes.NewValue(kind, nil)
	}
	values["targets"], values["period"] = targets, tftypes.NewValue(tftypes.String, "30d")
	written, err := tfprotov6.NewDynamicValue(thingsType, tftypes.NewValue(thingsType, values))
	if err != nil {
		t.Fatal(err)
	}
	return &written
}

var (
	targetType  = tftypes.Map{ElementType: tftypes.String}
	targetsType = tftypes.List{ElementType: targetType}
)

func someTargets() tftypes.Value {
	return tftypes.NewValue(targetsType, []tftypes.Value{
		tftypes.NewValue(targetType, map[string]tftypes.Value{"endpoint": tftypes.NewValue(tftypes.String, "a:1"), "name": tftypes.NewValue(tftypes.String, nil)}),
		tftypes.NewValue(targetType, nil),
	})
}

// What Terraform gets is what the framework would have written.
func TestResultAsTheFrameworkWritesIt(t *testing.T) {
	t.Parallel()
	for name, fill := range map[string]func(*model){"nothing": func(*model) {}, "everything": (*model).everything} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var handed types.List
			framework := providerserver.NewProtocol6(reader{read: func(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
				var m model
				resp.Diagnostics.Append(protocol.GetConfig(ctx, req.Config, &m)...)
				handed = m.Targets
				m.nothing()
				fill(&m)
				resp.Diagnostics.Append(protocol.SetState(ctx, &resp.State, &m)...)
			}})
			read := func(server tfprotov6.ProviderServer) (tftypes.Value, types.List) {
				resp, err := server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: "x_things", Config: asked(t, someTargets())})
				if err != nil || len(resp.Diagnostics) > 0 {
					t.Fatal(err, resp.Diagnostics)
				}
				state, err := resp.State.Unmarshal(thingsType)
				if err != nil {
					t.Fatal(err)
				}
				return state, handed
			}
			want, wantTargets := read(framework())
			got, gotTargets := read(protocol.New(framework(), protocol.Lists{DataSources: map[string][]string{"x_things": {"targets"}}}))
			if !got.Equal(want) {
				t.Errorf("got %s\nwant %s", got, want)
			}
			if !gotTargets.Equal(wantTargets) || len(gotTargets.Elements()) != 2 {
				t.Errorf("handed %s\nwant %s", gotTargets, wantTargets)
			}
		})
	}
}

func TestResultThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		model any
		want  string
	}{
		"unknown": {&model{Text: types.StringUnknown()}, "text: what was read and judged is known, and this is not"},
		"unknown below": {
			&model{Parts: types.ListValueMust(part, []attr.Value{types.ObjectUnknown(part.AttrTypes)})},
			"parts: what was read and judged is known, and this is not",
		},
		"no value of the framework": {&struct {
			Text string `tfsdk:"text"`
		}{}, "text is string"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := protocol.New(providerserver.NewProtocol6(reader{read: func(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
				resp.Diagnostics.Append(protocol.SetState(ctx, &resp.State, test.model)...)
			}})(), protocol.Lists{})
			resp, err := server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: "x_things", Config: asked(t, someTargets())})
			if err != nil || len(resp.Diagnostics) != 1 || !strings.Contains(resp.Diagnostics[0].Detail, test.want) {
				t.Fatal(err, resp.Diagnostics)
			}
		})
	}
}

// Bytes that are no value of the argument's type are told, not taken for nothing.
func TestTakenOutAndNotReadable(t *testing.T) {
	t.Parallel()
	server := protocol.New(providerserver.NewProtocol6(reader{read: func(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
		var m model
		resp.Diagnostics.Append(protocol.GetConfig(ctx, req.Config, &m)...)
	}})(), protocol.Lists{DataSources: map[string][]string{"x_things": {"targets"}}})
	broken := asked(t, tftypes.NewValue(targetsType, []tftypes.Value{}))
	at := bytes.Index(broken.MsgPack, []byte("targets")) + len("targets")
	broken.MsgPack[at] = 0x07 // a number where a list stood
	resp, err := server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: "x_things", Config: broken})
	if err != nil || len(resp.Diagnostics) != 1 || resp.Diagnostics[0].Summary != "Argument not read" || !resp.Diagnostics[0].Attribute.Equal(tftypes.NewAttributePath().WithAttributeName("targets")) {
		t.Error(err, resp.Diagnostics)
	}
}

func TestListThatIsUnknownYet(t *testing.T) {
	t.Parallel()
	unknown := false
	server := protocol.New(providerserver.NewProtocol6(reader{read: func(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
		var m model
		resp.Diagnostics.Append(protocol.GetConfig(ctx, req.Config, &m)...)
		unknown = m.Targets.IsUnknown()
	}})(), protocol.Lists{DataSources: map[string][]string{"x_things": {"targets"}}})
	_, err := server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: "x_things", Config: asked(t, tftypes.NewValue(targetsType, tftypes.UnknownValue))})
	if err != nil || !unknown {
		t.Error(err, unknown)
	}
}
