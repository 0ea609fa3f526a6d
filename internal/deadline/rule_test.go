package deadline_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// The closed list: waivers match on these names, so one that goes or changes
// breaks a user.
const (
	errorRules = "expired · overdue · unknown · refused · term-undeclared · upstream-not-renewed · backup-missing · backup-shares-fate · unencrypted-endpoint · definition-altered · waiver-expired · version-not-allowed · distrusted · not-delegated"
	warnRules  = "due · owner-missing · maintainer-missing · criticality-missing · handover-incomplete · renewal-unproven · renewal-missed · renews-tacitly · chain-broken · backup-stale · change-without-backup · change-unreviewed · support-contract-missing · patch-behind · untrusted · wrong-name · not-yet-valid · nodes-disagree · validity-too-long · weak-key · stale-facts · duplicate · waiver-unused · patch-unconfirmed · expired-beside · unread-beside · staple-missing · renewal-shorter · distrust-announced · registrar-differs · registration-status · date-assumed · backup-failed · backup-shrunk · backup-kept-short · restore-untested · never-expires · untracked · client-auth-ending"
	offRules   = "waiver-ticket · closed · not-locked · quantum-vulnerable"
)

func TestUnknownRule(t *testing.T) {
	t.Parallel()
	for _, name := range []deadline.Rule{"", "Expired", "expired ", "no-such-rule"} {
		if name.Known() || name.Severity() != deadline.SeverityError || name.Lesson()+name.Summary()+name.Remedy() != "" {
			t.Errorf("%q: known %t, severity %q, lesson %q", name, name.Known(), name.Severity(), name.Lesson())
		}
	}
}

func TestRulesAreTheClosedList(t *testing.T) {
	t.Parallel()
	lesson := regexp.MustCompile(`^(G1[7-9]|G2[01]|T2[7-9])$`)
	sentence := regexp.MustCompile(`^[A-Z][^.]{20,200}\.$`)
	var listed []deadline.Rule
	for severity, list := range map[deadline.Severity]string{deadline.SeverityError: errorRules, deadline.SeverityWarn: warnRules, deadline.SeverityOff: offRules} {
		for name := range strings.SplitSeq(list, " · ") {
			rule := deadline.Rule(name)
			listed = append(listed, rule)
			if !rule.Known() || rule.Severity() != severity {
				t.Errorf("%s: known %t, severity %q, want %q", rule, rule.Known(), rule.Severity(), severity)
			}
			for _, text := range []string{rule.Summary(), rule.Remedy()} {
				if !sentence.MatchString(text) {
					t.Errorf("%s: %q is not one sentence", rule, text)
				}
			}
			if !lesson.MatchString(rule.Lesson()) {
				t.Errorf("%s has the lesson %q", rule, rule.Lesson())
			}
		}
	}
	slices.Sort(listed)
	if got := deadline.Rules(); !slices.Equal(got, listed) {
		t.Errorf("rules\n%s\nwant\n%s", got, listed)
	}
	if declared := ruleConstants(t); !slices.Equal(declared, listed) {
		t.Errorf("constants\n%s\nwant\n%s", declared, listed)
	}
}

// What is about dates and trust is never tidiness, however mild it is.
func TestTidiness(t *testing.T) {
	t.Parallel()
	var tidy []string
	for _, rule := range deadline.Rules() {
		if rule.Tidiness() {
			tidy = append(tidy, string(rule))
		}
	}
	if got, want := strings.Join(tidy, " · "), "change-unreviewed · criticality-missing · duplicate · maintainer-missing · owner-missing · untracked · waiver-ticket · waiver-unused"; got != want {
		t.Errorf("got %s", got)
	}
}

// ruleConstants reads the constants of type Rule from the source.
func ruleConstants(t *testing.T) []deadline.Rule {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "rule.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []deadline.Rule
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		kind, typed := spec.Type.(*ast.Ident)
		value, literal := spec.Values[0].(*ast.BasicLit)
		if typed && literal && kind.Name == "Rule" {
			name, err := strconv.Unquote(value.Value)
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, deadline.Rule(name))
		}
		return true
	})
	slices.Sort(names)
	return names
}
