package register_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/register"
)

func TestYAMLThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ content, option, says string }{
		"a tab":                   {"contracts:\n\t- contract: a\n", "", "台帳.yaml is no YAML: line 2"},
		"a colon in a text":       {"- contract: a: b\n", "", "is no YAML"},
		"a second document":       {"- contract: a\n---\n- contract: b\n", "", "台帳.yaml line 2: a second document begins"},
		"a broken second one":     {"- contract: a\n---\n- contract: [b\n", "", "is no YAML"},
		"one text":                {"contract\n", "", "holds no entries. A register is a list of entries"},
		"a list of texts":         {"- a\n- b\n", "", "line 1: entry number 1 is not an object"},
		"an object of texts":      {"version: 1\nlease:\n  name: x\n", "", `line 1: entry "version" is not an object`},
		"a nested object":         {"- contract: a\n  term:\n    months: 3\n", "", "line 3: entry number 1, term holds an object"},
		"a list in a list":        {"- contract: [[a]]\n", "", "entry number 1, contract holds an object"},
		"a key twice in an entry": {"- contract: a\n  term: 1y\n  term: 2y\n", "", "台帳.yaml line 3: entry number 1 has the key term twice"},
		"an entry twice":          {"a:\n  name: x\na:\n  name: y\n", "", "the key a on line 1 and again on line 3"},
		"keys that mean the same": {"- contract: a\n  満了日: x\n  end date: x\n", "columns", "both mean ends_on"},
		"a merge key":             {"a: &a\n  name: x\nb:\n  <<: *a\n", "", "line 4: a key is a plain text here"},
		"an alias of an entry":    {"- &a\n  contract: a\n- *a\n", "", "line 3: entry number 2 is not an object"},
		"an alias of a list":      {"- contract: &a [a]\n- contract: *a\n", "", "entry number 2, contract holds an object, a list within a list or an alias of one"},
		"an alias in a list":      {"- contract: &a a\n- contract: [*a]\n", "", "entry number 2, contract holds an object"},
		"an alias of itself":      {"- &a\n  contract: *a\n", "", "台帳.yaml"},
		"an alias of nothing":     {"- contract: *a\n", "", "is no YAML"},
		"a key of objects":        {"- {a: b}: c\n", "", "a key is a plain text here"},
		"laughs": {
			"a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n", "", `entry "a" is not an object`,
		},
		"deep":      {strings.Repeat("[", 100_000), "", "is no YAML"},
		"too large": {"# " + strings.Repeat("x", 8<<20), "", "bytes of YAML; at most 8388608 (8 MiB) are read"},
		"a NUL":     {"- contract: \"a\x00b" + strings.Repeat("c", 99) + "\"\n", "", "line 1 has a NUL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refuses(t, "台帳.yaml", []byte(test.content), register.Options{}, test.option, test.says)
		})
	}
}

func TestYAML(t *testing.T) {
	t.Parallel()
	const want = "contract=a name=甲\n2 ends_on=2027-03-31 term=0x24 deletes_data=true | contract=b name=~ ends_on=2027-03-31 deletes_data=yes"
	for name, content := range map[string]string{
		"list":        "- contract: a\n  name: [甲, 2]\n  満了日: &end 2027-03-31\n  term: 0x24\n  deletes_data: True\n  memo: ~\n- contract: b\n  name: \"~\"\n  満了日: *end\n  term:\n  deletes_data: yes\n",
		"by key":      "a:\n  name:\n  - 甲\n  - 2\n  ends_on: 2027-03-31\n  term: 0x24\n  deletes_data: true\nb:\n  name: '~'\n  ends_on: 2027-03-31\n  deletes_data: yes\n",
		"list in key": "# contracts\ncontracts:\n- {contract: a, name: [甲, 2], ends_on: 2027-03-31, term: 0x24, deletes_data: TRUE}\n- {contract: b, name: !!str ~, ends_on: 2027-03-31, deletes_data: yes}\n",
		"keys in key": "---\ncontracts:\n  x: {contract: a, name: [甲, 2], ends_on: 2027-03-31, term: 0x24, deletes_data: true}\n  b: {name: '~', ends_on: 2027-03-31, deletes_data: yes}\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, file := range []string{"register", "register.yml"} {
				if got := flat(parse(t, file, []byte(content), register.Options{})); got != want {
					t.Errorf("got  %s\nwant %s", got, want)
				}
			}
		})
	}
}

func TestYAMLAddresses(t *testing.T) {
	t.Parallel()
	table := parse(t, "contracts.yaml", []byte("contracts:\n  lease:\n    満了日: 2027-03-31\n\n  right:\n    名: x\n    契約名: y\n"), register.Options{})
	if cell := table.Rows[1].Cell("name"); cell.Text != "y" || cell.Address != `contracts.yaml line 6, entry "right", 契約名` {
		t.Errorf("%+v", cell)
	}
	if got := table.Rows[0].Cell("contract"); got.Text != "lease" || got.Address != `contracts.yaml line 3, entry "lease", contract` {
		t.Errorf("%+v", got)
	}
}

// JSON is YAML: what is read as one is read as the other.
func TestJSONAsYAML(t *testing.T) {
	t.Parallel()
	for i, content := range []string{
		`[{"contract": "a", "term": 36, "ends_on": "2027-03-31"}]`, `{"a": {"deletes_data": true}, "b": {"name": ["x", "y"]}}`,
		`{"contracts": [{"contract": "\u5951", "name": null}]}`,
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			asJSON := flat(parse(t, "a", []byte(content), register.Options{}))
			if asYAML := flat(parse(t, "a", []byte(content), register.Options{Format: "yaml"})); asYAML != asJSON || asJSON == "" {
				t.Errorf("%s\n%s", asJSON, asYAML)
			}
		})
	}
}
