// Package verdict has the functions that judge: what a gate says of deadlines, what
// of a resource ends, and single deadlines out of texts. They are pure: the time is
// an argument, and neither the environment nor the machine counts. Terraform calls
// them, and by the policy plugin Terraform policy does.
package verdict

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
)

// Lists are the arguments that the framework is spared, by function.
var Lists = map[string][]string{
	"verdict":              {"deadlines", "", "settings"},
	"state_deadlines":      {"", "attributes", ""},
	"resource_verdict":     {"", "attributes", "", "settings"},
	"certificate_deadline": {"", "", "settings"},
	"contract_deadline":    {"terms", "", "settings"},
	"software_deadline":    {"", "", "", "settings"},
}

// judging is a function of this package: its name, how it is documented, and what
// it does with the texts among its arguments, the time last.
type judging struct {
	name, summary, description string
	parameters                 []function.Parameter
	returns                    attr.Type
	run                        func(ctx context.Context, texts []string) (attr.Value, error)
}

func (f judging) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = f.name
}

func (f judging) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{Summary: f.summary, MarkdownDescription: f.description, Parameters: f.parameters}
	switch returns := f.returns.(type) {
	case types.ListType:
		resp.Definition.Return = function.ListReturn{ElementType: returns.ElemType}
	case types.ObjectType:
		resp.Definition.Return = function.ObjectReturn{AttributeTypes: returns.AttrTypes}
	}
}

func (f judging) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var texts []string
	var names parameters
	for i, parameter := range f.parameters {
		names = append(names, parameter.GetName())
		switch parameter := parameter.(type) {
		case function.StringParameter:
			if parameter.CustomType != nil {
				var written attribute.Text
				resp.Error = req.Arguments.GetArgument(ctx, i, &written)
				texts = append(texts, written.ValueString())
			} else {
				var written types.String
				resp.Error = req.Arguments.GetArgument(ctx, i, &written)
				texts = append(texts, written.ValueString())
			}
		default: // by the context, see Lists
		}
		if resp.Error != nil {
			return
		}
	}
	result, err := f.run(ctx, texts)
	if resp.Error = names.fault(err); resp.Error == nil {
		resp.Error = protocol.SetResult(ctx, &resp.Result, result)
	}
}

var (
	asOfParameter = function.StringParameter{
		Name: "as_of", CustomType: attribute.InstantType,
		MarkdownDescription: "When to judge: a day (00:00 in the time zone) or an instant. `plantimestamp()` is now; in Terraform policy `core::timestamp()` is.",
	}
	settingsParameter = function.DynamicParameter{
		Name: "settings", AllowNullValue: true,
		MarkdownDescription: "How to judge, an object; null and `{}` are the defaults.",
	}
)

var (
	describesShared = "\n\n`settings` takes the names of a gate: `fail_on`, `on_unknown`, `allow_empty`, `rules`, `waivers` and `assertions`, and those of the provider: `time_zone` (default `UTC`), `defaults` by kind, `business_calendar` and `maintenance_window`. " +
		"A name that is none of these is an error, and so is one within them: nothing is dropped. Neither the provider's configuration nor the environment counts, `EXPIRY_BREAK_GLASS` included."
	describesThing = " Besides these: " + attribute.OneOf(deadline.IdentityFields()) + ", `lead_time` and `reminder`. What only a gate is told is checked and does nothing here, so that one object of settings serves all functions."
	describesFace  = "The object has the common attributes, so that it can be handed to a gate, a policy or `verdict`: " + attribute.OneOf(deadline.FaceFields())
	describesLater = "\n\nWhere anything in the arguments is known only after apply, so is the result: a precondition on it is then put off to the apply, which an `expiry_gate` is not."
)
