package software

import (
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

const descriptionAllowed = "in Terraform's syntax (`>= 8.2, < 9`, `~> 1.24.0`), compared in the product's own order: `1.1.1w` satisfies `>= 1.1.1`, and `8.1.2-1ubuntu2.14` satisfies `>= 8.1`. A version that is not allowed, or of which it cannot be told, is the finding `version-not-allowed`, an error, and `passes` is false. A pre-release is allowed only where it is named."

func allowedAttribute() dsschema.StringAttribute {
	return dsschema.StringAttribute{
		Optional: true, Validators: []validator.String{attribute.ConstraintValidator{}},
		MarkdownDescription: "Versions that are allowed, " + descriptionAllowed,
	}
}

func allowedMapAttribute() dsschema.MapAttribute {
	return dsschema.MapAttribute{
		Optional: true, ElementType: types.StringType, Validators: []validator.Map{attribute.ConstraintsValidator{}},
		MarkdownDescription: "Versions that are allowed by product (`{ php = \">= 8.2, < 9\" }`), " + descriptionAllowed,
	}
}

// refuse adds the finding of a version that is not allowed, and makes the deadline
// fail by it.
func refuse(d *deadline.Deadline, allowed software.Allowed, product, version string) {
	if says := allowed.Refuses(product, version); says != "" {
		d.Findings = append(d.Findings, deadline.NewFinding(deadline.RuleVersionNotAllowed, says))
		d.Blocked = true
	}
}
