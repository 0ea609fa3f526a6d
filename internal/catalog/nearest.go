package catalog

import (
	"fmt"
	"slices"
	"strings"

	words "github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// UnknownProductError says that no product has the name, and which come nearest.
type UnknownProductError struct {
	Reference string
	// Nearest are at most five slugs, the nearest first.
	Nearest []string
	Total   int
}

// Error is a sentence for a person with the nearest names.
func (e *UnknownProductError) Error() string {
	return fmt.Sprintf("The catalog has %d products, none of them %q. A product is named by its name, an alias, a CPE or a package URL, like \"php\", \"httpd\", \"cpe:/a:php:php\" or \"pkg:docker/library/nginx\"; an own file can add one.\n\nNearest: %s",
		e.Total, words.Shorten(e.Reference, 60), strings.Join(e.Nearest, ", "))
}

const nearestCount = 5

// nearest ranks the slugs of names (name to slug) by how far they are from text.
func nearest(text string, names map[string]string) []string {
	if at := strings.LastIndexByte(text, '/'); at >= 0 && strings.HasPrefix(text, "pkg:") {
		text = text[at+1:]
	} else if at := strings.LastIndexByte(text, ':'); at >= 0 {
		text = text[at+1:]
	}
	best := map[string]int{}
	for name, slug := range names {
		if strings.Contains(name, ":") {
			continue
		}
		distance := words.Apart(text, name)
		if old, there := best[slug]; !there || distance < old {
			best[slug] = distance
		}
	}
	slugs := make([]string, 0, len(best))
	for slug := range best {
		slugs = append(slugs, slug)
	}
	slices.SortFunc(slugs, func(a, b string) int {
		if best[a] != best[b] {
			return best[a] - best[b]
		}
		return strings.Compare(a, b)
	})
	return slugs[:min(nearestCount, len(slugs))]
}
