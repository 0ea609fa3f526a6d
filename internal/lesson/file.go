package lesson

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Bounds of a file of lessons.
const (
	MaxBytes   = 1 << 20
	MaxLessons = 1000 // and as many incidents
)

// FileError says where a file of lessons is wrong. Lesson and Incident count from 1
// and are 0 where the fault lies elsewhere; Field is then "" too.
type FileError struct {
	File     string
	Lesson   int
	Incident int
	Field    string // like "rules" or "title.ja"
	Problem  string
}

// Error is one line: file, lesson or incident, field, and what is wrong and accepted.
func (e *FileError) Error() string {
	where := e.File
	switch {
	case e.Lesson > 0:
		where += fmt.Sprintf(", lesson number %d", e.Lesson)
	case e.Incident > 0:
		where += fmt.Sprintf(", incident number %d", e.Incident)
	}
	if e.Field != "" {
		where += ", " + e.Field
	}
	return where + ": " + e.Problem
}

// Options are what a file is read with.
type Options struct {
	// Before are the lessons there are already: their ids are taken, and incidents may
	// name them. nil is those that are built in.
	Before *Collection
	// Now is the wall clock: no incident is recorded before it began. Zero compares
	// nothing.
	Now time.Time
	// Location is the zone of a day without a time; nil is UTC.
	Location *time.Location
	// Discreet shows nothing of what is written there.
	Discreet bool
}

// Read reads an organisation's own lessons from a YAML or JSON file. Errors are
// *FileError.
func Read(ctx context.Context, path string, options Options) (Own, error) {
	content, failure := source.ReadFile(ctx, path, MaxBytes)
	if failure != nil {
		return Own{}, &FileError{File: path, Problem: problemOf(failure)}
	}
	return Parse(path, content, options)
}

// Fetch reads lessons that others share from an address, over a client of the
// caller's, who also bounds the time by ctx. What does not answer is a
// *source.Failure; other errors are *FileError, and show nothing of the answer:
// another server may have been asked than was meant.
func Fetch(ctx context.Context, client *http.Client, address string, options Options) (Own, error) {
	content, failure := source.Fetch(ctx, client, address, MaxBytes)
	if failure != nil {
		return Own{}, failure
	}
	options.Discreet = true
	return Parse(source.Redact(address), content, options)
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

var (
	tooLong = fmt.Sprintf("it has more than %d bytes; split it or shorten its texts", MaxBytes)
	listOf  = "a list of lessons, each with " + strings.Join(lessonFields, ", ")
)

// Parse reads the content of such a file: JSON where the name ends in .json,
// otherwise YAML. Errors are *FileError.
func Parse(name string, content []byte, options Options) (Own, error) {
	if options.Before == nil {
		options.Before = BuiltIn()
	}
	return parse(name, content, options)
}

func parse(name string, content []byte, options Options) (Own, error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	switch {
	case len(content) > MaxBytes:
		return Own{}, &FileError{File: name, Problem: tooLong}
	case len(bytes.TrimSpace(content)) == 0:
		return Own{}, &FileError{File: name, Problem: "it is empty; write " + listOf}
	}
	decode, form := decodeYAML, "YAML"
	if strings.EqualFold(filepath.Ext(name), ".json") {
		decode, form = decodeJSON, "JSON"
	}
	document, place, err := decode(content)
	if err != nil {
		return Own{}, &FileError{File: name, Problem: fmt.Sprintf("it is not valid %s%s; write %s", form, place, listOf)}
	}
	return read(name, document, options)
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

var yamlPlace = text.Pattern(`\bline \d+`)

func decodeYAML(content []byte) (document any, place string, err error) {
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	var root yaml.Node
	err = decoder.Decode(&root)
	if errors.Is(err, io.EOF) {
		return nil, "", nil // nothing but comments
	}
	if err == nil {
		timesAsWritten(&root)
		err = root.Decode(&document)
	}
	if err == nil {
		if err = decoder.Decode(new(yaml.Node)); errors.Is(err, io.EOF) {
			return document, "", nil
		}
		if err == nil {
			return nil, " of one document: there are several", errors.New("several documents")
		}
	}
	if at := yamlPlace().FindString(err.Error()); at != "" {
		place = " at " + at
	}
	return nil, place, err
}

// timesAsWritten keeps the times of incidents as texts: decoded by YAML, a day and
// its first instant are the same.
func timesAsWritten(node *yaml.Node) {
	for i, child := range node.Content {
		if node.Kind == yaml.MappingNode && i%2 == 1 && slices.Contains(incidentTimes, node.Content[i-1].Value) && child.ShortTag() == "!!timestamp" {
			child.Tag = "!!str"
		}
		timesAsWritten(child)
	}
}
