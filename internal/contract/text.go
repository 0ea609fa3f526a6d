package contract

import (
	"strconv"
	"strings"
)

// narrow trims a text and turns full-width ASCII, which Japanese input methods
// write, into ASCII.
func narrow(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '\u3000':
			return ' '
		}
		return r
	}, text))
}

// quote shows what somebody wrote, shortened, without control characters.
func quote(text string) string {
	if runes := []rune(text); len(runes) > 60 {
		text = string(runes[:60]) + "…"
	}
	return strconv.Quote(text)
}

// oneLine folds white space: a cell may hold line breaks, a name may not.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
