package certificate

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

type clientCertificate = tls.Certificate

// certificateInputs are the arguments that both certificate data sources take.
type certificateInputs struct {
	CAFile            types.String   `tfsdk:"ca_file"`
	CAPEM             types.String   `tfsdk:"ca_pem"`
	SystemRoots       types.Bool     `tfsdk:"system_roots"`
	RootProgram       types.String   `tfsdk:"root_program"`
	ClientCertificate types.Object   `tfsdk:"client_certificate"`
	KeyTypes          types.List     `tfsdk:"key_types"`
	Handshake         types.String   `tfsdk:"handshake"`
	Timeout           attribute.Text `tfsdk:"timeout"`
	RequireTrusted    types.Bool     `tfsdk:"require_trusted"`
	ClientAuth        types.Bool     `tfsdk:"client_auth"`
	Samples           types.Int64    `tfsdk:"samples"`
}

const (
	handshakeCertificate = "certificate"
	rootProgramMozilla   = "mozilla"
)

func certificateInputAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"ca_file":      schema.StringAttribute{Optional: true, MarkdownDescription: "File with authorities to trust besides those of the system."},
		"ca_pem":       schema.StringAttribute{Optional: true, MarkdownDescription: "The same as PEM text."},
		"system_roots": schema.BoolAttribute{Optional: true, MarkdownDescription: "Whether the authorities of the system are trusted. `false` trusts those of `ca_file`, `ca_pem` and the provider's `network.ca_file` alone. Default: `true`."},
		"root_program": schema.StringAttribute{
			Optional: true, Validators: []validator.String{stringvalidator.OneOf("system", rootProgramMozilla)},
			MarkdownDescription: "Which roots decide `trusted` besides your own: `system`, those of the operating system, or `mozilla`, Mozilla's as known when the provider was built, with the days that it has announced. Default: `system`.",
		},
		"client_certificate": schema.SingleNestedAttribute{
			Optional: true, MarkdownDescription: "Certificate to present to a server that asks for one. Files or environment variables, never values: Terraform would store them.",
			Attributes: map[string]schema.Attribute{
				"certificate_file": schema.StringAttribute{Optional: true, MarkdownDescription: "PEM file with the certificate and its chain."},
				"key_file":         schema.StringAttribute{Optional: true, MarkdownDescription: "PEM file with the private key."},
				"certificate_env":  schema.StringAttribute{Optional: true, MarkdownDescription: "Environment variable with the certificate as PEM text."},
				"key_env":          schema.StringAttribute{Optional: true, MarkdownDescription: "Environment variable with the private key as PEM text."},
			},
		},
		"key_types": schema.ListAttribute{
			Optional: true, ElementType: types.StringType, Validators: keyTypeValidators,
			MarkdownDescription: "Which leaves of a server that has several to read: `rsa`, `ecdsa`. Each beyond the first costs one more connection.",
		},
		"handshake": schema.StringAttribute{
			Optional: true, Validators: []validator.String{stringvalidator.OneOf("full", handshakeCertificate)},
			MarkdownDescription: "`full`, or `certificate` to stop as soon as the certificates are read: a fraction of the cost, but the server does not prove that it holds the private key. Default: `full`.",
		},
		"timeout":         schema.StringAttribute{Optional: true, CustomType: attribute.TimeoutType, MarkdownDescription: "Time for one endpoint with its retries, a Go duration like `5s`. Default: the provider's."},
		"require_trusted": schema.BoolAttribute{Optional: true, MarkdownDescription: "Makes `passes` false where the certificate is not trusted. Default: `false`."},
		"samples": schema.Int64Attribute{
			Optional: true, Validators: []validator.Int64{int64validator.Between(1, wire.MaxSamples)},
			MarkdownDescription: fmt.Sprintf("How often each address of a server is read, 1 to %d: behind a load balancer one address may serve several certificates in turn, of which one read sees one. Each that is seen is judged and stands in `nodes` of the singular data source, the earliest end counts, and that they differ is the finding `nodes-disagree`; a read that fails is an error. With both `key_types` each of them is looked for as often. Default: 1.", wire.MaxSamples),
		},
		"client_auth": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Say that the certificate is also presented to servers, as mail and XMPP servers do among themselves, or with mutual TLS. One that is not for clients is then not trusted (`wrong_usage`), and of a public authority the finding `client-auth-ending` tells, which otherwise goes by the certificate's own extended key usages. Default: `false`.",
		},
	}
}

// prepare makes a case of the inputs that do not depend on the source.
func prepare(ctx context.Context, s *session.Session, face face.Data, in certificateInputs, diags *diag.Diagnostics) (certificateCase, bool) {
	now := s.NowFor(face.AsOf, diags)
	found, err := s.Judges.Get(ctx, session.TrustInput{
		CAFile: in.CAFile.ValueString(), CAPEM: in.CAPEM.ValueString(),
		Mozilla:       in.RootProgram.ValueString() == rootProgramMozilla,
		WithoutSystem: !in.SystemRoots.IsNull() && !in.SystemRoots.ValueBool(),
	})
	if fault, ok := errors.AsType[*session.TrustFault](err); ok {
		attribute.AddInputError(diags, path.Root(fault.Argument), fault.Err)
	}
	c := certificateCase{now: now, judge: found, terms: face.Terms(ctx, s, diags), requireTrusted: in.RequireTrusted.ValueBool()}
	if in.RootProgram.ValueString() == rootProgramMozilla {
		c.question.Program = "Mozilla"
	}
	c.question.ClientAuth = in.ClientAuth.ValueBool()
	c.more.keyTypesAsked = !in.KeyTypes.IsNull()
	return c, !diags.HasError()
}

func (m certificateInputs) keyTypes(ctx context.Context, standard []string) []string {
	if m.KeyTypes.IsNull() {
		return standard
	}
	var kinds []string
	m.KeyTypes.ElementsAs(ctx, &kinds, false)
	return kinds
}

// clientCertificates loads the certificate to present, nil where none is given.
// No error shows a key.
func (m certificateInputs) clientCertificates(ctx context.Context, diags *diag.Diagnostics) []clientCertificate {
	if m.ClientCertificate.IsNull() || m.ClientCertificate.IsUnknown() {
		return nil
	}
	var in struct {
		CertificateFile types.String `tfsdk:"certificate_file"`
		KeyFile         types.String `tfsdk:"key_file"`
		CertificateEnv  types.String `tfsdk:"certificate_env"`
		KeyEnv          types.String `tfsdk:"key_env"`
	}
	diags.Append(m.ClientCertificate.As(ctx, &in, basetypes.ObjectAsOptions{})...)
	at := path.Root("client_certificate")
	chain, err := fileOrEnvironment(ctx, in.CertificateFile, in.CertificateEnv, "certificate")
	if err != nil {
		diags.AddAttributeError(at, "No client certificate", attribute.Sentence(err))
		return nil
	}
	key, err := fileOrEnvironment(ctx, in.KeyFile, in.KeyEnv, "key")
	if err != nil {
		diags.AddAttributeError(at, "No client key", attribute.Sentence(err))
		return nil
	}
	pair, err := tls.X509KeyPair(chain, key)
	if err != nil {
		diags.AddAttributeError(at, "Client certificate and key do not work",
			"The client certificate and its private key cannot be used together: both must be PEM, the key must not be encrypted and must belong to the certificate.")
		return nil
	}
	return []clientCertificate{pair}
}

const maxClientFile = 1 << 20

func fileOrEnvironment(ctx context.Context, file, variable types.String, what string) ([]byte, error) {
	switch {
	case !file.IsNull() && !variable.IsNull():
		return nil, fmt.Errorf("both %s_file and %s_env are given; give one", what, what)
	case !file.IsNull():
		return readBounded(ctx, file.ValueString())
	case !variable.IsNull():
		content := os.Getenv(variable.ValueString())
		if content == "" {
			return nil, fmt.Errorf("the environment variable %s is not set", variable.ValueString())
		}
		return []byte(content), nil
	}
	return nil, fmt.Errorf("neither %s_file nor %s_env is given", what, what)
}

func readBounded(ctx context.Context, name string) ([]byte, error) {
	content, failure := source.ReadFile(ctx, name, maxClientFile)
	if strings.ContainsAny(name, "\r\n\x00") {
		name = "of that name" // a key in place of its path
	}
	switch {
	case failure == nil:
		return content, nil
	case failure.Reason == source.TooLarge, failure.Reason == source.Unsupported:
		return nil, fmt.Errorf("the file %s is not one of at most 1 MiB", name)
	}
	return nil, fmt.Errorf("the file %s cannot be read: %s", name, failure.Clause)
}

// passwordOf reads the password of a PKCS#12 file from the environment.
func passwordOf(variable types.String, diags *diag.Diagnostics) string {
	if variable.IsNull() {
		return ""
	}
	password, set := os.LookupEnv(variable.ValueString())
	if !set {
		diags.AddAttributeError(path.Root("password_env"), "No password",
			"The environment variable "+variable.ValueString()+" is not set. Set it to the password of the file, or leave password_env out for a file without one.")
	}
	return password
}

// parseText reads inline text, in which a private key is refused: Terraform
// stores arguments as they are.
func parseText(text string) (keyfile.Bundle, error) {
	bundle, err := keyfile.Parse([]byte(text), keyfile.Options{})
	if err != nil {
		return bundle, err
	}
	for _, aside := range bundle.Aside {
		if aside.What == "private key" || aside.What == "encrypted private key" {
			return bundle, &certificate.InputError{
				Summary: "Private key in text",
				Detail:  "The text holds a private key, which Terraform would store in its state. Give the certificates alone, read them with file, or give a PKCS#12 file as pkcs12_base64, where its password protects the key.",
			}
		}
	}
	return bundle, nil
}
