package backup

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Mapping says where things stand in JSON of a shape that no reader knows. Paths
// are keys with dots between, "result.jobs"; * stands for every element.
type Mapping struct {
	// List leads to the backups; "" where the JSON is the list itself.
	List string
	// The others lead from one backup to its parts. StartedAt or FinishedAt is
	// needed.
	Source, Name, StartedAt, FinishedAt, Size, Status, Kind, Host, KeptUntil, VerifiedAt string
	// Good are the values of Status that mean a good backup. They are compared as
	// they are written.
	Good []string
}

const mappingHelp = `Write mapping like { list = "result.jobs", name = "id", started_at = "starttime", size = "bytes", status = "state", good = ["done"] }.`

func mappingFault(format string, values ...any) *Error {
	return attributef("mapping", ReasonUnsupported, "Mapping does not fit", format+" "+mappingHelp, values...)
}

func (m *Mapping) read(value any, options Options) (Listing, *Error) {
	switch {
	case m.StartedAt == "" && m.FinishedAt == "":
		return Listing{}, mappingFault("The mapping does not say where a backup's time stands.")
	case m.Status != "" && len(m.Good) == 0:
		return Listing{}, mappingFault("The mapping says where a status stands, and not which values of it are good.")
	case m.Status == "" && len(m.Good) > 0:
		return Listing{}, mappingFault("The mapping says which values are good, and not where the status stands.")
	}
	entries, keys, empty, wrong := m.entries(value)
	if wrong != nil {
		return Listing{}, wrong
	}
	listing := Listing{Tool: "mapping", tells: []string{}}
	for _, key := range empty {
		listing.Known = append(listing.Known, Known{Name: key, Host: key})
	}
	if m.Host != "" {
		listing.tells = append(listing.tells, "host")
	}
	all, ok := objects(entries)
	if !ok {
		return Listing{}, mappingFault("Not every element of the list is an object.")
	}
	if wrong := m.check(all); wrong != nil {
		return Listing{}, wrong
	}
	for i, entry := range all {
		copied, wrong := m.copied(entry, keys[i], options)
		if wrong != nil {
			return Listing{}, wrong.entry(i)
		}
		listing.Copies = append(listing.Copies, copied)
	}
	return listing, nil
}

// entries follows the path to the list. keys are those that stood for * on the way
// to each entry: of several lists each is one of another source. empty are those of
// which there is no list, or none with anything in it.
func (m *Mapping) entries(value any) (entries []any, keys, empty []string, wrong *Error) {
	found := []reached{{value: value}}
	if m.List != "" {
		found = follow(value, strings.Split(m.List, "."), "", &empty)
	}
	if len(found) == 0 {
		return nil, nil, nil, mappingFault("The path %q leads to nothing in the listing.", m.List)
	}
	for _, one := range found {
		list, ok := one.value.([]any)
		switch {
		case ok:
			entries = append(entries, list...)
			if len(list) == 0 && one.key != "" {
				empty = append(empty, one.key)
			}
		case strings.HasSuffix(m.List, "*"):
			list = []any{one.value} // every value of an object
			entries = append(entries, one.value)
		default:
			return nil, nil, nil, mappingFault("The path %q leads to something that is no list.", m.List)
		}
		for range list {
			if strings.HasSuffix(m.List, "*") {
				one.key = "" // a key for each entry is its name
			}
			keys = append(keys, one.key)
		}
	}
	return entries, keys, empty, nil
}

// reached is what a path leads to, and the keys for which * stood.
type reached struct {
	value any
	key   string
}

// follow gives what a path leads to, more than one where * stands in it. Keys that
// stood for * and led to nothing are added to lost, where it is not nil.
func follow(value any, path []string, key string, lost *[]string) []reached {
	if len(path) == 0 {
		if value == nil {
			return nil
		}
		return []reached{{value, key}}
	}
	var found []reached
	switch value := value.(type) {
	case object:
		if path[0] == "*" {
			for _, next := range slices.Sorted(maps.Keys(value)) {
				named := strings.Trim(key+"/"+next, "/")
				more := follow(value[next], path[1:], named, lost)
				if len(more) == 0 && lost != nil && !slices.Contains(*lost, named) {
					*lost = append(*lost, named)
				}
				found = append(found, more...)
			}
			return found
		}
		// A key may have dots in it: the longest that is there counts.
		for n := len(path); n > 0; n-- {
			if inner, there := value[strings.Join(path[:n], ".")]; there {
				return follow(inner, path[n:], key, lost)
			}
		}
	case []any:
		if path[0] == "*" {
			for _, one := range value {
				found = append(found, follow(one, path[1:], key, lost)...)
			}
			return found
		}
		if i, err := strconv.Atoi(path[0]); err == nil && i >= 0 && i < len(value) {
			return follow(value[i], path[1:], key, lost)
		}
	}
	return found
}

func (m *Mapping) part(entry object, path string) any {
	if path == "" {
		return nil
	}
	if found := follow(entry, strings.Split(path, "."), "", nil); len(found) == 1 {
		return found[0].value
	}
	return nil
}

// check finds a path that leads to nothing in any entry, which is a slip and no
// listing without that part.
func (m *Mapping) check(all []object) *Error {
	if len(all) == 0 {
		return nil
	}
	for _, path := range []struct{ name, path string }{
		{"source", m.Source}, {"name", m.Name}, {"started_at", m.StartedAt}, {"finished_at", m.FinishedAt}, {"size", m.Size}, {"status", m.Status}, {"kind", m.Kind}, {"host", m.Host},
	} {
		if path.path == "" || slices.ContainsFunc(all, func(entry object) bool { return m.part(entry, path.path) != nil }) {
			continue
		}
		keys := slices.Sorted(maps.Keys(all[0]))
		help := fmt.Sprintf("the first has %s", listed(keys))
		for _, key := range keys {
			if text.Distance(strings.ToLower(key), strings.ToLower(path.path)) <= 2 {
				help = "is " + shown(key) + " meant?"
			}
		}
		return mappingFault("The path %q of %s leads to nothing in any backup; %s.", path.path, path.name, help)
	}
	return nil
}

func (m *Mapping) copied(entry object, key string, options Options) (Copy, *Error) {
	copied := Copy{Name: digitsOf(m.part(entry, m.Name)), Source: digitsOf(m.part(entry, m.Source)), Like: digitsOf(m.part(entry, m.Kind)), Host: digitsOf(m.part(entry, m.Host)), Good: GoodYes}
	if copied.Source == "" {
		copied.Source = firstOf(copied.Host, key, "all")
		if m.Source != "" {
			copied.doubt(ReasonUnproven, "it does not say of what it is")
		}
	}
	size, known := wholeNumber(m.part(entry, m.Size))
	copied.holds(size, known)
	if m.Status != "" {
		status := m.part(entry, m.Status)
		word := digitsOf(status)
		if truth, is := status.(bool); is {
			word = strconv.FormatBool(truth)
		}
		switch {
		case status == nil || word == "":
			copied.doubt(ReasonUnproven, "its listing tells no status")
		case !slices.Contains(m.Good, word):
			copied.not(ReasonFailed, "its status is "+shown(word)+", which is not among the good ones")
		}
	}
	var wrong *Error
	if copied.StartedAt, wrong = mayTime("It", m.part(entry, m.StartedAt), options); wrong != nil {
		return Copy{}, wrong
	}
	if copied.FinishedAt, wrong = mayTime("It", m.part(entry, m.FinishedAt), options); wrong != nil {
		return Copy{}, wrong
	}
	if copied.KeptUntil, wrong = mayTime("It", m.part(entry, m.KeptUntil), options); wrong != nil {
		return Copy{}, wrong
	}
	if copied.VerifiedAt, wrong = mayTime("It", m.part(entry, m.VerifiedAt), options); wrong != nil {
		return Copy{}, wrong
	}
	if copied.At().IsZero() && copied.Good == GoodYes {
		return Copy{}, malformedf("it has no time that can be read, so it cannot be told when the backup was made.")
	}
	return copied, nil
}
