package register

import (
	"context"
	"encoding/xml"
	"strconv"
)

// sheetReader streams the cells of a sheet: up to the headings all of them,
// then those of columns that are understood.
type sheetReader struct {
	book  *workbook
	table *Table
	words *vocabulary
	sheet sheet
	look  search
	// onlyCount leaves the table as it is.
	onlyCount bool

	in      *section // once the headings are found, unless only counting
	found   bool     // the headings
	merges  []merge
	beside  int // rows that hold something, and nothing under a heading
	counted int // rows under the headings, or all of a sheet that has none

	row    int
	column int // of the last cell, from 0; -1 at the beginning of a row
	// The current row: what stands in it, or why it cannot be told.
	headings []string
	cells    []string
	filled   bool   // some cell under a heading is not blank
	outside  bool   // some cell elsewhere is not
	wanted   []bool // by column: it is understood
	heads    []bool // by column: it has a heading
}

func newSheetReader(book *workbook, table *Table, words *vocabulary, one sheet) *sheetReader {
	return &sheetReader{book: book, table: table, words: words, sheet: one, look: search{name: table.Name + "!" + one.name, words: words}}
}

// withoutHeadings says why a sheet is no register.
func (r *sheetReader) withoutHeadings() *Error {
	if r.look.seen == 0 {
		return faultf("The sheet %s of %s is empty.", shown(r.sheet.name), r.table.Name)
	}
	return r.words.missing(r.look.name, r.look.best)
}

func (r *sheetReader) read(ctx context.Context) *Error {
	part, wrong := r.book.open(r.sheet.part)
	if wrong != nil {
		return wrong
	}
	defer part.close()
	first := len(r.table.Rows)
	inside := false
	for {
		token, wrong := part.next()
		if wrong != nil {
			return wrong
		}
		switch token := token.(type) {
		case nil:
			if r.in == nil {
				return nil
			}
			return r.fillMerged(r.table.Rows[first:])
		case xml.StartElement:
			switch {
			case token.Name.Local == "sheetData":
				inside = true
			case inside && token.Name.Local == "row":
				if wrong := r.beginRow(part, token); wrong != nil {
					return wrong
				}
			case inside && token.Name.Local == "c":
				if wrong := r.cell(part, token); wrong != nil {
					return wrong
				}
			case !inside && token.Name.Local == "mergeCell":
				if wrong := r.takeMerge(part, attribute(token, "ref")); wrong != nil {
					return wrong
				}
			}
		case xml.EndElement:
			switch {
			case token.Name.Local == "sheetData":
				inside = false
			case inside && token.Name.Local == "row":
				if err := ctx.Err(); err != nil {
					return stopped(r.table.Name, err)
				}
				if wrong := r.endRow(); wrong != nil {
					return wrong
				}
			}
		}
	}
}

// beginRow reads the number of the row, which may be left out.
func (r *sheetReader) beginRow(part *xmlPart, start xml.StartElement) *Error {
	row := r.row + 1
	if text := attribute(start, "r"); text != "" {
		given, err := strconv.Atoi(text)
		if err != nil || given < row {
			return part.damaged("has rows that are not in order")
		}
		row = given
	}
	if row > maxSheetRows {
		return part.damaged("has more rows than a sheet can")
	}
	r.row, r.column, r.filled, r.outside = row, -1, false, false
	r.headings = r.headings[:0]
	r.cells = nil
	if r.in != nil {
		r.cells = make([]string, len(r.in.columns))
	}
	return nil
}

// cell reads a cell and what is in it.
func (r *sheetReader) cell(part *xmlPart, start xml.StartElement) *Error {
	column := r.column + 1
	if reference := attribute(start, "r"); reference != "" {
		given, ok := columnOf(reference)
		if !ok || given < column {
			return part.damaged("has cells that are not in order, near row " + strconv.Itoa(r.row))
		}
		column = given
	}
	if column >= maxSheetColumns {
		return part.damaged("has more columns than a sheet can")
	}
	r.column = column
	raw, wrong := readRawCell(part, start)
	if wrong != nil || raw.blank() {
		return wrong
	}
	if !r.found {
		if r.look.over() {
			r.filled = true
			return nil
		}
		// A heading that is an error or has no value is no heading.
		if text, fault := r.value(raw); fault == "" {
			for len(r.headings) <= column {
				r.headings = append(r.headings, "")
			}
			r.headings[column] = text
		}
		return nil
	}
	if column >= len(r.heads) || !r.heads[column] {
		r.outside = true
		return nil
	}
	if !r.wanted[column] {
		r.filled = true
		return nil
	}
	text, fault := r.value(raw)
	if r.onlyCount {
		r.filled = r.filled || fault != "" || !blank([]string{text})
		return nil
	}
	if fault != "" {
		return faultf("%s!%s!%s%d %s", r.table.Name, r.sheet.name, letters(column), r.row, fault)
	}
	r.filled = r.filled || !blank([]string{text})
	for i, one := range r.in.columns {
		if one.at == column {
			r.cells[i] = text
		}
	}
	return nil
}

// endRow takes the row for that of the headings, or adds it, or counts it.
func (r *sheetReader) endRow() *Error {
	if r.found || r.look.over() {
		switch {
		case r.filled && r.in != nil:
			return r.in.add(Row{line: r.row, cells: r.cells})
		case r.filled:
			r.counted++
		case r.outside:
			r.beside++
		}
		return nil
	}
	if blank(r.headings) {
		return nil
	}
	r.counted++
	place, found, wrong := r.look.try(r.headings)
	if !found {
		return nil
	}
	r.found, r.counted = true, 0
	r.wanted, r.heads = make([]bool, len(r.headings)), make([]bool, len(r.headings))
	for i, heading := range r.headings {
		r.heads[i] = !blank([]string{heading})
	}
	for _, at := range place {
		if at >= 0 {
			r.wanted[at] = true
		}
	}
	if r.onlyCount {
		return nil
	}
	if wrong == nil {
		r.in, wrong = r.table.start(r.sheet.name, r.headings, place, r.words, text{})
	}
	return wrong
}

// columnOf is the column of a reference such as AB17, from 0.
func columnOf(reference string) (int, bool) {
	column := 0
	for i, c := range []byte(reference) {
		switch {
		case c >= 'a' && c <= 'z':
			c -= 'a' - 'A'
		case c >= '0' && c <= '9' && i > 0:
			return column - 1, true
		}
		if c < 'A' || c > 'Z' || column > maxSheetColumns {
			return 0, false
		}
		column = column*26 + int(c-'A') + 1
	}
	return 0, false
}

// letters is the name of a column, from 0: A, Z, AA.
func letters(column int) string {
	name := ""
	for column++; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}
