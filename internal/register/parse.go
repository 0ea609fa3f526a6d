package register

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// The formats.
const (
	formatCSV  = "csv"
	formatXLSX = "xlsx"
	formatJSON = "json"
	formatYAML = "yaml"
)

var formats = []string{formatCSV, formatXLSX, formatJSON, formatYAML}

// Parse reads the register in content, of at most MaxBytes. The name is that of
// the file, for addresses and messages, and where the content leaves it open
// its ending tells YAML and CSV apart. Every error is an *Error.
func Parse(ctx context.Context, name string, content []byte, vocabulary []Column, options Options) (*Table, error) {
	table, wrong := parse(ctx, name, content, vocabulary, options)
	if wrong != nil {
		return nil, wrong
	}
	digest := sha256.Sum256(content)
	table.Digest = hex.EncodeToString(digest[:])
	return table, nil
}

func parse(ctx context.Context, name string, content []byte, columns []Column, options Options) (*Table, *Error) {
	if wrong := tooLarge(name, int64(len(content))); wrong != nil {
		return nil, wrong
	}
	words, wrong := newVocabulary(columns, options.Mapping, options.Discreet)
	if wrong != nil {
		return nil, wrong
	}
	table := &Table{Name: deadline.Printable(name), format: strings.ToLower(options.Format)}
	if table.format != "" && !slices.Contains(formats, table.format) {
		return nil, optionFaultf(optionFormat, "%q is no format of registers. The formats are csv (also with semicolons or tabs), xlsx, json and yaml; without one it is found out by content.", options.Format)
	}
	if table.values, wrong = newValues(columns, options.Values); wrong != nil {
		return nil, wrong
	}
	if wrong := notASpreadsheet(table.Name, content); wrong != nil {
		return nil, wrong
	}
	if isWorkbook := bytes.HasPrefix(content, []byte("PK\x03\x04")); isWorkbook || table.format == formatXLSX {
		if wrong := checkWorkbook(table, isWorkbook, options); wrong != nil {
			return nil, wrong
		}
		return table, parseXLSX(ctx, table, content, words, options.Sheets)
	}
	if len(options.Sheets) > 0 && !slices.Equal(options.Sheets, []string{allSheets}) {
		return nil, optionFaultf(optionSheet, "A sheet %s is asked for, but %s is no workbook and has no sheets. Leave sheet out.", shown(options.Sheets[0]), table.Name)
	}
	decoded, wrong := decode(table.Name, content, options.Encoding)
	if wrong != nil {
		return nil, wrong
	}
	if len(bytes.TrimSpace(decoded.content)) == 0 {
		return nil, faultf("The register %s is empty.", table.Name)
	}
	if wrong := notMarkup(table.Name, decoded.content); wrong != nil && table.format == "" {
		return nil, wrong
	}
	if table.format == "" {
		table.format = formatOf(name, decoded.content)
	}
	switch table.format {
	case formatJSON:
		wrong = parseJSON(ctx, table, decoded, words)
	case formatYAML:
		wrong = parseYAML(ctx, table, decoded, words)
	default:
		wrong = parseCSV(ctx, table, decoded, words)
	}
	return table, wrong
}

func checkWorkbook(table *Table, isWorkbook bool, options Options) *Error {
	switch {
	case !isWorkbook:
		return optionFaultf(optionFormat, "%s is said to be xlsx, but it is no workbook: its first bytes are not those of one. Leave format out to have it found out.", table.Name)
	case table.format != "" && table.format != formatXLSX:
		return optionFaultf(optionFormat, "%s is said to be %s, but it is a workbook (xlsx) or another ZIP archive. Leave format out to have it found out.", table.Name, table.format)
	case options.Encoding != "":
		return optionFaultf(optionEncoding, "An encoding is given, but %s is a workbook, whose encoding is always known. Leave encoding out.", table.Name)
	}
	table.format = formatXLSX
	return nil
}

// notASpreadsheet tells of files that look like one to people: the older
// Excel's, and workbooks with a password, are both OLE compound files.
func notASpreadsheet(name string, content []byte) *Error {
	if !bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		return nil
	}
	// The name of the stream, in UTF-16 (MS-OFFCRYPTO, section 1.3.3).
	if bytes.Contains(content, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")) {
		return faultf("The workbook %s is encrypted with a password, so it cannot be read. Save a copy without a password, as .xlsx or CSV.", name)
	}
	return faultf("%s is a workbook of the older kind (.xls). Open it in a spreadsheet program and save it as .xlsx or CSV.", name)
}

// notMarkup tells of tables that web applications call .xls, and of the XML of
// spreadsheet programs.
func notMarkup(name string, content []byte) *Error {
	start := bytes.ToLower(bytes.TrimSpace(content[:min(len(content), 4096)]))
	if !bytes.HasPrefix(start, []byte("<")) {
		return nil
	}
	what := "an XML file"
	if bytes.HasPrefix(start, []byte("<!doctype html")) || bytes.Contains(start, []byte("<html")) || bytes.Contains(start, []byte("<table>")) || bytes.Contains(start, []byte("<table ")) {
		what = "a web page (HTML)"
	}
	return faultf("%s is %s, whatever its name says. Open it in a spreadsheet program and save it as .xlsx or CSV.", name, what)
}

// formatOf tells the format of a text by its first characters, and CSV from
// YAML, which can begin alike, also by the ending of the name.
func formatOf(name string, content []byte) string {
	ending := strings.ToLower(filepath.Ext(name))
	if ending == ".yaml" || ending == ".yml" {
		return formatYAML
	}
	first := bytes.TrimSpace(content)
	if first[0] == '{' {
		return formatJSON
	}
	if first[0] == '[' { // a title in brackets is no list
		if next := bytes.TrimSpace(first[1:]); len(next) == 0 || next[0] == '{' || next[0] == ']' {
			return formatJSON
		}
	}
	if ending != ".csv" && ending != ".tsv" && beginsAsYAML(first) {
		return formatYAML
	}
	return formatCSV
}

func beginsAsYAML(content []byte) bool {
	for line := range bytes.Lines(content) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		return bytes.HasPrefix(line, []byte("---")) || bytes.HasPrefix(line, []byte("- ")) || bytes.HasSuffix(line, []byte(":"))
	}
	return false
}

// start makes the table ready for the rows of a section, once it is known which
// heading is which column.
func (t *Table) start(sheet string, headings []string, place placement, words *vocabulary, from text) (*section, *Error) {
	in := &section{table: t, sheet: sheet, byName: map[string]int{}}
	t.sections = append(t.sections, in)
	used := make([]bool, len(headings))
	spoken := false
	for i, at := range place {
		if at < 0 {
			continue
		}
		used[at] = true
		spoken = spoken || !isASCII(headings[at])
		in.byName[words.columns[i].Name] = len(in.columns)
		in.columns = append(in.columns, placed{name: words.columns[i].Name, heading: headings[at], at: at})
	}
	further := len(t.sections) > 1
	for i, heading := range headings {
		heading = strings.TrimSpace(heading)
		if heading == "" {
			continue
		}
		if !further || !slices.Contains(t.Headings, heading) {
			t.Headings = append(t.Headings, heading)
		}
		if !used[i] && (!further || !slices.Contains(t.Unused, heading)) {
			t.Unused = append(t.Unused, heading)
		}
	}
	// Nearly anything can be read as Shift_JIS; a Japanese heading that means
	// something proves that it is.
	if from.guessed && !spoken {
		return nil, notUTF8(t.Name, from.original, "Which other encoding it has cannot be told, since none of the headings understood is Japanese")
	}
	return in, nil
}

func isASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// add appends a row. The cells are those of the section's columns.
func (s *section) add(row Row) *Error {
	t := s.table
	if len(t.Rows) == maxRows {
		return faultf("The register %s has more than %d rows, the most that are read. Divide it into several registers.", t.Name, maxRows)
	}
	row.in = s
	for i, cell := range row.cells {
		row.cells[i] = strings.TrimSpace(cell)
		if means, known := t.values[s.columns[i].name][fold(cell)]; known {
			row.cells[i] = means
		}
		if len(cell) > maxCellRunes && utf8.RuneCountInString(cell) > maxCellRunes {
			return faultf("%s holds more than %d characters, which is no cell of a register.", row.addressOf(s.columns[i]), maxCellRunes)
		}
	}
	t.Rows = append(t.Rows, row)
	return nil
}

// newValues makes the words of columns comparable.
func newValues(columns []Column, values map[string]map[string]string) (map[string]map[string]string, *Error) {
	folded := make(map[string]map[string]string, len(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !slices.ContainsFunc(columns, func(column Column) bool { return column.Name == name }) {
			var names []string
			for _, column := range columns {
				names = append(names, column.Name)
			}
			return nil, optionFaultf(optionValues, "Words are given for the column %s, but there is no such column. The columns are %s.", shown(name), strings.Join(names, ", "))
		}
		folded[name] = make(map[string]string, len(values[name]))
		for word, means := range values[name] {
			if fold(word) == "" {
				return nil, optionFaultf(optionValues, "A word given for the column %s is empty. Give it as it stands in the file, for example values = { %s = { \"Ja\" = \"%s\" } }.", name, name, shown(means))
			}
			if other, twice := folded[name][fold(word)]; twice && other != means {
				return nil, optionFaultf(optionValues, "The word %s of the column %s is given two meanings, %s and %s.", shown(word), name, shown(min(other, means)), shown(max(other, means)))
			}
			folded[name][fold(word)] = means
		}
	}
	return folded, nil
}

// skip counts rows that hold something and are not read.
func (t *Table) skip(sheet string, rows int, reason string) {
	if rows > 0 {
		t.Skipped = append(t.Skipped, Skipped{sheet, rows, reason})
	}
}
