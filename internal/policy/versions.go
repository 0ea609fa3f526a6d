package policy

import (
	"fmt"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Versions says which versions of which products somebody allows. What it takes to
// tell one version from another is no matter of a policy.
type Versions interface {
	// Products are the products that are named, sorted, as they were written.
	Products() []string
	// Refuses says of a product, by whatever name, which of Products it is, "" for
	// none, and in a clause why its version is not allowed, "" where it is. A version
	// of which it cannot be told is not.
	Refuses(product, version string) (named, why string)
}

// checkVersions reports software of a version that is not allowed, and tells of
// products that are named and not there.
func (j *judging) checkVersions() {
	const rule = deadline.RuleVersionNotAllowed
	setting := j.policy.Settings[rule]
	if setting.Allowed == nil {
		return
	}
	j.products = map[string]bool{}
	for i := range j.entries {
		e := &j.entries[i]
		asked := setting.asks(subjectOf(e))
		if e.Product == "" && len(e.lacks("product")) == 0 || asked == no {
			continue
		}
		lacking := e.lacks("product", "version")
		if asked == perhaps {
			lacking = append(lacking, e.lacks("kind", "system", "environment", "owner")...)
		}
		product, why := "", ""
		if e.Product != "" {
			product, why = setting.Allowed.Refuses(e.Product, e.Version)
			j.products[product] = true
		}
		if product == "" && e.Product != "" {
			continue
		}
		message := ""
		if why != "" {
			message = fmt.Sprintf("%s: %s.", named(e.ID), why)
		}
		j.reportUnless(e, rule, message, lacking...)
	}
}

// absentProducts are faults of a setting that names products of which nothing is
// judged: a misspelt name would allow everything.
func (j *judging) absentProducts() (faults []*SettingError) {
	const rule = deadline.RuleVersionNotAllowed
	setting := j.policy.Settings[rule]
	if setting.Allowed == nil || setting.Severity == deadline.SeverityOff {
		return nil
	}
	for _, product := range setting.Allowed.Products() {
		if !j.products[product] {
			faults = append(faults, &SettingError{rule, parameterAllowed, fmt.Sprintf("allowed of the rule %s names %s, and nothing that is judged here says that it is of that product", rule, named(product))})
		}
	}
	return faults
}
