package policy

import "strings"

// Match says whether an id matches a pattern, in which * stands for any run of
// characters, / included, and everything else for itself.
func Match(pattern, id string) bool {
	prefix, rest, found := strings.Cut(pattern, "*")
	if !found {
		return pattern == id
	}
	id, ok := strings.CutPrefix(id, prefix)
	if !ok {
		return false
	}
	for {
		piece, more, found := strings.Cut(rest, "*")
		if !found {
			return strings.HasSuffix(id, piece)
		}
		at := strings.Index(id, piece)
		if at < 0 {
			return false
		}
		id, rest = id[at+len(piece):], more
	}
}

func isPattern(name string) bool { return strings.Contains(name, "*") }

func matchesAny(patterns []string, id string) bool {
	for _, pattern := range patterns {
		if Match(pattern, id) {
			return true
		}
	}
	return false
}
