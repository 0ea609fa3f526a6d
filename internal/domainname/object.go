package domainname

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// object is one object of JSON, its members unread, under their names in small
// letters: a server that writes "Status" means the status.
type object map[string]json.RawMessage

var errTwice = errors.New("a member stands in it twice")

// readObject reads an object, which RFC 8259 section 4 lets each reader read in its
// own way where a member stands in it twice: then nobody knows which is meant, and
// it is refused.
func readObject(data []byte) (object, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	start, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	if start != json.Delim('{') {
		return nil, errors.New("it is not an object")
	}
	members := object{}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		name, _ := key.(string)
		name = strings.ToLower(name)
		if _, twice := members[name]; twice {
			return nil, errTwice
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, err
		}
		members[name] = value
	}
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows it")
	}
	return members, nil
}

// absent says that a member is missing or null.
func (o object) absent(name string) bool {
	value := o[strings.ToLower(name)]
	return len(value) == 0 || string(value) == "null"
}

// text is a member that should be a text; "" where it is none.
func (o object) text(name string) string {
	var text string
	if json.Unmarshal(o[strings.ToLower(name)], &text) != nil {
		return ""
	}
	return text
}

// texts is a member that should be a list of texts; a single text is a list of
// one. ok is false where it is neither.
func (o object) texts(name string) (list []string, ok bool) {
	if o.absent(name) {
		return nil, true
	}
	var single string
	if json.Unmarshal(o[strings.ToLower(name)], &single) == nil {
		return []string{single}, true
	}
	var items []*string
	if json.Unmarshal(o[strings.ToLower(name)], &items) != nil {
		return nil, false
	}
	for _, item := range items {
		if item == nil {
			return nil, false
		}
		list = append(list, *item)
	}
	return list, true
}

// objects is a member that should be a list of objects; a single object is a list
// of one. ok is false where it is neither.
func (o object) objects(name string) (list []object, ok bool) {
	if o.absent(name) {
		return nil, true
	}
	if single, err := readObject(o[strings.ToLower(name)]); err == nil {
		return []object{single}, true
	}
	var items []json.RawMessage
	if json.Unmarshal(o[strings.ToLower(name)], &items) != nil {
		return nil, false
	}
	for _, item := range items {
		one, err := readObject(item)
		if err != nil {
			return nil, false
		}
		list = append(list, one)
	}
	return list, true
}
