package register

import (
	"context"
	"encoding/xml"
	"strconv"
)

// sheetReader streams the cells of a sheet: up to the headings all of them,
// then those of columns that are understood.
type sheetReader struct {
	book   *workbook
	table  *Table
	words  *vocabulary
	look   search
	shared []string
	dates  []bool

	row    int
	column int // of the last cell, from 0; -1 at the beginning of a row
	// The current row: what stands in it, or why it cannot be told.
	headings []string
	cells    []string
	filled   bool   // some cell under a heading is not blank
	wanted   []bool // by column: it is understood
	heads    []bool // by column: it has a heading
}

func (r *sheetReader) read(ctx context.Context, part *xmlPart) *Error {
	inside := false
	for {
		token, wrong := part.next()
		if wrong != nil || token == nil {
			return wrong
		}
		switch token := token.(type) {
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
			}
		case xml.EndElement:
			switch {
			case token.Name.Local == "sheetData":
				inside = false
			case inside && token.Name.Local == "row":
				if err := ctx.Err(); err != nil {
					return stopped(r.table.Name, err)
				}
				over, wrong := r.endRow()
				if wrong != nil || over {
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
	r.row, r.column, r.filled = row, -1, false
	r.headings = r.headings[:0]
	r.cells = nil
	if r.table.byName != nil {
		r.cells = make([]string, len(r.table.columns))
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
	if r.table.byName == nil {
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
		return nil
	}
	if !r.wanted[column] {
		r.filled = true
		return nil
	}
	text, fault := r.value(raw)
	if fault != "" {
		return faultf("%s!%s!%s%d %s", r.table.Name, r.table.Sheet, letters(column), r.row, fault)
	}
	r.filled = r.filled || !blank([]string{text})
	for i, one := range r.table.columns {
		if one.at == column {
			r.cells[i] = text
		}
	}
	return nil
}

// endRow takes the row for that of the headings, or adds it. It is over where
// no heading row can come any more.
func (r *sheetReader) endRow() (over bool, wrong *Error) {
	if r.table.byName != nil {
		if !r.filled {
			return false, nil
		}
		return false, r.table.add(Row{line: r.row, cells: r.cells})
	}
	if blank(r.headings) {
		return false, nil
	}
	place, found, wrong := r.look.try(r.headings)
	if wrong != nil || !found {
		return r.look.over(), wrong
	}
	if wrong := r.table.start(r.headings, place, r.words, text{}); wrong != nil {
		return true, wrong
	}
	r.wanted, r.heads = make([]bool, len(r.headings)), make([]bool, len(r.headings))
	for i, heading := range r.headings {
		r.heads[i] = !blank([]string{heading})
	}
	for _, one := range r.table.columns {
		r.wanted[one.at] = true
	}
	return false, nil
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
