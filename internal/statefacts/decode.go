package statefacts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	words "github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// TableError says where a table is wrong. Type and Field are "" where the fault
// lies above them; Number counts entries from 1.
type TableError struct {
	File    string
	Number  int
	Type    string
	Field   string // like "ends[0].at"
	Problem string // what was found and what is accepted, with an example
}

// Error is a sentence, a blank line, and the place as "Key: value" lines.
func (e *TableError) Error() string {
	var out strings.Builder
	fmt.Fprintf(&out, "The table of resource types cannot be used: %s.\n\nFile: %s", strings.TrimSuffix(e.Problem, "."), e.File)
	if e.Number > 0 {
		fmt.Fprintf(&out, "\nEntry: %d", e.Number)
	}
	for _, line := range [2][2]string{{"Type", e.Type}, {"Field", e.Field}} {
		if line[1] != "" {
			fmt.Fprintf(&out, "\n%s: %s", line[0], deadline.Printable(line[1]))
		}
	}
	return out.String()
}

// place is where in a table somebody reads.
type place struct{ at TableError }

func (p place) in(field string) place {
	if p.at.Field != "" && !strings.HasPrefix(field, "[") {
		field = "." + field
	}
	p.at.Field += field
	return p
}

func (p place) fail(format string, arguments ...any) error {
	p.at.Problem = fmt.Sprintf(format, arguments...)
	return &p.at
}

// fields are the fields that an object may have, and what reads each of them: a
// pointer, or a function for what is not read by encoding/json alone.
type fields map[string]any

// examples show for each kind of value how it is written.
const (
	exampleText = `write a text, like "not_after"`
	exampleList = `write a list of texts, like ["not_after"]`
	exampleFlag = "write true or false"
)

// read reads an object whose fields are all known.
func (f fields) read(p place, raw json.RawMessage) error {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); err != nil || object == nil {
		return p.fail("it is %s, and a set of fields belongs here; the fields are %s", kindOfJSON(raw), strings.Join(f.names(), ", "))
	}
	for _, name := range sortedKeys(object) {
		target, known := f[name]
		if !known {
			return p.fail("%s is no field here; did you mean %s? The fields are %s", deadline.Quote(name), f.nearest(name), strings.Join(f.names(), ", "))
		}
		at := p.in(name)
		if own, ok := target.(func(place, json.RawMessage) error); ok {
			if err := own(at, object[name]); err != nil {
				return err
			}
			continue
		}
		if err := readPlain(at, object[name], target); err != nil {
			return err
		}
	}
	return nil
}

func readPlain(p place, raw json.RawMessage, target any) error {
	if bytes.Equal(bytes.TrimSpace(raw), []byte("null")) {
		return p.fail("it is empty; leave the field out, or write its value")
	}
	err := json.Unmarshal(raw, target)
	switch wrong := (*json.UnmarshalTypeError)(nil); {
	case err == nil:
		return nil
	case errors.As(err, &wrong):
		example := exampleText
		switch target.(type) {
		case *[]string, *[]Path:
			example = exampleList
		case *bool:
			example = exampleFlag
		}
		return p.fail("it is %s; %s", kindOfJSON(raw), example)
	}
	return p.fail("%s: %s", deadline.Quote(strings.Trim(string(raw), `"`)), err)
}

func (f fields) names() []string { return sortedKeys(f) }

func (f fields) nearest(name string) string {
	return words.Nearest(name, f.names(), 1)[0]
}

// readEach reads a list, element by element.
func readEach(read func(p place, raw json.RawMessage) error) func(place, json.RawMessage) error {
	return func(p place, raw json.RawMessage) error {
		var list []json.RawMessage
		if err := json.Unmarshal(raw, &list); err != nil || list == nil {
			return p.fail("it is %s, and a list belongs here", kindOfJSON(raw))
		}
		for i, element := range list {
			if err := read(p.in(fmt.Sprintf("[%d]", i)), element); err != nil {
				return err
			}
		}
		return nil
	}
}

// readChoice reads one of several words.
func readChoice[T ~string](into *T, choices ...T) func(place, json.RawMessage) error {
	return func(p place, raw json.RawMessage) error {
		accepted := fmt.Sprintf("write one of %s", listChoices(choices))
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return p.fail("it is %s; %s", kindOfJSON(raw), accepted)
		}
		if !slices.Contains(choices, T(text)) {
			return p.fail("%s is not known here; %s", deadline.Quote(text), accepted)
		}
		*into = T(text)
		return nil
	}
}

func listChoices[T ~string](choices []T) string {
	quoted := make([]string, len(choices))
	for i, choice := range choices {
		quoted[i] = fmt.Sprintf("%q", string(choice))
	}
	return strings.Join(quoted, ", ")
}

// readDay reads a date.
func readDay(into *deadline.Date) func(place, json.RawMessage) error {
	return func(p place, raw json.RawMessage) error {
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return p.fail(`it is %s; write a day, like "2027-03-31"`, kindOfJSON(raw))
		}
		date, err := deadline.ParseDate(text)
		if err != nil {
			return p.fail(`%s is no day; write it like "2027-03-31"`, deadline.Quote(text))
		}
		*into = date
		return nil
	}
}

// kindOfJSON names what stands where something else belongs.
func kindOfJSON(raw json.RawMessage) string {
	trimmed := bytes.TrimSpace(raw)
	if len(trimmed) == 0 {
		return "nothing"
	}
	switch trimmed[0] {
	case '{':
		return "a set of fields"
	case '[':
		return "a list"
	case '"':
		if len(trimmed) == 2 {
			return "an empty text"
		}
		return "a text"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "nothing"
	}
	return "a number"
}
