package register

import (
	"slices"
	"strconv"
	"strings"
)

// entries collects what JSON and YAML hold, until the keys of all entries are
// known: these are the headings.
type entries struct {
	name     string // of the file, for messages
	headings []string
	index    map[string]int
	list     []*entry
	byKey    bool
}

// entry is one object of a register.
type entry struct {
	line  int
	label string // `entry number 3` or `entry "lease"`
	key   string // where entries stand by key
	at    []int  // places among the headings
	texts []string
}

// begin starts an entry; number counts from 1.
func (e *entries) begin(number, line int, key string, byKey bool) (*entry, *Error) {
	if len(e.list) == maxRows {
		return nil, faultf("The register %s has more than %d entries, the most that are read. Divide it into several registers.", e.name, maxRows)
	}
	one := &entry{line: line, label: "entry number " + strconv.Itoa(number), key: key}
	if byKey {
		e.byKey = true
		one.label = `entry "` + shown(key) + `"`
	}
	e.list = append(e.list, one)
	return one, nil
}

// set gives an entry a value. A key that it has already is an error: keeping
// either value would lose a fact.
func (e *entries) set(one *entry, heading, value string, line int) *Error {
	at, ok := e.index[heading]
	if !ok {
		if len(e.headings) == maxKeys {
			return faultf("The entries of %s have more than %d different keys, which is no register.", e.name, maxKeys)
		}
		if e.index == nil {
			e.index = map[string]int{}
		}
		at = len(e.headings)
		e.headings, e.index[heading] = append(e.headings, heading), at
	}
	if slices.Contains(one.at, at) {
		return faultf("%s line %d: %s has the key %s twice. Leave only the one that is right.", e.name, line, one.label, shown(heading))
	}
	one.at, one.texts = append(one.at, at), append(one.texts, value)
	return nil
}

// into makes rows of the entries. The key of an entry is the first required
// column, unless the entry gives that itself.
func (e *entries) into(table *Table, from text, words *vocabulary) *Error {
	if len(e.list) == 0 {
		_, wrong := table.start("", nil, nil, words, text{})
		return wrong
	}
	place, wrong := words.place(e.headings)
	if wrong != nil {
		return wrong
	}
	headings := e.headings
	keyColumn := -1
	if e.byKey {
		for i, column := range words.columns {
			if !column.Required {
				continue
			}
			if keyColumn = place[i]; keyColumn < 0 {
				keyColumn = len(headings)
				headings, place[i] = append(headings, column.Name), keyColumn
			}
			break
		}
	}
	if wrong := words.missing(table.Name, headings); wrong != nil {
		return wrong
	}
	in, wrong := table.start("", headings, place, words, from)
	if wrong != nil {
		return wrong
	}
	columnAt := make([][]int, len(headings))
	for i, column := range in.columns {
		columnAt[column.at] = append(columnAt[column.at], i)
	}
	for _, one := range e.list {
		cells := make([]string, len(in.columns))
		for i, at := range one.at {
			for _, column := range columnAt[at] {
				cells[column] = one.texts[i]
			}
		}
		if keyColumn >= 0 {
			for _, column := range columnAt[keyColumn] {
				if strings.TrimSpace(cells[column]) == "" {
					cells[column] = one.key
				}
			}
		}
		if wrong := in.add(Row{line: one.line, entry: one.label, cells: cells}); wrong != nil {
			return wrong
		}
	}
	return nil
}

// joined is a list of texts in one cell, without those that are empty.
func joined(texts []string) string {
	return strings.Join(slices.DeleteFunc(texts, func(text string) bool { return text == "" }), "\n")
}

const acceptedValues = "A value is a text, a number, true, false or null, or a list of these"

const acceptedShapes = "A register is a list of entries, or entries by key, or either of them under one key such as contracts"
