package deadline

import (
	"errors"
	"slices"
	"strings"
	"unicode"
)

// shortestJustification is how many letters and digits a reason has at least.
const shortestJustification = 8

// switches are words that turn something on or off and say nothing of why.
var switches = strings.Fields(`true false yes no on off y n t f 1 0 enable enabled disable disabled active null none nil undefined set unset
	ja nein oui non si sí vrai faux wahr falsch an aus はい いいえ 有効 無効 真 偽 是 否 да нет 예 아니요`)

// CheckJustification says what keeps a text from being a reason that somebody
// gave, nil where it is one: a word that only switches something, or less than
// eight letters and digits. Scripts that write a syllable or a word with one sign
// (Han, Hiragana, Katakana, Hangul) count double, so that 証明書更新中 is a reason.
func CheckJustification(text string) error {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !counts(r) })
	if len(words) > 0 && !slices.ContainsFunc(words, func(word string) bool { return !slices.Contains(switches, word) }) {
		return errors.New("it switches something and says nothing of why")
	}
	n, letters := 0, false
	seen := map[rune]bool{}
	for _, r := range strings.Join(words, "") {
		n++
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
			n++
		}
		letters = letters || unicode.IsLetter(r)
		seen[r] = true
	}
	switch {
	case n < shortestJustification:
		return errors.New("it has less than eight letters and digits")
	case !letters:
		return errors.New("it has no letter")
	case len(seen) < 3:
		return errors.New("it repeats itself")
	}
	return nil
}

func counts(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
