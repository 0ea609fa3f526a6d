package policy

import (
	"fmt"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// unsaid are the words that stand in an item where somebody should be named, and
// name nobody: "なし", "n/a".
type unsaid struct{ owner, maintainer, criticality, reviewer string }

// written is the end of a sentence about something that is missing: the word that
// was read so.
func written(word string) string {
	if word == "" {
		return ""
	}
	return fmt.Sprintf(" It is written %s, which says nothing.", named(deadline.Quote(word)))
}
