package software

import (
	"slices"
	"strings"
)

// rule says what a name in a greeting stands for.
type rule struct {
	// name is the name in lower case, words parted by one blank.
	name string
	// product is the slug; empty for names that are no product.
	product string
	role    Role
	version versionForm
	// distro is set for names that are a distributor's.
	distro string
	// notice and say are what is worth saying when the name occurs.
	notice NoticeKind
	say    string
	// rest is name without its first word, filled in by newIndex.
	rest []string
}

// index finds the rules for a name by its first word, longest name first.
type index map[string][]rule

// maxName bounds a name's first word; none is longer.
const maxName = 48

func newIndex(tables ...[]rule) index {
	ix := index{}
	for _, table := range tables {
		for _, r := range table {
			parts := strings.Fields(r.name)
			r.rest = parts[1:]
			ix[parts[0]] = append(ix[parts[0]], r)
		}
	}
	for _, rules := range ix {
		slices.SortStableFunc(rules, func(a, b rule) int { return len(b.rest) - len(a.rest) })
	}
	return ix
}

// candidates are the rules whose name begins with the word, in any case.
func (ix index) candidates(first string) []rule {
	if first == "" || len(first) > maxName {
		return nil
	}
	var lower [maxName]byte
	for i := range len(first) {
		c := first[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		lower[i] = c
	}
	return ix[string(lower[:len(first)])]
}

// match finds the rule for the name at word i. It gives the version that is
// glued to the name and the word that follows.
func (ix index) match(w *words, i int) (found *rule, version string, next int) {
	text := w.at(i)
	name, glued := nameAndVersion(text)
	name = trimEnd(name, ".:!'*-_")
	if found, version, next := ix.matchFrom(w, i, name, glued); found != nil {
		return found, version, next
	}
	if glued != "" {
		return nil, "", i + 1
	}
	if name, glued = dashVersion(text); glued != "" {
		if found, version, next := ix.matchFrom(w, i, name, glued); found != nil {
			return found, version, next
		}
	}
	// Content networks write a place behind their name: BunnyCDN-DE1-1047.
	if name, _, cut := strings.Cut(text, "-"); cut {
		if found, _, next := ix.matchFrom(w, i, name, ""); found != nil && found.notice == NoticeEdge {
			return found, "", next
		}
	}
	return nil, "", i + 1
}

func (ix index) matchFrom(w *words, i int, name, glued string) (found *rule, version string, next int) {
	rules := ix.candidates(name)
	for k := range rules {
		r := &rules[k]
		if len(r.rest) == 0 {
			return r, glued, i + 1
		}
		if glued != "" {
			continue
		}
		if version, ok := r.followedBy(w, i+1); ok {
			return r, version, i + 1 + len(r.rest)
		}
	}
	return nil, "", i + 1
}

// followedBy says that the rest of the rule's name stands at word i; only its
// last word may carry a version.
func (r *rule) followedBy(w *words, i int) (version string, ok bool) {
	for k, want := range r.rest {
		if !w.isWord(i + k) {
			return "", false
		}
		have := w.at(i + k)
		if k == len(r.rest)-1 {
			have, version = nameAndVersion(have)
			have = trimEnd(have, ".:!'")
		}
		if !equalFold(have, want) {
			return "", false
		}
	}
	return version, true
}
