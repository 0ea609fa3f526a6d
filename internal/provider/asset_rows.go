package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/asset"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/register"
)

// assetRow is one row of a register of assets with its dates.
type assetRow struct {
	deadline.Thing
	criticalityReason string
}

// assetRowType is a row as a deadline: the face of a tracked thing and what it
// says of others.
var assetRowType = types.ObjectType{AttrTypes: merged(merged(factAttrTypes, relationAttrTypes), map[string]attr.Type{"criticality_reason": types.StringType})}

const assetRowFields = "`criticality_reason`, `tracks`, `covered_by`, `backs_up`, `fate`, `changed_at`, `change_reviewed_by` and `newest_at`"

func (r assetRow) fields() map[string]attr.Value {
	return merged(merged(factValues(r.Deadline), relationValues(r.Thing)), map[string]attr.Value{
		"expires_at": rowEnd(r.End), "criticality_reason": optional(r.criticalityReason),
	})
}

// rowEnd is the end of a row as expires_at. The year 9999 stands for no end, which
// null could not tell from an unknown one.
func rowEnd(end deadline.End) types.String {
	if end.State == deadline.EndOpen {
		return types.StringValue("9999-12-31T23:59:59Z")
	}
	return endValue(end)
}

// assetColumns is the vocabulary of a register of assets.
func assetColumns() []register.Column {
	var columns []register.Column
	for _, column := range asset.Columns {
		columns = append(columns, register.Column{Name: column.Name, Headings: column.Headings, Required: column.Required})
	}
	return columns
}

// assetColumnTable is the columns as a table of Markdown.
func assetColumnTable() string {
	lines := []string{"| column | says |", "| --- | --- |"}
	for _, column := range asset.Columns {
		lines = append(lines, fmt.Sprintf("| `%s` | %s |", column.Name, column.Meaning))
	}
	return strings.Join(lines, "\n")
}

// readAssets reads the rows and works out their dates. Every mistake is reported.
func (s *session) readAssets(ctx context.Context, config assetsModel, diags *diagnostics) (*register.Table, []assetRow) {
	if isURL(config.Register.ValueString()) {
		diags.AddAttributeError(path.Root("register"), "Register not read", "A register of assets is a file: what a resource stores must not depend on whether a server answers. Fetch it before the plan, or keep it beside the configuration.")
		return nil, nil
	}
	table, _ := s.readRegister(ctx, config.registerInputs, assetColumns(), diags)
	if table == nil {
		return nil, nil
	}
	in := config.terms(ctx, s, diags)
	rows := make([]assetRow, 0, len(table.Rows))
	first := make(map[string]register.Row, len(table.Rows))
	var faults, unsaid []string
	for _, row := range table.Rows {
		a, wrong := asset.Reader{Dates: config.dates()}.Parse(func(column string) string { return row.Cell(column).Text }, s.location)
		for _, fault := range wrong {
			faults = append(faults, fmt.Sprintf("%s: %s.", row.Cell(fault.Field).Address, strings.TrimSuffix(fault.Message, ".")))
		}
		unsaid = append(unsaid, unsaidCells(row, a.Unsaid)...)
		if before, twice := first[a.Name]; twice && a.Name != "" {
			faults = append(faults, fmt.Sprintf("The asset %q stands twice: at %s and at %s.", a.Name, before.Cell("asset").Address, row.Cell("asset").Address))
		} else {
			first[a.Name] = row
		}
		if len(wrong) == 0 {
			rows = append(rows, s.datedRow(a, config.faceInputs, in, diags))
		}
	}
	addRowFaults(faults, diags)
	addUnsaid(unsaid, diags)
	return table, rows
}

// datedRow gives a row its dates; what the row does not say the configuration
// says of all.
func (s *session) datedRow(a asset.Asset, face faceInputs, in termsInput, diags *diagnostics) assetRow {
	row := assetRow{Thing: a.Thing(), criticalityReason: a.CriticalityReason}
	d := &row.Deadline
	d.FillFrom(face.identity())
	if a.LeadTime != "" {
		in.LeadTime = periodType.of(types.StringValue(a.LeadTime))
	}
	if a.Reminder != "" {
		in.Reminder = periodType.of(types.StringValue(a.Reminder))
	}
	end, cause := a.End(s.location)
	d.Timeline, d.Cause = a.Cap(s.timeline(d.Kind, end, 0, in, diags), s.location), cause
	return row
}

// tellChangedRows says by name what differs from the rows that are stored.
func tellChangedRows(ctx context.Context, req resource.ModifyPlanRequest, planned string, diags *diagnostics) {
	if req.State.Raw.IsNull() {
		return
	}
	var stored types.String
	diags.Append(req.State.GetAttribute(ctx, path.Root("deadlines_json"), &stored)...)
	if stored.IsNull() || stored.ValueString() == planned {
		return
	}
	before, after := rowsByID(stored.ValueString()), rowsByID(planned)
	var lines []string
	for _, id := range sortedKeys(before, after) {
		was, stood := before[id]
		is, stands := after[id]
		switch {
		case !stood:
			lines = append(lines, "+ "+id)
		case !stands:
			lines = append(lines, "- "+id)
		default:
			if what := changedFields(was, is); what != "" {
				lines = append(lines, "~ "+id+": "+what)
			}
		}
	}
	if len(lines) == 0 {
		return
	}
	const shown = 20
	detail := strings.Join(lines[:min(len(lines), shown)], "\n")
	if rest := len(lines) - shown; rest > 0 {
		detail += fmt.Sprintf("\nand %d more.", rest)
	}
	diags.AddAttributeWarning(path.Root("register"), "Rows of the register changed", detail)
}

func rowsByID(document string) map[string]map[string]any {
	var rows []map[string]any
	if err := json.Unmarshal([]byte(document), &rows); err != nil {
		return nil
	}
	byID := make(map[string]map[string]any, len(rows))
	for _, row := range rows {
		id, _ := row["id"].(string)
		byID[id] = row
	}
	return byID
}

func sortedKeys(some, more map[string]map[string]any) []string {
	var keys []string
	for key := range merged(some, more) {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// changedFields lists the fields in which two rows differ, with what they say.
func changedFields(was, is map[string]any) string {
	var changes []string
	for name := range is {
		before, after := plainText(was[name]), plainText(is[name])
		if before != after && name != "act_by" && name != "remind_at" {
			changes = append(changes, fmt.Sprintf("%s %s -> %s", name, before, after))
		}
	}
	if len(changes) == 0 && (plainText(was["act_by"]) != plainText(is["act_by"]) || plainText(was["remind_at"]) != plainText(is["remind_at"])) {
		changes = append(changes, fmt.Sprintf("act_by %s -> %s", plainText(was["act_by"]), plainText(is["act_by"])))
	}
	slices.Sort(changes)
	return strings.Join(changes, ", ")
}

func plainText(value any) string {
	if value == nil {
		return "(none)"
	}
	if s, ok := value.(string); ok {
		return deadline.Printable(s)
	}
	document, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(document)
}
