package provider

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
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
	terms       termsInput
	now         time.Time
	question    software.Question
	supportFrom string
	allowed     software.Allowed
}

// judgeSoftware judges one version. Its error is wrong input, or a catalog that
// cannot be read.
func (s *session) judgeSoftware(ctx context.Context, c softwareCase, diags *diagnostics) (deadline.Judgement, *software.Judgement, error) {
	c.question.On = deadline.DateOf(c.now, s.location)
	verdict, err := s.software.Judge(ctx, c.question)
	if err != nil {
		return deadline.Judgement{}, nil, err
	}
	d := c.deadline
	d.Findings = verdict.Findings
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
	d.Cause = asClause(reason)
	refuse(&d, c.allowed, verdict.Product, c.written())
	d.Timeline = s.timeline("software", s.endOfSupport(end, ended), 0, c.terms, diags)
	return d.Judge(c.now, s.location), &verdict, nil
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
	return strings.TrimSuffix(first, ".") + ", and " + asClause(second)
}

// asClause makes a sentence of the catalog go on after another: the words that
// begin one, unlike names, lose their capital.
func asClause(sentence string) string {
	first, _, _ := strings.Cut(sentence, " ")
	switch first {
	case "Active", "Extended", "Its", "No", "Security", "Support", "The", "When":
		return strings.ToLower(sentence[:1]) + sentence[1:]
	}
	return sentence
}

// endOfSupport is an end of support as the end of a deadline: a last day ends
// with the next midnight.
func (s *session) endOfSupport(end catalog.End, ended bool) deadline.End {
	switch end.State {
	case catalog.EndOn:
		return deadline.EndsAt(end.Date.End(s.location))
	case catalog.EndNone:
		return deadline.OpenEnded
	case catalog.EndUndated:
		if ended {
			return deadline.End{State: deadline.EndedUnknownDay}
		}
	}
	return deadline.End{}
}

// addSoftwareError reports an error of the catalog or of a version on the
// argument at fault.
func addSoftwareError(diags *diagnostics, product, version path.Path, err error) {
	var wrongVersion *software.VersionError
	var unknownProduct *catalog.UnknownProductError
	var facts *catalog.FactsError
	switch {
	case errors.As(err, &wrongVersion):
		diags.AddAttributeError(version, "Not a version", sentence(err))
	case errors.As(err, &unknownProduct):
		diags.AddAttributeError(product, "Unknown product", sentence(err))
	case errors.As(err, &facts):
		diags.AddError("Malformed catalog", sentence(err))
	default:
		diags.AddError("Catalog not read", sentence(err))
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
