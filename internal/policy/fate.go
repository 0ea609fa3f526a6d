package policy

import (
	"strings"
)

// Fate names what a thing would be lost with: the contract under which it runs,
// who provides it, the account, the site, and the key that encrypts it. Empty
// means that nobody says.
type Fate struct {
	Contract string
	Provider string
	Account  string
	Site     string
	Key      string
}

// fateOf is an item's fate; a contract is its own.
func (i Item) fateOf() Fate {
	fate := i.Fate
	if fate.Contract == "" && i.isContract() {
		fate.Contract = i.ID
	}
	return fate
}

// shared lists the components that two fates have in common, as "site SBG2".
// Compared says whether there is a component that both declare. Names are
// compared without regard to case and surrounding blanks: to take one thing for
// two would be a false pass.
func (f Fate) shared(other Fate) (components []string, compared bool) {
	for _, component := range []struct{ name, mine, theirs string }{
		{"contract", contractKey(f.Contract), contractKey(other.Contract)},
		{"provider", f.Provider, other.Provider},
		{"account", f.Account, other.Account},
		{"site", f.Site, other.Site},
		{"key", f.Key, other.Key},
	} {
		mine, theirs := strings.TrimSpace(component.mine), strings.TrimSpace(component.theirs)
		if mine == "" || theirs == "" {
			continue
		}
		compared = true
		if strings.EqualFold(mine, theirs) {
			components = append(components, component.name+" "+named(mine))
		}
	}
	return components, compared
}

// contractKey is what a contract is compared by: its id and its name mean the
// same.
func contractKey(contract string) string {
	return strings.ToLower(strings.TrimPrefix(strings.TrimSpace(contract), contractPrefix))
}
