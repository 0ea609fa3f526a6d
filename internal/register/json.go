package register

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
)

// parseJSON reads a list of objects, objects by key, or either under one key.
func parseJSON(ctx context.Context, table *Table, from text, words *vocabulary) *Error {
	reader := &jsonReader{content: from.content, into: entries{name: table.Name}, decoder: newDecoder(from.content), counted: 1}
	if wrong := reader.file(ctx); wrong != nil {
		return wrong
	}
	return reader.into.into(table, from, words)
}

func newDecoder(content []byte) *json.Decoder {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	return decoder
}

type jsonReader struct {
	content []byte
	decoder *json.Decoder
	into    entries

	offset, counted int // lines are counted up to offset
}

// line is that of what was read last.
func (r *jsonReader) line() int {
	offset := int(r.decoder.InputOffset())
	r.counted += bytes.Count(r.content[r.offset:offset], []byte("\n"))
	r.offset = offset
	return r.counted
}

func (r *jsonReader) token() (json.Token, *Error) {
	token, err := r.decoder.Token()
	if err == nil {
		return token, nil
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, faultf("%s is no JSON: it breaks off at its end, on line %d.", r.into.name, lineAt(r.content, len(r.content)))
	}
	offset := r.decoder.InputOffset()
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = max(offset, syntax.Offset)
	}
	return nil, faultf("%s is no JSON: it goes wrong on line %d. A quote, a comma or a bracket may be missing, or one comma too many.", r.into.name, lineAt(r.content, int(offset)))
}

func (r *jsonReader) file(ctx context.Context) *Error {
	wrapped := r.isWrapped()
	token, wrong := r.token()
	if wrong != nil {
		return wrong
	}
	if wrapped {
		if _, wrong = r.token(); wrong != nil { // its key
			return wrong
		}
		if token, wrong = r.token(); wrong != nil {
			return wrong
		}
	}
	switch token {
	case json.Delim('['):
		wrong = r.list(ctx)
	case json.Delim('{'):
		wrong = r.byKey(ctx)
	default:
		return faultf("%s holds no entries. %s.", r.into.name, acceptedShapes)
	}
	if wrong != nil {
		return wrong
	}
	if wrapped {
		token, wrong = r.token()
		if wrong != nil {
			return wrong
		}
		if key, more := token.(string); more {
			return faultf("%s has on line %d a further key %s beside that of its entries. %s.", r.into.name, r.line(), shown(key), acceptedShapes)
		}
	}
	if _, err := r.decoder.Token(); !errors.Is(err, io.EOF) {
		return faultf("%s goes on after the end of its entries, on line %d. %s.", r.into.name, r.line(), acceptedShapes)
	}
	return nil
}

// isWrapped says that the entries stand under one key: {"contracts": [… or
// {"contracts": {"lease": {….
func (r *jsonReader) isWrapped() bool {
	decoder := newDecoder(r.content)
	var tokens []json.Token
	for len(tokens) < 5 {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		tokens = append(tokens, token)
	}
	if len(tokens) < 3 || tokens[0] != json.Delim('{') {
		return false
	}
	return tokens[2] == json.Delim('[') || len(tokens) == 5 && tokens[2] == json.Delim('{') && tokens[4] == json.Delim('{')
}

func (r *jsonReader) list(ctx context.Context) *Error {
	for number := 1; r.decoder.More(); number++ {
		token, wrong := r.token()
		if wrong != nil {
			return wrong
		}
		line := r.line()
		if token != json.Delim('{') {
			return faultf("%s line %d: entry number %d is not an object of values by column. %s.", r.into.name, line, number, acceptedShapes)
		}
		if wrong := r.entry(ctx, number, line, "", false); wrong != nil {
			return wrong
		}
	}
	_, wrong := r.token()
	return wrong
}

func (r *jsonReader) byKey(ctx context.Context) *Error {
	seen := map[string]int{}
	for number := 1; r.decoder.More(); number++ {
		token, wrong := r.token()
		if wrong != nil {
			return wrong
		}
		key, _ := token.(string)
		line := r.line()
		if before, ok := seen[key]; ok {
			return twice(r.into.name, key, before, line)
		}
		seen[key] = line
		if token, wrong = r.token(); wrong != nil {
			return wrong
		}
		if token != json.Delim('{') {
			return faultf("%s line %d: entry \"%s\" is not an object of values by column. %s.", r.into.name, line, shown(key), acceptedShapes)
		}
		if wrong := r.entry(ctx, number, line, key, true); wrong != nil {
			return wrong
		}
	}
	_, wrong := r.token()
	return wrong
}

func twice(name, key string, before, line int) *Error {
	return faultf("%s has the key %s on line %d and again on line %d. Leave only the one that is right.", name, shown(key), before, line)
}

// entry reads the rest of an object whose brace has been read.
func (r *jsonReader) entry(ctx context.Context, number, line int, key string, byKey bool) *Error {
	if err := ctx.Err(); err != nil {
		return stopped(r.into.name, err)
	}
	one, wrong := r.into.begin(number, line, key, byKey)
	if wrong != nil {
		return wrong
	}
	for r.decoder.More() {
		token, wrong := r.token()
		if wrong != nil {
			return wrong
		}
		heading, _ := token.(string)
		value, wrong := r.value(one, heading)
		if wrong != nil {
			return wrong
		}
		if wrong := r.into.set(one, heading, value, r.line()); wrong != nil {
			return wrong
		}
	}
	_, wrong = r.token()
	return wrong
}

func (r *jsonReader) value(one *entry, heading string) (string, *Error) {
	token, wrong := r.token()
	if wrong != nil {
		return "", wrong
	}
	if token != json.Delim('[') {
		return r.scalar(token, one, heading)
	}
	var texts []string
	for r.decoder.More() {
		if token, wrong = r.token(); wrong != nil {
			return "", wrong
		}
		one, wrong := r.scalar(token, one, heading)
		if wrong != nil {
			return "", wrong
		}
		texts = append(texts, one)
	}
	_, wrong = r.token()
	return joined(texts), wrong
}

func (r *jsonReader) scalar(token json.Token, one *entry, heading string) (string, *Error) {
	switch value := token.(type) {
	case nil:
		return "", nil
	case string:
		return value, nil
	case bool:
		return strconv.FormatBool(value), nil
	case json.Number:
		if text, ok := plainNumber(value.String()); ok && strings.ContainsAny(value.String(), "eE") {
			return text, nil
		}
		return value.String(), nil
	}
	return "", faultf("%s line %d: %s, %s holds an object or a list within a list. %s.", r.into.name, r.line(), one.label, shown(heading), acceptedValues)
}
