// Package provider lists what the provider has and reads its configuration. With
// the packages under it it is the Terraform floor: schemas, models, diagnostics. What
// it says about time, certificates and everything else comes from the rooms below.
package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/asset"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/backup"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/calendar"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/definition"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/document"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/domain"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/gate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/handover"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/inventory"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/lesson"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/software"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/state"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/token"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/verdict"
)

var (
	_ provider.Provider              = (*expiryProvider)(nil)
	_ provider.ProviderWithFunctions = (*expiryProvider)(nil)
)

type expiryProvider struct {
	version string
	clock   deadline.Clock // nil for the wall clock
}

type providerModel struct {
	AsOf              attribute.Text `tfsdk:"as_of"`
	TimeZone          attribute.Text `tfsdk:"time_zone"`
	Enforcement       types.String   `tfsdk:"enforcement"`
	Defaults          types.Map      `tfsdk:"defaults"`
	MaintenanceWindow types.Object   `tfsdk:"maintenance_window"`
	BusinessCalendar  types.Object   `tfsdk:"business_calendar"`
	Report            types.Object   `tfsdk:"report"`
	Catalog           types.Object   `tfsdk:"catalog"`
	Network           types.Object   `tfsdk:"network"`
	Inventory         types.Object   `tfsdk:"inventory"`
}

func (p *expiryProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "expiry"
	resp.Version = p.version
}

func (p *expiryProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads everything with an end date into one common shape, so that `terraform plan` fails before the day: " +
			"why, by when to act and who should. Every argument is optional.",
		Attributes: map[string]schema.Attribute{
			"as_of": schema.StringAttribute{
				Optional: true, CustomType: attribute.InstantType,
				MarkdownDescription: "Judge as of this day (`2027-03-01`, 00:00 in `time_zone`) or instant instead of now: would this plan pass on that day? " +
					"Environment: `EXPIRY_AS_OF`. What lies in the past is always warned of, be it this morning.",
			},
			"time_zone": schema.StringAttribute{
				Optional: true, CustomType: attribute.ZoneType,
				MarkdownDescription: "IANA time zone of plain dates, maintenance windows and business days. Environment: `EXPIRY_TIME_ZONE`. Default: `UTC`.",
			},
			"enforcement": schema.StringAttribute{
				Optional: true, Validators: []validator.String{stringvalidator.OneOf(session.Enforcements...)},
				MarkdownDescription: "What data sources do by themselves: `none`, `warn` (a warning when due or worse) or `error` (an error when overdue, expired or unknown). " +
					"Environment: `EXPIRY_ENFORCEMENT`. Default: `warn`.",
			},
			"defaults":           session.DefaultsAttribute(),
			"maintenance_window": attribute.WindowProviderAttribute(),
			"business_calendar":  session.BusinessCalendarAttribute(),
			"report": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Where to write what was judged, before an error is raised.",
				Attributes: map[string]schema.Attribute{
					"directory": schema.StringAttribute{
						Optional: true,
						MarkdownDescription: "Directory for the files of each gate, policy and enforced data source (`.json`, `.md`, `.html`, `.sarif`, `.junit.xml`; `.badge.svg` with the day of the next end, and `.prom` for the textfile collector of Prometheus) and of each calendar; made if absent. " +
							"The name is that of the gate with its kind, `gate-release.json`; where a name has spaces, slashes or letters beyond ASCII, a short hash follows it. " +
							"What an earlier run left under a name is removed before it is judged again. Several of one name in one run are warned of and share a file, the worst first; give those of different provider configurations (aliases) different directories, since each runs in a process of its own and the last to write wins. " +
							"Environment: `EXPIRY_REPORT_DIR`. Default: nothing is written.",
					},
					"language": schema.StringAttribute{
						Optional: true, Validators: []validator.String{stringvalidator.OneOf("en", "ja")},
						MarkdownDescription: "Language of pages, comments, calendars and of what a gate says in the plan: `en` or `ja`. Messages of findings stay as they are. Default: `en`.",
					},
					"markdown_limit": schema.Int64Attribute{
						Optional: true, Validators: []validator.Int64{int64validator.AtLeast(2000)},
						MarkdownDescription: "How many characters the Markdown may have: what is beyond is folded away or cut, and said. GitHub takes 65,536 in a comment, GitLab 1,000,000, Bitbucket 32,768. Default: 60,000.",
					},
				},
			},
			"catalog":   catalogAttribute(),
			"network":   networkAttribute(),
			"inventory": session.InventoryAttribute(),
		},
	}
}

func (p *expiryProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var model providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	refuseUnknown(ctx, req.Config, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	s := p.configure(ctx, model, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.DataSourceData, resp.ResourceData = s, s
}

func (p *expiryProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		backup.NewDataSource,
		calendar.NewDataSource,
		certificate.NewDataSource,
		certificate.NewFleetDataSource,
		contract.NewDataSource,
		contract.NewListDataSource,
		domain.NewDataSource,
		domain.NewManyDataSource,
		document.NewDataSource,
		definition.NewDataSource,
		handover.NewChecklistDataSource,
		inventory.NewDataSource,
		lesson.NewDataSource,
		gate.NewPolicyDataSource,
		software.NewServerDataSource,
		software.NewServersDataSource,
		software.NewDataSource,
		state.NewDataSource,
		token.NewDataSource,
		token.NewListDataSource,
	}
}

func (p *expiryProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		asset.NewResource,
		asset.NewRegisterResource,
		contract.NewResource,
		gate.NewResource,
		handover.NewResource,
		inventory.NewReadings,
		gate.NewWaiver,
	}
}

func (p *expiryProvider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		calendar.NewActByFunction,
		calendar.NewAddPeriodFunction,
		certificate.NewFunction,
		calendar.NewDaysBetweenFunction,
		calendar.NewLastWindowFunction,
		calendar.NewParseDateFunction,
		software.NewServerFunction,
		calendar.NewStatusFunction,
		software.NewSupportFunction,
		verdict.NewCertificateFunction,
		verdict.NewContractFunction,
		verdict.NewResourceFunction,
		verdict.NewSoftwareFunction,
		verdict.NewStateFunction,
		verdict.NewFunction(ourAttribute),
	}
}
