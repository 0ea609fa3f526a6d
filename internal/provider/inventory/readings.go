package inventory

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/given"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/tracked"
)

var (
	_ resource.ResourceWithConfigure   = (*readingsResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*readingsResource)(nil)
	_ resource.ResourceWithImportState = (*readingsResource)(nil)
	_ resource.ResourceWithIdentity    = (*readingsResource)(nil)
)

// readingsKind is the type's name and begins its id.
const readingsKind = "readings"

// readingsResource keeps what the data sources of a configuration read as rows of the
// inventory. State has no more of them than tells whether they are to be written.
type readingsResource struct{ tracked.Named }

// NewReadings makes the resource that keeps what was read.
func NewReadings() resource.Resource {
	return &readingsResource{tracked.NewNamed(readingsKind, nil)}
}

// readingsModel never has the deadlines themselves: they come by the context (see the
// package protocol).
type readingsModel struct {
	ID            types.String   `tfsdk:"id"`
	Name          types.String   `tfsdk:"name"`
	Deadlines     types.Dynamic  `tfsdk:"deadlines"`
	DeadlinesJSON types.String   `tfsdk:"deadlines_json"`
	RefreshAfter  attribute.Text `tfsdk:"refresh_after"`
	Source        types.String   `tfsdk:"source"`
	AllowEmpty    types.Bool     `tfsdk:"allow_empty"`
	Adopt         types.Bool     `tfsdk:"adopt"`
	Digest        types.String   `tfsdk:"digest"`
	Total         types.Int64    `tfsdk:"total"`
	ReadAt        types.String   `tfsdk:"read_at"`
	Withdrawn     types.List     `tfsdk:"withdrawn"`
}

const (
	defaultReader       = "default"
	defaultRefreshAfter = "7d"
)

func (r *readingsResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Keeps what the data sources of this configuration read in the shared inventory, so that one gate, one page and one calendar see what hundreds of workspaces read: [expiry_inventory](../data-sources/inventory) gives it, beside what is declared. " +
			"See the guide [One ledger for everything that is read](../guides/one-ledger-for-everything-that-is-read).\n\n" +
			"An apply writes all of it at once, or nothing. After that a plan has nothing to do until an id, an end, an owner or what is refused changes, or until `refresh_after` has passed since `read_at`, by the clock and whatever `as_of` says: so that a ledger that is not renewed can be told from one that is. " +
			"What is no longer among the deadlines is withdrawn, with its day, and told. An end that could not be read this time is kept as unknown, beside the last one that could.\n\n" +
			"`read_at` is when an apply wrote, by the clock of the database: apply what was planned while it is fresh. An apply as of a day to come is refused, since a contract that renews itself would show another term than the one that runs. " +
			"Another workspace's rows of the same ids are left as they are. A destroy withdraws all. Needs the provider's `inventory`, and Terraform 1.11 or OpenTofu 1.11.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{Computed: true, MarkdownDescription: "`readings/` and the name."},
			"name": schema.StringAttribute{
				Optional: true, Computed: true, Default: stringdefault.StaticString(defaultReader),
				Validators:          []validator.String{stringvalidator.LengthBetween(1, 256)},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
				MarkdownDescription: "Name of these readings, one for each `expiry_readings` of a workspace: what one of them no longer reads is withdrawn. Default: `default`.",
			},
			"deadlines":      given.KeptAttribute(),
			"deadlines_json": schema.StringAttribute{Optional: true, WriteOnly: true, MarkdownDescription: "The same as one JSON text, for thousands: the `deadlines_json` of a data source that reads many. Kept together with `deadlines`. Write-only."},
			"refresh_after": schema.StringAttribute{
				Optional: true, Computed: true, CustomType: attribute.PeriodType, Default: stringdefault.StaticString(defaultRefreshAfter),
				MarkdownDescription: "After which time all is written again though nothing changed, like `1d`, `2w` or `5bd`. A plan shows it as an update. Make it shorter than the `max_reading_age` of who looks. Default: `7d`.",
			},
			"source": schema.StringAttribute{
				Optional: true, Validators: []validator.String{stringvalidator.LengthBetween(1, 500)},
				MarkdownDescription: "What read it, for whoever looks into the ledger: `data.expiry_certificates.fleet in git.example.test/shop`.",
			},
			"allow_empty": schema.BoolAttribute{
				Optional: true, Computed: true, Default: booldefault.StaticBool(false),
				MarkdownDescription: "Accept that nothing was read, which otherwise is an error: it would withdraw everything. Default: `false`.",
			},
			"adopt": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Go on with what stands in the inventory under this name of this workspace, though this state does not know it, as after a state was lost. Otherwise that is an error, unless the same was read.",
			},
			"digest":    schema.StringAttribute{Computed: true, MarkdownDescription: "SHA-256 of the ids, ends and owners, and of what is refused. No status and no day of reading is in it."},
			"total":     schema.Int64Attribute{Computed: true, MarkdownDescription: "How many readings there are."},
			"read_at":   schema.StringAttribute{Computed: true, MarkdownDescription: "When they were written last (RFC 3339, UTC)."},
			"withdrawn": schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "Ids that the last write withdrew, since they were no longer read."},
		},
	}
}

// Read takes over what the inventory says of the readings as a whole. Where rows were
// taken out behind its back there is no digest, and the next apply writes all again.
func (r *readingsResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	r.Named.Read(ctx, req, resp)
	var state readingsModel
	diags := &resp.Diagnostics
	diags.Append(req.State.Get(ctx, &state)...)
	if diags.HasError() || r.Session == nil || r.Session.Store == nil {
		return // a plan says what is missing
	}
	reader, found, err := r.Session.Store.ReadReader(ctx, state.Name.ValueString())
	switch {
	case err != nil && (session.Transient(err) || noWorkspace(err)):
		tracked.AddNotRead(diags, err)
		return
	case err != nil:
		session.AddInventoryError(diags, path.Empty(), err)
		return
	case !found:
		diags.AddWarning("Gone from the inventory", fmt.Sprintf("The inventory has no readings %s of this workspace any more; the next apply writes them again.", deadline.Quote(state.Name.ValueString())))
		resp.State.RemoveResource(ctx)
		return
	case reader.Found != reader.Count:
		diags.AddWarning("Changed in the inventory", fmt.Sprintf("Of %d readings %s that were written, %d are in the inventory: something else than this provider changed them. The next apply writes all again.",
			reader.Count, deadline.Quote(state.Name.ValueString()), reader.Found))
		reader.Digest = ""
	}
	state.Digest, state.Total, state.ReadAt = attribute.Optional(reader.Digest), types.Int64Value(reader.Found), attribute.InstantValue(reader.ReadAt)
	state.RefreshAfter = attribute.PeriodType.Of(types.StringValue(reader.RefreshAfter))
	diags.Append(resp.State.Set(ctx, &state)...)
}

// ImportState takes what the inventory has under the name.
func (r *readingsResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	diags := &resp.Diagnostics
	name := strings.TrimPrefix(req.ID, readingsKind+"/")
	if req.ID == "" {
		diags.Append(req.Identity.GetAttribute(ctx, path.Root("name"), &name)...)
	}
	if r.Session == nil || r.Session.Store == nil {
		addNoInventory(r.Session, diags)
		return
	}
	reader, found, err := r.Session.Store.ReadReader(ctx, name)
	switch {
	case err != nil:
		session.AddInventoryError(diags, path.Empty(), err)
	case !found:
		diags.AddError("Not in the inventory", fmt.Sprintf("The inventory has no readings %s of the workspace %s to import.\n\nInventory: %s", deadline.Quote(name), deadline.Quote(r.Session.Workspace), r.Session.Store.URL()))
	}
	if diags.HasError() {
		return
	}
	diags.Append(resp.State.Set(ctx, &readingsModel{
		ID: types.StringValue(readingsKind + "/" + name), Name: types.StringValue(name),
		RefreshAfter: attribute.PeriodType.Of(types.StringValue(reader.RefreshAfter)), AllowEmpty: types.BoolValue(false),
		Digest: types.StringValue(reader.Digest), Total: types.Int64Value(reader.Found), ReadAt: attribute.InstantValue(reader.ReadAt),
		Withdrawn: attribute.StringsValue(nil),
	})...)
	diags.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), name)...)
}

// noWorkspace says that nobody said which workspace this is, of which a plan tells.
func noWorkspace(err error) bool { return kindOf(err) == inventory.NoWorkspace }
