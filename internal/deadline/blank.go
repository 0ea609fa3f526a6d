package deadline

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Blank says that a text says nothing: it is empty, or holds a sign or a word
// that people put where nothing is to be written, like なし, －, n/a or TBD. What
// is asked for is then absent, which is never good news.
func Blank(text string) bool {
	value, _ := Said(text)
	return value == ""
}

// Said is what a text says, without white space around it; "" where it says
// nothing. Word is then what was written in its place, for a message, and ""
// where nothing was.
func Said(text string) (value, word string) {
	trimmed := strings.TrimFunc(text, unseen)
	if trimmed == "" || speaksPlainly(trimmed) || blankWord(fold(trimmed)) == speaks {
		return trimmed, ""
	}
	return "", trimmed
}

// speaksPlainly tells most cells of a register at a glance: no word that says
// nothing has a digit in it, save for errors of a spreadsheet, or is long.
func speaksPlainly(trimmed string) bool {
	return trimmed[0] != '#' && strings.ContainsAny(trimmed, "0123456789@") || len(trimmed) > 4*maxBlank && strings.ContainsFunc(trimmed, unicode.IsLetter)
}

// Unsettled says that a text which says nothing leaves open whether there is
// something: TBD, 未定, ?, and what points to a line above (同上, 〃). Others, like
// none or なし, say that there is nothing.
func Unsettled(text string) bool {
	return blankWord(fold(strings.TrimFunc(text, unseen))) == unsettled
}

// Endless says that a text declares that something has no end, which is not the
// same as to declare none.
func Endless(text string) bool {
	folded := fold(text)
	if strings.Contains(folded, "?") { // somebody asks
		return false
	}
	return endlessWords()[plainLetters(folded)] || strings.Trim(folded, "().。 ") == "∞"
}

// NoEnd is the day that stands for no end (see EndsAt).
var NoEnd = Date{9999, 12, 31}

// meaning is what a word stands for in a cell.
type meaning int

const (
	speaks    meaning = iota // something
	nothing                  // there is none
	unsettled                // there may be, and it is not told here
)

// fold makes ways of writing comparable: full-width and half-width forms,
// letters of either case, white space of every kind.
func fold(text string) string {
	var out strings.Builder
	for _, r := range strings.ToLower(norm.NFKC.String(text)) {
		switch {
		case unicode.IsSpace(r):
			out.WriteByte(' ')
		case !unseen(r):
			out.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

// unseen are the characters of which a reader sees nothing: white space, marks of
// width zero, and letters that are shown as a gap.
func unseen(r rune) bool {
	if r < 0x7f {
		return r <= ' '
	}
	switch r {
	case '\u115f', '\u1160', '\u3164', '\uffa0', '\u2800', '\u034f', '\u17b4', '\u17b5':
		return true
	}
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Variation_Selector)
}

// notRead are signs that nobody reads aloud. The long vowel and the marks of
// repetition of Japanese are letters to Unicode; alone they stand for a dash and
// for the line above.
func notRead(r rune) bool {
	if r < 0x80 {
		return !isPlain(r)
	}
	return !unicode.IsLetter(r) && !unicode.IsNumber(r) || strings.ContainsRune(dashLetters+dittoLetters, r)
}

// maxBlank is the length of the longest text that may say nothing, in characters.
const maxBlank = 60

// maxShort is that of an abbreviation, or of a name with なし after it.
const maxShort = 10

const (
	dashLetters  = "ーｰ〆"
	dittoLetters = "々〻ゝヽ仝"
)

// blankWord looks at a folded text as a whole, and then at its parts: "none
// (TBD)", "k.A. / offen".
func blankWord(folded string) meaning {
	if folded == "" {
		return nothing
	}
	if strings.HasPrefix(folded, "#") && strings.Trim(folded[1:], "abcdefghijklmnopqrstuvwxyz/!?0 ") == "" && (strings.HasSuffix(folded, "!") || strings.HasSuffix(folded, "?") || folded == "#n/a" || folded == "#nv") {
		return unsettled // the error of a spreadsheet, kept as a text
	}
	if strings.ContainsFunc(folded, func(r rune) bool { return !notRead(r) }) {
		if means := phrase(folded); means != speaks {
			return means
		}
		return sentence(folded)
	}
	if strings.ContainsAny(folded, "?…\u3003¿‽"+dittoLetters) || strings.Contains(folded, "..") || strings.Trim(folded, "\"'′”“„ ") == "" {
		return unsettled
	}
	return nothing
}

// phrase looks a text up, whatever stands around it and between its letters.
func phrase(folded string) meaning {
	inner := strings.TrimFunc(folded, func(r rune) bool { return notRead(r) && !strings.ContainsRune(dashLetters+dittoLetters, r) })
	inner = strings.TrimSuffix(strings.TrimSuffix(inner, "です"), "のため")
	if means := blankPhrases()[plainLetters(inner)]; means != speaks {
		return means
	}
	// n/a, N. A., k.A.: not every word of these letters, which may be initials.
	if len(inner) <= maxShort && strings.ContainsFunc(inner, notRead) {
		if means := blankShorts()[strings.Join(strings.FieldsFunc(inner, notRead), ".")]; means != speaks {
			return means
		}
	}
	if len(inner) >= utf8.UTFMax && inner[0] >= utf8.RuneSelf && utf8.RuneCountInString(inner) <= maxShort {
		for ending, means := range blankEndings {
			if strings.HasSuffix(inner, ending) {
				return means
			}
		}
	}
	return speaks
}

// sentence takes a text apart: it says nothing where no word in it does.
func sentence(folded string) meaning {
	divided := func(r rune) bool {
		return r == ' ' || strings.ContainsRune(",;:|()[]{}<>、・「」【】〔〕『』。!?+&", r)
	}
	words := strings.FieldsFunc(strings.ReplaceAll(folded, "to be ", "tobe "), divided)
	if len(words) == 1 { // "none/TBD", where "n/a" is one word
		words = strings.Split(words[0], "/")
	}
	if len(words) < 2 {
		return speaks
	}
	means := speaks
	for _, word := range words {
		switch one := phrase(word); {
		case one != speaks:
			means = max(means, one)
		case negations()[word] != speaks:
			means = max(means, negations()[word])
		case strings.ContainsFunc(word, func(r rune) bool { return !notRead(r) }) && !companions()[word]:
			return speaks
		}
	}
	return means
}

// plainLetters leaves out of a folded text all but letters and numbers.
func plainLetters(folded string) string {
	return strings.Map(func(r rune) rune {
		if isPlain(r) || r >= 0x80 && (unicode.IsLetter(r) || unicode.IsNumber(r)) {
			return r
		}
		return -1
	}, folded)
}

// isPlain says that a folded character is an ASCII letter or digit.
func isPlain(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }
