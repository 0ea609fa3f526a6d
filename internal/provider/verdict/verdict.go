package verdict

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/gate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/given"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
)

// NewFunction makes the function verdict. Ours says that something of this provider
// has an attribute of a name, which then is no misspelt one.
func NewFunction(ours func(string) bool) func() function.Function {
	return func() function.Function {
		return judging{
			name: "verdict", summary: "What a gate says of deadlines",
			description: "Judges deadlines as an `expiry_gate` does, by the same rules, waivers and defaults, and returns an object with " + describesResult + ". " +
				"Nothing is raised: test `passed`." + describesShared + describesLater,
			parameters: []function.Parameter{
				function.DynamicParameter{Name: "deadlines", MarkdownDescription: given.DescriptionFunction},
				asOfParameter, settingsParameter,
			},
			returns: types.ObjectType{AttrTypes: resultTypes},
			run: func(ctx context.Context, texts []string) (attr.Value, error) {
				return runVerdict(ctx, texts[0], ours)
			},
		}
	}
}

func runVerdict(ctx context.Context, asOf string, ours func(string) bool) (attr.Value, error) {
	in, err := readSettings(ctx, sharedTypes, asOf)
	if err != nil {
		return nil, err
	}
	in.session.OurAttribute = ours
	if protocol.Absent(ctx, "deadlines") {
		return nil, &argumentError{"deadlines", "deadlines is null, so nothing would be judged; hand over a list of objects, a JSON text or a list of JSON texts, like [data.expiry_certificate.www]"}
	}
	var diags diag.Diagnostics
	judged := gate.Judge(ctx, in.session, in.session.Now, in.terms(&diags), "verdict", &diags)
	if err := firstFault(diags); err != nil {
		return nil, err
	}
	return types.ObjectValueMust(resultTypes, result(judged, message(judged, in.session.Now, diags))), nil
}
