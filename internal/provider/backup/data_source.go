// Package backup has the data source on backups.
package backup

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/backup"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// Kind is the kind of what is read here, by which a policy knows a backup.
const Kind = "backup"

var (
	_ datasource.DataSourceWithConfigure      = (*dataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*dataSource)(nil)
)

type dataSource struct{ session.Source }

// NewDataSource makes the data source of the newest good backup of a thing.
func NewDataSource() datasource.DataSource {
	return &dataSource{session.Source{Name: Kind}}
}

type model struct {
	face.Data
	sourceInputs
	filterInputs
	askedInputs
	CoveredBy        types.List     `tfsdk:"covered_by"`
	BacksUp          types.List     `tfsdk:"backs_up"`
	Fate             types.Object   `tfsdk:"fate"`
	ChangedAt        attribute.Text `tfsdk:"changed_at"`
	ChangeReviewedBy types.String   `tfsdk:"change_reviewed_by"`

	NewestSize types.Int64  `tfsdk:"newest_size"`
	NewestName types.String `tfsdk:"newest_name"`
	Tool       types.String `tfsdk:"tool"`
	Sources    types.List   `tfsdk:"sources"`
	ReadError  types.String `tfsdk:"read_error"`
}

func (d *dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := face.RelationDataAttributes("covered_by", "backs_up", "fate", "changed_at", "change_reviewed_by")
	maps.Copy(attributes, sourceAttributes())
	maps.Copy(attributes, filterAttributes())
	maps.Copy(attributes, askedAttributes())
	maps.Copy(attributes, resultAttributes())
	resp.Schema = schema.Schema{
		MarkdownDescription: "Tells when the newest good backup of a thing was made, and when it will be too old: `expires_at` is that instant and `max_age`. " +
			"It reads what backup programs, folders and object stores list; it runs no program and opens no repository. " +
			"Backups that failed, still run, are partial, empty, far smaller than those before, or dated ahead of the clock do not count. " +
			"Where a listing holds several sources, such as hosts, the stalest decides: one that is alive would hide all that are dead. No good backup at all is `expired` with the finding `backup-missing`; what could not be read is `unknown`.",
		Attributes: face.DataAttributes(Kind, attributes),
	}
}

// ValidateConfig finds what can be known to be wrong before anything is read.
func (d *dataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var m model
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if !resp.Diagnostics.HasError() {
		m.check(ctx, &resp.Diagnostics)
	}
}

// check finds wrong input, as far as it is known.
func (m *model) check(ctx context.Context, diags *diag.Diagnostics) {
	m.checkSource(ctx, m.Name, diags)
	m.filterInputs.check(diags)
	m.askedInputs.check(ctx, diags)
	own := ""
	if !m.Name.IsUnknown() {
		own = m.deadline(ctx).ID
	}
	face.CheckIDs(m.BacksUp, own, "backs_up", diags)
	face.CheckIDs(m.CoveredBy, own, "covered_by", diags)
}

// deadline is who the backup is, before anything is read.
func (m *model) deadline(ctx context.Context) deadline.Deadline {
	d := m.Deadline(Kind, m.written(ctx))
	d.Task = "the next backup"
	return d
}

func (d *dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m model
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &m)...)
	if diags.HasError() {
		return
	}
	own := m.deadline(ctx)
	d.Session.BeginEnforced(m.Enforcement, own.ID, diags)
	now := d.Session.NowFor(m.AsOf, diags)
	m.check(ctx, diags)
	terms := m.Terms(ctx, d.Session, diags)
	terms.AnyTime = true // a nightly backup waits for no monthly window
	question := m.question(ctx, d.Session, diags)
	question.Now, question.Filter = now, m.filter()
	if diags.HasError() {
		return
	}
	listing, err := m.list(ctx, d.Session, &question)
	var verdict backup.Verdict
	if err != nil {
		verdict = backup.Unread(err)
	} else {
		verdict = backup.Judge(listing, question)
	}
	if verdict.Attribute != "" {
		diags.AddAttributeError(path.Root(verdict.Attribute), verdict.Summary, attribute.AsSentence(verdict.Cause))
		return
	}
	judgement := face.Reading{
		End: verdict.End, Lifetime: verdict.Lifetime(), Findings: verdict.Findings, Cause: verdict.Cause, Blocked: verdict.Blocked,
	}.Judge(d.Session, own, terms, now, diags)
	if diags.HasError() {
		return
	}
	m.Fill(judgement)
	m.fill(listing, verdict)
	diags.Append(protocol.SetState(ctx, &resp.State, &m)...)
	d.Session.EnforceAll(m.Enforcement, judgement.ID, []deadline.Judgement{judgement}, diags)
}
