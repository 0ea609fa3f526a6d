package provider_test

import (
	"maps"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// direct is the provider without Terraform, for what Terraform hides or words in
// its own way: which warnings there are, and on what.
type direct struct {
	t      testing.TB
	server tfprotov6.ProviderServer
	schema *tfprotov6.GetProviderSchemaResponse
}

type values map[string]tftypes.Value

// configured is the provider at a time with a configuration, and what it said.
func configured(t testing.TB, now time.Time, config values) (*direct, []*tfprotov6.Diagnostic) {
	t.Helper()
	server, err := providersAt(now)["expiry"]()
	if err != nil {
		t.Fatal(err)
	}
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	d := &direct{t, server, schema}
	answer, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: d.object(schema.Provider, config)})
	if err != nil {
		t.Fatal(err)
	}
	return d, answer.Diagnostics
}

// object has some attributes of a schema; the others are null.
func (d *direct) object(schema *tfprotov6.Schema, given values) *tfprotov6.DynamicValue {
	d.t.Helper()
	kind, ok := schema.ValueType().(tftypes.Object)
	if !ok {
		d.t.Fatalf("the schema is %T", schema.ValueType())
	}
	all := values{}
	for name, attribute := range kind.AttributeTypes {
		all[name] = tftypes.NewValue(attribute, nil)
	}
	maps.Copy(all, given)
	value, err := tfprotov6.NewDynamicValue(kind, tftypes.NewValue(kind, map[string]tftypes.Value(all)))
	if err != nil {
		d.t.Fatal(err)
	}
	return &value
}

// read reads a data source and gives what was said.
func (d *direct) read(name string, config values) []*tfprotov6.Diagnostic {
	d.t.Helper()
	answer, err := d.server.ReadDataSource(d.t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: name, Config: d.object(d.schema.DataSourceSchemas[name], config), ProviderMeta: nil,
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return answer.Diagnostics
}

func str(text string) tftypes.Value { return tftypes.NewValue(tftypes.String, text) }

// plan plans to create a resource, and gives what is planned and what was said.
func (d *direct) plan(name string, config values) (map[string]tftypes.Value, []*tfprotov6.Diagnostic) {
	d.t.Helper()
	return d.replan(name, nil, config)
}

// replan plans a resource that is stored already; nothing stored is nil.
func (d *direct) replan(name string, stored map[string]tftypes.Value, config values) (map[string]tftypes.Value, []*tfprotov6.Diagnostic) {
	d.t.Helper()
	schema := d.schema.ResourceSchemas[name]
	kind := schema.ValueType()
	prior := tftypes.NewValue(kind, nil)
	if stored != nil {
		prior = tftypes.NewValue(kind, stored)
	}
	before, err := tfprotov6.NewDynamicValue(kind, prior)
	if err != nil {
		d.t.Fatal(err)
	}
	// Write-only attributes stand in the configuration alone, as Terraform sends them.
	proposed := maps.Clone(config)
	for _, attribute := range schema.Block.Attributes {
		if attribute.WriteOnly {
			delete(proposed, attribute.Name)
		}
	}
	answer, err := d.server.PlanResourceChange(d.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: name, PriorState: &before, ProposedNewState: d.object(schema, proposed), Config: d.object(schema, config),
	})
	if err != nil {
		d.t.Fatal(err)
	}
	planned := map[string]tftypes.Value{}
	if answer.PlannedState != nil {
		value, err := answer.PlannedState.Unmarshal(kind)
		if err == nil && !value.IsNull() {
			err = value.As(&planned)
		}
		if err != nil {
			d.t.Fatal(err)
		}
	}
	return planned, answer.Diagnostics
}

// apart is everything that diagnostics say, warnings and errors apart.
func apart(diags []*tfprotov6.Diagnostic) (warnings, errors string) {
	for _, one := range diags {
		if one.Severity == tfprotov6.DiagnosticSeverityError {
			errors += one.Summary + ": " + one.Detail + "\n"
		} else {
			warnings += one.Summary + ": " + one.Detail + "\n"
		}
	}
	return warnings, errors
}
