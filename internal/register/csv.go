package register

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
)

// parseCSV reads rows of cells divided by whatever makes the headings
// recognisable: comma, semicolon or tab.
func parseCSV(ctx context.Context, table *Table, from text, words *vocabulary) *Error {
	content := from.content
	if !bytes.ContainsRune(content, '\n') { // as old Macintoshes ended lines
		content = bytes.ReplaceAll(content, []byte("\r"), []byte("\n"))
	}
	if line := overlong(content); line > 0 {
		return faultf("In %s the row that begins on line %d is longer than %d bytes. A quote may have been left open there.", table.Name, line, maxRecord)
	}
	best, wrong := bestDelimiter(table.Name, content, words)
	if wrong != nil {
		return wrong
	}
	in, wrong := table.start("", best.headings, best.place, words, from)
	if wrong != nil {
		return wrong
	}
	table.skip("", best.before, aboveHeadings)
	for {
		if err := ctx.Err(); err != nil {
			return stopped(table.Name, err)
		}
		record, line, wrong := best.next()
		if wrong != nil || record == nil {
			return wrong
		}
		if len(record) > len(best.headings) {
			if extra := record[len(best.headings):]; !blank(extra) {
				return faultf("Line %d of %s has %d cells, but there are %d headings. Where a cell has the delimiter %s in it, put the cell into double quotes.",
					line, table.Name, len(record), len(best.headings), best.delimiterName())
			}
		}
		if blank(record) {
			continue
		}
		cells := make([]string, len(in.columns))
		for i, column := range in.columns {
			if column.at < len(record) {
				cells[i] = record[column.at]
			}
		}
		if wrong := in.add(Row{line: line, cells: cells}); wrong != nil {
			return wrong
		}
	}
}

const aboveHeadings = "they stand above the headings"

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(cell string) bool { return strings.TrimSpace(cell) != "" })
}

// rows reads the rows of a CSV file with one delimiter.
type rows struct {
	name     string
	reader   *csv.Reader
	headings []string
	place    placement
	before   int // rows above the headings
}

func newRows(name string, content []byte, delimiter rune) *rows {
	reader := csv.NewReader(bytes.NewReader(content))
	reader.Comma = delimiter
	reader.FieldsPerRecord = -1
	reader.TrimLeadingSpace = delimiter != '\t' // it would take empty cells for space
	reader.ReuseRecord = true
	return &rows{name: name, reader: reader}
}

func (r *rows) delimiterName() string {
	return map[rune]string{',': "comma", ';': "semicolon", '\t': "tab"}[r.reader.Comma]
}

// next gives a row, nil after the last, and its physical line.
func (r *rows) next() ([]string, int, *Error) {
	record, err := r.reader.Read()
	if err == nil {
		line, _ := r.reader.FieldPos(0)
		return record, line, nil
	}
	if errors.Is(err, io.EOF) {
		return nil, 0, nil
	}
	fault, ok := errors.AsType[*csv.ParseError](err)
	switch {
	case !ok:
		return nil, 0, faultf("%s cannot be read as CSV.", r.name)
	case errors.Is(err, csv.ErrBareQuote):
		return nil, 0, faultf("Line %d of %s has a double quote in the middle of a cell. Write the whole cell in double quotes and that one twice: \"15\"\" rack\".", fault.Line, r.name)
	case fault.StartLine != fault.Line:
		return nil, 0, faultf("In the row of %s from line %d to line %d a double quote is not closed, or text follows one that is. Within a cell write it twice: \"15\"\" rack\".", r.name, fault.StartLine, fault.Line)
	}
	return nil, 0, faultf("On line %d of %s a double quote is not closed, or text follows one that is. Within a cell write it twice: \"15\"\" rack\".", fault.Line, r.name)
}

// bestDelimiter reads up to the heading row with each delimiter and keeps the
// one with which most headings are understood.
func bestDelimiter(name string, content []byte, words *vocabulary) (*rows, *Error) {
	var best *rows
	var fault, missing *Error
	score := -1
	for _, delimiter := range ",;\t" {
		candidate := newRows(name, content, delimiter)
		look := search{name: name, words: words}
		found, wrong := candidate.find(&look)
		switch {
		case found && (best == nil || candidate.place.count() > best.place.count()):
			best, fault = candidate, wrong
		case found || best != nil:
		case wrong != nil:
			if missing == nil {
				missing = wrong
			}
		case look.score > score:
			score, missing = look.score, words.missing(name, look.best)
		}
	}
	if best == nil {
		return nil, missing
	}
	return best, fault
}

// find reads up to the heading row. The error is about the headings where they
// were found, else about a row before them.
func (r *rows) find(look *search) (bool, *Error) {
	for !look.over() {
		record, _, wrong := r.next()
		if wrong != nil || record == nil {
			return false, wrong
		}
		if blank(record) {
			continue
		}
		place, found, wrong := look.try(record)
		if found {
			r.headings, r.place, r.before = slices.Clone(record), place, look.seen-1
			return true, wrong
		}
	}
	return false, nil
}

// overlong gives the line on which a row of more than maxRecord bytes begins, 0
// if there is none. Line ends between quotes do not end a row.
func overlong(content []byte) int {
	line, first, start, quoted := 1, 1, 0, false
	for at := 0; at < len(content); {
		next := bytes.IndexAny(content[at:min(len(content), start+maxRecord+1)], "\"\n")
		if next < 0 {
			if len(content)-start > maxRecord {
				return first
			}
			return 0
		}
		at += next + 1
		if content[at-1] == '"' {
			quoted = !quoted
			continue
		}
		line++
		if !quoted {
			first, start = line, at
		}
	}
	return 0
}
