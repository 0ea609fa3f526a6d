package statefile

import (
	"strconv"
	"strings"
)

// maxUnknown bounds the paths of one resource; with more, all of it is unknown.
const maxUnknown = 5_000

// unknownPaths reads after_unknown, which has true where a value is known only
// after the apply. Where it is missing or of another form, nothing is known.
func (d *difference) unknownPaths(s *scanner) []string {
	everything := []string{""}
	switch d.unknown.first {
	case '{':
	case 'f': // false: all is known
		return nil
	default:
		return everything
	}
	p := &pathReader{s: s.within(s.bytes(d.unknown), d.unknown.from)}
	if err := p.value(""); err != nil || len(p.paths) > maxUnknown {
		return everything
	}
	return p.paths
}

type pathReader struct {
	s     *scanner
	paths []string
}

func (p *pathReader) value(path string) error {
	c, err := p.s.peek()
	if err != nil {
		return err
	}
	switch c {
	case 't':
		if len(p.paths) <= maxUnknown {
			p.paths = append(p.paths, path)
		}
	case '{':
		return p.s.object(func(key []byte) error { return p.value(joinKey(path, string(key))) })
	case '[':
		index := 0
		return p.s.list(func() error {
			index++
			return p.value(path + "[" + strconv.Itoa(index-1) + "]")
		})
	}
	return p.s.skip()
}

// joinKey adds a key to a path: a.b, or a["x.y"] for what is no name.
func joinKey(path, key string) string {
	switch {
	case !isName(key):
		return path + "[" + quoteKey(key) + "]"
	case path == "":
		return key
	}
	return path + "." + key
}

// IsUnknown says that the value at a path, or a part of it, is known only after
// the apply. The path is like those in Unknown; [*] stands for any index or key.
func (r Resource) IsUnknown(path string) bool {
	wanted := steps(path)
	for _, unknown := range r.Unknown {
		if overlap(wanted, steps(unknown)) {
			return true
		}
	}
	return false
}

func overlap(a, b []string) bool {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] && a[i] != "*" && b[i] != "*" {
			return false
		}
	}
	return true
}

// steps takes a path apart: a.b[0]["x.y"] is a, b, 0 and "x.y" in its quotation
// marks; a name in quotation marks is the name.
func steps(path string) []string {
	var found []string
	for path != "" {
		switch path[0] {
		case '.':
			path = path[1:]
		case '[':
			end := closing(path)
			step := path[1:end]
			if plain, err := strconv.Unquote(step); err == nil && isName(plain) {
				step = plain
			}
			found = append(found, step)
			path = path[min(end+1, len(path)):]
		default:
			end := strings.IndexAny(path, ".[")
			if end < 0 {
				end = len(path)
			}
			found = append(found, path[:end])
			path = path[end:]
		}
	}
	return found
}

// closing is where the bracket that opens a path ends, or the path's end.
func closing(path string) int {
	quoted := false
	for i := 1; i < len(path); i++ {
		switch c := path[i]; {
		case c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case c == ']' && !quoted:
			return i
		}
	}
	return len(path)
}
