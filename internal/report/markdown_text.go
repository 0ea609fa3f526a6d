package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// special is the ASCII punctuation that can become markup within a line of
// CommonMark or of the dialects of code hosts; a backslash takes its meaning
// away (CommonMark 2.4). Colons and full stops can make a link: see escape.
const special = "\\`*_[]<>()#!|~&$"

// escape keeps clean text from becoming markup, a link, or a mention of a
// person, whom code hosts would notify.
func escape(text string) string {
	var escaped strings.Builder
	before := ' '
	for i, r := range text {
		rest := text[i+utf8.RuneLen(r):]
		switch {
		case strings.ContainsRune(special, r),
			r == ':' && strings.HasPrefix(rest, "//"),
			r == '.' && strings.EqualFold(text[max(0, i-3):i], "www"):
			escaped.WriteByte('\\')
		}
		escaped.WriteRune(r)
		if (r == '@' || r == '#') && !unicode.IsLetter(before) && !unicode.IsDigit(before) {
			escaped.WriteRune('\u2060') // a joiner without width: no escape hides a mention, or an issue's number
		}
		before = r
	}
	return escaped.String()
}

// code shows clean text as code, in which nothing is markup, a link or a
// mention.
func code(text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return "`" + strings.ReplaceAll(text, "`", "ˋ") + "`"
}

// cellPipes keeps the pipes of code from ending the cell of a table (GFM 4.10).
// A backslash before one would undo that, so they are set apart.
var cellPipes = strings.NewReplacer(`\|`, `\ \|`, `|`, `\|`)

// codeCell is code in the cell of a table.
func codeCell(text string) string { return cellPipes.Replace(code(text)) }

// mermaidText keeps text from being read as anything but text in a Mermaid
// chart: letters, digits and a few marks stay, a colon becomes its lookalike.
func mermaidText(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == ':':
			return '∶'
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), strings.ContainsRune(" -_./@+", r):
			return r
		}
		return ' '
	}, text))
}

// EscapeMarkdown makes any text fit for one line of a page: printable, without
// markup, links or mentions.
func EscapeMarkdown(text string) string {
	return escape(clean(strings.Join(strings.Fields(text), " ")))
}
