// Package definition has the data source on files that somebody approved.
package definition

import (
	"context"
	"errors"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/definition"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

const kind = "definition"

var (
	_ datasource.DataSourceWithConfigure      = (*dataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*dataSource)(nil)
)

type dataSource struct{ session.Source }

// NewDataSource makes the data source of files against approved digests.
func NewDataSource() datasource.DataSource {
	return &dataSource{session.Source{Name: kind}}
}

type model struct {
	face.Data
	inputs
	CoveredBy types.List   `tfsdk:"covered_by"`
	Fate      types.Object `tfsdk:"fate"`
	results
}

func (d *dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := face.RelationDataAttributes("covered_by", "fate")
	maps.Copy(attributes, inputAttributes())
	maps.Copy(attributes, resultAttributes())
	resp.Schema = schema.Schema{
		MarkdownDescription: "Tells whether files are the ones that were approved: process definitions, policies, pipelines, schemas. Digests of the bytes as they lie there are compared with a list that somebody approved. " +
			"A definition has no end, so that its status is `ok` where all of them match; one that differs, is gone, or was added is the finding `definition-altered`, an error, and `passes` is false. What cannot be read is `unknown`. " +
			"When they changed last is asked of git and never of the file system, which gives every file of a fresh checkout the same time; handed to a gate together with a backup, the rule `change-without-backup` tells where the backup is older.",
		Attributes: face.DataAttributes(kind, attributes),
	}
}

// ValidateConfig finds what can be known to be wrong before anything is read.
func (d *dataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var m model
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if !resp.Diagnostics.HasError() {
		m.check(&resp.Diagnostics)
	}
}

// check finds wrong input, as far as it is known.
func (m *model) check(diags *diag.Diagnostics) {
	m.inputs.check(diags)
	own := ""
	if !m.Name.IsUnknown() {
		own = m.Deadline(kind, m.written()).ID
	}
	face.CheckIDs(m.CoveredBy, own, "covered_by", diags)
}

func (d *dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m model
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &m)...)
	if diags.HasError() {
		return
	}
	own := m.Deadline(kind, m.written())
	d.Session.BeginEnforced(m.Enforcement, own.ID, diags)
	now := d.Session.NowFor(m.AsOf, diags)
	terms := m.Terms(ctx, d.Session, diags)
	m.check(diags)
	if diags.HasError() {
		return
	}
	read, err := m.read(ctx, d.Session, now)
	if wrong, ok := errors.AsType[*definition.Error](err); ok && wrong.Attribute != "" && wrong.Reason != definition.ReasonUnreachable {
		diags.AddAttributeError(path.Root(m.argument(wrong.Attribute)), wrong.Summary, wrong.Message)
		return
	}
	verdict := read.verdict
	if err != nil {
		verdict = definition.Unread(err)
	}
	judgement := face.Reading{
		End: verdict.End, Findings: verdict.Findings, Cause: read.cause(verdict.Cause), Blocked: verdict.Blocked,
	}.Judge(d.Session, own, terms, now, diags)
	if diags.HasError() {
		return
	}
	m.Fill(judgement)
	m.fill(read, verdict)
	diags.Append(protocol.SetState(ctx, &resp.State, &m)...)
	d.Session.EnforceAll(m.Enforcement, judgement.ID, []deadline.Judgement{judgement}, diags)
}

// argument is the argument by which a room's attribute was given.
func (m *model) argument(attribute string) string {
	switch {
	case attribute == "approved" && !m.Digests.IsNull():
		return "digests"
	case attribute == "files" && m.Files.IsNull():
		return "directory"
	}
	return attribute
}

// resultAttributes are what was read.
func resultAttributes() map[string]schema.Attribute {
	paths := func(meaning string) schema.ListAttribute {
		return schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: meaning}
	}
	return map[string]schema.Attribute{
		"altered":            paths("Files that differ from what was approved, sorted."),
		"missing":            paths("Files that were approved and are not there."),
		"added":              paths("Files that are there and were not approved."),
		"unreadable":         paths("Files of which nothing can be told."),
		"uncommitted":        paths("Files that differ from what git has committed, or never were."),
		"unchanged":          schema.Int64Attribute{Computed: true, MarkdownDescription: "How many files are what was approved."},
		"content_sha256":     schema.StringAttribute{Computed: true, MarkdownDescription: "SHA-256 over all paths and files, so that a resource can take it for its trigger and what is applied is what was read; null where one could not be read."},
		"change_reviewed_by": schema.StringAttribute{Computed: true, MarkdownDescription: "`approved_by` where all files are what was approved, else null."},
		"read_error":         schema.StringAttribute{Computed: true, MarkdownDescription: "Why it cannot be told whether the files are what was approved, in a word: `unreachable`, …; null where it can."},
	}
}

type results struct {
	Altered          types.List   `tfsdk:"altered"`
	Missing          types.List   `tfsdk:"missing"`
	Added            types.List   `tfsdk:"added"`
	Unreadable       types.List   `tfsdk:"unreadable"`
	Uncommitted      types.List   `tfsdk:"uncommitted"`
	Unchanged        types.Int64  `tfsdk:"unchanged"`
	ContentSHA256    types.String `tfsdk:"content_sha256"`
	ChangeReviewedBy types.String `tfsdk:"change_reviewed_by"`
	ReadError        types.String `tfsdk:"read_error"`
}

func (m *model) fill(read reading, verdict definition.Verdict) {
	m.Altered, m.Missing, m.Added = attribute.StringsValue(verdict.Altered), attribute.StringsValue(verdict.Missing), attribute.StringsValue(verdict.Added)
	m.Unreadable, m.Uncommitted = attribute.StringsValue(verdict.Unreadable), attribute.StringsValue(read.change.Uncommitted)
	m.Unchanged, m.ContentSHA256 = types.Int64Value(int64(verdict.Same)), attribute.Optional(verdict.Content)
	m.ReadError, m.ChangeReviewedBy = attribute.Optional(string(verdict.Reason)), types.StringNull()
	if verdict.End.State == deadline.EndOpen && len(verdict.Altered)+len(verdict.Missing)+len(verdict.Added) == 0 {
		m.ChangeReviewedBy = attribute.Optional(m.approvedBy())
	}
	m.ChangedAt, m.ChangedBy = attribute.InstantType.Of(attribute.InstantValue(read.changedAt)), attribute.Optional(read.changedBy)
}
