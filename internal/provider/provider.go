// Package provider is the Terraform floor: schemas, models and diagnostics. It
// is the only room that knows Terraform; what it says about time, certificates
// and everything else comes from the rooms below.
package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

var (
	_ provider.Provider              = (*expiryProvider)(nil)
	_ provider.ProviderWithFunctions = (*expiryProvider)(nil)
)

type expiryProvider struct {
	version string
	clock   deadline.Clock
}

type providerModel struct {
	AsOf              text         `tfsdk:"as_of"`
	TimeZone          text         `tfsdk:"time_zone"`
	Enforcement       types.String `tfsdk:"enforcement"`
	Defaults          types.Map    `tfsdk:"defaults"`
	MaintenanceWindow types.Object `tfsdk:"maintenance_window"`
	BusinessCalendar  types.Object `tfsdk:"business_calendar"`
	Report            types.Object `tfsdk:"report"`
	Catalog           types.Object `tfsdk:"catalog"`
	Network           types.Object `tfsdk:"network"`
	Inventory         types.Object `tfsdk:"inventory"`
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
				Optional: true, CustomType: instantType,
				MarkdownDescription: "Judge as of this day (`2027-03-01`, 00:00 in `time_zone`) or instant instead of now: would this plan pass on that day? " +
					"Environment: `EXPIRY_AS_OF`. What lies in the past is always warned of, be it this morning.",
			},
			"time_zone": schema.StringAttribute{
				Optional: true, CustomType: zoneType,
				MarkdownDescription: "IANA time zone of plain dates, maintenance windows and business days. Environment: `EXPIRY_TIME_ZONE`. Default: `UTC`.",
			},
			"enforcement": schema.StringAttribute{
				Optional: true, Validators: []validator.String{stringvalidator.OneOf(enforcements...)},
				MarkdownDescription: "What data sources do by themselves: `none`, `warn` (a warning when due or worse) or `error` (an error when overdue, expired or unknown). " +
					"Environment: `EXPIRY_ENFORCEMENT`. Default: `warn`.",
			},
			"defaults": schema.MapNestedAttribute{
				Optional: true,
				MarkdownDescription: "Lead time and reminder by kind of thing (`certificate`, `token`, `software`, `contract`, `domain`, … or a kind of your own assets). " +
					"Without it: certificates and tokens an eighth of their lifetime, at most 30 days, each; software 90 days each; contracts 30 and 60 days; anything else 30 days each.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"lead_time": schema.StringAttribute{Optional: true, CustomType: periodType, MarkdownDescription: descriptionLeadTime},
					"reminder":  schema.StringAttribute{Optional: true, CustomType: periodType, MarkdownDescription: descriptionReminder},
				}},
			},
			"maintenance_window": windowProviderAttribute(),
			"business_calendar":  businessCalendarAttribute(),
			"report": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Where to write what was judged, before an error is raised.",
				Attributes: map[string]schema.Attribute{
					"directory": schema.StringAttribute{
						Optional: true,
						MarkdownDescription: "Directory for the files of each gate, policy and enforced data source (`.json`, `.md`, `.html`, `.sarif`, `.junit.xml`) and of each calendar; made if absent. " +
							"The name is that of the gate with its kind, `gate-release.json`; where a name has spaces, slashes or letters beyond ASCII, a short hash follows it. " +
							"What an earlier run left under a name is removed before it is judged again. Several of one name in one run are warned of and share a file, the worst first; give those of different provider configurations (aliases) different directories, since each runs in a process of its own and the last to write wins. " +
							"Environment: `EXPIRY_REPORT_DIR`. Default: nothing is written.",
					},
				},
			},
			"catalog":   catalogAttribute(),
			"network":   networkAttribute(),
			"inventory": inventoryAttribute(),
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
		newCalendarDataSource,
		newCertificateDataSource,
		newCertificatesDataSource,
		newContractDataSource,
		newContractsDataSource,
		newHandoverChecklistDataSource,
		newInventoryDataSource,
		newLessonDataSource,
		newPolicyDataSource,
		newServerDataSource,
		newServersDataSource,
		newSoftwareDataSource,
	}
}

func (p *expiryProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		newAsset,
		newAssets,
		newContract,
		newGate,
		newHandover,
		newWaiver,
	}
}

func (p *expiryProvider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		newActByFunction,
		newAddPeriodFunction,
		newCertificateFunction,
		newDaysBetweenFunction,
		newLastWindowFunction,
		newParseDateFunction,
		newServerSoftwareFunction,
		newStatusFunction,
		newSupportFunction,
	}
}

func oneOf(values []string) string { return "`" + strings.Join(values, "`, `") + "`" }
