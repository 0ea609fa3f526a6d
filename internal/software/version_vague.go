package software

import (
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// rangeWords part two versions, or make one the end of a range: "8.4 or 8.1", "8.3
// and older".
var rangeWords = map[string]bool{
	"or": true, "and": true, "to": true, "through": true, "thru": true, "until": true, "till": true, "from": true, "up": true,
	"older": true, "newer": true, "earlier": true, "later": true, "below": true, "above": true, "before": true, "after": true,
	"under": true, "over": true, "less": true, "more": true, "lower": true, "higher": true, "minimum": true, "least": true,
}

var (
	// listedVersions are numbers that something stands between: "8.4, 7.4", "8.4/7.4".
	listedVersions = text.Pattern(`[,;|/<>=&] *(?:[a-z]+ )?[vV]?\d|\d[a-z0-9.]* +- +[vV]?\d`)
	secondVersion  = text.Pattern(`^[vV]?\d+(?:\.\d+)+`)
	openRange      = text.Pattern(`^[vV]?\d+(?:\.\d+)*\+$`)
)

// isVague says that a text does not name one version and nothing else: of "8.4,
// 7.4" the first need not be the one that runs, and of "8.3 or older" the number is
// the best that there can be.
func isVague(written string) bool {
	for i := range len(written) {
		if written[i] >= 0x80 { // "8.3以前", or a number that only looks like one
			return true
		}
	}
	words := strings.Fields(written)
	if len(words) == 0 || openRange().MatchString(words[0]) || listedVersions().MatchString(written) {
		return true
	}
	first := strings.ToLower(words[0])
	for i, word := range words[1:] {
		word = strings.ToLower(strings.Trim(word, "()[]{}.:"))
		switch {
		case rangeWords[word], secondVersion().MatchString(word) && !strings.HasPrefix(word, first):
			return true
		case i == 0 && isDigits(word) && (len(words) == 2 || isNumber(words[2][0])):
			return true // "16 9", and not "3.0.13 30 Jan 2024"
		}
	}
	return false
}

func isDigits(word string) bool { return word != "" && strings.Trim(word, "0123456789") == "" }
