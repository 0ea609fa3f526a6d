// Package register makes a table of the file in which an organisation keeps its
// ledger: CSV in the encodings and with the delimiters of real life, XLSX, JSON
// and YAML. Rows have named text cells, each with an address for messages.
//
// It is plain Go and knows nothing of contracts or assets: the caller brings
// the vocabulary of headings. Every bound on size is named in limits.go.
package register

import (
	"strconv"
)

// Column is one column that the caller understands.
type Column struct {
	// Name is what the caller calls it, "ends_on". It is understood as a heading
	// too.
	Name string
	// Headings are further headings understood, in any language: "満了日", "end
	// date". Width, case, spaces, underscores, hyphens and line breaks in them
	// make no difference.
	Headings []string
	// Required columns make the heading row of a sheet recognisable. Without
	// them a file is no register of this kind.
	Required bool
}

// Options say of a file what need not, or must not, be found out.
type Options struct {
	// Format is "csv" (also with semicolons or tabs), "xlsx", "json" or "yaml";
	// "" finds out by content.
	Format string
	// Encoding of CSV, JSON and YAML is one of Encodings; "" finds out.
	Encoding string
	// Sheets of a workbook by name, or "*" for all that are not hidden and have
	// the headings. Without any it is the first that is not hidden, and one more
	// with the headings is an error.
	Sheets []string
	// Discreet leaves the headings out of messages about a file that is no register.
	Discreet bool
	// Values say what words of a column mean, by column: {"renewal": {"Ja":
	// "tacit"}}. Width, case and spaces make no difference.
	Values map[string]map[string]string
	// Mapping is the heading as it stands in the file by name of the column. It
	// wins over the vocabulary.
	Mapping map[string]string
}

// Table is what a register holds.
type Table struct {
	// Name is that of the file without its folder, for messages.
	Name string
	// Sheets are the sheets that were read, none in other files than workbooks.
	Sheets []string
	// Headings are those of the file, in its order, as they stand there. In JSON
	// and YAML these are the keys of all entries.
	Headings []string
	// Unused are the headings that no column of the vocabulary understands.
	Unused []string
	// Rows are those that are not blank, in the order of the file.
	Rows []Row
	// Skipped counts the rows that hold something and were not read.
	Skipped []Skipped
	// Digest is the SHA-256 of the file in lower-case hexadecimal.
	Digest string

	format   string
	values   map[string]map[string]string // by column, by folded word
	sections []*section
}

// Skipped are rows of one sheet that were not read, for one reason.
type Skipped struct {
	Sheet  string // "" for other files than workbooks
	Rows   int
	Reason string // a clause: "the sheet is hidden"
}

// section is what stands under one row of headings: a whole file, or a sheet.
type section struct {
	table   *Table
	sheet   string
	columns []placed
	byName  map[string]int // name of a column -> its place in columns
}

// placed is a column of the vocabulary that the file has.
type placed struct {
	name, heading string
	at            int // place of the heading in the file, from 0
}

// Heading is the heading under which the file has a column, "" where it has
// none.
func (t *Table) Heading(column string) string {
	for _, one := range t.sections {
		if i, ok := one.byName[column]; ok {
			return one.columns[i].heading
		}
	}
	return ""
}

// Row is one row of a table.
type Row struct {
	in    *section
	line  int    // physical line of a text, row of a sheet; from 1
	entry string // `entry number 3` or `entry "lease"` in JSON and YAML
	cells []string
}

// Cell is what stands in one column of a row.
type Cell struct {
	// Text is without blanks around it, "" where the cell is blank or the file
	// has no such column. Cells of a workbook that hold a date are
	// "2020-10-31", or with a time of day "2020-10-31T15:00:00", which is in no
	// zone; a time of day alone is "15:00:00". Numbers have no exponent and no
	// grouping ("36"), truth is "true" or "false". The texts of a list in JSON
	// or YAML are joined by line breaks.
	Text string
	// Address says where the cell is: `台帳.xlsx!Sheet1!D17`, `contracts.csv line
	// 17, column 満了日`, `contracts.json line 31, entry number 3, ends_on`. Where
	// the file has no such column it is that of the row.
	Address string
}

// Cell gives the cell in a column of the vocabulary.
func (r Row) Cell(column string) Cell {
	i, ok := r.in.byName[column]
	if !ok {
		return Cell{Address: r.Address()}
	}
	return Cell{Text: r.cells[i], Address: r.addressOf(r.in.columns[i])}
}

// Address says where the row is.
func (r Row) Address() string {
	line := strconv.Itoa(r.line)
	switch {
	case r.in.table.format == formatXLSX:
		return r.in.table.Name + "!" + r.in.sheet + " row " + line
	case r.entry != "":
		return r.in.table.Name + " line " + line + ", " + r.entry
	}
	return r.in.table.Name + " line " + line
}

func (r Row) addressOf(column placed) string {
	switch r.in.table.format {
	case formatXLSX:
		return r.in.table.Name + "!" + r.in.sheet + "!" + letters(column.at) + strconv.Itoa(r.line)
	case formatCSV:
		return r.Address() + ", column " + shown(column.heading)
	}
	return r.Address() + ", " + shown(column.heading)
}
