package register_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/register"
)

func TestWorkbooksThatAreNone(t *testing.T) {
	t.Parallel()
	good := book{sheets: []string{"S=" + head + `<row r="2">` + key(2, "a") + `</row>`}, strings: []string{"<t>x</t>"}}
	whole := good.bytes(t)
	with := func(name, content string) []byte {
		b := good
		b.extra = map[string]string{name: content}
		return b.bytes(t)
	}
	without := func(name string) []byte {
		b := good
		b.without = []string{name}
		return b.bytes(t)
	}
	encrypted := bytes.Clone(whole)
	for at := range encrypted {
		if bytes.HasPrefix(encrypted[at:], []byte("PK\x01\x02")) {
			encrypted[at+8] |= 1
		}
	}
	manyParts := map[string]string{}
	for i := range 10_001 {
		manyParts[fmt.Sprintf("p%d", i)] = ""
	}
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 512)
	long := strings.Repeat("x", 60_000)
	const laughs = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>`
	for name, test := range map[string]struct {
		content []byte
		says    string
	}{
		"older Excel":                {[]byte(ole + "W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00"), "older kind (.xls)"},
		"password":                   {[]byte(ole + string(utf16Bytes("EncryptedPackage", binary.LittleEndian, false))), "encrypted with a password"},
		"password of the archive":    {encrypted, "encrypted with a password"},
		"cut off":                    {whole[:len(whole)-40], "damaged: its table of contents"},
		"another archive":            {zipped(t, map[string]string{"readme.txt": "x"}), "is a ZIP archive, but no XLSX workbook"},
		"binary workbook":            {with("_rels/.rels", strings.ReplaceAll(topRelations, "workbook.xml", "workbook.bin")), "no XLSX workbook"},
		"no list of sheets":          {without("xl/workbook.xml"), "no XLSX workbook"},
		"no relations":               {without("xl/_rels/workbook.xml.rels"), "has no sheet with cells"},
		"no sheet":                   {without("xl/worksheets/sheet1.xml"), "has no part xl/worksheets/sheet1.xml"},
		"no texts":                   {without("xl/sharedStrings.xml"), "has no part /xl/sharedStrings.xml"},
		"no styles":                  {without("xl/styles.xml"), "has no part xl/styles.xml"},
		"too many parts":             {zipped(t, manyParts), "has 10001 parts"},
		"a part twice":               {with("XL/Workbook.xml", "<workbook/>"), "twice"},
		"a sheet that breaks off":    {with("xl/worksheets/sheet1.xml", sheetStart+head), "breaks off or is no XML"},
		"a sheet that closes more":   {with("xl/worksheets/sheet1.xml", sheetStart+sheetEnd+"</worksheet>"), "tags that are not closed"},
		"a sheet that is no XML":     {with("xl/worksheets/sheet1.xml", sheetStart+"<row"), "breaks off or is no XML"},
		"a sheet outside":            {with("xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="/worksheet" TargetMode="External" Target="http://127.0.0.1/"/></Relationships>`), "has no sheet with cells"},
		"another encoding":           {with("xl/worksheets/sheet1.xml", `<?xml version="1.0" encoding="EBCDIC"?><worksheet/>`), "breaks off or is no XML"},
		"entities":                   {with("xl/worksheets/sheet1.xml", laughs+sheetStart+sheetEnd), "declares a document type"},
		"an entity nobody declared":  {with("xl/worksheets/sheet1.xml", sheetStart+"<row><c><v>&b;</v></c></row>"+sheetEnd), "breaks off or is no XML"},
		"deep":                       {with("xl/sharedStrings.xml", strings.Repeat("<a>", 1000)), "tags that are not closed"},
		"a text without end":         {with("xl/sharedStrings.xml", "<sst><si><t>"+strings.Repeat("x", 1<<20+8192)+"</t></si></sst>"), "a tag or a text of more than 1048576 bytes"},
		"a tag without end":          {with("xl/worksheets/sheet1.xml", `<worksheet a="`+strings.Repeat("x", 1<<20+8192)+`"/>`), "a tag or a text of more than"},
		"a bomb of a sheet":          {with("xl/worksheets/sheet1.xml", sheetStart+head+strings.Repeat(`<row><c a="`+long+`"/></row>`, 80)+sheetEnd), "more than 200 times its packed size"},
		"a bomb of styles":           {with("xl/styles.xml", "<styleSheet><cellXfs>"+strings.Repeat(`<xf numFmtId="14"/>`, 65_537)+"</cellXfs></styleSheet>"), "more cell styles"},
		"contents that do not match": {damaged(t, whole), "台帳.xlsx"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refuses(t, "台帳.xlsx", test.content, register.Options{}, "", test.says)
		})
	}
}

// damaged changes a byte of every packed part, which the checksums tell.
func damaged(t *testing.T, content []byte) []byte {
	t.Helper()
	content = bytes.Clone(content)
	changed := 0
	for at := 0; at+64 < len(content); at++ {
		if bytes.HasPrefix(content[at:], []byte("PK\x03\x04")) {
			content[at+60] ^= 0xff
			changed++
		}
	}
	if changed == 0 {
		t.Fatal("nothing to damage")
	}
	return content
}
