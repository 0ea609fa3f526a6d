package catalog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// format writes a product in the form of the embedded files: a line for each
// fact of the product, a line for each cycle, and its versions under it, so that
// a change of one date is a change of one line.
func (f *factsProduct) format() ([]byte, error) {
	var text bytes.Buffer
	head := *f
	head.Cycles = nil
	encoded, err := encodeLine(head)
	if err != nil {
		return nil, err
	}
	var fields []json.RawMessage
	names, err := objectFields(encoded, &fields)
	if err != nil {
		return nil, err
	}
	text.WriteString("{\n")
	for i, name := range names {
		fmt.Fprintf(&text, "  %q: %s,\n", name, spaced(fields[i]))
	}
	text.WriteString("  \"cycles\": [\n")
	for i := range f.Cycles {
		if err := f.Cycles[i].format(&text); err != nil {
			return nil, err
		}
		if i < len(f.Cycles)-1 {
			text.WriteByte(',')
		}
		text.WriteByte('\n')
	}
	text.WriteString("  ]\n}\n")
	return text.Bytes(), nil
}

const versionsPerLine = 6

func (f *factsCycle) format(text *bytes.Buffer) error {
	cycle := *f
	cycle.Versions = nil
	encoded, err := encodeLine(cycle)
	if err != nil {
		return err
	}
	line := strings.TrimSuffix(string(spaced(encoded)), "}")
	text.WriteString("    " + line)
	for i, version := range f.Versions {
		encoded, err := encodeLine(version)
		if err != nil {
			return err
		}
		switch {
		case i == 0:
			text.WriteString(",\n      \"versions\": [")
		case i%versionsPerLine == 0:
			text.WriteString(",\n        ")
		default:
			text.WriteString(", ")
		}
		text.Write(encoded)
	}
	if len(f.Versions) > 0 {
		text.WriteByte(']')
	}
	text.WriteByte('}')
	return nil
}

// encodeLine is JSON on one line, with & and < as they are.
func encodeLine(value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, fmt.Errorf("encoding facts: %w", err)
	}
	return bytes.TrimRight(text.Bytes(), "\n"), nil
}

// objectFields splits an object into its fields, in their order.
func objectFields(object []byte, fields *[]json.RawMessage) ([]string, error) {
	decoder := json.NewDecoder(bytes.NewReader(object))
	if _, err := decoder.Token(); err != nil {
		return nil, fmt.Errorf("reading facts: %w", err)
	}
	var names []string
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, fmt.Errorf("reading facts: %w", err)
		}
		var field json.RawMessage
		if err := decoder.Decode(&field); err != nil {
			return nil, fmt.Errorf("reading facts: %w", err)
		}
		names = append(names, fmt.Sprint(name))
		*fields = append(*fields, field)
	}
	return names, nil
}

// spaced puts a space after each comma and colon outside of strings.
func spaced(line []byte) []byte {
	var text bytes.Buffer
	inString, escaped := false, false
	for _, letter := range line {
		text.WriteByte(letter)
		switch {
		case escaped:
			escaped = false
		case inString && letter == '\\':
			escaped = true
		case letter == '"':
			inString = !inString
		case !inString && (letter == ',' || letter == ':'):
			text.WriteByte(' ')
		}
	}
	return text.Bytes()
}
