package session

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

// AllowedByProduct are the version constraints of an attribute by the catalog's name
// of their product, nil for none. What is wrong with one stands in diags, at its key.
func (s *Session) AllowedByProduct(ctx context.Context, value types.Map, root path.Path, diags *diag.Diagnostics) map[string]software.Allowed {
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
		switch {
		case errors.As(err, new(*catalog.UnknownProductError)):
			diags.AddAttributeError(at, "Unknown product", attribute.Sentence(err))
			continue
		case err != nil:
			diags.AddError("Catalog not read", attribute.Sentence(err))
			continue
		}
		if text.IsNull() {
			diags.AddAttributeError(at, "Not a version constraint", fmt.Sprintf("The constraint of %s is null, which allows everything. Write one like \">= 8.2, < 9\", or leave the product out.", deadline.Quote(product)))
			continue
		}
		if _, twice := byProduct[slug]; twice {
			diags.AddAttributeError(at, "Product given twice", fmt.Sprintf("%s is %s, for which there is another constraint.", deadline.Quote(product), slug))
			continue
		}
		byProduct[slug] = attribute.ConstraintOf(text, at, diags)
	}
	return byProduct
}
