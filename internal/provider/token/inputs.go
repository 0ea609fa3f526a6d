package token

import (
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/credential"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// inputs are the arguments that one credential and many take.
type inputs struct {
	Purpose     types.String   `tfsdk:"purpose"`
	ShowSubject types.Bool     `tfsdk:"show_subject"`
	Timeout     attribute.Text `tfsdk:"timeout"`
}

// forms are what is read, in words.
const forms = "tokens (JWT), SSH certificates and `authorized_keys` with `expiry-time`, OpenPGP public keys, kubeconfigs, sets of keys (JWKS), and the JSON in which OAuth, AWS, Google and Kubernetes hand credentials out"

// formatNames are the formats of a bundle in words.
var formatNames = map[string]string{
	"jwt": "a token", "ssh": "of SSH", "openpgp": "an OpenPGP key", "kubeconfig": "a kubeconfig", "json": "JSON that holds a credential", "opaque": "an opaque token",
}

var notEmpty = []validator.String{stringvalidator.LengthAtLeast(1)}

func inputAttributes() map[string]schema.Attribute {
	purposes := []string{string(credential.PurposeAny), string(credential.PurposeSign), string(credential.PurposeEncrypt), string(credential.PurposeCertify)}
	return map[string]schema.Attribute{
		"purpose": schema.StringAttribute{
			Optional: true, Validators: []validator.String{stringvalidator.OneOf(purposes...)},
			MarkdownDescription: "What an OpenPGP key is needed for: " + attribute.OneOf(purposes) + ". Its end is that of the primary key or, earlier, that of the last key which can still do this. Default: `any`, all that the key ever could.",
		},
		"show_subject": schema.BoolAttribute{Optional: true, MarkdownDescription: "Whether `subject` of a token is told, and an `issuer` that is an address of mail: they may be personal. Names in certificates and public keys always are. Default: `false`."},
		"timeout":      schema.StringAttribute{Optional: true, CustomType: attribute.TimeoutType, MarkdownDescription: "Time for reading one file, a Go duration like `5s`. Default: the provider's."},
	}
}

// options are those of the reader.
func (in inputs) options(s *session.Session, now time.Time) credential.Options {
	options := credential.Options{Now: now, Location: s.Location, Purpose: credential.Purpose(in.Purpose.ValueString()), Timeout: attribute.TimeoutOf(in.Timeout)}
	if options.Timeout == 0 {
		options.Timeout = s.Dialer.Timeout()
	}
	return options
}

// listed are some names for an error, each once.
func listed(names []string) string {
	slices.Sort(names)
	names = slices.Compact(names)
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names[:min(len(names), attribute.WorstShown)], ", ") + attribute.More(len(names))
}
