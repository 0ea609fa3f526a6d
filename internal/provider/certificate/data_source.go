// Package certificate has the data sources and the function on certificates.
package certificate

import (
	"context"
	"errors"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/starttls"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

var (
	_ datasource.DataSourceWithConfigure      = (*certificateDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*certificateDataSource)(nil)
)

type certificateDataSource struct{ session.Source }

// NewDataSource makes the data source of one certificate.
func NewDataSource() datasource.DataSource {
	return &certificateDataSource{session.Source{Name: "certificate"}}
}

type certificateModel struct {
	face.Data
	certificateInputs
	Endpoint    types.String `tfsdk:"endpoint"`
	File        types.String `tfsdk:"file"`
	PEM         types.String `tfsdk:"pem"`
	PKCS12      types.String `tfsdk:"pkcs12_base64"`
	ServerName  types.String `tfsdk:"server_name"`
	StartTLS    types.String `tfsdk:"starttls"`
	PasswordEnv types.String `tfsdk:"password_env"`
	Addresses   types.String `tfsdk:"addresses"`

	CheckRevocation types.Bool   `tfsdk:"check_revocation"`
	ACMEDirectory   types.String `tfsdk:"acme_directory"`
	CompareWith     types.String `tfsdk:"compare_with"`
	ExpectTLS       types.Bool   `tfsdk:"expect_tls"`

	Leaf                types.Object `tfsdk:"leaf"`
	Chain               types.List   `tfsdk:"chain"`
	ExpiringCertificate types.Object `tfsdk:"expiring_certificate"`
	KeyAlgorithm        types.String `tfsdk:"key_algorithm"`
	Trusted             types.Bool   `tfsdk:"trusted"`
	TrustError          types.String `tfsdk:"trust_error"`
	TrustedUntil        types.String `tfsdk:"trusted_until"`
	HostnameChecked     types.Bool   `tfsdk:"hostname_checked"`
	HostnameMatches     types.Bool   `tfsdk:"hostname_matches"`
	HandshakeCompleted  types.Bool   `tfsdk:"handshake_completed"`
	ReadError           types.String `tfsdk:"read_error"`
	Revocation          types.Object `tfsdk:"revocation"`
	RenewalWindow       types.Object `tfsdk:"renewal_window"`
	Compared            types.String `tfsdk:"compared"`
	Nodes               types.List   `tfsdk:"nodes"`
	LeftAside           types.List   `tfsdk:"left_aside"`
}

func (d *certificateDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := certificateInputAttributes()
	maps.Copy(attributes, map[string]schema.Attribute{
		"endpoint":      schema.StringAttribute{Optional: true, MarkdownDescription: "Server as `host:port`, like `www.example.test:443` or `[2001:db8::1]:443`. " + exactlyOneSource},
		"file":          schema.StringAttribute{Optional: true, MarkdownDescription: "File with certificates; the format is found out by content: " + certificateFileFormats + ". " + exactlyOneSource},
		"pem":           schema.StringAttribute{Optional: true, MarkdownDescription: "Certificates as PEM text, leaf first or in any order; needs a `name`. A private key in it is an error, since Terraform would store it. Base64 of DER is taken too. " + exactlyOneSource},
		"pkcs12_base64": schema.StringAttribute{Optional: true, Sensitive: true, MarkdownDescription: "A PKCS#12 file, or certificates as DER, in base64, as key vaults and ACME resources hand them over; needs a `name`. Its password comes from `password_env`. Terraform stores it as it is: that password protects the key in it. " + exactlyOneSource},
		"server_name":   schema.StringAttribute{Optional: true, MarkdownDescription: "Name that the server is asked for (SNI) and that the certificate must be for. Default: the endpoint's host; for files and text no name is checked and no purpose, with it they are judged as a server's."},
		"starttls":      schema.StringAttribute{Optional: true, MarkdownDescription: "Protocol that starts in clear and then turns to TLS: " + attribute.OneOf(starttls.Protocols()) + ". Default: TLS from the first byte.", Validators: []validator.String{stringvalidator.OneOf(starttls.Protocols()...)}},
		"password_env":  schema.StringAttribute{Optional: true, MarkdownDescription: "Environment variable with the password of a PKCS#12 file. In a Kubernetes Secret it may also stand in a key beside the keystore. It is no argument, since Terraform would store it."},
		"addresses": schema.StringAttribute{
			Optional: true, Validators: []validator.String{stringvalidator.OneOf("first", "all")},
			MarkdownDescription: "`first`: the first address of the host that answers. `all`: every address; the earliest end counts, nodes that serve something else are a finding, and one that gives nothing fails. Default: `first`.",
		},
		"check_revocation": schema.BoolAttribute{Optional: true, MarkdownDescription: "Ask the OCSP responders and CRLs that the certificate names whether it is revoked; a revoked one is not trusted. That nobody answers is never a failure. A response that the server staples is always read. Default: `false`."},
		"acme_directory":   schema.StringAttribute{Optional: true, MarkdownDescription: "ACME directory of the authority, to ask when it suggests to renew (RFC 9773), like `https://acme-v02.api.letsencrypt.org/directory`."},
		"compare_with":     schema.StringAttribute{Optional: true, MarkdownDescription: "File with the certificate that the server should serve. Another one is a finding: renewed, but not reloaded."},
		"expect_tls":       schema.BoolAttribute{Optional: true, MarkdownDescription: "Say that the endpoint must be encrypted, as one for administration. A server that answers in clear, with plain HTTP or without offering STARTTLS, is then the finding `unencrypted-endpoint`, an error; one that cannot be reached stays `unknown`. Default: `false`, an answer in clear is `unknown` too."},
		"revocation": schema.SingleNestedAttribute{
			Computed: true, MarkdownDescription: "What is known of a revocation, from the authority where it was asked, else from the stapled response. Never null; its fields are where nothing is known.",
			Attributes: face.ComputedAttributes(revocationAttrTypes, revocationDescriptions),
		},
		"renewal_window": schema.SingleNestedAttribute{
			Computed: true, MarkdownDescription: "When the authority suggests to renew (RFC 9773). Never null; its fields are where it was not asked or did not tell.",
			Attributes: face.ComputedAttributes(renewalAttrTypes, renewalDescriptions),
		},
		"compared":             schema.StringAttribute{Computed: true, MarkdownDescription: "`same` or `different` with `compare_with`, else null."},
		"leaf":                 schema.SingleNestedAttribute{Computed: true, MarkdownDescription: "The server's own certificate: of several (key types, addresses) the one that ends first. Never null; its fields are where nothing was read.", Attributes: certificateAttributes()},
		"chain":                schema.ListNestedAttribute{Computed: true, MarkdownDescription: "Certificates as served or as they stand in the file, leaf first. Fields as in `leaf`.", NestedObject: schema.NestedAttributeObject{Attributes: certificateAttributes()}},
		"expiring_certificate": schema.SingleNestedAttribute{Computed: true, MarkdownDescription: "The certificate that ends first and so sets `expires_at`: the leaf or an authority. Fields as in `leaf`.", Attributes: certificateAttributes()},
		"trusted":              schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether a careful client would accept the certificate now: a path to a trusted authority, in time, for the right name. Says nothing of the protocol or the handshake."},
		"trust_error":          schema.StringAttribute{Computed: true, MarkdownDescription: "Why it is not trusted: `expired`, `not_yet_valid`, `self_signed`, `unknown_authority`, `wrong_name`, `weak_signature`, …; null where it is, or where nothing was read."},
		"key_algorithm":        schema.StringAttribute{Computed: true, MarkdownDescription: keyAlgorithmDescription},
		"trusted_until":        schema.StringAttribute{Computed: true, MarkdownDescription: trustedUntilDescription},
		"hostname_checked":     schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether a name was asked for."},
		"hostname_matches":     schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the certificate is for that name."},
		"handshake_completed":  schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the server proved that it holds the private key. False for files, and for servers that demand a client certificate."},
		"read_error":           schema.StringAttribute{Computed: true, MarkdownDescription: "Why nothing was read: `connection_refused`, `timeout`, `not_tls`, …; null where something was."},
		"left_aside":           leftAsideAttribute("What else stands in the file and was not judged, each with the reason; empty for servers."),
		"nodes": schema.ListNestedAttribute{
			Computed: true, MarkdownDescription: "What each address gave for each key type.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"address":            schema.StringAttribute{Computed: true, MarkdownDescription: "Address that was dialled; null behind a proxy."},
				"key_algorithm":      schema.StringAttribute{Computed: true, MarkdownDescription: "Key algorithm of the leaf, null where nothing was read."},
				"sha256_fingerprint": schema.StringAttribute{Computed: true, MarkdownDescription: "Fingerprint of the leaf."},
				"expires_at":         schema.StringAttribute{Computed: true, MarkdownDescription: "End of this chain."},
				"trusted":            schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether this chain is trusted."},
				"protocol":           schema.StringAttribute{Computed: true, MarkdownDescription: "Protocol version, like `TLS 1.3`."},
				"note":               schema.StringAttribute{Computed: true, MarkdownDescription: "What was unusual: a handshake that was not completed and why, a server that answers only without SNI."},
				"read_error":         schema.StringAttribute{Computed: true, MarkdownDescription: "Why this address gave nothing."},
			}},
		},
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads one certificate where it lives, a TLS server, a file or a text, and judges it: when it ends, by when to act, and whether a careful client would accept it. " +
			"Reading and judging are apart: an expired, untrusted or misnamed certificate is read like any other.",
		Attributes: face.DataAttributes("certificate", attributes),
	}
}

const (
	exactlyOneSource       = "Exactly one of `endpoint`, `file`, `pem` and `pkcs12_base64`."
	certificateFileFormats = "PEM, DER, base64 of it, PKCS#7, PKCS#12, JKS, kubeconfig, Kubernetes objects or an Apple provisioning profile"
)

// ValidateConfig finds what can be known to be wrong before anything is read.
func (d *certificateDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var model certificateModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	origin := attribute.OneOrigin(&resp.Diagnostics,
		attribute.Origin{Name: "endpoint", Value: model.Endpoint, Example: `endpoint = "www.example.test:443"`},
		attribute.Origin{Name: "file", Value: model.File}, attribute.Origin{Name: "pem", Value: model.PEM}, attribute.Origin{Name: "pkcs12_base64", Value: model.PKCS12})
	switch origin {
	case "":
	case "endpoint":
		if err := model.target(nil).Check(); err != nil {
			attribute.AddInputError(&resp.Diagnostics, atOf(err, path.Root("endpoint")), err)
		}
	default:
		model.refuseEndpointArguments(origin, &resp.Diagnostics)
		if err := wire.CheckServerName(model.ServerName.ValueString()); err != nil {
			attribute.AddInputError(&resp.Diagnostics, path.Root("server_name"), err)
		}
	}
}

// atOf is the argument that an error of a target is about.
func atOf(err error, at path.Path) path.Path {
	if input, ok := errors.AsType[*certificate.InputError](err); ok && input.Attribute == "server_name" {
		return path.Root("server_name")
	}
	return at
}

// refuseEndpointArguments names arguments that mean nothing without a server.
func (m certificateModel) refuseEndpointArguments(source string, diags *diag.Diagnostics) {
	for name, value := range map[string]attr.Value{
		"starttls": m.StartTLS, "addresses": m.Addresses, "key_types": m.KeyTypes,
		"samples": m.Samples, "handshake": m.Handshake, "compare_with": m.CompareWith, "expect_tls": m.ExpectTLS, "client_certificate": m.ClientCertificate, "timeout": m.Timeout,
	} {
		if !value.IsNull() && !value.IsUnknown() && (name != "timeout" || source != "file") {
			diags.AddAttributeError(path.Root(name), "Argument without a server", name+" goes with endpoint, but the certificate is read from "+source+".")
		}
	}
	if source != "file" && m.Name.IsNull() {
		diags.AddAttributeError(path.Root("name"), "Text without a name",
			"A certificate given as "+source+" has no source that could name it. Give a name, like name = \"www\"; its id will be certificate/www.")
	}
}

func (d *certificateDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model certificateModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	d.Session.BeginEnforced(model.Enforcement, model.Deadline("certificate", model.source()).ID, &resp.Diagnostics)
	result, ok := d.read(ctx, model, &resp.Diagnostics)
	if !ok || resp.Diagnostics.HasError() {
		return
	}
	model.Fill(result.Judgement)
	model.fillCertificate(result)
	resp.Diagnostics.Append(protocol.SetState(ctx, &resp.State, &model)...)
	d.Session.EnforceAll(model.Enforcement, result.ID, []deadline.Judgement{result.Judgement}, &resp.Diagnostics)
}

// source is what is read, as written.
func (m certificateModel) source() string {
	switch {
	case !m.Endpoint.IsNull():
		return m.Endpoint.ValueString()
	case !m.File.IsNull():
		return m.File.ValueString()
	}
	return "pem"
}

// read reads and judges; false where the input is wrong, which is reported.
func (d *certificateDataSource) read(ctx context.Context, model certificateModel, diags *diag.Diagnostics) (judged, bool) {
	c, ok := prepare(ctx, d.Session, model.Data, model.certificateInputs, diags)
	if !ok {
		return judged{}, false
	}
	c.more.revocation, c.more.acmeDirectory = model.CheckRevocation.ValueBool(), model.ACMEDirectory.ValueString()
	c.more.compareWith = model.CompareWith.ValueString()
	if !model.Endpoint.IsNull() {
		return d.readServer(ctx, model, c, diags)
	}
	return d.readText(ctx, model, c, diags)
}

func (d *certificateDataSource) readServer(ctx context.Context, model certificateModel, c certificateCase, diags *diag.Diagnostics) (judged, bool) {
	c.deadline, c.expectTLS = model.Deadline("certificate", model.Endpoint.ValueString()), model.ExpectTLS.ValueBool()
	target := model.target(model.clientCertificates(ctx, diags))
	target.KeyTypes = model.keyTypes(ctx, []string{"rsa", "ecdsa"})
	var answer wire.Answer
	name, err := target.Name()
	if err == nil {
		c.question.ServerName = name
		answer, err = d.Session.Reader.Read(ctx, target)
	}
	if _, ok := errors.AsType[*certificate.InputError](err); ok {
		attribute.AddInputError(diags, atOf(err, path.Root("endpoint")), err)
	}
	switch {
	case diags.HasError():
		return judged{}, false
	case err != nil:
		return unreadCertificate(d.Session, c, readError(err)), true
	}
	return judgeCertificate(ctx, d.Session, c, answer.Served, answer.Failures, diags), true
}

// readText reads a file or a text, and judges the one certificate that it is
// about with what stands beside it.
func (d *certificateDataSource) readText(ctx context.Context, model certificateModel, c certificateCase, diags *diag.Diagnostics) (judged, bool) {
	// With a name the purpose is known: it is a server's.
	c.question.ServerName, c.question.AnyUsage = model.ServerName.ValueString(), model.ServerName.ValueString() == ""
	var bundle keyfile.Bundle
	var err error
	var at path.Path
	switch {
	case !model.File.IsNull():
		at, c.file = path.Root("file"), model.File.ValueString()
		c.deadline = model.Deadline("certificate", c.file)
		bundle, err = keyfile.ReadFile(ctx, c.file, keyfile.Options{Password: passwordOf(model.PasswordEnv, diags), Timeout: fileTimeout(d.Session, model.Timeout)})
	case !model.PKCS12.IsNull():
		at = path.Root("pkcs12_base64")
		c.deadline = model.Deadline("certificate", "pkcs12")
		bundle, err = keyfile.ParseBase64(model.PKCS12.ValueString(), keyfile.Options{Password: passwordOf(model.PasswordEnv, diags)})
	default:
		at = path.Root("pem")
		c.deadline = model.Deadline("certificate", "pem")
		bundle, err = parseText(model.PEM.ValueString())
	}
	var served certificate.Served
	if err == nil && bundle.Profile == nil {
		served, err = bundle.SingleOf(c.file)
	}
	if _, ok := errors.AsType[*certificate.InputError](err); ok {
		attribute.AddInputError(diags, at, err)
	}
	switch {
	case diags.HasError():
		return judged{}, false
	case err != nil:
		return unreadCertificate(d.Session, c, readError(err)), true
	case bundle.Profile != nil:
		return judgeProfile(d.Session, c, bundle, diags), true
	}
	c.beside = besideSingle(bundle, served)
	result := judgeCertificate(ctx, d.Session, c, []certificate.Served{served}, nil, diags)
	result.aside = asideOf(c.file, bundle, served)
	return result, true
}

// fileTimeout bounds reading one file: the data source's own timeout, else the
// provider's.
func fileTimeout(s *session.Session, own attribute.Text) time.Duration {
	if given := attribute.TimeoutOf(own); given > 0 {
		return given
	}
	return s.Dialer.Timeout()
}

func (m certificateModel) target(client []clientCertificate) wire.Target {
	return wire.Target{
		Endpoint: m.Endpoint.ValueString(), ServerName: m.ServerName.ValueString(), StartTLS: m.StartTLS.ValueString(),
		ClientCertificates: client, AllAddresses: m.Addresses.ValueString() == "all",
		CertificateOnly: m.Handshake.ValueString() == handshakeCertificate, Samples: int(m.Samples.ValueInt64()), Timeout: attribute.TimeoutOf(m.Timeout),
	}
}

var keyTypeValidators = []validator.List{attribute.NoNulls{}, listvalidator.SizeAtLeast(1), listvalidator.UniqueValues(), listvalidator.ValueStringsAre(stringvalidator.OneOf("rsa", "ecdsa"))}
