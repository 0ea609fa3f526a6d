package deadline

import "iter"

// Identity says what a thing is called, who answers for it and what it belongs to.
// Everything that has an end has one.
type Identity struct {
	Name        string // in the identifier
	Owner       string // who is responsible for the renewal
	Maintainer  string // who does the work
	System      string
	Environment string
	Criticality string
	Note        string // whatever else whoever acts should know
}

// identity holds the parts by name, in the order in which they are listed. One more
// attribute that everything has is one more line here, one in the struct above, and
// one in the model of Terraform's arguments.
var identity = []struct {
	name, meaning string
	of            func(*Identity) *string
}{
	{"name", "Name in the identifier.", func(i *Identity) *string { return &i.Name }},
	{"owner", "Who is responsible for the renewal: a person or team that can be reached.", func(i *Identity) *string { return &i.Owner }},
	{"maintainer", "Who does the work.", func(i *Identity) *string { return &i.Maintainer }},
	{"system", "System that the thing belongs to.", func(i *Identity) *string { return &i.System }},
	{"environment", "Environment of that system, like `production`.", func(i *Identity) *string { return &i.Environment }},
	{"criticality", "How important it is, in your own words, like `high`.", func(i *Identity) *string { return &i.Criticality }},
	{"note", "Free text for whoever acts: it stands in findings, reports and calendars.", func(i *Identity) *string { return &i.Note }},
}

// IdentityFields are the names of the parts: "name", "owner", ….
func IdentityFields() []string {
	names := make([]string, len(identity))
	for n, field := range identity {
		names[n] = field.name
	}
	return names
}

// AnsweringFields are the parts beside the name: what may be said of many things
// at once.
func AnsweringFields() []string { return IdentityFields()[1:] }

// Part is a pointer to the part of a name, nil where there is none.
func (i *Identity) Part(name string) *string {
	for _, field := range identity {
		if field.name == name {
			return field.of(i)
		}
	}
	return nil
}

// All gives the parts by name, those that say nothing too.
func (i Identity) All() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, field := range identity {
			if !yield(field.name, *field.of(&i)) {
				return
			}
		}
	}
}

// FillFrom takes what the identity does not say from another, the name aside,
// which is a thing's own. It tells whether it took anything.
func (i *Identity) FillFrom(other Identity) (changed bool) {
	for name, said := range other.All() {
		if part := i.Part(name); name != "name" && *part == "" && said != "" {
			*part, changed = said, true
		}
	}
	return changed
}
