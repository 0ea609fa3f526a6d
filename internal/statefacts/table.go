package statefacts

import (
	"embed"
	"encoding/json"
	"path"
	"slices"
	"strings"
	"sync"
)

// Table says of each type where its ends stand. It may be used by many goroutines
// and is not changed once made.
type Table struct {
	entries []*Entry
	byType  map[typeKey]*Entry
}

type typeKey struct{ mode, name string }

//go:embed table/*.json
var tableFiles embed.FS

var embeddedTable = sync.OnceValue(func() *Table {
	files, err := tableFiles.ReadDir("table")
	if err != nil {
		panic(err)
	}
	table := &Table{byType: map[typeKey]*Entry{}}
	for _, file := range files {
		content, err := tableFiles.ReadFile(path.Join("table", file.Name()))
		if err != nil {
			panic(err)
		}
		entries, err := decodeTable(file.Name(), content)
		if err != nil {
			panic(err) // a test reads them all
		}
		table.add(entries)
	}
	return table
})

// Embedded is the table that is built in. Every call returns the same one.
func Embedded() *Table { return embeddedTable() }

// With is the table with another one laid over it, whose entries replace those of
// the same type and mode as a whole.
func (t *Table) With(own *Table) *Table {
	both := &Table{byType: make(map[typeKey]*Entry, len(t.byType)+len(own.byType))}
	both.add(t.entries)
	both.add(own.entries)
	return both
}

func (t *Table) add(entries []*Entry) {
	t.entries = append(t.entries, entries...)
	for _, entry := range entries {
		for _, name := range append([]string{entry.Type}, entry.Also...) {
			for _, mode := range entry.modes() {
				t.byType[typeKey{mode, name}] = entry
			}
		}
	}
}

func (e *Entry) modes() []string {
	if e.Mode == "" {
		return []string{ModeManaged, ModeData}
	}
	return []string{e.Mode}
}

// Entry is what the table knows of a type of resource, and whether it knows it.
func (t *Table) Entry(mode, name string) (*Entry, bool) {
	if mode == "" {
		mode = ModeManaged
	}
	entry, known := t.byType[typeKey{mode, name}]
	return entry, known
}

// Entries are all that are in force, sorted by provider and type.
func (t *Table) Entries() []*Entry {
	var all []*Entry
	seen := map[*Entry]bool{}
	for _, entry := range t.byType {
		if !seen[entry] {
			seen[entry], all = true, append(all, entry)
		}
	}
	slices.SortFunc(all, func(a, b *Entry) int {
		if a.Provider != b.Provider {
			return strings.Compare(a.Provider, b.Provider)
		}
		if a.Type != b.Type {
			return strings.Compare(a.Type, b.Type)
		}
		return strings.Compare(a.Mode, b.Mode)
	})
	return all
}

// decodeTable reads a table: an object with types, and with provider and source
// where these hold for all of them; or a list of types alone.
func decodeTable(file string, content []byte) ([]*Entry, error) {
	p := place{TableError{File: file}}
	var provider, source string
	var list json.RawMessage
	if kindOfJSON(content) == "a list" {
		list = content
	} else if err := (fields{
		"provider": &provider, "source": &source,
		"types": func(_ place, raw json.RawMessage) error { list = raw; return nil },
	}).read(p, content); err != nil {
		return nil, err
	}
	var raws []json.RawMessage
	if err := json.Unmarshal(list, &raws); err != nil || len(raws) == 0 {
		return nil, p.in("types").fail(`it is %s; write a list of types, like [{"type": "acme_licence", "ends": [{"kind": "contract", "at": ["valid_until"]}]}]`, kindOfJSON(list))
	}
	var entries []*Entry
	seen := map[typeKey]int{}
	for i, raw := range raws {
		at := p
		at.at.Number, at.at.Type = i+1, typeOf(raw)
		entry, err := decodeEntry(at, raw)
		if err != nil {
			return nil, err
		}
		if provider != "" {
			entry.Provider = provider
		}
		if entry.Source == "" {
			entry.Source = source
		}
		for _, name := range append([]string{entry.Type}, entry.Also...) {
			for _, mode := range entry.modes() {
				if other := seen[typeKey{mode, name}]; other > 0 {
					return nil, at.in("type").fail("%s is in entry %d already; write all its ends there", name, other)
				}
				seen[typeKey{mode, name}] = i + 1
			}
		}
		entries = append(entries, &entry)
	}
	return entries, nil
}

// typeOf is the type that an entry names, for messages.
func typeOf(raw json.RawMessage) string {
	var entry struct{ Type string }
	if json.Unmarshal(raw, &entry) != nil || !typeForm().MatchString(entry.Type) {
		return ""
	}
	return entry.Type
}
