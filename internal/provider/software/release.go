package software

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

// ReleaseTypes are the fields of one version that is judged alone.
var ReleaseTypes = attribute.Merged(face.AttrTypes, supportAttrTypes)

// Release is one version on its way to a judgement, with the arguments of the data
// source as they are written; "" is not given.
type Release struct {
	Product, Version, Distro           string
	SupportLevel, SupportFrom, Allowed string
	Inputs                             face.Inputs
}

// Judge judges it as of the session's now. Its error is wrong input of the product
// or the version; that of other arguments is in the diagnostics.
func (r Release) Judge(ctx context.Context, s *session.Session, diags *diag.Diagnostics) (map[string]attr.Value, error) {
	for _, word := range []struct {
		name, said string
		accepted   []string
	}{{"support_level", r.SupportLevel, supportLevels}, {"support_from", r.SupportFrom, []string{fromUpstream, fromDistro}}} {
		if word.said != "" && !slices.Contains(word.accepted, word.said) {
			diags.AddAttributeError(path.Root(word.name), "Invalid "+word.name, fmt.Sprintf("%s is not accepted; write %s.", deadline.Quote(word.said), attribute.Choice(word.accepted)))
		}
	}
	written := r.Version
	if written == "" {
		written = catalog.VersionOf(r.Product)
	}
	c := softwareCase{
		deadline: r.Inputs.Deadline("software", r.Product+"@"+written), terms: r.Inputs.Terms(ctx, s, diags), now: s.Now,
		supportFrom: fromDistro, allowed: attribute.ConstraintOf(attribute.Optional(r.Allowed), path.Root("allowed"), diags),
		question: software.Question{Product: r.Product, Version: r.Version, Distro: r.Distro, Level: levelOf(attribute.Optional(r.SupportLevel))},
	}
	if r.SupportFrom != "" {
		c.supportFrom = r.SupportFrom
	}
	if diags.HasError() {
		return nil, nil
	}
	judgement, verdict, err := judgeSoftware(ctx, s, c, diags)
	if err != nil {
		return nil, err
	}
	return attribute.Merged(face.Values(judgement), supportValues(verdict)), nil
}
