package provider_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// readout is what a data source gave without Terraform: its texts and truth values
// by name, the whole as text, and what was said.
type readout struct {
	fields map[string]any
	rules  string // of its findings, sorted as they stand
	whole  string // of the state
	said   string // errors and warnings, with the attribute
	errors bool
}

func (a readout) text(name string) string {
	text, _ := a.fields[name].(string)
	return text
}

// readOut reads a data source and keeps what it gave.
func readOut(t testing.TB, provider *direct, name string, config values) readout {
	t.Helper()
	schema := provider.schema.DataSourceSchemas[name]
	got, err := provider.server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: name, Config: provider.object(schema, config)})
	if err != nil {
		t.Fatal(err)
	}
	a := readout{fields: map[string]any{}}
	a.said, a.errors = saidIn(got.Diagnostics)
	if a.errors || got.State == nil {
		return a
	}
	state, err := got.State.Unmarshal(schema.ValueType())
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]tftypes.Value
	if err := state.As(&fields); err != nil {
		t.Fatal(err)
	}
	for name, value := range fields {
		a.fields[name] = plainValueOf(t, value)
	}
	if list, ok := a.fields["findings"].([]any); ok {
		var rules []string
		for _, finding := range list {
			if finding, ok := finding.(map[string]any); ok {
				rules = append(rules, finding["rule"].(string))
			}
		}
		a.rules = strings.Join(rules, " ")
	}
	whole, err := json.Marshal(a.fields)
	if err != nil {
		t.Fatal(err)
	}
	a.whole = string(whole)
	return a
}

func saidIn(diagnostics []*tfprotov6.Diagnostic) (said string, errors bool) {
	var lines []string
	for _, one := range diagnostics {
		at := ""
		if one.Attribute != nil {
			at = one.Attribute.String()
		}
		lines = append(lines, one.Severity.String()+" "+at+" "+one.Summary+": "+one.Detail)
		errors = errors || one.Severity == tfprotov6.DiagnosticSeverityError
	}
	return strings.Join(lines, "\n"), errors
}

func plainValueOf(t testing.TB, value tftypes.Value) any {
	t.Helper()
	into := func(target any) {
		if err := value.As(target); err != nil {
			t.Fatal(err)
		}
	}
	switch kind := value.Type(); {
	case value.IsNull():
		return nil
	case kind.Is(tftypes.String):
		var text string
		into(&text)
		return text
	case kind.Is(tftypes.Bool):
		var truth bool
		into(&truth)
		return truth
	case kind.Is(tftypes.Object{}):
		var parts map[string]tftypes.Value
		into(&parts)
		plain := map[string]any{}
		for name, part := range parts {
			plain[name] = plainValueOf(t, part)
		}
		return plain
	case kind.Is(tftypes.List{}):
		var elements []tftypes.Value
		into(&elements)
		plain := []any{}
		for _, element := range elements {
			plain = append(plain, plainValueOf(t, element))
		}
		return plain
	}
	return value.String()
}

func defaultsValue(kind, lead, reminder string) tftypes.Value {
	terms := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"lead_time": tftypes.String, "reminder": tftypes.String}}
	return tftypes.NewValue(tftypes.Map{ElementType: terms}, map[string]tftypes.Value{
		kind: tftypes.NewValue(terms, map[string]tftypes.Value{"lead_time": str(lead), "reminder": str(reminder)}),
	})
}
