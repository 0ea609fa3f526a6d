package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// Object is a JSON object by its exact names: encoding/json takes "EXP" for "exp"
// and the last of two, where other readers take the first.
type Object struct {
	values map[string]json.RawMessage
	// Twice says that a name stands in it more than once.
	Twice bool
}

var errNotObject = errors.New("not a JSON object")

// ReadObject reads one JSON object and nothing behind it. Its error says nothing of
// what was read.
func ReadObject(raw []byte) (Object, error) {
	read := Object{values: map[string]json.RawMessage{}}
	if !utf8.Valid(raw) {
		return read, errNotObject
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return read, errNotObject
	}
	for decoder.More() {
		name, err := decoder.Token()
		key, isText := name.(string)
		if err != nil || !isText {
			return read, errNotObject
		}
		var value json.RawMessage
		if decoder.Decode(&value) != nil {
			return read, errNotObject
		}
		if _, known := read.values[key]; known {
			read.Twice = true
		}
		read.values[key] = value
	}
	if _, err := decoder.Token(); err != nil {
		return read, errNotObject
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return read, errNotObject
	}
	return read, nil
}

// Has says that there is such a member, be it null.
func (o Object) Has(name string) bool {
	_, ok := o.values[name]
	return ok
}

// Text is a member that is a text, "" if it is none.
func (o Object) Text(name string) string {
	var text string
	if json.Unmarshal(o.values[name], &text) != nil {
		return ""
	}
	return text
}

// Texts is a member that is a text or a list of them.
func (o Object) Texts(name string) []string {
	if text := o.Text(name); text != "" {
		return []string{text}
	}
	var list []string
	if json.Unmarshal(o.values[name], &list) != nil {
		return nil
	}
	return list
}

// Object is a member that is an object itself.
func (o Object) Object(name string) (Object, bool) {
	inner, err := ReadObject(o.values[name])
	return inner, err == nil
}

// List is a member that is a list, nil if it is none.
func (o Object) List(name string) []json.RawMessage {
	var list []json.RawMessage
	if json.Unmarshal(o.values[name], &list) != nil {
		return nil
	}
	return list
}

// Misspelt finds a name that is written like name in other letters and is not it.
func (o Object) Misspelt(name string) bool {
	for key := range o.values {
		if key != name && strings.EqualFold(strings.TrimSpace(key), name) {
			return true
		}
	}
	return false
}

// Raw is a member as it is written, nil if there is none.
func (o Object) Raw(name string) json.RawMessage { return o.values[name] }

// Len counts the members.
func (o Object) Len() int { return len(o.values) }
