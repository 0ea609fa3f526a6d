package policyplugin_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

const shipped = "../../examples/policies/terraform-policy"

// runPolicyTest runs a .policytest.hcl file, and gives what is not as it says and
// how many mocks there are.
func runPolicyTest(name string, functions map[string]function.Function) (faults []string, mocks int, err error) {
	body, err := parseHCL(name)
	if err != nil {
		return nil, 0, err
	}
	scope := &hcl.EvalContext{Functions: functions, Variables: map[string]cty.Value{}}
	inputs := map[string]cty.Value{}
	var policies []*policyFile
	for _, block := range body.Blocks {
		switch block.Type {
		case "policytest":
			targets, diags := block.Body.Attributes["targets"].Expr.Value(nil)
			if diags.HasErrors() {
				return nil, 0, diags
			}
			for _, target := range targets.AsValueSlice() {
				policy, err := readPolicy(filepath.Join(filepath.Dir(name), target.AsString()))
				if err != nil {
					return nil, 0, err
				}
				policies = append(policies, policy)
			}
		case "inputs":
			values, problem := evaluate(block.Body.Attributes, scope)
			if problem != nil {
				return nil, 0, problem
			}
			maps.Copy(inputs, values)
		case "locals":
			if problems := settle(scope, block.Body.Attributes); problems != nil {
				return problems, 0, nil
			}
		}
	}
	for _, block := range body.Blocks {
		if block.Type != "resource" && block.Type != "provider" {
			continue
		}
		mocks++
		title := block.Type + "." + strings.Join(block.Labels, ".")
		parts, problem := evaluate(block.Body.Attributes, scope)
		if problem != nil {
			return nil, mocks, problem
		}
		given := maps.Clone(inputs)
		if own, ok := parts["inputs"]; ok {
			maps.Copy(given, own.AsValueMap())
		}
		meta := map[string]cty.Value{"type": said(block.Labels[0])}
		if own, ok := parts["meta"]; ok {
			maps.Copy(meta, own.AsValueMap())
		}
		variables := map[string]cty.Value{"attrs": parts["attrs"], "meta": cty.ObjectVal(meta)}
		if variables["attrs"] == cty.NilVal {
			variables["attrs"] = cty.EmptyObjectVal
		}
		asked, failed := false, []string(nil)
		for _, policy := range policies {
			verdict := policy.judge(block.Type, block.Labels[0], variables, given, functions)
			asked = asked || verdict.asked
			failed = append(failed, verdict.failed...)
			for _, fault := range verdict.faults {
				faults = append(faults, title+": "+fault)
			}
		}
		expected := parts["expect_failure"] != cty.NilVal && parts["expect_failure"].True()
		switch {
		case !asked:
			faults = append(faults, title+": no policy is for it")
		case expected != (len(failed) > 0):
			faults = append(faults, fmt.Sprintf("%s: a failure is expected: %v; failures: %q", title, expected, failed))
		}
		for _, message := range failed {
			if strings.Contains(message, "\n") || !strings.HasSuffix(strings.TrimRight(message, `"`), ".") {
				faults = append(faults, fmt.Sprintf("%s: no paragraph: %q", title, message))
			}
		}
	}
	return faults, mocks, nil
}

func evaluate(attributes hclsyntax.Attributes, scope *hcl.EvalContext) (map[string]cty.Value, error) {
	values := map[string]cty.Value{}
	for name, attribute := range attributes {
		value, diags := attribute.Expr.Value(scope)
		if diags.HasErrors() {
			return nil, diags
		}
		values[name] = value
	}
	return values, nil
}

// The policies to copy decide as their own tests say, by the program itself.
func TestShippedPolicies(t *testing.T) {
	t.Parallel()
	policies, _ := filepath.Glob(shipped + "/policies/*.policy.hcl")
	if len(policies) < 7 {
		t.Fatalf("%d policies", len(policies))
	}
	for name, mTLS := range map[string]bool{"plain": false, "mTLS": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			functions := pluginFunctions(t, process(t, mTLS))
			for _, policy := range policies {
				test := filepath.Join(shipped, "tests", strings.Replace(filepath.Base(policy), ".policy.", ".policytest.", 1))
				faults, mocks, err := runPolicyTest(test, functions)
				if err != nil || mocks < 2 {
					t.Errorf("%s: %d mocks, %v", test, mocks, err)
				}
				for _, fault := range faults {
					t.Errorf("%s: %s", filepath.Base(test), fault)
				}
			}
		})
	}
}

// A test must be able to fail: of each file every expectation is turned round.
func TestShippedPolicyTestsCanFail(t *testing.T) {
	t.Parallel()
	functions := pluginFunctions(t, process(t, false))
	tests, _ := filepath.Glob(shipped + "/tests/*.policytest.hcl")
	for _, test := range tests {
		content, err := os.ReadFile(test)
		if err != nil {
			t.Fatal(err)
		}
		absolute, err := filepath.Abs(shipped + "/policies")
		if err != nil {
			t.Fatal(err)
		}
		turned := strings.NewReplacer("expect_failure = true", "expect_failure = false", "../policies", filepath.ToSlash(absolute)).Replace(string(content))
		name := filepath.Join(t.TempDir(), filepath.Base(test))
		if err := os.WriteFile(name, []byte(strings.ReplaceAll(turned, filepath.ToSlash(absolute), relative(t, name, absolute))), 0o600); err != nil {
			t.Fatal(err)
		}
		faults, _, err := runPolicyTest(name, functions)
		if want := strings.Count(string(content), "expect_failure = true"); err != nil || len(faults) != want || want == 0 {
			t.Errorf("%s: %d of %d are found (%v): %q", filepath.Base(test), len(faults), want, err, faults)
		}
	}
}

func relative(t *testing.T, from, to string) string {
	t.Helper()
	path, err := filepath.Rel(filepath.Dir(from), to)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(path)
}
