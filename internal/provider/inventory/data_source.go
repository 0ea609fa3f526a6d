// Package inventory has the data source that reads what all workspaces track, and the
// resource that keeps what they read.
package inventory

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/boolvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

var _ datasource.DataSourceWithConfigure = (*inventoryDataSource)(nil)

// inventoryDataSource reads what all workspaces have put into the inventory.
type inventoryDataSource struct{ session.Source }

// NewDataSource makes the data source that reads the inventory.
func NewDataSource() datasource.DataSource {
	return &inventoryDataSource{session.Source{Name: "inventory"}}
}

// ledgerModel has the common face without what says how dates are worked out:
// those of the inventory are. The owner, system and kind of the face are filters.
type ledgerModel struct {
	face.Facts
	ledgerResults
	Name        types.String   `tfsdk:"name"`
	Owner       types.String   `tfsdk:"owner"`
	System      types.String   `tfsdk:"system"`
	Enforcement types.String   `tfsdk:"enforcement"`
	AsOf        attribute.Text `tfsdk:"as_of"`
	ExpiresAt   types.String   `tfsdk:"expires_at"`
	DaysLeft    types.Int64    `tfsdk:"days_left"`
	Status      types.String   `tfsdk:"status"`
	Passes      types.Bool     `tfsdk:"passes"`
	Reason      types.String   `tfsdk:"reason"`
	Findings    types.List     `tfsdk:"findings"`

	DueWithin    attribute.Text `tfsdk:"due_within"`
	WithStatus   types.String   `tfsdk:"with_status"`
	WithoutOwner types.Bool     `tfsdk:"without_owner"`
	HistoryOf    types.String   `tfsdk:"history_of"`

	Origin        types.String   `tfsdk:"origin"`
	MaxReadingAge attribute.Text `tfsdk:"max_reading_age"`
}

const (
	inventoryKind        = "inventory"
	defaultMaxReadingAge = "14d"
)

func (d *inventoryDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := face.DataAttributes(inventoryKind, ledgerAttributes())
	for _, name := range append(deadline.AnsweringFields(), "lead_time", "reminder", "maintenance_window") {
		delete(attributes, name)
	}
	written := []validator.String{stringvalidator.LengthAtLeast(1)}
	attributes["name"] = schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: "Name in the identifier. Default: the tenant."}
	attributes["kind"] = schema.StringAttribute{Optional: true, Computed: true, Validators: written, MarkdownDescription: "Only this kind of thing. Without it the kind of the data source is `inventory`."}
	attributes["system"] = schema.StringAttribute{Optional: true, Validators: written, MarkdownDescription: "Only what belongs to this system."}
	attributes["owner"] = schema.StringAttribute{Optional: true, Validators: written, MarkdownDescription: "Only what this owner answers for."}
	attributes["without_owner"] = schema.BoolAttribute{
		Optional: true, Validators: []validator.Bool{boolvalidator.ConflictsWith(path.MatchRoot("owner"))},
		MarkdownDescription: "`true` for only what has no owner. Conflicts with `owner`.",
	}
	attributes["due_within"] = schema.StringAttribute{
		Optional: true, CustomType: attribute.PeriodType,
		MarkdownDescription: "Only what must be acted on before this time has passed (`act_by` before now and `30d`, `3mo`, `10bd`), what is late and what has no `act_by`. What is open-ended and has no `act_by` is left out.",
	}
	attributes["with_status"] = schema.StringAttribute{
		Optional: true, Validators: []validator.String{stringvalidator.OneOf(statusNames()...)},
		MarkdownDescription: "Only what has this status: " + attribute.OneOf(statusNames()) + ".",
	}
	attributes["origin"] = schema.StringAttribute{
		Optional: true, Validators: []validator.String{stringvalidator.OneOf(string(inventory.Declared), string(inventory.Read))},
		MarkdownDescription: "Only what is `declared` (by the resources of a workspace), or only what was `read` (by its data sources, and kept by [expiry_readings](../resources/readings)). Default: both.",
	}
	attributes["max_reading_age"] = schema.StringAttribute{
		Optional: true, CustomType: attribute.PeriodType,
		MarkdownDescription: "How old a reading may be, by the clock and whatever `as_of` says. An older one is `unknown`, and names the workspace that should have read it. Default: `14d`.",
	}
	attributes["history_of"] = schema.StringAttribute{
		Optional: true, Validators: written, MarkdownDescription: "Id whose `history` to read, like `asset/erp`. It need not be among `assets`, nor exist any more.",
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the shared inventory: what all workspaces of a tenant track, and what their data sources read, as it stands in the database. " +
			"**Rows that this very plan is about to write are not in it yet**; hand those resources to the gate beside it. What was deleted is left out.\n\n" +
			"The filters run in the database and take what meets them all. They compare the dates that are stored. Where these do not tell, what is found is judged, and by that it stays or goes: a contract by its terms on the day, an end without `act_by` by the lead time of its kind. " +
			"An asset that says of its end only what it `tracks` is unknown here; a gate that is given both joins them.\n\n" +
			"What is declared and what was read of one id stand side by side. Each completes the other: a reading has the owner, system and the like that are declared where it says none itself, and something declared without an end has the one that was read; where both say an end and not the same one, that is a finding. " +
			"A reading that is too old is unknown, and so are readings that something took out of the database.\n\n" +
			"Its own common attributes are those of the worst that was found. Where the filters find nothing although there is something of that `kind`, `system` and `owner`, it is `ok`; where there is nothing of it at all, a wrong filter is as likely, so it is `unknown`. " +
			"Where the database is down or its URL is not known yet, it is `unknown` with the reason, and so is the one entry of `assets` and `deadlines_json`: never an empty list. " +
			"Tables that are missing, old or closed to the user are an error that says what to do.",
		Attributes: attributes,
	}
}

func statusNames() []string {
	names := make([]string, len(deadline.Statuses))
	for i, status := range deadline.Statuses {
		names[i] = string(status)
	}
	return names
}

func (d *inventoryDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model ledgerModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &model)...)
	if diags.HasError() {
		return
	}
	s := d.Session
	s.BeginEnforced(model.Enforcement, model.face(tenant(s)).ID, diags)
	now := s.NowFor(model.AsOf, diags)
	search := model.search(s, now, diags)
	if s.Store == nil && s.StoreUnknown == "" {
		diags.AddError("No inventory configured", "The shared inventory was to be read, but the provider is configured without one. "+
			`Write inventory = { url = "sqlite:/var/lib/expiry/inventory.db" } in the provider block, or inventory = { url = "postgres://expiry@db.example.test/expiry", tenant = "acme" }, or set EXPIRY_INVENTORY_URL and EXPIRY_TENANT.`)
	}
	if diags.HasError() {
		return
	}
	own := model.face(tenant(s))
	found, err := readLedger(ctx, s, search)
	switch {
	case s.StoreUnknown != "":
		found = unreadLedger(s, own, s.StoreUnknown, now)
	case session.Transient(err):
		// An empty list would pass whatever stands in the inventory.
		found = unreadLedger(s, own, text.AsClause(err.Error()), now)
	case err != nil:
		session.AddInventoryError(diags, path.Empty(), err)
		return
	}
	judgements := found.judgements()
	whole := found.summary(own, judgements).Judge(now, s.Location)
	model.fill(whole)
	if err := model.fillRows(found); err != nil {
		diags.AddError("Inventory not written", attribute.Sentence(err))
		return
	}
	model.Tenant = attribute.Optional(tenant(s))
	diags.Append(protocol.SetState(ctx, &resp.State, &model)...)
	if len(judgements) == 0 {
		judgements = append(judgements, whole) // that nothing was found may be unknown, too
	}
	s.EnforceAll(model.Enforcement, model.ID.ValueString(), judgements, diags)
}

// tenant is whose rows are read, "" where that is not known yet.
func tenant(s *session.Session) string {
	if s.Store == nil {
		return ""
	}
	return s.Store.Tenant()
}

// face starts the data source's own deadline.
func (m *ledgerModel) face(tenant string) deadline.Deadline {
	own := deadline.Deadline{Kind: inventoryKind, Identity: deadline.Identity{Name: inventoryKind, Owner: m.Owner.ValueString(), System: m.System.ValueString()}}
	if tenant != "" {
		own.Name = tenant
	}
	if !m.Kind.IsNull() {
		own.Kind = m.Kind.ValueString()
	}
	if name := m.Name.ValueString(); name != "" {
		own.Name = name
	}
	own.ID = fmt.Sprintf("%s/%s", inventoryKind, own.Name)
	return own
}

// fill writes the judgement of the whole.
func (m *ledgerModel) fill(j deadline.Judgement) {
	var face face.Data
	face.Fill(j)
	m.Facts, m.Name, m.ExpiresAt, m.DaysLeft = face.Facts, face.Name, face.ExpiresAt, face.DaysLeft
	m.Status, m.Passes, m.Reason, m.Findings = face.Status, face.Passes, face.Reason, face.Findings
}
