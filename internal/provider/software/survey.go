package software

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

// tableAttribute is a table of the survey: counts and percentages by class.
func tableAttribute(text string, classes []string) schema.ListAttribute {
	return schema.ListAttribute{
		Computed: true, ElementType: tableType(classes),
		MarkdownDescription: text + ": `product`, `cycle` (null for the whole product), `sites`, and for each of " + attribute.OneOf(classes) + " the count, and with `_percent` behind it the percentage.",
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
		fields := map[string]attr.Value{"product": types.StringValue(row.Product), "cycle": attribute.Optional(row.Cycle), "sites": types.Int64Value(int64(row.Total))}
		for _, class := range classes {
			fields[class], fields[class+"_percent"] = types.Int64Value(int64(row.Counts[class])), types.Int64Value(int64(row.Percent(class)))
		}
		values[i] = types.ObjectValueMust(kind.AttrTypes, fields)
	}
	return types.ListValueMust(kind, values)
}

var surveySiteTypes = map[string]attr.Type{
	"url": types.StringType, "headers": types.MapType{ElemType: types.StringType}, "protocol": types.StringType, "banner": types.StringType,
	"as_of": attribute.InstantType, "name": types.StringType, "owner": types.StringType, "distro": types.StringType, "software": types.ListType{ElemType: softwareEntryType},
	"notices": types.ListType{ElemType: noticeType}, "read_error": types.StringType,
}

// fillSurvey writes the results and the tables, and gives the judgements of all
// software.
func (m *serversModel) fillSurvey(sites []software.Site, results []serverResult) ([]deadline.Judgement, error) {
	var judgements []deadline.Judgement
	var surveyed []software.Surveyed
	named := map[string]attr.Value{}
	inline := m.Sites.Elements()
	var rows face.Rows
	for i, site := range sites {
		result := &results[i]
		if _, ok := inline[site.Name]; ok {
			named[site.Name] = siteValue(site, result)
		}
		if len(result.software) == 0 {
			judgements = append(judgements, result.Judgement)
			rows.Add(face.Values(result.Judgement))
		}
		for _, one := range result.software {
			judgements = append(judgements, one.Judgement)
			rows.Add(one.fields())
			surveyed = append(surveyed, surveyedOf(site.Name, one))
		}
	}
	document, err := sitesJSON(sites, results)
	if err != nil {
		return nil, err
	}
	if m.DeadlinesJSON, err = rows.Value(); err != nil {
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
			one.Software = append(one.Software, face.PlainFields(results[i].software[j].fields()))
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
		"url": attribute.Optional(site.URL), "headers": headers, "protocol": attribute.Optional(site.Protocol), "banner": attribute.Optional(site.Banner),
		"as_of": attribute.InstantType.Of(attribute.Optional(site.AsOf)), "name": attribute.Optional(site.Title), "owner": attribute.Optional(site.Owner), "distro": attribute.Optional(site.Distro), "software": softwareListValue(result.software),
		"notices": noticesValue(result.notices), "read_error": types.StringNull(),
	}
	if result.unread != nil {
		values["read_error"] = types.StringValue(string(result.unread.Reason))
	}
	return types.ObjectValueMust(surveySiteTypes, values)
}

// worstOfSurvey is the survey's own judgement: that of its worst entry.
func worstOfSurvey(s *session.Session, own deadline.Deadline, judgements []deadline.Judgement, now time.Time) deadline.Judgement {
	if len(judgements) == 0 {
		own.Cause = "there is no site"
		return own.Judge(now, s.Location)
	}
	worst := slices.MinFunc(judgements, deadline.Worse)
	own.Timeline, own.Cause = worst.Timeline, worst.Reason
	return own.Judge(now, s.Location)
}
