package text

import "strings"

// beginning are words that begin a sentence and are no names.
var beginning = map[string]bool{
	"A": true, "Active": true, "All": true, "An": true, "Entry": true, "Extended": true, "It": true, "Its": true, "Line": true, "No": true, "Permission": true, "Reading": true,
	"Security": true, "Somebody": true, "Support": true, "The": true, "There": true, "When": true,
}

// AsClause makes a sentence go on after another: the words that begin one, unlike
// names, lose their capital, and its full stop is gone.
func AsClause(sentence string) string {
	sentence = strings.TrimRight(sentence, ". ")
	first, _, _ := strings.Cut(sentence, " ")
	if beginning[first] {
		return strings.ToLower(sentence[:1]) + sentence[1:]
	}
	return sentence
}
