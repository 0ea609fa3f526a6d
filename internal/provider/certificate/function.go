package certificate

import (
	"context"
	"errors"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

type certificateFunction struct{}

// NewFunction makes the function certificate.
func NewFunction() function.Function { return certificateFunction{} }

// certificateResultTypes are the fields of one certificate, the first instant at
// which it no longer works, and the rest of the text.
func certificateResultTypes() map[string]attr.Type {
	fields := maps.Clone(certificateAttrTypes)
	fields["expires_at"] = types.StringType
	fields["chain"] = types.ListType{ElemType: certificateType}
	return fields
}

func (certificateFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "certificate"
}

func (certificateFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Fields of a certificate in PEM text",
		MarkdownDescription: "Reads a certificate, alone or with its chain in any order, and returns an object with `subject`, `issuer`, `serial_number`, `not_before`, `not_after`, `expires_at`, `dns_names`, `ip_addresses`, " +
			"`sha256_fingerprint`, `key_algorithm`, `key_bits`, `signature_algorithm`, `is_ca` and `chain` (a list of the same fields without `expires_at` and `chain`, leaf first). " +
			"`not_after` is the last instant at which it works, as it stands in the certificate; `expires_at` the first at which this one certificate no longer does, null in the year 9999.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "pem", MarkdownDescription: "PEM text, like `file(\"www.pem\")`."},
		},
		Return: function.ObjectReturn{AttributeTypes: certificateResultTypes()},
	}
}

func (certificateFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text types.String
	if resp.Error = req.Arguments.Get(ctx, &text); resp.Error != nil {
		return
	}
	var served certificate.Served
	bundle, err := parseText(text.ValueString())
	if err == nil && bundle.Profile != nil {
		err = profileNotRead
	}
	if err == nil {
		served, err = bundle.Single()
	}
	if err != nil {
		message := attribute.Sentence(err)
		if input, ok := errors.AsType[*certificate.InputError](err); ok {
			message = input.Summary + ". " + input.Detail
		}
		resp.Error = attribute.ArgumentError(0, message)
		return
	}
	leaf := served.Chain[0]
	fields := certificateValue(leaf).Attributes()
	fields["expires_at"] = attribute.InstantValue(certificate.ExpiresAt(leaf))
	fields["chain"] = certificateListValue(served.Chain)
	resp.Error = resp.Result.Set(ctx, types.ObjectValueMust(certificateResultTypes(), fields))
}
