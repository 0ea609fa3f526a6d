package attribute

import (
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// WorstShown is how many deadlines one diagnostic names.
const WorstShown = 5

// WorstOf shows the first few of sorted reasons and counts the rest.
func WorstOf(reasons []string) string { return text.Lines(reasons, WorstShown) }

// More says how many are not shown of n, "" where all are.
func More(n int) string { return text.More(n - WorstShown) }

// Choice lists words of which one is accepted: "a, b or c".
func Choice(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
