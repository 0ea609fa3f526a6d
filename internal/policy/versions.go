package policy

import (
	"fmt"
	"slices"
	"strings"

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

// versionsOf are versions as one text, to tell items of one id apart.
func versionsOf(all []Software) string {
	var text strings.Builder
	for _, one := range all {
		fmt.Fprintf(&text, "%q %q %v,", one.Product, one.Version, one.Unsettled)
	}
	return text.String()
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
		if asked == no {
			continue
		}
		lacking := e.lacks("software")
		if asked == perhaps {
			lacking = append(lacking, e.lacks("kind", "system", "environment", "owner")...)
		}
		known, refused, later := j.refused(setting.Allowed, e.Software)
		lacking = append(lacking, later...)
		if !known && len(e.lacks("software")) == 0 {
			continue
		}
		message := ""
		if len(refused) > 0 {
			message = fmt.Sprintf("%s: %s.", named(e.ID), strings.Join(refused, "; "))
		}
		j.reportUnless(e, rule, message, lacking...)
	}
}

// refused says why versions are not allowed, whether any was asked about, and of
// which the version is known only after apply.
func (j *judging) refused(allowed Versions, all []Software) (asked bool, refused, later []string) {
	for _, one := range all {
		product, why := allowed.Refuses(one.Product, one.Version)
		if product == "" {
			continue
		}
		asked, j.products[product] = true, true
		switch {
		case one.Unsettled:
			later = append(later, "the version of "+named(product))
		case why != "":
			refused = append(refused, why)
		}
	}
	return asked, refused, later
}

// absentProducts are faults of a setting that names products of which nothing is
// judged: a misspelt name would allow everything.
func (j *judging) absentProducts() (faults []*SettingError) {
	const rule = deadline.RuleVersionNotAllowed
	setting := j.policy.Settings[rule]
	if setting.Allowed == nil || setting.Severity == deadline.SeverityOff || slices.ContainsFunc(j.entries, func(e entry) bool { return len(e.lacks("software")) > 0 }) {
		return nil
	}
	for _, product := range setting.Allowed.Products() {
		if !j.products[product] {
			faults = append(faults, &SettingError{rule, parameterAllowed, fmt.Sprintf("allowed of the rule %s names %s, and nothing that is judged here says that it is of that product", rule, named(product))})
		}
	}
	return faults
}
