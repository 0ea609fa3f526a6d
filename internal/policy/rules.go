package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// RuleAssertion is the rule that a policy's own assertions break. Only policies
// know it: it is settable and can be waived like the others.
const RuleAssertion deadline.Rule = "assertion"

// Parameter is one thing that can be set of a rule besides its severity and its
// scope, which every rule has.
type Parameter struct {
	Name    string
	Default string
	Meaning string
}

// RuleDoc is a rule as the documentation shows it.
type RuleDoc struct {
	Rule       deadline.Rule
	Severity   deadline.Severity // by default
	Lesson     string            // "" where there is none
	Summary    string
	Remedy     string
	Parameters []Parameter
}

// RuleDocs describes every rule that a policy knows, sorted by name.
func RuleDocs() []RuleDoc {
	docs := []RuleDoc{{
		Rule: RuleAssertion, Severity: deadline.SeverityError,
		Summary: "An assertion of the policy's own does not hold, or cannot be told.",
		Remedy:  remedyAssertion,
	}}
	for _, rule := range deadline.Rules() {
		docs = append(docs, RuleDoc{rule, rule.Severity(), rule.Lesson(), rule.Summary(), rule.Remedy(), parameters[rule]})
	}
	slices.SortFunc(docs, func(a, b RuleDoc) int { return strings.Compare(string(a.Rule), string(b.Rule)) })
	return docs
}

const (
	parameterMaxAge       = "max_age"
	parameterAfter        = "after"
	parameterAllowed      = "allowed"
	parameterAppliesTo    = "applies_to"
	parameterKinds        = "kinds"
	parameterSystems      = "systems"
	parameterEnvironments = "environments"
	parameterOwners       = "owners"
)

var parameters = map[deadline.Rule][]Parameter{
	deadline.RuleBackupStale: {
		{parameterMaxAge, defaultMaxAge.String(), "How old the newest backup may be that does not share the fate of what it protects."},
	},
	deadline.RuleQuantumVulnerable: {
		{parameterAfter, "none, so that it must be given where the rule is not off", "Last day on which a certificate may be in use whose key is not post-quantum. It is asked of a certificate's own key, not of those of its authorities."},
	},
	deadline.RuleVersionNotAllowed: {
		{parameterAllowed, "none", "Versions that are allowed by product, like `{ php = \">= 8.2, < 9\" }`, of what says its `product` and `version`."},
	},
	deadline.RuleBackupMissing: {
		{parameterAppliesTo, "things of the kinds " + strings.Join(kindsWithData, ", ") + ", and whatever deletes data at its end", "Ids or patterns of what must have a backup; it may be of any kind."},
	},
	deadline.RuleSupportContractMissing: {
		{parameterAppliesTo, "tracked things of the kinds " + strings.Join(kindsWithSupport, ", ") + ", and whatever names a contract in covered_by", "Ids or patterns of what must be under support; it may be of any kind."},
	},
}

func known(rule deadline.Rule) bool { return rule.Known() || rule == RuleAssertion }

// withoutParameter is the sentence for a parameter that a rule does not have.
func withoutParameter(rule deadline.Rule, name string) string {
	var others []string
	for _, doc := range RuleDocs() {
		if slices.ContainsFunc(doc.Parameters, func(p Parameter) bool { return p.Name == name }) {
			others = append(others, string(doc.Rule))
		}
	}
	return fmt.Sprintf("the rule %s has no %s; it can be set of %s", rule, name, strings.Join(others, " and "))
}

func hasParameter(rule deadline.Rule, name string) bool {
	return slices.ContainsFunc(parameters[rule], func(p Parameter) bool { return p.Name == name })
}

// UnknownRule is the sentence for a name that is no rule: it names the nearest.
func UnknownRule(name string) string {
	name = named(name)
	var rules []string
	for _, doc := range RuleDocs() {
		rules = append(rules, string(doc.Rule))
	}
	near := text.Nearest(name, rules, 3)
	return fmt.Sprintf("%q is not a rule; the nearest are %s, %s and %s", name, near[0], near[1], near[2])
}
