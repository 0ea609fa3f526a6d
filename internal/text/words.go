package text

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Shorten cuts a text to at most most characters, the last of which then is an
// ellipsis.
func Shorten(text string, most int) string {
	if len(text) <= most {
		return text
	}
	seen, last := 0, 0
	for at := range text {
		switch seen {
		case most - 1:
			last = at
		case most:
			return text[:last] + "…"
		}
		seen++
	}
	return text
}

// Plain shows names that somebody else chose: every character that a reader would
// not see, or that would change how others look, becomes a question mark.
func Plain(text string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsGraphic(r) {
			return '?'
		}
		return r
	}, text)
}

// Some names the first few and counts the rest: "a, b and 3 more".
func Some(names []string, most int) string {
	return strings.Join(names[:min(len(names), most)], ", ") + More(len(names)-most)
}

// More is how many are not named, like " and 3 more", "" for none.
func More(rest int) string {
	if rest <= 0 {
		return ""
	}
	return " and " + strconv.Itoa(rest) + " more"
}

// Lines gives the first few lines and counts the rest in one of its own.
func Lines(lines []string, most int) string {
	shown := strings.Join(lines[:min(len(lines), most)], "\n")
	if rest := len(lines) - most; rest > 0 {
		shown += "\nand " + strconv.Itoa(rest) + " more."
	}
	return shown
}
