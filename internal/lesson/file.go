package lesson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
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
func Read(path string) ([]Lesson, error) {
	fail := func(problem string) ([]Lesson, error) { return nil, &FileError{File: path, Problem: problem} }
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fail("there is no such file")
	case err != nil:
		return fail("the file cannot be looked at")
	case !info.Mode().IsRegular():
		return fail("it is not a file; name a YAML or JSON file with a list of lessons")
	}
	file, err := os.Open(path)
	if err != nil {
		return fail("the file cannot be opened; check who may read it")
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, MaxBytes+1))
	if err != nil {
		return fail("the file cannot be read to its end")
	}
	return Parse(path, content)
}

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
		return nil, &FileError{File: name, Problem: fmt.Sprintf("it has more than %d bytes; split it or shorten its texts", MaxBytes)}
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
