// Package domain has the data sources on registrations of domains.
package domain

import (
	"context"
	"maps"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

var (
	_ datasource.DataSourceWithConfigure      = (*domainDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*domainDataSource)(nil)
)

type domainDataSource struct{ session.Source }

// NewDataSource makes the data source of one registration.
func NewDataSource() datasource.DataSource {
	return &domainDataSource{session.Source{Name: "domain"}}
}

type domainModel struct {
	face.Data
	arguments
	Domain    types.String `tfsdk:"domain"`
	ExpiresOn types.String `tfsdk:"expires_on"`

	RegistrableDomain types.String `tfsdk:"registrable_domain"`
	Registrar         types.String `tfsdk:"registrar"`
	RegistrarID       types.String `tfsdk:"registrar_id"`
	Statuses          types.List   `tfsdk:"statuses"`
	Nameservers       types.List   `tfsdk:"nameservers"`
	Source            types.String `tfsdk:"source"`
	ReadAt            types.String `tfsdk:"read_at"`
	ReadError         types.String `tfsdk:"read_error"`
}

func (d *domainDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := argumentAttributes()
	maps.Copy(attributes, face.ComputedAttributes(resultTypes, resultDescriptions))
	maps.Copy(attributes, map[string]schema.Attribute{
		"domain":     schema.StringAttribute{Required: true, MarkdownDescription: describedName},
		"expires_on": schema.StringAttribute{Optional: true, MarkdownDescription: describedExpiresOn},
		"read_at":    schema.StringAttribute{Computed: true, MarkdownDescription: "When the registry answered; null where nothing was read. Changes with every run: do not export it in a root output."},
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads when the registration of a domain ends, from its registry by RDAP, and judges what the registry says beside the date: a domain in redemption has expired, one on hold fails whatever its end, " +
			"and an end that the registry has moved by itself (`auto renew period`) counts as not paid. Registries are asked once for each domain and run, a second apart (`network.rdap_pace`). " +
			"Which server answers stands in IANA's list, of which a copy is built in; IANA itself is asked for a suffix that it lacks. Where no server is known, name one in `servers` or declare `expires_on`. WHOIS is not read; the [guide](../guides/tokens-domains-and-documents) says why, and what each status at the registry means.",
		Attributes: face.DataAttributes(kind, attributes),
	}
}

// ValidateConfig finds what can be known to be wrong before anything is asked.
func (d *domainDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var model domainModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	declaredEnd(model.ExpiresOn.ValueString(), time.UTC, path.Root("expires_on"), &resp.Diagnostics)
	if servers, known := model.servers(&resp.Diagnostics); known && !model.Domain.IsUnknown() {
		nameOf(model.Domain.ValueString(), servers, path.Root("domain"), &resp.Diagnostics)
	}
}

func (d *domainDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model domainModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &model)...)
	if diags.HasError() {
		return
	}
	one := wanted{
		at: path.Root("domain"), endAt: path.Root("expires_on"),
		written: model.Domain.ValueString(), expiresOn: model.ExpiresOn.ValueString(), face: model.Inputs,
	}
	d.Session.BeginEnforced(model.Enforcement, model.Deadline(kind, strings.TrimSpace(one.written)).ID, diags)
	a, ok := begin(ctx, d.Session, model.Data, model.arguments, diags)
	if !ok {
		return
	}
	results := a.read(ctx, []wanted{one}, diags)
	if diags.HasError() {
		return
	}
	result := results[0]
	model.Fill(result.judgement)
	model.fill(result)
	diags.Append(protocol.SetState(ctx, &resp.State, &model)...)
	d.Session.EnforceAll(model.Enforcement, result.judgement.ID, []deadline.Judgement{result.judgement}, diags)
}

// fill writes what was read.
func (m *domainModel) fill(r registration) {
	values := r.values()
	for name, field := range map[string]*types.String{
		"registrable_domain": &m.RegistrableDomain, "registrar": &m.Registrar, "registrar_id": &m.RegistrarID,
		"source": &m.Source, "read_error": &m.ReadError,
	} {
		*field, _ = values[name].(types.String)
	}
	m.Statuses, _ = values["statuses"].(types.List)
	m.Nameservers, _ = values["nameservers"].(types.List)
	m.ReadAt = attribute.InstantValue(r.ReadAt)
}
