package policyplugin_test

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// What follows runs policies of Terraform policy as far as the shipped ones need it.
// It is written after the documentation, since the engine itself could not be had:
// it shows that they can be read, that the plugin answers them and that they decide
// as their tests say, and not that tfpolicy agrees.

// policyFile is a .policy.hcl file.
type policyFile struct {
	inputs map[string]cty.Value // by default
	locals hclsyntax.Attributes
	rules  []policyRule
}

// policyRule is one resource_policy or provider_policy.
type policyRule struct {
	kind, target, name string
	body               *hclsyntax.Body
}

func parseHCL(name string) (*hclsyntax.Body, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	file, diags := hclsyntax.ParseConfig(content, name, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, diags
	}
	return file.Body.(*hclsyntax.Body), nil
}

func readPolicy(name string) (*policyFile, error) {
	body, err := parseHCL(name)
	if err != nil {
		return nil, err
	}
	policy := &policyFile{inputs: map[string]cty.Value{}}
	declares, plugged := false, false
	for _, block := range body.Blocks {
		switch block.Type {
		case "policy":
			for _, inner := range block.Body.Blocks {
				declares = declares || inner.Type == "required_providers"
				plugged = plugged || inner.Type == "plugins"
			}
		case "input":
			value, diags := block.Body.Attributes["default"].Expr.Value(nil)
			if diags.HasErrors() {
				return nil, diags
			}
			policy.inputs[block.Labels[0]] = value
		case "locals":
			policy.locals = block.Body.Attributes
		case "resource_policy", "provider_policy":
			policy.rules = append(policy.rules, policyRule{strings.TrimSuffix(block.Type, "_policy"), block.Labels[0], block.Labels[1], block.Body})
		default:
			return nil, fmt.Errorf("%s: a block %s", name, block.Type)
		}
	}
	if !declares || !plugged || len(policy.rules) == 0 {
		return nil, fmt.Errorf("%s: it needs policy { plugins, required_providers } and a rule", name)
	}
	return policy, nil
}

// coreFunctions are those that the shipped policies use.
var coreFunctions = map[string]function.Function{
	"core::try": tryfunc.TryFunc, "core::join": stdlib.JoinFunc, "core::contains": stdlib.ContainsFunc, "core::length": stdlib.LengthFunc,
	"core::lower": stdlib.LowerFunc, "core::regex": stdlib.RegexFunc, "core::formatdate": stdlib.FormatDateFunc,
	"core::timestamp": function.New(&function.Spec{
		Type: function.StaticReturnType(cty.String),
		Impl: func([]cty.Value, cty.Type) (cty.Value, error) { return asOf, nil },
	}),
	"core::alltrue": function.New(&function.Spec{
		Params: []function.Parameter{{Name: "list", Type: cty.List(cty.Bool)}}, Type: function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.BoolVal(!slices.ContainsFunc(args[0].AsValueSlice(), cty.Value.False)), nil
		},
	}),
}

// pluginFunctions are those of the running program as HCL calls them.
func pluginFunctions(t testing.TB, c caller) map[string]function.Function {
	all := maps.Clone(coreFunctions)
	for name, described := range c.known {
		spec := &function.Spec{Type: function.StaticReturnType(typeOf(t, described.GetReturnType()))}
		for _, parameter := range described.GetParameters() {
			one, err := parameter.ToCtyParameter()
			if err != nil {
				t.Fatal(err)
			}
			spec.Params = append(spec.Params, one)
		}
		if described.GetVariadicParameter() != nil {
			one, err := described.GetVariadicParameter().ToCtyParameter()
			if err != nil {
				t.Fatal(err)
			}
			spec.VarParam = &one
		}
		spec.Impl = func(args []cty.Value, _ cty.Type) (cty.Value, error) { return c.call(t, name, args...) }
		all["plugin::expiry::"+name] = function.New(spec)
	}
	return all
}

// verdictOf is what a policy says of a mock: whether any of its rules was for it,
// what failed, and what could not be worked out.
type verdictOf struct {
	asked  bool
	failed []string
	faults []string
}

func (p *policyFile) judge(kind, target string, variables map[string]cty.Value, inputs map[string]cty.Value, functions map[string]function.Function) (v verdictOf) {
	given := maps.Clone(p.inputs)
	maps.Copy(given, inputs)
	file := &hcl.EvalContext{Functions: functions, Variables: maps.Clone(variables)}
	file.Variables["input"] = cty.ObjectVal(given)
	v.faults = append(v.faults, settle(file, p.locals)...)
	for _, rule := range p.rules {
		if rule.kind != kind || !matchesTarget(rule.target, target) {
			continue
		}
		scope := file.NewChild()
		if filter := rule.body.Attributes["filter"]; filter != nil {
			if holds, diags := filter.Expr.Value(scope); diags.HasErrors() {
				v.faults = append(v.faults, diags.Error())
				continue
			} else if holds.False() {
				continue
			}
		}
		v.asked = true
		for _, block := range rule.body.Blocks {
			if block.Type == "locals" {
				scope.Variables = map[string]cty.Value{"local": file.Variables["local"]}
				v.faults = append(v.faults, settle(scope, block.Body.Attributes)...)
			}
		}
		for _, block := range rule.body.Blocks {
			if block.Type != "enforce" {
				continue
			}
			holds, diags := block.Body.Attributes["condition"].Expr.Value(scope)
			message, more := block.Body.Attributes["error_message"].Expr.Value(scope)
			switch {
			case diags.HasErrors() || more.HasErrors():
				v.faults = append(v.faults, append(diags, more...).Error())
			case !holds.IsKnown() || !message.IsKnown():
				v.faults = append(v.faults, rule.name+" is not known")
			case holds.False():
				v.failed = append(v.failed, message.AsString())
			}
		}
	}
	return v
}

func matchesTarget(pattern, target string) bool {
	return regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*") + "$").MatchString(target)
}

// settle works locals out, each once those that it needs are known, and adds them to
// what is there.
func settle(scope *hcl.EvalContext, locals hclsyntax.Attributes) (faults []string) {
	known := map[string]cty.Value{}
	if before, ok := scope.Variables["local"]; ok && before != cty.NilVal {
		known = before.AsValueMap()
	}
	if known == nil {
		known = map[string]cty.Value{}
	}
	open := maps.Clone(locals)
	for len(open) > 0 {
		settled := false
		for _, name := range slices.Sorted(maps.Keys(open)) {
			needs := slices.ContainsFunc(open[name].Expr.Variables(), func(use hcl.Traversal) bool {
				if use.RootName() != "local" || len(use) < 2 {
					return false
				}
				step, ok := use[1].(hcl.TraverseAttr)
				return ok && open[step.Name] != nil
			})
			if needs {
				continue
			}
			if scope.Variables == nil {
				scope.Variables = map[string]cty.Value{}
			}
			scope.Variables["local"] = cty.ObjectVal(known)
			value, diags := open[name].Expr.Value(scope)
			if diags.HasErrors() {
				faults, value = append(faults, diags.Error()), cty.DynamicVal
			}
			known[name], settled = value, true
			delete(open, name)
		}
		if !settled {
			return append(faults, "locals that need one another")
		}
	}
	if scope.Variables == nil {
		scope.Variables = map[string]cty.Value{}
	}
	scope.Variables["local"] = cty.ObjectVal(known)
	return faults
}
