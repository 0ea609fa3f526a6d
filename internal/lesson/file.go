package lesson

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// Bounds of a file of lessons.
const (
	MaxBytes   = 1 << 20
	MaxLessons = 1000
)

// FileError says where a file of lessons is wrong. Lesson counts from 1 and is 0
// where the fault lies above the lessons; Field is then "" too.
type FileError struct {
	File    string
	Lesson  int
	Field   string // like "rules" or "title.ja"
	Problem string
}

// Error is one line: file, lesson, field, and what is wrong and accepted.
func (e *FileError) Error() string {
	where := e.File
	if e.Lesson > 0 {
		where += fmt.Sprintf(", lesson number %d", e.Lesson)
	}
	if e.Field != "" {
		where += ", " + e.Field
	}
	return where + ": " + e.Problem
}

// Read reads an organisation's own lessons from a YAML or JSON file. Errors are
// *FileError.
func Read(ctx context.Context, path string) ([]Lesson, error) {
	content, failure := source.ReadFile(ctx, path, MaxBytes)
	if failure != nil {
		return nil, &FileError{File: path, Problem: problemOf(failure)}
	}
	return Parse(path, content)
}

func problemOf(failure *source.Failure) string {
	switch failure.Reason {
	case source.Unsupported:
		return "it is not a file; name a YAML or JSON file with a list of lessons"
	case source.TooLarge:
		return tooLong
	}
	return failure.Clause
}

var tooLong = fmt.Sprintf("it has more than %d bytes; split it or shorten its texts", MaxBytes)

// Parse reads the content of such a file: JSON where the name ends in .json,
// otherwise YAML. Errors are *FileError.
func Parse(name string, content []byte) ([]Lesson, error) {
	return parse(name, content, BuiltIn())
}

// parse reads lessons whose ids are not among those there before.
func parse(name string, content []byte, before *Collection) ([]Lesson, error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	switch {
	case len(content) > MaxBytes:
		return nil, &FileError{File: name, Problem: tooLong}
	case len(bytes.TrimSpace(content)) == 0:
		return nil, &FileError{File: name, Problem: "it is empty; write a list of lessons, each with " + strings.Join(fieldNames, ", ")}
	}
	decode, form := decodeYAML, "YAML"
	if strings.EqualFold(filepath.Ext(name), ".json") {
		decode, form = decodeJSON, "JSON"
	}
	document, place, err := decode(content)
	if err != nil {
		return nil, &FileError{File: name, Problem: fmt.Sprintf("it is not valid %s%s; write a list of lessons, each with %s", form, place, strings.Join(fieldNames, ", "))}
	}
	return read(name, document, before)
}

// decodeJSON also says where the fault lies.
func decodeJSON(content []byte) (document any, place string, err error) {
	err = json.Unmarshal(content, &document)
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		line := 1 + bytes.Count(content[:min(int(syntax.Offset), len(content))], []byte("\n"))
		place = fmt.Sprintf(" at line %d", line)
	}
	return document, place, err
}

var yamlPlace = regexp.MustCompile(`\bline \d+`)

func decodeYAML(content []byte) (document any, place string, err error) {
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	err = decoder.Decode(&document)
	if errors.Is(err, io.EOF) {
		return nil, "", nil // nothing but comments
	}
	if err == nil {
		if err = decoder.Decode(new(any)); errors.Is(err, io.EOF) {
			return document, "", nil
		}
		if err == nil {
			return nil, " of one document: there are several", errors.New("several documents")
		}
	}
	if at := yamlPlace.FindString(err.Error()); at != "" {
		place = " at " + at
	}
	return nil, place, err
}
