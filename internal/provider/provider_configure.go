package provider

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
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
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

func businessCalendarAttribute() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Which days are business days, for periods such as `5bd`. Default: all but Saturday and Sunday.",
		Attributes: map[string]schema.Attribute{
			"country": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "ISO 3166-1 code of the country whose public holidays are no business days: " + oneOf(deadline.Countries()) + ". Those of its laws are checked for 2020 to 2030; days that a government gives year by year, like those between two holidays in Argentina, and those of a single region belong into `holidays`.",
			},
			"holidays": schema.ListAttribute{
				Optional: true, ElementType: dateType,
				MarkdownDescription: "Days of your own that are no business days, like `2026-12-29`.",
			},
			"weekend": schema.ListAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Days of the week that are no business days. Default: `saturday` and `sunday`.",
			},
		},
	}
}

func networkAttribute() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "How servers are reached.",
		Attributes: map[string]schema.Attribute{
			"timeout": schema.StringAttribute{
				Optional: true, CustomType: timeoutType,
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
				MarkdownDescription: "Networks that are never connected to, in CIDR form, like `169.254.0.0/16`. Checked on the address really dialled.",
			},
		},
	}
}

// refuseUnknown makes unknown settings an error: what is judged would depend on
// a value that nobody knows yet. Only the leaves are looked at.
func refuseUnknown(_ context.Context, config tfsdk.Config, diags *diagnostics) {
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

func (p *expiryProvider) configure(ctx context.Context, model providerModel, diags *diagnostics) *session {
	s := &session{location: time.UTC, enforce: enforceWarn, breakGlass: breakGlass(diags), ourAttribute: ourAttribute}
	s.setZone(model, diags)
	s.setNow(model.AsOf, p.clock(), diags)
	if level, origin := fromEnvironment(model.Enforcement, "EXPIRY_ENFORCEMENT"); level != "" {
		if !slices.Contains(enforcements, level) {
			diags.AddAttributeError(path.Root("enforcement"), "Invalid enforcement",
				fmt.Sprintf("%q, from %s, is not accepted; write none, warn or error.", level, origin))
		}
		s.enforce = level
	}
	diags.Append(model.Defaults.ElementsAs(ctx, &s.defaults, false)...)
	s.window = parseWindow(ctx, model.MaintenanceWindow, path.Root("maintenance_window"), s.location, diags)
	s.setCalendar(ctx, model.BusinessCalendar, diags)
	s.setReport(ctx, model.Report, diags)
	s.setNetwork(ctx, model.Network, diags)
	s.setInventory(ctx, model.Inventory, p.clock, diags)
	if !diags.HasError() {
		s.setCatalog(ctx, model.Catalog, p.clock(), diags)
	}
	return s
}

func (s *session) setZone(model providerModel, diags *diagnostics) {
	zone, _ := fromEnvironment(model.TimeZone.StringValue, "EXPIRY_TIME_ZONE")
	if zone == "" {
		return
	}
	loc, err := parseZone(zone)
	if err != nil {
		diags.AddAttributeError(path.Root("time_zone"), "Invalid time zone", sentence(err))
		return
	}
	s.location = loc
}

type businessCalendarModel struct {
	Country  types.String   `tfsdk:"country"`
	Holidays []text         `tfsdk:"holidays"`
	Weekend  []types.String `tfsdk:"weekend"`
}

func (s *session) setCalendar(ctx context.Context, object types.Object, diags *diagnostics) {
	if object.IsNull() {
		return
	}
	var model businessCalendarModel
	diags.Append(object.As(ctx, &model, basetypes.ObjectAsOptions{})...)
	if diags.HasError() {
		return
	}
	var holidays []deadline.Date
	for _, day := range model.Holidays {
		if date, err := deadline.ParseDate(day.ValueString()); err == nil {
			holidays = append(holidays, date)
		}
	}
	var weekend []string
	for _, day := range model.Weekend {
		weekend = append(weekend, day.ValueString())
	}
	calendar, err := deadline.NewBusinessCalendar(model.Country.ValueString(), holidays, weekend)
	if err != nil {
		diags.AddAttributeError(path.Root("business_calendar"), "Invalid business calendar", sentence(err))
		return
	}
	s.calendar = calendar
}

func (s *session) setReport(ctx context.Context, object types.Object, diags *diagnostics) {
	var model struct {
		Directory types.String `tfsdk:"directory"`
	}
	if !object.IsNull() {
		diags.Append(object.As(ctx, &model, basetypes.ObjectAsOptions{})...)
	}
	if s.reportDir, _ = fromEnvironment(model.Directory, "EXPIRY_REPORT_DIR"); s.reportDir != "" {
		s.reports = report.NewDirectory(s.reportDir)
	}
}

type networkModel struct {
	Timeout        text           `tfsdk:"timeout"`
	Concurrency    types.Int64    `tfsdk:"concurrency"`
	Retries        types.Int64    `tfsdk:"retries"`
	ProxyURL       types.String   `tfsdk:"proxy_url"`
	CAFile         types.String   `tfsdk:"ca_file"`
	DeniedNetworks []types.String `tfsdk:"denied_networks"`
}

func (s *session) setNetwork(ctx context.Context, object types.Object, diags *diagnostics) {
	var model networkModel
	if !object.IsNull() {
		diags.Append(object.As(ctx, &model, basetypes.ObjectAsOptions{})...)
	}
	config := network.Config{Timeout: timeoutOf(model.Timeout), Concurrency: int(model.Concurrency.ValueInt64()), ProxyURL: model.ProxyURL.ValueString()}
	if !model.Retries.IsNull() {
		retries := int(model.Retries.ValueInt64())
		config.Retries = &retries
	}
	networks := make([]string, len(model.DeniedNetworks))
	for i, written := range model.DeniedNetworks {
		networks[i] = written.ValueString()
	}
	var err error
	if config.DeniedNetworks, err = network.ParseNetworks(networks); err == nil {
		s.dialer, err = network.New(config)
	}
	if fault, ok := errors.AsType[*network.ConfigError](err); ok {
		diags.AddAttributeError(path.Root("network").AtName(fault.Setting), fault.Summary, fault.Detail)
		return
	}
	s.reader = wire.NewReader(s.dialer)
	transport := &http.Transport{DialContext: s.dialer.DialContext, ForceAttemptHTTP2: true, DisableKeepAlives: true}
	var more []*x509.Certificate
	if file := model.CAFile.ValueString(); file != "" {
		bundle, err := keyfile.ReadFile(ctx, file, keyfile.Options{})
		if err != nil {
			addInputError(diags, path.Root("network").AtName("ca_file"), err)
			return
		}
		more = certificatesOf(bundle)
		transport.TLSClientConfig = &tls.Config{RootCAs: systemAnd(more), MinVersion: tls.VersionTLS12}
	}
	s.client = &http.Client{Transport: transport}
	s.judges = newJudges(more)
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
