package token

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/credential"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

var _ datasource.DataSourceWithConfigure = (*tokensDataSource)(nil)

type tokensDataSource struct{ session.Source }

// NewListDataSource makes the data source of many credentials.
func NewListDataSource() datasource.DataSource {
	return &tokensDataSource{session.Source{Name: "tokens"}}
}

type tokensModel struct {
	face.Data
	face.Many
	inputs
	Files     types.List `tfsdk:"files"`
	Exclude   types.List `tfsdk:"exclude"`
	LeftAside types.List `tfsdk:"left_aside"`
}

var manyTokens = face.ManyOf{
	Kind: "token", Things: "Credentials",
	Own: attribute.Merged(ownTypes, map[string]attr.Type{"file": types.StringType, "place": types.StringType}),
	Descriptions: attribute.Merged(ownDescriptions, map[string]string{
		"file":  "File it was read from.",
		"place": "Where in a file of several: `user/admin`, `line 2`, `access_token`, a fingerprint. Null where it is alone.",
	}),
}

func (d *tokensDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := inputAttributes()
	maps.Copy(attributes, map[string]schema.Attribute{
		"files": schema.ListAttribute{
			Required: true, ElementType: types.StringType, Validators: []validator.List{attribute.NoNulls{}},
			MarkdownDescription: "Files and patterns like `tokens/**/*.jwt`; read are " + forms + ". Each credential of a file is an entry of its own: each key of a keyring, each user and each cluster's authority of a kubeconfig. " +
				"What cannot be read, or is none of these, keeps its place with the status `unknown`.",
		},
		"exclude": schema.ListAttribute{
			Optional: true, ElementType: types.StringType, Validators: []validator.List{attribute.NoNulls{}},
			MarkdownDescription: "Patterns of what `files` matches and is not to be read, like `tokens/old/**`; one without a slash, like `*.md`, is compared with the file's name alone. What is excluded is named in `left_aside`.",
		},
		"left_aside": schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "Files that `exclude` kept from being read."},
	})
	attributes = face.DataAttributes("tokens", manyTokens.Attributes(attributes))
	attributes["name"] = schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: "Name in the identifier. Default: `files`."}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads when the credentials in many files end, as one node of Terraform's graph; see `expiry_token` for what is read and what is kept secret. " +
			"Its own common attributes are those of the worst; `owner` and the like, `lead_time`, `reminder` and `maintenance_window` apply to each.",
		Attributes: attributes,
	}
}

func (d *tokensDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model tokensModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &model)...)
	if diags.HasError() {
		return
	}
	own := model.Deadline("tokens", "files")
	d.Session.BeginEnforced(model.Enforcement, own.ID, diags)
	now := d.Session.NowFor(model.AsOf, diags)
	terms := model.Terms(ctx, d.Session, diags)
	matches := model.matches(ctx, diags)
	if diags.HasError() {
		return
	}
	var entries []face.Entry
	for _, outcome := range credential.ReadFiles(ctx, matches, 0, model.options(d.Session, now)) {
		if outcome.Failure != nil {
			outcome.Bundle.Credentials = []credential.Credential{{Unread: outcome.Failure}}
		}
		file := filepath.ToSlash(outcome.Path)
		places := placesOf(outcome.Bundle)
		for i, read := range outcome.Bundle.Credentials {
			source := file
			if places[i] != "" {
				source += "#" + places[i]
			}
			entry := face.Entry{
				Judgement: readingOf(read).Judge(d.Session, model.Unnamed().Deadline("token", source), terms, now, diags),
				Own:       model.ownValues(read),
			}
			entry.Own["file"], entry.Own["place"] = types.StringValue(file), attribute.Optional(places[i])
			entries = append(entries, entry)
		}
		if diags.HasError() {
			return
		}
	}
	judgement, err := model.FillMany(d.Session, manyTokens, own, now, entries)
	if err != nil {
		diags.AddError("Credentials not written", attribute.Sentence(err))
		return
	}
	model.Fill(judgement)
	diags.Append(protocol.SetState(ctx, &resp.State, &model)...)
	d.Session.EnforceAll(model.Enforcement, judgement.ID, face.Judgements(entries), diags)
}

// matches are the files to read; it also fills what is left aside. A pattern that
// gives nothing is an error on it, without what was written there.
func (m *tokensModel) matches(ctx context.Context, diags *diag.Diagnostics) []source.Match {
	var patterns, exclude []string
	diags.Append(m.Files.ElementsAs(ctx, &patterns, false)...)
	diags.Append(m.Exclude.ElementsAs(ctx, &exclude, false)...)
	if diags.HasError() {
		return nil
	}
	for i, pattern := range exclude {
		if err := keyfile.CheckPattern(pattern); err != nil {
			attribute.AddInputError(diags, path.Root("exclude").AtListIndex(i), err)
		}
	}
	found, failed := source.Glob(ctx, patterns)
	for i := range patterns {
		if failure := failed[i]; failure != nil {
			diags.AddAttributeError(path.Root("files").AtListIndex(i), "No files", fmt.Sprintf(
				"Entry %d of files gives nothing: %s. It takes paths and patterns like \"tokens/**/*.jwt\"; a relative one starts at the working directory of Terraform.\n\nReason: %s",
				i+1, failure.Clause, failure.Reason))
		}
	}
	var kept []source.Match
	var left []string
	for _, match := range found {
		if keyfile.MatchOne(match.Path, exclude) != "" {
			left = append(left, filepath.ToSlash(match.Path))
			continue
		}
		kept = append(kept, match)
	}
	m.LeftAside = attribute.StringsValue(left)
	return kept
}

// placesOf tells the credentials of a file apart: by their names and, where a user of
// a kubeconfig has several, by their kinds. A file of one needs none.
func placesOf(bundle credential.Bundle) []string {
	places := make([]string, len(bundle.Credentials))
	if len(places) < 2 {
		return places
	}
	count := map[string]int{}
	for i, one := range bundle.Credentials {
		places[i] = one.Name
		count[places[i]]++
	}
	seen := map[string]int{}
	for i, one := range bundle.Credentials {
		if count[places[i]] > 1 || places[i] == "" {
			places[i] += "/" + string(one.Kind)
		}
		if seen[places[i]]++; seen[places[i]] > 1 {
			places[i] += fmt.Sprintf("/%d", seen[places[i]])
		}
	}
	return places
}
