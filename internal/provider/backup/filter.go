package backup

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/backup"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

// filterInputs choose backups before the newest is looked for.
type filterInputs struct {
	Host         types.String `tfsdk:"host"`
	Paths        types.List   `tfsdk:"paths"`
	Tag          types.String `tfsdk:"tag"`
	Stanza       types.String `tfsdk:"stanza"`
	Server       types.String `tfsdk:"server"`
	Database     types.String `tfsdk:"database"`
	Repository   types.String `tfsdk:"repository"`
	Pattern      types.String `tfsdk:"pattern"`
	SingleSource types.Bool   `tfsdk:"single_source"`
}

func filterAttributes() map[string]schema.Attribute {
	const elsewhere = " A listing that does not tell this is an error."
	attributes := map[string]schema.Attribute{
		"paths": schema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "Paths that a backup holds, all of them, like `[\"/srv/db\"]`; of `files` the folder." + elsewhere},
		"single_source": schema.BoolAttribute{
			Optional: true, MarkdownDescription: "Take everything that is chosen for copies of one thing. Default: `false`, each host with its paths, stanza, database or series of names is a source of its own, and the stalest decides.",
		},
	}
	for name, meaning := range map[string]string{
		"host":       "Host that was backed up." + elsewhere,
		"tag":        "Tag or label of the backup." + elsewhere,
		"stanza":     "Stanza of pgBackRest." + elsewhere,
		"server":     "Server of Barman." + elsewhere,
		"database":   "Database." + elsewhere,
		"repository": "Repository, where a listing has several." + elsewhere,
		"pattern": "How the names of backups look, with `*` for anything. In the names of files and objects the day may be shown: `erp-{YYYY-MM-DD}.dump`, `*/{YYYYMMDD_hhmmss}.sql.gz`, `{epoch}` for seconds since 1970; without that the last day in each name counts. " +
			"In other listings it chooses by name.",
	} {
		attributes[name] = schema.StringAttribute{Optional: true, MarkdownDescription: meaning}
	}
	return attributes
}

func (m *filterInputs) texts() map[string]types.String {
	return map[string]types.String{
		"host": m.Host, "tag": m.Tag, "stanza": m.Stanza, "server": m.Server, "database": m.Database, "repository": m.Repository, "pattern": m.Pattern,
	}
}

// check refuses a filter that says nothing: it would choose everything.
func (m *filterInputs) check(diags *diag.Diagnostics) {
	refuse := func(at path.Path, name string) {
		diags.AddAttributeError(at, "Filter says nothing", name+" is empty, which would choose everything. Leave it out, or say what to choose.")
	}
	for name, value := range m.texts() {
		if !value.IsNull() && !value.IsUnknown() && strings.TrimSpace(value.ValueString()) == "" {
			refuse(path.Root(name), name)
		}
	}
	for i, element := range m.Paths.Elements() {
		if text, ok := element.(types.String); ok && !text.IsUnknown() && strings.TrimSpace(text.ValueString()) == "" {
			refuse(path.Root("paths").AtListIndex(i), "A path")
		}
	}
	if !m.Pattern.IsNull() && !m.Pattern.IsUnknown() && strings.TrimSpace(m.Pattern.ValueString()) != "" {
		if _, err := backup.ParsePattern(m.Pattern.ValueString()); err != nil {
			verdict := backup.Unread(err)
			diags.AddAttributeError(path.Root("pattern"), verdict.Summary, attribute.AsSentence(verdict.Cause))
		}
	}
}

func (m *filterInputs) filter() backup.Filter {
	filter := backup.Filter{
		Host: m.Host.ValueString(), Paths: attribute.StringsOf(m.Paths), Stanza: m.Stanza.ValueString(), Server: m.Server.ValueString(),
		Database: m.Database.ValueString(), Repository: m.Repository.ValueString(), SingleSource: m.SingleSource.ValueBool(),
	}
	if tag := m.Tag.ValueString(); tag != "" {
		filter.Tags = []string{tag}
	}
	return filter
}
