package attribute

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

// ConstraintValidator finds a wrong version constraint before anything is read.
type ConstraintValidator struct{}

// Description says what is accepted.
func (ConstraintValidator) Description(context.Context) string { return "a version constraint" }

// MarkdownDescription is the same.
func (v ConstraintValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

// ValidateString reports what is no constraint.
func (ConstraintValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	ConstraintOf(req.ConfigValue, req.Path, &resp.Diagnostics)
}

// ConstraintsValidator does so for constraints by product.
type ConstraintsValidator struct{}

// Description says what is accepted.
func (ConstraintsValidator) Description(context.Context) string {
	return "version constraints by product"
}

// MarkdownDescription is the same.
func (v ConstraintsValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

// ValidateMap reports each that is none, at its key.
func (ConstraintsValidator) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	for product, element := range req.ConfigValue.Elements() {
		if value, ok := element.(types.String); ok {
			ConstraintOf(value, req.Path.AtMapKey(product), &resp.Diagnostics)
		}
	}
}

// ConstraintOf is a version constraint, the one that allows everything where none
// is given or it is not known yet.
func ConstraintOf(value types.String, at path.Path, diags *diag.Diagnostics) software.Allowed {
	if value.IsNull() || value.IsUnknown() {
		return software.Allowed{}
	}
	allowed, err := software.ParseAllowed(value.ValueString())
	if err != nil {
		diags.AddAttributeError(at, "Not a version constraint", Sentence(err))
	}
	return allowed
}
