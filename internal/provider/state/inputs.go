package state

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts/statefile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// pgModel is where Terraform's pg backend keeps states.
type pgModel struct {
	ConnStr    types.String `tfsdk:"conn_str"`
	Schema     types.String `tfsdk:"schema"`
	Workspaces types.List   `tfsdk:"workspaces"`
}

// sources are the states to be read, in the order of the arguments. What is wrong
// with an argument is reported on it; what cannot be reached is a source with its
// problem.
func (m *stateModel) sources(ctx context.Context, s *session.Session, diags *diag.Diagnostics) []statefile.Source {
	all := fileSources(ctx, texts(m.Files, path.Root("files"), `files = ["states/*.tfstate"]`, diags), diags)
	web := statefile.Web{Client: s.Client}
	for i, address := range texts(m.URLs, path.Root("urls"), `urls = ["https://gitlab.example.test/api/v4/projects/42/terraform/state/prod"]`, diags) {
		at := path.Root("urls").AtListIndex(i)
		source, err := web.URL(address)
		if err != nil {
			addSourceError(diags, at, err)
			continue
		}
		if hasPassword(address) {
			warnOfPassword(diags, at, "TF_HTTP_USERNAME and TF_HTTP_PASSWORD, or EXPIRY_STATE_TOKEN")
		}
		all = append(all, source)
	}
	if m.PG.IsNull() {
		return all
	}
	return append(all, m.databaseSources(ctx, s, diags)...)
}

// fileSources are those of files. The error is put on the pattern at fault.
func fileSources(ctx context.Context, patterns []string, diags *diag.Diagnostics) []statefile.Source {
	if len(patterns) == 0 {
		return nil
	}
	sources, err := statefile.Files(ctx, patterns...)
	if err == nil {
		return sources
	}
	for i, pattern := range patterns {
		if _, err := statefile.Files(ctx, pattern); err != nil {
			addSourceError(diags, path.Root("files").AtListIndex(i), err)
		}
	}
	if !diags.HasError() {
		addSourceError(diags, path.Root("files"), err)
	}
	return nil
}

func (m *stateModel) databaseSources(ctx context.Context, s *session.Session, diags *diag.Diagnostics) []statefile.Source {
	var pg pgModel
	at := path.Root("pg")
	diags.Append(m.PG.As(ctx, &pg, basetypes.ObjectAsOptions{})...)
	workspaces := texts(pg.Workspaces, at.AtName("workspaces"), `workspaces = ["prod-*"]`, diags)
	if diags.HasError() {
		return nil
	}
	if hasPassword(pg.ConnStr.ValueString()) {
		warnOfPassword(diags, at.AtName("conn_str"), "PGPASSWORD, PGPASSFILE or PG_CONN_STR")
	}
	sources, err := statefile.Database{
		Connection: pg.ConnStr.ValueString(), Schema: pg.Schema.ValueString(), Workspaces: workspaces, Dialer: s.Dialer,
	}.Sources(ctx)
	if err != nil {
		wrong, _ := errors.AsType[*statefile.Error](err)
		if wrong != nil && (wrong.Reason == statefile.NoMatch || wrong.Reason == statefile.BadPattern) {
			at = at.AtName("workspaces")
		} else {
			at = at.AtName("conn_str")
		}
		addSourceError(diags, at, err)
	}
	return sources
}

func addSourceError(diags *diag.Diagnostics, at path.Path, err error) {
	if wrong, ok := errors.AsType[*statefile.Error](err); ok {
		diags.AddAttributeError(at, wrong.Summary(), wrong.Detail())
		return
	}
	diags.AddAttributeError(at, "State not found", attribute.Sentence(err))
}

var passwordSetting = text.Pattern(`(?i)(^|[\s?&])password\s*=`)

// hasPassword says that a password stands in a URL or connection string.
func hasPassword(text string) bool {
	if passwordSetting().MatchString(text) {
		return true
	}
	parsed, err := url.Parse(text)
	if err != nil || parsed.User == nil {
		return false
	}
	_, has := parsed.User.Password()
	return has
}

func warnOfPassword(diags *diag.Diagnostics, at path.Path, instead string) {
	diags.AddAttributeWarning(at, "Password in arguments", "A password stands here. It is left out of what Terraform keeps in its state, but stands in the configuration, and in every plan that is saved. Take it out, and give it in the environment: "+instead+".")
}

// withoutPasswords takes passwords out of the arguments, which Terraform would keep
// in its state in clear.
func (m *stateModel) withoutPasswords(ctx context.Context) {
	if elements := m.URLs.Elements(); len(elements) > 0 {
		for i, element := range elements {
			text, _ := attribute.TextOf(element)
			if parsed, err := url.Parse(text); err == nil && hasPassword(text) {
				parsed.User, parsed.RawQuery = nil, ""
				elements[i] = types.StringValue(parsed.String())
			}
		}
		m.URLs = types.ListValueMust(types.StringType, elements)
	}
	if arguments := m.PG.Attributes(); len(arguments) > 0 {
		if text, _ := attribute.TextOf(arguments["conn_str"]); hasPassword(text) {
			arguments["conn_str"] = types.StringNull()
			m.PG = types.ObjectValueMust(m.PG.AttributeTypes(ctx), arguments)
		}
	}
}

// texts are the texts of a list; null and blank ones are reported.
func texts(list types.List, at path.Path, example string, diags *diag.Diagnostics) []string {
	var all []string
	for i, element := range list.Elements() {
		text, ok := attribute.TextOf(element)
		if element.IsUnknown() {
			continue
		}
		if !ok || element.IsNull() || strings.TrimSpace(text) == "" {
			diags.AddAttributeError(at.AtListIndex(i), "Nothing given", "An element of the list is null or empty. Leave it out, or write it like "+example+".")
			continue
		}
		all = append(all, text)
	}
	return all
}

// tagNames are the tags by the attribute that they tell.
func (m *stateModel) tagNames(diags *diag.Diagnostics) map[string][]string {
	fields := deadline.AnsweringFields()
	names := map[string][]string{}
	for field, value := range m.Tags.Elements() {
		at := path.Root("tags").AtMapKey(field)
		if !slices.Contains(fields, field) {
			diags.AddAttributeError(at, "Unknown attribute", "Tags can tell "+attribute.OneOf(fields)+`, and this is none of them. Write tags = { owner = ["Owner", "team"] }.`)
			continue
		}
		names[field] = []string{}
		if list, ok := value.(types.List); ok {
			names[field] = append(names[field], texts(list, at, `["Owner", "team"]`, diags)...)
		}
	}
	return names
}

// table is the built-in one with that of an own file over it.
func (m *stateModel) table(ctx context.Context, diags *diag.Diagnostics) *statefacts.Table {
	table := statefacts.Embedded()
	if m.OwnFile.IsNull() {
		return table
	}
	own, err := statefacts.ReadOwn(ctx, m.OwnFile.ValueString())
	if err != nil {
		diags.AddAttributeError(path.Root("own_file"), "Table cannot be used", attribute.Sentence(err))
		return table
	}
	return table.With(own)
}

func (m *stateModel) limits() statefile.Limits {
	return statefile.Limits{
		Options:       statefile.Options{MaxBytes: m.MaxBytes.ValueInt64()},
		MaxTotalBytes: m.MaxTotalBytes.ValueInt64(), Concurrency: int(m.Concurrency.ValueInt64()),
		Timeout: attribute.TimeoutOf(m.Timeout), TotalTimeout: attribute.TimeoutOf(m.OverallTimeout),
	}
}
