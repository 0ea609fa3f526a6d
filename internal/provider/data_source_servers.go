package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

var (
	_ datasource.DataSourceWithConfigure      = (*serversDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*serversDataSource)(nil)
)

// serversDataSource surveys many servers as one node of Terraform's graph.
type serversDataSource struct{ session *session }

type serversModel struct {
	dataFace
	Sites        types.Map    `tfsdk:"sites"`
	SitesFile    types.String `tfsdk:"sites_file"`
	SupportLevel types.String `tfsdk:"support_level"`
	SupportFrom  types.String `tfsdk:"support_from"`
	Timeout      text         `tfsdk:"timeout"`
	SitesJSON    types.String `tfsdk:"sites_json"`
	SupportTable types.List   `tfsdk:"support_table"`
	PatchTable   types.List   `tfsdk:"patch_table"`
	Markdown     types.String `tfsdk:"markdown"`
}

func (d *serversDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_servers"
}

func (d *serversDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := dataFaceAttributes("servers", map[string]schema.Attribute{
		"sites": schema.MapNestedAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: "Servers by name, live or recorded; in each exactly one of `url`, `headers` and `banner`.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"url":        schema.StringAttribute{Optional: true, MarkdownDescription: descriptionURL},
				"headers":    schema.MapAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: descriptionHeaders},
				"protocol":   schema.StringAttribute{Optional: true, MarkdownDescription: "Protocol of `banner`: " + oneOf(software.Protocols()) + "."},
				"banner":     schema.StringAttribute{Optional: true, MarkdownDescription: descriptionBanner},
				"as_of":      schema.StringAttribute{Optional: true, CustomType: instantType, MarkdownDescription: "Day (`2013-09-30`) or instant of the record, as of which it is judged. Default: the data source's."},
				"software":   schema.ListAttribute{Computed: true, ElementType: softwareEntryType, MarkdownDescription: descriptionSoftware + " Its fields are those of `software` of `expiry_server`."},
				"notices":    schema.ListAttribute{Computed: true, ElementType: noticeType, MarkdownDescription: descriptionNotices},
				"read_error": schema.StringAttribute{Computed: true, MarkdownDescription: "Why the server told nothing, null where it answered or was recorded."},
			}},
		},
		"sites_file": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "File with thousands of sites. CSV: a line each, with the columns `site`, `url`, `protocol`, `banner`, `as_of` and one for each header field (`Server`, `X-Powered-By`). " +
				"JSON: an object of sites by name, each with the arguments of `sites`, or a list of such objects with `name`.",
		},
		"support_level": supportLevelAttribute(),
		"support_from":  supportFromAttribute("`upstream`"),
		"timeout":       schema.StringAttribute{Optional: true, CustomType: timeoutType, MarkdownDescription: "Time for each live server to answer, a Go duration. Default: the provider's."},
		"sites_json": schema.StringAttribute{
			Computed: true, MarkdownDescription: "Every site, also those of `sites_file`, as a JSON object by name with `software`, `notices` and `read_error` as in `sites`. " +
				"One text, because Terraform takes minutes for thousands of nested values; read it with `jsondecode`.",
		},
		"support_table": tableAttribute("Sites by support, for each product and (with `cycle`) each release cycle of it", software.SupportClasses),
		"patch_table":   tableAttribute("Sites by whether the newest patch of their cycle is applied, in the same form", software.PatchClasses),
		"markdown":      schema.StringAttribute{Computed: true, MarkdownDescription: "Both tables as a Markdown page, with what they do not say."},
	})
	attributes["name"] = schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: "Name in the identifier. Default: `survey`."}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Surveys many servers, live or recorded on days of their own, and counts how many run software that is supported and patched. " +
			"Its own common attributes are those of the worst product of all sites. Give all of it to a gate with `flatten(values(data.expiry_servers.x.sites)[*].software)`.",
		Attributes: attributes,
	}
}

// tableAttribute is a table of the survey: counts and percentages by class.
func tableAttribute(text string, classes []string) schema.ListAttribute {
	return schema.ListAttribute{
		Computed: true, ElementType: tableType(classes),
		MarkdownDescription: text + ": `product`, `cycle` (null for the whole product), `sites`, and for each of " + oneOf(classes) + " the count, and with `_percent` behind it the percentage.",
	}
}

func tableType(classes []string) types.ObjectType {
	fields := map[string]attr.Type{"product": types.StringType, "cycle": types.StringType, "sites": types.Int64Type}
	for _, class := range classes {
		fields[class], fields[class+"_percent"] = types.Int64Type, types.Int64Type
	}
	return types.ObjectType{AttrTypes: fields}
}

func tableValue(classes []string, rows []software.TableRow) types.List {
	kind := tableType(classes)
	values := make([]attr.Value, len(rows))
	for i, row := range rows {
		fields := map[string]attr.Value{"product": types.StringValue(row.Product), "cycle": optional(row.Cycle), "sites": types.Int64Value(int64(row.Total))}
		for _, class := range classes {
			fields[class], fields[class+"_percent"] = types.Int64Value(int64(row.Counts[class])), types.Int64Value(int64(row.Percent(class)))
		}
		values[i] = types.ObjectValueMust(kind.AttrTypes, fields)
	}
	return types.ListValueMust(kind, values)
}

func (d *serversDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	d.session, _ = req.ProviderData.(*session)
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
		if !ok || !fullyKnown(object) {
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
	if asOf, ok := fields["as_of"].(text); ok {
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
	now, err := d.session.nowFor(model.AsOf)
	if err != nil {
		diags.AddAttributeError(path.Root("as_of"), "Invalid as_of", sentence(err))
		return
	}
	sites := model.allSites(diags)
	base := serverCase{
		terms: model.terms(ctx, d.session, diags), now: now, level: levelOf(model.SupportLevel),
		supportFrom: supportFrom(model.SupportFrom), timeout: timeoutOf(model.Timeout),
	}
	if diags.HasError() {
		return
	}
	results := d.session.judgeSites(ctx, model.faceInputs, sites, base, diags)
	if diags.HasError() {
		return
	}
	judgements, err := model.fillSurvey(sites, results)
	if err != nil {
		diags.AddError("Sites not written", sentence(err))
		return
	}
	model.fill(d.session.worstOfSurvey(model.deadline("servers", "survey"), judgements, base.now))
	diags.Append(resp.State.Set(ctx, &model)...)
	d.session.enforceAll(model.Enforcement, model.ID.ValueString(), judgements, diags)
}

// allSites are those of sites and of sites_file, by name.
func (m serversModel) allSites(diags *diagnostics) []software.Site {
	var sites []software.Site
	for _, name := range slices.Sorted(maps.Keys(m.Sites.Elements())) {
		if object, ok := m.Sites.Elements()[name].(types.Object); ok {
			sites = append(sites, siteOf(name, object))
		}
	}
	if m.SitesFile.IsNull() {
		return sites
	}
	read, err := software.ReadSites(m.SitesFile.ValueString())
	if err != nil {
		diags.AddAttributeError(path.Root("sites_file"), "Sites not read", sentence(err))
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
func (s *session) judgeSites(ctx context.Context, face faceInputs, sites []software.Site, base serverCase, diags *diagnostics) []serverResult {
	results := make([]serverResult, len(sites))
	faults := make([]diagnostics, len(sites))
	judge := func(i int) {
		at := path.Root("sites").AtMapKey(sites[i].Name)
		c := base
		c.site = sites[i]
		named := face
		named.Name = types.StringValue(sites[i].Name)
		c.deadline = named.deadline("server", sites[i].Name)
		err := checkSite(sites[i])
		if err == nil && sites[i].AsOf != "" {
			if c.now, err = deadline.ParseInstant(sites[i].AsOf, s.location); err != nil {
				err = &siteFault{"as_of", err}
			}
		}
		if err == nil {
			results[i], err = s.judgeServer(ctx, c, &faults[i])
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
	inParallel(len(recorded), func(i int) { judge(recorded[i]) })
	live.Wait()
	for _, fault := range faults {
		diags.Append(fault...)
	}
	return results
}

var surveySiteTypes = map[string]attr.Type{
	"url": types.StringType, "headers": types.MapType{ElemType: types.StringType}, "protocol": types.StringType, "banner": types.StringType,
	"as_of": instantType, "software": types.ListType{ElemType: softwareEntryType},
	"notices": types.ListType{ElemType: noticeType}, "read_error": types.StringType,
}

// fillSurvey writes the results and the tables, and gives the judgements of all
// software.
func (m *serversModel) fillSurvey(sites []software.Site, results []serverResult) ([]deadline.Judgement, error) {
	var judgements []deadline.Judgement
	var surveyed []software.Surveyed
	named := map[string]attr.Value{}
	inline := m.Sites.Elements()
	for i, site := range sites {
		result := &results[i]
		if _, ok := inline[site.Name]; ok {
			named[site.Name] = siteValue(site, result)
		}
		if len(result.software) == 0 {
			judgements = append(judgements, result.Judgement)
		}
		for _, one := range result.software {
			judgements = append(judgements, one.Judgement)
			surveyed = append(surveyed, surveyedOf(site.Name, one))
		}
	}
	document, err := sitesJSON(sites, results)
	if err != nil {
		return nil, err
	}
	m.Sites, m.SitesJSON = types.MapValueMust(types.ObjectType{AttrTypes: surveySiteTypes}, named), types.StringValue(document)
	m.SupportTable = tableValue(software.SupportClasses, software.SupportTable(surveyed))
	m.PatchTable = tableValue(software.PatchClasses, software.PatchTable(surveyed))
	m.Markdown = types.StringValue(software.SurveyMarkdown(surveyed, len(sites)))
	return judgements, nil
}

func surveyedOf(site string, one softwareResult) software.Surveyed {
	entry := software.Surveyed{
		Site: site, Product: one.Product, Version: one.Version,
		Support: software.SupportUnknown, Patch: software.PatchUnknown,
	}
	if verdict := one.verdict; verdict != nil {
		entry.Product, entry.Cycle = verdict.Product, verdict.Cycle
		entry.Support, entry.Patch, entry.Backport = verdict.SupportClass, verdict.PatchClass, verdict.PossibleBackport
	}
	return entry
}

// sitesJSON writes all sites as one JSON text, each as the value of sites has it.
func sitesJSON(sites []software.Site, results []serverResult) (string, error) {
	type entry struct {
		Software  []map[string]any    `json:"software"`
		Notices   []map[string]string `json:"notices"`
		ReadError *string             `json:"read_error"`
	}
	all := make(map[string]entry, len(sites))
	for i, site := range sites {
		one := entry{Software: []map[string]any{}, Notices: []map[string]string{}}
		for j := range results[i].software {
			one.Software = append(one.Software, plainFields(results[i].software[j].fields()))
		}
		for _, notice := range results[i].notices {
			one.Notices = append(one.Notices, map[string]string{"kind": string(notice.Kind), "message": notice.Message})
		}
		if unread := results[i].unread; unread != nil {
			reason := string(unread.Reason)
			one.ReadError = &reason
		}
		all[site.Name] = one
	}
	document, err := json.Marshal(all)
	if err != nil {
		return "", fmt.Errorf("encoding the sites: %w", err)
	}
	return string(document), nil
}

func siteValue(site software.Site, result *serverResult) types.Object {
	headers := types.MapNull(types.StringType)
	if site.Headers != nil {
		fields := make(map[string]attr.Value, len(site.Headers))
		for name, value := range site.Headers {
			fields[name] = types.StringValue(value)
		}
		headers = types.MapValueMust(types.StringType, fields)
	}
	values := map[string]attr.Value{
		"url": optional(site.URL), "headers": headers, "protocol": optional(site.Protocol), "banner": optional(site.Banner),
		"as_of": text{optional(site.AsOf), instantType.form}, "software": softwareListValue(result.software),
		"notices": noticesValue(result.notices), "read_error": types.StringNull(),
	}
	if result.unread != nil {
		values["read_error"] = types.StringValue(string(result.unread.Reason))
	}
	return types.ObjectValueMust(surveySiteTypes, values)
}

// worstOfSurvey is the survey's own judgement: that of its worst entry.
func (s *session) worstOfSurvey(own deadline.Deadline, judgements []deadline.Judgement, now time.Time) deadline.Judgement {
	if len(judgements) == 0 {
		own.Cause = "there is no site"
		return own.Judge(now, s.location)
	}
	worst := slices.MinFunc(judgements, deadline.Worse)
	own.Timeline, own.Cause = worst.Timeline, worst.Reason
	return own.Judge(now, s.location)
}
