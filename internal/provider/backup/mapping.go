package backup

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/backup"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

// mappingInputs are the arguments of mapping.
type mappingInputs struct {
	List       types.String `tfsdk:"list"`
	Source     types.String `tfsdk:"source"`
	Name       types.String `tfsdk:"name"`
	StartedAt  types.String `tfsdk:"started_at"`
	FinishedAt types.String `tfsdk:"finished_at"`
	Size       types.String `tfsdk:"size"`
	Status     types.String `tfsdk:"status"`
	Good       types.List   `tfsdk:"good"`
	Kind       types.String `tfsdk:"kind"`
	Host       types.String `tfsdk:"host"`
	KeptUntil  types.String `tfsdk:"kept_until"`
	VerifiedAt types.String `tfsdk:"verified_at"`
}

func mappingAttributes() map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"good": schema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "Values of `status` that mean a good backup; all others do not count. Needed with `status`."},
	}
	for name, meaning := range map[string]string{
		"list":        "Path of the list. Default: the JSON is the list itself.",
		"source":      "Path, from one backup, of what it protects.",
		"name":        "Path of its name.",
		"started_at":  "Path of its start: RFC 3339, or seconds since 1970. `started_at` or `finished_at` is needed.",
		"finished_at": "Path of its end.",
		"size":        "Path of its size in bytes.",
		"status":      "Path of its status.",
		"kind":        "Path of its kind, like `full`: sizes are compared within a kind.",
		"host":        "Path of its host, for `host`.",
		"kept_until":  "Path of the instant from which it is deleted.",
		"verified_at": "Path of the instant at which somebody restored or checked it.",
	} {
		attributes[name] = schema.StringAttribute{Optional: true, MarkdownDescription: meaning}
	}
	return attributes
}

// mapping is nil where the shape is found out by content.
func (m *sourceInputs) mapping(ctx context.Context) (*backup.Mapping, error) {
	if m.Mapping.IsNull() {
		return nil, nil
	}
	var in mappingInputs
	if diags := m.Mapping.As(ctx, &in, basetypes.ObjectAsOptions{}); diags.HasError() {
		return nil, &backup.Error{Reason: backup.ReasonUnsupported, Summary: "Mapping not readable", Message: "The mapping could not be read.", Attribute: "mapping"}
	}
	return &backup.Mapping{
		List: in.List.ValueString(), Source: in.Source.ValueString(), Name: in.Name.ValueString(),
		StartedAt: in.StartedAt.ValueString(), FinishedAt: in.FinishedAt.ValueString(), Size: in.Size.ValueString(),
		Status: in.Status.ValueString(), Good: attribute.StringsOf(in.Good), Kind: in.Kind.ValueString(), Host: in.Host.ValueString(),
		KeptUntil: in.KeptUntil.ValueString(), VerifiedAt: in.VerifiedAt.ValueString(),
	}, nil
}
