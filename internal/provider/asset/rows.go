package asset

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/asset"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/ledger"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/register"
)

// assetRow is one row of a register of assets with its dates.
type assetRow struct {
	deadline.Thing
	declared asset.Asset
}

// assetRowType is a row as a deadline: the face of a tracked thing and what it
// says of others.
var assetRowType = types.ObjectType{AttrTypes: attribute.Merged(attribute.Merged(face.FactAttrTypes, face.RelationAttrTypes), map[string]attr.Type{
	"criticality_reason": types.StringType, "service_ends_on": types.StringType, "closed_on": types.StringType, "closed_because": types.StringType, "intent": types.StringType,
})}

const assetRowFields = "`criticality_reason`, `service_ends_on`, `closed_on`, `closed_because`, `intent` (`end` where the row is said to be over, and not since when), `tracks`, `covered_by`, `backs_up`, `fate`, `changed_at`, `change_reviewed_by` and `newest_at`"

func (r assetRow) fields() map[string]attr.Value {
	because := r.declared.ClosedBecause
	if r.declared.ClosedOn.IsZero() {
		because = "" // it closes nothing
	}
	return attribute.Merged(attribute.Merged(face.FactValues(r.Deadline), face.RelationValues(r.Thing)), map[string]attr.Value{
		"expires_at": rowEnd(r.End), "criticality_reason": attribute.Optional(r.declared.CriticalityReason),
		"service_ends_on": attribute.DateValue(r.declared.ServiceEndsOn), "closed_on": attribute.DateValue(r.declared.ClosedOn),
		"closed_because": attribute.Optional(because), "intent": attribute.Optional(r.declared.Intent()),
	})
}

// rowEnd is the end of a row as expires_at. The year 9999 stands for no end, which
// null could not tell from an unknown one.
func rowEnd(end deadline.End) types.String {
	if end.State == deadline.EndOpen {
		return types.StringValue("9999-12-31T23:59:59Z")
	}
	return face.EndValue(end)
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
func readAssets(ctx context.Context, s *session.Session, config assetsModel, diags *diag.Diagnostics) (*register.Table, []assetRow) {
	if ledger.IsURL(config.Register.ValueString()) {
		diags.AddAttributeError(path.Root("register"), "Register not read", "A register of assets is a file: what a resource stores must not depend on whether a server answers. Fetch it before the plan, or keep it beside the configuration.")
		return nil, nil
	}
	table, _ := ledger.Read(ctx, s, config.RegisterInputs, assetColumns(), diags)
	if table == nil {
		return nil, nil
	}
	in := config.Terms(ctx, s, diags)
	rows := make([]assetRow, 0, len(table.Rows))
	first := make(map[string]register.Row, len(table.Rows))
	var faults, unsaid, over []string
	today := latestDay(s)
	for _, row := range table.Rows {
		a, wrong := asset.Reader{Dates: config.Dates()}.Parse(func(column string) string { return row.Cell(column).Text }, s.Location)
		for _, fault := range wrong {
			faults = append(faults, fmt.Sprintf("%s: %s.", row.Cell(fault.Field).Address, strings.TrimSuffix(fault.Message, ".")))
		}
		if fault := a.CheckClosedBy(today); fault != nil {
			wrong = append(wrong, fault)
			faults = append(faults, fmt.Sprintf("%s: %s.", row.Cell(fault.Field).Address, fault.Message))
		}
		if a.Intent() != "" {
			said := row.Cell("status")
			if a.Stage != deadline.StageOver {
				said = row.Cell("closed_because")
			}
			over = append(over, said.Address+": "+deadline.Quote(said.Text))
		}
		unsaid = append(unsaid, ledger.UnsaidCells(row, a.Unsaid)...)
		if before, twice := first[a.Name]; twice && a.Name != "" {
			faults = append(faults, fmt.Sprintf("The asset %q stands twice: at %s and at %s.", a.Name, before.Cell("asset").Address, row.Cell("asset").Address))
		} else {
			first[a.Name] = row
		}
		if len(wrong) == 0 {
			rows = append(rows, datedRow(s, a, config.Inputs, in, diags))
		}
	}
	ledger.AddRowFaults(faults, diags)
	ledger.AddUnsaid(unsaid, diags)
	if len(over) > 0 {
		diags.AddAttributeWarning(path.Root("register"), "Over since no day", "These rows are said to be over, and not since when and why, so they are still judged by their dates. Write closed_on and closed_because; where a thing goes on, put its status right:\n"+ledger.FirstCells(over))
	}
	return table, rows
}

// datedRow gives a row its dates; what the row does not say the configuration
// says of all.
func datedRow(s *session.Session, a asset.Asset, face face.Inputs, in session.TermsInput, diags *diag.Diagnostics) assetRow {
	row := assetRow{Thing: a.Thing(), declared: a}
	d := &row.Deadline
	d.FillFrom(face.Identity())
	if a.LeadTime != "" {
		in.LeadTime = attribute.PeriodType.Of(types.StringValue(a.LeadTime))
	}
	if a.Reminder != "" {
		in.Reminder = attribute.PeriodType.Of(types.StringValue(a.Reminder))
	}
	end, cause := a.End(s.Location)
	d.Timeline, d.Cause = a.Cap(s.Timeline(d.Kind, end, 0, in, diags), s.Location), cause
	return row
}
