package register

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// merge is a range of cells that show one value, that of its first cell.
type merge struct{ top, bottom, left, right int } // rows from 1, columns from 0

// takeMerge keeps a merge of data: those above the headings are titles.
func (r *sheetReader) takeMerge(part *xmlPart, reference string) *Error {
	if r.in == nil {
		return nil
	}
	from, to, _ := strings.Cut(reference, ":")
	var m merge
	var ok [4]bool
	m.left, ok[0] = columnOf(from)
	m.right, ok[1] = columnOf(to)
	m.top, ok[2] = rowOf(from)
	m.bottom, ok[3] = rowOf(to)
	if slices.Contains(ok[:], false) || m.top > m.bottom || m.left > m.right || m.bottom > maxSheetRows || m.right >= maxSheetColumns {
		return part.damaged("merges cells that it does not have")
	}
	if len(r.merges) == maxMerges {
		return part.damaged("merges more cells than a register can")
	}
	r.merges = append(r.merges, m)
	return nil
}

// rowOf is the row of a reference such as AB17.
func rowOf(reference string) (int, bool) {
	row, err := strconv.Atoi(strings.TrimLeft(reference, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
	return row, err == nil && row > 0
}

// fillMerged gives every cell of a merge what is shown there. One over several
// columns that are understood is an error: to which of them the value belongs
// cannot be told. Rows that hold nothing else are no rows of their own.
func (r *sheetReader) fillMerged(rows []Row) *Error {
	for _, m := range r.merges {
		at, found := slices.BinarySearchFunc(rows, m.top, func(row Row, line int) int { return cmp.Compare(row.line, line) })
		if !found {
			continue // above the headings, or blank
		}
		covered := -1
		for i, column := range r.in.columns {
			if column.at < m.left || column.at > m.right {
				continue
			}
			if covered >= 0 && rows[at].cells[i]+rows[at].cells[covered] != "" {
				return faultf("%s!%s: the cells %s%d to %s%d are merged over the columns %s and %s, so to which the value belongs cannot be told. Divide them and write it where it belongs.",
					r.table.Name, r.sheet.name, letters(m.left), m.top, letters(m.right), m.bottom, shown(r.in.columns[covered].heading), shown(column.heading))
			}
			covered = i
		}
		if covered < 0 {
			continue
		}
		for ; at < len(rows) && rows[at].line <= m.bottom; at++ {
			if rows[at].line > m.top {
				rows[at].cells[covered] = rows[at-1].cells[covered]
			}
		}
	}
	return nil
}
