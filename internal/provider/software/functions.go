package software

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

type serverSoftwareFunction struct{}

// NewServerFunction makes the function server_software.
func NewServerFunction() function.Function { return serverSoftwareFunction{} }

var recognisedType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"product": types.StringType, "version": types.StringType, "distro": types.StringType,
	"distro_release": types.StringType, "package": types.StringType, "role": types.StringType,
}}

func (serverSoftwareFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "server_software"
}

func (serverSoftwareFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Products named by a Server header",
		MarkdownDescription: "Reads the value of a `Server` header and returns a list of objects with `product`, `version`, `distro`, `distro_release`, `package` and `role` (`server`, `component`, `proxy` or `system`). " +
			"What is not told is null; a header that names nothing known gives an empty list.",
		Parameters: []function.Parameter{function.StringParameter{Name: "header", MarkdownDescription: "Value of the header, like `Apache/2.2.15 (CentOS)`."}},
		Return:     function.ListReturn{ElementType: recognisedType},
	}
}

func (serverSoftwareFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var header types.String
	if resp.Error = req.Arguments.Get(ctx, &header); resp.Error != nil {
		return
	}
	found, _ := software.RecogniseServer(header.ValueString())
	values := make([]attr.Value, len(found))
	for i, one := range found {
		values[i] = types.ObjectValueMust(recognisedType.AttrTypes, map[string]attr.Value{
			"product": types.StringValue(one.Product), "version": attribute.Optional(one.Version), "distro": attribute.Optional(one.Distro),
			"distro_release": attribute.Optional(one.DistroRelease), "package": attribute.Optional(one.Package), "role": types.StringValue(string(one.Role)),
		})
	}
	resp.Error = resp.Result.Set(ctx, types.ListValueMust(recognisedType, values))
}

type supportFunction struct{}

// NewSupportFunction makes the function support.
func NewSupportFunction() function.Function { return supportFunction{} }

func (supportFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "support"
}

func (supportFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Support of a version on a day",
		MarkdownDescription: "Judges a version by the embedded release calendar and returns an object with `cycle`, `support_class`, `support_ends_on`, `patch_class`, `latest_version`, `latest_released_on`, `releases_behind`, " +
			"`distro_support_class` and `distro_support_ends_on` (both null here), `possible_backport`, `shipped_by`, `source`, `facts_as_of` and `known_until`, as in the data source `expiry_software`. Security support counts.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "product", MarkdownDescription: "Name in the catalog, another name, a CPE or a package URL."},
			function.StringParameter{Name: "version", MarkdownDescription: "Version, part of one, or release cycle."},
			function.StringParameter{Name: "date", CustomType: attribute.DateType, MarkdownDescription: "Day to judge on."},
		},
		Return: function.ObjectReturn{AttributeTypes: supportAttrTypes},
	}
}

func (supportFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var product, version types.String
	var day attribute.Text
	if resp.Error = req.Arguments.Get(ctx, &product, &version, &day); resp.Error != nil {
		return
	}
	on, err := deadline.ParseDate(day.ValueString())
	if err != nil {
		resp.Error = attribute.ArgumentError(2, attribute.Sentence(err))
		return
	}
	verdict, err := software.NewJudge(catalog.Embedded()).Judge(ctx, software.Question{Product: product.ValueString(), Version: version.ValueString(), On: on})
	if err != nil {
		resp.Error = attribute.CallError(attribute.Sentence(err))
		return
	}
	resp.Error = resp.Result.Set(ctx, types.ObjectValueMust(supportAttrTypes, supportValues(&verdict)))
}
