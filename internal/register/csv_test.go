package register_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	japan "golang.org/x/text/encoding/japanese"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/register"
)

func TestCSVThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		content string
		options register.Options
		option  string
		says    []string
	}{
		"empty":        {content: " \r\n", says: []string{"is empty"}},
		"no headings":  {content: ",,\n,,\n", option: "columns", says: []string{"no column for contract", "It has no headings"}},
		"other column": {content: "id,owner\na,b\n", option: "columns", says: []string{"台帳.csv has no column for contract", "Its columns are id, owner", "contract, 契約番号, 契約ID", `columns = { contract = "id" }`}},
		"headings too far down": {
			content: strings.Repeat("title,\n", 20) + "contract,ends_on\n", option: "columns", says: []string{"no column for contract"},
		},
		"two headings of one column": {content: "契約番号,満了日,end-date\n", option: "columns", says: []string{"満了日 (column number 2) and end-date (column number 3) both mean ends_on"}},
		"mapping to a missing heading": {
			content: "契約番号,満了日\n", options: register.Options{Mapping: map[string]string{"ends_on": "終わり"}}, option: "columns",
			says: []string{"has no column 終わり, which is given as that of ends_on", "契約番号, 満了日"},
		},
		"mapping of an unknown column": {
			content: "契約番号\n", options: register.Options{Mapping: map[string]string{"end": "満了日"}}, option: "columns",
			says: []string{"there is no such column", "contract, name, ends_on, term"},
		},
		"mapping to nothing": {
			content: "契約番号\n", options: register.Options{Mapping: map[string]string{"ends_on": " "}}, option: "columns",
			says: []string{"is empty", `ends_on = "満了日"`},
		},
		"mapping to a heading that stands twice": {
			content: "契約番号,日,日\n", options: register.Options{Mapping: map[string]string{"ends_on": "日"}}, option: "columns",
			says: []string{"over the columns number 2 and 3"},
		},
		"more cells than headings": {content: "contract,ends_on\na,2027-03-31\n\nb,2027-03-31,x\n", says: []string{"Line 4 of 台帳.csv has 3 cells, but there are 2 headings", "delimiter comma"}},
		"bare quote":               {content: "contract,ends_on\na 15\" rack,2027-03-31\n", says: []string{"Line 2 of 台帳.csv has a double quote in the middle"}},
		"quote left open":          {content: "contract,ends_on\n\"a,2027-03-31\nb,2027-03-31\n", says: []string{"from line 2 to line"}},
		"text after a quote":       {content: "contract,ends_on\n\"a\"b,2027-03-31\n", says: []string{"line 2 of 台帳.csv a double quote"}},
		"quote left open for long": {content: "contract\na\n\"" + strings.Repeat("b\n", 1<<19+1), says: []string{"the row that begins on line 3 is longer than 1048576 bytes"}},
		"cell too long":            {content: "contract,名,ends_on\na,," + strings.Repeat("x", 32_768) + "\n", says: []string{"台帳.csv line 2, column ends_on holds more than 32767 characters"}},
		"NUL":                      {content: "contract,ends_on\na,\x00" + strings.Repeat("b", 100), says: []string{"line 2 has a NUL"}},
		"not UTF-8": {
			content: "contract,ends_on\nCaf\xe9 Soci\xe9t\xe9,2027-03-31\n", option: "encoding",
			says: []string{"not UTF-8 from byte 20 on, on line 2", "utf-8, shift_jis, utf-16, windows-1252, euc-jp and iso-2022-jp"},
		},
		"Windows-1252 that could be kanji": {
			content: "contract,name\na,Soci\xe9t\xe9s\n", option: "encoding", says: []string{"cannot be told", `encoding = "shift_jis"`},
		},
		"said to be utf-8":    {content: "契約番号\n\x8c\x5f", options: register.Options{Encoding: "utf-8"}, option: "encoding", says: []string{"byte 13 on, on line 2"}},
		"unknown encoding":    {content: "contract\n", options: register.Options{Encoding: "koi8-r"}, option: "encoding", says: []string{`"koi8-r"`, "utf-8, shift_jis, utf-16, windows-1252, euc-jp and iso-2022-jp"}},
		"broken Shift_JIS":    {content: "contract\n\x8c\x5fa\xff", options: register.Options{Encoding: "Shift_JIS"}, option: "encoding", says: []string{"at byte 12, on line 2"}},
		"byte order":          {content: "contract", options: register.Options{Encoding: "utf-16"}, option: "encoding", says: []string{"no byte order mark"}},
		"half of UTF-16":      {content: "\xff\xfec\x00o\x00n", option: "encoding", says: []string{"at byte 6, on line 1"}},
		"a lone surrogate":    {content: "\xff\xfea\x00\n\x00\x3d\xd8b\x00", option: "encoding", says: []string{"at byte 6, on line 2"}},
		"no Windows-1252":     {content: "contract\na\x81\n", options: register.Options{Encoding: "windows-1252"}, option: "encoding", says: []string{"cannot be read as Windows-1252", "on line 2"}},
		"no EUC-JP":           {content: "contract\n\xff\n", options: register.Options{Encoding: "euc-jp"}, option: "encoding", says: []string{"cannot be read as EUC-JP", "on line 2"}},
		"broken ISO-2022-JP":  {content: "contract\n\x1b$B\x7f\x7f\x1b(B\n", option: "encoding", says: []string{"cannot be read as ISO-2022-JP"}},
		"values of no column": {content: "contract\n", options: register.Options{Values: map[string]map[string]string{"end": {"a": "b"}}}, option: "values", says: []string{"no such column", "contract, name"}},
		"two meanings":        {content: "contract\n", options: register.Options{Values: map[string]map[string]string{"name": {"Ja": "a", "ＪＡ": "b"}}}, option: "values", says: []string{"two meanings, a and b"}},
		"no word":             {content: "contract\n", options: register.Options{Values: map[string]map[string]string{"name": {" ": "a"}}}, option: "values", says: []string{"is empty"}},
		"unknown format":      {content: "contract\n", options: register.Options{Format: "ods"}, option: "format", says: []string{`"ods"`, "csv", "xlsx, json and yaml"}},
		"no workbook":         {content: "contract\n", options: register.Options{Format: "xlsx"}, option: "format", says: []string{"said to be xlsx"}},
		"sheet of no sheet":   {content: "contract\n", options: register.Options{Sheets: []string{"Sheet1"}}, option: "sheet", says: []string{"no workbook and has no sheets"}},
		"text of an escape":   {content: "contract\x1b[31m,\x1b[0m\n", option: "columns", says: []string{"Its columns are contract\ufffd[31m"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refuses(t, "台帳.csv", []byte(test.content), test.options, test.option, test.says...)
		})
	}
}

func TestCSV(t *testing.T) {
	t.Parallel()
	const want = "contract=cloud-lease name=クラウド賃貸借契約 ends_on=2020-10-31 | contract=right name=利用権"
	const japanese = "契約番号,契約名,満了日,担当\r\ncloud-lease,クラウド賃貸借契約,2020-10-31,髙﨑①\r\n\r\nright, 利用権 ,　\r\n"
	tabs := strings.ReplaceAll(japanese, ",", "\t")
	for name, test := range map[string]struct {
		content []byte
		options register.Options
	}{
		"UTF-8":                          {content: []byte(japanese)},
		"UTF-8 with a byte order mark":   {content: []byte("\ufeff" + japanese)},
		"said to be UTF-8, with mark":    {content: []byte("\ufeff" + japanese), options: register.Options{Encoding: "UTF-8", Format: "CSV"}},
		"Shift_JIS":                      {content: shiftJIS(t, japanese)},
		"Shift_JIS, said":                {content: shiftJIS(t, japanese), options: register.Options{Encoding: "shift_jis"}},
		"UTF-16 with tabs":               {content: utf16Bytes(tabs, binary.LittleEndian, true)},
		"UTF-16, big end first":          {content: utf16Bytes(tabs, binary.BigEndian, true)},
		"UTF-16 without mark":            {content: utf16Bytes(tabs, binary.LittleEndian, false)},
		"UTF-16, big end first, no mark": {content: utf16Bytes(tabs, binary.BigEndian, false)},
		"UTF-16, said, without mark":     {content: utf16Bytes(tabs, binary.BigEndian, false), options: register.Options{Encoding: "utf-16"}},
		"EUC-JP, said":                   {content: encoded(t, japan.EUCJP, strings.ReplaceAll(japanese, "①", "")), options: register.Options{Encoding: "EUC-JP"}},
		"ISO-2022-JP":                    {content: encoded(t, japan.ISO2022JP, strings.ReplaceAll(strings.ReplaceAll(japanese, "①", ""), "髙﨑", "高崎"))},
		"Windows-1252, said": {
			content: encoded(t, charmap.Windows1252, "Vertragsnr;Name;end date\ncloud-lease;Gebäude für „Büro“ – 5 €;2020-10-31\nright;Recht;\n"),
			options: register.Options{Encoding: "windows-1252", Mapping: map[string]string{"contract": "Vertragsnr"}, Values: map[string]map[string]string{"name": {"gebäude für „büro“ – 5 €": "クラウド賃貸借契約", "RECHT": "利用権"}}},
		},
		"semicolons":                         {content: []byte(strings.ReplaceAll(japanese, ",", ";"))},
		"lines end as on an old Macintosh":   {content: []byte(strings.ReplaceAll(japanese, "\r\n", "\r"))},
		"a title first":                      {content: []byte("契約台帳;2026年度,x;y;z\r\n,,,\r\n" + japanese)},
		"a title in brackets":                {content: []byte("[社外秘]\n" + japanese)},
		"cells beyond the headings, blank":   {content: []byte(strings.ReplaceAll(japanese, "髙﨑①", "x,, ,"))},
		"full-width, spaced, upper headings": {content: []byte("ＣＯＮＴＲＡＣＴ,\" Ｎame\",\"End\n Date\"\ncloud-lease,クラウド賃貸借契約,2020-10-31\nright,利用権\n")},
		"half-width kana in a heading":       {content: []byte("契約 ID,契約名,契約終了日,ﾃﾞｰﾀ削除\ncloud-lease,クラウド賃貸借契約,2020-10-31\nright,利用権\n")},
		"quoted":                             {content: []byte("contract, \"name\",ends_on\n\"cloud-lease\", \"クラウド賃貸借契約\",2020-10-31\n\"right\",\"利用権\"\n")},
		"mapping": {
			content: []byte("番号,契約名,名称,満了日,終わり\ncloud-lease,別,クラウド賃貸借契約,2099-01-01,2020-10-31\nright,別,利用権,2099-01-01,\n"),
			options: register.Options{Mapping: map[string]string{"contract": "番号", "name": "名称", "ends_on": "終 わ り"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table := parse(t, "台帳", test.content, test.options)
			if got := flat(table); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestCSVAddresses(t *testing.T) {
	t.Parallel()
	table := parse(t, "契約台帳.csv", []byte("題名\n\n契約番号,\"満了\n日\",備考,,備 考\n\"a\nb\",2027-03-31\n\n c ,\n"), register.Options{})
	if got := strings.Join(table.Headings, "|"); got != "契約番号|満了\n日|備考|備 考" {
		t.Errorf("headings %q", got)
	}
	if got := strings.Join(table.Unused, "|"); got != "備考|備 考" {
		t.Errorf("unused %q", got)
	}
	if table.Heading("ends_on") != "満了\n日" || table.Heading("term") != "" || table.Name != "契約台帳.csv" || table.Sheets != nil {
		t.Errorf("%+v", table)
	}
	if len(table.Rows) != 2 {
		t.Fatalf("%d rows", len(table.Rows))
	}
	for i, want := range []struct{ text, address, ends, row string }{
		{"a\nb", "契約台帳.csv line 5, column 契約番号", "契約台帳.csv line 5, column 満了 日", "契約台帳.csv line 5"},
		{"c", "契約台帳.csv line 8, column 契約番号", "契約台帳.csv line 8, column 満了 日", "契約台帳.csv line 8"},
	} {
		row := table.Rows[i]
		if cell := row.Cell("contract"); cell.Text != want.text || cell.Address != want.address {
			t.Errorf("%+v", cell)
		}
		if cell := row.Cell("ends_on"); cell.Address != want.ends {
			t.Errorf("%+v", cell)
		}
		if cell := row.Cell("term"); cell.Text != "" || cell.Address != want.row || row.Address() != want.row {
			t.Errorf("%+v", cell)
		}
	}
	if table := parse(t, "a.csv", []byte("contract\n"), register.Options{}); table.Digest != "3dd7131bf1c92dd2a9c9eb03891f3fbaf0321ef9ef019be728d8cc29225d6928" {
		t.Errorf("digest %s", table.Digest)
	}
}

func TestNoRows(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"a.csv": "contract,ends_on\n,\n", "a.json": "[]", "c.json": "{}", "d.json": `{"contracts": []}`,
		"a.yaml": "# nothing yet\n", "b.yaml": "contracts:\n", "c.yaml": "[]", "d.yml": "{}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "b.yaml" {
				refuses(t, name, []byte(content), register.Options{}, "", "is not an object")
				return
			}
			if table := parse(t, name, []byte(content), register.Options{}); len(table.Rows) != 0 {
				t.Errorf("%v", table.Rows)
			}
		})
	}
}
