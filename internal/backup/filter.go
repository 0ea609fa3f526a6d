package backup

import (
	"path"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Filter chooses backups before the newest is looked for; what is empty chooses
// all.
type Filter struct {
	Host string
	// Paths are those that a backup holds, all of them. With it, backups of one
	// host that hold them are of one source, whatever else they hold.
	Paths      []string
	Tags       []string // all of them
	Stanza     string
	Server     string
	Database   string
	Repository string
	// Name is what the listing calls a backup: with * for anything.
	Name string
	// SingleSource takes everything that is left for copies of one thing.
	SingleSource bool
}

// asked are the filters that a listing has to know of, by attribute.
func (f Filter) asked() []struct{ attribute, tells, value string } {
	return []struct{ attribute, tells, value string }{
		{"host", "host", f.Host},
		{"paths", "paths", strings.Join(f.Paths, ", ")},
		{"tag", "tags", strings.Join(f.Tags, ", ")},
		{"stanza", "stanza", f.Stanza},
		{"server", "server", f.Server},
		{"database", "database", f.Database},
		{"repository", "repository", f.Repository},
	}
}

// check refuses a filter of which the listing cannot tell: to leave it out would
// take the backup of another thing for this one's.
func (f Filter) check(listing Listing) *Error {
	if listing.Tool == "" { // [], which may be of any program
		return nil
	}
	for _, one := range f.asked() {
		if one.value != "" && !slices.Contains(listing.tells, one.tells) {
			known := "and knows no filter but pattern"
			if len(listing.tells) > 0 {
				known = "and tells only " + strings.Join(listing.tells, ", ") + " and pattern"
			}
			return attributef(one.attribute, ReasonUnsupported, "Filter does not apply",
				"The backups are to be chosen by %s = %q, and a listing of %s does not tell that, %s.", one.attribute, shown(one.value), listing.Tool, known)
		}
	}
	return nil
}

// takes says whether a copy is chosen.
func (f Filter) takes(c Copy) bool {
	switch {
	case f.Host != "" && !strings.EqualFold(f.Host, c.Host),
		f.Stanza != "" && f.Stanza != c.Stanza,
		f.Server != "" && f.Server != c.Server,
		f.Database != "" && f.Database != c.Database,
		f.Repository != "" && f.Repository != c.Repository,
		f.Name != "" && !matchesName(f.Name, c.Name):
		return false
	}
	for _, wanted := range f.Paths {
		if !slices.ContainsFunc(c.Paths, func(held string) bool { return samePath(held, wanted) }) {
			return false
		}
	}
	for _, wanted := range f.Tags {
		if !slices.Contains(c.Tags, wanted) {
			return false
		}
	}
	return true
}

// takesKnown says whether a source without copies is chosen.
func (f Filter) takesKnown(k Known) bool {
	for _, wanted := range f.Paths {
		if len(k.Paths) > 0 && !slices.ContainsFunc(k.Paths, func(held string) bool { return samePath(held, wanted) }) {
			return false
		}
	}
	return (f.Stanza == "" || f.Stanza == k.Stanza) && (f.Server == "" || f.Server == k.Server) &&
		(f.Database == "" || f.Database == k.Database) && (f.Repository == "" || f.Repository == k.Repository) && (f.Host == "" || strings.EqualFold(f.Host, k.Host)) && len(f.Tags) == 0 && f.Name == ""
}

// sourceOf is the source by which chosen copies are told apart.
func (f Filter) sourceOf(c Copy) string {
	switch {
	case f.SingleSource:
		return ""
	case len(f.Paths) > 0 && c.Host != "":
		return c.Host + ":" + strings.Join(f.Paths, ",")
	}
	return c.Source
}

func samePath(held, wanted string) bool {
	return held == wanted || path.Clean(strings.ReplaceAll(held, `\`, "/")) == path.Clean(strings.ReplaceAll(wanted, `\`, "/"))
}

// matchesName compares with a pattern in which * stands for anything, also for
// slashes, and ? for one character.
func matchesName(pattern, name string) bool {
	p, n := []rune(pattern), []rune(name)
	star, back := -1, 0
	i, j := 0, 0
	for j < len(n) {
		switch {
		case i < len(p) && p[i] == '*':
			star, back = i, j
			i++
		case i < len(p) && (p[i] == '?' || p[i] == n[j]):
			i, j = i+1, j+1
		case star >= 0:
			back++
			i, j = star+1, back
		default:
			return false
		}
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}

// nothingChosen says which values the listing has of a filter that chose nothing.
func (f Filter) nothingChosen(listing Listing) string {
	for _, one := range []struct {
		name, value string
		of          func(Copy) []string
	}{
		{"host", f.Host, func(c Copy) []string { return []string{c.Host} }},
		{"paths", strings.Join(f.Paths, ", "), func(c Copy) []string { return c.Paths }},
		{"tag", strings.Join(f.Tags, ", "), func(c Copy) []string { return c.Tags }},
		{"stanza", f.Stanza, func(c Copy) []string { return []string{c.Stanza} }},
		{"server", f.Server, func(c Copy) []string { return []string{c.Server} }},
		{"database", f.Database, func(c Copy) []string { return []string{c.Database} }},
		{"repository", f.Repository, func(c Copy) []string { return []string{c.Repository} }},
		{"pattern", f.Name, func(c Copy) []string { return []string{c.Name} }},
	} {
		if one.value == "" {
			continue
		}
		values := map[string]bool{}
		for _, c := range listing.Copies {
			for _, value := range one.of(c) {
				if value != "" {
					values[value] = true
				}
			}
		}
		names := sortedKeys(values)
		for _, name := range names {
			if text.Distance(strings.ToLower(name), strings.ToLower(one.value)) <= 2 {
				return " (" + one.name + " " + shown(one.value) + "; is " + shown(name) + " meant?)"
			}
		}
		if len(names) > 0 {
			return " (" + one.name + " " + shown(one.value) + "; there is " + listed(names) + ")"
		}
	}
	return ""
}
