package statefacts

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// MaxOwnBytes bounds an organisation's own table.
const MaxOwnBytes = 4 << 20

const ownForm = `write a list of types under types, like {"types": [{"type": "acme_licence", "ends": [{"kind": "contract", "at": ["valid_until"]}]}]}`

// ReadOwn reads an organisation's own table from a JSON or YAML file, in the form
// of the files in table. Errors are *TableError.
func ReadOwn(ctx context.Context, path string) (*Table, error) {
	content, failure := source.ReadFile(ctx, path, MaxOwnBytes)
	if failure == nil {
		return ParseOwn(path, content)
	}
	p := place{TableError{File: path}}
	switch {
	case failure.Reason == source.Unsupported:
		return nil, p.fail("it is no file; name a JSON or YAML file, and %s", ownForm)
	case failure.Reason == source.TooLarge:
		return nil, p.fail(tooLong, MaxOwnBytes)
	case errors.Is(failure, fs.ErrPermission):
		return nil, p.fail("the file cannot be opened; check who may read it")
	}
	return nil, p.fail("%s", failure.Clause)
}

const tooLong = "it has more than %d bytes; leave out what the built-in table knows"

// ParseOwn reads the content of such a file: JSON where the name ends in .json,
// otherwise YAML. Errors are *TableError.
func ParseOwn(name string, content []byte) (*Table, error) {
	p := place{TableError{File: name}}
	content = bytes.TrimSpace(bytes.TrimPrefix(content, []byte("\ufeff")))
	switch {
	case len(content) > MaxOwnBytes:
		return nil, p.fail(tooLong, MaxOwnBytes)
	case len(content) == 0:
		return nil, p.fail("it is empty; %s", ownForm)
	}
	if filepath.Ext(name) != ".json" {
		converted, err := fromYAML(p, content)
		if err != nil {
			return nil, err
		}
		content = converted
	} else if !json.Valid(content) {
		return nil, p.fail("it is no valid JSON%s; %s", lineOf(content), ownForm)
	}
	entries, err := decodeTable(name, content)
	if err != nil {
		return nil, err
	}
	table := &Table{byType: map[typeKey]*Entry{}}
	for _, entry := range entries {
		if entry.Source == "" {
			entry.Source = "own file " + name
		}
	}
	table.add(entries)
	return table, nil
}

func lineOf(content []byte) string {
	var syntax *json.SyntaxError
	if err := json.Unmarshal(content, new(any)); errors.As(err, &syntax) {
		return fmt.Sprintf(" at line %d", 1+bytes.Count(content[:min(int(syntax.Offset), len(content))], []byte("\n")))
	}
	return ""
}

var yamlLine = text.Pattern(`\bline \d+`)

// fromYAML makes JSON of YAML, whose dates become texts again.
func fromYAML(p place, content []byte) ([]byte, error) {
	var document any
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	err := decoder.Decode(&document)
	if err == nil && !errors.Is(decoder.Decode(new(any)), io.EOF) {
		return nil, p.fail("it is no valid YAML of one document; %s", ownForm)
	}
	if err != nil {
		place := yamlLine().FindString(err.Error())
		if place != "" {
			place = " at " + place
		}
		return nil, p.fail("it is no valid YAML%s; %s", place, ownForm)
	}
	converted, err := json.Marshal(plainYAML(document))
	if err != nil {
		return nil, p.fail("it has a field whose name is no text; %s", ownForm)
	}
	return converted, nil
}

func plainYAML(value any) any {
	switch value := value.(type) {
	case time.Time:
		return value.Format(time.DateOnly)
	case []any:
		for i := range value {
			value[i] = plainYAML(value[i])
		}
	case map[string]any:
		for name := range value {
			value[name] = plainYAML(value[name])
		}
	}
	return value
}
