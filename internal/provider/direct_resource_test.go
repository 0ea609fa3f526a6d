package provider_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// directResource is one resource without Terraform, over days: each day is a process
// of its own, as in the runs of a pipeline.
type directResource struct {
	t        testing.TB
	name     string
	provider values
	at       time.Time
	state    *tfprotov6.DynamicValue // nil before the first apply
	private  []byte

	served    *direct
	servedFor string
}

// planned is what a plan came to.
type planned struct {
	state       *tfprotov6.DynamicValue
	private     []byte
	changes     bool // the exit code of terraform plan -detailed-exitcode would be 2
	replaces    bool
	diagnostics []*tfprotov6.Diagnostic
}

func (r *directResource) serve() (*direct, *tfprotov6.Schema) {
	r.t.Helper()
	key := r.at.String() + r.provider["inventory"].String()
	if r.servedFor == key {
		return r.served, r.served.schema.ResourceSchemas[r.name]
	}
	d, said := configured(r.t, r.at, r.provider)
	r.served, r.servedFor = d, key
	for _, one := range said {
		if one.Severity == tfprotov6.DiagnosticSeverityError {
			r.t.Fatalf("the provider: %s: %s", one.Summary, one.Detail)
		}
	}
	return d, d.schema.ResourceSchemas[r.name]
}

func (r *directResource) none(schema *tfprotov6.Schema) *tfprotov6.DynamicValue {
	r.t.Helper()
	value, err := tfprotov6.NewDynamicValue(schema.ValueType(), tftypes.NewValue(schema.ValueType(), nil))
	if err != nil {
		r.t.Fatal(err)
	}
	return &value
}

// refresh reads the resource, as every plan does first.
func (r *directResource) refresh() []*tfprotov6.Diagnostic {
	r.t.Helper()
	if r.state == nil {
		return nil
	}
	d, schema := r.serve()
	answer, err := d.server.ReadResource(r.t.Context(), &tfprotov6.ReadResourceRequest{TypeName: r.name, CurrentState: r.state, Private: r.private})
	if err != nil {
		r.t.Fatal(err)
	}
	if r.state = answer.NewState; r.value(r.state, schema).IsNull() {
		r.state = nil
	}
	return answer.Diagnostics
}

func (r *directResource) value(of *tfprotov6.DynamicValue, schema *tfprotov6.Schema) tftypes.Value {
	r.t.Helper()
	value, err := of.Unmarshal(schema.ValueType())
	if err != nil {
		r.t.Fatal(err)
	}
	return value
}

// attributes are those of the state.
func (r *directResource) attributes() map[string]tftypes.Value {
	r.t.Helper()
	_, schema := r.serve()
	parts := map[string]tftypes.Value{}
	if r.state == nil {
		return parts
	}
	if err := r.value(r.state, schema).As(&parts); err != nil {
		r.t.Fatal(err)
	}
	return parts
}

// plan refreshes and plans.
func (r *directResource) plan(config values) planned {
	r.t.Helper()
	said := r.refresh()
	p := r.planOnly(config)
	p.diagnostics = append(said, p.diagnostics...)
	return p
}

// planOnly plans on the state as it is: once more during an apply.
func (r *directResource) planOnly(config values) planned {
	r.t.Helper()
	d, schema := r.serve()
	prior := r.state
	if prior == nil {
		prior = r.none(schema)
	}
	proposed := values{}
	if r.state != nil {
		stored := r.attributes()
		for _, attribute := range schema.Block.Attributes {
			if _, given := config[attribute.Name]; !given && attribute.Computed {
				proposed[attribute.Name] = stored[attribute.Name] // as Terraform proposes it
			}
		}
	}
	for _, attribute := range schema.Block.Attributes {
		if given, ok := config[attribute.Name]; ok {
			proposed[attribute.Name] = given
		}
	}
	answer, err := d.server.PlanResourceChange(r.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: r.name, PriorState: prior, ProposedNewState: d.object(schema, proposed), Config: d.object(schema, config), PriorPrivate: r.private,
	})
	if err != nil {
		r.t.Fatal(err)
	}
	p := planned{state: answer.PlannedState, private: answer.PlannedPrivate, diagnostics: answer.Diagnostics, replaces: len(answer.RequiresReplace) > 0}
	if answer.PlannedState != nil {
		p.changes = !r.value(p.state, schema).Equal(r.value(prior, schema))
	}
	return p
}

// apply plans and, where there is anything to do, plans once more and applies.
func (r *directResource) apply(config values) []*tfprotov6.Diagnostic {
	r.t.Helper()
	first := r.plan(config)
	if failed(first.diagnostics) || !first.changes {
		return first.diagnostics
	}
	again := r.planOnly(config)
	if failed(again.diagnostics) {
		return again.diagnostics
	}
	d, schema := r.serve()
	r.agrees(r.value(first.state, schema), r.value(again.state, schema), "the second plan")
	prior := r.state
	if prior == nil {
		prior = r.none(schema)
	}
	answer, err := d.server.ApplyResourceChange(r.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: r.name, PriorState: prior, PlannedState: again.state, Config: d.object(schema, config), PlannedPrivate: again.private,
	})
	if err != nil {
		r.t.Fatal(err)
	}
	if !failed(answer.Diagnostics) {
		r.agrees(r.value(again.state, schema), r.value(answer.NewState, schema), "the apply")
	}
	if r.state, r.private = answer.NewState, answer.Private; r.value(r.state, schema).IsNull() {
		r.state = nil
	}
	return answer.Diagnostics
}

// destroy destroys the resource.
func (r *directResource) destroy() []*tfprotov6.Diagnostic {
	r.t.Helper()
	d, schema := r.serve()
	planned, err := d.server.PlanResourceChange(r.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: r.name, PriorState: r.state, ProposedNewState: r.none(schema), Config: r.none(schema), PriorPrivate: r.private,
	})
	if err != nil || failed(planned.Diagnostics) {
		r.t.Fatalf("%v %v", err, planned)
	}
	answer, err := d.server.ApplyResourceChange(r.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: r.name, PriorState: r.state, PlannedState: r.none(schema), Config: r.none(schema), PlannedPrivate: planned.PlannedPrivate,
	})
	if err != nil {
		r.t.Fatal(err)
	}
	if !failed(answer.Diagnostics) {
		r.state = nil
	}
	return append(planned.Diagnostics, answer.Diagnostics...)
}

// agrees demands what Terraform does: whatever was planned as known stays so.
func (r *directResource) agrees(planned, is tftypes.Value, what string) {
	r.t.Helper()
	var before, after map[string]tftypes.Value
	if err := planned.As(&before); err != nil {
		r.t.Fatal(err)
	}
	if err := is.As(&after); err != nil {
		r.t.Fatal(err)
	}
	for name, value := range before {
		if value.IsFullyKnown() && !value.Equal(after[name]) {
			r.t.Errorf("%s makes %s %s, where %s was planned", what, name, after[name], value)
		}
	}
}

func failed(diagnostics []*tfprotov6.Diagnostic) bool {
	for _, one := range diagnostics {
		if one.Severity == tfprotov6.DiagnosticSeverityError {
			return true
		}
	}
	return false
}

// saidOf is all that was said, for a message.
func saidOf(diagnostics []*tfprotov6.Diagnostic) string {
	text := ""
	for _, one := range diagnostics {
		text += one.Severity.String() + " " + one.Attribute.String() + ": " + one.Summary + ": " + one.Detail + "\n"
	}
	return text
}
