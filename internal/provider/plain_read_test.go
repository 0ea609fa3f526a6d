package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

// plainRead reads a data source and gives its attributes as JSON knows them, nil
// where it failed.
func plainRead(d *direct, name string, config values) (map[string]any, []*tfprotov6.Diagnostic) {
	d.t.Helper()
	schema := d.schema.DataSourceSchemas[name]
	answer, err := d.server.ReadDataSource(d.t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: name, Config: d.object(schema, config)})
	if err != nil {
		d.t.Fatal(err)
	}
	for _, diagnostic := range answer.Diagnostics {
		if diagnostic.Severity == tfprotov6.DiagnosticSeverityError {
			return nil, answer.Diagnostics
		}
	}
	state, err := answer.State.Unmarshal(schema.ValueType())
	if err != nil {
		d.t.Fatal(err)
	}
	plain, err := attribute.PlainObject(state)
	if err != nil {
		d.t.Fatal(err)
	}
	return plain, answer.Diagnostics
}

// worded is what diagnostics say.
func worded(diagnostics []*tfprotov6.Diagnostic) string {
	var text strings.Builder
	for _, one := range diagnostics {
		text.WriteString(one.Severity.String() + " " + one.Summary + ": " + one.Detail + "\n")
	}
	return text.String()
}

// nested is an object for an attribute of a data source, or a list of texts, made
// of what JSON knows.
func nested(d *direct, name, of string, plain any) tftypes.Value {
	d.t.Helper()
	kind, ok := d.schema.DataSourceSchemas[name].ValueType().(tftypes.Object)
	if !ok {
		d.t.Fatal("no object")
	}
	return attribute.TerraformOf(plain, kind.AttributeTypes[of])
}

// errorOn is what an error on an attribute says, "" where there is none on it.
func errorOn(diagnostics []*tfprotov6.Diagnostic, attribute string) string {
	for _, one := range diagnostics {
		if one.Severity != tfprotov6.DiagnosticSeverityError || one.Attribute == nil || len(one.Attribute.Steps()) == 0 {
			continue
		}
		if step, ok := one.Attribute.Steps()[0].(tftypes.AttributeName); ok && string(step) == attribute {
			return one.Summary + ": " + one.Detail
		}
	}
	return ""
}

// rulesOf are the rules of the findings of something that was read, in order.
func rulesOf(t *testing.T, plain map[string]any) (rules []string) {
	t.Helper()
	findings, ok := plain["findings"].([]any)
	if !ok {
		t.Fatalf("findings are %T", plain["findings"])
	}
	for _, one := range findings {
		finding, ok := one.(map[string]any)
		if !ok {
			t.Fatalf("a finding is %T", one)
		}
		rule, _ := finding["rule"].(string)
		rules = append(rules, rule)
	}
	return rules
}
