package register

import (
	"context"
	"encoding/xml"
	"slices"
	"strconv"
	"strings"
)

// parseXLSX reads one sheet of a workbook (ECMA-376, SpreadsheetML). The sheet is
// streamed: only the cells of columns that are understood are kept.
func parseXLSX(ctx context.Context, table *Table, content []byte, words *vocabulary, sheetName string) *Error {
	book, wrong := openWorkbook(table.Name, content)
	if wrong != nil {
		return wrong
	}
	chosen, wrong := book.choose(sheetName)
	if wrong != nil {
		return wrong
	}
	table.Sheet = chosen.name
	reader := &sheetReader{
		book: book, table: table, words: words,
		look: search{name: table.Name + "!" + chosen.name, words: words},
	}
	if reader.shared, wrong = book.sharedStrings(ctx); wrong != nil {
		return wrong
	}
	if reader.dates, wrong = book.dateStyles(); wrong != nil {
		return wrong
	}
	part, wrong := book.open(chosen.part)
	if wrong != nil {
		return wrong
	}
	defer part.close()
	if wrong := reader.read(ctx, part); wrong != nil {
		return wrong
	}
	if table.byName != nil {
		return nil
	}
	if reader.look.seen == 0 {
		wrong = faultf("The sheet %s of %s is empty.", shown(chosen.name), table.Name)
	} else {
		wrong = words.missing(reader.look.name, reader.look.best)
	}
	if others := book.others(chosen.name); sheetName == "" && len(others) > 0 {
		wrong.Message += " The workbook also has the sheets " + listed(others) + ": the first that is not hidden was read; name another as sheet."
	}
	return wrong
}

// workbook is the archive with the list of its sheets.
type workbook struct {
	archive
	sheets   []sheet
	date1904 bool
	// The parts beside the sheets, "" where there is none.
	stringsPart, stylesPart string
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

// choose gives the sheet of a name, in either case as the programs do, or the
// first that is not hidden.
func (b *workbook) choose(name string) (sheet, *Error) {
	if name != "" {
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
	for _, hidden := range []bool{false, true} {
		if i := slices.IndexFunc(b.sheets, func(one sheet) bool { return one.part != "" && one.hidden == hidden }); i >= 0 {
			return b.sheets[i], nil
		}
	}
	return sheet{}, faultf("The workbook %s has no sheet with cells.", b.name)
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
