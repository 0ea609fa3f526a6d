package register_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/register"
)

// contracts is a vocabulary such as the caller brings.
var contracts = []register.Column{
	{Name: "contract", Headings: []string{"契約番号", "契約ID"}, Required: true},
	{Name: "name", Headings: []string{"契約名"}},
	{Name: "ends_on", Headings: []string{"満了日", "契約終了日", "end date"}},
	{Name: "term", Headings: []string{"契約期間"}},
	{Name: "deletes_data", Headings: []string{"データ削除"}},
}

// parse reads content that has nothing wrong with it.
func parse(t *testing.T, name string, content []byte, options register.Options) *register.Table {
	t.Helper()
	table, err := register.Parse(t.Context(), name, content, contracts, options)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// refuses checks that content is refused, by which words and by which option.
func refuses(t *testing.T, name string, content []byte, options register.Options, option string, says ...string) {
	t.Helper()
	table, err := register.Parse(t.Context(), name, content, contracts, options)
	wants(t, table, err, option, says...)
}

func wants(t *testing.T, table *register.Table, err error, option string, says ...string) {
	t.Helper()
	var fault *register.Error
	if !errors.As(err, &fault) || table != nil {
		t.Fatalf("got %v and the error %v", table, err)
	}
	if fault.Option != option {
		t.Errorf("option %q, want %q: %s", fault.Option, option, fault.Message)
	}
	for _, words := range says {
		if !strings.Contains(fault.Message, words) {
			t.Errorf("%q does not say %q", fault.Message, words)
		}
	}
	if strings.ContainsAny(fault.Message, "\n\r\t\x00") {
		t.Errorf("%q is not one line", fault.Message)
	}
}

// flat is a table as text: rows of "column=text" for cells that are not blank.
func flat(table *register.Table) string {
	var rows []string
	for _, row := range table.Rows {
		var cells []string
		for _, column := range contracts {
			if cell := row.Cell(column.Name); cell.Text != "" {
				cells = append(cells, column.Name+"="+cell.Text)
			}
		}
		rows = append(rows, strings.Join(cells, " "))
	}
	return strings.Join(rows, " | ")
}

func shiftJIS(t testing.TB, text string) []byte { return encoded(t, japanese.ShiftJIS, text) }

func encoded(t testing.TB, by encoding.Encoding, text string) []byte {
	t.Helper()
	bytes, err := by.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return bytes
}

func utf16Bytes(text string, order binary.AppendByteOrder, mark bool) []byte {
	var out []byte
	if mark {
		out = order.AppendUint16(out, 0xfeff)
	}
	for _, unit := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, unit)
	}
	return out
}

// Parts of a workbook as a spreadsheet program writes them.
const (
	topRelations = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	sheetStart = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:E9"/><sheetViews><sheetView workbookViewId="0"/></sheetViews><cols><col min="1" max="1" width="20"/></cols><sheetData>`
	sheetEnd = `</sheetData><mergeCells count="1"><mergeCell ref="A1:E1"/></mergeCells><pageMargins left="0.7" right="0.7"/></worksheet>`
	// The styles by number: 0 General, 1 built-in date, 2 built-in Japanese date, 3 era, 4 date and time, 5 time of
	// day, 6 years in words, 7 scientific, 8 length of time, 9 built-in length of time, 10 General in Japanese.
	styles = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="7">
<numFmt numFmtId="176" formatCode="[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/><numFmt numFmtId="177" formatCode="yyyy/mm/dd\ hh:mm"/>
<numFmt numFmtId="178" formatCode="[$-F400]h:mm:ss\ AM/PM"/><numFmt numFmtId="179" formatCode="0&quot;years, months&quot;_d;[Red]General\d"/>
<numFmt numFmtId="180" formatCode="0.00E+00"/><numFmt numFmtId="181" formatCode="[hh]:mm"/><numFmt numFmtId="182" formatCode="G/標準&quot;年&quot;"/></numFmts>
<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs>
<cellXfs><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="58"/><xf numFmtId="176"/><xf numFmtId="177"/><xf numFmtId="178"/><xf numFmtId="179"/><xf numFmtId="180"/><xf numFmtId="181"/><xf numFmtId="46"/><xf numFmtId="182"/></cellXfs></styleSheet>`
)

// book is a workbook to be written.
type book struct {
	sheets  []string // name=rows
	strings []string // what stands in each si
	props   string   // attributes of workbookPr
	extra   map[string]string
	without []string // parts left out
}

func (b book) bytes(t testing.TB) []byte {
	t.Helper()
	list, related := "", ""
	parts := map[string]string{"_rels/.rels": topRelations, "xl/styles.xml": styles}
	for i, sheet := range b.sheets {
		name, rows, _ := strings.Cut(sheet, "=")
		name, state, _ := strings.Cut(name, "/")
		list += fmt.Sprintf(`<sheet name=%q sheetId="%d" state=%q r:id="rId%d"/>`, name, i+1, state, i+1)
		related += fmt.Sprintf(`<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, i+1)
		parts[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = sheetStart + rows + sheetEnd
	}
	parts["xl/workbook.xml"] = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr ` + b.props + `/><sheets>` + list + `</sheets></workbook>`
	related += `<Relationship Id="rIdS" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>`
	if b.strings != nil {
		related += `<Relationship Id="rIdT" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="/xl/sharedStrings.xml"/>`
		parts["xl/sharedStrings.xml"] = `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si>` + strings.Join(b.strings, "</si><si>") + `</si></sst>`
	}
	parts["xl/_rels/workbook.xml.rels"] = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + related + `</Relationships>`
	maps.Copy(parts, b.extra)
	for _, name := range b.without {
		delete(parts, name)
	}
	return zipped(t, parts)
}

func zipped(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	writer := zip.NewWriter(&out)
	for name, content := range parts {
		part, err := writer.Create(name)
		if err == nil {
			_, err = part.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// head is a heading row with contract, ends_on and term, of inline texts.
const head = `<row r="1"><c r="A1" t="inlineStr"><is><t>契約番号</t></is></c><c r="B1" t="inlineStr"><is><t>満了日</t></is></c><c r="C1" t="inlineStr"><is><t>契約期間</t></is></c><c r="D1" t="inlineStr"><is><t>備考</t></is></c></row>`

// key is a cell with the key of a contract.
func key(row int, text string) string {
	return fmt.Sprintf(`<c r="A%d" t="inlineStr"><is><t>%s</t></is></c>`, row, text)
}
