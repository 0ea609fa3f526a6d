package software

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

var (
	_ datasource.DataSourceWithConfigure      = (*serverDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*serverDataSource)(nil)
)

type serverDataSource struct{ session.Source }

// NewServerDataSource makes the data source of one server's software.
func NewServerDataSource() datasource.DataSource {
	return &serverDataSource{session.Source{Name: "server"}}
}

// siteModel is what says where a server's greeting comes from.
type siteModel struct {
	URL      types.String `tfsdk:"url"`
	Headers  types.Map    `tfsdk:"headers"`
	Protocol types.String `tfsdk:"protocol"`
	Banner   types.String `tfsdk:"banner"`
}

type serverModel struct {
	face.Data
	siteModel
	SupportLevel types.String   `tfsdk:"support_level"`
	SupportFrom  types.String   `tfsdk:"support_from"`
	Timeout      attribute.Text `tfsdk:"timeout"`
	Allowed      types.Map      `tfsdk:"allowed"`
	Distro       types.String   `tfsdk:"distro"`
	ExpectTLS    types.Bool     `tfsdk:"expect_tls"`

	Software  types.List   `tfsdk:"software"`
	Notices   types.List   `tfsdk:"notices"`
	ReadError types.String `tfsdk:"read_error"`
}

const (
	descriptionURL        = "Server to ask, with the protocol as its scheme: `https://www.example.test`, `smtp://mail.example.test:25`, `imaps://…`, `ssh://…`, `mysql://…`, `dns://…`. Over HTTP the first answer's headers count; no redirect is followed."
	descriptionHeaders    = "Header fields of a recorded HTTP answer: `{ Server = \"Apache/2.2.15 (CentOS)\" }`."
	descriptionBanner     = "Recorded greeting of `protocol`: `220 mail.example.test ESMTP Exim 4.96`."
	descriptionSiteDistro = "Distributor that built what the server runs, with its release or without (`rhel 9`), where the greeting does not tell. Its support then counts, unless `support_from` says otherwise."
	descriptionSoftware   = "Every product that the server names, each with the common attributes, so that the list can be handed to a gate as it is."
	descriptionNotices    = "What else is to be said, as `kind` and `message`: an edge in front, a version that is hidden, a silent server, a module that no release calendar is about (`outside-catalog`)."
)

func (d *serverDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Asks a live server what it runs, or reads a greeting that was recorded, and judges every product it names: how long upstream and the distributor support it, and whether the newest patch is applied. " +
			"Its own common attributes are those of the worst product; a server that names none is `unknown`.",
		Attributes: face.DataAttributes("server", map[string]schema.Attribute{
			"url":           schema.StringAttribute{Optional: true, MarkdownDescription: descriptionURL + " Exactly one of `url`, `headers` and `banner`."},
			"headers":       schema.MapAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: descriptionHeaders + " Needs a `name`."},
			"protocol":      schema.StringAttribute{Optional: true, Validators: []validator.String{stringvalidator.OneOf(software.Protocols()...)}, MarkdownDescription: "Protocol of `banner`: " + attribute.OneOf(software.Protocols()) + "."},
			"banner":        schema.StringAttribute{Optional: true, MarkdownDescription: descriptionBanner + " Needs a `name`."},
			"support_level": supportLevelAttribute(),
			"support_from":  supportFromAttribute("`upstream`, since a greeting is no proof of who patches it; `distro` where one is declared"),
			"timeout":       schema.StringAttribute{Optional: true, CustomType: attribute.TimeoutType, MarkdownDescription: "Time for the server to answer, a Go duration like `5s`. Default: the provider's."},
			"allowed":       allowedMapAttribute(),
			"distro":        schema.StringAttribute{Optional: true, MarkdownDescription: descriptionSiteDistro},
			"expect_tls":    schema.BoolAttribute{Optional: true, MarkdownDescription: descriptionExpectTLS},
			"software":      schema.ListNestedAttribute{Computed: true, MarkdownDescription: descriptionSoftware, NestedObject: schema.NestedAttributeObject{Attributes: softwareEntryAttributes()}},
			"notices":       schema.ListAttribute{Computed: true, ElementType: noticeType, MarkdownDescription: descriptionNotices},
			"read_error":    schema.StringAttribute{Computed: true, MarkdownDescription: "Why the server told nothing: `connection_refused`, `timeout`, `wrong_protocol`, …; null where it answered."},
		}),
	}
}

// ValidateConfig finds what can be known to be wrong before anybody is asked.
func (d *serverDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var model serverModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || model.URL.IsUnknown() || model.Headers.IsUnknown() || model.Banner.IsUnknown() || model.Protocol.IsUnknown() {
		return
	}
	if err := model.checkSite(); err != nil {
		addSiteError(&resp.Diagnostics, path.Root(argumentOf(err)), "", err)
	}
	if model.URL.IsNull() && model.Name.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("name"), "Record without a name", "A recorded greeting has no source that could name it. Give a name, like name = \"shop\"; its id will be server/shop.")
	}
}

// checkSite finds wrong input without asking anybody. Its error is a *siteFault.
func (m *serverModel) checkSite() error {
	site := m.site()
	if err := checkSite(site); err != nil || !m.ExpectTLS.ValueBool() {
		return err
	}
	return checkExpectTLS(site)
}

// argumentOf is the argument that an error about a site is about.
func argumentOf(err error) string {
	if fault, ok := errors.AsType[*siteFault](err); ok {
		return fault.argument
	}
	return "url"
}

func (m siteModel) site() software.Site {
	site := software.Site{URL: m.URL.ValueString(), Protocol: m.Protocol.ValueString(), Banner: m.Banner.ValueString()}
	for name, value := range m.Headers.Elements() {
		if header, ok := value.(types.String); ok {
			if site.Headers == nil {
				site.Headers = map[string]string{}
			}
			site.Headers[name] = header.ValueString()
		}
	}
	return site
}

func (d *serverDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model serverModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &model)...)
	if diags.HasError() {
		return
	}
	d.Session.BeginEnforced(model.Enforcement, model.Deadline("server", model.site().URL).ID, diags)
	now := d.Session.NowFor(model.AsOf, diags)
	if diags.HasError() {
		return
	}
	site := model.site()
	site.Distro = model.Distro.ValueString()
	if err := model.checkSite(); err != nil {
		addSiteError(diags, path.Root(argumentOf(err)), "", err)
		return
	}
	c := serverCase{
		site: site, deadline: model.Deadline("server", site.URL), terms: model.Terms(ctx, d.Session, diags), now: now,
		level: levelOf(model.SupportLevel), supportFrom: supportFrom(model.SupportFrom, site.Distro), timeout: attribute.TimeoutOf(model.Timeout),
		expectTLS: model.ExpectTLS.ValueBool(),
		allowed:   d.Session.AllowedByProduct(ctx, model.Allowed, path.Root("allowed"), diags),
	}
	if diags.HasError() {
		return
	}
	result, err := judgeServer(ctx, d.Session, c, diags)
	if err != nil {
		addSiteError(diags, path.Root(argumentOf(err)), "", err)
	}
	if diags.HasError() {
		return
	}
	model.Fill(result.Judgement)
	model.Software, model.Notices, model.ReadError = softwareListValue(result.software), noticesValue(result.notices), types.StringNull()
	if result.unread != nil {
		model.ReadError = types.StringValue(string(result.unread.Reason))
	}
	diags.Append(protocol.SetState(ctx, &resp.State, &model)...)
	d.Session.EnforceAll(model.Enforcement, result.ID, []deadline.Judgement{result.Judgement}, diags)
}

// supportFrom is upstream unless something else is asked for or the distributor
// is declared.
func supportFrom(value types.String, distro string) string {
	switch {
	case !value.IsNull():
		return value.ValueString()
	case distro != "":
		return fromDistro
	}
	return fromUpstream
}
