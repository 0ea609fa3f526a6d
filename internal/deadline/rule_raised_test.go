package deadline_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// ofStatus are the rules that a status breaks, which Status.Rule raises.
var ofStatus = map[string]bool{"RuleExpired": true, "RuleOverdue": true, "RuleDue": true, "RuleUnknown": true}

// No rule is documented that nothing raises: each constant is handed to something
// that makes a finding or a violation of it, in code that is no test. That a table
// or a switch knows its name is not enough.
func TestEveryRuleIsRaised(t *testing.T) {
	t.Parallel()
	raised := map[string]string{}
	err := filepath.WalkDir("..", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.CallExpr:
				if raises[nameOf(node.Fun)] {
					for _, argument := range node.Args {
						raised[ruleNamed(argument)] = name
					}
				}
			case *ast.CompositeLit: // what a root program says against a certificate
				if nameOf(node.Type) == "concern" && len(node.Elts) > 0 {
					raised[ruleNamed(node.Elts[0])] = name
				}
			case *ast.ValueSpec: // const rule = deadline.RuleX, told further down
				if len(node.Names) == 1 && node.Names[0].Name == "rule" && len(node.Values) == 1 {
					raised[ruleNamed(node.Values[0])] = name
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, constant := range constantNames(t) {
		if raised[constant] == "" && !ofStatus[constant] {
			t.Errorf("nothing raises %s", constant)
		}
	}
}

// raises are what makes a finding or a violation of a rule that it is handed.
var raises = map[string]bool{
	"NewFinding": true, "find": true, "findLater": true, "add": true,
	"report": true, "reportUnless": true, "reportAbsence": true, "violationOf": true, "aboutWaiver": true,
}

func nameOf(function ast.Expr) string {
	switch function := function.(type) {
	case *ast.Ident:
		return function.Name
	case *ast.SelectorExpr:
		return function.Sel.Name
	}
	return ""
}

// ruleNamed is the constant that an expression is, "" for anything else.
func ruleNamed(expression ast.Expr) string {
	if selector, ok := expression.(*ast.SelectorExpr); ok && strings.HasPrefix(selector.Sel.Name, "Rule") {
		return selector.Sel.Name
	}
	if constant, ok := expression.(*ast.Ident); ok && strings.HasPrefix(constant.Name, "Rule") { // in this package itself
		return constant.Name
	}
	return ""
}

func constantNames(t *testing.T) (names []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "rule.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(node ast.Node) bool {
		if spec, ok := node.(*ast.ValueSpec); ok && len(spec.Names) == 1 {
			if kind, typed := spec.Type.(*ast.Ident); typed && kind.Name == "Rule" {
				names = append(names, spec.Names[0].Name)
			}
		}
		return true
	})
	if declared := ruleConstants(t); len(names) != len(declared) {
		t.Fatalf("%d constants, %d rules", len(names), len(declared))
	}
	return names
}
