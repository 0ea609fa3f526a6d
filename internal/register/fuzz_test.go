package register_test

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/register"
)

// holds checks what is true of every table, and that nothing but an *Error comes
// without one.
func holds(t *testing.T, name string, content []byte, options register.Options) *register.Table {
	t.Helper()
	table, err := register.Parse(t.Context(), name, content, contracts, options)
	var fault *register.Error
	if err != nil {
		if !errors.As(err, &fault) || table != nil || fault.Message == "" || strings.ContainsAny(fault.Message, "\n\x00\x1b") || !utf8.ValidString(fault.Message) {
			t.Fatalf("%v %q", table, err)
		}
		return nil
	}
	if len(table.Digest) != 64 || len(table.Rows) > 0 && table.Heading("contract") == "" {
		t.Fatalf("%+v", table)
	}
	for _, row := range table.Rows {
		for _, column := range contracts {
			cell := row.Cell(column.Name)
			if cell.Text != strings.TrimSpace(cell.Text) || utf8.RuneCountInString(cell.Text) > 32_767 || !strings.HasPrefix(cell.Address, table.Name) || !utf8.ValidString(cell.Text) {
				t.Fatalf("%+v", cell)
			}
		}
	}
	return table
}

func FuzzParseCSV(f *testing.F) {
	f.Add([]byte("\ufeffcontract,ends_on\n\"a\n\"\"b\",2027-03-31\n\nc\n"), byte(0))
	f.Add([]byte("title\n契約番号;満了日\na;x\n"), byte(1))
	f.Add(shiftJIS(f, "契約番号\t満了日\r\na\t令和2年10月31日\r\n"), byte(2))
	f.Add(utf16Bytes("契約番号\t満了日\r\na\t1\r\n", binary.LittleEndian, true), byte(3))
	f.Add(utf16Bytes("契約番号,満了日\r\na,😀\r\n", binary.BigEndian, false), byte(0))
	f.Fuzz(func(t *testing.T, content []byte, encoding byte) {
		holds(t, "a.csv", content, register.Options{Format: "csv", Encoding: []string{"", "utf-8", "shift_jis", "utf-16"}[encoding%4]})
		holds(t, "a", content, register.Options{Mapping: map[string]string{"ends_on": "b"}})
	})
}

// FuzzParseXLSX puts what it makes up into a sheet, the texts, the styles and
// the relations of a workbook, and reads it as a workbook too.
func FuzzParseXLSX(f *testing.F) {
	f.Add(head+`<row r="2">`+key(2, "a")+`<c r="B2" s="1"><v>44135.5</v></c></row>`, `<t>x</t>`, `yyyy"年"[$-411]ge.m.d`)
	f.Add(head+`<row>`+key(2, "a")+`<c t="s"><v>0</v></c><c t="b"><f>A1</f><v>1</v></c></row>`, `<r><t>a_x000D_</t></r><rPh><t>b</t></rPh>`, `[h]:mm`)
	f.Add(`<row><c t="s"><v>0</v></c><c t="e"><v>#REF!</v></c></row><row><c t="d"><v>2020-10-31T00:00:00</v></c></row>`, `<t>contract</t>`, `0.00E+00`)
	f.Fuzz(func(t *testing.T, rows, text, format string) {
		styles := strings.Replace(styles, "0.00E+00", strings.NewReplacer(`"`, "&quot;", "<", "&lt;", "&", "&amp;").Replace(format), 1)
		parts := book{sheets: []string{"S=" + rows}, strings: []string{text}, extra: map[string]string{"xl/styles.xml": styles}}
		holds(t, "a.xlsx", parts.bytes(t), register.Options{})
		parts.extra["xl/workbook.xml"], parts.extra["xl/_rels/workbook.xml.rels"] = rows, text
		holds(t, "a.xlsx", parts.bytes(t), register.Options{Sheets: []string{"S"}})
		holds(t, "a.xlsx", []byte("PK\x03\x04"+rows), register.Options{})
	})
}

func FuzzParseJSON(f *testing.F) {
	for _, seed := range []string{
		`[{"contract": "a", "term": 1e3, "name": ["x", null, true]}]`, `{"contracts": {"a": {"ends_on": "2027-03-31"}}}`, `{"a": {"term": {"b": 1}}}`,
		"contracts:\n- contract: &a x\n  name: [a, b]\n- contract: *a\n", "a: {ends_on: 2027-03-31}\nb:\n  <<: *x\n", "---\n- {}\n---\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		holds(t, "a.json", content, register.Options{Format: "json"})
		holds(t, "a.yaml", content, register.Options{Format: "yaml"})
	})
}
