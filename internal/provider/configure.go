package provider

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/domainname"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

func networkAttribute() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "How servers are reached.",
		Attributes: map[string]schema.Attribute{
			"timeout": schema.StringAttribute{
				Optional: true, CustomType: attribute.TimeoutType,
				MarkdownDescription: "Time for one endpoint with its retries, a Go duration. Default: `10s`.",
			},
			"concurrency": schema.Int64Attribute{
				Optional: true, Validators: []validator.Int64{int64validator.Between(1, 4096)},
				MarkdownDescription: "Connections at a time, over all data sources of one provider configuration. Default: 256.",
			},
			"retries": schema.Int64Attribute{
				Optional: true, Validators: []validator.Int64{int64validator.Between(0, 10)},
				MarkdownDescription: "Further tries after a fast failure such as a refused connection; a time-out is not tried again. Default: 2.",
			},
			"rdap_pace": schema.StringAttribute{
				Optional: true, CustomType: attribute.PaceType,
				MarkdownDescription: "Least time between two questions to one registry of domains, a Go duration of at most a minute. Many refuse more than a question in a second, and some then shut the address out for hours; `0s` is for a server of your own. Default: `1s`.",
			},
			"proxy_url": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "Proxy for all connections: `http://host:3128` (CONNECT) or `socks5://host:1080`, with credentials if need be; they are never shown. Proxy variables of the environment are not read.",
			},
			"ca_file": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "PEM file with authorities that are trusted besides those of the system.",
			},
			"denied_networks": schema.ListAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Networks that are never connected to, in CIDR form, like `169.254.0.0/16`. Checked on the address really dialled; behind a proxy on the addresses that this machine finds for a name, and a name for which it finds none is refused.",
			},
			"allowed_networks": schema.ListAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Networks that may be reached at an address that nobody configured: one that a certificate names (its OCSP responder, its CRL), or to which a server redirects. Without it those must be public. A company's own responder needs its network here, like `10.0.0.0/8`.",
			},
		},
	}
}

// refuseUnknown makes unknown settings an error: what is judged would depend on
// a value that nobody knows yet. Only the leaves are looked at.
func refuseUnknown(_ context.Context, config tfsdk.Config, diags *diag.Diagnostics) {
	var attributes map[string]tftypes.Value
	if err := config.Raw.As(&attributes); err != nil {
		return
	}
	for name, value := range attributes {
		if name == "inventory" {
			continue // its readers say that they know nothing
		}
		if !value.IsFullyKnown() {
			diags.AddAttributeError(path.Root(name), "Unknown provider setting",
				"The value of "+name+" depends on something that is known only after apply, so nothing can be judged while planning. "+
					"Give a value that is known while planning, for instance from a variable or a local.")
		}
	}
}

func (p *expiryProvider) configure(ctx context.Context, model providerModel, diags *diag.Diagnostics) *session.Session {
	s := &session.Session{Clock: p.wall, Location: time.UTC, Enforce: session.EnforceWarn, BreakGlass: session.BreakGlass(diags), OurAttribute: ourAttribute}
	setZone(s, model, diags)
	s.SetNow(model.AsOf, p.wall(), diags)
	if level, origin := session.FromEnvironment(model.Enforcement, "EXPIRY_ENFORCEMENT"); level != "" {
		if !slices.Contains(session.Enforcements, level) {
			diags.AddAttributeError(path.Root("enforcement"), "Invalid enforcement",
				fmt.Sprintf("%q, from %s, is not accepted; write none, warn or error.", level, origin))
		}
		s.Enforce = level
	}
	s.SetDefaults(ctx, model.Defaults, diags)
	s.Window = attribute.ParseWindow(ctx, model.MaintenanceWindow, path.Root("maintenance_window"), s.Location, diags)
	s.SetCalendar(ctx, model.BusinessCalendar, diags)
	setReport(ctx, s, model.Report, diags)
	setNetwork(ctx, s, model.Network, p.wall, diags)
	s.SetInventory(ctx, model.Inventory, p.clock, diags)
	if !diags.HasError() {
		setCatalog(ctx, s, model.Catalog, p.wall(), diags)
	}
	return s
}

func setZone(s *session.Session, model providerModel, diags *diag.Diagnostics) {
	zone, _ := session.FromEnvironment(model.TimeZone.StringValue, "EXPIRY_TIME_ZONE")
	if zone == "" {
		return
	}
	loc, err := attribute.ParseZone(zone)
	if err != nil {
		diags.AddAttributeError(path.Root("time_zone"), "Invalid time zone", attribute.Sentence(err))
		return
	}
	s.Location, s.ZoneSaid = loc, true
}

func setReport(ctx context.Context, s *session.Session, object types.Object, diags *diag.Diagnostics) {
	var model struct {
		Directory     types.String `tfsdk:"directory"`
		Language      types.String `tfsdk:"language"`
		MarkdownLimit types.Int64  `tfsdk:"markdown_limit"`
	}
	if !object.IsNull() {
		diags.Append(object.As(ctx, &model, basetypes.ObjectAsOptions{})...)
	}
	if s.ReportDir, _ = session.FromEnvironment(model.Directory, "EXPIRY_REPORT_DIR"); s.ReportDir != "" {
		s.Reports = report.NewDirectory(s.ReportDir)
	}
	s.Language, s.MarkdownLimit = text.Language(model.Language.ValueString()), int(model.MarkdownLimit.ValueInt64())
	if s.Language == "" {
		s.Language = text.English
	}
	s.Origin = report.Origin(os.Getenv)
}

type networkModel struct {
	Timeout         attribute.Text `tfsdk:"timeout"`
	Concurrency     types.Int64    `tfsdk:"concurrency"`
	Retries         types.Int64    `tfsdk:"retries"`
	RDAPPace        attribute.Text `tfsdk:"rdap_pace"`
	ProxyURL        types.String   `tfsdk:"proxy_url"`
	CAFile          types.String   `tfsdk:"ca_file"`
	DeniedNetworks  []types.String `tfsdk:"denied_networks"`
	AllowedNetworks []types.String `tfsdk:"allowed_networks"`
}

func setNetwork(ctx context.Context, s *session.Session, object types.Object, clock deadline.Clock, diags *diag.Diagnostics) {
	var model networkModel
	if !object.IsNull() {
		diags.Append(object.As(ctx, &model, basetypes.ObjectAsOptions{})...)
	}
	config := network.Config{Timeout: attribute.TimeoutOf(model.Timeout), Concurrency: int(model.Concurrency.ValueInt64()), ProxyURL: model.ProxyURL.ValueString()}
	if !model.Retries.IsNull() {
		retries := int(model.Retries.ValueInt64())
		config.Retries = &retries
	}
	var err error
	if config.DeniedNetworks, err = network.ParseNetworks("denied_networks", textsOf(model.DeniedNetworks)); err == nil {
		config.AllowedNetworks, err = network.ParseNetworks("allowed_networks", textsOf(model.AllowedNetworks))
	}
	if err == nil {
		s.Dialer, err = network.New(config)
	}
	if fault, ok := errors.AsType[*network.ConfigError](err); ok {
		diags.AddAttributeError(path.Root("network").AtName(fault.Setting), fault.Summary, fault.Detail)
		return
	}
	s.Reader = wire.NewReader(s.Dialer)
	transport := &http.Transport{DialContext: s.Dialer.DialContext, ForceAttemptHTTP2: true, DisableKeepAlives: true}
	var more []*x509.Certificate
	if file := model.CAFile.ValueString(); file != "" {
		bundle, err := keyfile.ReadFile(ctx, file, keyfile.Options{})
		if err != nil {
			attribute.AddInputError(diags, path.Root("network").AtName("ca_file"), err)
			return
		}
		more = session.CertificatesOf(bundle)
		transport.TLSClientConfig = &tls.Config{RootCAs: systemAnd(more), MinVersion: tls.VersionTLS12}
	}
	s.Client = &http.Client{Transport: network.Transport(transport)}
	s.Judges = session.NewJudges(more)
	s.Domains = domainname.New(domainname.Config{
		HTTP: s.Client, Clock: clock, Timeout: s.Dialer.Timeout(), Retries: s.Dialer.Retries(), Pace: attribute.PaceOf(model.RDAPPace),
		Concurrency: min(domainname.DefaultConcurrency, s.Dialer.Concurrency()), BootstrapURL: domainname.IANABootstrap,
	})
}

// wall is what the clock shows.
func (p *expiryProvider) wall() time.Time {
	if p.clock == nil {
		return deadline.SystemClock()
	}
	return p.clock()
}

func textsOf(values []types.String) []string {
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = value.ValueString()
	}
	return texts
}

// systemAnd is the system's trust store with more authorities, for requests of
// our own.
func systemAnd(more []*x509.Certificate) *x509.CertPool {
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	for _, cert := range more {
		pool.AddCert(cert)
	}
	return pool
}
