package deadline

import (
	"slices"
	"strings"
)

// firstDays are those from which programs count, and which they write for a date
// that is not there: spreadsheets, Unix, SQL Server, Windows and .NET.
var firstDays = []Date{{1900, 1, 1}, {1899, 12, 30}, {1899, 12, 31}, {1904, 1, 1}, {1970, 1, 1}, {1753, 1, 1}, {1601, 1, 1}, {1, 1, 1}}

// FirstDay says that a text is what a program writes for a date that is not there:
// the day from which it counts, or zeros. Where something is said to have happened
// on it, it has not.
func FirstDay(text string) bool {
	text = strings.TrimSpace(text)
	if text == "" || text[0] != '0' && text[0] != '1' && text[0] < 0x80 {
		return false
	}
	day, clock, _ := strings.Cut(strings.ReplaceAll(text, "T", " "), " ")
	if strings.Trim(clock, "0:.Z ") != "" {
		return false
	}
	if strings.Trim(day, "0-/.") == "" || strings.Trim(day, "-/.") == "1900-01-00" {
		return true
	}
	date, _, err := DateForms{}.Parse(day)
	return err == nil && slices.Contains(firstDays, date)
}
