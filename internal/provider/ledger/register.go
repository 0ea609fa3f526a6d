// Package ledger reads the registers that people keep, as arguments of data sources
// and resources.
package ledger

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	tfpath "github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/register"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// RegisterInputs say where a register is and how it is written.
type RegisterInputs struct {
	Register types.String `tfsdk:"register"`
	Format   types.String `tfsdk:"format"`
	Encoding types.String `tfsdk:"encoding"`
	Sheet    types.String `tfsdk:"sheet"`
	Sheets   types.List   `tfsdk:"sheets"`
	Columns  types.Map    `tfsdk:"columns"`

	Values        types.Map    `tfsdk:"values"`
	DateOrder     types.String `tfsdk:"date_order"`
	FiscalYearEnd types.Int64  `tfsdk:"fiscal_year_end"`
}

// Dates are the forms of dates that the register declares.
func (in RegisterInputs) Dates() deadline.DateForms {
	return deadline.DateForms{Order: deadline.DateOrder(in.DateOrder.ValueString()), FiscalYearEnd: time.Month(in.FiscalYearEnd.ValueInt64())}
}

var registerDescriptions = map[string]string{
	"register": "The register: CSV (comma, semicolon or tab), XLSX, JSON or YAML. ",
	"format":   "`csv`, `xlsx`, `json` or `yaml`. Default: found out by content.",
	"encoding": attribute.OneOf(register.Encodings) + ". Default: found out by content, save for `windows-1252` and `euc-jp`, which have to be said.",
	"sheet":    "Sheet of a workbook by name. Default: the first that is not hidden; where a further one has the headings of a register too, that is an error which names it.",
	"sheets":   "Sheets of a workbook by name, read one after the other, or `[\"*\"]` for all that are not hidden and have the headings. Instead of `sheet`.",
	"values":   "What words of the file mean, by column, where they are not understood: `{ renewal = { \"Ja\" = \"tacit\" } }`.",

	"date_order":      "Order in which the register writes dates: `ymd`, `dmy` or `mdy`. Needed only for dates that can be read in two ways, like `03/04/2027`: without it they are an error.",
	"fiscal_year_end": "Month with which a fiscal year ends, for dates like `令和8年度末`. Default: 3.",

	"columns": "Headings of the file by column name, for headings that are not understood: `{ ends_on = \"laufzeit bis\" }`.",
}

const (
	registerPath = "A path."
	registerURL  = "A path, or an `https://` address."
)

var (
	registerFormats = []string{"csv", "xlsx", "json", "yaml"}
	registerOrders  = []string{string(deadline.OrderYMD), string(deadline.OrderDMY), string(deadline.OrderMDY)}
)

// DataSourceAttributes adds what says where a register is and how it is written.
func DataSourceAttributes(own map[string]dsschema.Attribute) map[string]dsschema.Attribute {
	d := registerDescriptions
	own["register"] = dsschema.StringAttribute{Required: true, MarkdownDescription: d["register"] + registerURL}
	own["format"] = dsschema.StringAttribute{Optional: true, Validators: []validator.String{stringvalidator.OneOf(registerFormats...)}, MarkdownDescription: d["format"]}
	own["encoding"] = dsschema.StringAttribute{Optional: true, Validators: []validator.String{stringvalidator.OneOf(register.Encodings...)}, MarkdownDescription: d["encoding"]}
	own["sheet"] = dsschema.StringAttribute{Optional: true, MarkdownDescription: d["sheet"]}
	own["sheets"] = dsschema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: d["sheets"]}
	own["values"] = dsschema.MapAttribute{Optional: true, ElementType: types.MapType{ElemType: types.StringType}, Validators: []validator.Map{attribute.NoNulls{}}, MarkdownDescription: d["values"]}
	own["date_order"] = dsschema.StringAttribute{Optional: true, Validators: []validator.String{stringvalidator.OneOf(registerOrders...)}, MarkdownDescription: d["date_order"]}
	own["fiscal_year_end"] = dsschema.Int64Attribute{Optional: true, Validators: []validator.Int64{int64validator.Between(1, 12)}, MarkdownDescription: d["fiscal_year_end"]}
	own["columns"] = dsschema.MapAttribute{Optional: true, ElementType: types.StringType, Validators: []validator.Map{attribute.NoNulls{}}, MarkdownDescription: d["columns"]}
	own["digest"] = dsschema.StringAttribute{Computed: true, MarkdownDescription: "SHA-256 of the register in hexadecimal, as `filesha256` gives it. Null where it could not be reached."}
	own["unused_headings"] = dsschema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "Headings of the register that nothing was read from."}
	own["rows_read"] = dsschema.Int64Attribute{Computed: true, MarkdownDescription: "Rows of the register that were read, those that a filter hides included. Null where it could not be reached."}
	own["rows_skipped"] = dsschema.ListAttribute{Computed: true, ElementType: SkippedType, MarkdownDescription: DescriptionRowsSkipped}
	return own
}

// ResourceAttributes does the same for a resource.
func ResourceAttributes(own map[string]schema.Attribute) map[string]schema.Attribute {
	d := registerDescriptions
	own["register"] = schema.StringAttribute{Required: true, MarkdownDescription: d["register"] + registerPath}
	own["format"] = schema.StringAttribute{Optional: true, Validators: []validator.String{stringvalidator.OneOf(registerFormats...)}, MarkdownDescription: d["format"]}
	own["encoding"] = schema.StringAttribute{Optional: true, Validators: []validator.String{stringvalidator.OneOf(register.Encodings...)}, MarkdownDescription: d["encoding"]}
	own["sheet"] = schema.StringAttribute{Optional: true, MarkdownDescription: d["sheet"]}
	own["sheets"] = schema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: d["sheets"]}
	own["values"] = schema.MapAttribute{Optional: true, ElementType: types.MapType{ElemType: types.StringType}, Validators: []validator.Map{attribute.NoNulls{}}, MarkdownDescription: d["values"]}
	own["date_order"] = schema.StringAttribute{Optional: true, Validators: []validator.String{stringvalidator.OneOf(registerOrders...)}, MarkdownDescription: d["date_order"]}
	own["fiscal_year_end"] = schema.Int64Attribute{Optional: true, Validators: []validator.Int64{int64validator.Between(1, 12)}, MarkdownDescription: d["fiscal_year_end"]}
	own["columns"] = schema.MapAttribute{Optional: true, ElementType: types.StringType, Validators: []validator.Map{attribute.NoNulls{}}, MarkdownDescription: d["columns"]}
	return own
}

// SkippedType are rows that hold something and were not read.
var SkippedType = types.ObjectType{AttrTypes: map[string]attr.Type{"sheet": types.StringType, "rows": types.Int64Type, "reason": types.StringType}}

// DescriptionRowsSkipped describes the rows that were not read.
const DescriptionRowsSkipped = "Rows that hold something and were not read, like those above the headings or of a hidden sheet: `sheet` (null outside workbooks), `rows` (how many), `reason`."

// RegisterResults are what data sources tell of a register.
type RegisterResults struct {
	Digest         types.String `tfsdk:"digest"`
	UnusedHeadings types.List   `tfsdk:"unused_headings"`
	RowsRead       types.Int64  `tfsdk:"rows_read"`
	RowsSkipped    types.List   `tfsdk:"rows_skipped"`
}

// ResultsOf tells of a table, which is nil where the register was not reached.
func ResultsOf(table *register.Table) RegisterResults {
	if table == nil {
		return RegisterResults{UnusedHeadings: attribute.StringsValue(nil), RowsSkipped: SkippedValue(nil)}
	}
	return RegisterResults{
		Digest: types.StringValue(table.Digest), UnusedHeadings: attribute.StringsValue(table.Unused),
		RowsRead: types.Int64Value(int64(len(table.Rows))), RowsSkipped: SkippedValue(table.Skipped),
	}
}

// SkippedValue are the rows that were not read.
func SkippedValue(skipped []register.Skipped) types.List {
	values := make([]attr.Value, len(skipped))
	for i, one := range skipped {
		values[i] = types.ObjectValueMust(SkippedType.AttrTypes, map[string]attr.Value{
			"sheet": attribute.Optional(one.Sheet), "rows": types.Int64Value(int64(one.Rows)), "reason": types.StringValue(one.Reason),
		})
	}
	return types.ListValueMust(SkippedType, values)
}

// Read reads the register. Wrong input is reported on the attribute at
// fault and gives nil; what could not be reached is told by the second result.
func Read(ctx context.Context, s *session.Session, in RegisterInputs, vocabulary []register.Column, diags *diag.Diagnostics) (*register.Table, *Unreachable) {
	options := register.Options{
		Format: in.Format.ValueString(), Encoding: in.Encoding.ValueString(), Sheets: attribute.StringsOf(in.Sheets), Mapping: map[string]string{},
	}
	if sheet := in.Sheet.ValueString(); sheet != "" {
		if len(options.Sheets) > 0 {
			diags.AddAttributeError(tfpath.Root("sheets"), "Sheet and sheets", "The sheet to read is given twice, as sheet and as sheets. Leave one of them out.")
			return nil, nil
		}
		options.Sheets = []string{sheet}
	}
	diags.Append(in.Columns.ElementsAs(ctx, &options.Mapping, false)...)
	if !in.Values.IsNull() {
		diags.Append(in.Values.ElementsAs(ctx, &options.Values, false)...)
	}
	if diags.HasError() {
		return nil, nil
	}
	from := in.Register.ValueString()
	var table *register.Table
	var err error
	if IsURL(from) {
		var content []byte
		var name string
		// What another server answers is not shown: it may have been asked instead of us.
		options.Discreet = true
		if name, content, err = download(ctx, s, from); err == nil {
			table, err = register.Parse(ctx, name, content, vocabulary, options)
		}
	} else {
		table, err = register.Read(ctx, from, vocabulary, options)
	}
	if missing, ok := errors.AsType[*Unreachable](err); ok {
		return nil, missing
	}
	if fault, ok := errors.AsType[*register.Error](err); ok {
		at := fault.Option
		switch {
		case at == "":
			at = "register"
		case at == "sheet" && in.Sheet.IsNull() && !in.Sheets.IsNull():
			at = "sheets"
		}
		diags.AddAttributeError(tfpath.Root(at), "Register not read", fault.Message)
		return nil, nil
	}
	if err != nil {
		diags.AddAttributeError(tfpath.Root("register"), "Register not read", attribute.Sentence(err))
		return nil, nil
	}
	return table, nil
}

// AddRowFaults reports what is wrong with rows, the first of many.
func AddRowFaults(faults []string, diags *diag.Diagnostics) {
	if len(faults) == 0 {
		return
	}
	diags.AddAttributeError(tfpath.Root("register"), "Register with mistakes", FirstCells(faults))
}

// FirstCells lists what is said of cells, the first of many.
func FirstCells(lines []string) string {
	const shown = 10
	items := make([]string, len(lines))
	for i, line := range lines {
		items[i] = "- " + line
	}
	return text.Lines(items, shown)
}
