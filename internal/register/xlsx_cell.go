package register

import (
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// rawCell is a cell as it is written in a sheet.
type rawCell struct {
	kind     string // the attribute t
	style    string
	value    string // of the element v
	inline   string
	formula  bool
	hasValue bool
}

// blank says that nothing was written in the cell.
func (c rawCell) blank() bool { return !c.formula && !c.hasValue && c.inline == "" }

// readRawCell reads up to the end of a cell.
func readRawCell(part *xmlPart, start xml.StartElement) (rawCell, *Error) {
	cell := rawCell{kind: attribute(start, "t"), style: attribute(start, "s")}
	var inline richText
	var value []byte
	inValue := false
	for {
		token, wrong := part.next()
		if wrong != nil {
			return cell, wrong
		}
		inline.take(token)
		switch token := token.(type) {
		case nil:
			return cell, part.damaged("breaks off within a cell")
		case xml.StartElement:
			switch token.Name.Local {
			case "v":
				inValue, cell.hasValue = true, true
			case "f":
				cell.formula = true
			}
		case xml.CharData:
			if inValue {
				value = append(value, token...)
			}
		case xml.EndElement:
			switch token.Name.Local {
			case "v":
				inValue = false
			case "c":
				cell.value, cell.inline = string(value), inline.text()
				return cell, nil
			}
		}
	}
}

// value is the text of a cell, or else the rest of a sentence that begins with
// its address and says why it has none.
func (r *sheetReader) value(cell rawCell) (value, fault string) {
	// Programs that write workbooks without computing them leave v out or empty;
	// an empty text that was computed has the kind str.
	if cell.formula && (!cell.hasValue || cell.value == "" && cell.kind != "str") {
		return "", "holds a formula whose result is not stored. Open the workbook in a spreadsheet program, let it compute, and save it."
	}
	switch cell.kind {
	case "s":
		index, err := strconv.Atoi(cell.value)
		if err != nil || index < 0 || index >= len(r.book.shared) {
			return "", "points to a text that the workbook does not have. The workbook is damaged: open it in a spreadsheet program and save it again."
		}
		return r.book.shared[index], ""
	case "inlineStr":
		return cell.inline, ""
	case "str":
		return unescape(cell.value), ""
	case "b":
		switch cell.value {
		case "1", "true":
			return "true", ""
		case "0", "false":
			return "false", ""
		}
		return "", "is neither true nor false, though it is said to be. Open the workbook in a spreadsheet program and save it again."
	case "e":
		return "", "holds the error " + shown(cell.value) + ". Correct the formula in a spreadsheet program and save the workbook."
	case "d":
		return isoDate(cell.value), ""
	case "", "n":
		if strings.TrimSpace(cell.value) == "" {
			return "", ""
		}
		return r.number(cell)
	}
	return "", "is of the kind " + shown(cell.kind) + ", which workbooks do not have. Open it in a spreadsheet program and save it again."
}

func (r *sheetReader) number(cell rawCell) (value, fault string) {
	text, ok := plainNumber(strings.TrimSpace(cell.value))
	if !ok {
		return "", "is no number, though it is said to be. Open the workbook in a spreadsheet program and save it again."
	}
	style, err := strconv.Atoi(cell.style)
	if err != nil || style < 0 || style >= len(r.book.dates) || !r.book.dates[style] {
		return text, ""
	}
	serial, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text, ""
	}
	return serialDate(serial, r.book.date1904)
}

// plainNumber writes a number without an exponent and without the digits that
// only come from binary fractions.
func plainNumber(text string) (string, bool) {
	if strings.Trim(text, "0123456789+-.eE") != "" {
		return "", false
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return "", false
	}
	return strconv.FormatFloat(number, 'f', -1, 64), true
}

// isoDate shortens a date that is written as one (t="d").
func isoDate(text string) string {
	text = strings.TrimSpace(text)
	date, clock, _ := strings.Cut(text, "T")
	if strings.Trim(clock, "0:.Z") == "" {
		return date
	}
	return text
}

// serialDate reads the number of a day since the beginning of 1900 or of 1904.
// In the first system the day 60 is the 29 February 1900, which never was
// (ECMA-376, part 1, section 18.17.4.1). It is in no zone.
func serialDate(serial float64, since1904 bool) (value, fault string) {
	days := math.Floor(serial)
	seconds := int(math.Round((serial - days) * 24 * 60 * 60))
	if seconds == 24*60*60 {
		days, seconds = days+1, 0
	}
	clock := fmt.Sprintf("%02d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	first := deadline.Date{Year: 1904, Month: 1, Day: 1}
	if !since1904 {
		if first = (deadline.Date{Year: 1899, Month: 12, Day: 30}); days < 60 {
			first.Day = 31
		}
		switch {
		case days == 0 && seconds > 0:
			return clock, ""
		case days == 0 || days == 60:
			return "", fmt.Sprintf("is shown as a date but holds %v, which is no day. Empty the cell or write the date.", days)
		}
	}
	last := deadline.Date{Year: 9999, Month: 12, Day: 31}
	if days < 0 || days > float64(last.DaysSince(first)) {
		return "", "is shown as a date but lies outside the years 1900 to 9999. Write the date, for example 2027-03-31."
	}
	date := first.AddDays(int(days)).String()
	if seconds == 0 {
		return date, ""
	}
	return date + "T" + clock, ""
}
