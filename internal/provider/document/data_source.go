// Package document has the data source on revocation lists and other metadata whose
// end stops services.
package document

import (
	"context"
	"maps"
	"path/filepath"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/document"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

var (
	_ datasource.DataSourceWithConfigure      = (*documentDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*documentDataSource)(nil)
)

type documentDataSource struct{ session.Source }

// NewDataSource makes the data source of one document.
func NewDataSource() datasource.DataSource {
	return &documentDataSource{session.Source{Name: "document"}}
}

type documentModel struct {
	face.Data
	File    types.String   `tfsdk:"file"`
	URL     types.String   `tfsdk:"url"`
	Timeout attribute.Text `tfsdk:"timeout"`

	DocumentKind types.String `tfsdk:"document_kind"`
	Signer       types.String `tfsdk:"signer"`
	IssuedAt     types.String `tfsdk:"issued_at"`
	ReadError    types.String `tfsdk:"read_error"`
}

const (
	exactlyOne = "Exactly one of `file` and `url`."
	forms      = "revocation lists (CRL), SAML metadata, apt Release and InRelease, TUF metadata, security.txt, FIDO metadata, zones with DNSSEC signatures, and licence files with FEATURE lines"
)

func (d *documentDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := map[string]schema.Attribute{
		"file":          schema.StringAttribute{Optional: true, MarkdownDescription: "File that holds it. " + exactlyOne},
		"url":           schema.StringAttribute{Optional: true, MarkdownDescription: "Address to get it from, `https://` or `http://`; what it answers is read as a file would be. Terraform stores the argument as it is: no user or password in it. " + exactlyOne},
		"timeout":       schema.StringAttribute{Optional: true, CustomType: attribute.TimeoutType, MarkdownDescription: "Time for reading or getting it, a Go duration like `5s`. Default: the provider's."},
		"document_kind": schema.StringAttribute{Computed: true, MarkdownDescription: "What it is: `crl`, `saml_metadata`, `apt_release`, `tuf_root`, `tuf_timestamp`, `tuf_snapshot`, `tuf_targets`, `security_txt`, `fido_metadata`, `dnssec_zone` or `licence_file`. Null where that cannot be told."},
		"signer":        schema.StringAttribute{Computed: true, MarkdownDescription: "Who issued or signed it, by its own words: the issuer of a revocation list, the origin of a Release, the keys of TUF metadata, the vendor of a licence. Null where it names nobody."},
		"issued_at":     schema.StringAttribute{Computed: true, MarkdownDescription: "When it says that it was made (RFC 3339, UTC). Null where it does not."},
		"read_error":    schema.StringAttribute{Computed: true, MarkdownDescription: "Why its end could not be read, in a word: `unreachable`, `rate_limited`, `not_found`, `empty`, `too_large`, `malformed` or `unsupported`; null where it could."},
	}
	maps.Copy(attributes, face.DataAttributes("document", map[string]schema.Attribute{}))
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads when metadata ends that stops services once it is stale; what it is is found out by content: " + forms + ". " +
			"No signature is checked, since the keys are with others; `reason` says so, and says of a text that nobody signed it. Certificates within belong to `expiry_certificate`. " +
			"Its default lead time and reminder are an eighth of its life each, at most 30 days; where it does not say when it was made 30 days, or one day for what machines renew (TUF timestamps and snapshots, FIDO metadata).",
		Attributes: attributes,
	}
}

// ValidateConfig finds what can be known to be wrong before anything is read.
func (d *documentDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var model documentModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if !resp.Diagnostics.HasError() {
		model.check(&resp.Diagnostics)
	}
}

// check finds wrong input.
func (m documentModel) check(diags *diag.Diagnostics) {
	origin := attribute.OneOrigin(diags,
		attribute.Origin{Name: "file", Value: m.File, Example: `file = "ca.crl"`}, attribute.Origin{Name: "url", Value: m.URL})
	if origin == "url" && source.Redact(m.URL.ValueString()) == source.NotAnAddress {
		diags.AddAttributeError(path.Root("url"), "Not an address",
			"url takes an address like url = \"https://www.example.test/.well-known/security.txt\". What is written there is none; a file is read by file.")
	}
}

func (d *documentDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model documentModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &model)...)
	if diags.HasError() {
		return
	}
	model.check(diags)
	if diags.HasError() {
		return
	}
	own := model.Deadline("document", model.source())
	d.Session.BeginEnforced(model.Enforcement, own.ID, diags)
	now := d.Session.NowFor(model.AsOf, diags)
	terms := model.Terms(ctx, d.Session, diags)
	if diags.HasError() {
		return
	}
	read, failure := d.read(ctx, model, document.Options{Now: now, Location: d.Session.Location})
	reading := face.Reading{End: read.End, Lifetime: read.Lifetime, Findings: read.Findings, Cause: read.Cause}
	if failure != nil {
		if !model.File.IsNull() && attribute.AddFailure(diags, path.Root("file"), failure, helpOn(failure)) {
			return
		}
		reading = face.Reading{Cause: failure.Clause}
	}
	judgement := reading.Judge(d.Session, own, soon(d.Session, terms, read), now, diags)
	if diags.HasError() {
		return
	}
	model.Fill(judgement)
	model.DocumentKind, model.Signer = attribute.Optional(string(read.Kind)), attribute.Optional(read.Signer)
	model.IssuedAt, model.ReadError = attribute.InstantValue(read.IssuedAt), types.StringNull()
	if failure != nil {
		model.ReadError = types.StringValue(string(failure.Reason))
	}
	diags.Append(protocol.SetState(ctx, &resp.State, &model)...)
	d.Session.EnforceAll(model.Enforcement, judgement.ID, []deadline.Judgement{judgement}, diags)
}

// source names what is read; an address without what may be a secret.
func (m documentModel) source() string {
	if m.File.IsNull() {
		return source.Redact(m.URL.ValueString())
	}
	return filepath.ToSlash(m.File.ValueString())
}

func (d *documentDataSource) read(ctx context.Context, model documentModel, options document.Options) (document.Document, *source.Failure) {
	timeout := attribute.TimeoutOf(model.Timeout)
	if timeout == 0 {
		timeout = d.Session.Dialer.Timeout()
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if model.File.IsNull() {
		return document.ReadURL(ctx, d.Session.Client, model.URL.ValueString(), options)
	}
	return document.ReadFile(ctx, model.File.ValueString(), options)
}

func helpOn(failure *source.Failure) string {
	if failure.Reason == source.NotFound {
		return "file takes a path, like file = \"ca.crl\"; a relative one starts at the working directory of Terraform."
	}
	return ""
}

// soon gives what machines renew without saying when they made it a day instead of
// the 30 that a person needs: a TUF timestamp lives for a week at most, FIDO metadata
// for a month.
func soon(s *session.Session, terms session.TermsInput, read document.Document) session.TermsInput {
	switch read.Kind {
	case document.KindTUFTime, document.KindTUFSnapshot, document.KindFIDO:
	default:
		return terms
	}
	if _, configured := s.Defaults["document"]; configured || read.Lifetime > 0 {
		return terms
	}
	day := attribute.PeriodType.Of(types.StringValue("1d"))
	if terms.LeadTime.IsNull() {
		terms.LeadTime = day
	}
	if terms.Reminder.IsNull() {
		terms.Reminder = day
	}
	return terms
}
