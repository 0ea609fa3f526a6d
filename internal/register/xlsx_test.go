package register_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/register"
)

func TestWorkbook(t *testing.T) {
	t.Parallel()
	b := book{
		strings: []string{
			`<t>契約番号</t><rPh sb="0" eb="2"><t>ケイヤク</t></rPh><phoneticPr fontId="1"/>`,
			`<r><t>満了</t></r><r><rPr><b/></rPr><t xml:space="preserve">日 </t></r>`,
			`<t>契約名</t>`, `<t>契約_x000D_
期間</t>`, `<t xml:space="preserve"> cloud-lease </t>`, `<t>A&amp;B &lt;クラウド&gt;_x005F_x0041_ _x41_</t>`, `<t/>`,
		},
		sheets: []string{
			`隠し/hidden=` + head,
			`契約 一覧/visible=` +
				`<row r="1" ht="30"><c r="A1" s="3" t="inlineStr"><is><t>契約台帳 令和8年度</t></is></c><c r="B1" s="3"/></row>` +
				`<row r="3"><c r="B3" t="s"><v>0</v></c><c r="D3" t="s"><v>1</v></c><c r="E3" t="s"><v>2</v></c><c r="F3" t="s"><v>3</v></c><c r="H3" t="e"><v>#NAME?</v></c></row>` +
				`<row r="4" hidden="1"><c r="A4" t="inlineStr"><is><t>no heading above</t></is></c><c r="B4" t="s"><v>4</v></c><c r="D4" s="1"><v>44135</v></c><c r="E4" t="s"><v>5</v></c><c r="F4"><v>36</v></c><c r="H4" t="e"><v>#N/A</v></c></row>` +
				`<row r="6"><c r="A6" t="inlineStr"><is><t>a note beside the table</t></is></c><c r="B6" t="s"><v>6</v></c><c r="D6" s="1"/></row>` +
				`<row r="9"><c r="B9" t="inlineStr"><is><r><t>ri</t></r><r><t>ght</t></r></is></c><c r="D9"><f>E1</f><v>44136</v></c><c r="F9" t="str"><f>"1"&amp;"y"</f><v>1y</v></c></row>`,
			"別/=",
		},
	}
	for name, options := range map[string]register.Options{
		"first that shows": {}, "by name": {Sheets: []string{"契約 一覧"}, Format: "XLSX"}, "spaces around the name": {Sheets: []string{" 契約 一覧 "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table := parse(t, "契約台帳.xlsx", b.bytes(t), options)
			const want = "contract=cloud-lease name=A&B <クラウド>_x0041_ _x41_ ends_on=2020-10-31 term=36 | contract=right ends_on=44136 term=1y"
			if got := flat(table); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if strings.Join(table.Sheets, "|") != "契約 一覧" || len(table.Unused) != 0 || len(table.Headings) != 4 {
				t.Errorf("%+v", table)
			}
			row := table.Rows[1]
			for column, want := range map[string]string{
				"contract": "契約台帳.xlsx!契約 一覧!B9", "ends_on": "契約台帳.xlsx!契約 一覧!D9", "deletes_data": "契約台帳.xlsx!契約 一覧 row 9",
			} {
				if got := row.Cell(column).Address; got != want {
					t.Errorf("%s: %s", column, got)
				}
			}
		})
	}
	if table := parse(t, "a.xlsx", b.bytes(t), register.Options{Sheets: []string{"隠し"}}); len(table.Rows) != 0 || table.Sheets[0] != "隠し" {
		t.Errorf("%+v", table)
	}
}

// Cells by their kind and style, in the column ends_on.
func TestWorkbookCells(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ cell, want string }{
		"built-in date":                     {`<c r="B2" s="1"><v>44135</v></c>`, "2020-10-31"},
		"built-in Japanese date":            {`<c r="B2" s="2"><v>44135</v></c>`, "2020-10-31"},
		"era":                               {`<c r="B2" s="3"><v>44135.0</v></c>`, "2020-10-31"},
		"with a time of day":                {`<c r="B2" s="4"><v>44135.625</v></c>`, "2020-10-31T15:00:00"},
		"a second before midnight":          {`<c r="B2" s="4"><v>44135.999988425923</v></c>`, "2020-10-31T23:59:59"},
		"as good as midnight":               {`<c r="B2" s="4"><v>44135.9999999999</v></c>`, "2020-11-01"},
		"a time of day":                     {`<c r="B2" s="5"><v>0.75</v></c>`, "18:00:00"},
		"first day":                         {`<c r="B2" s="1"><v>1</v></c>`, "1900-01-01"},
		"before the day that never was":     {`<c r="B2" s="1"><v>59</v></c>`, "1900-02-28"},
		"after the day that never was":      {`<c r="B2" s="1"><v>61</v></c>`, "1900-03-01"},
		"last day":                          {`<c r="B2" s="1"><v>2958465</v></c>`, "9999-12-31"},
		"years in words are no date":        {`<c r="B2" s="6"><v>36</v></c>`, "36"},
		"scientific is no date":             {`<c r="B2" s="7"><v>1.5E+3</v></c>`, "1500"},
		"a length of time is no date":       {`<c r="B2" s="8"><v>1.5</v></c>`, "1.5"},
		"a built-in length of time":         {`<c r="B2" s="9"><v>2</v></c>`, "2"},
		"general in Japanese":               {`<c r="B2" s="10"><v>3</v></c>`, "3"},
		"general":                           {`<c r="B2" s="0"><v>44135</v></c>`, "44135"},
		"binary fraction":                   {`<c r="B2"><v>0.10000000000000001</v></c>`, "0.1"},
		"large":                             {`<c r="B2" t="n"><v>1E+20</v></c>`, "100000000000000000000"},
		"no such style":                     {`<c r="B2" s="99"><v>-4</v></c>`, "-4"},
		"true":                              {`<c r="B2" t="b"><v>1</v></c>`, "true"},
		"false":                             {`<c r="B2" t="b"><f>NOT(TRUE)</f><v>0</v></c>`, "false"},
		"ISO date":                          {`<c r="B2" t="d"><v>2020-10-31T00:00:00.000Z</v></c>`, "2020-10-31"},
		"ISO date with a time":              {`<c r="B2" t="d"><v>2020-10-31T15:00:00</v></c>`, "2020-10-31T15:00:00"},
		"text date":                         {`<c r="B2" t="inlineStr"><is><t>令和2年10月31日</t></is></c>`, "令和2年10月31日"},
		"a formula that gives nothing":      {`<c r="B2" t="str"><f>""</f><v></v></c>`, ""},
		"a formula of a text":               {`<c r="B2" t="str"><f>A1</f><v>a_x000A_b</v></c>`, "a\nb"},
		"a formula of a date":               {`<c r="B2" s="1"><f>DATE(2020,10,31)</f><v>44135</v></c>`, "2020-10-31"},
		"an empty value":                    {`<c r="B2"><v></v></c>`, ""},
		"line break":                        {"<c r=\"B2\" t=\"inlineStr\"><is><t>a\r\nb</t></is></c>", "a\nb"},
		"a day struck through":              {`<c r="B2" t="inlineStr"><is><r><rPr><strike/><b/></rPr><t>2029-12-31</t></r></is></c>`, ""},
		"one struck through for another":    {`<c r="B2" t="inlineStr"><is><r><rPr><strike val="1"/></rPr><t>2026-12-31 </t></r><r><rPr><strike val="0"/></rPr><t>2027-12-31</t></r></is></c>`, "2027-12-31"},
		"plain after what is struck":        {`<c r="B2" t="inlineStr"><is><r><rPr><strike/></rPr><t>order 7</t></r><r><t>in dispute</t></r></is></c>`, "in dispute"},
		"no references":                     {`<c t="b"><v>1</v></c>`, "true"},
		"an error in a column not used":     {`<c r="B2" t="b"><v>1</v></c><c r="D2" t="e"><v>#REF!</v></c>`, "true"},
		"no value in a column not used":     {`<c r="B2" t="b"><v>1</v></c><c r="D2"><f>1+1</f></c><c r="XFD2"><v>1</v></c>`, "true"},
		"a prefix before every name of XML": {`<x:c r="B2" t="b"><x:v>1</x:v></x:c>`, "true"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows := head + `<row r="2">` + key(2, "a") + test.cell + `</row>`
			table := parse(t, "a.xlsx", book{sheets: []string{"S=" + rows}}.bytes(t), register.Options{})
			if got := table.Rows[0].Cell("ends_on"); got.Text != test.want || got.Address != "a.xlsx!S!B2" {
				t.Errorf("%+v, want %q", got, test.want)
			}
		})
	}
}

func TestWorkbookSince1904(t *testing.T) {
	t.Parallel()
	for serial, want := range map[string]string{"0": "1904-01-01", "42673": "2020-10-31", "42673.625": "2020-10-31T15:00:00", "60": "1904-03-01"} {
		rows := head + `<row>` + key(2, "a") + `<c s="1"><v>` + serial + `</v></c></row>`
		for _, props := range []string{`date1904="1"`, `date1904="true"`} {
			table := parse(t, "a.xlsx", book{sheets: []string{"S=" + rows}, props: props}.bytes(t), register.Options{})
			if got := table.Rows[0].Cell("ends_on").Text; got != want {
				t.Errorf("%s: %s, want %s", serial, got, want)
			}
		}
	}
}

func TestWorkbookCellsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	const address = "契約台帳.xlsx!Sheet1!B17 "
	for name, test := range map[string]struct{ cell, says string }{
		"a reference lost":         {`<c r="B17" t="e"><f>#REF!</f><v>#REF!</v></c>`, address + "holds the error #REF!"},
		"a formula without value":  {`<c r="B17"><f>TODAY()</f></c>`, address + "holds a formula whose result is not stored. Open the workbook in a spreadsheet program"},
		"an empty value":           {`<c r="B17" s="1"><f>TODAY()</f><v/></c>`, address + "holds a formula whose result is not stored"},
		"a text that is not there": {`<c r="B17" t="s"><v>1</v></c>`, address + "points to a text that the workbook does not have"},
		"a text before the first":  {`<c r="B17" t="s"><v>-1</v></c>`, address + "points to a text"},
		"no number":                {`<c r="B17"><v>0x1p-2</v></c>`, address + "is no number"},
		"not finite":               {`<c r="B17"><v>1e999</v></c>`, address + "is no number"},
		"no truth":                 {`<c r="B17" t="b"><v>2</v></c>`, address + "is neither true nor false"},
		"no kind":                  {`<c r="B17" t="z"><v>2</v></c>`, address + "is of the kind z"},
		"a blank linked as a date": {`<c r="B17" s="1"><f>Z1</f><v>0</v></c>`, address + "is shown as a date but holds 0, which is no day"},
		"the day that never was":   {`<c r="B17" s="1"><v>60</v></c>`, address + "is shown as a date but holds 60"},
		"before all days":          {`<c r="B17" s="1"><v>-3</v></c>`, address + "is shown as a date but lies outside"},
		"after all days":           {`<c r="B17" s="1"><v>2958466</v></c>`, address + "is shown as a date but lies outside"},
		"too long":                 {`<c r="B17" t="inlineStr"><is><t>` + strings.Repeat("長", 32_768) + `</t></is></c>`, address + "holds more than 32767 characters"},
		"cells out of order":       {`<c r="A17"><v>1</v></c>`, "cells that are not in order, near row 17"},
		"no reference":             {`<c r="17"><v>1</v></c>`, "cells that are not in order"},
		"too far right":            {`<c r="XFE17"><v>1</v></c>`, "more columns than a sheet can"},
		"much too far right":       {`<c r="` + strings.Repeat("Z", 99) + `17"><v>1</v></c>`, "cells that are not in order"},
		"rows out of order":        {`</row><row r="17">`, "rows that are not in order"},
		"no row":                   {`</row><row r="1048577">`, "more rows than a sheet can"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows := head + `<row r="17">` + key(17, "a") + test.cell + `</row>`
			b := book{sheets: []string{"Sheet1=" + rows}, strings: []string{"<t>x</t>"}}
			refuses(t, "契約台帳.xlsx", b.bytes(t), register.Options{}, "", test.says)
		})
	}
}

func TestSheetsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	b := book{sheets: []string{"表紙=" + head[:strings.Index(head, "<c r=")] + `<c r="A1" t="inlineStr"><is><t>表紙</t></is></c></row>`, "台帳=" + head, "空="}}
	for name, test := range map[string]struct {
		options register.Options
		option  string
		says    []string
	}{
		"no such sheet":    {register.Options{Sheets: []string{"契約"}}, "sheet", []string{"台帳.xlsx has no sheet 契約. Its sheets are 表紙, 台帳, 空."}},
		"another sheet":    {register.Options{}, "columns", []string{"台帳.xlsx!表紙 has no column for contract. Its columns are 1 that is not shown", "also has the sheets 台帳, 空"}},
		"an empty sheet":   {register.Options{Sheets: []string{"空"}}, "", []string{"The sheet 空 of 台帳.xlsx is empty"}},
		"said to be CSV":   {register.Options{Format: "csv"}, "format", []string{"said to be csv, but it is a workbook"}},
		"said to be UTF-8": {register.Options{Encoding: "utf-8"}, "encoding", []string{"Leave encoding out"}},
		"a heading that is not there": {
			register.Options{Sheets: []string{"台帳"}, Mapping: map[string]string{"name": "名前"}},
			"columns",
			[]string{"台帳.xlsx!台帳 has no column 名前", "契約番号, 満了日, 契約期間, 備考"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refuses(t, "台帳.xlsx", b.bytes(t), test.options, test.option, test.says...)
		})
	}
	chart := book{sheets: []string{"台帳=" + head, "図="}}.bytes(t)
	parts := book{sheets: []string{"台帳=" + head, "図="}, extra: map[string]string{"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" Target="..\xl\Worksheets\sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/chartsheet" Target="worksheets/sheet2.xml"/></Relationships>`}}.bytes(t)
	refuses(t, "台帳.xlsx", parts, register.Options{Sheets: []string{"図"}}, "sheet", "has no cells: it is a chart or a dialogue. The sheets with cells are 台帳")
	if table := parse(t, "台帳.xlsx", parts, register.Options{}); table.Sheets[0] != "台帳" {
		t.Errorf("%+v", table)
	}
	refuses(t, "台帳.xlsx", chart, register.Options{Sheets: []string{"図"}}, "", "is empty")
}
