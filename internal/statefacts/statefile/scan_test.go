package statefile_test

import (
	"encoding/json"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts/statefile"
)

// A value that encoding/json takes is taken, and one that it refuses is refused.
func TestValues(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		`0`, `-0`, `1`, `-12.50e+3`, `1E-2`, `1e5`, `true`, `false`, `null`, `""`, `"a"`, `"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"`, `"é😀"`, "\"\u2028\u007f\"", `[]`, `{}`, ` [ 1 , [ ] , { "a" : { } } ] `,
		`{"":1}`, `{"a":1,"A":2,"á":3}`, `[[[[[[]]]]]]`, `[1,2,3]`, `{"a":[{"a":[{"a":1}]}]}`,
		`00`, `-`, `+1`, `.5`, `1.`, `1e`, `1e+`, `0x1`, `tru`, `trux`, `nul`, `True`, `undefined`, `'a'`, `"a`, `"\x41"`, `"\u12"`, `"\u12g4"`, "\"\t\"", `[1,]`, `[,1]`, `[1 2]`, `{"a"}`, `{"a":}`, `{"a":1,}`,
		`{a:1}`, `{"a" 1}`, `{1:1}`, `[}`, `{]`, `]`, `/**/1`, `1//`, "\u00a01", `[1}`, `{"a":1]`,
	} {
		document := state(thing("a", `{"attributes":{"v":`+value+`}}`))
		resources, _, err := read(t, document, statefile.Options{})
		if valid := json.Valid([]byte(document)); valid != (err == nil) {
			t.Errorf("%s: encoding/json says %t, we %v", value, valid, err)
		} else if valid && string(resources[0].Attributes) != `{"v":`+value+`}` {
			t.Errorf("%s became %s", value, resources[0].Attributes)
		}
	}
}
