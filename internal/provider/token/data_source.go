// Package token has the data sources on tokens, keys and other credentials.
package token

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/credential"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

var (
	_ datasource.DataSourceWithConfigure      = (*tokenDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*tokenDataSource)(nil)
)

type tokenDataSource struct{ session.Source }

// NewDataSource makes the data source of one credential.
func NewDataSource() datasource.DataSource {
	return &tokenDataSource{session.Source{Name: "token"}}
}

type tokenModel struct {
	face.Data
	inputs
	File        types.String   `tfsdk:"file"`
	Env         types.String   `tfsdk:"env"`
	Text        types.String   `tfsdk:"text"`
	Context     types.String   `tfsdk:"context"`
	Fingerprint types.String   `tfsdk:"fingerprint"`
	ObtainedAt  attribute.Text `tfsdk:"obtained_at"`

	TokenKind  types.String `tfsdk:"token_kind"`
	Subject    types.String `tfsdk:"subject"`
	Issuer     types.String `tfsdk:"issuer"`
	KeyID      types.String `tfsdk:"key_id"`
	NotBefore  types.String `tfsdk:"not_before"`
	RenewAfter types.String `tfsdk:"renew_after"`
	Parts      types.List   `tfsdk:"parts"`
	ReadError  types.String `tfsdk:"read_error"`
}

const exactlyOne = "Exactly one of `file`, `env` and `text`."

func (d *tokenDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := inputAttributes()
	maps.Copy(attributes, map[string]schema.Attribute{
		"file": schema.StringAttribute{Optional: true, MarkdownDescription: "File that holds it; what it is is found out by content: " + forms + ". " + exactlyOne},
		"env":  schema.StringAttribute{Optional: true, MarkdownDescription: "Environment variable of the process that runs Terraform that holds it, like `CI_TOKEN`. " + exactlyOne},
		"text": schema.StringAttribute{
			Optional: true, Sensitive: true,
			MarkdownDescription: "The credential itself; needs a `name`. Prefer `file` or `env`: this data source writes null here once it has read the text, but Terraform keeps what you wrote wherever else it stands, the value of a variable in plan files and in the state of whatever made it, and a plan that can read it only at apply holds it too. " + exactlyOne,
		},
		"context":     schema.StringAttribute{Optional: true, Validators: notEmpty, MarkdownDescription: "Context of a kubeconfig whose credential is meant. Default: its `current-context`."},
		"fingerprint": schema.StringAttribute{Optional: true, Validators: notEmpty, MarkdownDescription: "OpenPGP key that is meant, of several in the file, by its fingerprint or the last 16 digits of it or more. Another key in the file is an error."},
		"obtained_at": schema.StringAttribute{Optional: true, CustomType: attribute.InstantType, MarkdownDescription: "When the answer of a token endpoint was got, to which the `expires_in` in it is relative. Without it such an answer ends at an unknown time, unless it holds a token that says more."},
		"parts":       partsAttribute(),
	})
	maps.Copy(attributes, face.ComputedAttributes(ownTypes, ownDescriptions))
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads when a credential ends: a token, an SSH certificate, an OpenPGP key, what a kubeconfig signs in with. The secret stays in the reader: dates, kinds, names and fingerprints of public parts come out. " +
			"Signatures of tokens are not checked, since the keys are with others: whoever can write the file can write its end. What carries no end is `open` with the finding `never-expires`.",
		Attributes: face.DataAttributes("token", attributes),
	}
}

// ValidateConfig finds what can be known to be wrong before anything is read.
func (d *tokenDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var model tokenModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if !resp.Diagnostics.HasError() {
		model.check(&resp.Diagnostics)
	}
}

// variableName is what shells take for a name. Anything else is not looked up: it
// may be the secret.
var variableName = text.Pattern(`^[A-Za-z_][A-Za-z0-9_]*$`)

// check finds wrong input, and gives the argument that says what is read.
func (m tokenModel) check(diags *diag.Diagnostics) string {
	origin := attribute.OneOrigin(diags,
		attribute.Origin{Name: "file", Value: m.File, Example: `file = "ci.jwt"`}, attribute.Origin{Name: "env", Value: m.Env}, attribute.Origin{Name: "text", Value: m.Text})
	switch {
	case origin == "text" && !m.Name.IsUnknown() && deadline.Blank(m.Name.ValueString()):
		diags.AddAttributeError(path.Root("name"), "Text without a name",
			"A credential given as text has no source that could name it. Give a name, like name = \"ci\"; its id will be token/ci.")
	case origin == "env" && !variableName().MatchString(m.Env.ValueString()):
		diags.AddAttributeError(path.Root("env"), "Not a variable's name",
			"env takes the name of an environment variable, of letters, digits and _, like env = \"CI_TOKEN\"; the credential is its value. What is written there is no such name.")
	}
	return origin
}

func (d *tokenDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model tokenModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &model)...)
	if diags.HasError() {
		return
	}
	origin := model.check(diags)
	if diags.HasError() {
		return
	}
	own := model.Deadline("token", model.source(origin))
	d.Session.BeginEnforced(model.Enforcement, own.ID, diags)
	now := d.Session.NowFor(model.AsOf, diags)
	terms := model.Terms(ctx, d.Session, diags)
	options := model.options(d.Session, now)
	options.Context, options.Fingerprint = model.Context.ValueString(), model.Fingerprint.ValueString()
	model.obtained(&options, d.Session, diags)
	if diags.HasError() {
		return
	}
	read := model.read(ctx, origin, options, diags)
	if diags.HasError() {
		return
	}
	judgement := readingOf(read).Judge(d.Session, own, terms, now, diags)
	if diags.HasError() {
		return
	}
	model.fill(read, judgement)
	diags.Append(protocol.SetState(ctx, &resp.State, &model)...)
	d.Session.EnforceAll(model.Enforcement, judgement.ID, []deadline.Judgement{judgement}, diags)
}

// source names what is read. Which of several is meant belongs to it, lest two data
// sources on one file share an id.
func (m tokenModel) source(origin string) string {
	name := map[string]string{"file": filepath.ToSlash(m.File.ValueString()), "env": m.Env.ValueString()}[origin]
	var meant []string
	for _, part := range []types.String{m.Context, m.Fingerprint, m.Purpose} {
		if !part.IsNull() {
			meant = append(meant, part.ValueString())
		}
	}
	if len(meant) > 0 {
		name += "#" + strings.Join(meant, "/")
	}
	return name
}

// obtained reads when the answer of a token endpoint was got.
func (m tokenModel) obtained(options *credential.Options, s *session.Session, diags *diag.Diagnostics) {
	if m.ObtainedAt.IsNull() || options.Now.IsZero() {
		return
	}
	at, err := deadline.ParseInstant(m.ObtainedAt.ValueString(), s.Location)
	switch {
	case err != nil:
		diags.AddAttributeError(path.Root("obtained_at"), "Invalid obtained_at", attribute.Sentence(err))
	case at.After(options.Now):
		diags.AddAttributeError(path.Root("obtained_at"), "Obtained in the future",
			"The answer cannot have been got at "+deadline.FormatInstant(at)+", which lies after the instant of the judgement, "+deadline.FormatInstant(options.Now)+". Give the instant at which it came.")
	}
	options.ObtainedAt = at
}

// read reads the one credential. What is wrong about the input is reported; what
// cannot be read else comes back as a credential that says why.
func (m tokenModel) read(ctx context.Context, origin string, options credential.Options, diags *diag.Diagnostics) credential.Credential {
	at := path.Root(origin)
	var bundle credential.Bundle
	var failure *source.Failure
	help := ""
	switch origin {
	case "file":
		bounded, cancel := context.WithTimeout(ctx, options.Timeout)
		defer cancel()
		bundle, failure = credential.ReadFile(bounded, m.File.ValueString(), options)
		if failure != nil && failure.Reason == source.NotFound {
			help = "file takes a path, like file = \"ci.jwt\"; a relative one starts at the working directory of Terraform."
		}
	case "env":
		bundle, failure = credential.ReadVariable(m.Env.ValueString(), os.LookupEnv, options)
		if failure != nil && failure.Reason == source.NotFound {
			help = "env takes the name of a variable that is set where Terraform runs, like env = \"CI_TOKEN\"."
		}
	default:
		bundle, failure = credential.Parse([]byte(m.Text.ValueString()), options)
	}
	if failure != nil && failure.Reason == source.Empty {
		help = "It must hold a token (JWT), an SSH certificate, an OpenPGP public key, a kubeconfig or another credential that is read."
	}
	var read credential.Credential
	if failure == nil {
		m.refuseOtherFormat(bundle, diags)
		read, failure = bundle.Single(options)
		if len(bundle.Credentials) > 1 && !bundle.Parallel && read.End.State == deadline.EndKnown {
			read.Cause = strings.TrimSuffix("of what belongs together there, "+read.Name+" ends first; "+read.Cause, "; ")
		}
		at, help = m.chooser(bundle, at)
	}
	if failure != nil && !attribute.AddFailure(diags, at, failure, help) {
		read.Unread = failure
	}
	return read
}

// chooser is the argument by which one of several is chosen, with what to write
// there.
func (m tokenModel) chooser(bundle credential.Bundle, at path.Path) (path.Path, string) {
	switch {
	case bundle.Format == "kubeconfig":
		var known []string
		for _, one := range bundle.Credentials {
			known = append(known, one.Contexts...)
		}
		return path.Root("context"), "Its contexts are " + listed(known) + "."
	case bundle.Format == "openpgp":
		var known []string
		for _, one := range bundle.Credentials {
			known = append(known, one.KeyID)
		}
		return path.Root("fingerprint"), "Its keys are " + listed(known) + "; expiry_tokens reads them all."
	}
	return at, "expiry_tokens reads them all."
}

// refuseOtherFormat names arguments that mean nothing for what was found: whoever
// names a key must not be told of something else.
func (m tokenModel) refuseOtherFormat(bundle credential.Bundle, diags *diag.Diagnostics) {
	for _, argument := range []struct {
		name, format, with string
		given              bool
	}{
		{"context", "kubeconfig", "a kubeconfig", !m.Context.IsNull()},
		{"fingerprint", "openpgp", "OpenPGP keys", !m.Fingerprint.IsNull()},
		{"purpose", "openpgp", "OpenPGP keys", !m.Purpose.IsNull()},
		{"obtained_at", "json", "the answer of a token endpoint", !m.ObtainedAt.IsNull()},
	} {
		if argument.given && bundle.Format != argument.format {
			diags.AddAttributeError(path.Root(argument.name), "Argument of another kind",
				argument.name+" goes with "+argument.with+", and what was read is "+formatNames[bundle.Format]+". Leave it out, or give what is meant.")
		}
	}
}
