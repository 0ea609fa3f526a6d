package software

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

var (
	_ datasource.DataSourceWithConfigure      = (*serversDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*serversDataSource)(nil)
)

// serversDataSource surveys many servers as one node of Terraform's graph.
type serversDataSource struct{ session.Source }

// NewServersDataSource makes the survey of many servers.
func NewServersDataSource() datasource.DataSource {
	return &serversDataSource{session.Source{Name: "servers"}}
}

type serversModel struct {
	face.Data
	Sites         types.Map      `tfsdk:"sites"`
	SitesFile     types.String   `tfsdk:"sites_file"`
	SupportLevel  types.String   `tfsdk:"support_level"`
	SupportFrom   types.String   `tfsdk:"support_from"`
	Timeout       attribute.Text `tfsdk:"timeout"`
	Allowed       types.Map      `tfsdk:"allowed"`
	SitesJSON     types.String   `tfsdk:"sites_json"`
	DeadlinesJSON types.String   `tfsdk:"deadlines_json"`
	SupportTable  types.List     `tfsdk:"support_table"`
	PatchTable    types.List     `tfsdk:"patch_table"`
	Markdown      types.String   `tfsdk:"markdown"`
}

func (d *serversDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := face.DataAttributes("servers", map[string]schema.Attribute{
		"sites": schema.MapNestedAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: "Servers by name, live or recorded; in each exactly one of `url`, `headers` and `banner`.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"url":        schema.StringAttribute{Optional: true, MarkdownDescription: descriptionURL},
				"headers":    schema.MapAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: descriptionHeaders},
				"protocol":   schema.StringAttribute{Optional: true, MarkdownDescription: "Protocol of `banner`: " + attribute.OneOf(software.Protocols()) + "."},
				"banner":     schema.StringAttribute{Optional: true, MarkdownDescription: descriptionBanner},
				"as_of":      schema.StringAttribute{Optional: true, CustomType: attribute.InstantType, MarkdownDescription: "Day (`2013-09-30`) or instant of the record, as of which it is judged. Default: the data source's."},
				"name":       schema.StringAttribute{Optional: true, MarkdownDescription: "Name in the identifiers of its software, `software/NAME/php@8.3.6`. Default: the key."},
				"owner":      schema.StringAttribute{Optional: true, MarkdownDescription: "Team that answers for it. Default: the data source's."},
				"distro":     schema.StringAttribute{Optional: true, MarkdownDescription: descriptionSiteDistro},
				"software":   schema.ListAttribute{Computed: true, ElementType: softwareEntryType, MarkdownDescription: descriptionSoftware + " Its fields are those of `software` of `expiry_server`."},
				"notices":    schema.ListAttribute{Computed: true, ElementType: noticeType, MarkdownDescription: descriptionNotices},
				"read_error": schema.StringAttribute{Computed: true, MarkdownDescription: "Why the server told nothing, null where it answered or was recorded."},
			}},
		},
		"sites_file": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "File with thousands of sites. CSV: a line each, with the columns `site`, `name`, `owner`, `distro`, `url`, `protocol`, `banner`, `as_of` and one for each header field (`Server`, `X-Powered-By`). " +
				"JSON: an object of sites by name, each with the arguments of `sites`, or a list of such objects with `name`.",
		},
		"allowed":       allowedMapAttribute(),
		"support_level": supportLevelAttribute(),
		"support_from":  supportFromAttribute("`upstream`, and `distro` for a site that declares one"),
		"timeout":       schema.StringAttribute{Optional: true, CustomType: attribute.TimeoutType, MarkdownDescription: "Time for each live server to answer, a Go duration. Default: the provider's."},
		"sites_json": schema.StringAttribute{
			Computed: true, MarkdownDescription: "Every site, also those of `sites_file`, as a JSON object by name with `software`, `notices` and `read_error` as in `sites`. " +
				"One text, because Terraform takes minutes for thousands of nested values; read it with `jsondecode`.",
		},
		"deadlines_json": schema.StringAttribute{Computed: true, MarkdownDescription: face.DescriptionRows + " One for each software of each site, and one for each site of which nothing was recognised."},
		"support_table":  tableAttribute("Sites by support, for each product and (with `cycle`) each release cycle of it", software.SupportClasses),
		"patch_table":    tableAttribute("Sites by whether the newest patch of their cycle is applied, in the same form", software.PatchClasses),
		"markdown":       schema.StringAttribute{Computed: true, MarkdownDescription: "Both tables as a Markdown page, with what they do not say."},
	})
	attributes["name"] = schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: "Name in the identifier. Default: `survey`."}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Surveys many servers, live or recorded on days of their own, and counts how many run software that is supported and patched. " +
			"Its own common attributes are those of the worst product of all sites. Give all of it to a gate with `flatten(values(data.expiry_servers.x.sites)[*].software)`.",
		Attributes: attributes,
	}
}

// ValidateConfig finds what can be known to be wrong before anybody is asked.
func (d *serversDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var model serversModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if model.Sites.IsNull() && model.SitesFile.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("sites"), "No sites", "There is nothing to survey. Give sites or sites_file.")
	}
	for name, element := range model.Sites.Elements() {
		object, ok := element.(types.Object)
		if !ok || !attribute.FullyKnown(object) {
			continue
		}
		if err := checkSite(siteOf(name, object)); err != nil {
			at := path.Root("sites").AtMapKey(name)
			addSiteError(&resp.Diagnostics, at.AtName(argumentOf(err)), name, err)
		}
	}
}

// siteOf is one entry of sites.
func siteOf(name string, object types.Object) software.Site {
	fields := object.Attributes()
	model := siteModel{}
	model.URL, _ = fields["url"].(types.String)
	model.Headers, _ = fields["headers"].(types.Map)
	model.Protocol, _ = fields["protocol"].(types.String)
	model.Banner, _ = fields["banner"].(types.String)
	site := model.site()
	site.Name = name
	for argument, into := range map[string]*string{"name": &site.Title, "owner": &site.Owner, "distro": &site.Distro} {
		if value, ok := fields[argument].(types.String); ok {
			*into = value.ValueString()
		}
	}
	if asOf, ok := fields["as_of"].(attribute.Text); ok {
		site.AsOf = asOf.ValueString()
	}
	return site
}

func (d *serversDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model serversModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &model)...)
	if diags.HasError() {
		return
	}
	d.Session.BeginEnforced(model.Enforcement, model.Deadline("servers", "survey").ID, diags)
	now := d.Session.NowFor(model.AsOf, diags)
	if diags.HasError() {
		return
	}
	sites := model.allSites(ctx, diags)
	base := serverCase{
		terms: model.Terms(ctx, d.Session, diags), now: now, level: levelOf(model.SupportLevel),
		supportFrom: model.SupportFrom.ValueString(), timeout: attribute.TimeoutOf(model.Timeout),
		allowed: d.Session.AllowedByProduct(ctx, model.Allowed, path.Root("allowed"), diags),
	}
	if diags.HasError() {
		return
	}
	results := judgeSites(ctx, d.Session, model.Inputs, sites, base, diags)
	if diags.HasError() {
		return
	}
	judgements, err := model.fillSurvey(sites, results)
	if err != nil {
		diags.AddError("Sites not written", attribute.Sentence(err))
		return
	}
	model.Fill(worstOfSurvey(d.Session, model.Deadline("servers", "survey"), judgements, base.now))
	diags.Append(protocol.SetState(ctx, &resp.State, &model)...)
	d.Session.EnforceAll(model.Enforcement, model.ID.ValueString(), judgements, diags)
}

// allSites are those of sites and of sites_file, by name.
func (m serversModel) allSites(ctx context.Context, diags *diag.Diagnostics) []software.Site {
	var sites []software.Site
	for _, name := range slices.Sorted(maps.Keys(m.Sites.Elements())) {
		if object, ok := m.Sites.Elements()[name].(types.Object); ok {
			sites = append(sites, siteOf(name, object))
		}
	}
	if m.SitesFile.IsNull() {
		return sites
	}
	read, err := software.ReadSites(ctx, m.SitesFile.ValueString())
	if err != nil {
		diags.AddAttributeError(path.Root("sites_file"), "Sites not read", attribute.Sentence(err))
		return nil
	}
	for _, site := range read {
		if _, twice := m.Sites.Elements()[site.Name]; twice {
			diags.AddAttributeError(path.Root("sites_file"), "Site given twice", fmt.Sprintf("The site %q stands in sites and in %s.", site.Name, m.SitesFile.ValueString()))
			return nil
		}
	}
	return append(sites, read...)
}

// judgeSites judges all sites, live ones at the same time within the provider's
// concurrency.
func judgeSites(ctx context.Context, s *session.Session, face face.Inputs, sites []software.Site, base serverCase, diags *diag.Diagnostics) []serverResult {
	results := make([]serverResult, len(sites))
	faults := make([]diag.Diagnostics, len(sites))
	judge := func(i int) {
		at := path.Root("sites").AtMapKey(sites[i].Name)
		c := base
		c.site = sites[i]
		named := face
		named.Name = types.StringValue(cmp.Or(sites[i].Title, sites[i].Name))
		if sites[i].Owner != "" {
			named.Owner = types.StringValue(sites[i].Owner)
		}
		c.deadline = named.Deadline("server", sites[i].Name)
		c.supportFrom = supportFrom(attribute.Optional(base.supportFrom), sites[i].Distro)
		err := checkSite(sites[i])
		if err == nil && sites[i].AsOf != "" {
			if c.now, err = deadline.ParseInstant(sites[i].AsOf, s.Location); err != nil {
				err = &siteFault{"as_of", err}
			}
		}
		if err == nil {
			results[i], err = judgeServer(ctx, s, c, &faults[i])
		}
		if err != nil {
			addSiteError(&faults[i], at, sites[i].Name, err)
		}
	}
	var live sync.WaitGroup
	var recorded []int
	for i := range sites {
		if sites[i].URL != "" {
			live.Go(func() { judge(i) })
			continue
		}
		recorded = append(recorded, i)
	}
	session.InParallel(len(recorded), func(i int) { judge(recorded[i]) })
	live.Wait()
	for _, fault := range faults {
		diags.Append(fault...)
	}
	return results
}
