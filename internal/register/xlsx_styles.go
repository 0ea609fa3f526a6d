package register

import (
	"encoding/xml"
	"slices"
	"strconv"
	"strings"
)

// dateStyles says of each cell style whether it shows a number as a date or a
// time of day.
func (b *workbook) dateStyles() ([]bool, *Error) {
	if b.stylesPart == "" {
		return nil, nil
	}
	part, wrong := b.open(b.stylesPart)
	if wrong != nil {
		return nil, wrong
	}
	defer part.close()
	own := map[string]bool{} // formats that the workbook brings along, by id
	var dates []bool
	inCells := false
	for {
		token, wrong := part.next()
		if wrong != nil || token == nil {
			return dates, wrong
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "numFmt":
				own[attribute(token, "numFmtId")] = isDateFormat(attribute(token, "formatCode"))
			case "cellXfs":
				inCells = true
			case "xf":
				if !inCells {
					continue
				}
				id := attribute(token, "numFmtId")
				date, known := own[id]
				if !known {
					date = isBuiltInDate(id)
				}
				dates = append(dates, date)
			}
		case xml.EndElement:
			inCells = inCells && token.Name.Local != "cellXfs"
		}
		if max(len(dates), len(own)) > maxStyles {
			return nil, part.damaged("has more cell styles than a workbook can")
		}
	}
}

// isBuiltInDate knows the formats that have a number only (ECMA-376, part 1,
// section 18.8.30): 27 to 36 and 50 to 58 are those of East Asia. Number 46 is
// a length of time, not a time of day.
func isBuiltInDate(id string) bool {
	n, err := strconv.Atoi(id)
	return err == nil && (n >= 14 && n <= 22 || n >= 27 && n <= 36 || n == 45 || n == 47 || n >= 50 && n <= 58)
}

// isDateFormat looks for the letters of a date or a time of day: year, month,
// day, hour, second, era (g) and year of the era (e). What is quoted, escaped,
// or in brackets (colours, locales) is not looked at; [h] and the like make the
// cell a length of time.
func isDateFormat(code string) bool {
	code = strings.ToLower(code)
	date := false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"', '[':
			closing := byte('"')
			if c == '[' {
				closing = ']'
			}
			length := strings.IndexByte(code[i+1:], closing)
			if length < 0 {
				return date
			}
			if inner := code[i+1 : i+1+length]; c == '[' && inner != "" && strings.Trim(inner, string(inner[0])) == "" && strings.Contains("hms", inner[:1]) {
				return false
			}
			i += length + 1
		case '\\', '_', '*':
			i++
		case 'e':
			// 0.00E+00 is a number.
			if i+1 == len(code) || code[i+1] != '+' && code[i+1] != '-' {
				date = true
			}
		case 'g':
			// In East Asia the format General is also written so.
			general := []string{"general", "g/標準", "g/通用格式"}
			if n := slices.IndexFunc(general, func(name string) bool { return strings.HasPrefix(code[i:], name) }); n >= 0 {
				i += len(general[n]) - 1
				continue
			}
			date = true
		case 'y', 'm', 'd', 'h', 's':
			date = true
		}
	}
	return date
}
