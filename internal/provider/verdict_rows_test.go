package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	language "github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// fewestCommonRows is how many rows could once be put as a call of verdict.
const fewestCommonRows = 150

// What a gate says of a row verdict says too: the same deadlines, the same rules,
// the same outcome.
func TestVerdictAgreesWithGateRows(t *testing.T) {
	t.Parallel()
	f := newFunctions(t)
	names, err := filepath.Glob(gateRowFiles)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := parseGateRows(string(content))
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			deadlines, settings, ok := asVerdict(row)
			if !ok {
				continue
			}
			count++
			title := strings.TrimSuffix(filepath.Base(name), ".txt") + "/" + row.name
			result, fault := f.call("verdict", deadlines, words(row.asOf), settings)
			passed := fault == nil && result.GetAttr("passed").True()
			if passed != (row.exit == 0) {
				t.Errorf("%s: a plan exits with %d, and verdict says %v %v", title, row.exit, passed, fault)
			}
			if fault != nil {
				continue
			}
			message := result.GetAttr("message").AsString()
			for _, sentence := range row.says {
				if strings.HasSuffix(sentence, ")") && holding([]string{message}, sentence) == 0 && passed == false {
					t.Errorf("%s: the message does not say %q: %s", title, sentence, message)
				}
			}
			if strings.Contains(message, "\n") || !strings.HasSuffix(message, ".") {
				t.Errorf("%s: no paragraph: %q", title, message)
			}
		}
	}
	if count < fewestCommonRows {
		t.Errorf("%d rows are common to both, and %d once were", count, fewestCommonRows)
	}
	t.Logf("%d rows", count)
}

// asVerdict is a row as arguments of verdict; false where it is more than one gate
// whose arguments are written out.
func asVerdict(row gateRow) (deadlines, settings cty.Value, ok bool) {
	if len(row.files) != 1 || len(row.env) > 0 {
		return cty.NilVal, cty.NilVal, false
	}
	file, diags := hclsyntax.ParseConfig([]byte(row.files["main.tf"]), "main.tf", language.InitialPos)
	if diags.HasErrors() {
		return cty.NilVal, cty.NilVal, false
	}
	body := file.Body.(*hclsyntax.Body)
	if len(body.Blocks) != 1 || len(body.Attributes) > 0 || body.Blocks[0].Type != "resource" || body.Blocks[0].Labels[0] != "expiry_gate" || len(body.Blocks[0].Body.Blocks) > 0 {
		return cty.NilVal, cty.NilVal, false
	}
	parts := map[string]cty.Value{}
	context := &language.EvalContext{Functions: map[string]function.Function{
		"jsonencode": stdlib.JSONEncodeFunc, "concat": stdlib.ConcatFunc, "merge": stdlib.MergeFunc, "range": stdlib.RangeFunc, "format": stdlib.FormatFunc,
	}}
	for name, attribute := range body.Blocks[0].Body.Attributes {
		value, diags := attribute.Expr.Value(context)
		if diags.HasErrors() {
			return cty.NilVal, cty.NilVal, false
		}
		parts[name] = value
	}
	deadlines, text := parts["deadlines"], parts["deadlines_json"]
	for _, name := range []string{"deadlines", "deadlines_json", "name", "source"} {
		delete(parts, name)
	}
	switch {
	case deadlines == cty.NilVal && text == cty.NilVal:
		return cty.NilVal, cty.NilVal, false
	case deadlines == cty.NilVal:
		deadlines = text
	case text != cty.NilVal:
		return cty.NilVal, cty.NilVal, false
	}
	return deadlines, cty.ObjectVal(parts), true
}
