package software

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

const (
	fromUpstream = "upstream"
	fromDistro   = "distro"
)

var supportLevels = []string{string(software.LevelActive), string(software.LevelSecurity), string(software.LevelExtended)}

func supportLevelAttribute() dsschema.StringAttribute {
	return dsschema.StringAttribute{
		Optional: true, Validators: []validator.String{stringvalidator.OneOf(supportLevels...)},
		MarkdownDescription: "Support that counts: `active` (fixes of all kinds), `security` or `extended` (support that is bought). Default: `security`.",
	}
}

func supportFromAttribute(standard string) dsschema.StringAttribute {
	return dsschema.StringAttribute{
		Optional: true, Validators: []validator.String{stringvalidator.OneOf(fromUpstream, fromDistro)},
		MarkdownDescription: "Whose support sets `expires_at` and `status`: `" + fromUpstream + "`, or `" + fromDistro + "`, the distributor's of this very package, which is unknown where it is not known to ship the version. Both verdicts are always told. Default: " + standard + ".",
	}
}

// softwareCase is one version on its way to a judgement.
type softwareCase struct {
	deadline    deadline.Deadline
	terms       session.TermsInput
	now         time.Time
	question    software.Question
	supportFrom string
	allowed     software.Allowed
}

// judgeSoftware judges one version. Its error is wrong input, or a catalog that
// cannot be read.
func judgeSoftware(ctx context.Context, s *session.Session, c softwareCase, diags *diag.Diagnostics) (deadline.Judgement, *software.Judgement, error) {
	c.question.On = deadline.DateOf(c.now, s.Location)
	verdict, err := s.Software.Judge(ctx, c.question)
	if err != nil {
		return deadline.Judgement{}, nil, err
	}
	d := c.deadline
	d.Findings = append(slices.Clip(d.Findings), verdict.Findings...)
	end, ended, reason := verdict.SupportEnds, verdict.Ended, verdict.SupportReason
	if distro := verdict.Distributor; distro != nil {
		switch {
		case c.supportFrom != fromDistro:
			reason = joinSentences(reason, distro.Reason)
		case distro.Decides():
			end, reason = distro.SupportEnds, joinSentences(distro.Reason, reason)
			ended = distro.SupportClass != software.Supported
		case distro.Over && ended:
			reason = joinSentences(reason, distro.Reason)
		default:
			// That upstream's support has ended says nothing of a package that its
			// distributor may patch, and that it goes on says nothing either.
			end, ended, reason = catalog.End{}, false, joinSentences(distro.Reason, reason)
		}
	}
	d.Cause = text.AsClause(reason)
	refuse(&d, c.allowed, verdict.Product, c.written())
	d.Timeline = s.Timeline("software", software.EndOf(end, ended, s.Location), 0, c.terms, diags)
	return d.Judge(c.now, s.Location), &verdict, nil
}

// written is the version as it was given, also within a CPE or package URL.
func (c softwareCase) written() string {
	if c.question.Version == "" {
		return catalog.VersionOf(c.question.Product)
	}
	return c.question.Version
}

func joinSentences(first, second string) string {
	if second == "" {
		return first
	}
	return strings.TrimSuffix(first, ".") + ", and " + text.AsClause(second)
}

// addSoftwareError reports an error of the catalog or of a version on the
// argument at fault.
func addSoftwareError(diags *diag.Diagnostics, product, version path.Path, err error) {
	var wrongVersion *software.VersionError
	var unknownProduct *catalog.UnknownProductError
	var facts *catalog.FactsError
	switch {
	case errors.As(err, &wrongVersion):
		diags.AddAttributeError(version, "Not a version", attribute.Sentence(err))
	case errors.As(err, &unknownProduct):
		diags.AddAttributeError(product, "Unknown product", attribute.Sentence(err))
	case errors.As(err, &facts):
		diags.AddError("Malformed catalog", attribute.Sentence(err))
	default:
		diags.AddError("Catalog not read", attribute.Sentence(err))
	}
}

// levelOf is the support level of an argument that validation has accepted.
func levelOf(value types.String) software.SupportLevel {
	level, err := software.ParseSupportLevel(value.ValueString())
	if err != nil {
		return software.LevelSecurity
	}
	return level
}
