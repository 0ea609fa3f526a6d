// Package software has the data sources and functions on software, its servers and
// its support.
package software

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

var _ datasource.DataSourceWithConfigure = (*softwareDataSource)(nil)

type softwareDataSource struct{ session.Source }

// NewDataSource makes the data source of one release.
func NewDataSource() datasource.DataSource {
	return &softwareDataSource{session.Source{Name: "software"}}
}

type softwareModel struct {
	face.Data
	Product      types.String `tfsdk:"product"`
	Version      types.String `tfsdk:"version"`
	Distro       types.String `tfsdk:"distro"`
	SupportLevel types.String `tfsdk:"support_level"`
	SupportFrom  types.String `tfsdk:"support_from"`
	Allowed      types.String `tfsdk:"allowed"`

	ProductName         types.String `tfsdk:"product_name"`
	Known               types.Bool   `tfsdk:"known"`
	Alternatives        types.List   `tfsdk:"alternatives"`
	Cycle               types.String `tfsdk:"cycle"`
	SupportClass        types.String `tfsdk:"support_class"`
	SupportEndsOn       types.String `tfsdk:"support_ends_on"`
	PatchClass          types.String `tfsdk:"patch_class"`
	LatestVersion       types.String `tfsdk:"latest_version"`
	LatestReleasedOn    types.String `tfsdk:"latest_released_on"`
	ReleasesBehind      types.Int64  `tfsdk:"releases_behind"`
	DistroSupportClass  types.String `tfsdk:"distro_support_class"`
	DistroSupportEndsOn types.String `tfsdk:"distro_support_ends_on"`
	DistroReleases      types.List   `tfsdk:"distro_releases"`
	PossibleBackport    types.Bool   `tfsdk:"possible_backport"`
	Source              types.String `tfsdk:"source"`
	FactsAsOf           types.String `tfsdk:"facts_as_of"`
	KnownUntil          types.String `tfsdk:"known_until"`
	ShippedBy           types.List   `tfsdk:"shipped_by"`
	SupportReason       types.String `tfsdk:"support_reason"`
	PatchReason         types.String `tfsdk:"patch_reason"`
	DistroSupportReason types.String `tfsdk:"distro_support_reason"`
}

var alternativeType = types.ObjectType{AttrTypes: map[string]attr.Type{"ends": types.StringType, "source": types.StringType}}

func (d *softwareDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := supportAttributes()
	maps.Copy(attributes, map[string]schema.Attribute{
		"product":               schema.StringAttribute{Required: true, MarkdownDescription: "Product by its name in the catalog (`php`, `apache-http-server`; [endoflife.date](https://endoflife.date)'s where it has one), another name, a CPE or a package URL."},
		"version":               schema.StringAttribute{Optional: true, MarkdownDescription: "Version as the product writes it, a part of one, or a release cycle. May be left out where `product` is a CPE or package URL with a version."},
		"distro":                schema.StringAttribute{Optional: true, MarkdownDescription: "Distributor that built it, with its release or without: `debian 12`, `rhel 9`, `centos`."},
		"support_level":         supportLevelAttribute(),
		"support_from":          supportFromAttribute("`distro` where one is given"),
		"allowed":               allowedAttribute(),
		"product_name":          schema.StringAttribute{Computed: true, MarkdownDescription: "What people call the product."},
		"known":                 schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the version is a release in the catalog."},
		"alternatives":          schema.ListAttribute{Computed: true, ElementType: alternativeType, MarkdownDescription: "Ends of security support that other sources tell: `ends`, `source`."},
		"distro_releases":       schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "Releases of the distributor that are known to ship the version."},
		"support_reason":        schema.StringAttribute{Computed: true, MarkdownDescription: "The verdict on upstream's support in a sentence."},
		"patch_reason":          schema.StringAttribute{Computed: true, MarkdownDescription: "The verdict on the patch in a sentence."},
		"distro_support_reason": schema.StringAttribute{Computed: true, MarkdownDescription: "The verdict on the distributor's support in a sentence."},
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: "Tells for how long a version of a product is supported and whether the newest patch is applied, on any day, offline, with the source of every date. " +
			"`expires_at` is the midnight after the last day of support.",
		Attributes: face.DataAttributes("software", attributes),
	}
}

func (d *softwareDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model softwareModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &model)...)
	if diags.HasError() {
		return
	}
	written := model.Version.ValueString()
	if written == "" {
		written = catalog.VersionOf(model.Product.ValueString())
	}
	d.Session.BeginEnforced(model.Enforcement, model.Deadline("software", model.Product.ValueString()+"@"+written).ID, diags)
	now := d.Session.NowFor(model.AsOf, diags)
	if diags.HasError() {
		return
	}
	c := softwareCase{
		deadline: model.Deadline("software", model.Product.ValueString()+"@"+written),
		terms:    model.Terms(ctx, d.Session, diags), now: now, supportFrom: fromDistro, allowed: attribute.ConstraintOf(model.Allowed, path.Root("allowed"), diags),
		question: software.Question{
			Product: model.Product.ValueString(), Version: model.Version.ValueString(),
			Distro: model.Distro.ValueString(), Level: levelOf(model.SupportLevel),
		},
	}
	if !model.SupportFrom.IsNull() {
		c.supportFrom = model.SupportFrom.ValueString()
	}
	judgement, verdict, err := judgeSoftware(ctx, d.Session, c, diags)
	if err != nil {
		addSoftwareError(diags, path.Root("product"), path.Root("version"), err)
	}
	if diags.HasError() {
		return
	}
	model.Fill(judgement)
	model.fillSupport(verdict)
	diags.Append(protocol.SetState(ctx, &resp.State, &model)...)
	d.Session.EnforceAll(model.Enforcement, judgement.ID, []deadline.Judgement{judgement}, diags)
}

func (m *softwareModel) fillSupport(verdict *software.Judgement) {
	values := supportValues(verdict)
	for name, field := range map[string]*types.String{
		"cycle": &m.Cycle, "support_class": &m.SupportClass, "support_ends_on": &m.SupportEndsOn, "patch_class": &m.PatchClass,
		"latest_version": &m.LatestVersion, "latest_released_on": &m.LatestReleasedOn,
		"distro_support_class": &m.DistroSupportClass, "distro_support_ends_on": &m.DistroSupportEndsOn,
		"source": &m.Source, "facts_as_of": &m.FactsAsOf, "known_until": &m.KnownUntil,
	} {
		*field, _ = values[name].(types.String)
	}
	m.ReleasesBehind, _ = values["releases_behind"].(types.Int64)
	m.ShippedBy, _ = values["shipped_by"].(types.List)
	m.PossibleBackport, _ = values["possible_backport"].(types.Bool)
	m.ProductName, m.Known = types.StringValue(verdict.ProductName), types.BoolValue(verdict.Known)
	m.SupportReason, m.PatchReason = attribute.Optional(verdict.SupportReason), attribute.Optional(verdict.PatchReason)
	m.DistroSupportReason, m.DistroReleases = types.StringNull(), attribute.StringsValue(nil)
	if verdict.Distributor != nil {
		m.DistroSupportReason, m.DistroReleases = attribute.Optional(verdict.Distributor.Reason), attribute.StringsValue(verdict.Distributor.Releases)
	}
	alternatives := make([]attr.Value, len(verdict.Alternatives))
	for i, alternative := range verdict.Alternatives {
		alternatives[i] = types.ObjectValueMust(alternativeType.AttrTypes, map[string]attr.Value{
			"ends": types.StringValue(alternative.Ends.String()), "source": types.StringValue(alternative.Source),
		})
	}
	m.Alternatives = types.ListValueMust(alternativeType, alternatives)
}
