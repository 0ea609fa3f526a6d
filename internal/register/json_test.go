package register_test

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/register"
)

func TestJSONThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ content, option, says string }{
		"cut off":                     {`[{"contract": "a"}`, "", "台帳.json is no JSON: it breaks off at its end, on line 1"},
		"a comma too many":            {"[\n{\"contract\": \"a\",}\n]", "", "goes wrong on line 2"},
		"a comma missing":             {"[{\"contract\": \"a\"}\n{}]", "", "goes wrong on line 2"},
		"more after the end":          {"[{\"contract\": \"a\"}]\n[]", "", "goes on after the end of its entries, on line 2"},
		"a list of texts":             {`["a"]`, "", "line 1: entry number 1 is not an object"},
		"a text among entries":        {"[{\"contract\": \"a\"},\n\"b\"]", "", "line 2: entry number 2 is not an object"},
		"an object of numbers":        {`{"version": 1}`, "", `entry "version" is not an object`},
		"a second key":                {"{\"contracts\": [],\n\"version\": 1}", "", "on line 2 a further key version"},
		"a second key beside keys":    {`{"contracts": {"a": {"name": {}}}}`, "", `entry "a", name holds an object`},
		"a nested object":             {"[{\"contract\": \"a\",\n\"term\": {\"months\": 3}}]", "", "line 2: entry number 1, term holds an object"},
		"a list in a list":            {`[{"contract": [["a"]]}]`, "", "entry number 1, contract holds an object or a list within a list"},
		"a key twice in an entry":     {`[{"contract": "a", "term": "1y", "term": "2y"}]`, "", "entry number 1 has the key term twice"},
		"an entry twice":              {"{\"a\": {\"name\": \"x\"},\n\"a\": {}}", "", "the key a on line 1 and again on line 2"},
		"keys that mean the same":     {`[{"contract": "a", "満了日": "x"}, {"contract": "b", "ends_on": "x"}]`, "columns", "満了日 (column number 2) and ends_on (column number 3) both mean ends_on"},
		"no required key":             {`[{"name": "a", "of": "b"}]`, "columns", "no column for contract. Its columns are name, of"},
		"an entry with nothing in it": {`[{}]`, "columns", "It has no headings"},
		"too many keys":               {`[{` + manyKeys(501) + `}]`, "", "more than 500 different keys"},
		"a cell too long":             {`[{"contract": "` + strings.Repeat("a", 32_768) + `"}]`, "", "台帳.json line 1, entry number 1, contract holds more than 32767 characters"},
		"deep":                        {strings.Repeat(`[`, 100_000), "", "台帳.json"},
		"deep in an entry":            {`[{"contract":` + strings.Repeat(`{"a":`, 100_000), "", "contract holds an object"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refuses(t, "台帳.json", []byte(test.content), register.Options{Format: "json"}, test.option, test.says)
		})
	}
}

func manyKeys(n int) string {
	var keys []string
	for i := range n {
		keys = append(keys, fmt.Sprintf(`"k%d": 1`, i))
	}
	return strings.Join(keys, ",")
}

func TestJSON(t *testing.T) {
	t.Parallel()
	const entryA = `"ends_on": "2027-03-31", "term": 36, "deletes_data": true, "name": ["甲", 2, false, null], "備考": null`
	const want = "contract=a name=甲\n2\nfalse ends_on=2027-03-31 term=36 deletes_data=true | contract=b term=1500"
	for name, content := range map[string]string{
		"list":         `[{"contract": "a", ` + entryA + `}, {"contract": "b", "term": 1.5e3}]`,
		"by key":       `{"a": {` + entryA + `}, "b": {"term": 1500}}`,
		"list in key":  ` { "contracts": [{"contract": "a", ` + entryA + `}, {"contract": "b", "term": 1500}] } `,
		"keys in key":  `{"contracts": {"a": {` + entryA + `}, "x": {"contract": "b", "term": 1500}}}`,
		"a blank key":  `{"a": {` + entryA + `}, "b": {"contract": " ", "term": 1500}}`,
		"escapes":      `[{"\u0063ontract": "a", ` + entryA + `}, {"contract": "\u0062", "term": "1500"}]`,
		"one per line": strings.ReplaceAll(`[{"contract": "a", `+entryA+`}, {"contract": "b", "term": 1500}]`, ",", ",\n"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, encoded := range [][]byte{[]byte(content), []byte("\ufeff" + content), utf16Bytes(content, binary.LittleEndian, true)} {
				table := parse(t, "register", encoded, register.Options{})
				if got := flat(table); got != want {
					t.Errorf("got  %s\nwant %s", got, want)
				}
			}
		})
	}
}

func TestJSONAddresses(t *testing.T) {
	t.Parallel()
	list := parse(t, "contracts.json", []byte("[\n{\"contract\": \"a\",\n\"満了日\": \"x\"}, {\n\"contract\": \"b\", \"memo\": 1}]"), register.Options{})
	for i, want := range []string{"contracts.json line 2, entry number 1, 満了日", "contracts.json line 3, entry number 2, 満了日"} {
		if cell := list.Rows[i].Cell("ends_on"); cell.Address != want {
			t.Errorf("%+v", cell)
		}
	}
	if got := list.Rows[1].Cell("term").Address; got != "contracts.json line 3, entry number 2" {
		t.Error(got)
	}
	if got := strings.Join(list.Unused, "|"); got != "memo" {
		t.Error(got)
	}
	keyed := parse(t, "contracts.json", []byte("{\n\"cloud lease\": {\"name\": \"x\"}}"), register.Options{})
	for column, want := range map[string]string{
		"contract": `contracts.json line 2, entry "cloud lease", contract`, "name": `contracts.json line 2, entry "cloud lease", name`,
	} {
		if cell := keyed.Rows[0].Cell(column); cell.Address != want {
			t.Errorf("%+v", cell)
		}
	}
}

// Without a Japanese key that means something, nothing says that it is Shift_JIS.
func TestJSONInShiftJIS(t *testing.T) {
	t.Parallel()
	content := shiftJIS(t, `[{"contract": "a", "name": "契約"}]`)
	refuses(t, "a.json", content, register.Options{}, "encoding", "none of the headings understood is Japanese")
	if got := flat(parse(t, "a.json", content, register.Options{Encoding: "shift_jis"})); got != "contract=a name=契約" {
		t.Error(got)
	}
	if got := flat(parse(t, "a.json", shiftJIS(t, `[{"contract": "a", "契約名": "契約"}]`), register.Options{})); got != "contract=a name=契約" {
		t.Error(got)
	}
}
