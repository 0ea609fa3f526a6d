package intake

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Keys looks for misspelt attributes in the keys of many objects, so that each is
// told once. The zero value is ready; Ours says that an entity of this provider
// has an attribute of a name, which then is no mistake, nil where none has.
type Keys struct {
	Ours  func(name string) bool
	near  map[string][]string
	found map[string]*Misspelling
}

// Misspelling is a key that nothing reads and that looks like one that is.
type Misspelling struct {
	Key   string
	Meant string
	ID    string // of the first object that has it
	Count int
}

// Add looks at the keys of one object of which some are known to be null.
func (k *Keys) Add(id string, object Object) {
	for key, value := range object {
		if counts[key] || value == nil {
			continue
		}
		for _, meant := range k.nearest(key) {
			if _, there := object[meant]; there {
				continue
			}
			if k.found == nil {
				k.found = map[string]*Misspelling{}
			}
			told := k.found[key]
			if told == nil {
				told = &Misspelling{Key: key, Meant: meant, ID: id}
				k.found[key] = told
			}
			told.Count++
			break
		}
	}
}

// nearest are the known attributes of which a key could be a misspelling.
func (k *Keys) nearest(key string) []string {
	near, seen := k.near[key]
	if seen {
		return near
	}
	for _, name := range Fields() {
		if misspells(key, name) {
			near = append(near, name)
		}
	}
	if len(near) > 0 && k.Ours != nil && k.Ours(key) {
		near = nil
	}
	if k.near == nil {
		k.near = map[string][]string{}
	}
	k.near[key] = near
	return near
}

// Found are the misspellings, sorted by key.
func (k *Keys) Found() []Misspelling {
	var found []Misspelling
	for _, key := range slices.Sorted(maps.Keys(k.found)) {
		found = append(found, *k.found[key])
	}
	slices.SortFunc(found, func(a, b Misspelling) int { return cmp.Compare(a.Key, b.Key) })
	return found
}

// Sentence says what was not read, of what, and what is meant.
func (m Misspelling) Sentence() string {
	return fmt.Sprintf("%q of %s%s is not read; if %s is meant, write it so.", m.Key, m.ID, text.More(m.Count-1), m.Meant)
}
