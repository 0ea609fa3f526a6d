package policyplugin

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-policy-plugin-framework/policy-plugin/proto"
)

// described is a function as an engine of policies knows it.
func described(function *tfprotov6.Function) (*proto.Function, error) {
	result, err := function.Return.Type.MarshalJSON() //nolint:staticcheck // the protocol's form of a type; the framework has no other
	if err != nil {
		return nil, fmt.Errorf("its result: %w", err)
	}
	out := &proto.Function{ReturnType: result, Description: function.Description, DescriptionKind: kindOf(function.DescriptionKind)}
	if out.Description == "" {
		out.Description, out.DescriptionKind = function.Summary, kindOf(tfprotov6.StringKindPlain)
	}
	for _, parameter := range function.Parameters {
		one, err := describedParameter(parameter)
		if err != nil {
			return nil, err
		}
		out.Parameters = append(out.Parameters, one)
	}
	if function.VariadicParameter != nil {
		if out.VariadicParameter, err = describedParameter(function.VariadicParameter); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func describedParameter(parameter *tfprotov6.FunctionParameter) (*proto.FunctionParameter, error) {
	kind, err := parameter.Type.MarshalJSON() //nolint:staticcheck // as above
	if err != nil {
		return nil, fmt.Errorf("its argument %s: %w", parameter.Name, err)
	}
	return &proto.FunctionParameter{
		Name: parameter.Name, Type: kind, Description: parameter.Description,
		AllowNull: parameter.AllowNullValue, AllowUnknown: parameter.AllowUnknownValues,
		// A null that is written out is of a dynamic type; without this an engine on
		// cty would take a call with it for unknown and never make it.
		AllowDynamic: parameter.Type.Is(tftypes.DynamicPseudoType),
	}, nil
}

func kindOf(kind tfprotov6.StringKind) string {
	if kind == tfprotov6.StringKindMarkdown {
		return "markdown"
	}
	return "plain"
}
