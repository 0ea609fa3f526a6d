package register_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/register"
)

// skipped are the rows that were not read, for a test table.
func skipped(table *register.Table) string {
	var lines []string
	for _, one := range table.Skipped {
		lines = append(lines, fmt.Sprintf("%s %d %s", one.Sheet, one.Rows, one.Reason))
	}
	return strings.Join(lines, "; ")
}

// rowsOf are rows of a sheet with a key each, from a line on.
func rowsOf(line int, keys ...string) string {
	var rows strings.Builder
	for i, one := range keys {
		fmt.Fprintf(&rows, `<row r="%d">%s</row>`, line+i, key(line+i, one))
	}
	return rows.String()
}

// registers.md 2: what stands on a further sheet is not dropped.
func TestUnreadSheets(t *testing.T) {
	t.Parallel()
	notes := `<row r="1">` + key(1, "ask Ms Sato") + `</row><row r="3">` + key(3, "x") + `</row>`
	// The same headings in another order, below a title.
	turned := `<row r="1">` + key(1, "archive") + `</row><row r="2"><c r="A2" t="inlineStr"><is><t>満了日</t></is></c><c r="C2" t="inlineStr"><is><t>契約番号</t></is></c></row>` +
		`<row r="3"><c r="A3" s="1"><v>44135</v></c><c r="C3" t="inlineStr"><is><t>old</t></is></c></row><row r="4"><c r="E4"><v>1</v></c></row>`
	whole := book{sheets: []string{"2026=" + head + rowsOf(2, "a", "b"), "2025=" + turned, "notes=" + notes, "template=" + head, "secret/hidden=" + head + rowsOf(2, "s", "t", "u")}}
	refuses(t, "台帳.xlsx", whole.bytes(t), register.Options{}, "sheets", "also on 2025 (1 rows)", "only 2026 would be read", `sheets = ["*"]`, `sheets = ["2026", "2025"]`, `sheet = "2026"`)
	for name, test := range map[string]struct {
		book          book
		sheets        []string
		read, skipped string
		rows          string
	}{
		"one of them":        {whole, []string{"2026"}, "2026", "", "contract=a | contract=b"},
		"all":                {whole, []string{"*"}, "2026 2025 template", "2025 1 they stand above the headings; 2025 1 nothing in them stands under a heading; notes 2 the sheet has not the headings of a register; secret 3 the sheet is hidden", "contract=a | contract=b | contract=old ends_on=2020-10-31"},
		"some, in any order": {whole, []string{"secret", "2025"}, "secret 2025", "2025 1 they stand above the headings; 2025 1 nothing in them stands under a heading", "contract=s | contract=t | contract=u | contract=old ends_on=2020-10-31"},
		"a template, notes and what is hidden": {
			book{sheets: []string{"2026=" + head + rowsOf(2, "a"), "template=" + head, "notes=" + notes, "secret/veryHidden=" + head + rowsOf(2, "s")}},
			nil, "2026", "notes 2 the sheet has not the headings of a register; secret 1 the sheet is hidden", "contract=a",
		},
		"a formula that was not computed, on a sheet that is not read": {
			book{sheets: []string{"2026=" + head + rowsOf(2, "a"), "secret/hidden=" + head + `<row r="2"><c r="A2"><f>A1</f></c></row>`}}, nil, "2026", "secret 1 the sheet is hidden", "contract=a",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table := parse(t, "台帳.xlsx", test.book.bytes(t), register.Options{Sheets: test.sheets})
			if got := strings.Join(table.Sheets, " "); got != test.read {
				t.Errorf("read %s, want %s", got, test.read)
			}
			if got := skipped(table); got != test.skipped {
				t.Errorf("skipped %s\nwant    %s", got, test.skipped)
			}
			if got := flat(table); got != test.rows {
				t.Errorf("got  %s\nwant %s", got, test.rows)
			}
		})
	}
	table := parse(t, "台帳.xlsx", whole.bytes(t), register.Options{Sheets: []string{"2026", "2025"}})
	if got := table.Rows[2].Cell("ends_on").Address; got != "台帳.xlsx!2025!A3" || table.Heading("ends_on") != "満了日" || strings.Join(table.Headings, " ") != "契約番号 満了日 契約期間 備考" {
		t.Errorf("%s, headings %q", got, table.Headings)
	}
	for name, test := range map[string]struct {
		sheets []string
		option string
		says   string
	}{
		"twice":             {[]string{"2026", " 2026"}, "sheets", "The sheet 2026 is named twice"},
		"none of the name":  {[]string{"2026", "2027"}, "sheet", "has no sheet 2027"},
		"one without":       {[]string{"2026", "notes"}, "columns", "notes has no column for contract"},
		"all beside others": {[]string{"2026", "*"}, "sheet", "has no sheet *"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refuses(t, "台帳.xlsx", whole.bytes(t), register.Options{Sheets: test.sheets}, test.option, test.says)
		})
	}
	refuses(t, "台帳.xlsx", book{sheets: []string{"notes=" + notes, "empty="}}.bytes(t), register.Options{Sheets: []string{"*"}}, "columns", "notes has no column for contract")
}

// registers.md S3: merged cells are read as what they show.
func TestMergedCells(t *testing.T) {
	t.Parallel()
	// The last day stands once for three contracts; a note takes two lines of the second.
	rows := head + `<row r="2">` + key(2, "a") + `<c r="B2" s="1"><v>46477</v></c></row>` +
		`<row r="3">` + key(3, "b") + `<c r="B3" s="1"/><c r="C3" t="inlineStr"><is><t>1y</t></is></c></row><row r="4"><c r="A4"/><c r="B4"/></row>` +
		`<row r="5">` + key(5, "c") + `<c r="B5"><v>7</v></c></row><row r="6">` + key(6, "d") + `</row>`
	sheet := func(merges ...string) []byte {
		end := `</sheetData><mergeCells>`
		for _, one := range merges {
			end += `<mergeCell ref="` + one + `"/>`
		}
		return book{sheets: []string{"S=" + rows + end + `</mergeCells><sheetData>`}}.bytes(t)
	}
	table := parse(t, "a.xlsx", sheet("A1:D1", "B2:B5", "A3:A4", "D2:E3", "C5:C6"), register.Options{})
	const want = "contract=a ends_on=2027-03-31 | contract=b ends_on=2027-03-31 term=1y | contract=c ends_on=2027-03-31 | contract=d"
	if got := flat(table); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	refuses(t, "a.xlsx", sheet("A2:B2"), register.Options{}, "", "a.xlsx!S: the cells A2 to B2 are merged over the columns 契約番号 and 満了日")
	for _, reference := range []string{"B2", "B2:", "B5:B2", "B0:B2", "XFE1:XFE2", "B1:B1048577", "-:1"} {
		refuses(t, "a.xlsx", sheet(reference), register.Options{}, "", "merges cells that it does not have")
	}
}

func TestRowsSkippedInCSV(t *testing.T) {
	t.Parallel()
	table := parse(t, "a.csv", []byte("契約台帳\n\n2026年度\n契約番号,満了日\na,2027-03-31\n,\nb,\n"), register.Options{})
	if got := skipped(table); got != " 2 they stand above the headings" || len(table.Rows) != 2 {
		t.Errorf("skipped %q, %d rows", got, len(table.Rows))
	}
}

// A table that a web application calls .xls is said to be what it is.
func TestMarkup(t *testing.T) {
	t.Parallel()
	for content, says := range map[string]string{
		"\ufeff <html><body><table><tr><td>契約番号</td></tr></table>": "台帳.xls is a web page (HTML), whatever its name says",
		"<!DOCTYPE html>\n<p>":                              "a web page (HTML)",
		"<table border=1><tr><td>a \"b\"</td></tr></table>": "a web page (HTML)",
		"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>":      "台帳.xls is an XML file",
		"<?xml version=\"1.0\"?><office:document office:mimetype=\"x\"><table:table/></office:document>": "an XML file",
	} {
		refuses(t, "台帳.xls", []byte(content), register.Options{}, "", says, "save it as .xlsx or CSV")
	}
}
