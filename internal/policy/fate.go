package policy

import (
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// fateOf is an item's fate; a contract is its own.
func (i Item) fateOf() deadline.Fate {
	fate := i.Fate
	if fate.Contract == "" && i.isContract() {
		fate.Contract = i.ID
	}
	return fate
}

// sharedFate lists the components that two fates have in common, as "site SBG2".
// Compared says whether there is a component that both declare. Names are
// compared by their letters and digits alone, without regard to width and case: to
// take one thing for two would be a false pass. A word like TBD declares nothing.
func sharedFate(f, other deadline.Fate) (components []string, compared bool) {
	f.Contract, other.Contract = contractKey(f.Contract), contractKey(other.Contract)
	for _, component := range deadline.FateFields {
		mine, _ := deadline.Said(*component.Of(&f))
		theirs, _ := deadline.Said(*component.Of(&other))
		if mine == "" || theirs == "" {
			continue
		}
		compared = true
		if strings.EqualFold(mine, theirs) || deadline.SameName(mine, theirs) {
			components = append(components, component.Name+" "+named(mine))
		}
	}
	return components, compared
}

// contractKey is what a contract is compared by: its id and its name mean the
// same.
func contractKey(contract string) string {
	return strings.ToLower(strings.TrimPrefix(strings.TrimSpace(contract), contractPrefix))
}
