package asset

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/ledger"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/tracked"
)

var (
	_ resource.ResourceWithConfigure    = (*assetsResource)(nil)
	_ resource.ResourceWithModifyPlan   = (*assetsResource)(nil)
	_ resource.ResourceWithImportState  = (*assetsResource)(nil)
	_ resource.ResourceWithIdentity     = (*assetsResource)(nil)
	_ resource.ResourceWithUpgradeState = (*assetsResource)(nil)
)

// assetsResource tracks a whole register as one node of Terraform's graph: with
// for_each, Terraform's own work grows with the square of the number of rows.
type assetsResource struct{ tracked.Row }

// NewRegisterResource makes the resource of a whole register of assets.
func NewRegisterResource() resource.Resource {
	return &assetsResource{tracked.NewRow("assets")}
}

type assetsModel struct {
	face.Inputs
	face.Facts
	tracked.RowInputs
	ledger.RegisterInputs
	Digest         types.String `tfsdk:"digest"`
	AllowShrink    types.Bool   `tfsdk:"allow_shrink"`
	ExpiresAt      types.String `tfsdk:"expires_at"`
	Assets         types.List   `tfsdk:"assets"`
	DeadlinesJSON  types.String `tfsdk:"deadlines_json"`
	Rows           types.Int64  `tfsdk:"rows"`
	RowsSkipped    types.List   `tfsdk:"rows_skipped"`
	UnusedHeadings types.List   `tfsdk:"unused_headings"`
}

func (r *assetsResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := ledger.ResourceAttributes(map[string]schema.Attribute{
		"name": r.NameAttribute(),
		"digest": schema.StringAttribute{
			Optional: true, Computed: true,
			Validators:          []validator.String{stringvalidator.LengthBetween(64, 64)},
			MarkdownDescription: "SHA-256 of the register: `filesha256(\"assets.csv\")`. Give it, so that a register that changes between plan and apply is noticed. Default: that of the file.",
		},
		"allow_shrink": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Apply the register although more than half of the rows that were applied last are gone from it. Otherwise that is an error, for a register that was cut short or mixed up with another looks the same; set it for one apply.",
		},
		"expires_at": schema.StringAttribute{Computed: true, MarkdownDescription: "End of the row on which to act first, what is closed left out. Null where the end of any row is unknown, in the year 9999 where none has an end."},
		"assets":     schema.ListAttribute{Computed: true, ElementType: assetRowType, MarkdownDescription: "One object for each row, in the order of the register: the common attributes and " + assetRowFields + " as in `expiry_asset`. Where a row is said to have no end, `expires_at` is `9999-12-31T23:59:59Z`. " + face.DescriptionListed},
		"deadlines_json": schema.StringAttribute{
			// Terraform would print every row of it with every plan that changes one.
			Computed: true, Sensitive: true,
			MarkdownDescription: face.DescriptionRows + " It holds no secret: it is marked as sensitive so that no plan prints thousands of rows. Where another place refuses it for that, write `nonsensitive(expiry_assets.ledger.deadlines_json)`.",
		},
		"rows":            schema.Int64Attribute{Computed: true, MarkdownDescription: "Rows of the register."},
		"rows_skipped":    schema.ListAttribute{Computed: true, ElementType: ledger.SkippedType, MarkdownDescription: ledger.DescriptionRowsSkipped},
		"unused_headings": schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "Headings of the register that nothing was read from."},
	})
	face := tracked.Attributes(tracked.FaceAttributes("assets", attributes))
	face["revision"] = schema.Int64Attribute{Computed: true, MarkdownDescription: "Highest revision of its rows in the inventory, null without one."}
	face["kind"] = schema.StringAttribute{Computed: true, MarkdownDescription: "`assets`."}
	resp.Schema = schema.Schema{
		Version: tracked.StateVersion,
		MarkdownDescription: "Tracks a whole register of assets: a file with a row for each, thousands if need be, in one node of Terraform's graph. " +
			"A plan tells by name which rows were added, changed or removed. `owner` and the like, `lead_time`, `reminder` and `maintenance_window` apply to every row that says nothing else.\n\n" +
			"Columns, of which only `asset` is needed (Japanese headings are understood as well):\n\n" + assetColumnTable(),
		Attributes: face,
	}
}

// ModifyPlan reads the register and works out the face of every row.
func (r *assetsResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.Planned(req) {
		r.planDestroy(ctx, req, &resp.Diagnostics)
		return
	}
	var config, plan assetsModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &config)...)
	diags.Append(req.Plan.Get(ctx, &plan)...)
	if diags.HasError() {
		return
	}
	plan.ID, plan.Tracked, plan.Kind = r.Id(plan.Name), types.BoolValue(true), types.StringValue("assets")
	known := true
	for _, value := range []attr.Value{
		config.Register, config.Format, config.Encoding, config.Sheet, config.Sheets, config.Columns, config.Values, config.DateOrder, config.FiscalYearEnd, config.LeadTime, config.Reminder, config.MaintenanceWindow,
	} {
		known = known && attribute.FullyKnown(value)
	}
	for _, part := range config.Parts() {
		known = known && !part.IsUnknown()
	}
	if known {
		r.planRows(ctx, config, &plan, diags)
		if diags.HasError() {
			return
		}
		changed := changesOf(ctx, req, plan.DeadlinesJSON.ValueString(), diags)
		changed.tell(diags)
		if !config.AllowShrink.ValueBool() {
			changed.refuseLoss(diags)
		}
	} else {
		plan.setUnknown(config)
	}
	diags.Append(resp.Plan.Set(ctx, &plan)...)
	if req.State.Raw.IsNull() || !resp.Plan.Raw.Equal(req.State.Raw) {
		r.rehearseRows(ctx, req, resp)
	}
	r.PlanRevision(ctx, req, resp)
}

func (m *assetsModel) setUnknown(config assetsModel) {
	m.ExpiresAt, m.End, m.ActBy, m.RemindAt, m.DeadlinesJSON = types.StringUnknown(), types.StringUnknown(), types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
	m.Assets, m.Rows, m.UnusedHeadings = types.ListUnknown(assetRowType), types.Int64Unknown(), types.ListUnknown(types.StringType)
	m.RowsSkipped = types.ListUnknown(ledger.SkippedType)
	if m.Digest = config.Digest; config.Digest.IsNull() {
		m.Digest = types.StringUnknown()
	}
}

func (r *assetsResource) planRows(ctx context.Context, config assetsModel, plan *assetsModel, diags *diag.Diagnostics) {
	table, rows := readAssets(ctx, r.Session, config, diags)
	if diags.HasError() {
		return
	}
	if digest := config.Digest; !digest.IsNull() && !digest.IsUnknown() && digest.ValueString() != table.Digest {
		diags.AddAttributeError(path.Root("digest"), "Register has another digest",
			fmt.Sprintf("The register %s is not the one that is meant: it has changed, or digest is out of date. Write digest = filesha256(%q).\n\nDigest given: %s\nDigest found: %s",
				config.Register.ValueString(), config.Register.ValueString(), digest.ValueString(), table.Digest))
		return
	}
	if plan.Digest = config.Digest; config.Digest.IsNull() {
		plan.Digest = types.StringValue(table.Digest)
	}
	plan.Rows, plan.UnusedHeadings = types.Int64Value(int64(len(rows))), attribute.StringsValue(table.Unused)
	plan.RowsSkipped = ledger.SkippedValue(table.Skipped)
	plain := make([]map[string]any, len(rows))
	values := make([]attr.Value, 0, min(len(rows), face.ListedMost))
	for i, row := range rows {
		fields := row.fields()
		plain[i] = face.PlainFields(fields)
		if len(rows) <= face.ListedMost {
			values = append(values, types.ObjectValueMust(assetRowType.AttrTypes, fields))
		}
	}
	document, err := json.Marshal(plain)
	if err != nil {
		diags.AddError("Rows not written", attribute.Sentence(err))
		return
	}
	plan.DeadlinesJSON, plan.Assets = types.StringValue(string(document)), types.ListNull(assetRowType)
	if len(rows) <= face.ListedMost {
		plan.Assets = types.ListValueMust(assetRowType, values)
	}
	first := firstToAct(rows)
	plan.ExpiresAt, plan.End = rowEnd(first.End), types.StringValue(first.End.State.String())
	plan.ActBy, plan.RemindAt = attribute.InstantValue(first.ActBy), attribute.InstantValue(first.RemindAt)
}

// firstToAct is the timeline of the row on which to act first, and none where
// the end of any row is unknown.
func firstToAct(rows []assetRow) deadline.Timeline {
	var first deadline.Timeline
	for i, row := range rows {
		if row.End.State == deadline.EndUnknown {
			return deadline.Timeline{}
		}
		if i == 0 || deadline.Sooner(row.Deadline, deadline.Deadline{Timeline: first}) < 0 {
			first = row.Timeline
		}
	}
	return first
}
