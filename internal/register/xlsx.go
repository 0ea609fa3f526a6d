package register

import (
	"context"
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// allSheets stands for every sheet that is not hidden and has the headings.
const allSheets = "*"

// parseXLSX reads sheets of a workbook (ECMA-376, SpreadsheetML). They are
// streamed: only the cells of columns that are understood are kept.
func parseXLSX(ctx context.Context, table *Table, content []byte, words *vocabulary, names []string) *Error {
	book, wrong := openWorkbook(table.Name, content)
	if wrong != nil {
		return wrong
	}
	chosen, wrong := book.choose(names)
	if wrong != nil {
		return wrong
	}
	if book.shared, wrong = book.sharedStrings(ctx); wrong != nil {
		return wrong
	}
	if book.dates, wrong = book.dateStyles(); wrong != nil {
		return wrong
	}
	all := slices.Equal(names, []string{allSheets})
	var none *Error // why the first sheet without headings has none
	for _, one := range chosen {
		reader := newSheetReader(book, table, words, one)
		if wrong := reader.read(ctx); wrong != nil {
			return wrong
		}
		if reader.in != nil {
			table.Sheets = append(table.Sheets, one.name)
			table.skip(one.name, reader.look.seen-1, aboveHeadings)
			table.skip(one.name, reader.beside, "nothing in them stands under a heading")
			continue
		}
		wrong := reader.withoutHeadings()
		if !all {
			if others := book.others(one.name); len(names) == 0 && len(others) > 0 {
				wrong.Message += " The workbook also has the sheets " + listed(others) + ": the first that is not hidden was read; name another as sheet."
			}
			return wrong
		}
		table.skip(one.name, reader.counted, "the sheet has not the headings of a register")
		if none == nil {
			none = wrong
		}
	}
	if len(table.Sheets) == 0 {
		return none
	}
	if all || len(names) == 0 {
		return book.tellUnread(ctx, table, words, chosen)
	}
	return nil
}

// tellUnread counts what stands on sheets that were not asked for. One that has
// the headings too is an error: its rows would be missing.
func (b *workbook) tellUnread(ctx context.Context, table *Table, words *vocabulary, read []sheet) *Error {
	var unread, quoted []string
	for _, one := range b.sheets {
		if one.part == "" || slices.Contains(read, one) {
			continue
		}
		reader := newSheetReader(b, table, words, one)
		reader.onlyCount = true
		if wrong := reader.read(ctx); wrong != nil {
			return wrong
		}
		switch {
		case one.hidden && !read[0].hidden:
			table.skip(one.name, reader.counted, "the sheet is hidden")
		case !reader.found:
			table.skip(one.name, reader.counted, "the sheet has not the headings of a register")
		case reader.counted > 0:
			unread, quoted = append(unread, fmt.Sprintf("%s (%d rows)", shown(one.name), reader.counted)), append(quoted, strconv.Quote(shown(one.name)))
		}
	}
	if len(unread) == 0 {
		return nil
	}
	first := shown(read[0].name)
	return optionFaultf(optionSheets, "%s has the headings of a register also on %s, and only %s would be read. Read them all, sheets = [\"*\"], or name those to be read, sheets = [%q, %s]; sheet = %q reads that one alone.",
		table.Name, listed(unread), first, first, strings.Join(quoted[:min(len(quoted), 5)], ", "), first)
}

// workbook is the archive with the list of its sheets.
type workbook struct {
	archive
	sheets   []sheet
	date1904 bool
	// The parts beside the sheets, "" where there is none, and what is in them.
	stringsPart, stylesPart string
	shared                  []string
	dates                   []bool
}

type sheet struct {
	name, relation, part string
	hidden               bool
}

// The ends of the types of relations, which the transitional and the strict
// kind of workbook have in common.
const (
	relationWorkbook = "/officeDocument"
	relationSheet    = "/worksheet"
	relationStrings  = "/sharedStrings"
	relationStyles   = "/styles"
)

func openWorkbook(name string, content []byte) (*workbook, *Error) {
	parts, wrong := openArchive(name, content)
	if wrong != nil {
		return nil, wrong
	}
	book := &workbook{archive: parts}
	path := "xl/workbook.xml"
	top, wrong := book.relations("")
	if wrong != nil {
		return nil, wrong
	}
	for _, one := range top {
		if strings.HasSuffix(one.kind, relationWorkbook) {
			path = one.target
		}
	}
	if !book.has(path) || strings.HasSuffix(strings.ToLower(path), ".bin") {
		return nil, faultf("%s is a ZIP archive, but no XLSX workbook. Open it in a spreadsheet program and save it as .xlsx or CSV.", name)
	}
	if wrong := book.readList(path); wrong != nil {
		return nil, wrong
	}
	related, wrong := book.relations(path)
	if wrong != nil {
		return nil, wrong
	}
	for id, one := range related {
		switch {
		case strings.HasSuffix(one.kind, relationStrings):
			book.stringsPart = one.target
		case strings.HasSuffix(one.kind, relationStyles):
			book.stylesPart = one.target
		case strings.HasSuffix(one.kind, relationSheet):
			for i := range book.sheets {
				if book.sheets[i].relation == id {
					book.sheets[i].part = one.target
				}
			}
		}
	}
	return book, nil
}

// readList reads which sheets there are and how days are counted.
func (b *workbook) readList(path string) *Error {
	part, wrong := b.open(path)
	if wrong != nil {
		return wrong
	}
	defer part.close()
	for {
		token, wrong := part.next()
		if wrong != nil || token == nil {
			return wrong
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "workbookPr":
			b.date1904 = isTrue(attribute(start, "date1904"))
		case "sheet":
			state := attribute(start, "state")
			b.sheets = append(b.sheets, sheet{
				name: attribute(start, "name"), relation: relationID(start), hidden: state == "hidden" || state == "veryHidden",
			})
		}
	}
}

// relationID is r:id, whatever the prefix; sheetId has none.
func relationID(start xml.StartElement) string {
	for _, one := range start.Attr {
		if one.Name.Local == "id" && one.Name.Space != "" {
			return one.Value
		}
	}
	return ""
}

func attribute(start xml.StartElement, name string) string {
	for _, one := range start.Attr {
		if one.Name.Local == name && one.Name.Space == "" {
			return one.Value
		}
	}
	return ""
}

func isTrue(text string) bool {
	truth, err := strconv.ParseBool(text)
	return err == nil && truth
}

// choose gives the sheets of names, in either case as the programs do; without
// names the first that is not hidden, for allSheets every one that is not.
func (b *workbook) choose(names []string) ([]sheet, *Error) {
	if len(names) == 0 || slices.Equal(names, []string{allSheets}) {
		for _, hidden := range []bool{false, true} {
			open := slices.DeleteFunc(slices.Clone(b.sheets), func(one sheet) bool { return one.part == "" || one.hidden != hidden })
			switch {
			case len(open) == 0:
			case len(names) == 0:
				return open[:1], nil
			default:
				return open, nil
			}
		}
		return nil, faultf("The workbook %s has no sheet with cells.", b.name)
	}
	var chosen []sheet
	for _, name := range names {
		one, wrong := b.named(name)
		if wrong != nil {
			return nil, wrong
		}
		if slices.Contains(chosen, one) {
			return nil, optionFaultf(optionSheets, "The sheet %s is named twice, and its rows would be read twice.", shown(one.name))
		}
		chosen = append(chosen, one)
	}
	return chosen, nil
}

func (b *workbook) named(name string) (sheet, *Error) {
	for _, one := range b.sheets {
		if !strings.EqualFold(one.name, strings.TrimSpace(name)) {
			continue
		}
		if one.part == "" {
			return sheet{}, optionFaultf(optionSheet, "The sheet %s of %s has no cells: it is a chart or a dialogue. The sheets with cells are %s.", shown(one.name), b.name, listed(b.others("")))
		}
		return one, nil
	}
	return sheet{}, optionFaultf(optionSheet, "%s has no sheet %s. Its sheets are %s.", b.name, shown(name), listed(b.others("")))
}

func (b *workbook) others(name string) []string {
	var names []string
	for _, one := range b.sheets {
		if one.part != "" && one.name != name {
			names = append(names, one.name)
		}
	}
	return names
}
