package statefacts

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"slices"
)

// Modes of a resource.
const (
	ModeManaged = "managed"
	ModeData    = "data"
)

// Resource is one object of a state or plan.
type Resource struct {
	Address string
	Mode    string // ModeManaged or ModeData; "" is ModeManaged
	Type    string
	// Provider is the address of the provider, for which nothing is decided here:
	// mirrors and forks write their own.
	Provider string
	// Attributes are the values, a JSON object.
	Attributes json.RawMessage
	// AfterApply are paths of values that are known only after apply; "" is that of
	// all.
	AfterApply []string
}

// decode reads the attributes; ok is false where they are no object.
func (r Resource) decode() (root map[string]any, ok bool) {
	decoder := json.NewDecoder(bytes.NewReader(r.Attributes))
	decoder.UseNumber() // microseconds do not fit into a float
	if err := decoder.Decode(&root); err != nil || root == nil {
		return nil, false
	}
	_, err := decoder.Token()
	return root, err == io.EOF
}

// afterApply reads the paths. What cannot be read hides the attribute that it
// begins with, so that nothing is taken for known. "" is everything.
func (r Resource) afterApply() []Path {
	paths := make([]Path, 0, len(r.AfterApply))
	for _, text := range r.AfterApply {
		path, err := ParsePath(text)
		if err != nil && text != "" {
			path = Path{text: text, steps: []step{{name: beginningOf(text)}}}
		}
		paths = append(paths, path)
	}
	return paths
}

func beginningOf(path string) string {
	if at := slices.IndexFunc([]byte(path), func(b byte) bool { return b == '.' || b == '[' }); at >= 0 {
		return path[:at]
	}
	return path
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
