package gate

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// allowedVersions are the versions that a policy allows, by the catalog's name of
// their product; it brings the policy together with the order of versions.
type allowedVersions struct {
	byProduct map[string]software.Allowed
	slug      func(product string) (string, error)
}

func newAllowedVersions(ctx context.Context, s *session.Session, given types.Map, at path.Path, diags *diag.Diagnostics) *allowedVersions {
	return &allowedVersions{
		byProduct: s.AllowedByProduct(ctx, given, at, diags),
		slug:      func(product string) (string, error) { return s.Software.Slug(ctx, product) },
	}
}

// Products are the products that are named.
func (v *allowedVersions) Products() []string { return slices.Sorted(maps.Keys(v.byProduct)) }

// Refuses says why a version is not allowed. A product that the catalog does not
// know is none of those that are named; whether one is of which the catalog cannot
// be read, nobody knows, so that is told of the first.
func (v *allowedVersions) Refuses(product, version string) (named, why string) {
	slug, err := v.slug(product)
	if errors.As(err, new(*catalog.UnknownProductError)) {
		return "", ""
	}
	if err != nil {
		return v.Products()[0], "whether its version is allowed cannot be told: " + text.AsClause(err.Error())
	}
	allowed, asked := v.byProduct[slug]
	if !asked {
		return "", ""
	}
	if version == "" {
		version = catalog.VersionOf(product)
	}
	return slug, text.AsClause(allowed.Refuses(slug, version))
}
