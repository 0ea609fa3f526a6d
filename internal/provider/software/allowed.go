package software

import (
	"context"
	"fmt"

	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

const descriptionAllowed = "in Terraform's syntax (`>= 8.2, < 9`, `~> 1.24.0`), compared in the product's own order: `1.1.1w` satisfies `>= 1.1.1`, and `8.1.2-1ubuntu2.14` satisfies `>= 8.1`. A version that is not allowed, or of which it cannot be told, is the finding `version-not-allowed`, an error, and `passes` is false. A pre-release is allowed only where it is named."

func allowedAttribute() dsschema.StringAttribute {
	return dsschema.StringAttribute{
		Optional: true, Validators: []validator.String{constraintValidator{}},
		MarkdownDescription: "Versions that are allowed, " + descriptionAllowed,
	}
}

// AllowedByProductValidators find a wrong constraint by product before anything is
// read.
func AllowedByProductValidators() []validator.Map { return []validator.Map{constraintsValidator{}} }

func allowedMapAttribute() dsschema.MapAttribute {
	return dsschema.MapAttribute{
		Optional: true, ElementType: types.StringType, Validators: AllowedByProductValidators(),
		MarkdownDescription: "Versions that are allowed by product (`{ php = \">= 8.2, < 9\" }`), " + descriptionAllowed,
	}
}

// constraintValidator finds a wrong constraint before anything is read.
type constraintValidator struct{}

func (constraintValidator) Description(context.Context) string {
	return "a version constraint"
}

func (v constraintValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (constraintValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	addConstraintError(req.ConfigValue, req.Path, &resp.Diagnostics)
}

type constraintsValidator struct{}

func (constraintsValidator) Description(context.Context) string {
	return "version constraints by product"
}

func (v constraintsValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (constraintsValidator) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	for product, element := range req.ConfigValue.Elements() {
		if value, ok := element.(types.String); ok {
			addConstraintError(value, req.Path.AtMapKey(product), &resp.Diagnostics)
		}
	}
}

func addConstraintError(value types.String, at path.Path, diags *diag.Diagnostics) {
	if value.IsNull() || value.IsUnknown() {
		return
	}
	if _, err := software.ParseAllowed(value.ValueString()); err != nil {
		diags.AddAttributeError(at, "Not a version constraint", attribute.Sentence(err))
	}
}

// allowedOf is a constraint that validation has accepted.
func allowedOf(value types.String, at path.Path, diags *diag.Diagnostics) software.Allowed {
	if value.IsNull() {
		return software.Allowed{}
	}
	allowed, err := software.ParseAllowed(value.ValueString())
	if err != nil {
		diags.AddAttributeError(at, "Not a version constraint", attribute.Sentence(err))
	}
	return allowed
}

// AllowedByProduct are the constraints of an attribute by the catalog's name of
// their product, nil for none. What is wrong with one stands in diags, at its key.
func AllowedByProduct(ctx context.Context, s *session.Session, value types.Map, root path.Path, diags *diag.Diagnostics) map[string]software.Allowed {
	if value.IsNull() {
		return nil
	}
	byProduct := make(map[string]software.Allowed, len(value.Elements()))
	for product, element := range value.Elements() {
		at := root.AtMapKey(product)
		text, ok := element.(types.String)
		if !ok {
			continue
		}
		slug, err := s.Software.Slug(ctx, product)
		if err != nil {
			addSoftwareError(diags, at, at, err)
			continue
		}
		if _, twice := byProduct[slug]; twice {
			diags.AddAttributeError(at, "Product given twice", fmt.Sprintf("%s is %s, for which there is another constraint.", deadline.Quote(product), slug))
			continue
		}
		byProduct[slug] = allowedOf(text, at, diags)
	}
	return byProduct
}

// refuse adds the finding of a version that is not allowed, and makes the deadline
// fail by it.
func refuse(d *deadline.Deadline, allowed software.Allowed, product, version string) {
	if says := allowed.Refuses(product, version); says != "" {
		d.Findings = append(d.Findings, deadline.NewFinding(deadline.RuleVersionNotAllowed, says))
		d.Blocked = true
	}
}
