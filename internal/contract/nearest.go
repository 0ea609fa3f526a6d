package contract

import (
	"maps"
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// nearest lists the keys that come nearest to a wrong one.
func (b *Book) nearest(wrong string) []string {
	return text.Nearest(narrow(wrong), slices.Collect(maps.Keys(b.byKey)), 5)
}
